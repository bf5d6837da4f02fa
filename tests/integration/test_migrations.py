"""A database of an earlier version is brought up to date with all that is in it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

import bot.storage
from bot.clock import SimulatedClock
from bot.domain.files import FileState
from bot.domain.obstacles import Category
from bot.domain.trail import Inspection
from bot.services.views import draft_subject
from bot.storage.database import open_engine
from bot.storage.work import Store

OPENED = "2009-03-16 02:00:00.000000"
ROWS = (
    "INSERT INTO contacts (id, kind, channel, chat, name, agency, role, language, enrolled_at, active)"
    " VALUES (1, 'person', 'telegram', '7', 'Lan', 'so-y-te', 'officer', 'vi', :at, 1)",
    "INSERT INTO directives (id, title, body, active, synced_at)"
    " VALUES ('ct', 'Tăng cường ứng dụng CNTT', '{}', 1, :at)",
    "INSERT INTO duties (directive, id, clause, title, coordinating, body, active)"
    " VALUES ('ct', 'portal', '3', 'Mở trang thông tin', '[]', '{\"verify\": true}', 1)",
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


def _first_version(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.storage.__path__[0]) / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    for row in ROWS:
        connection.execute(text(row), {"at": OPENED} if ":at" in row else {})


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database of the first version, brought up to date."""
    url = f"sqlite:///{tmp_path}/old.db"
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_first_version)
        await connection.commit()
    await engine.dispose()
    opened = Store(url, SimulatedClock(datetime(2009, 3, 18, 1, tzinfo=UTC)))
    await opened.start()
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
