"""Agencies that are merged or split: all that belongs to an agency gets another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, Table, and_, cast, delete, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assignments import Assignment
from bot.domain.duties import OPEN, Status
from bot.domain.reports import Report
from bot.storage.duties import all_of
from bot.storage.erasing import replaced
from bot.storage.rows import all_to, some_of
from bot.storage.tables import (
    assignments,
    codes,
    contacts,
    directives,
    duties,
    extensions,
    files,
    outbox,
    report_items,
    reports,
    screens,
    tickets,
    topics,
)


class Transfers:
    """Moves, and loses nothing."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def assignments_of(self, agencies: Sequence[str]) -> list[Assignment]:
        """Return the assignments of some agencies, the cancelled ones too."""
        return await all_of(self._connection, assignments.c.agency.in_(agencies))

    async def people_of(self, agencies: Sequence[str]) -> dict[int, str]:
        """Return the contacts of some agencies, those who have left too, each with the agency."""
        query = select(contacts.c.id, contacts.c.agency).where(contacts.c.agency.in_(agencies))
        return {row.id: row.agency for row in await self._connection.execute(query)}

    async def give(self, ids: Sequence[int], agency: str) -> None:
        """Give some assignments, and what hangs on them, to an agency."""
        for some in some_of(ids):
            for table, column in (
                (assignments, assignments.c.id),
                (tickets, tickets.c.assignment),
                (extensions, extensions.c.assignment),
            ):
                await self._connection.execute(update(table).where(column.in_(some)).values(agency=agency))

    async def join(self, goes: int, stays: int) -> None:
        """Let an assignment go into another: its tickets and files with it; it stays as a record of its own.

        Its occurrence makes room: one agency has each duty once.
        """
        is_open = and_(assignments.c.id == goes, assignments.c.status.in_(OPEN))
        await self._connection.execute(
            update(assignments).where(is_open).values(status=Status.CANCELLED, before_pause=None, next_at=None)
        )
        await self._connection.execute(
            update(assignments)
            .where(or_(assignments.c.id == goes, assignments.c.merged_into == goes))
            .values(merged_into=stays, waits_at=None, revision=assignments.c.revision + 1,
                    occurrence=literal("~") + cast(assignments.c.id, String))
        )  # fmt: skip
        await self._connection.execute(update(tickets).where(tickets.c.assignment == goes).values(assignment=stays))
        subject = update(files).where(files.c.subject == f"assignment:{goes}")
        await self._connection.execute(subject.values(subject=f"assignment:{stays}"))

    async def enrol(self, people: Mapping[int, str]) -> None:
        """Give people their agencies."""
        for person, agency in people.items():
            await self._connection.execute(update(contacts).where(contacts.c.id == person).values(agency=agency))

    async def readdress(self, agencies: Sequence[str], agency: str) -> None:
        """Let what waits for some agencies wait for another: codes, messages; their topics are not written to again."""
        unused = and_(codes.c.agency.in_(agencies), codes.c.used_at.is_(None))
        await self._connection.execute(update(codes).where(unused).values(agency=agency))
        await self._connection.execute(delete(topics).where(topics.c.agency.in_(agencies)))
        waiting = outbox.c.closed_at.is_(None)
        for_topic = and_(waiting, outbox.c.topic_for.in_(agencies))
        await self._connection.execute(update(outbox).where(for_topic).values(topic_for=agency))
        for table, which in ((outbox, waiting), (screens, screens.c.id.is_not(None))):
            await self._rename(table, which, dict.fromkeys(agencies, agency))

    async def _rename(self, table: Table, which: ColumnElement[bool], names: Mapping[str, str]) -> None:
        """Put other agencies where the arguments of messages name some."""
        text = cast(table.c.args, String)
        named = or_(*(text.contains(f'"{name}"', autoescape=True) for name in names))
        for row in (await self._connection.execute(select(table.c.id, table.c.args).where(which, named))).all():
            changed = update(table).where(table.c.id == row.id).values(args=replaced(row.args, names))
            await self._connection.execute(changed)

    async def register(self, directive: str, body: dict[str, Any]) -> None:
        """Write the body of a directive."""
        await self._connection.execute(update(directives).where(directives.c.id == directive).values(body=body))

    async def duty(self, key: tuple[str, str], **values: Any) -> None:
        """Write what names agencies in a duty."""
        which = and_(duties.c.directive == key[0], duties.c.id == key[1])
        await self._connection.execute(update(duties).where(which).values(**values))

    async def reports_of(self, agencies: Sequence[str]) -> list[Report]:
        """Return the reports of some agencies, of all periods."""
        query = select(reports).where(reports.c.agency.in_(agencies)).order_by(reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def join_reports(self, goes: Report, stays: Report) -> None:
        """Let what one report says of assignments be said in another, and remove the one that is empty then."""
        have = select(report_items.c.assignment).where(report_items.c.report == stays.id)
        missing = and_(report_items.c.report == goes.id, report_items.c.assignment.not_in(have))
        await self._connection.execute(update(report_items).where(missing).values(report=stays.id))
        await self._connection.execute(delete(report_items).where(report_items.c.report == goes.id))
        await self._connection.execute(delete(reports).where(reports.c.id == goes.id))

    async def items_follow(self, goes: int, stays: int) -> None:
        """Let what reports say of an assignment be said of the one it went into, unless something is said of that."""
        other = report_items.alias()
        said = select(other.c.report).where(other.c.assignment == stays)
        of_it = and_(report_items.c.assignment == goes, report_items.c.report.not_in(said))
        await self._connection.execute(update(report_items).where(of_it).values(assignment=stays))

    async def give_report(self, report: int, agency: str, **values: Any) -> None:
        await self._connection.execute(
            update(reports)
            .where(reports.c.id == report)
            .values(agency=agency, revision=reports.c.revision + 1, **values)
        )
