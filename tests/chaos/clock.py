"""A clock that several processes share: whoever turns it turns it for all of them."""

import asyncio
from datetime import UTC, datetime, timedelta
from mmap import mmap
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SIZE = 8  # bytes: one number, which is written and read as a whole


class SharedClock:
    """A simulated clock (``bot.clock.Clock``) that stands in a file: the microseconds since 1970.

    It outlives the processes that look at it: killing one of them stops no time.
    """

    leaps = True

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        """Look at the clock in ``path``; with ``start`` (aware) make it, in the place of one that is there."""
        if start is not None:
            path.write_bytes(bytes(SIZE))
        with path.open("r+b") as file:
            self._microseconds = memoryview(mmap(file.fileno(), SIZE)).cast("q")
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        return EPOCH + self._microseconds[0] * MICROSECOND

    async def sleep(self, seconds: float) -> None:
        """Leap over the wait, letting other tasks of the loop run once."""
        self.move_to(self.now() + timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def move_to(self, moment: datetime) -> None:
        """Turn the clock forward to ``moment`` (aware); a moment in the past leaves it where it is."""
        self._microseconds[0] = max(self._microseconds[0], (moment - EPOCH) // MICROSECOND)
