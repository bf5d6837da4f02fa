"""A tick that the database does not let through is not left to the next day."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from apscheduler.triggers.date import DateTrigger

from bot.errors import NotLeading, StorageBusy
from schedules import live
from schedules.jobs import Job

Tick = Callable[[], Awaitable[None]]


def failing(*faults: Exception) -> tuple[Tick, list[str], asyncio.Event]:
    """Return a tick that fails with each of the faults, what came of it each time, and what tells that it is over."""
    left, ran, over = list(faults), [], asyncio.Event()

    async def tick() -> None:
        fault = left.pop(0) if left else None
        ran.append(type(fault).__name__ if fault else "done")
        if fault is None or isinstance(fault, NotLeading):
            over.set()
        if fault is not None:
            raise fault

    return tick, ran, over


async def fire(tick: Tick, over: asyncio.Event) -> None:
    scheduler = live.start([Job(id="reminders", when=partial(DateTrigger, datetime.now(UTC)), run=tick)])
    try:
        async with asyncio.timeout(5):
            await over.wait()
        await asyncio.sleep(0.05)
    finally:
        scheduler.shutdown(wait=False)


async def test_it_is_tried_again_until_it_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BETWEEN_TRIES", 0.01)
    tick, ran, over = failing(StorageBusy("busy"), StorageBusy("busy"))
    await fire(tick, over)
    assert ran == ["StorageBusy", "StorageBusy", "done"]


async def test_who_does_not_lead_any_more_leaves_it_to_who_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BETWEEN_TRIES", 0.01)
    tick, ran, over = failing(NotLeading("another leads"))
    await fire(tick, over)
    assert ran == ["NotLeading"]


async def test_its_triggers_follow_config_when_it_is_read_anew() -> None:
    begin, hours = datetime.now(UTC), [1]
    tick, _, _ = failing()
    jobs = [Job(id="reminders", when=lambda: DateTrigger(begin + timedelta(hours=hours[0])), run=tick)]
    scheduler = live.start(jobs)
    try:
        assert scheduler.get_job("reminders").next_run_time == begin + timedelta(hours=1)
        hours[0] = 2
        live.replan(scheduler, jobs)
        assert scheduler.get_job("reminders").next_run_time == begin + timedelta(hours=2)
    finally:
        scheduler.shutdown(wait=False)
