"""A database of an earlier version is brought up to date with all that is in it."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

import bot.storage
from bot.clock import SimulatedClock
from bot.domain.files import FileState
from bot.domain.obstacles import Category
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
)


def _first_version(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.storage.__path__[0]) / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    for row in ROWS:
        connection.execute(text(row), {"at": OPENED} if ":at" in row else {})


async def test_it_fills_in_what_the_first_version_did_not_know(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_first_version)
        await connection.commit()
    await engine.dispose()

    store = Store(url, SimulatedClock(datetime(2009, 3, 18, 1, tzinfo=UTC)))
    await store.start()
    try:
        async with store.look() as work:
            found, total = await work.assignments.search(["mo", "trang"], agency=None, offset=0, limit=5)
            (ticket,) = await work.tickets.waiting_too_long(work.now)
            (file,) = await work.files.to_fetch(work.now, 5)
            contact = await work.contacts.get(1)
    finally:
        await store.stop()
    assert total == 1
    assert found[0].verify
    assert ticket.category is Category.OTHER
    assert ticket.waiting_since == ticket.opened_at == datetime(2009, 3, 16, 2, tzinfo=UTC)
    assert file.state is FileState.WAITING
    assert (contact.forum, contact.deputy, contact.away_until) == (False, None, None)
