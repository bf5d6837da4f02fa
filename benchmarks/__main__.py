"""What it costs, as ratios measured in one run: ``make bench``."""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.duties import Status
from bot.register.files import load_province
from bot.services.reminders import Reminders
from bot.services.sync import Sync
from bot.storage.work import Store

ROOT = Path(__file__).parents[1]
DUE = 1_000
WAITING = (10_000, 100_000)
ROUNDS = 3


async def tick_among(config: Config, waiting: int) -> float:
    """Return the median seconds that the reminders' tick takes for 1,000 due assignments among ``waiting`` others."""
    _, directives = load_province(ROOT / "config.yaml")
    today = config.province.starts_on
    clock = SimulatedClock(config.calendar.at(today, config.ladder.at))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db", clock)
        await store.start()
        async with store.work() as work:
            await Sync(work, config).apply(directives, actor="bench")
            await work.assignments.add(list(_rows(config, waiting, today + timedelta(days=300))))
            await work.commit()
        times = []
        for round_number in range(ROUNDS):
            async with store.work() as work:
                await work.assignments.add(list(_rows(config, DUE, today, prefix=f"due{round_number}-")))
                await work.commit()
            begin = time.perf_counter()
            while await _tick(store, config):
                pass
            times.append(time.perf_counter() - begin)
        await store.stop()
    return statistics.median(times)


async def _tick(store: Store, config: Config) -> int:
    async with store.work() as work:
        count = await Reminders(work, config).tick()
        await work.commit()
        return count


def _rows(config: Config, count: int, due: date, prefix: str = "w-") -> Iterator[dict[str, object]]:
    """Yield assignments of one real duty: due today they want a reminder now, else they wait."""
    _, directives = load_province(ROOT / "config.yaml")
    duty = directives[0].duties[0]
    morning = config.calendar.at(due, config.ladder.at)
    for number in range(count):
        yield {
            "directive": duty.directive,
            "duty": duty.id,
            "agency": f"{prefix}{number}",
            "occurrence": "",
            "due": due,
            "status": Status.ASSIGNED,
            "revision": 1,
            "assigned_at": morning - timedelta(days=1),
            "handled_until": morning - timedelta(days=1),
            "next_at": morning,
        }


async def main() -> None:
    """Run the cases and print them."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    config, _ = load_province(ROOT / "config.yaml")
    table = Table(title=f"The reminders' tick, {DUE:,} due (median of {ROUNDS})")
    table.add_column("assignments waiting", justify="right")
    table.add_column("seconds", justify="right")
    table.add_column("against the first", justify="right")
    first = 0.0
    for waiting in WAITING:
        seconds = await tick_among(config, waiting)
        first = first or seconds
        table.add_row(f"{waiting:,}", f"{seconds:.2f}", f"{seconds / first:.2f}×")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
