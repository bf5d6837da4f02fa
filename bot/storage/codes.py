"""The one-time codes by which people and groups enrol, known by their hashes only; and who tries wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.rights import Role
from bot.storage.rows import all_to, to
from bot.storage.tables import codes, tries

ID_LENGTH = 12  # letters of a hash: they name a code and tell nothing of it


@dataclass(frozen=True, kw_only=True)
class Code:
    """A one-time code. ``made_by`` is the contact who made it; None: the command line."""

    hash: str
    agency: str
    role: Role
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    made_by: int | None = None
    withdrawn_at: datetime | None = None

    @property
    def id(self) -> str:
        """What it is called where it must not be told."""
        return self.id_of(self.hash)

    @staticmethod
    def id_of(code_hash: str) -> str:
        return code_hash[:ID_LENGTH]

    def is_good(self, now: datetime) -> bool:
        """Tell whether somebody may still enrol with it."""
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The wrong codes of one sender: how many ``since`` when; until when nothing of theirs is looked at."""

    wrong: int
    since: datetime
    shut_until: datetime | None


class Codes:
    """One-time codes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, added: Sequence[Code]) -> None:
        await self._connection.execute(codes.insert(), [vars(code) for code in added])

    async def get(self, code_hash: str) -> Code | None:
        query = select(codes).where(codes.c.hash == code_hash)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Code, row) if row else None

    async def good(
        self, now: datetime, *, begins: str = "", agency: str | None = None, made_by: int | None = None
    ) -> list[Code]:
        """Return the codes with which somebody may still enrol: by how their hash begins, of an agency, of a maker."""
        query = select(codes).where(_good(now)).order_by(codes.c.created_at, codes.c.hash)
        if agency is not None:
            query = query.where(codes.c.agency == agency)
        if begins:
            query = query.where(codes.c.hash.startswith(begins, autoescape=True))
        if made_by is not None:
            query = query.where(codes.c.made_by == made_by)
        return all_to(Code, (await self._connection.execute(query)).mappings())

    async def use(self, code_hash: str, contact: int, now: datetime) -> bool:
        """Mark a code as used; False if somebody else was quicker."""
        result = await self._connection.execute(
            update(codes).where(codes.c.hash == code_hash, _good(now)).values(used_at=now, used_by=contact)
        )
        return result.rowcount == 1

    async def withdraw(self, hashes: Sequence[str], now: datetime) -> None:
        await self._connection.execute(
            update(codes).where(codes.c.hash.in_(hashes), _good(now)).values(withdrawn_at=now)
        )


class Tries:
    """Who tried wrong codes; a row a sender, for a while."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, channel: str, sender: str) -> Tried | None:
        query = select(tries).where(tries.c.channel == channel, tries.c.sender == sender)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Tried, row) if row else None

    async def put(self, channel: str, sender: str, tried: Tried) -> None:
        await self._forget(and_(tries.c.channel == channel, tries.c.sender == sender))
        await self._connection.execute(tries.insert().values(channel=channel, sender=sender, **vars(tried)))

    async def forget_before(self, moment: datetime) -> None:
        await self._forget(tries.c.since < moment)

    async def _forget(self, which: ColumnElement[bool]) -> None:
        await self._connection.execute(delete(tries).where(which))


def _good(now: datetime) -> ColumnElement[bool]:
    return and_(codes.c.used_at.is_(None), codes.c.withdrawn_at.is_(None), codes.c.expires_at > now)
