"""Delivery: takes rows of the outbox in hand, says them, sends them, and marks how it ended.

One limiter stands before each messenger, with lanes: answers to a person go first, however long the queue behind.
A chat has one message in hand at a time, so that its messages keep their order.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.cabinet import Cabinet
from bot.channels.base import Address, Attachment, Channel, FileKind, Outgoing
from bot.channels.limiter import Limiter
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.domain.people import Contact
from bot.errors import ChannelError
from bot.services.base import Service
from bot.services.failures import Failures
from bot.services.screens import BUNDLED, COMPOSERS
from bot.services.views import Reader, Screen, View, outgoing
from bot.storage.work import Store, Work
from bot.texts.render import Texts

IN_HAND = 32
HURRIED = (Lane.ANSWER, Lane.OBSTACLE)
TOO_LONG = 5.0  # seconds: a chat that must wait longer gives its place in hand to others
SHORTEST_REST = 0.1
AFTER_A_FAULT = 5.0
LONGEST_NAME = 100
LONGEST_REST = 60.0  # seconds between two looks at an outbox that nobody poked


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message in hand: the notices it answers, and what it says.

    ``topic`` is where in a forum group it goes; ``new_topic`` names one that has to be made first. ``seen``: the newest
    event of the audit trail when it was composed.
    """

    notices: Sequence[Notice]
    view: View
    screen: Screen
    message: Outgoing
    topic: str | None
    new_topic: str | None
    seen: int

    @property
    def first(self) -> Notice:
        return self.notices[0]


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How a parcel landed: the message's id; or the topic that was made for it, before it is sent there."""

    message: str | None = None
    made: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A messenger and its limiter; ``pace`` is the least seconds between two unhurried messages."""

    channel: Channel
    limiter: Limiter
    pace: float


class Readers:
    """The contacts that a batch of messages goes to, each read once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[int, Contact] = {}

    async def get(self, contact: int | None) -> Contact | None:
        if contact is None:
            return None
        if contact not in self._known:
            self._known[contact] = await self._work.contacts.get(contact)
        return self._known[contact]


