"""The databases' errors by our names, each with a line for the operator. A defect of ours keeps its own name."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
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
NOT_LET_IN = ("does not exist", "authentication failed", "no password supplied", "pg_hba.conf")
"""What libpq says, without a code, when a server that answers refuses a connection."""

LONGEST_REASON = 200  # characters

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

OF_POSTGRESQL: dict[str, Named] = {
    "08": LOST,
    "25006": READ_ONLY,
    "25P03": LOST,
    "28": CLOSED,
    "3D": CLOSED,
    "40": BUSY,
    "42501": CLOSED,
    "53": BUSY,
    "53100": FULL,
    "55P03": BUSY,
    "57": LOST,
    "57014": BUSY,
    "58": DISK,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""By SQLSTATE, or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html."""


@contextmanager
def told() -> Iterator[None]:
    """Tell what a driver raises, or a pool that has no connection left, as ours."""
    try:
        yield
    except (sqlite3.Error, psycopg.Error, NoneFree) as error:
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
    return kind(f"{words} ({_reason(error)})" if isinstance(error, psycopg.OperationalError) else words)


def _reason(error: BaseException) -> str:
    """Return what libpq says of a connection; it names host and user, never a password."""
    return " ".join(str(error).split())[:LONGEST_REASON]


def _named(error: BaseException) -> Named | None:
    match error:
        case sqlite3.Error():
            return OF_SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF)
        case psycopg.Error(sqlstate=str() as state):
            return OF_POSTGRESQL.get(state, OF_POSTGRESQL.get(state[:2]))
        case psycopg.OperationalError() if any(words in str(error) for words in NOT_LET_IN):
            return CLOSED
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return LOST
        case NoneFree():
            return BUSY
        case _:
            return None
