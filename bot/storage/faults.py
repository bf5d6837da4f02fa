"""The databases' errors by our names, each with a line for the operator. A defect of ours keeps its own name."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import TimeoutError as NoneFree

from bot.errors import (
    StorageBusy,
    StorageClosed,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageLost,
    StorageReadOnly,
)

BUSY = StorageBusy, "The database is busy: another process has been writing for too long. It is tried again."
LOST = StorageLost, "The database does not answer. See that it runs and can be reached; it is tried again."
FULL = StorageFull, "The database cannot grow: its disk is full. Make room; nothing was half done."
READ_ONLY = StorageReadOnly, "The database takes no changes. See that its file, folder or server may be written to."
UNREADABLE = StorageReadOnly, "The database cannot be opened. See that its folder is there and may be written to."
DISK = StorageDamaged, "The disk below the database fails. Look at it, then restore the last backup."
DAMAGED = (
    StorageDamaged,
    "The database file is damaged. Stop the bot, keep the file aside, and restore the last backup (nhacviec restore).",
)
CLOSED = StorageClosed, "The database does not let us in. Look at the name, user and password in NHACVIEC_DATABASE_URL."
Named = tuple[type[StorageError], str]

OF_SQLITE: dict[int, Named] = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: UNREADABLE,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
"""By SQLite's primary result code: https://www.sqlite.org/rescode.html."""


@contextmanager
def told() -> Iterator[None]:
    """Tell what a driver raises, or a pool that has no connection left, as ours."""
    try:
        yield
    except Exception as error:
        mine = ours(error)
        if mine is None:
            raise
        raise mine from error


def ours(error: BaseException) -> StorageError | None:
    """Return our error for a driver's; None for a defect of ours, a broken constraint for one."""
    named = _named(error)
    if named is None:
        return None
    kind, words = named
    return kind(words)


def _named(error: BaseException) -> Named | None:
    match error:
        case sqlite3.Error():
            return OF_SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF)
        case NoneFree():
            return BUSY
        case _ if type(error).__module__.partition(".")[0] == "psycopg":
            from bot.storage import faults_of_postgresql  # its driver takes a tenth of a start on SQLite

            return faults_of_postgresql.named(error)
        case _:
            return None
