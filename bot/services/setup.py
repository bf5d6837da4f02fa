"""The bot's own set-up, changed while it runs: config.yaml and the directive files read anew."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from bot.config import Config
from bot.configuration import Reloaded
from bot.domain.delivery import Lane
from bot.domain.rights import Action, Role
from bot.errors import AgenciesFirst, Problem, Refused, SetupError, SourceError
from bot.services.base import Service, Speaker
from bot.services.proposing import Proposing
from bot.services.views import View
from bot.storage.work import Work

SHOWN = 15  # mistakes: nhacviec check tells all
Reload = Callable[[], Awaitable[Reloaded]]
"""Reads config.yaml anew. Raises SourceError, and SetupError if there is none."""


class Setup(Service):
    """Reading config anew, and telling what came of it."""

    def __init__(self, work: Work, config: Config, reload: Reload | None = None) -> None:
        super().__init__(work, config)
        self._reload = reload

    async def reload(self, speaker: Speaker) -> View:
        """Read config.yaml anew for an administrator; return what came of it. Raises Refused."""
        self.require(speaker.contact, Action.CHANGE_SETUP, speaker.contact.agency)
        if self._reload is None:
            raise Refused("no_config_file")
        try:
            reloaded = await self._reload()
        except SourceError as error:
            return refusal(error.problems)
        except SetupError:
            raise Refused("no_config_file") from None
        return await self.take_up(reloaded, actor=speaker.actor)

    async def take_up(self, reloaded: Reloaded, *, actor: str) -> View:
        """Put a config that counts now on record, propose what its directive files change; return what to say."""
        self.config = reloaded.config
        await self.record(actor, "reload_config", "config", changed=list(reloaded.changed))
        proposal = None
        with suppress(AgenciesFirst):  # the agencies that are no more are told below
            proposal = await Proposing(self.work, self.config).propose(reloaded.directives, actor=actor)
        args = {
            "changed": list(reloaded.changed),
            "proposal": proposal is not None,
            "strangers": await self.strangers(),
        }
        return View(name="config_reloaded", args=args)

    async def strangers(self) -> list[dict[str, Any]]:
        """Return the agencies that config does not know though somebody or something there still waits."""
        duties = await self.work.assignments.open_by_agency()
        people = await self.work.contacts.by_agency()
        unknown = {*duties, *people}.difference(self.config.organisation.agencies)
        return [{"id": one, "people": people.get(one, 0), "duties": duties.get(one, 0)} for one in sorted(unknown)]

    async def tell_administrators(self, view: View) -> None:
        """Owe the administrators what came of a signal."""
        await self.tell(
            await self.work.contacts.of(roles=[Role.ADMIN]),
            view,
            key=f"config:{self.work.now.isoformat()}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )


def refusal(problems: Sequence[Problem]) -> View:
    """Return the view of a config that was refused, with its mistakes."""
    told = [{"where": one.where, "what": one.message} for one in problems[:SHOWN]]
    return View(name="config_refused", args={"problems": told, "more": max(0, len(problems) - SHOWN)})
