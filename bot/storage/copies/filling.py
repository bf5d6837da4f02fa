"""Fill an empty database with the rows of a snapshot: all of them, or nothing."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice

from sqlalchemy import Connection, Table, func, inspect, literal, select, table
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import SetupError
from bot.storage.copies.rows import (
    VERSION_TABLE,
    Row,
    described,
    insertion,
    is_missing,
    present,
    reason,
    remove_file,
    restored,
)
from bot.storage.database import open_engine, shown, transaction
from bot.storage.migrating import migrate
from bot.storage.tables import metadata

PAGE = 1000  # rows in memory at a time
Rows = Callable[[], Generator[Row]]


async def check_empty(url: str) -> None:
    """Raise SetupError if a database holds any row of ours, and StorageError if it cannot be looked at."""
    if is_missing(url):
        return
    engine = open_engine(url)
    try:
        async with transaction(engine, reads_only=True) as connection:
            await connection.run_sync(_check_empty, url)
    finally:
        await engine.dispose()


async def fill(url: str, revision: str, tables: Mapping[str, Rows], before_commit: Callable[[], None]) -> None:
    """Fill a database with rows of one of our versions, and bring it up to date.

    ``before_commit`` is called when only the commit is missing; if it raises, nothing has happened. Raises SetupError
    if the database holds anything of ours, or if the rows do not fit together; and StorageError.
    """
    engine, new, done = open_engine(url), is_missing(url), False
    try:
        async with transaction(engine) as connection:
            await connection.run_sync(_check_empty, url)
            await connection.run_sync(_clear)
            await connection.run_sync(migrate, revision)
            await connection.run_sync(_load, tables)
            await connection.run_sync(migrate, "head")
            before_commit()
            await connection.commit()
            done = True
    except IntegrityError:
        raise SetupError("The rows do not fit together: this is no backup that this program made.") from None
    except StatementError as error:
        raise SetupError(f"The database {shown(url)} does not take the rows: {reason(error)}.") from None
    finally:
        await engine.dispose()
        if new and not done:
            remove_file(url)


def _check_empty(connection: Connection, url: str) -> None:
    for name in present(connection):
        if name != VERSION_TABLE and connection.scalar(select(literal(True)).select_from(table(name)).limit(1)):
            raise SetupError(f"The database {shown(url)} holds data already and stays as it is: name an empty one.")


def _clear(connection: Connection) -> None:
    """Take away the empty tables that a start of the bot has made: they may be of another version."""
    metadata.drop_all(connection)
    if VERSION_TABLE in present(connection):
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")


def _load(connection: Connection, tables: Mapping[str, Rows]) -> None:
    ours, dialect = described(connection), connection.dialect.name
    strangers = sorted(set(tables) - set(ours))
    if strangers:
        raise SetupError(f"There is no table '{strangers[0]}' in that version: this is no backup of it.")
    with _in_any_order(connection, [*ours]):
        for name, rows in tables.items():
            statement = insertion(ours[name], dialect)
            with closing(rows()) as source:
                while page := [restored(row, ours[name]) for row in islice(source, PAGE)]:
                    connection.execute(statement, page)
    if dialect == "postgresql":
        _count_on(connection, ours.values())


@contextmanager
def _in_any_order(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Let rows come before those that they refer to; at the end all must be there."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise SetupError("Some rows refer to others that are missing: this is no backup that this program made.")
        return
    found = inspect(connection).get_multi_foreign_keys(filter_names=tables)
    keys = [(place[1], key["name"]) for place, of_table in found.items() for key in of_table]
    for name, key in keys:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED')
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name, key in keys:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE')


def _count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows after those that came with numbers of their own."""
    for one in tables:
        for column in one.primary_key:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(one.name, column.name)))
            if sequence is not None:
                connection.execute(select(func.setval(sequence, func.coalesce(func.max(column), 0) + 1, False)))
