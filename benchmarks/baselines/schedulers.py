"""The usual schedulers, one job a reminder: python-telegram-bot's JobQueue, and APScheduler with its jobs in SQLite."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot
from telegram.ext import Application, ContextTypes

from benchmarks.measure import peak_megabytes, watched
from benchmarks.messenger import TOKEN, Limits, messenger
from benchmarks.running import Figures, main

FAR = timedelta(days=300)
SOON = timedelta(seconds=1)
LONGEST = 120.0

_fired = 0


async def fire(_number: int) -> None:
    """What a job does when it is the time that is measured: count. A stored job is named by its function."""
    global _fired
    _fired += 1


async def send(base_url: str, chat: int) -> None:
    """What a job does: send one text."""
    async with Bot(TOKEN, base_url=base_url) as bot:
        await bot.send_message(chat, "Nhắc việc")


async def job_queue(waiting: int) -> Figures:
    """Restart with JobQueue: read the reminders, make a job of each, until the first due one is sent."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "reminders.db"
        now = datetime.now(UTC)
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE reminders (chat INTEGER, at REAL)")
            later = (now + FAR).timestamp()
            connection.executemany("INSERT INTO reminders VALUES (?, ?)", ((n, later) for n in range(waiting)))
        connection.close()
        async with messenger(Limits()) as beside:
            begin = time.perf_counter()
            application = Application.builder().token(TOKEN).base_url(beside.base_url).build()
            queue = application.job_queue
            assert queue is not None

            async def remind(context: ContextTypes.DEFAULT_TYPE) -> None:
                assert context.job is not None
                await context.bot.send_message(str(context.job.data), "Nhắc việc")

            await application.initialize()
            with sqlite3.connect(database) as connection:
                for chat, at in connection.execute("SELECT chat, at FROM reminders"):
                    queue.run_once(remind, datetime.fromtimestamp(at, UTC), data=chat)
            connection.close()
            forgiving = {"misfire_grace_time": None}  # by default what is late by more than a second is lost
            queue.run_once(remind, 0.0, data=1, job_kwargs=forgiving)
            await queue.start()
            await beside.until_reached(1, LONGEST)
            seconds = time.perf_counter() - begin
            await queue.stop(wait=False)
            await application.shutdown()
    return {"seconds": seconds, "megabytes": peak_megabytes()}


async def job_store(waiting: int, due: int = 1000) -> Figures:
    """Add jobs to a store in SQLite; restart and send one that is due; then fire ``due`` of them at once."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/jobs.db"
        begin = time.perf_counter()
        scheduler = _scheduler(url)
        scheduler.start(paused=True)
        later = datetime.now(UTC) + FAR
        for number in range(waiting):
            scheduler.add_job(fire, "date", run_date=later, args=[number], id=f"w{number}")
        adding = time.perf_counter() - begin
        scheduler.shutdown()
        async with messenger(Limits()) as beside:
            begin = time.perf_counter()
            scheduler = _scheduler(url)
            scheduler.start()
            scheduler.add_job(send, "date", args=[beside.base_url, 1])
            await beside.until_reached(1, LONGEST)
            restart = time.perf_counter() - begin
        at = datetime.now(UTC) + SOON
        scheduler.pause()
        for number in range(due):
            scheduler.add_job(fire, "date", run_date=at, args=[number], id=f"d{number}")
        await asyncio.sleep(max((at - datetime.now(UTC)).total_seconds(), 0) + 0.1)
        async with watched() as loop:
            begin = time.perf_counter()
            scheduler.resume()
            while _fired < due and time.perf_counter() - begin < LONGEST:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.005)
            tick = time.perf_counter() - begin
        scheduler.shutdown()
    return {
        "adding": adding, "seconds": restart, "tick": tick, "fired": _fired, "blocked": loop.longest,
        "megabytes": peak_megabytes(),
    }  # fmt: skip


def _scheduler(url: str) -> AsyncIOScheduler:
    """Return a scheduler that, unlike the default, forgives being late: else it would fire nothing at all."""
    return AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=url)},
        job_defaults={"misfire_grace_time": None, "max_instances": 1_000_000},
        timezone=UTC,
    )


async def case(kind: str, **arguments: int) -> Figures:
    """Run one of the two."""
    return await (job_queue(**arguments) if kind == "queue" else job_store(**arguments))


if __name__ == "__main__":
    sys.modules["benchmarks.baselines.schedulers"] = sys.modules["__main__"]  # a stored job names its module
    main(case)
