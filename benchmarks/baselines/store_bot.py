"""A small reminder bot on APScheduler with its jobs in a database, as its documentation teaches it.

``python -m benchmarks.baselines.store_bot DATABASE_URL`` starts the scheduler on the jobs that are there already.
"""

import asyncio
import sys
from datetime import UTC

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot

from benchmarks.messenger import TOKEN
from benchmarks.running import quiet

SEND = "benchmarks.baselines.store_bot:send"


async def send(base_url: str, chat: int) -> None:
    """What a job does: send one text."""
    async with Bot(TOKEN, base_url=base_url) as bot:
        await bot.send_message(chat, "Nhắc việc")


def scheduler_on(url: str) -> AsyncIOScheduler:
    """Return a scheduler that, unlike the default, forgives being late: else it would fire nothing at all."""
    return AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=url)},
        job_defaults={"misfire_grace_time": None, "max_instances": 1_000_000},
        timezone=UTC,
    )


async def run(url: str) -> None:
    """Start, and keep at it."""
    scheduler_on(url).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    quiet()
    asyncio.run(run(sys.argv[1]))
