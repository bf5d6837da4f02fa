"""Parcels: notices taken in hand are said, as things stand at that moment, ready for their messenger."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.base import Channel, Outgoing
from bot.config import Config
from bot.domain.delivery import Lane, Notice
from bot.domain.people import Contact
from bot.services.base import Service
from bot.services.screens import BUNDLED, COMPOSERS
from bot.services.views import Reader, Screen, View, outgoing
from bot.storage.work import Work
from bot.texts.render import Texts


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message in hand: the notices it answers, and what it says.

    ``topic`` is where in a forum group it goes; ``new_topic`` names one that has to be made first. ``seen``: the newest
    event of the audit trail when it was composed.
    """

    notices: Sequence[Notice]
    contact: Contact | None
    view: View
    screen: Screen
    message: Outgoing
    topic: str | None
    new_topic: str | None
    seen: int

    @property
    def first(self) -> Notice:
        return self.notices[0]


Readers = Mapping[int, Contact]
"""The contacts that some messages go to, by their ids."""


class Packer:
    """Makes parcels."""

    def __init__(self, config: Callable[[], Config], texts: Texts, channels: Mapping[str, Channel]) -> None:
        self._config = config
        self._texts = texts
        self._channels = channels

    async def look_up(self, work: Work, messages: Iterable[Sequence[Notice]]) -> Readers:
        """Read at once what many messages are about, ahead of ``pack``; ``work`` only reads. Return whom they go to."""
        notices = [notice for one in messages for notice in one]
        reminded = [one for notice in notices if notice.view == "reminder" and (one := notice.args.get("assignment"))]
        await work.assignments.read_ahead(reminded)
        await work.quiet.read_ahead(reminded)
        contacts = await work.contacts.some(notice.contact for notice in notices if notice.contact is not None)
        return {contact.id: contact for contact in contacts}

    async def pack(self, work: Work, readers: Readers, notices: Sequence[Notice], seen: int) -> Parcel | None:
        """Say the notices of one message; None means that there is nothing to say any more."""
        first, config = notices[0], self._config()
        view, args = View(name=first.view, args=first.args), first.args
        if first.view in BUNDLED:
            items = [{"view": notice.view, "args": notice.args} for notice in notices]
            day = config.calendar.day_of(work.now).isoformat()
            view = View(name="morning", args={"day": day, "items": items})
            args = {**view.args, "fresh": True}
        reader = Reader(
            language=first.language,
            contact=None if first.contact is None else readers[first.contact],
            start_link=self._channels[first.channel].start_link,
        )
        screen = await COMPOSERS[view.name](work, config, reader, args)
        if screen is None:
            return None
        silent = first.silent or (first.lane is not Lane.ANSWER and Service(work, config).outside_hours())
        topic = first.topic
        if first.topic_for is not None and first.contact is not None:
            topic = await work.topics.of(first.contact, first.topic_for)
        return Parcel(
            notices=notices,
            contact=reader.contact,
            view=view,
            screen=screen,
            message=outgoing(screen, self._texts, first.language, silent=silent, reply_to=first.reply_to),
            topic=topic,
            new_topic=config.organisation.short(first.topic_for) if first.topic_for and topic is None else None,
            seen=seen,
        )
