"""Who leads: of all processes on one database at most one polls, ticks and delivers; the others stand by.

On PostgreSQL the leader holds an advisory lock on a connection of its own. The lock ends with the connection, and the
connection ends with the process, with the network, or when the leader has been silent for too long; within ten seconds
another one has it. On SQLite it is a lock on a file beside the database.

Whoever leads writes through ``check``: in the transaction itself the database says whether the lock is still held.
"""

import asyncio
import fcntl
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotLeading, SetupError, StorageError, StorageLost, StorageReadOnly
from bot.storage.database import BELL, connection_string, parse
from bot.storage.faults import told
from bot.storage.one_trip import connect

if TYPE_CHECKING:
    from psycopg import AsyncConnection as Session

LEADER = (20054, 2)  # the advisory lock of who leads; the first number is "NV"
OLDEST = 140000  # PostgreSQL 14: the first that ends silent connections

Rung = Callable[[], None]
Watch = Callable[[Rung], Coroutine[Any, Any, None]]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long things may take, in seconds.

    ``look_again`` lies between two tries to lead, and two looks whether others have written; ``heartbeat`` between two
    signs of life, which the database has to answer within ``answer``. A leader silent for ``silence`` is shut out by
    the database; it believes that it leads for ``trust`` only, which is less, so that two never do.
    """

    look_again: float = 0.5
    heartbeat: float = 1.5
    answer: float = 2.5
    trust: float = 6.5
    silence: float = 8.0


class Leadership(ABC):
    """The lead on one database, held or not."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._log = structlog.get_logger("leadership")

    @property
    @abstractmethod
    def is_leader(self) -> bool:
        """Tell whether this process leads, as far as it can know without asking."""

    @abstractmethod
    async def check(self, connection: AsyncConnection) -> None:
        """Raise NotLeading unless the database itself says, inside a transaction, that this process leads."""

    @abstractmethod
    def _held(self) -> AbstractAsyncContextManager[Watch]:
        """Wait until this process leads; give what watches over it until the lead is lost."""

    async def lead(self, work: Callable[[], Coroutine[Any, Any, None]], rung: Rung) -> None:
        """Do ``work`` while this process leads, for ever; ``rung`` is called when another process wrote something.

        When the lead is lost the work is cancelled, and begun anew when it is won again. Raises what the work raises,
        but for StorageError: then the lead is given up and tried for again.
        """
        reason = ""
        while True:
            try:
                async with self._held() as watch:
                    self._log.info("leading")
                    reason = ""
                    await _while_watched(work(), watch(rung))
            except StorageError as error:
                if str(error) != reason:
                    reason = str(error)
                    self._log.warning("not leading: trying again", fault=type(error).__name__, reason=reason)
                await asyncio.sleep(self._patience.look_again)


