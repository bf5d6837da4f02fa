"""The triggers live: APScheduler, in memory, because what is due stands in the database."""

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules.jobs import Job


def start(jobs: list[Job]) -> AsyncIOScheduler:
    """Start the triggers on the running loop; a late firing runs all the same, once."""
    scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1})
    log = structlog.get_logger("scheduler")

    def failed(event: JobExecutionEvent) -> None:
        log.error("tick failed: the catch-up tries again", job=event.job_id, fault=type(event.exception).__name__)

    scheduler.add_listener(failed, EVENT_JOB_ERROR)
    for job in jobs:
        scheduler.add_job(job.run, trigger=job.trigger, id=job.id)
    scheduler.start()
    return scheduler
