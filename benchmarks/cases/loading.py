"""What of a start is Python loading modules: nothing is asked of the network or a database."""

import asyncio
import statistics
import sys
import time

from benchmarks.running import Figures, main

MODULES = "bot.cli, bot.app.live"
COMMAND = f"import {MODULES}; from benchmarks.measure import peak_megabytes; print(peak_megabytes())"


async def case(rounds: int = 3) -> Figures:
    """Return the median seconds from starting Python to its end, and its peak memory."""
    times, memory = [], []
    for _ in range(rounds):
        begin = time.perf_counter()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", COMMAND, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        times.append(time.perf_counter() - begin)
        memory.append(float(told))
    return {"seconds": statistics.median(times), "megabytes": max(memory)}


if __name__ == "__main__":
    main(case)
