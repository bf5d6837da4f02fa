"""Is the database file sound? Asked at each start; PostgreSQL looks after its own files.

A small file is read before anything is done with it. A large one would keep people waiting: it is read through while
the bot runs already, and if it turns out to be damaged the bot ends.
"""

import sqlite3
from pathlib import Path
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageDamaged
from bot.storage.faults import DAMAGED, told
from bot.storage.one_trip import connect

SMALL = 32 * 1024 * 1024  # bytes: read through in some 0.3 s
LONGEST_CHECK = 600.0  # seconds
BETWEEN_LOOKS = 10_000  # steps of SQLite's machine between two looks at the time


def small(engine: AsyncEngine) -> bool:
    """Tell whether the database file is read through so soon that everything else can wait; None to read is soonest."""
    path = _file(engine)
    if path is None:
        return True
    try:
        return Path(path).stat().st_size <= SMALL
    except OSError:  # what is wrong with it is told by who opens it
        return True


async def check(engine: AsyncEngine, *, within: float = LONGEST_CHECK) -> bool:
    """Make sure that an SQLite file is sound; False if there was no time (seconds) to read all of it.

    Raises StorageDamaged, and other StorageErrors for a file that cannot be read.
    """
    path = _file(engine)
    if path is None:
        return True
    found: list[str] = []

    def read(raw: sqlite3.Connection) -> None:
        end = monotonic() + within
        raw.set_progress_handler(lambda: monotonic() > end, BETWEEN_LOOKS)
        found.extend(row[0] for row in raw.execute("PRAGMA quick_check(1)"))

    with told():
        connection = await connect(path, busy_seconds=within)
        try:
            await connection.run(read)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return False
        finally:
            await connection.close()
    if found != ["ok"]:
        structlog.get_logger("storage").error("the database file is damaged", found=found)
        raise StorageDamaged(DAMAGED[1])
    return True


def _file(engine: AsyncEngine) -> str | None:
    """Return the file that is to be read; PostgreSQL looks after its own."""
    return engine.url.database if engine.dialect.name == "sqlite" else None
