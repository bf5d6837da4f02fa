"""The daily self-check: whatever is open has its next notice planned; what has not is planned anew, and told.

A plan that is lost is a reminder that never comes, and nobody would notice: this looks whether the stored moments are
those that the rules give. To plan anew is safe: a notice that was owed before is owed once by its key, and of several
that were missed the newest is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.duties import Every
from bot.domain.ladder import Timetable
from bot.domain.obstacles import Ticket
from bot.domain.reports import Report
from bot.domain.service_levels import overruns_owed, ticket_overruns
from bot.services.alarms import Alarms
from bot.services.base import Service
from bot.services.views import assignment_subject, report_subject, ticket_subject
from bot.storage.duties import Plan

ON_RECORD = 50  # subjects of each kind that the audit trail names

Wrong = tuple[Plan, datetime]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What is not planned as the rules say, each with the moment (UTC) at which it should be looked at."""

    plans: Sequence[Wrong]
    reports: Sequence[tuple[Report, datetime]]
    tickets: Sequence[tuple[Ticket, datetime]]

    @property
    def any(self) -> bool:
        return bool(self.plans or self.reports or self.tickets)


class SelfCheck(Service):
    """Every open assignment with a deadline, every report that is owed, every obstacle that waits for an answer."""

    async def look(self) -> Findings:
        """Compare what is planned with what the rules say; of assignments in one query, however many there are."""
        return Findings(
            plans=self._wrong(await self.work.assignments.plans()),
            reports=[
                (report, coming)
                for report in await self.work.reports.owed()
                if (coming := _missed(report.next_at, self._next_nag(report))) is not None
            ],
            tickets=[
                (ticket, coming)
                for ticket in await self.work.tickets.waiting()
                if (coming := _missed(ticket.next_at, self._next_look(ticket))) is not None
            ],
        )

    async def mend(self, findings: Findings) -> int:
        """Plan anew what is not planned as it should be, with that on record, and tell the administrators.

        Return how many things that were.
        """
        assignments = [
            subject
            for plan, coming in findings.plans
            for subject in map(assignment_subject, await self.work.assignments.replan(plan, coming))
        ]
        for report, coming in findings.reports:
            await self.work.reports.nagged(report, handled_until=report.handled_until, next_at=coming)
        for ticket, coming in findings.tickets:
            await self.work.tickets.looked_at(ticket, handled_until=ticket.handled_until, next_at=coming)
        reports = [report_subject(report.id) for report, _ in findings.reports]
        tickets = [ticket_subject(ticket.id) for ticket, _ in findings.tickets]
        for subjects in (assignments, reports, tickets):
            for subject in subjects[:ON_RECORD]:
                await self.record("system", "replan", "self-check", about=subject)
        await Alarms(self.work, self.config).tell(
            "not_planned",
            key=self.today.isoformat(),
            assignments=len(assignments),
            reports=len(reports),
            tickets=len(tickets),
        )
        return len(assignments) + len(reports) + len(tickets)

    def _wrong(self, plans: Sequence[Plan]) -> list[Wrong]:
        timetables: dict[tuple[date, Every | None], Timetable] = {}
        wrong = []
        for plan in plans:
            key = (plan.due, plan.every)
            if key not in timetables:
                timetables[key] = Timetable(plan.due, self.config.ladder, self.config.calendar, plan.every)
            coming = timetables[key].after(plan.handled_until)
            if plan.next_at != coming:
                wrong.append((plan, coming))
        return wrong

    def _next_nag(self, report: Report) -> datetime | None:
        calendar = self.config.reporting_calendar
        period = calendar.period(report.period)
        return calendar.owed(period, handled_until=self.work.now, now=self.work.now).next_at

    def _next_look(self, ticket: Ticket) -> datetime | None:
        overruns = ticket_overruns(ticket.state, ticket.waiting_since, self.config.service, self.config.calendar)
        return overruns_owed(overruns, handled_until=self.work.now, now=self.work.now).next_at


def _missed(planned: datetime | None, coming: datetime | None) -> datetime | None:
    """Return what is still to come, if it would be missed; what is planned too early is put right by its tick."""
    return coming if coming is not None and (planned is None or planned > coming) else None
