"""The clock is passed in: the system's when live, a simulated one in the sandbox and in tests."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the edges of the house may ask of time; rules are given ``now`` instead.

    ``leaps``: its ``sleep`` costs no real time, so what is under way should be waited for before sleeping.
    """

    leaps: bool

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a simulated clock moves itself forward instead."""
        ...


class SystemClock:
    """The machine's clock."""

    leaps = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SimulatedClock:
    """A clock to turn by hand: it stands still until somebody moves it."""

    leaps = True

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Leap over the wait, letting other tasks of the loop run once."""
        self.move_to(self._now + timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def move_to(self, moment: datetime) -> None:
        """Turn the clock forward to ``moment``; a moment in the past leaves it where it is."""
        self._now = max(self._now, _aware(moment))


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock is set with an aware datetime")
    return moment.astimezone(UTC)
