"""What is asked often is found by an index, on both databases, however many rows there are."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.clock import SimulatedClock
from bot.domain.delivery import Delivered, Lane
from bot.outbox import Draft
from bot.storage.duties import Plan
from bot.storage.work import Store, Work

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
EDIT = Draft(key="e", lane=Lane.REMINDER, channel="telegram", chat="1", view="duty", edits="7")
WHOLE_TABLE = {
    "sqlite": re.compile(r"SCAN (?!CONSTANT ROW|\(subquery|.* USING )"),
    "postgresql": re.compile(r"Seq Scan on"),
}


async def of_delivery(work: Work) -> None:
    await work.outbox.enqueue_edit(EDIT, work.now)
    await work.outbox.claim(work.now, channel="telegram", limit=5)
    await work.outbox.release_expired(work.now)
    await work.outbox.hurry(work.now)
    await work.outbox.next_moments("telegram")
    await work.outbox.close_waiting("assignment:1", state=Delivered.SKIPPED, reason="-", now=work.now, views=["duty"])
    await work.audit.last()
    await work.audit.newest(["assignment:1"], after=0)
    await work.files.to_fetch(work.now, 5)
    await work.files.next_moment()


async def of_intake(work: Work) -> None:
    await work.contacts.at("telegram", "1")
    await work.screens.at("telegram", "1", "7")
    await work.screens.showing("assignment:1")
    await work.questions.pending(channel="telegram", chat="1", sender="1")
    await work.assignments.get(1)
    await work.assignments.of_agency("so-xd")
    await work.updates.count_try("telegram", "1", work.now)
    await work.updates.take("telegram", "1", work.now)
    await work.updates.count_aside(work.now)
    await work.updates.forget_before(work.now, 5)
    await work.updates.forget_aside_before(work.now, 5)


async def of_ticks(work: Work) -> None:
    await work.assignments.due_for_ladder(work.now, 5)
    await work.assignments.waiting_too_long(work.now)
    await work.assignments.next_look()
    await work.tickets.waiting_too_long(work.now)
    await work.tickets.next_look()
    await work.quiet.ended(work.now, 5)
    await work.quiet.next_moment()
    await work.contacts.back(date(2009, 1, 5))


async def of_the_watch(work: Work) -> None:
    plan = Plan(due=date(2009, 1, 5), every=None, handled_until=work.now, next_at=work.now, count=1)
    await work.assignments.plans()
    await work.assignments.replan(plan, work.now)
    await work.assignments.replan(replace(plan, next_at=None), work.now)
    await work.gauges.queues()
    await work.gauges.in_hand()
    await work.gauges.next_rung()
    await work.updates.count_aside()
    await work.updates.aside()
    await work.digests.last_day("province")


@pytest.mark.parametrize("questions", [of_delivery, of_intake, of_ticks, of_the_watch])
async def test_what_is_asked_often_is_found_by_an_index(
    database_url: str, questions: Callable[[Work], Awaitable[None]]
) -> None:
    store = Store(database_url, SimulatedClock(MONDAY))
    await store.start()
    asked: dict[str, Any] = {}

    @event.listens_for(store.engine.sync_engine, "before_cursor_execute")
    def remember(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked[statement] = parameters

    async with store.work() as work:
        await questions(work)
    event.remove(store.engine.sync_engine, "before_cursor_execute", remember)
    try:
        plans = {statement: await plan(store, statement, parameters) for statement, parameters in asked.items()}
    finally:
        await store.stop()
    read_whole = WHOLE_TABLE[store.engine.dialect.name]
    assert [statement for statement, steps in plans.items() if read_whole.search(steps)] == []


async def plan(store: Store, statement: str, parameters: Any) -> str:
    """Return how a statement would be carried out if the tables were large."""
    async with store.engine.connect() as connection:
        if store.engine.dialect.name == "sqlite":
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return "\n".join(row[3] for row in rows)
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return "\n".join(row[0] for row in rows)
