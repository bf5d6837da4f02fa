"""Start a bot as a process of its own and see how long it takes until its first message arrives."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping

from benchmarks.measure import peak_megabytes_of
from benchmarks.messenger import Beside

LONGEST = 120.0  # seconds


async def started(beside: Beside, *arguments: str, environment: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Run Python with ``arguments``; return the seconds to the first message's arrival and the peak memory in MB.

    The process is ended then. Raises RuntimeError if nothing came.
    """
    begin = time.time()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments), env=os.environ | (environment or {}), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        figures = await beside.until_reached(1, LONGEST)
        megabytes = peak_megabytes_of(process.pid)
    finally:
        process.terminate()
        await process.wait()
    if figures["first"] is None:
        raise RuntimeError("the bot sent nothing")
    return figures["first"] - begin, megabytes
