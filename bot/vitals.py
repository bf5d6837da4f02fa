"""Signs of life of this process: when each part of it last moved, and what it has done since it began. In memory."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.channels.base import Address, Channel, Event, IncomingFile, Intake, Outgoing
from bot.channels.health import Standing
from bot.clock import Clock
from bot.errors import ChannelError

T = TypeVar("T")


class Part(StrEnum):
    """What moves now and then as long as all is well."""

    POLL = "poll"
    WEBHOOK = "webhook"
    DELIVERY = "delivery"
    TICK = "tick"


class Vitals:
    """What this process knows of itself. ``leading``: it is the one replica that polls, ticks and delivers.

    ``lag`` is how long after it happened the last event was taken, where its messenger tells when it did.
    """

    def __init__(self, clock: Clock, *, leading: bool = True) -> None:
        self._clock = clock
        self._moved: dict[Part, datetime] = {}
        self._led_from = clock.now()
        self.leading = leading
        self.taken = 0
        self.sent = 0
        self.failed: Counter[str] = Counter()
        self.lag: timedelta | None = None

    @contextmanager
    def leads(self) -> Iterator[None]:
        """Note that this replica leads, as long as the block lasts."""
        self.leading, self._led_from = True, self._clock.now()
        try:
            yield
        finally:
            self.leading = False

    def moved(self, part: Part) -> None:
        """Note that a part has just moved."""
        self._moved[part] = self._clock.now()

    def last(self, part: Part) -> datetime | None:
        """Return when a part last moved (UTC); None if it has not yet."""
        return self._moved.get(part)

    def still_for(self, part: Part) -> timedelta:
        """Return how long a part of the leader has not moved; it has time from when it began to lead."""
        return self._clock.now() - max(self._moved.get(part, self._led_from), self._led_from)

    def took(self, event: Event) -> None:
        """Note that an event had its effects."""
        self.taken += 1
        if event.at is not None:
            self.lag = max(self._clock.now() - event.at, timedelta(0))


class Counted:
    """A channel as it is, but that what its messenger takes is counted, and by which fault it does not."""

    def __init__(self, channel: Channel, vitals: Vitals) -> None:
        self._channel = channel
        self._vitals = vitals
        self.name = channel.name
        self.abilities = channel.abilities

    async def _count(self, call: Awaitable[T]) -> T:
        try:
            result = await call
        except ChannelError as error:
            self._vitals.failed[type(error).__name__] += 1
            raise
        finally:
            self._vitals.moved(Part.DELIVERY)
        self._vitals.sent += 1
        return result

    async def start(self) -> None:
        await self._channel.start()

    async def stop(self) -> None:
        await self._channel.stop()

    async def ping(self) -> None:
        await self._channel.ping()

    async def send(self, address: Address, message: Outgoing) -> str:
        return await self._count(self._channel.send(address, message))

    async def edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        await self._count(self._channel.edit(address, message_id, message))

    async def create_topic(self, address: Address, name: str) -> str:
        return await self._channel.create_topic(address, name)

    async def acknowledge(self, press: str, text: str | None = None, *, alert: bool = False) -> None:
        await self._channel.acknowledge(press, text, alert=alert)

    async def fetch(self, file: IncomingFile) -> AsyncIterator[bytes]:
        return await self._channel.fetch(file)

    async def receive(self, intake: Intake) -> None:
        await self._channel.receive(intake)

    async def standing(self, chat: str) -> Standing:
        return await self._channel.standing(chat)

    def start_link(self, code: str) -> str | None:
        return self._channel.start_link(code)
