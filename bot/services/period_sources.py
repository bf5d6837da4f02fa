"""What a period's report is made of, read from the database in one go; it is put together later, in a thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import Directive
from bot.domain.obstacles import Ticket, TicketNote
from bot.domain.periods import Period
from bot.domain.reports import RECEIVED, Report
from bot.services.stored import stored_directives
from bot.services.views import assignment_subject
from bot.storage.audit import AuditEvent
from bot.storage.reports import ReportItem
from bot.storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Sources:
    """All that bears on a period, of one ``agency`` or (None) of the province, as known at ``now`` (UTC).

    ``progress`` is what was told of the assignments that have a target; ``titles`` are those of the assignments with an
    obstacle.
    """

    period: Period
    agency: str | None
    now: datetime
    directives: Sequence[Directive]
    assignments: Sequence[Assignment]
    reports: Sequence[Report]
    items: Sequence[ReportItem]
    progress: Sequence[AuditEvent]
    tickets: Sequence[Ticket]
    notes: Mapping[int, Sequence[TicketNote]]
    titles: Mapping[int, str]


async def read_sources(work: Work, config: Config, period: Period, agency: str | None = None) -> Sources:
    """Read what the report of an agency, or the consolidated one, is made of."""
    everything = agency is None
    assignments = await (work.assignments.of_all() if agency is None else work.assignments.of_agency(agency))
    reports = [one for one in await work.reports.of_period(period.id) if everything or one.agency == agency]
    told = [one.id for one in reports if not everything or one.state in RECEIVED]
    tickets = await work.tickets.alive_between(
        _midnight(period.start, config), _midnight(period.cut_off + timedelta(days=1), config), agency
    )
    stuck = await work.assignments.some(sorted({ticket.assignment for ticket in tickets}))
    return Sources(
        period=period,
        agency=agency,
        now=work.now,
        directives=await stored_directives(work),
        assignments=assignments,
        reports=reports,
        items=await work.reports.answers(told),
        progress=await work.audit.of(assignment_subject(one.id) for one in assignments if one.target),
        tickets=tickets,
        notes=await work.tickets.notes_of([ticket.id for ticket in tickets]),
        titles={one.id: one.title for one in stuck},
    )


def _midnight(day: date, config: Config) -> datetime:
    """Return when a local day begins (UTC)."""
    return config.calendar.at(day, time())
