"""What of a start is Python loading modules: nothing is asked of the network or a database."""

import asyncio
import statistics
import sys
import time

from benchmarks.running import Figures, main

MODULES = "bot.cli, bot.app.live"
COMMAND = (
    f"import gc; gc.disable(); import {MODULES}, time; loaded = time.time(); "  # as the command does
    "from benchmarks.measure import peak_megabytes; print(loaded, peak_megabytes())"
)


async def case(rounds: int = 3) -> Figures:
    """Return the median seconds from starting Python until all is loaded, and its peak memory."""
    times, memory = [], []
    for _ in range(rounds):
        begin = time.time()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", COMMAND, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        loaded, megabytes = (float(one) for one in told.split())
        times.append(loaded - begin)
        memory.append(megabytes)
    return {"seconds": statistics.median(times), "megabytes": max(memory)}


if __name__ == "__main__":
    main(case)
