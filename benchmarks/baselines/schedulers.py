"""The usual schedulers, one job a reminder: python-telegram-bot's JobQueue, and APScheduler with its jobs in SQLite."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.baselines.store_bot import SEND, scheduler_on
from benchmarks.measure import watched
from benchmarks.messenger import Limits, messenger
from benchmarks.running import Figures, main
from benchmarks.starting import started

FAR = timedelta(days=300)
SOON = timedelta(seconds=1)
LONGEST = 120.0

_fired = 0


async def fire(_number: int) -> None:
    """What a job does when it is the time that is measured: count. A stored job is named by its function."""
    global _fired
    _fired += 1


async def job_queue(waiting: int) -> Figures:
    """Start a bot that makes a job of each reminder, until the first due one is sent."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "reminders.db"
        now = datetime.now(UTC)
        reminders = [(1, now.timestamp()), *((number, (now + FAR).timestamp()) for number in range(2, waiting + 2))]
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE reminders (chat INTEGER, at REAL)")
        connection.executemany("INSERT INTO reminders VALUES (?, ?)", reminders)
        connection.commit()
        connection.close()
        async with messenger(Limits()) as beside:
            command = ("-m", "benchmarks.baselines.queue_bot", beside.base_url, str(database))
            seconds, megabytes = await started(beside, *command)
    return {"seconds": seconds, "megabytes": megabytes}


async def job_store(waiting: int) -> Figures:
    """Start a bot on jobs in SQLite, until the one due is sent."""
    with filled_store(waiting) as (scheduler, url):
        async with messenger(Limits()) as beside:
            scheduler.add_job(SEND, "date", run_date=datetime.now(UTC), args=[beside.base_url, 1])
            seconds, megabytes = await started(beside, "-m", "benchmarks.baselines.store_bot", url)
    return {"seconds": seconds, "megabytes": megabytes}


async def store_tick(waiting: int, due: int = 1000) -> Figures:
    """Let ``due`` jobs of a store in SQLite fire at once."""
    with filled_store(waiting) as (scheduler, _):
        at = datetime.now(UTC) + SOON
        for number in range(due):
            scheduler.add_job(fire, "date", run_date=at, args=[number], id=f"d{number}")
        await asyncio.sleep(max((at - datetime.now(UTC)).total_seconds(), 0) + 0.1)
        async with watched() as loop:
            begin = time.perf_counter()
            scheduler.resume()
            while _fired < due and time.perf_counter() - begin < LONGEST:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.005)
            seconds = time.perf_counter() - begin
    return {"seconds": seconds, "fired": _fired, "blocked": loop.longest}


@contextmanager
def filled_store(waiting: int) -> Iterator[tuple[AsyncIOScheduler, str]]:
    """Return a paused scheduler with so many jobs for a far day, and the URL of their database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/jobs.db"
        scheduler = scheduler_on(url)
        scheduler.start(paused=True)
        for number in range(waiting):
            scheduler.add_job(fire, "date", run_date=datetime.now(UTC) + FAR, args=[number], id=f"w{number}")
        try:
            yield scheduler, url
        finally:
            scheduler.shutdown()


CASES = {"queue": job_queue, "store": job_store, "store tick": store_tick}


async def case(kind: str, **arguments: int) -> Figures:
    """Run one of them."""
    return await CASES[kind](**arguments)


if __name__ == "__main__":
    sys.modules["benchmarks.baselines.schedulers"] = sys.modules["__main__"]  # a stored job names its module
    main(case)