async def _while_watched(work: Coroutine[Any, Any, None], watch: Coroutine[Any, Any, None]) -> None:
    """Run both until one ends; the watch goes on until the work has put down what it had in hand."""
    watching, working = asyncio.create_task(watch), asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait((watching, working), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (working, watching):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class AdvisoryLock(Leadership):
    """The lead on a PostgreSQL database."""

    def __init__(self, url: URL, patience: Patience) -> None:
        super().__init__(patience)
        self._url, self._arguments = connection_string(url)
        self._backend: int | None = None
        self._heard = 0.0

    @property
    def is_leader(self) -> bool:
        return self._backend is not None and monotonic() - self._heard < self._patience.trust

    async def check(self, connection: AsyncConnection) -> None:
        held = await connection.exec_driver_sql(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND (classid, objid) = (%s, %s) AND pid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            (*LEADER, self._backend),
        )
        if held.first() is None:
            raise NotLeading("Another process leads: this one stands by.")

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[Watch]:
        with told():
            async with await self._connect() as connection:
                if connection.info.server_version < OLDEST:
                    raise SetupError("PostgreSQL 14 or newer is needed.")
                await self._win(connection)
                self._heard, self._backend = monotonic(), connection.info.backend_pid
                try:
                    yield lambda rung: self._watch(connection, rung)
                finally:
                    self._backend = None

    async def _connect(self) -> "Session":
        from psycopg import AsyncConnection as Session  # by who has such a database only: it is long to load

        return await Session.connect(self._url, autocommit=True, **self._arguments)

    async def _win(self, connection: "Session") -> None:
        """Wait for the lock; asking again and again, a process that is gone cannot be given it."""
        waits = False
        while not await _scalar(connection, "SELECT pg_try_advisory_lock(%s, %s)", LEADER):
            if not waits:
                self._log.info("another process leads: standing by")
                waits = True
            await asyncio.sleep(self._patience.look_again)
        await connection.execute(f"SET idle_session_timeout = {self._patience.silence * 1000:.0f}")
        await connection.execute(f"LISTEN {BELL}")

    async def _watch(self, connection: "Session", rung: Rung) -> None:
        while True:
            await self._heartbeat(connection)
            async for _ in connection.notifies(timeout=self._patience.heartbeat, stop_after=1):
                rung()

    async def _heartbeat(self, connection: "Session") -> None:
        """Ask something. Raises StorageLost for an answer that does not come; then there is no goodbye either."""
        asked = monotonic()
        answer = asyncio.create_task(connection.execute("SELECT"))
        done, _ = await asyncio.wait({answer}, timeout=self._patience.answer)
        if not done:
            connection.pgconn.finish()
            answer.cancel()
            await asyncio.gather(answer, return_exceptions=True)
            raise StorageLost("The database does not answer.")
        answer.result()
        self._heard = asked


async def _scalar(connection: "Session", statement: str, parameters: tuple[int, int]) -> object:
    row = await (await connection.execute(statement.encode(), parameters)).fetchone()
    return row[0] if row else None


class FileLock(Leadership):
    """The lead on an SQLite database; the file says which process has it."""

    def __init__(self, database: Path, patience: Patience) -> None:
        super().__init__(patience)
        self._database = database
        self._leads = False

    @property
    def is_leader(self) -> bool:
        return self._leads

    async def check(self, connection: AsyncConnection) -> None:
        """Nothing takes the lock of a file from a process that lives."""

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[Watch]:
        with told(), self._file() as file:
            await self._win(file)
            self._leads = True
            try:
                yield self._watch
            finally:
                self._leads = False

    def _file(self) -> TextIO:
        try:
            return Path(f"{self._database}.lock").open("a+", encoding="ascii")
        except OSError as error:
            raise StorageReadOnly(f"The folder of the database cannot be written to: {error.strerror}.") from None

    async def _win(self, file: TextIO) -> None:
        waits = False
        while not _locked(file):
            if not waits:
                file.seek(0)
                self._log.warning("another process leads on this database: standing by", process=file.read().strip())
                waits = True
            await asyncio.sleep(self._patience.look_again)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()

    async def _watch(self, rung: Rung) -> None:
        connection = await connect(self._database, busy_seconds=0)
        try:
            seen = None
            while True:
                now = await (await connection.execute("PRAGMA data_version")).fetchone()
                if now != seen:
                    seen = now
                    rung()
                await asyncio.sleep(self._patience.look_again)
        finally:
            await connection.close()


def _locked(file: TextIO) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def leadership(url: str, patience: Patience | None = None) -> Leadership:
    """Return the lead on a database, not held yet. Raises SetupError for a database in memory."""
    patience = patience or Patience()
    parsed = parse(url)
    if parsed.get_backend_name() == "postgresql":
        return AdvisoryLock(parsed, patience)
    if parsed.database is None:
        raise SetupError("A database in memory is lost when the bot stops: name a file in NHACVIEC_DATABASE_URL.")
    return FileLock(Path(parsed.database), patience)
