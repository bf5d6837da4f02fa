"""Open the database: SQLite by default, PostgreSQL to grow; bring its tables up to date.

On both there is one writer at a time: what a transaction has read stays true until it commits, so no use case has to
think of another that runs beside it. SQLite has a lock for that; on PostgreSQL it is an advisory lock, taken first.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, ExceptionContext, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import SetupError, StorageError, StorageReadOnly
from bot.storage.faults import ours, told
from bot.storage.one_trip import OneTripConnection, connect

BUSY_SECONDS = 10  # how long a writer waits for its turn, and a transaction may rest while others wait for it
READS_ONLY = "nhacviec_reads_only"
BELL = "nhacviec"  # the name under which PostgreSQL notifies
TAKE_TURN = "SELECT pg_advisory_xact_lock(%s, %s), set_config('idle_in_transaction_session_timeout', %s, true)"
WRITER = (20054, 1)  # the advisory lock of who writes; the first number is "NV"

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))[:4]
"""The version of the tables that this program works with: files are named after what they lead to."""

HOW_TO_NAME = (
    "The database is not understood: NHACVIEC_DATABASE_URL looks like sqlite:///data/nhacviec.db"
    " or postgresql://user:password@host/database."
)

POSTGRESQL = {
    "application_name": "nhacviec",
    "connect_timeout": 5,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 6000,
    "options": (
        f"-c lock_timeout={BUSY_SECONDS}s"
        " -c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3"
    ),
}
"""How soon either side notices that the other is gone: in some six seconds. The URL may say otherwise."""


def open_engine(url: str) -> AsyncEngine:
    """Return an engine for ``sqlite:///path``, ``sqlite://`` or ``postgresql://…``.

    Raises SetupError for anything else, and StorageReadOnly if the file's folder cannot be made.
    """
    parsed = parse(url)
    engine = _open_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _open_postgresql(parsed)

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        error = ours(context.original_exception)
        if error is not None:
            raise error from context.original_exception

    return engine


def parse(url: str) -> URL:
    """Return what a database's URL says. Raises SetupError; the URL may hold a password and is not repeated."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SetupError(HOW_TO_NAME) from None
    if parsed.drivername not in ("sqlite", "postgresql"):
        raise SetupError(HOW_TO_NAME)
    return parsed


def _open_sqlite(url: URL) -> AsyncEngine:
    path = url.database or ":memory:"
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageReadOnly(f"The folder of the database cannot be made: {error.strerror}.") from None

    async def creator() -> OneTripConnection:
        return await connect(path, busy_seconds=BUSY_SECONDS)

    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), async_creator=creator, hide_parameters=True)
    _tame_sqlite(engine)
    return engine


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
        opened: Any = connection.connection.driver_connection
        opened.begin("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _open_postgresql(url: URL) -> AsyncEngine:
    url = url.set(drivername="postgresql+psycopg")
    engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=_beside(url))

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(READS_ONLY, False):
            connection.exec_driver_sql(TAKE_TURN, (*WRITER, f"{BUSY_SECONDS * 1000:.0f}ms"))

    return engine


def connection_string(url: URL) -> tuple[str, dict[str, Any]]:
    """Return where and how a PostgreSQL database is connected to, for a connection of psycopg's own."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False), _beside(url)


def _beside(url: URL) -> dict[str, Any]:
    return {name: value for name, value in POSTGRESQL.items() if name not in url.query}


@asynccontextmanager
async def transaction(engine: AsyncEngine, *, reads_only: bool = False) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that is rolled back unless the caller commits; one that only reads sees one moment.

    Raises StorageError for what the database could not do; then nothing of the transaction stays.
    """
    with told():
        async with _connection(engine, reads_only=reads_only) as connection:
            yield connection


@asynccontextmanager
async def _connection(engine: AsyncEngine, *, reads_only: bool) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        if reads_only:
            options: dict[str, Any] = {READS_ONLY: True}
            if engine.dialect.name == "postgresql":
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = await connection.execution_options(**options)
        await connection.begin()
        try:
            yield connection
        finally:
            if connection.in_transaction():
                await _roll_back(connection)


async def _roll_back(connection: AsyncConnection) -> None:
    """Undo; a connection that cannot, because its transaction has ended with the fault, is not used again."""
    try:
        await connection.rollback()
    except (StorageError, DBAPIError):
        await connection.invalidate()


async def ring(connection: AsyncConnection) -> None:
    """Tell the process that leads, once this is committed, that there is something new; SQLite tells by itself."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"NOTIFY {BELL}")


async def upgrade(engine: AsyncEngine) -> None:
    """Run the migrations that this database has not seen; of several processes that start together one does.

    Raises StorageError.
    """
    async with transaction(engine) as connection:
        # with this first question the turn is taken, before Alembic is entered: it keeps what it does in globals
        if await connection.run_sync(_stored_revision) == NEWEST:
            return
        from bot.storage.migrating import migrate  # most starts migrate nothing, and need no Alembic

        await connection.run_sync(migrate)
        await connection.commit()


async def revision(engine: AsyncEngine) -> str | None:
    """Return the version of the tables; None if there are none yet. Raises StorageError."""
    async with transaction(engine, reads_only=True) as connection:
        return await connection.run_sync(_stored_revision)


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None if it is none."""
    parsed = parse(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def shown(url: str) -> str:
    """Return a database's URL as people may see it: without a password."""
    return parse(url).render_as_string(hide_password=True)
