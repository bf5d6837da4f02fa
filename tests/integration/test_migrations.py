"""A database of an earlier version is brought up to date with all that is in it, and then is as the code names it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

import bot.storage
from bot.clock import SimulatedClock
from bot.domain.files import FileState
from bot.domain.obstacles import Category
from bot.domain.trail import Inspection
from bot.services.views import draft_subject
from bot.storage.database import open_engine, transaction
from bot.storage.tables import metadata
from bot.storage.work import Store
from tests.postgres import Postgres

OPENED = "2009-03-16 02:00:00.000000"
NUMBERED = ("contacts", "assignments", "tickets", "files", "audit")
WEDNESDAY = datetime(2009, 3, 18, 1, tzinfo=UTC)
ROWS = (
    "INSERT INTO contacts (id, kind, channel, chat, name, agency, role, language, enrolled_at, active)"
    " VALUES (1, 'person', 'telegram', '7', 'Lan', 'so-y-te', 'officer', 'vi', :at, true)",
    "INSERT INTO directives (id, title, body, active, synced_at)"
    " VALUES ('ct', 'Tăng cường ứng dụng CNTT', '{}', true, :at)",
    "INSERT INTO duties (directive, id, clause, title, coordinating, body, active)"
    " VALUES ('ct', 'portal', '3', 'Mở trang thông tin', '[]', '{\"verify\": true}', true)",
    "INSERT INTO assignments (id, directive, duty, agency, occurrence, due, status, before_pause, revision,"
    " assigned_at, handled_until)"
    " VALUES (5, 'ct', 'portal', 'so-y-te', '', '2009-03-31', 'paused', 'assigned', 2, :at, :at)",
    "INSERT INTO tickets (id, year, sequence, assignment, agency, state, revision, text, opened_by, opened_at)"
    " VALUES (9, 2009, 1, 5, 'so-y-te', 'open', 1, 'Chưa có kinh phí', 1, :at)",
    'INSERT INTO files (id, subject, channel, ref, name, kind, "by", at)'
    " VALUES (3, 'ticket:9', 'telegram', 'F1', 'du-toan.pdf', 'document', 1, :at)",
    "INSERT INTO audit (id, at, actor, action, subject, agency, facts) VALUES (4, :at, 'contact:2', 'hand_over',"
    " 'assignment:5', 'so-y-te', '{\"holder\": \"Lan\"}')",
    "INSERT INTO audit (id, at, actor, action, subject, agency, facts) VALUES (9, :at, 'contact:3/987654', 'say_ict',"
    ' \'assignment:5\', \'so-y-te\', \'{"by": "Minh", "text": "Chờ kinh phí", "ticket": "VM-2009-0001"}\')',
    "INSERT INTO audit (id, at, actor, action, subject, agency, facts)"
    " VALUES (10, :at, 'contact:1', 'lay_file', 'draft:5:1:7', NULL, '{}')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Return the URLs of databases without any table, on both kinds."""
    if request.param == "sqlite":
        numbers = count(1)
        yield lambda: f"sqlite:///{tmp_path}/{next(numbers)}.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made: list[str] = []

    def make() -> str:
        made.append(postgres.create(empty=True))
        return made[-1]

    yield make
    for url in made:
        postgres.drop(url)


def _first_version(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.storage.__path__[0]) / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    opened = OPENED if connection.dialect.name == "sqlite" else f"{OPENED}+00"
    for row in ROWS:
        connection.execute(text(row), {"at": opened} if ":at" in row else {})
    if connection.dialect.name == "postgresql":
        for table in NUMBERED:  # what was given a number by hand is behind the last one
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608


async def _do(url: str, work: Callable[[Connection], Any]) -> Any:
    engine = open_engine(url)
    try:
        async with transaction(engine) as connection:
            result = await connection.run_sync(work)
            await connection.commit()
            return result
    finally:
        await engine.dispose()


async def _started(url: str) -> Store:
    store = Store(url, SimulatedClock(WEDNESDAY))
    await store.start()
    return store


