"""From rows to the domain's frozen values, and rows that are written once."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import RowMapping, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
AT_ONCE = 200  # rows: some milliseconds


def to(kind: type[T], row: RowMapping) -> T:
    """Build a dataclass from the columns of its fields' names; other columns are left alone."""
    return kind(**{name: row[name] for name in _names(kind)})


def all_to(kind: type[T], rows: Iterable[RowMapping]) -> list[T]:
    names = _names(kind)
    return [kind(**{name: row[name] for name in names}) for row in rows]


async def many_to(kind: type[T], rows: Iterable[RowMapping]) -> list[T]:
    """Do what ``all_to`` does for thousands of rows, and let the event loop do other things in between."""
    found: list[T] = []
    coming = iter(rows)
    while some := all_to(kind, islice(coming, AT_ONCE)):
        found += some
        await asyncio.sleep(0)
    return found


def some_of(these: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield so many at a time as one statement takes."""
    return (these[start : start + AT_ONCE] for start in range(0, len(these), AT_ONCE))


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]


def insert_into(connection: AsyncConnection, table: Table) -> SqliteInsert | PostgresqlInsert:
    """Return an INSERT that may say what happens if the key is there already."""
    return sqlite_insert(table) if connection.dialect.name == "sqlite" else postgresql_insert(table)


async def add_once(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet; return how many those were."""
    if not rows:
        return 0
    statement = insert_into(connection, table).on_conflict_do_nothing()
    result = await connection.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return result.rowcount
