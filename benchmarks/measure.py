"""What the cases share: medians, memory, how long the event loop was blocked, and how a cost grows."""

import asyncio
import math
import statistics
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

SHORTLY = 0.001
SHAPES: dict[str, Callable[[float], float]] = {
    "1": lambda _n: 1.0,
    "n": lambda n: n,
    "n log n": lambda n: n * math.log2(n),
    "n²": lambda n: n * n,
}


def peak_megabytes() -> float:
    """Return the most memory that this process has had, in MB; getrusage would count what its parent had, too."""
    return peak_megabytes_of("self")


def peak_megabytes_of(process: int | str) -> float:
    """Return the most memory that another process has had, in MB; it must still run."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def percentile(values: list[float], part: float) -> float:
    """Return the value below which ``part`` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(math.ceil(part * len(ordered)), len(ordered)) - 1]


@dataclass
class Blocked:
    """How long the event loop did not get to run, in seconds: the longest time, and all of them."""

    longest: float = 0.0
    gaps: list[float] = field(default_factory=list)


@asynccontextmanager
async def watched() -> AsyncIterator[Blocked]:
    """Watch the running loop: a task that wants to run every millisecond notes how late it comes."""
    found = Blocked()

    async def look() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(SHORTLY)
            late = time.perf_counter() - before - SHORTLY
            found.gaps.append(late)
            found.longest = max(found.longest, late)

    task = asyncio.create_task(look())
    try:
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def growth(costs: Mapping[int, float]) -> str:
    """Return the shape that fits the costs best, by least squares of their logarithms: 1, n, n log n or n²."""

    def misfit(shape: Callable[[float], float]) -> float:
        return statistics.pvariance([math.log(cost / shape(n)) for n, cost in costs.items()])

    return min(SHAPES, key=lambda name: misfit(SHAPES[name]))


def exponent(costs: Mapping[int, float]) -> float:
    """Return the slope of the costs on double logarithmic paper: 0 is flat, 1 is proportional, 2 is square."""
    xs, ys = [math.log(n) for n in costs], [math.log(cost) for cost in costs.values()]
    return statistics.linear_regression(xs, ys).slope
