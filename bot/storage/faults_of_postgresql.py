"""What PostgreSQL's driver raises, by our names; loaded by who has such a database only."""

import psycopg

from bot.storage.faults import BUSY, CLOSED, DAMAGED, DISK, FULL, LOST, READ_ONLY, Named

NOT_LET_IN = ("does not exist", "authentication failed", "no password supplied", "pg_hba.conf")
"""What libpq says, without a code, when a server that answers refuses a connection."""

LONGEST_REASON = 200  # characters

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


def named(error: BaseException) -> Named | None:
    """Return our error for a driver's and its words; None for a defect of ours."""
    found = _named(error)
    if found is None or not isinstance(error, psycopg.OperationalError):
        return found
    kind, words = found
    return kind, f"{words} ({_reason(error)})"


def _named(error: BaseException) -> Named | None:
    match error:
        case psycopg.Error(sqlstate=str() as state):
            return OF_POSTGRESQL.get(state, OF_POSTGRESQL.get(state[:2]))
        case psycopg.OperationalError() if any(words in str(error) for words in NOT_LET_IN):
            return CLOSED
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return LOST
        case _:
            return None


def _reason(error: BaseException) -> str:
    """Return what libpq says of a connection; it names host and user, never a password."""
    return " ".join(str(error).split())[:LONGEST_REASON]