@pytest_asyncio.fixture
async def store(nothing: Callable[[], str]) -> AsyncIterator[Store]:
    """A database of the first version, brought up to date."""
    url = nothing()
    await _do(url, _first_version)
    opened = await _started(url)
    yield opened
    await opened.stop()


async def test_it_fills_in_what_the_first_version_did_not_know(store: Store) -> None:
    async with store.look() as work:
        found, total = await work.assignments.search(["mo", "trang"], agency=None, offset=0, limit=5)
        (ticket,) = await work.tickets.waiting_too_long(work.now)
        (file,) = await work.files.to_fetch(work.now, 5)
        contact = await work.contacts.get(1)
    assert total == 1
    assert found[0].verify
    assert ticket.category is Category.OTHER
    assert ticket.waiting_since == ticket.opened_at == datetime(2009, 3, 16, 2, tzinfo=UTC)
    assert file.state is FileState.WAITING
    assert (contact.forum, contact.deputy, contact.away_until) == (False, None, None)


async def test_it_chains_the_trail_that_was_there(store: Store) -> None:
    inspection = Inspection()
    async with store.work() as work:
        await work.audit.record(at=work.now, actor="contact:1", action="complete", subject="assignment:5")
        await work.commit()
    async with store.look() as work:
        async for one in work.audit.stored():
            inspection.see(one)
        handed, said, laid, _ = [one async for one in work.audit.since()]
        named = [one async for one in work.audit.stored() if one.apart]
    inspection.end()
    assert (inspection.events, inspection.last, inspection.broken) == (4, 11, None)
    assert (handed.id, handed.actor, handed.facts) == (4, "contact:2", {"holder": 1})
    assert (said.actor, said.at) == ("contact:3/987654", datetime(2009, 3, 16, 2, tzinfo=UTC))
    assert said.facts == {"by": "Minh", "text": "Chờ kinh phí", "ticket": "VM-2009-0001"}
    assert [(one.link.actor, one.link.facts) for one in named] == [("contact:3", {"ticket": "VM-2009-0001"})]
    assert laid.subject == draft_subject(5, 1, "7")


async def test_several_processes_may_start_at_once_on_an_old_database(nothing: Callable[[], str]) -> None:
    url = nothing()
    await _do(url, _first_version)
    for store in await asyncio.gather(*(_started(url) for _ in range(3))):
        await store.stop()


async def test_the_migrations_make_the_tables_that_the_code_names(nothing: Callable[[], str]) -> None:
    migrated, made = nothing(), nothing()
    await (await _started(migrated)).stop()
    await _do(made, metadata.create_all)
    assert await _do(migrated, _described) == await _do(made, _described)


def _described(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return all that matters of all tables: columns, keys, checks and indexes, by their names."""
    seen = inspect(connection)
    return {
        table: {
            "columns": {one["name"]: _column(one) for one in seen.get_columns(table)},
            "primary key": seen.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(_foreign_key(one) for one in seen.get_foreign_keys(table)),
            "unique": sorted(one["column_names"] for one in seen.get_unique_constraints(table)),
            "checks": {one["name"]: _words(one["sqltext"]) for one in seen.get_check_constraints(table)},
            "indexes": {one["name"]: _index(one) for one in seen.get_indexes(table)},
        }
        for table in sorted(set(seen.get_table_names()) - {"alembic_version"})
    }


def _column(column: Any) -> tuple[str, bool, str | None]:
    return str(column["type"]), column["nullable"], column["default"]


def _index(index: Any) -> tuple[list[str], bool, str]:
    where = [str(value) for name, value in index.get("dialect_options", {}).items() if name.endswith("_where")]
    return index["column_names"], bool(index["unique"]), _words(" ".join(where))


def _words(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())


def _foreign_key(key: Any) -> tuple[list[str], str, list[str], str]:
    return key["constrained_columns"], key["referred_table"], key["referred_columns"], str(key["options"])
