"""Contacts: who may be written to, and listened to."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.storage.rows import all_to, to
from bot.storage.tables import contacts


class Contacts:
    """Who may be written to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def at(self, channel: str, chat: str) -> Contact | None:
        """Return the active contact of a chat."""
        query = select(contacts).where(contacts.c.channel == channel, contacts.c.chat == chat, contacts.c.active)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Contact, row) if row else None

    async def get(self, contact: int) -> Contact:
        query = select(contacts).where(contacts.c.id == contact)
        return to(Contact, (await self._connection.execute(query)).mappings().one())

    async def some(self, ids: Iterable[int]) -> list[Contact]:
        query = select(contacts).where(contacts.c.id.in_(sorted(set(ids))))
        return all_to(Contact, (await self._connection.execute(query)).mappings())

    async def unreachable(self) -> list[Contact]:
        """Return the active contacts that took no message the last time, longest first."""
        query = select(contacts).where(contacts.c.unreachable_since.is_not(None), contacts.c.active)
        query = query.order_by(contacts.c.unreachable_since)
        return all_to(Contact, (await self._connection.execute(query)).mappings())

    async def back(self, today: date) -> list[Contact]:
        """Return those whose absence is over on ``today`` (local)."""
        query = select(contacts).where(contacts.c.away_until < today).order_by(contacts.c.away_until, contacts.c.id)
        return all_to(Contact, (await self._connection.execute(query)).mappings())

    async def deputised_by(self, contact: int) -> list[Contact]:
        """Return those for whom somebody stands in."""
        query = select(contacts).where(contacts.c.away_until.is_not(None), contacts.c.deputy == contact)
        return all_to(Contact, (await self._connection.execute(query.order_by(contacts.c.id))).mappings())

    async def all(self) -> list[Contact]:
        """Return the active contacts, first enrolled first."""
        query = select(contacts).where(contacts.c.active).order_by(contacts.c.id)
        return all_to(Contact, (await self._connection.execute(query)).mappings())

    async def of(self, *, agencies: list[str] | None = None, roles: list[Role]) -> list[Contact]:
        """Return the active contacts of some agencies (None: of all) in some roles, first enrolled first."""
        query = select(contacts).where(contacts.c.role.in_(roles), contacts.c.active).order_by(contacts.c.id)
        if agencies is not None:
            query = query.where(contacts.c.agency.in_(agencies))
        return all_to(Contact, (await self._connection.execute(query)).mappings())

    async def roles_by_agency(self) -> dict[str, set[Role]]:
        """Return which roles each agency has somebody enrolled in."""
        query = select(contacts.c.agency, contacts.c.role).where(contacts.c.active).distinct()
        found: dict[str, set[Role]] = {}
        for agency, role in await self._connection.execute(query):
            found.setdefault(agency, set()).add(role)
        return found

    async def everybody(self) -> list[Contact]:
        """Return all contacts, those who have left too, first enrolled first."""
        return all_to(Contact, (await self._connection.execute(select(contacts).order_by(contacts.c.id))).mappings())

    async def by_agency(self) -> dict[str, int]:
        """Return how many active contacts each agency has."""
        query = select(contacts.c.agency, func.count()).where(contacts.c.active).group_by(contacts.c.agency)
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def enrol(
        self,
        *,
        kind: ContactKind,
        channel: str,
        chat: str,
        name: str,
        agency: str,
        role: Role,
        language: str,
        forum: bool,
        now: datetime,
    ) -> Contact:
        """Add a contact; a chat that was enrolled before changes to what is said now."""
        values = {
            "kind": kind,
            "name": name,
            "agency": agency,
            "role": role,
            "forum": forum,
            "active": True,
            "unreachable_since": None,
        }
        known = await self._connection.scalar(
            select(contacts.c.id).where(contacts.c.channel == channel, contacts.c.chat == chat)
        )
        if known is None:
            result = await self._connection.execute(
                contacts.insert()
                .values(channel=channel, chat=chat, language=language, enrolled_at=now, **values)
                .returning(contacts.c.id)
            )
            known = result.scalar_one()
        else:
            await self._connection.execute(
                update(contacts).where(contacts.c.id == known).values(enrolled_at=now, **values)
            )
        return await self.get(known)

    async def change(self, contact: int, **values: object) -> None:
        await self._connection.execute(update(contacts).where(contacts.c.id == contact).values(**values))

    async def move(self, channel: str, old_chat: str, new_chat: str) -> None:
        """Give a chat its new address; one that has been enrolled there by itself takes its place."""
        taken = await self._connection.scalar(
            select(func.count()).where(contacts.c.channel == channel, contacts.c.chat == new_chat)
        )
        await self._connection.execute(
            update(contacts)
            .where(contacts.c.channel == channel, contacts.c.chat == old_chat)
            .values({"active": False} if taken else {"chat": new_chat})
        )
