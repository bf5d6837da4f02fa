"""What people have taken note of, and what they have put off."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.rows import add_once
from bot.storage.tables import acknowledgements, snoozes

Noted = tuple[int, int, date, str]
"""Assignment, contact, deadline, stage of the ladder."""


class Quiet:
    """Acknowledgements and snoozes, each of one person and one assignment."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._ahead: dict[int, set[Noted]] = {}

    async def note(self, assignment: int, contact: int, due: date, stage: str, now: datetime) -> bool:
        """Record that a person has taken note of a stage of a deadline; False if they had before."""
        row = {"assignment": assignment, "contact": contact, "due": due, "stage": stage, "at": now}
        return await add_once(self._connection, acknowledgements, [row]) == 1

    async def read_ahead(self, assignments: Sequence[int]) -> None:
        """Read at once what ``noted`` is asked for later, in a transaction that only reads."""
        found = await self.noted(sorted(set(assignments)))
        self._ahead = {one: set() for one in assignments}
        for noted in found:
            self._ahead[noted[0]].add(noted)

    async def noted(self, assignments: Sequence[int]) -> set[Noted]:
        """Return what was taken note of, of some assignments."""
        if all(one in self._ahead for one in assignments):
            return set().union(*(self._ahead[one] for one in assignments))
        columns = acknowledgements.c
        query = select(columns.assignment, columns.contact, columns.due, columns.stage).where(
            columns.assignment.in_(assignments)
        )
        return {(row.assignment, row.contact, row.due, row.stage) for row in await self._connection.execute(query)}

    async def put_off(self, assignment: int, contact: int, until: datetime) -> None:
        """Put an assignment's reminders to a person off until a moment (UTC); an earlier one is forgotten."""
        await self.wake(assignment, contact)
        await self._connection.execute(snoozes.insert().values(assignment=assignment, contact=contact, until=until))

    async def put_off_until(self, assignments: Sequence[int]) -> dict[tuple[int, int], datetime]:
        """Return until when (UTC) which assignment is put off for which contact."""
        if not assignments:
            return {}
        query = select(snoozes).where(snoozes.c.assignment.in_(assignments))
        return {(row.assignment, row.contact): row.until for row in await self._connection.execute(query)}

    async def ended(self, now: datetime, limit: int) -> list[tuple[int, int]]:
        """Return (assignment, contact) of what was put off until now or before."""
        query = select(snoozes).where(snoozes.c.until <= now).order_by(snoozes.c.until).limit(limit)
        return [(row.assignment, row.contact) for row in await self._connection.execute(query)]

    async def next_moment(self) -> datetime | None:
        """Return when the next reminder that was put off comes (UTC)."""
        moment: datetime | None = await self._connection.scalar(select(func.min(snoozes.c.until)))
        return moment

    async def forget(self, contact: int) -> None:
        """Forget what a person has put off."""
        await self._connection.execute(delete(snoozes).where(snoozes.c.contact == contact))

    async def wake(self, assignment: int, contact: int | None = None) -> None:
        """Forget what was put off: of one person, or of all."""
        which = snoozes.c.assignment == assignment
        if contact is not None:
            which &= snoozes.c.contact == contact
        await self._connection.execute(delete(snoozes).where(which))
