"""The audit trail: append-only, a chain that shows every alteration, and readable in a million rows as in ten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from bot.clock import SimulatedClock
from bot.domain.trail import Inspection
from bot.errors import Refused
from bot.storage import audit as trail
from bot.storage.database import transaction
from bot.storage.work import Store, Work

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url, SimulatedClock(MONDAY))
    await opened.start()
    yield opened
    await opened.stop()


async def record(work: Work, action: str, actor: str = "contact:7", **facts: object) -> None:
    await work.audit.record(at=work.now, actor=actor, action=action, subject="assignment:1", agency="so-xd", **facts)


async def three_events(store: Store) -> None:
    """Somebody asks for more time; a member of the ICT department's group refuses; the duty is done."""
    async with store.work() as work:
        await record(work, "ask_extension", extension=1, reason="Chưa có kinh phí")
        await work.commit()
    async with store.work() as work:
        await record(work, "refuse_extension", "contact:12/987654", by="Trần Văn Minh", reason="Đã gia hạn một lần")
        await record(work, "complete", late=True, result="")
        await work.commit()


async def inspect(store: Store, expected: str | None = None) -> Inspection:
    inspection = Inspection(expected=expected)
    async with store.look() as work:
        async for one in work.audit.stored():
            inspection.see(one)
    inspection.end()
    return inspection


async def tamper(store: Store, *statements: str) -> None:
    """Do what somebody can who has the database in their hands: put the guards away first."""
    async with transaction(store.engine) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SET session_replication_role = replica"))
        else:
            guards = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in (await connection.scalars(guards)).all():
                await connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            await connection.execute(text(statement))
        await connection.commit()


async def test_what_was_recorded_is_read_whole_and_holds(store: Store) -> None:
    await three_events(store)
    async with store.look() as work:
        asked, refused, done = [one async for one in work.audit.since()]
        assert await work.audit.head() == (3, done.hash)
        assert await work.audit.of(["assignment:1"]) == [asked, refused, done]
    assert (asked.actor, asked.facts) == ("contact:7", {"extension": 1, "reason": "Chưa có kinh phí"})
    assert (refused.actor, refused.facts) == (
        "contact:12/987654", {"by": "Trần Văn Minh", "reason": "Đã gia hạn một lần"},
    )  # fmt: skip
    assert done.facts == {"late": True, "result": ""}
    found = await inspect(store, expected=asked.hash)
    assert (found.events, found.head, found.missing, found.broken) == (3, done.hash, 0, None)


async def test_who_a_member_is_and_what_was_written_stand_apart(store: Store) -> None:
    await three_events(store)
    async with transaction(store.engine) as connection:
        kept = str((await connection.execute(text("SELECT * FROM audit"))).all())
    for word in ("987654", "Minh", "kinh phí", "gia hạn"):
        assert word not in kept


async def test_the_database_refuses_to_rewrite_history(store: Store) -> None:
    refused = ["UPDATE audit SET actor = 'contact:8'", "DELETE FROM audit", "UPDATE audit_apart SET body = '{}'"]
    if store.engine.dialect.name == "sqlite":
        refused.append("INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 3")
        refused.append("INSERT OR REPLACE INTO audit_apart SELECT event, part, salt, '{}' FROM audit_apart")
    else:
        refused.append("TRUNCATE audit, audit_apart")
    await three_events(store)
    for statement in refused:
        async with transaction(store.engine) as connection:
            with pytest.raises(DBAPIError, match="the audit trail is append-only"):
                await connection.execute(text(statement))
    assert (await inspect(store)).broken is None


async def test_who_takes_the_guards_away_is_found_out(store: Store) -> None:
    await three_events(store)
    kept = (await inspect(store)).head
    await tamper(store, "DELETE FROM audit_apart WHERE event = 3", "DELETE FROM audit WHERE id = 3")
    assert (await inspect(store)).broken is None  # the chain itself cannot tell that its end was cut off
    assert (await inspect(store, expected=kept)).broken == (
        f"no event has the hash {kept}: the trail was cut off, or written anew"
    )
    await tamper(store, "UPDATE audit SET actor = 'contact:8' WHERE id = 2")
    told = "event 2: it was altered, or something before it was put in or taken out"
    assert (await inspect(store)).broken == told


async def test_what_is_rolled_back_leaves_no_event(store: Store) -> None:
    async with store.work() as work:
        await record(work, "lost")
    async with store.work() as work:
        await record(work, "kept")
        with suppress(Refused):
            async with work.attempt():
                await record(work, "taken_back")
                raise Refused("gone")
        await record(work, "kept_too")
        await work.commit()
    async with store.look() as work:
        assert [(one.id, one.action) async for one in work.audit.since()] == [(1, "kept"), (2, "kept_too")]


async def test_many_at_once_make_one_chain(store: Store) -> None:
    async def press(number: int) -> None:
        async with store.work() as work:
            for _ in range(number % 3 + 1):
                await record(work, "press", number=number)
            await work.commit()

    await asyncio.gather(*(press(number) for number in range(30)))
    found = await inspect(store)
    assert (found.events, found.broken) == (60, None)


async def test_a_long_trail_is_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "PAGE", 10)
    async with store.work() as work:
        for number in range(35):
            await record(work, "press", reason=str(number))
        await work.commit()
    pages: list[int] = []

    @event.listens_for(store.engine.sync_engine, "after_cursor_execute")
    def count(_connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if "LIMIT" in statement:
            pages.append(getattr(cursor, "rowcount", 0))

    assert (await inspect(store)).events == 35
    assert len(pages) == 5  # ten, ten, ten, five, none
