"""Groups: when one is enrolled, it is looked at what the bot may do there; what is missing is said, and how to mend it.

The messenger is asked after the transaction, for no transaction waits for the network; /start in an enrolled group asks
once more.
"""

from collections.abc import Callable, Mapping

import structlog

from bot.channels.base import Channel, ChatKind, CommandEvent, Event
from bot.channels.health import Standing
from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.errors import ChannelError
from bot.services.base import Service
from bot.services.views import View, contact_subject
from bot.storage.work import Store, Work

UNCHECKED = ("unchecked",)


def problems_of(standing: Standing) -> tuple[str, ...]:
    """Return what keeps the bot from its work in a group: phrases under ``group_problem``."""
    if not standing.present:
        return ("absent",)
    missing = {
        "silent": not standing.may_write,
        "files": not standing.may_send_files,
        "topics": standing.forum and not standing.may_manage_topics,
    }
    return tuple(name for name, is_missing in missing.items() if is_missing)


class Groups:
    """Looks at groups that call."""

    def __init__(
        self, store: Store, config: Callable[[], Config], channels: Mapping[str, Channel], poke: Callable[[], None]
    ) -> None:
        """``poke`` is called when there is something new to send."""
        self._store = store
        self._config = config
        self._channels = channels
        self._poke = poke
        self._log = structlog.get_logger("groups")

    async def look(self, event: Event) -> None:
        """See what the bot may do where /start was sent, if that is an enrolled group. All well, that is its answer to
        who asked, and nothing to who just enrolled it.
        """
        if not isinstance(event, CommandEvent) or event.name != "start" or event.chat_kind is not ChatKind.GROUP:
            return
        async with self._store.look() as work:
            group = await work.contacts.at(event.address.channel, event.address.chat)
        if group is None or event.sender.anonymous:
            return
        problems, speaks = await self._ask(group)
        if problems or not event.arguments:
            await self._tell(group, event, problems, speaks=speaks)

    async def _ask(self, group: Contact) -> tuple[tuple[str, ...], bool]:
        """Return what is missing in a group, and whether the bot can say so there."""
        try:
            standing = await self._channels[group.channel].standing(group.chat)
        except ChannelError as error:
            self._log.warning("group not checked", contact=group.id, fault=error.fault)
            return UNCHECKED, True
        return problems_of(standing), standing.present and standing.may_write

    async def _tell(self, group: Contact, event: Event, problems: tuple[str, ...], *, speaks: bool) -> None:
        async with self._store.work() as work:
            service = Service(work, self._config())
            args = {"title": group.name, "problems": list(problems), "forum": group.forum}
            await service.tell(
                [group] if speaks else await _others(work, event),
                View(name="group_check", args=args),
                key=f"group_check:{group.id}:{event.update_id}",
                lane=Lane.ANSWER,
            )
            subject = contact_subject(group.id)
            await service.record("system", "check_group", subject, agency=group.agency, problems=list(problems))
            await work.commit()
        self._poke()


async def _others(work: Work, event: Event) -> list[Contact]:
    """Return who is told of a group in which the bot cannot speak: whoever called, and the administrators."""
    caller = await work.contacts.at(event.address.channel, event.sender.id)
    return [*([caller] if caller else []), *await work.contacts.of(roles=[Role.ADMIN])]
