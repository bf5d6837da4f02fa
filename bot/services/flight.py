"""A parcel's way: sent with the file that goes with it, in a milder form where it is refused, and written down when it
has landed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.cabinet import Cabinet
from bot.channels.base import Address, Attachment, Channel, FileKind, Outgoing
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Notice
from bot.errors import (
    BadButtons,
    BadContent,
    BadMarkup,
    BadPicture,
    ChannelError,
    FileTooLarge,
    NoFiles,
    NoReply,
    NothingSaid,
    TooLong,
)
from bot.services.alarms import Alarms
from bot.services.base import Service
from bot.services.outcomes import Outcome, reason
from bot.services.parcels import Parcel
from bot.services.presence import Presence
from bot.storage.work import Work

LONGEST_NAME = 100
NO_DEFECTS = (NoFiles, NoReply)  # what a group does not allow, and what people have deleted
BETWEEN_FORMS = 1.0  # seconds: a messenger takes one message a second in a chat, and may count what it refuses


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How a parcel landed: the message's id; or the topic that was made for it, before it is sent there.

    ``remark``: in which milder form it was taken, and why; ``defect``: for something that we said wrong.
    """

    message: str | None = None
    made: str | None = None
    remark: str | None = None
    defect: bool = False


class StillAway(Exception):
    """The messenger, asked before a message was launched, is not there: the message was not tried."""

    def __init__(self, error: ChannelError) -> None:
        self.error = error
        super().__init__(str(error))


class Flights:
    """Sends parcels."""

    def __init__(self, cabinet: Cabinet, clock: Clock) -> None:
        self._cabinet = cabinet
        self._clock = clock
        self._log = structlog.get_logger("delivery")

    async def fly(self, channel: Channel, parcel: Parcel, *, asks: bool) -> Landing:
        """Send a message, or make the topic that it needs. Raises ChannelError.

        With ``asks`` the messenger is asked first whether it is there: raises StillAway if it is not.
        """
        if asks:
            try:
                await channel.ping()
            except ChannelError as error:
                raise StillAway(error) from None
        first = parcel.first
        address = Address(channel=first.channel, chat=first.chat, topic=parcel.topic)
        if first.edits is not None:
            edited = first.edits

            async def edit(message: Outgoing) -> str:
                await channel.edit(address, edited, message)
                return edited

            return await self._say(parcel, parcel.message, edit)  # a message that stands keeps its file
        if parcel.new_topic is not None:
            return Landing(made=await channel.create_topic(address, parcel.new_topic))

        async def send(message: Outgoing) -> str:
            return await channel.send(address, message)

        return await self._say(parcel, replace(parcel.message, attachment=await self._attachment(parcel)), send)

    async def _attachment(self, parcel: Parcel) -> Attachment | None:
        """Return the file that goes with a message: made now, in a thread, or out of the cabinet."""
        made, file = parcel.screen.make, parcel.screen.file
        if made is not None:
            content = await asyncio.to_thread(made.content)
            return Attachment(name=made.name, content=content, picture=made.picture)
        if file is None or file.path is None:
            return None
        content = await self._cabinet.get(file.path)
        return Attachment(name=shown_name(file.name), content=content, picture=file.kind == FileKind.PHOTO)

    async def _say(self, parcel: Parcel, message: Outgoing, say: Callable[[Outgoing], Awaitable[str]]) -> Landing:
        """Say a message; where it is refused, in milder and milder forms."""
        remarks: list[str] = []
        defect = False
        while True:
            try:
                return Landing(message=await say(message), remark="; ".join(remarks) or None, defect=defect)
            except BadContent as error:
                form = milder(message, error)
                if form is None:
                    raise
                message, outcome = form
                defect = defect or not isinstance(error, NO_DEFECTS)
                remarks.append(reason(error, outcome))
                self._log.error("refused", notice=parcel.first.id, view=parcel.view.name, outcome=remarks[-1])
                await self._clock.sleep(BETWEEN_FORMS)


def milder(message: Outgoing, error: BadContent) -> tuple[Outgoing, Outcome] | None:
    """Return a form of a refused message that the messenger may take; None if there is none."""
    file, dressed = message.attachment, bool(message.choices or message.link or message.asks)
    undressed = replace(message, choices=(), link=None, asks=False)
    match error:
        case NothingSaid():
            return None
        case BadPicture() | NoFiles() if file is not None and file.picture:
            return replace(message, attachment=replace(file, picture=False)), Outcome.AS_DOCUMENT
        case BadPicture() | NoFiles() | FileTooLarge():
            return (replace(message, attachment=None), Outcome.NO_FILE) if file is not None else None
        case NoReply():
            return (replace(message, reply_to=None), Outcome.LOOSE) if message.reply_to is not None else None
        case TooLong():
            return (replace(message, short=True), Outcome.IN_PARTS) if not message.short else None
        case BadButtons():
            return (undressed, Outcome.BARE) if dressed else None
        case BadMarkup():
            return (replace(message, plain=True), Outcome.PLAIN) if not message.plain else None
        case _ if not message.plain:
            return replace(message, plain=True), Outcome.PLAIN
        case _:
            return (undressed, Outcome.BARE) if dressed else None


async def land(work: Work, config: Config, parcel: Parcel, landing: Landing) -> bool:
    """Write down that a parcel landed; tell whether that leaves something more to send."""
    first = parcel.first
    if landing.message is None:
        if landing.made is not None and first.contact is not None and first.topic_for is not None:
            await work.topics.put(first.contact, first.topic_for, landing.made)
            await work.outbox.put_back(parcel.notices, until=work.now)
        return True
    if not await work.outbox.sent(parcel.notices, landing.message, work.now, remark=landing.remark):
        return False
    await _remember(work, parcel, landing.message)
    if parcel.contact is not None and first.edits is None:
        await Presence(work, config).found(parcel.contact)
    if landing.defect:
        await tell_defect(work, config, first)
    if not await _has_changed(work, parcel):
        return landing.defect
    await Service(work, config).repaint(first, parcel.view, landing.message)
    return True


async def tell_defect(work: Work, config: Config, notice: Notice) -> None:
    """Tell the administrators that a message could not be said as it was meant, once a view and day."""
    key = f"{notice.view}:{config.calendar.day_of(work.now).isoformat()}"
    await Alarms(work, config).tell("defect", key=key, notice=notice.id)


async def _remember(work: Work, parcel: Parcel, message: str) -> None:
    """Remember what a message shows, to edit it when that changes, and what a digest said."""
    first = parcel.first
    if parcel.screen.subjects:
        await work.screens.show(
            parcel.screen.subjects,
            new=first.edits is None,
            channel=first.channel,
            chat=first.chat,
            message_id=message,
            contact=first.contact,
            view=parcel.view.name,
            args=parcel.view.args,
            language=first.language,
            is_group=first.is_group,
            shown_at=work.now,
        )
    elif first.edits is not None:
        await work.screens.forget(first.channel, first.chat, message)
    if counted := parcel.screen.counted:
        await work.digests.said(counted.scope, counted.day, counted.cells)


async def _has_changed(work: Work, parcel: Parcel) -> bool:
    """Tell whether what a message shows changed while it was on its way."""
    subjects = parcel.screen.subjects
    return bool(subjects) and await work.audit.any_after(parcel.seen, subjects)


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: without what hides or turns letters, and not too long."""
    printable = "".join(letter for letter in name if letter.isprintable() and letter not in "/\\")
    return printable[-LONGEST_NAME:] or "tep"
