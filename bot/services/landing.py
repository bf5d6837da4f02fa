"""Parcels that have landed are written down, many in one transaction: a statement for each thing that is to be noted,
however many they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from bot.config import Config
from bot.domain.delivery import Notice
from bot.outbox import Sent
from bot.services.alarms import Alarms
from bot.services.base import Service
from bot.services.parcels import Parcel
from bot.services.presence import Presence
from bot.storage.chats import Shown
from bot.storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How a parcel landed: the message's id; or the topic that was made for it, before it is sent there.

    ``remark``: in which milder form it was taken, and why; ``defect``: for something that we said wrong.
    """

    message: str | None = None
    made: str | None = None
    remark: str | None = None
    defect: bool = False


@dataclass(frozen=True, kw_only=True)
class Landed:
    """A parcel whose message was sent, and the message's id."""

    parcel: Parcel
    landing: Landing
    message: str

    @property
    def sent(self) -> Sent:
        return Sent(notices=self.parcel.notices, message_id=self.message, remark=self.landing.remark)

    @property
    def shown(self) -> Shown:
        first, view = self.parcel.first, self.parcel.view
        return Shown(
            new=first.edits is None,
            channel=first.channel,
            chat=first.chat,
            message_id=self.message,
            contact=first.contact,
            view=view.name,
            args=view.args,
            language=first.language,
            is_group=first.is_group,
            subjects=self.parcel.screen.subjects,
        )


async def land(work: Work, config: Config, landings: Sequence[tuple[Parcel, Landing]]) -> bool:
    """Write down that parcels landed; tell whether that leaves something more to send."""
    landed = []
    for parcel, landing in landings:
        if landing.message is None:
            await _keep_topic(work, parcel, landing.made)
        else:
            landed.append(Landed(parcel=parcel, landing=landing, message=landing.message))
    more = len(landed) < len(landings)
    if not landed:
        return more
    new = list(compress(landed, await work.outbox.sent([one.sent for one in landed], work.now)))
    await _remember(work, new)
    for one in new:
        if one.parcel.contact is not None and one.parcel.first.edits is None:
            await Presence(work, config).found(one.parcel.contact)
        if one.landing.defect:
            await tell_defect(work, config, one.parcel.first)
    changed = await _changed(work, new)
    for one in changed:
        await Service(work, config).repaint(one.parcel.first, one.parcel.view, one.message)
    return more or bool(changed) or any(one.landing.defect for one in new)


async def tell_defect(work: Work, config: Config, notice: Notice) -> None:
    """Tell the administrators that a message could not be said as it was meant, once a view and day."""
    key = f"{notice.view}:{config.calendar.day_of(work.now).isoformat()}"
    await Alarms(work, config).tell("defect", key=key, notice=notice.id)


async def _keep_topic(work: Work, parcel: Parcel, made: str | None) -> None:
    """Keep the topic that was made for a parcel, which is sent there next."""
    first = parcel.first
    if made is not None and first.contact is not None and first.topic_for is not None:
        await work.topics.put(first.contact, first.topic_for, made)
        await work.outbox.put_back(parcel.notices, until=work.now)


async def _remember(work: Work, landed: Sequence[Landed]) -> None:
    """Remember what messages show, to edit them when that changes, and what a digest said."""
    await work.screens.show([one.shown for one in landed if one.parcel.screen.subjects], work.now)
    for one in landed:
        first, screen = one.parcel.first, one.parcel.screen
        if first.edits is not None and not screen.subjects:
            await work.screens.forget(first.channel, first.chat, one.message)
        if counted := screen.counted:
            await work.digests.said(counted.scope, counted.day, counted.cells)


async def _changed(work: Work, landed: Sequence[Landed]) -> list[Landed]:
    """Return those that show something that changed while they were on their way."""
    subjects = {subject for one in landed for subject in one.parcel.screen.subjects}
    if not subjects:
        return []
    newest = await work.audit.newest(subjects, after=min(one.parcel.seen for one in landed))
    return [
        one for one in landed if any(newest.get(subject, 0) > one.parcel.seen for subject in one.parcel.screen.subjects)
    ]
