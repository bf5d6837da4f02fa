"""A parcel's way: sent with the file that goes with it, and written down when it has landed."""

import asyncio
from dataclasses import dataclass, replace

from bot.cabinet import Cabinet
from bot.channels.base import Address, Attachment, Channel, FileKind, Outgoing
from bot.config import Config
from bot.services.base import Service
from bot.services.parcels import Parcel
from bot.storage.work import Work

LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How a parcel landed: the message's id; or the topic that was made for it, before it is sent there."""

    message: str | None = None
    made: str | None = None


async def fly(channel: Channel, cabinet: Cabinet, parcel: Parcel) -> Landing:
    """Send a message with the file that goes with it: out of the cabinet, or made now, in a thread."""
    made, file = parcel.screen.make, parcel.screen.file
    attachment = None
    if parcel.first.edits is not None:
        pass  # a message that stands keeps its file
    elif made is not None:
        content = await asyncio.to_thread(made.content)
        attachment = Attachment(name=made.name, content=content, picture=made.picture)
    elif file is not None and file.path is not None:
        content = await cabinet.get(file.path)
        attachment = Attachment(name=shown_name(file.name), content=content, picture=file.kind == FileKind.PHOTO)
    return await _send(channel, parcel, replace(parcel.message, attachment=attachment))


async def _send(channel: Channel, parcel: Parcel, message: Outgoing) -> Landing:
    first = parcel.first
    address = Address(channel=first.channel, chat=first.chat, topic=parcel.topic)
    if first.edits is not None:
        await channel.edit(address, first.edits, message)
        return Landing(message=first.edits)
    if parcel.new_topic is None:
        return Landing(message=await channel.send(address, message))
    return Landing(made=await channel.create_topic(address, parcel.new_topic))


async def land(work: Work, config: Config, parcel: Parcel, landing: Landing) -> bool:
    """Write down that a parcel landed; tell whether that leaves something more to send."""
    first = parcel.first
    if landing.message is None:
        if landing.made is not None and first.contact is not None and first.topic_for is not None:
            await work.topics.put(first.contact, first.topic_for, landing.made)
            await work.outbox.put_back(parcel.notices, until=work.now)
        return True
    if not await work.outbox.sent(parcel.notices, landing.message, work.now):
        return False
    await _remember(work, parcel, landing.message)
    if not await _has_changed(work, parcel):
        return False
    await Service(work, config).repaint(first, parcel.view, landing.message)
    return True


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
