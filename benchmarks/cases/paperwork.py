"""Monday's digest with its picture, and the half-year's documents, for provinces of different size."""

import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.measure import peak_megabytes
from benchmarks.province import open_store, write_province
from benchmarks.running import Figures, main
from bot.clock import SimulatedClock
from bot.documents.written import written
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.period_report import period_report
from bot.services.period_sources import read_sources
from bot.services.pictures import Pictures
from bot.services.screens import COMPOSERS
from bot.services.sync import Sync
from bot.services.views import Reader

TODAY = date(2009, 1, 5)
MONDAY = date(2009, 6, 15)
PERIOD = "2009-H1"
DUTIES = 10
Result = TypeVar("Result")


async def case(agencies: int) -> Figures:
    """Return the seconds of the province's digest, its picture, and the consolidated report in Word and Excel."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        due = [TODAY + timedelta(days=20 + 24 * number) for number in range(DUTIES)]
        path = write_province(folder, agencies=agencies, duties=DUTIES, due=due, starts_on=TODAY)
        config, directives = load_province(path)
        clock = SimulatedClock(config.calendar.at(TODAY, config.ladder.at))
        store, _ = open_store(folder, clock)
        await store.start()
        async with store.work() as work:
            await Sync(work, config).apply(directives, actor="bench")
            contact = await work.contacts.enrol(
                kind=ContactKind.GROUP, channel="telegram", chat="-1", name="Sở", agency="a0", role=Role.ICT,
                language="vi", forum=False, now=work.now,
            )  # fmt: skip
            await work.commit()
        clock.move_to(config.calendar.at(MONDAY, config.ladder.at))
        async with store.look() as work:
            begin = time.perf_counter()
            reader = Reader(language="vi", contact=contact)
            items = [{"view": "digest", "args": {"day": MONDAY.isoformat()}}]
            await COMPOSERS["morning"](work, config, reader, {"day": MONDAY.isoformat(), "items": items, "fresh": True})
            digest = time.perf_counter() - begin
            made = Pictures(work, config, "vi", MONDAY).standing(await work.assignments.of_all())
            begin = time.perf_counter()
            data = period_report(await read_sources(work, config, config.reporting_calendar.period(PERIOD)), config)
            collecting = time.perf_counter() - begin
        await store.stop()
        assert made is not None
        picture, _ = _timed(made.content)
        excel, sheet = _timed(lambda: written(data, "xlsx"))
        word, letter = _timed(lambda: written(data, "docx"))
    return {
        "digest": digest, "picture": picture, "collecting": collecting, "excel": excel, "word": word,
        "kilobytes": (len(letter) + len(sheet)) / 1024, "megabytes": peak_megabytes(),
    }  # fmt: skip


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


if __name__ == "__main__":
    main(case)
