"""Files that people hand in: where each belongs, and how far it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.files import FileState
from bot.storage.rows import all_to, to
from bot.storage.tables import files


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file: ``ref`` fetches it from its messenger, ``path`` is where it is kept (in the cabinet), ``size`` in bytes.

    ``subject`` is what it belongs to; ``name`` is what its sender called it: never a name on disk.
    """

    id: int
    subject: str
    channel: str
    ref: str
    name: str
    kind: str
    mime: str | None
    size: int | None
    by: int
    at: datetime
    state: FileState
    path: str | None
    album: str | None
    attempts: int
    not_before: datetime | None


class Files:
    """What was handed in as evidence or beside an obstacle."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.grew = False  # whether this transaction adds something to fetch

    async def add(self, **values: object) -> int:
        """Note a file that is still to be fetched; return its id."""
        statement = files.insert().values(state=FileState.WAITING, attempts=0, **values).returning(files.c.id)
        added: int = (await self._connection.execute(statement)).scalar_one()
        self.grew = True
        return added

    async def get(self, file: int) -> StoredFile | None:
        row = (await self._connection.execute(select(files).where(files.c.id == file))).mappings().first()
        return to(StoredFile, row) if row else None

    async def of(self, subject: str) -> list[StoredFile]:
        query = select(files).where(files.c.subject == subject).order_by(files.c.id)
        return all_to(StoredFile, (await self._connection.execute(query)).mappings())

    async def sent_since(self, contact: int, moment: datetime) -> tuple[int, int]:
        """Return how many files a contact has sent since a moment, and their bytes; copies count once."""
        query = select(files.c.ref, files.c.at, func.max(func.coalesce(files.c.size, 0)))
        query = query.where(files.c.by == contact, files.c.at >= moment).group_by(files.c.ref, files.c.at)
        sizes = [size for _, _, size in await self._connection.execute(query)]
        return len(sizes), sum(sizes)

    async def total(self) -> int:
        """Return the bytes of all files in the cabinet, and of those that are about to be."""
        kept = select(func.max(files.c.size).label("size")).where(files.c.path.is_not(None)).group_by(files.c.path)
        in_cabinet = await self._connection.scalar(select(func.sum(kept.subquery().c.size)))
        coming = await self._connection.scalar(select(func.sum(files.c.size)).where(_waiting()))
        return int(in_cabinet or 0) + int(coming or 0)

    async def of_album(self, contact: int, album: str) -> StoredFile | None:
        """Return the newest file of an album that a contact began to send."""
        query = select(files).where(files.c.by == contact, files.c.album == album).order_by(files.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().first()
        return to(StoredFile, row) if row else None

    async def give(self, subject: str, new_subject: str) -> None:
        """Let all files of one thing belong to another."""
        await self._connection.execute(update(files).where(files.c.subject == subject).values(subject=new_subject))

    async def copy(self, subject: str, new_subject: str) -> None:
        """Let all files of one thing belong to another as well."""
        for file in await self.of(subject):
            values = {**vars(file), "subject": new_subject, "album": None}
            del values["id"]
            await self._connection.execute(files.insert().values(**values))

    async def to_fetch(self, now: datetime, limit: int) -> list[StoredFile]:
        """Return those to be fetched now, oldest first."""
        ready = files.c.not_before.is_(None) | (files.c.not_before <= now)
        query = select(files).where(_waiting(), ready).order_by(files.c.id).limit(limit)
        return all_to(StoredFile, (await self._connection.execute(query)).mappings())

    async def next_moment(self) -> datetime | None:
        """Return when the next file may be tried again (UTC)."""
        query = select(func.min(files.c.not_before)).where(_waiting())
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def change(self, file: int, **values: object) -> None:
        await self._connection.execute(update(files).where(files.c.id == file).values(**values))

    async def paths(self) -> list[str]:
        """Return where in the cabinet the files are that are kept, each once."""
        query = select(files.c.path).where(files.c.path.is_not(None)).distinct().order_by(files.c.path)
        return [*(await self._connection.scalars(query))]

    async def forget(self, ids: Sequence[int]) -> None:
        await self._connection.execute(delete(files).where(files.c.id.in_(ids)))


def _waiting() -> ColumnElement[bool]:
    """Compare the state with a literal: a partial index is not used for a bound parameter."""
    return files.c.state == literal(FileState.WAITING, files.c.state.type, literal_execute=True)
