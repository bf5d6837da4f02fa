"""A loop that has nothing to do: what the machine itself adds to the longest blocked moment."""

import asyncio

from benchmarks.measure import watched
from benchmarks.running import Figures, main


async def case(seconds: float = 3.0) -> Figures:
    """Return the longest blocked moment in so many seconds."""
    async with watched() as loop:
        await asyncio.sleep(seconds)
    return {"blocked": loop.longest}


if __name__ == "__main__":
    main(case)
