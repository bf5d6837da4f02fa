"""Tables as the database itself describes them, and their rows as plain JSON.

So what an older version left can be read, and filled in at that version before the migrations run. Moments are UTC in
ISO 8601, days ISO 8601; what is JSON in the database travels as its text, letter by letter.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Cast,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Insert,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    inspect,
    type_coerce,
)
from sqlalchemy.exc import StatementError

from bot.errors import SetupError
from bot.storage.database import file_of, parse
from bot.storage.tables import metadata

Row = dict[str, Any]
VERSION_TABLE = "alembic_version"


def present(connection: Connection) -> list[str]:
    """Return the names of those tables of ours that are there."""
    there = {*inspect(connection).get_table_names()}
    return [name for name in (*metadata.tables, VERSION_TABLE) if name in there]


def described(connection: Connection) -> dict[str, Table]:
    """Return those tables of ours that are there: their columns and their keys, and no more."""
    inspector, names = inspect(connection), present(connection)
    columns = inspector.get_multi_columns(filter_names=names)
    keys = inspector.get_multi_pk_constraint(filter_names=names)
    found = MetaData()
    for place in columns:
        key = keys[place]["constrained_columns"]
        Table(
            place[1],
            found,
            *(Column(one["name"], one["type"], primary_key=one["name"] in key) for one in columns[place]),
        )
    return dict(found.tables)


def is_missing(url: str) -> bool:
    """Tell whether a database is a file that is not there: opening it would make one."""
    if parse(url).get_backend_name() != "sqlite":
        return False
    file = file_of(url)
    return file is None or not file.is_file()


def remove_file(url: str) -> None:
    """Remove the file of a database that has come to nothing."""
    if file := file_of(url):
        for ending in ("", "-wal", "-shm"):
            file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def reason(error: StatementError) -> str:
    """Return what a database complains about, without the statement and its values."""
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error.orig).__name__


def selected(column: Column[Any], dialect: str) -> ColumnElement[Any]:
    """Return a column as it is read."""
    if not isinstance(column.type, JSON):
        return column
    as_text = type_coerce(column, Text) if dialect == "sqlite" else cast(column, Text)
    return as_text.label(column.name)


def portable(value: Any) -> Any:
    """Return a value as JSON can hold it. Raises TypeError for one that it cannot."""
    match value:
        case datetime():
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
        case date():
            return value.isoformat()
        case None | bool() | int() | str():
            return value
        case _:
            raise TypeError(f"no portable form for {type(value).__name__}")


def insertion(table: Table, dialect: str) -> Insert:
    return table.insert().values({column: _given(column, dialect) for column in table.c})


def _given(column: Column[Any], dialect: str) -> BindParameter[Any] | Cast[Any]:
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    text = bindparam(column.name, type_=Text())
    return text if dialect == "sqlite" else cast(text, column.type)


def restored(row: Row, table: Table) -> Row:
    """Return a row as its table takes it. Raises SetupError if it is another table's."""
    if set(row) != set(table.c.keys()):
        raise SetupError(f"A row of '{table.name}' has other columns than this version's: this is no backup of it.")
    try:
        return {column.name: _value(row[column.name], column) for column in table.c}
    except (ValueError, TypeError):
        raise SetupError(f"A row of '{table.name}' has a day or a moment that is none: this is no backup.") from None


def _value(value: Any, column: Column[Any]) -> Any:
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
