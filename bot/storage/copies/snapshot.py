"""Every table of a database as it stood at one moment, while others go on writing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Select, Table, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SetupError
from bot.storage.copies.rows import VERSION_TABLE, Row, described, is_missing, portable, selected
from bot.storage.database import open_engine, shown, transaction

PAGE = 1000  # rows in memory at a time


class Snapshot:
    """The tables of one moment; ``revision`` is their version."""

    def __init__(self, connection: AsyncConnection, tables: Mapping[str, Table], revision: str) -> None:
        self._connection = connection
        self._tables = tables
        self.revision = revision

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted(self._tables))

    async def count(self) -> int:
        """Return how many rows there are in all."""
        counts = [select(func.count()).select_from(table) for table in self._tables.values()]
        return sum([await self._connection.scalar(count) or 0 for count in counts])

    async def pages(self, name: str) -> AsyncIterator[list[Row]]:
        """Yield the rows of a table in the order of its key, some at a time."""
        table, dialect = self._tables[name], self._connection.dialect.name
        key = list(table.primary_key)
        query = select(*(selected(column, dialect) for column in table.c)).order_by(*key).limit(PAGE)
        page = await self._page(query)
        while page:
            yield [{column: portable(value) for column, value in row.items()} for row in page]
            last = [page[-1][column.name] for column in key]
            page = await self._page(query.where(tuple_(*key) > tuple_(*last))) if len(page) == PAGE else []

    async def _page(self, query: Select[Any]) -> list[Row]:
        return [dict(row) for row in (await self._connection.execute(query)).mappings()]

    async def kept_files(self) -> list[str]:
        """Return the paths of the files that the rows name, each once."""
        files = self._tables.get("files")
        if files is None or "path" not in files.c:
            return []
        query = select(files.c.path).where(files.c.path.is_not(None)).distinct().order_by(files.c.path)
        return [*(await self._connection.scalars(query))]


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Snapshot]:
    """Open a database to read all of it. Raises SetupError if it is not there or not ours, and StorageError."""
    if is_missing(url):
        raise SetupError(f"There is no database at {shown(url)}: see NHACVIEC_DATABASE_URL.")
    engine = open_engine(url)
    try:
        async with transaction(engine, reads_only=True) as connection:
            tables = await connection.run_sync(described)
            if VERSION_TABLE not in tables:
                raise SetupError(f"The database {shown(url)} is empty, or another program's.")
            revision = await connection.scalar(select(tables.pop(VERSION_TABLE).c.version_num))
            yield Snapshot(connection, tables, str(revision))
    finally:
        await engine.dispose()