class Delivery:
    """Empties the outbox, as fast as the messengers allow."""

    def __init__(
        self,
        store: Store,
        config: Callable[[], Config],
        lines: dict[str, Line],
        texts: Texts,
        cabinet: Cabinet,
        clock: Clock,
    ) -> None:
        self._store = store
        self._cabinet = cabinet
        self._config = config
        self._lines = lines
        self._texts = texts
        self._clock = clock
        self._failures = Failures(store, config)
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._gathering = 0
        self._held_back = False
        self._next_unhurried: dict[str, datetime] = {}
        self._next_release: datetime | None = None
        self.next_moment: datetime | None = None  # when the next waiting message may go (UTC), as of the last drain
        self._log = structlog.get_logger("delivery")

    def poke(self) -> None:
        """Say that there is something new to send."""
        self._poked.set()

    @property
    def poked(self) -> bool:
        """Tell whether there is something new to send."""
        return self._poked.is_set()

    @asynccontextmanager
    async def gathering(self) -> AsyncIterator[None]:
        """Hold back the unhurried lanes while a tick still adds to the morning's messages."""
        self._gathering += 1
        try:
            yield
        finally:
            self._gathering -= 1
            if self._held_back:
                self._held_back = False
                self.poke()

    async def run(self) -> None:
        """Deliver for ever: at once when poked, else when the next message may go."""
        while True:
            if not await self._drain_safely():
                continue
            moment = self.next_moment
            rest = LONGEST_REST if moment is None else (moment - self._clock.now()).total_seconds()
            await self._pause(set(), min(max(rest, SHORTEST_REST), LONGEST_REST))

    async def serve(self) -> None:
        """Deliver for ever when poked, and only then: the clock is turned by somebody else."""
        while True:
            await self._poked.wait()
            await self._drain_safely()

    async def _drain_safely(self) -> bool:
        """Drain; a fault of the database is logged and tried again after a pause: what was in hand has its lease."""
        try:
            await self.drain()
        except Exception:
            self._log.exception("delivery failed: trying again")
            await self._clock.sleep(AFTER_A_FAULT)
            return False
        return True

    async def drain(self) -> int:
        """Send all that may go now, waiting for the limiter by the clock; return how many messages went out."""
        flying: dict[asyncio.Task[Landing], Parcel] = {}
        async with self._one_at_a_time:
            try:
                return await self._drain(flying)
            finally:
                await asyncio.gather(*flying, return_exceptions=True)

    async def _drain(self, flying: dict[asyncio.Task[Landing], Parcel]) -> int:
        ready: list[Parcel] = []
        sent = 0
        await self._release()
        while True:
            if self._poked.is_set() or not ready:
                self._poked.clear()
                ready += await self._claim(ready, flying)
            self._launch(ready, flying)
            if not ready and not flying:
                if self._poked.is_set():
                    continue
                await self._look_ahead()
                return sent
            await self._pause(set(flying), min((self._wait(parcel.first) for parcel in ready), default=None))
            landed = {task: parcel for task, parcel in flying.items() if task.done()}
            if landed:
                for task in landed:
                    del flying[task]
                sent += await self._land(landed)

    async def _release(self) -> None:
        """Give back what a crashed sender had in hand, at most once a minute."""
        if self._next_release is not None and self._clock.now() < self._next_release:
            return
        self._next_release = self._clock.now() + timedelta(seconds=LONGEST_REST)
        async with self._store.work() as work:
            await work.outbox.release_expired(work.now)
            await work.commit()

    async def _look_ahead(self) -> None:
        async with self._store.look() as work:
            self.next_moment = await work.outbox.next_moment()

    async def _claim(self, ready: Sequence[Parcel], flying: dict[asyncio.Task[Landing], Parcel]) -> list[Parcel]:
        """Take more in hand, one message a chat, and say it; what its chat may not take for long goes back."""
        in_hand = [*ready, *flying.values()]
        self._held_back = self._held_back or self._gathering > 0
        lanes = HURRIED if self._gathering else tuple(Lane)
        busy = {parcel.first.chat for parcel in in_hand}
        async with self._store.work() as work:
            claimed = await work.outbox.claim(work.now, limit=max(IN_HAND - len(in_hand), 1), busy=busy, lanes=lanes)
            taken = []
            for notices in claimed:
                wait = self._limited(notices[0])
                if notices[0].chat in busy or wait > TOO_LONG:
                    until = work.now + timedelta(seconds=wait if wait > TOO_LONG else 0)
                    await work.outbox.put_back(notices, until=until)
                else:
                    busy.add(notices[0].chat)
                    taken.append(notices)
            if claimed:
                await work.commit()
        return await self._prepare(taken)

    async def _prepare(self, taken: Sequence[Sequence[Notice]]) -> list[Parcel]:
        """Say what was taken in hand, as things stand now; what there is nothing to say of any more is closed."""
        parcels = []
        if not taken:
            return []
        async with self._store.look() as work:
            readers, seen = Readers(work), await work.audit.last()
            for notices in taken:
                try:
                    parcel = await self._compose(work, readers, notices, seen)
                except Exception:
                    self._log.exception("not composed", notice=notices[0].id, view=notices[0].view)
                    await self._failures.defect(notices)
                    continue
                if parcel is None:
                    await self._failures.close(notices, Delivered.CANCELLED, "there is nothing to say any more")
                else:
                    parcels.append(parcel)
        return parcels

    async def _compose(self, work: Work, readers: Readers, notices: Sequence[Notice], seen: int) -> Parcel | None:
        first = notices[0]
        view, args = View(name=first.view, args=first.args), first.args
        if first.view in BUNDLED:
            items = [{"view": notice.view, "args": notice.args} for notice in notices]
            day = self._config().calendar.day_of(work.now).isoformat()
            view = View(name="morning", args={"day": day, "items": items})
            args = {**view.args, "fresh": True}
        reader = Reader(language=first.language, contact=await readers.get(first.contact))
        screen = await COMPOSERS[view.name](work, self._config(), reader, args)
        if screen is None:
            return None
        topic = first.topic
        if first.topic_for is not None and first.contact is not None:
            topic = await work.topics.of(first.contact, first.topic_for)
        return Parcel(
            notices=notices,
            view=view,
            screen=screen,
            message=outgoing(screen, self._texts, first.language, silent=first.silent, reply_to=first.reply_to),
            topic=topic,
            new_topic=self._config().organisation.short(first.topic_for) if first.topic_for and topic is None else None,
            seen=seen,
        )

    async def _fly(self, line: Line, parcel: Parcel) -> Landing:
        """Send a message with the file that goes with it: out of the cabinet, or made now, in a thread."""
        made, file = parcel.screen.make, parcel.screen.file
        attachment = None
        if parcel.first.edits is not None:
            pass  # a message that stands keeps its file
        elif made is not None:
            content = await asyncio.to_thread(made.content)
            attachment = Attachment(name=made.name, content=content, picture=made.picture)
        elif file is not None and file.path is not None:
            content = await self._cabinet.get(file.path)
            attachment = Attachment(name=shown_name(file.name), content=content, picture=file.kind == FileKind.PHOTO)
        return await _send(line.channel, parcel, replace(parcel.message, attachment=attachment))

    def _launch(self, ready: list[Parcel], flying: dict[asyncio.Task[Landing], Parcel]) -> None:
        """Send off what may go at this moment, the most urgent lane first."""
        ready.sort(key=lambda parcel: (parcel.first.lane, parcel.first.id))
        for parcel in list(ready):
            first = parcel.first
            if self._wait(first) > 0:
                continue
            ready.remove(parcel)
            line, now = self._lines[first.channel], self._clock.now()
            line.limiter.sent(first.chat, now)
            if first.lane not in HURRIED:
                self._next_unhurried[first.channel] = now + timedelta(seconds=line.pace)
            flying[asyncio.create_task(self._fly(line, parcel))] = parcel

    def _limited(self, notice: Notice) -> float:
        return self._lines[notice.channel].limiter.wait(notice.is_group, notice.chat, self._clock.now())

    def _wait(self, notice: Notice) -> float:
        """Return how many seconds a message has to wait: for the limiter, and if unhurried for its pace."""
        wait = self._limited(notice)
        paced = self._next_unhurried.get(notice.channel)
        if notice.lane in HURRIED or paced is None:
            return wait
        return max(wait, (paced - self._clock.now()).total_seconds())

    async def _pause(self, flying: set[asyncio.Task[Landing]], seconds: float | None) -> None:
        """Wait until something landed, somebody poked, or the time is up."""
        others: list[asyncio.Task[object]] = [asyncio.create_task(self._poked.wait())]
        if seconds is not None and not (flying and self._clock.leaps):
            others.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait({*flying, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def _land(self, landed: dict[asyncio.Task[Landing], Parcel]) -> int:
        """Write down how some messages ended, those that went out in one transaction; return how many did."""
        arrived: list[tuple[Landing, Parcel]] = []
        for task, parcel in landed.items():
            error = task.exception()
            if error is None:
                arrived.append((task.result(), parcel))
            elif isinstance(error, ChannelError):
                hold = await self._failures.handle(parcel.notices, error)
                if hold is not None:
                    self._lines[parcel.first.channel].limiter.hold(hold)
            else:
                self._log.error("not sent", notice=parcel.first.id, exc_info=error)
                await self._failures.defect(parcel.notices)
        if arrived:
            async with self._store.work() as work:
                for landing, parcel in arrived:
                    await _mark(work, parcel, landing)
                    if landing.message is None:
                        self.poke()
                    elif await _has_changed(work, parcel):
                        await Service(work, self._config()).repaint(parcel.first, parcel.view, landing.message)
                        self.poke()
                await work.commit()
        return len(arrived)


async def _send(channel: Channel, parcel: Parcel, message: Outgoing) -> Landing:
    first = parcel.first
    address = Address(channel=first.channel, chat=first.chat, topic=parcel.topic)
    if first.edits is not None:
        await channel.edit(address, first.edits, message)
        return Landing(message=first.edits)
    if parcel.new_topic is None:
        return Landing(message=await channel.send(address, message))
    return Landing(made=await channel.create_topic(address, parcel.new_topic))


async def _mark(work: Work, parcel: Parcel, landing: Landing) -> None:
    first = parcel.first
    if landing.made is not None and first.contact is not None and first.topic_for is not None:
        await work.topics.put(first.contact, first.topic_for, landing.made)
        await work.outbox.put_back(parcel.notices, until=work.now)
    if landing.message is None:
        return
    await work.outbox.sent(parcel.notices, landing.message, work.now)
    if parcel.screen.subjects:
        await work.screens.show(
            parcel.screen.subjects,
            new=first.edits is None,
            channel=first.channel,
            chat=first.chat,
            message_id=landing.message,
            contact=first.contact,
            view=parcel.view.name,
            args=parcel.view.args,
            language=first.language,
            is_group=first.is_group,
            shown_at=work.now,
        )
    elif first.edits is not None:
        await work.screens.forget(first.channel, first.chat, landing.message)


async def _has_changed(work: Work, parcel: Parcel) -> bool:
    """Tell whether what a message shows changed while it was on its way."""
    subjects = parcel.screen.subjects
    return bool(subjects) and await work.audit.any_after(parcel.seen, subjects)


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: without what hides or turns letters, and not too long."""
    printable = "".join(letter for letter in name if letter.isprintable() and letter not in "/\\")
    return printable[-LONGEST_NAME:] or "tep"
