"""The register: files read and synced, synced again unchanged, and the forecast of a year."""

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import peak_megabytes
from benchmarks.province import open_store, write_province
from benchmarks.running import Figures, main
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.forecast import Rules, forecast
from bot.register.files import load_province
from bot.services.sync import Sync

TODAY = date(2009, 1, 5)
DUTIES = 100


async def case(assignments: int) -> Figures:
    """Return the seconds of reading, of both syncs and of the forecast."""
    agencies = assignments // DUTIES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        due = [TODAY + timedelta(days=60 + 3 * number) for number in range(DUTIES)]
        path = write_province(folder, agencies=agencies, duties=DUTIES, due=due, starts_on=TODAY)
        begin = time.perf_counter()
        config, directives = load_province(path)
        reading = time.perf_counter() - begin
        store, _ = open_store(folder, SimulatedClock(config.calendar.at(TODAY, config.ladder.at)))
        await store.start()
        seconds = []
        for _ in range(2):
            begin = time.perf_counter()
            async with store.work() as work:
                await Sync(work, config).apply(directives, actor="bench")
                await work.commit()
            seconds.append(time.perf_counter() - begin)
        async with store.look() as work:
            stored = len(await work.assignments.of_all())
        await store.stop()
        begin = time.perf_counter()
        coming = forecast(directives, rules_of(config), since=TODAY, until=TODAY + timedelta(days=365))
        notices = sum(1 for _ in coming)
        foreseen = time.perf_counter() - begin
    return {
        "assignments": stored, "reading": reading, "first": seconds[0], "second": seconds[1], "forecast": foreseen,
        "notices": notices, "megabytes": peak_megabytes(),
    }  # fmt: skip


def rules_of(config: Config) -> Rules:
    """Return what decides when this province is told what."""
    return Rules(
        organisation=config.organisation,
        calendar=config.calendar,
        ladder=config.ladder,
        reporting=config.reporting_calendar,
    )


if __name__ == "__main__":
    main(case)
