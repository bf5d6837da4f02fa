"""Open the database: SQLite by default, PostgreSQL to grow; bring its tables up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.one_trip import OneTripConnection, connect

BUSY_SECONDS = 10
READS_ONLY = "nhacviec_reads_only"


def open_engine(url: str) -> AsyncEngine:
    """Return an engine for ``sqlite:///path``, ``sqlite://`` or ``postgresql://…``."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        path = parsed.database or ":memory:"

        async def creator() -> OneTripConnection:
            return await connect(path, busy_seconds=BUSY_SECONDS)

        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), async_creator=creator)
        _tame_sqlite(engine)
        return engine
    return create_async_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def _tame_sqlite(engine: AsyncEngine) -> None:
    """Take transactions into our own hands: the driver's own mode loses updates without an error under load."""

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get(READS_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


@asynccontextmanager
async def transaction(engine: AsyncEngine, *, reads_only: bool = False) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that is rolled back unless the caller commits."""
    async with engine.connect() as connection:
        if reads_only:
            connection = await connection.execution_options(**{READS_ONLY: True})
        await connection.begin()
        try:
            yield connection
        finally:
            if connection.in_transaction():
                await connection.rollback()


async def upgrade(engine: AsyncEngine) -> None:
    """Run the migrations that this database has not seen."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    async with engine.connect() as connection:
        await connection.run_sync(_upgrade, config)
        await connection.commit()


def _upgrade(connection: Connection, config: AlembicConfig) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
