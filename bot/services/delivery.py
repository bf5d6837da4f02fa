"""Delivery: takes rows of the outbox in hand, says them, sends them, and marks how it ended.

One limiter stands before each messenger, with lanes: answers to a person go first, however long the queue behind.
A chat has one message in hand at a time, so that its messages keep their order.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Address, Channel, Outgoing
from bot.channels.limiter import Limiter
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.errors import ChannelError
from bot.services.failures import Failures
from bot.services.screens import BUNDLED, COMPOSERS
from bot.services.views import Reader, Screen, View, outgoing
from bot.storage.work import Store, Work
from bot.texts.render import Texts

IN_HAND = 32
HURRIED = (Lane.ANSWER, Lane.OBSTACLE)
TOO_LONG = 5.0  # seconds: a chat that must wait longer gives its place in hand to others
LONGEST_REST = 60.0  # seconds between two looks at an outbox that nobody poked


@dataclass(frozen=True, kw_only=True)
class Line:
    """A messenger and its limiter; ``pace`` is the least seconds between two unhurried messages."""

    channel: Channel
    limiter: Limiter
    pace: float


class Delivery:
    """Empties the outbox, as fast as the messengers allow."""

    def __init__(self, store: Store, config: Callable[[], Config], lines: dict[str, Line], texts: Texts, clock: Clock):
        self._store = store
        self._config = config
        self._lines = lines
        self._texts = texts
        self._clock = clock
        self._failures = Failures(store, config)
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._gathering = 0
        self._next_unhurried: dict[str, datetime] = {}
        self._log = structlog.get_logger("delivery")

    def poke(self) -> None:
        """Say that there is something new to send."""
        self._poked.set()

    @asynccontextmanager
    async def gathering(self) -> AsyncIterator[None]:
        """Hold back the unhurried lanes while a tick still adds to the morning's messages."""
        self._gathering += 1
        try:
            yield
        finally:
            self._gathering -= 1
            self.poke()

    async def run(self) -> None:
        """Deliver for ever: at once when poked, else when the next message may go."""
        while True:
            await self.drain()
            async with self._store.look() as work:
                moment = await work.outbox.next_moment()
            rest = LONGEST_REST if moment is None else (moment - self._clock.now()).total_seconds()
            await self._pause(set(), min(max(rest, 0.1), LONGEST_REST))

    async def drain(self) -> int:
        """Send all that may go now, waiting for the limiter by the clock; return how many messages went out."""
        async with self._one_at_a_time:
            return await self._drain()

    async def _drain(self) -> int:
        ready: list[list[Notice]] = []
        flying: dict[asyncio.Task[bool], str] = {}
        sent = 0
        async with self._store.work() as work:
            await work.outbox.release_expired(work.now)
            await work.commit()
        self._poked.set()
        while True:
            if self._poked.is_set() or not ready:
                self._poked.clear()
                ready += await self._claim(ready, flying)
            await self._launch(ready, flying)
            if not ready and not flying:
                if not self._poked.is_set():
                    return sent
                continue
            wait = min((self._wait(notices) for notices in ready), default=None)
            await self._pause(set(flying), wait)
            landed = [task for task in flying if task.done()]
            for task in landed:
                del flying[task]
                sent += task.result()
            if landed:
                self._poked.set()

    async def _claim(self, ready: list[list[Notice]], flying: dict[asyncio.Task[bool], str]) -> list[list[Notice]]:
        """Take more in hand, one message a chat; what its chat may not take for long goes back."""
        room = IN_HAND - len(ready) - len(flying)
        lanes = HURRIED if self._gathering else tuple(Lane)
        busy = {notices[0].chat for notices in ready} | set(flying.values())
        async with self._store.work() as work:
            claimed = await work.outbox.claim(work.now, limit=max(room, 1), busy=busy, lanes=lanes)
            taken: list[list[Notice]] = []
            for notices in claimed:
                wait = self._limited(notices)
                if notices[0].chat in busy or wait > TOO_LONG:
                    until = work.now + timedelta(seconds=wait if wait > TOO_LONG else 0)
                    await work.outbox.put_back(notices, until=until)
                else:
                    busy.add(notices[0].chat)
                    taken.append(notices)
            if claimed:
                await work.commit()
        return taken

    async def _launch(self, ready: list[list[Notice]], flying: dict[asyncio.Task[bool], str]) -> None:
        """Send off what may go at this moment, the most urgent lane first."""
        ready.sort(key=lambda notices: (notices[0].lane, notices[0].id))
        for notices in list(ready):
            if self._wait(notices) > 0:
                continue
            ready.remove(notices)
            first, now = notices[0], self._clock.now()
            line = self._lines[first.channel]
            line.limiter.sent(first.chat, now)
            if first.lane not in HURRIED:
                self._next_unhurried[first.channel] = now + timedelta(seconds=line.pace)
            flying[asyncio.create_task(self._deliver(notices))] = first.chat

    def _limited(self, notices: Sequence[Notice]) -> float:
        first = notices[0]
        return self._lines[first.channel].limiter.wait(first.is_group, first.chat, self._clock.now())

    def _wait(self, notices: Sequence[Notice]) -> float:
        """Return how many seconds a message has to wait: for the limiter, and if unhurried for its pace."""
        first = notices[0]
        wait = self._limited(notices)
        paced = self._next_unhurried.get(first.channel)
        if first.lane in HURRIED or paced is None:
            return wait
        return max(wait, (paced - self._clock.now()).total_seconds())

    async def _pause(self, flying: set[asyncio.Task[bool]], seconds: float | None) -> None:
        """Wait until something landed, somebody poked, or the time is up."""
        others: list[asyncio.Task[object]] = [asyncio.create_task(self._poked.wait())]
        if seconds is not None:
            others.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait({*flying, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def _deliver(self, notices: Sequence[Notice]) -> bool:
        """Say and send one message and write down how it ended; tell whether it went out."""
        first = notices[0]
        line = self._lines[first.channel]
        try:
            async with self._store.look() as work:
                view, screen = await self._compose(work, notices)
            if screen is None:
                await self._failures.close(notices, Delivered.CANCELLED, "there is nothing to say any more")
                return False
            message = outgoing(screen, self._texts, first.language, silent=first.silent, reply_to=first.reply_to)
            message_id = await self._send(line.channel, first, message)
        except ChannelError as error:
            hold = await self._failures.handle(notices, error)
            if hold is not None:
                line.limiter.hold(hold)
            return False
        except Exception:
            self._log.exception("not composed", notice=first.id, view=first.view)
            await self._failures.defect(notices)
            return False
        await self._mark(notices, message_id, view, screen)
        return True

    async def _send(self, channel: Channel, notice: Notice, message: Outgoing) -> str:
        address = Address(channel=notice.channel, chat=notice.chat, topic=notice.topic)
        if notice.edits is None:
            return await channel.send(address, message)
        await channel.edit(address, notice.edits, message)
        return notice.edits

    async def _compose(self, work: Work, notices: Sequence[Notice]) -> tuple[View, Screen | None]:
        first = notices[0]
        view = View(name=first.view, args=first.args)
        if first.view in BUNDLED:
            items = [{"view": notice.view, "args": notice.args} for notice in notices]
            view = View(name="morning", args={"items": items})
        contact = await work.contacts.get(first.contact) if first.contact is not None else None
        reader = Reader(language=first.language, contact=contact)
        return view, await COMPOSERS[view.name](work, self._config(), reader, view.args)

    async def _mark(self, notices: Sequence[Notice], message_id: str, view: View, screen: Screen) -> None:
        first = notices[0]
        async with self._store.work() as work:
            await work.outbox.sent(notices, message_id, work.now)
            if screen.subjects:
                await work.screens.show(
                    screen.subjects,
                    channel=first.channel,
                    chat=first.chat,
                    message_id=message_id,
                    contact=first.contact,
                    view=view.name,
                    args=view.args,
                    language=first.language,
                    is_group=first.is_group,
                    shown_at=work.now,
                )
            elif first.edits is not None:
                await work.screens.forget(first.channel, first.chat, message_id)
            await work.commit()
