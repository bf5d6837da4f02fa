"""The clock is passed in: the system's when live, a simulated one in the sandbox and in tests."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

SET_BACK = timedelta(seconds=2)  # less is the daily work of who keeps clocks in step


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
    """The machine's clock, but that it never goes back.

    When the machine's is set back, this one runs at half its speed until the other has caught up: nothing that was
    planned waits for an hour to come again, and nothing happens twice.
    """

    leaps = False

    def __init__(
        self, wall: Callable[[], datetime] = lambda: datetime.now(UTC), ticks: Callable[[], float] = time.monotonic
    ) -> None:
        """``wall`` may be set by somebody, ``ticks`` (seconds) only run."""
        self._wall = wall
        self._ticks = ticks
        self._last = wall()
        self._ticked = ticks()
        self._ahead = False

    def now(self) -> datetime:
        wall, ticked = self._wall(), self._ticks()
        earliest = self._last + timedelta(seconds=(ticked - self._ticked) / 2)
        if wall + SET_BACK < earliest and not self._ahead:
            structlog.get_logger("clock").warning(
                "the machine's clock was set back: going slower until it has caught up",
                seconds=round((earliest - wall).total_seconds()),
            )
        self._ahead = wall + SET_BACK < earliest
        self._last, self._ticked = max(wall, earliest), ticked
        return self._last

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
