"""A half-year of the sample province, nobody doing anything: through the real client and the sandbox."""

import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from benchmarks.measure import peak_megabytes
from benchmarks.running import Figures, main
from bot.app.stage import DEMO_STARTS_AT, rehearse
from bot.register.files import load_province
from sandbox.world import World

ROOT = Path(__file__).parents[2]
END = date(2009, 7, 5)


async def case() -> Figures:
    """Return the seconds of turning the clock, the messages sent meanwhile, and what the database has become (MB)."""
    config, directives = load_province(ROOT / "config.yaml")
    start = datetime.combine(config.province.starts_on, DEMO_STARTS_AT, tzinfo=config.zone)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with rehearse(
            config, directives, start=start, database_url=f"sqlite:///{folder}/bench.db", files=folder / "files"
        ) as scene:
            before = _messages(scene.world)
            begin = time.perf_counter()
            await scene.rehearsal.turn_until(datetime.combine(END, DEMO_STARTS_AT, tzinfo=config.zone))
            seconds = time.perf_counter() - begin
            messages = _messages(scene.world) - before
        disk = _bytes(folder)
    return {
        "days": (END - start.date()).days,
        "seconds": seconds,
        "messages": messages,
        "a_second": messages / seconds,
        "megabytes": peak_megabytes(),
        "disk": disk / 1024 / 1024,
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("bench.db*"))


def _messages(world: World) -> int:
    return sum(len(world.history(seat.chat)) for seat in world.seats.values())


if __name__ == "__main__":
    main(case)
