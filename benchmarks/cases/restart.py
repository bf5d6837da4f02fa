"""Restart with many reminders waiting: how long until the first due one is sent, and in how much memory.

The bot is the one that people run, from its command line, as a process of its own.
"""

import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.messenger import TOKEN, Limits, messenger
from benchmarks.province import fill, waiting_province
from benchmarks.running import Figures, main
from benchmarks.starting import started


async def case(waiting: int, rounds: int = 3) -> Figures:
    """Return the median seconds from starting the process to the first message's arrival, and the peak memory."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config, database = await waiting_province(folder, waiting, now.date())
        times, memory = [], []
        for number in range(rounds):
            fill(database, config, waiting=0, due=1, now=now, prefix=f"due{number}-", chats_from=(number + 1) * 1000)
            seconds, megabytes = await _restart(folder, database)
            times.append(seconds)
            memory.append(megabytes)
    return {"seconds": statistics.median(times), "megabytes": max(memory)}


async def _restart(folder: Path, database: Path) -> tuple[float, float]:
    """Start the bot, wait for its first message, and end it."""
    async with messenger(Limits()) as beside:
        environment = {
            "NHACVIEC_TELEGRAM_TOKEN": TOKEN,
            "NHACVIEC_TELEGRAM_API": beside.url,
            "NHACVIEC_DATABASE_URL": f"sqlite:///{database}",
            "NHACVIEC_FILES": str(folder / "files"),
        }
        command = ("-m", "bot", "run", "--config", str(folder / "config.yaml"))
        return await started(beside, *command, environment=environment)


if __name__ == "__main__":
    main(case)
