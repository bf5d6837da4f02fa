"""A parcel's way: sent with the file that goes with it, in a milder form where it is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.cabinet import Cabinet
from bot.channels.base import Address, Attachment, Channel, FileKind, Outgoing
from bot.clock import Clock
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
from bot.services.landing import Landing
from bot.services.outcomes import Outcome, reason
from bot.services.parcels import Parcel

LONGEST_NAME = 100
NO_DEFECTS = (NoFiles, NoReply)  # what a group does not allow, and what people have deleted
BETWEEN_FORMS = 1.0  # seconds: a messenger takes one message a second in a chat, and may count what it refuses


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


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: without what hides or turns letters, and not too long."""
    printable = "".join(letter for letter in name if letter.isprintable() and letter not in "/\\")
    return printable[-LONGEST_NAME:] or "tep"
