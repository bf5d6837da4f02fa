"""Delivery: takes rows of the outbox in hand, says them, sends them, and marks how it ended.

One limiter stands before each messenger, with lanes: answers to a person go first, however long the queue behind.
A chat has one message in hand at a time, so that its messages keep their order. What is in hand stays there while the
database cannot be written to: what went out meanwhile is written down as soon as it can be, not said again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.cabinet import Cabinet
from bot.channels.base import Channel
from bot.channels.limiter import Limiter
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.errors import ChannelError, NotLeading, StorageError
from bot.services.failures import Failures
from bot.services.flight import Landing, fly, land
from bot.services.parcels import Packer, Parcel, Readers
from bot.storage.work import Store
from bot.texts.render import Texts

IN_HAND = 32
HURRIED = (Lane.ANSWER, Lane.OBSTACLE)
TOO_LONG = 5.0  # seconds: a chat that must wait longer gives its place in hand to others
SHORTEST_REST = 0.1
AFTER_A_FAULT = 5.0
LONGEST_REST = 60.0  # seconds between two looks at an outbox that nobody poked


@dataclass(frozen=True, kw_only=True)
class Line:
    """A messenger and its limiter; ``pace`` is the least seconds between two unhurried messages."""

    channel: Channel
    limiter: Limiter
    pace: float


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
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        """``leads`` tells, before each message, whether this process may send at all."""
        self._store = store
        self._leads = leads
        self._cabinet = cabinet
        self._config = config
        self._lines = lines
        self._packer = Packer(config, texts)
        self._clock = clock
        self._failures = Failures(store, config)
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._claimed: list[Sequence[Notice]] = []
        self._ready: list[Parcel] = []
        self._flying: dict[asyncio.Task[Landing], Parcel] = {}
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
            await self._pause(min(max(rest, SHORTEST_REST), LONGEST_REST))

    async def serve(self) -> None:
        """Deliver for ever when poked, and only then: the clock is turned by somebody else."""
        while True:
            await self._poked.wait()
            await self._drain_safely()

    async def _drain_safely(self) -> bool:
        """Drain; what goes wrong is logged and tried again after a pause."""
        try:
            await self.drain()
        except StorageError as error:
            self._log.warning("delivery waits for the database", fault=type(error).__name__, reason=str(error))
        except Exception:
            self._log.exception("delivery failed: trying again")
        else:
            return True
        await self._clock.sleep(AFTER_A_FAULT)
        return False

    async def drain(self) -> int:
        """Send all that may go now, waiting for the limiter by the clock; return how many messages went out.

        When it is cancelled, what is on its way still lands, and what was taken in hand beside it is given back.
        """
        async with self._one_at_a_time:
            try:
                return await self._drain()
            except asyncio.CancelledError:
                await self._put_down()
                raise
            finally:
                await asyncio.gather(*self._flying, return_exceptions=True)

    async def _drain(self) -> int:
        sent = 0
        await self._release()
        while True:
            sent += await self._land()
            if self._poked.is_set() or not self._ready:
                self._poked.clear()
                await self._claim()
                await self._prepare()
            self._launch()
            if not self._ready and not self._flying:
                if self._poked.is_set():
                    continue
                await self._look_ahead()
                return sent
            await self._pause(min((self._wait(parcel.first) for parcel in self._ready), default=None))

    async def _put_down(self) -> None:
        """Let what is on its way land, and give back the rest. Who leads now has done that if the lead was lost."""
        await asyncio.gather(*self._flying, return_exceptions=True)
        try:
            await self._land()
            async with self._store.work() as work:
                for notices in (*self._claimed, *(parcel.notices for parcel in self._ready)):
                    await work.outbox.put_back(notices, until=work.now)
                await work.commit()
        except StorageError as error:
            self._log.warning("left to its leases", fault=type(error).__name__, messages=len(self._in_hand))
        self._claimed.clear()
        self._ready.clear()
        self._flying.clear()

    @property
    def _in_hand(self) -> list[Notice]:
        """Return the first notice of each message in hand."""
        return [notices[0] for notices in self._claimed] + [
            parcel.first for parcel in (*self._ready, *self._flying.values())
        ]

    async def _release(self) -> None:
        """Give back what a crashed sender had in hand, and what waits for a clock that was set back; once a minute."""
        if self._next_release is not None and self._clock.now() < self._next_release:
            return
        self._next_release = self._clock.now() + timedelta(seconds=LONGEST_REST)
        async with self._store.work() as work:
            if await work.outbox.release_expired(work.now) + await work.outbox.hurry(work.now):
                await work.commit()

    async def _look_ahead(self) -> None:
        async with self._store.look() as work:
            self.next_moment = await work.outbox.next_moment()

    async def _claim(self) -> None:
        """Take more in hand, one message a chat, and say it; what its chat may not take for long goes back."""
        in_hand = self._in_hand
        self._held_back = self._held_back or self._gathering > 0
        lanes = HURRIED if self._gathering else tuple(Lane)
        busy = {notice.chat for notice in in_hand}
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
                self._claimed += taken

    async def _prepare(self) -> None:
        """Say what was taken in hand, as things stand now; what there is nothing to say of any more is closed."""
        if not self._claimed:
            return
        async with self._store.look() as work:
            readers, seen = Readers(work), await work.audit.last()
            while self._claimed:
                notices = self._claimed[0]
                try:
                    parcel = await self._packer.pack(work, readers, notices, seen)
                except StorageError:
                    raise
                except Exception:
                    self._log.exception("not composed", notice=notices[0].id, view=notices[0].view)
                    await self._failures.defect(notices)
                else:
                    if parcel is None:
                        await self._failures.close(notices, Delivered.CANCELLED, "there is nothing to say any more")
                    else:
                        self._ready.append(parcel)
                del self._claimed[0]

    def _launch(self) -> None:
        """Send off what may go at this moment, the most urgent lane first. Raises NotLeading."""
        self._ready.sort(key=lambda parcel: (parcel.first.lane, parcel.first.id))
        for parcel in list(self._ready):
            first = parcel.first
            if self._wait(first) > 0:
                continue
            if not self._leads():
                raise NotLeading("Another process may lead: nothing is sent.")
            self._ready.remove(parcel)
            line, now = self._lines[first.channel], self._clock.now()
            line.limiter.sent(first.chat, now)
            if first.lane not in HURRIED:
                self._next_unhurried[first.channel] = now + timedelta(seconds=line.pace)
            self._flying[asyncio.create_task(fly(line.channel, self._cabinet, parcel))] = parcel

    def _limited(self, notice: Notice) -> float:
        return self._lines[notice.channel].limiter.wait(notice.is_group, notice.chat, self._clock.now())

    def _wait(self, notice: Notice) -> float:
        """Return how many seconds a message has to wait: for the limiter, and if unhurried for its pace."""
        wait = self._limited(notice)
        paced = self._next_unhurried.get(notice.channel)
        if notice.lane in HURRIED or paced is None:
            return wait
        return max(wait, (paced - self._clock.now()).total_seconds())

    async def _pause(self, seconds: float | None) -> None:
        """Wait until something landed, somebody poked, or the time is up."""
        others: list[asyncio.Task[object]] = [asyncio.create_task(self._poked.wait())]
        if seconds is not None and not (self._flying and self._clock.leaps):
            others.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait({*self._flying, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def _land(self) -> int:
        """Write down how messages ended, those that went out in one transaction; return how many did.

        They stay in hand until that is done, so that a fault of the database loses none and doubles none.
        """
        landed = {task: parcel for task, parcel in self._flying.items() if task.done()}
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
                    if await land(work, self._config(), parcel, landing):
                        self.poke()
                await work.commit()
        for task in landed:
            del self._flying[task]
        return len(arrived)
