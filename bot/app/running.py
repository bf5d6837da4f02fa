"""Run endless coroutines until the process is told to stop."""

import asyncio
import signal
from collections.abc import Coroutine


async def until_stopped(*loops: Coroutine[object, object, None]) -> None:
    """Run some endless coroutines until a signal comes or one of them fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.create_task(one) for one in (*loops, _when(stop))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _when(stop: asyncio.Event) -> None:
    await stop.wait()
