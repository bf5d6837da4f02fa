"""The triggers live: APScheduler, in memory, because what is due stands in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import NotLeading, StorageError
from schedules.jobs import Job

TRIES = 20
BETWEEN_TRIES = 15.0  # seconds


def start(jobs: list[Job], ticked: Callable[[], None] = lambda: None) -> AsyncIOScheduler:
    """Start the triggers on the running loop; a late firing runs all the same, once, and ``ticked`` is told of it."""
    scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1})
    log = structlog.get_logger("scheduler")

    def failed(event: JobExecutionEvent) -> None:
        log.error("tick failed: the catch-up tries again", job=event.job_id, fault=type(event.exception).__name__)

    def done(_event: JobExecutionEvent) -> None:
        ticked()

    scheduler.add_listener(failed, EVENT_JOB_ERROR)
    scheduler.add_listener(done, EVENT_JOB_EXECUTED)
    for job in jobs:
        scheduler.add_job(partial(_run, job.run, job.id), trigger=job.trigger, id=job.id)
    scheduler.start()
    return scheduler


def replan(scheduler: AsyncIOScheduler, jobs: list[Job]) -> None:
    """Let the triggers fire when config has them now."""
    for job in jobs:
        scheduler.reschedule_job(job.id, trigger=job.trigger)


async def _run(tick: Callable[[], Awaitable[None]], name: str) -> None:
    """Run a tick; one that the database did not let through is tried again for some minutes."""
    for _ in range(TRIES):
        try:
            return await tick()
        except NotLeading:
            raise
        except StorageError as error:
            structlog.get_logger("scheduler").warning(
                "tick waits for the database", job=name, fault=type(error).__name__, reason=str(error)
            )
        await asyncio.sleep(BETWEEN_TRIES)
    return await tick()
