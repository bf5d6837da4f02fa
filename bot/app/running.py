"""Run endless coroutines until the process is told to stop."""

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

One = TypeVar("One")
Other = TypeVar("Other")
Endless = Coroutine[object, object, None]


async def until_stopped(*loops: Endless) -> None:
    """Run some endless coroutines until a signal comes or one of them fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await together(*loops, _when(stop))


async def together(*loops: Endless) -> None:
    """Run some endless coroutines until one of them ends or fails, or this is cancelled; then stop all."""
    tasks = [asyncio.create_task(one) for one in loops]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _end(tasks)


async def side_by_side(
    one: Coroutine[object, object, One], other: Coroutine[object, object, Other]
) -> tuple[One, Other]:
    """Do two things at the same time and return what both return; if one fails, stop the other."""
    tasks = asyncio.create_task(one), asyncio.create_task(other)
    try:
        return await asyncio.gather(*tasks)
    finally:
        await _end(tasks)


async def _end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel what still runs, and wait until it has put down what it had in hand."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _when(stop: asyncio.Event) -> None:
    await stop.wait()
