"""Delivery: takes rows of the outbox in hand, says them, sends them, and marks how it ended.

A line stands before each messenger, with lanes: answers to a person go first, however long the queue behind. A chat has
one message in hand at a time, so that its messages keep their order.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.cabinet import Cabinet
from bot.channels.barrier import Way
from bot.channels.line import Launch, Line
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.errors import ChannelError, MaybeSent, NotLeading, NotOurToken, StorageError, TryAgain
from bot.services.failures import Failures
from bot.services.flight import Flights, StillAway
from bot.services.landing import Landing, land
from bot.services.parcels import Packer, Parcel
from bot.storage.work import Store
from bot.texts.render import Texts

HURRIED = tuple(lane for lane in Lane if lane.hurried)
TOO_LONG = 5.0  # seconds: a chat that must wait longer gives its place in hand to others
SHORTEST_REST = 0.1
AFTER_A_FAULT = 5.0
AT_ONCE = 64  # messages: so many are taken, said and written down together; more would hold up the event loop
SHORTEST_PAUSE = 0.01  # seconds: at a thousand messages a second, ten of them go together
LONGEST_REST = 60.0  # seconds between two looks at an outbox that nobody poked


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A parcel on its way, as its line knows it."""

    parcel: Parcel
    launch: Launch


@dataclass(kw_only=True)
class Hand:
    """What is in hand: claimed, said and ready to go, on its way. It stays there while the database cannot be written
    to.
    """

    claimed: list[Sequence[Notice]] = field(default_factory=list)
    ready: list[Parcel] = field(default_factory=list)
    flying: dict[asyncio.Task[Landing], Launched] = field(default_factory=dict)

    @property
    def firsts(self) -> list[Notice]:
        """Return the first notice of each message in hand."""
        parcels = [*self.ready, *(one.parcel for one in self.flying.values())]
        return [notices[0] for notices in self.claimed] + [parcel.first for parcel in parcels]

    @property
    def unlaunched(self) -> list[Sequence[Notice]]:
        return [*self.claimed, *(parcel.notices for parcel in self.ready)]

    def count(self, channel: str) -> int:
        """Return how many messages of a channel are in hand."""
        return sum(notice.channel == channel for notice in self.firsts)

    def clear(self) -> None:
        self.claimed.clear()
        self.ready.clear()
        self.flying.clear()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What may be taken in hand for a messenger: of which lanes, and how many messages at most."""

    lanes: Sequence[Lane]
    most: int


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
        jitter: Callable[[], float] = random.random,
        looked: Callable[[], None] = lambda: None,
    ) -> None:
        """``leads`` tells, before each message, whether this process may send at all.

        ``jitter`` returns a number from 0.0 to 1.0: what failed together does not come back together. ``looked`` is
        told whenever all that may go now has gone.
        """
        self._store = store
        self._leads = leads
        self._looked = looked
        self._config = config
        self._lines = lines
        self._packer = Packer(config, texts, {name: line.channel for name, line in lines.items()})
        self._flights = Flights(cabinet, clock)
        self._clock = clock
        self._failures = Failures(store, config, jitter)
        self._poked = asyncio.Event()
        self._landed = asyncio.Event()  # something that was on its way is no more
        self._one_at_a_time = asyncio.Lock()
        self._hand = Hand()
        self._gathering = 0
        self._held_back = False
        self._turned_away: NotOurToken | None = None
        self._next_release: datetime | None = None
        self.next_moment: datetime | None = None  # when the next waiting message may go (UTC), as of the last drain
        self._log = structlog.get_logger("delivery")

    def poke(self) -> None:
        """Say that there is something new to send."""
        self._poked.set()

    @property
    def poked(self) -> bool:
        """Tell whether there is something new to send, or being sent."""
        return self._poked.is_set() or self._one_at_a_time.locked()

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
        """Deliver for ever: at once when poked, else when the next message may go. Raises NotOurToken."""
        while True:
            if not await self._drain_safely():
                continue
            moment = self.next_moment
            rest = LONGEST_REST if moment is None else (moment - self._clock.now()).total_seconds()
            await self._pause(min(max(rest, SHORTEST_REST), LONGEST_REST))

    async def serve(self) -> None:
        """Deliver for ever when poked, and only then: the clock is turned by somebody else. Raises NotOurToken."""
        while True:
            await self._poked.wait()
            await self._drain_safely()

    async def _drain_safely(self) -> bool:
        """Drain; what goes wrong is logged and tried again after a pause."""
        try:
            await self.drain()
        except NotOurToken:
            raise
        except StorageError as error:
            self._log.warning("delivery waits for the database", fault=type(error).__name__, reason=str(error))
        except Exception:
            self._log.exception("delivery failed: trying again")
        else:
            return True
        await self._clock.sleep(AFTER_A_FAULT)
        return False

    async def drain(self) -> int:
        """Send all that may go now, waiting for the limits by the clock; return how many messages went out.

        When it is cancelled, what is on its way still lands, and what was taken in hand beside it is given back. Raises
        NotOurToken when all that was in hand is back in the outbox.
        """
        async with self._one_at_a_time:
            try:
                return await self._drain()
            except asyncio.CancelledError:
                await self._put_down()
                raise
            finally:
                await asyncio.gather(*self._hand.flying, return_exceptions=True)

    async def _drain(self) -> int:
        sent = 0
        await self._release()
        while True:
            sent += await self._land()
            await self._lay_back()
            if self._poked.is_set():
                self._nudge()
            if self._turned_away is None and (self._poked.is_set() or not self._hand.unlaunched):
                self._poked.clear()
                await self._claim()
            await self._prepare()
            await self._launch()
            if not self._hand.firsts:
                if self._turned_away is not None:
                    error, self._turned_away = self._turned_away, None
                    raise error
                if self._poked.is_set():
                    continue
                await self._look_ahead()
                return sent
            await self._pause(self._next_launch())

    def _nudge(self) -> None:
        """Somebody wrote, it may be: then the messenger is there again."""
        for line in self._lines.values():
            line.barrier.nudge(self._clock.now())

    async def _put_down(self) -> None:
        """Let what is on its way land, and give back the rest. Who leads now has done that if the lead was lost."""
        await asyncio.gather(*self._hand.flying, return_exceptions=True)
        try:
            await self._land()
            await self._failures.put_back(self._hand.unlaunched)
        except StorageError as error:
            self._log.warning("left to its leases", fault=type(error).__name__, messages=len(self._hand.firsts))
        self._hand.clear()

    async def _release(self) -> None:
        """Give back what a crashed sender had in hand, and what waits for a clock that was set back; once a minute."""
        if self._next_release is not None and self._clock.now() < self._next_release:
            return
        self._next_release = self._clock.now() + timedelta(seconds=LONGEST_REST)
        async with self._store.work() as work:
            if await work.outbox.release_expired(work.now) + await work.outbox.hurry(work.now):
                await work.commit()

    async def _look_ahead(self) -> None:
        """Note when the next message may go: when it is its time, and its line lets it."""
        now, moments = self._clock.now(), []
        async with self._store.look() as work:
            for name, line in self._lines.items():
                for lane, moment in (await work.outbox.next_moments(name)).items():
                    moments.append(max(moment, line.barrier.opens(now, hurried=lane.hurried)))
        self.next_moment = min(moments, default=None)
        self._looked()

    async def _claim(self) -> None:
        """Take more in hand, one message a chat; what its chat may not take for long goes back."""
        self._held_back = self._held_back or self._gathering > 0
        offers = {name: offer for name in self._lines if (offer := self._offer(name)).most > 0}
        if not offers:
            return
        busy = {notice.chat for notice in self._hand.firsts}
        async with self._store.work() as work:
            morning = self._config().mornings.held_until(work.now)
            held = await work.outbox.hold(morning) if morning is not None else 0
            claimed = [
                notices
                for name, offer in offers.items()
                for notices in await work.outbox.claim(
                    work.now, channel=name, limit=offer.most, busy=busy, lanes=offer.lanes
                )
            ]
            taken = []
            for notices in claimed:
                wait = self._limited(notices[0])
                if notices[0].chat in busy or wait > TOO_LONG:
                    until = work.now + timedelta(seconds=wait if wait > TOO_LONG else 0)
                    await work.outbox.put_back(notices, until=until)
                else:
                    busy.add(notices[0].chat)
                    taken.append(notices)
            if claimed or held:
                await work.commit()
                self._hand.claimed += taken

    def _offer(self, channel: str) -> Offer:
        """Return what may be taken in hand for a messenger at this moment."""
        way = self._lines[channel].barrier.way(self._clock.now())
        lanes = HURRIED if self._gathering or way is Way.HURRIED else tuple(Lane)
        match way:
            case Way.SHUT:
                return Offer(lanes=lanes, most=0)
            case Way.TRIAL:
                return Offer(lanes=lanes, most=1 - self._hand.count(channel))
            case _:
                room = self._lines[channel].most_in_hand - self._hand.count(channel)
                return Offer(lanes=lanes, most=min(max(room, 1), AT_ONCE))

    async def _prepare(self) -> None:
        """Say what was taken in hand, as things stand now; what there is nothing to say of is closed."""
        some = list(self._hand.claimed)
        if not some:
            return
        async with self._store.look() as work:
            readers, seen = await self._packer.look_up(work, some), await work.audit.last()
            for notices in some:
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
                        self._hand.ready.append(parcel)
                del self._hand.claimed[0]
                await asyncio.sleep(0)  # to say it has taken a millisecond: others may go on

    async def _lay_back(self) -> None:
        """Give back what its line does not let through any more: it will be said anew, as things stand then."""
        back = [parcel for parcel in self._hand.ready if not self._is_let(parcel)]
        if not back:
            return
        await self._failures.put_back([parcel.notices for parcel in back])
        self._hand.ready = [parcel for parcel in self._hand.ready if parcel not in back]

    def _is_let(self, parcel: Parcel) -> bool:
        first = parcel.first
        if self._turned_away is not None:
            return False
        match self._lines[first.channel].barrier.way(self._clock.now()):
            case Way.OPEN:
                return True
            case Way.HURRIED:
                return first.lane.hurried
            case Way.TRIAL:
                return self._hand.count(first.channel) == 1
            case Way.SHUT:
                return False

    async def _launch(self) -> None:
        """Send off what may go at this moment, the most urgent lane first. Raises NotLeading."""
        ready = sorted(self._hand.ready, key=lambda parcel: (parcel.first.lane, parcel.first.id))
        waiting: list[Parcel] = []
        for position, parcel in enumerate(ready):
            if self._wait(parcel.first) > 0:
                waiting.append(parcel)
                continue
            if not self._leads():
                raise NotLeading("Another process may lead: nothing is sent.")
            self._hand.ready = [*waiting, *ready[position + 1 :]]
            self._send_off(parcel)
            await asyncio.sleep(0)  # to begin a request takes a millisecond: others may go on

    def _send_off(self, parcel: Parcel) -> None:
        first = parcel.first
        line = self._lines[first.channel]
        asks = line.barrier.is_shut
        launch = line.launched(first.chat, self._clock.now(), hurried=first.lane.hurried)
        flight = asyncio.create_task(self._flights.fly(line.channel, parcel, asks=asks))

        def landed(_flight: asyncio.Task[Landing]) -> None:
            line.returned(launch, self._clock.now())
            self._landed.set()

        flight.add_done_callback(landed)
        self._hand.flying[flight] = Launched(parcel=parcel, launch=launch)

    def _next_launch(self) -> float | None:
        """Return in how many seconds the next message in hand may go; None if none waits."""
        waits = [self._wait(parcel.first) for parcel in self._hand.ready]
        return max(min(waits), SHORTEST_PAUSE) if waits else None

    def _limited(self, notice: Notice) -> float:
        return self._lines[notice.channel].limited(notice.chat, self._clock.now(), is_group=notice.is_group)

    def _wait(self, notice: Notice) -> float:
        """Return how many seconds a message has to wait: for the limits, and if unhurried for its pace."""
        line, hurried = self._lines[notice.channel], notice.lane.hurried
        return line.wait(notice.chat, self._clock.now(), is_group=notice.is_group, hurried=hurried)

    async def _pause(self, seconds: float | None) -> None:
        """Wait until something landed, somebody poked, or the time is up."""
        waits: list[asyncio.Task[object]] = [
            asyncio.create_task(self._poked.wait()),
            asyncio.create_task(self._landed.wait()),
        ]
        if seconds is not None and not (self._hand.flying and self._clock.leaps):
            waits.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _land(self) -> int:
        """Write down how messages ended, those that went out together; return how many did.

        They stay in hand until that is done, so that a fault of the database loses none and doubles none.
        """
        self._landed.clear()
        arrived: list[tuple[asyncio.Task[Landing], Launched]] = []
        for flight, launched in [(one, of) for one, of in self._hand.flying.items() if one.done()]:
            error = flight.exception()
            if error is None:
                arrived.append((flight, launched))
                self._line(launched).barrier.answered(launched.launch.number)
            else:
                await self._fail(launched, error)
                del self._hand.flying[flight]
        for start in range(0, len(arrived), AT_ONCE):
            await self._write_down(arrived[start : start + AT_ONCE])
        return len(arrived)

    async def _write_down(self, arrived: Sequence[tuple[asyncio.Task[Landing], Launched]]) -> None:
        async with self._store.work() as work:
            landings = [(launched.parcel, flight.result()) for flight, launched in arrived]
            more = await land(work, self._config(), landings)
            await work.commit()
        for flight, _ in arrived:
            del self._hand.flying[flight]
        if more:
            self.poke()

    async def _fail(self, launched: Launched, error: BaseException) -> None:
        """Tell its line that a message was not taken, and write it down."""
        match error:
            case StillAway():
                self._tell_line(launched, error.error)
                await self._failures.put_back([launched.parcel.notices])
            case ChannelError():
                self._tell_line(launched, error)
                await self._failures.handle(launched.parcel.notices, error)
            case _:
                self._log.error("not sent", notice=launched.parcel.first.id, exc_info=error)
                await self._failures.defect(launched.parcel.notices)

    def _tell_line(self, launched: Launched, error: ChannelError) -> None:
        line, now = self._line(launched), self._clock.now()
        match error:
            case TryAgain(after=float() | int() as seconds):
                line.told_to_wait(launched.launch, seconds, now)
            case TryAgain() | MaybeSent():
                line.barrier.failed(launched.launch.number, now)
            case NotOurToken():
                self._turned_away = error
            case _:
                line.barrier.answered(launched.launch.number)

    def _line(self, launched: Launched) -> Line:
        return self._lines[launched.parcel.first.channel]
