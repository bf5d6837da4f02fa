"""Reports owed for a period, and what each digest said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.questionnaire import Answer
from bot.domain.reports import OWING, Report
from bot.storage.rows import all_to, to
from bot.storage.tables import digests, report_items, reports

_ASKED = reports.c.dropped_at.is_(None)


@dataclass(frozen=True, kw_only=True)
class ReportItem:
    """What a report says of one assignment; ``text`` where the agency said it in its own words."""

    report: int
    assignment: int
    answer: Answer
    text: str | None


class Reports:
    """One row a period and agency. One that was dropped, since nobody asks for it any more, is kept but not shown."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, report: int) -> Report | None:
        query = select(reports).where(reports.c.id == report, _ASKED)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Report, row) if row else None

    async def of_period(self, period: str) -> list[Report]:
        query = select(reports).where(reports.c.period == period, _ASKED).order_by(reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def of_agency(self, agency: str) -> list[Report]:
        query = select(reports).where(reports.c.agency == agency, _ASKED).order_by(reports.c.due, reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def dropped(self, period: str) -> list[Report]:
        """Return the reports of a period that nobody asks for any more."""
        query = select(reports).where(reports.c.period == period, ~_ASKED).order_by(reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def periods(self) -> set[str]:
        return set(await self._connection.scalars(select(reports.c.period).distinct()))

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            await self._connection.execute(insert(reports), list(rows))

    async def due_for_nagging(self, now: datetime) -> list[Report]:
        """Return those whose next nag has come, in the order of opening."""
        query = select(reports).where(reports.c.next_at <= now).order_by(reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def owed(self) -> list[Report]:
        """Return the reports that are still owed, oldest first."""
        query = select(reports).where(reports.c.state.in_(OWING), _ASKED).order_by(reports.c.id)
        return all_to(Report, (await self._connection.execute(query)).mappings())

    async def coming(self) -> list[tuple[datetime, str, int]]:
        """Return the next nags: moment (UTC), period, how many agencies."""
        query = (
            select(reports.c.next_at, reports.c.period, func.count())
            .where(reports.c.next_at.is_not(None))
            .group_by(reports.c.next_at, reports.c.period)
        )
        return [(at, period, count) for at, period, count in await self._connection.execute(query)]

    async def change(self, report: Report, **values: object) -> bool:
        """Write a change of state, if nobody changed it in between; False if somebody did."""
        result = await self._connection.execute(
            update(reports)
            .where(reports.c.id == report.id, reports.c.revision == report.revision)
            .values(revision=report.revision + 1, **values)
        )
        return result.rowcount == 1

    async def answer(
        self, report: int, assignment: int, answer: Answer, text: str | None, by: int, now: datetime
    ) -> None:
        """Store what an agency says of an assignment, in the place of what it said before."""
        key = (report_items.c.report == report, report_items.c.assignment == assignment)
        await self._connection.execute(delete(report_items).where(*key))
        await self._connection.execute(
            report_items.insert().values(report=report, assignment=assignment, answer=answer, text=text, by=by, at=now)
        )

    async def answers(self, reports_: Sequence[int]) -> list[ReportItem]:
        """Return what was said of the assignments in some reports."""
        if not reports_:
            return []
        query = select(report_items).where(report_items.c.report.in_(reports_)).order_by(report_items.c.assignment)
        return all_to(ReportItem, (await self._connection.execute(query)).mappings())

    async def nagged(self, report: Report, *, handled_until: datetime, next_at: datetime | None) -> None:
        """Write how far the nagging has been dealt with; that is no change of state."""
        await self._connection.execute(
            update(reports).where(reports.c.id == report.id).values(handled_until=handled_until, next_at=next_at)
        )


class Digests:
    """What each weekly digest counted and said, so that the next can tell the change."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def last_day(self, scope: str) -> date | None:
        """Return the day (local) of the last digest that counted ``scope``."""
        last: date | None = await self._connection.scalar(
            select(func.max(digests.c.day)).where(digests.c.scope == scope)
        )
        return last

    async def before(self, scope: str, day: date) -> dict[str, int] | None:
        """Return the counts that ``scope`` was really told last before the digest of ``day``."""
        query = select(digests.c.cells).where(digests.c.scope == scope, digests.c.day < day, digests.c.said)
        cells: dict[str, int] | None = await self._connection.scalar(query.order_by(digests.c.day.desc()).limit(1))
        return cells

    async def said(self, scope: str, day: date, cells: dict[str, int]) -> None:
        """Note that the digest of ``day`` was said, and what: one that waited tells more than the morning knew."""
        row = (digests.c.scope == scope, digests.c.day == day)
        await self._connection.execute(update(digests).where(*row).values(cells=cells, said=True))

    async def add(self, day: date, cells_by_scope: dict[str, dict[str, int]]) -> None:
        """Keep what was counted on the morning of a digest that nobody was told yet."""
        rows = [{"day": day, "scope": scope, "cells": cells, "said": False} for scope, cells in cells_by_scope.items()]
        if rows:
            await self._connection.execute(insert(digests), rows)
