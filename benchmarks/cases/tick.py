"""The reminders' tick: some due among many that wait. What is waiting must not cost."""

import gc
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import peak_megabytes, watched
from benchmarks.province import fill, open_store, waiting_province
from benchmarks.running import Figures, main
from bot.clock import SimulatedClock
from bot.config import Config
from bot.services.reminders import Reminders
from bot.storage.work import Store


async def case(waiting: int, due: int = 1000, rounds: int = 5) -> Figures:
    """Return the median seconds for ``due`` assignments among ``waiting`` ones, and the longest blocked moment."""
    with tempfile.TemporaryDirectory() as folder:
        today = datetime.now(UTC).date()
        config, database = await waiting_province(Path(folder), waiting, today)
        clock = SimulatedClock(config.calendar.at(today, config.ladder.at))
        store, _ = open_store(Path(folder), clock)
        gc.freeze()  # as a start does
        times, blocked = [], []
        for number in range(rounds):
            fill(
                database,
                config,
                waiting=0,
                due=due,
                now=clock.now(),
                prefix=f"due{number}-",
                chats_from=(number + 1) * 1_000_000,
            )
            async with watched() as loop:
                begin = time.perf_counter()
                while await _tick(store, config):
                    pass
                times.append(time.perf_counter() - begin)
            blocked.append(loop.longest)
        await store.stop()
    return {
        "seconds": statistics.median(times),
        "blocked": max(blocked),
        "megabytes": peak_megabytes(),
    }


async def _tick(store: Store, config: Config) -> int:
    async with store.work() as work:
        count = await Reminders(work, config).tick()
        await work.commit()
        return count


if __name__ == "__main__":
    main(case)
