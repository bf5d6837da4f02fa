"""Obstacle tickets, and what was said in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.obstacles import Category, Side, Ticket, TicketNote, TicketState
from bot.storage.rows import all_to, to
from bot.storage.tables import ticket_notes, tickets


class Tickets:
    """Obstacles and their way."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(
        self,
        *,
        assignment: int,
        agency: str,
        category: Category,
        text: str,
        by: int,
        year: int,
        now: datetime,
        next_at: datetime | None,
    ) -> Ticket:
        """Open the next ticket of ``year``."""
        last = await self._connection.scalar(select(func.max(tickets.c.sequence)).where(tickets.c.year == year))
        result = await self._connection.execute(
            tickets.insert()
            .values(
                year=year,
                sequence=(last or 0) + 1,
                assignment=assignment,
                agency=agency,
                state=TicketState.OPEN,
                revision=1,
                category=category,
                text=text,
                opened_by=by,
                opened_at=now,
                waiting_since=now,
                handled_until=now,
                next_at=next_at,
            )
            .returning(tickets)
        )
        return to(Ticket, result.mappings().one())

    async def get(self, ticket: int) -> Ticket | None:
        row = (await self._connection.execute(select(tickets).where(tickets.c.id == ticket))).mappings().first()
        return to(Ticket, row) if row else None

    async def numbered(self, year: int, sequence: int) -> Ticket | None:
        query = select(tickets).where(tickets.c.year == year, tickets.c.sequence == sequence)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Ticket, row) if row else None

    async def open_of(self, assignment: int) -> list[Ticket]:
        query = select(tickets).where(tickets.c.assignment == assignment, tickets.c.state != TicketState.RESOLVED)
        return all_to(Ticket, (await self._connection.execute(query.order_by(tickets.c.id))).mappings())

    async def of_assignment(self, assignment: int) -> list[Ticket]:
        query = select(tickets).where(tickets.c.assignment == assignment).order_by(tickets.c.id)
        return all_to(Ticket, (await self._connection.execute(query)).mappings())

    async def all_open(self, agency: str | None = None) -> list[Ticket]:
        """Return the unresolved tickets of an agency (None: of all), oldest first."""
        query = select(tickets).where(tickets.c.state != TicketState.RESOLVED).order_by(tickets.c.id)
        if agency is not None:
            query = query.where(tickets.c.agency == agency)
        return all_to(Ticket, (await self._connection.execute(query)).mappings())

    async def alive_between(self, since: datetime, until: datetime, agency: str | None = None) -> list[Ticket]:
        """Return the tickets of an agency (None: of all) opened before ``until`` and not resolved before ``since``."""
        query = select(tickets).where(
            tickets.c.opened_at < until, or_(tickets.c.resolved_at.is_(None), tickets.c.resolved_at >= since)
        )
        if agency is not None:
            query = query.where(tickets.c.agency == agency)
        return all_to(Ticket, (await self._connection.execute(query.order_by(tickets.c.id))).mappings())

    async def all(self) -> list[Ticket]:
        """Return every ticket, oldest first."""
        return all_to(Ticket, (await self._connection.execute(select(tickets).order_by(tickets.c.id))).mappings())

    async def opened_by(self, contact: int) -> list[Ticket]:
        """Return the unresolved tickets that a contact opened, oldest first."""
        query = select(tickets).where(tickets.c.opened_by == contact, tickets.c.state != TicketState.RESOLVED)
        return all_to(Ticket, (await self._connection.execute(query.order_by(tickets.c.id))).mappings())

    async def waiting_too_long(self, now: datetime) -> list[Ticket]:
        """Return those whose service level has to be looked at, oldest first."""
        query = select(tickets).where(tickets.c.next_at <= now).order_by(tickets.c.next_at, tickets.c.id)
        return all_to(Ticket, (await self._connection.execute(query)).mappings())

    async def waiting(self) -> list[Ticket]:
        """Return those that nobody has answered yet, oldest first."""
        query = select(tickets).where(tickets.c.state.in_((TicketState.OPEN, TicketState.CLAIMED)))
        return all_to(Ticket, (await self._connection.execute(query.order_by(tickets.c.id))).mappings())

    async def next_look(self) -> datetime | None:
        """Return when the next service level of a ticket has to be looked at (UTC)."""
        query = select(func.min(tickets.c.next_at)).where(tickets.c.next_at.is_not(None))
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def looked_at(self, ticket: Ticket, *, handled_until: datetime, next_at: datetime | None) -> None:
        """Write how far the service level has been dealt with; that is no change of state."""
        await self._connection.execute(
            update(tickets).where(tickets.c.id == ticket.id).values(handled_until=handled_until, next_at=next_at)
        )

    async def change(self, ticket: Ticket, **values: object) -> bool:
        """Write a change of state, if nobody changed it in between; False if somebody did."""
        result = await self._connection.execute(
            update(tickets)
            .where(tickets.c.id == ticket.id, tickets.c.revision == ticket.revision)
            .values(revision=ticket.revision + 1, **values)
        )
        return result.rowcount == 1

    async def note(self, ticket: int, *, at: datetime, side: Side, author: str, text: str) -> int:
        result = await self._connection.execute(
            ticket_notes.insert()
            .values(ticket=ticket, at=at, side=side, author=author, text=text)
            .returning(ticket_notes.c.id)
        )
        added: int = result.scalar_one()
        return added

    async def get_note(self, note: int) -> TicketNote:
        query = select(ticket_notes).where(ticket_notes.c.id == note)
        return to(TicketNote, (await self._connection.execute(query)).mappings().one())

    async def notes(self, ticket: int) -> list[TicketNote]:
        return (await self.notes_of([ticket]))[ticket]

    async def notes_of(self, ids: Sequence[int]) -> dict[int, list[TicketNote]]:
        """Return what was said in each of some tickets, oldest first."""
        said: dict[int, list[TicketNote]] = {ticket: [] for ticket in ids}
        if said:
            query = select(ticket_notes).where(ticket_notes.c.ticket.in_(said)).order_by(ticket_notes.c.id)
            for note in all_to(TicketNote, (await self._connection.execute(query)).mappings()):
                said[note.ticket].append(note)
        return said
