"""What a period's report says, read from the database: an agency's, or the province's. Nothing is written.

Everything is told as it stood at the end of the cut-off day, or stands today if that is still to come. Counted is what
was to be done in the period: new assignments, and those of earlier periods that had not been done before it began.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot.config import Config
from bot.documents import wording
from bot.documents.report_data import (
    Addressee,
    AgencyLine,
    AgencyReport,
    ConsolidatedReport,
    DirectiveHead,
    DutyLine,
    ObstacleLine,
    Remark,
    Span,
    Tally,
    TargetLine,
)
from bot.documents.report_data import (
    Answer as TicketAnswer,
)
from bot.domain.assignments import Assignment
from bot.domain.duties import Cell, Directive, ReportingChain, Status, cell
from bot.domain.obstacles import Side, Ticket, TicketNote, TicketState
from bot.domain.periods import Period, UnknownPeriod, asking
from bot.domain.questionnaire import Answer
from bot.domain.reports import Report, ReportState, Section
from bot.domain.working_days import WorkCalendar
from bot.services.clauses import clause_order
from bot.services.letterheads import letterhead
from bot.services.stored import stored_directives
from bot.services.views import assignment_subject
from bot.storage.reports import ReportItem
from bot.storage.work import Work

RECEIVED = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})
TO_THE_AGENCIES = "Các cơ quan, đơn vị có tên tại Phụ lục I"
OF_A_PAST_DIRECTIVE = "Văn bản"
HEADINGS = {
    Section.REMARKS: "",
    Section.OBSTACLES: "Khó khăn, vướng mắc: ",
    Section.PROPOSALS: "Kiến nghị, đề xuất: ",
}


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """Where an assignment stood at the end of a day."""

    assignment: Assignment
    status: Status
    cell: Cell
    submitted_on: date | None


class PeriodReports:
    """The reports of one province, as of one moment."""

    def __init__(self, work: Work, config: Config) -> None:
        self._work = work
        self._config = config
        self._organisation = config.organisation
        self._calendar = config.calendar
        self._today = config.calendar.day_of(work.now)

    async def of_agency(self, period: Period, agency: str) -> AgencyReport:
        """Return the report of one agency."""
        directives = await stored_directives(self._work)
        assignments = await self._work.assignments.of_agency(agency)
        standings = self._standings(assignments, directives, period)
        reports = [one for one in await self._work.reports.of_agency(agency) if one.period == period.id]
        items = await self._work.reports.answers([one.id for one in reports])
        chains = [
            chain
            for directive in directives
            if any(agency in duty.lead for duty in directive.duties) and (chain := asking(directive, period))
        ] or [self._config.default_chain]
        return AgencyReport(
            letterhead=letterhead(agency, self._config),
            span=self._span(period),
            to=self._addressees(chains, agency),
            copies=self._copies(chains, agency),
            directives=_heads(directives, standings),
            duties=_lines(standings, items, self._organisation.short),
            before=self._before(assignments, directives, period),
            agencies=self._agency_lines([agency], standings, reports),
            targets=await self._targets(standings, period),
            obstacles=await self._obstacles(period, agency),
            remarks=self._remarks(reports),
        )

    async def consolidated(self, period: Period) -> ConsolidatedReport:
        """Return the report of the province, as whoever consolidates it writes it."""
        directives = await stored_directives(self._work)
        assignments = await self._work.assignments.of_all()
        standings = self._standings(assignments, directives, period)
        reports = await self._work.reports.of_period(period.id)
        chains = [chain for directive in directives if (chain := asking(directive, period))]
        chains = chains or [self._config.default_chain]
        items = await self._work.reports.answers([one.id for one in reports if one.state in RECEIVED])
        issuer = self._consolidator(chains)
        to = self._addressees([ReportingChain(every=chain.every, to=chain.to) for chain in chains], issuer)
        return ConsolidatedReport(
            letterhead=letterhead(issuer, self._config),
            span=self._span(period),
            to=to or self._addressees([ReportingChain(every=(), to=self._organisation.leaders)], issuer),
            copies=(TO_THE_AGENCIES,),
            directives=_heads(directives, standings),
            duties=_lines(standings, items, self._organisation.short),
            before=self._before(assignments, directives, period),
            agencies=self._agency_lines(self._concerned(standings, reports), standings, reports),
            targets=await self._targets(standings, period),
            obstacles=await self._obstacles(period),
            remarks=self._remarks(one for one in reports if one.state in RECEIVED),
        )

    def _span(self, period: Period) -> Span:
        return Span(id=period.id, start=period.start, as_of=self._as_of(period), year=period.due.year)

    def _as_of(self, period: Period) -> date:
        return min(period.cut_off, self._today)

    def _consolidator(self, chains: Sequence[ReportingChain]) -> str:
        """Return who consolidates the reports; the ICT department where the directives differ."""
        named = {chain.consolidated_by or chain.through or self._organisation.ict for chain in chains}
        return named.pop() if len(named) == 1 else self._organisation.ict

    def _addressees(self, chains: Iterable[ReportingChain], issuer: str) -> tuple[Addressee, ...]:
        """Return to whom the issuer reports, each once; nobody reports to or through itself."""
        through: dict[str, str | None] = {}
        for chain in chains:
            if chain.to != issuer:
                known = through.get(chain.to)
                by = chain.through if chain.through not in (issuer, chain.to) else None
                through[chain.to] = known or by
        return tuple(
            Addressee(name=self._organisation.full(to), through=self._organisation.full(by) if by else None)
            for to, by in through.items()
        )

    def _copies(self, chains: Iterable[ReportingChain], issuer: str) -> tuple[str, ...]:
        """Return who gets a copy: those on the way, but for the addressees."""
        chains = list(chains)
        others = {issuer, *(chain.to for chain in chains)}
        on_the_way = (agency for chain in chains for agency in (chain.through, chain.consolidated_by) if agency)
        return tuple(self._organisation.full(agency) for agency in dict.fromkeys(on_the_way) if agency not in others)

    def _concerned(self, standings: Iterable[_Standing], reports: Iterable[Report]) -> list[str]:
        """Return the agencies that have something to do or to report, in the order of the organisation."""
        concerned = {one.assignment.agency for one in standings} | {report.agency for report in reports}
        known = [agency for agency in self._organisation.agencies if agency in concerned]
        return [*known, *sorted(concerned.difference(known))]

    def _agency_lines(
        self, agencies: Iterable[str], standings: Iterable[_Standing], reports: Iterable[Report]
    ) -> tuple[AgencyLine, ...]:
        cells: dict[str, list[Cell]] = {}
        for one in standings:
            cells.setdefault(one.assignment.agency, []).append(one.cell)
        owed = {report.agency: report for report in reports}
        return tuple(
            AgencyLine(
                name=self._organisation.full(agency),
                short=self._organisation.short(agency),
                tally=Tally.of(cells.get(agency, ())),
                owes_report=agency in owed,
                report_due=owed[agency].due if agency in owed else None,
                reported_on=self._received_on(owed.get(agency)),
            )
            for agency in agencies
        )

    def _received_on(self, report: Report | None) -> date | None:
        if report is None or report.submitted_at is None or report.state not in RECEIVED:
            return None
        return self._calendar.day_of(report.submitted_at)

    def _remarks(self, reports: Iterable[Report]) -> tuple[Remark, ...]:
        return tuple(
            Remark(agency=self._organisation.full(one.agency), text=f"{HEADINGS[section]}{text}")
            for one in reports
            for section in Section
            if (text := one.said(section))
        )

    def _standings(
        self, assignments: Iterable[Assignment], directives: Sequence[Directive], period: Period
    ) -> list[_Standing]:
        """Return what counts in a period, in the order of the directives, their clauses and the organisation."""
        as_of = self._as_of(period)
        begins = {directive.id: directive.in_force_from for directive in directives}
        order = {directive.id: number for number, directive in enumerate(directives)}
        agencies = {agency: number for number, agency in enumerate(self._organisation.agencies)}
        standings = [
            standing
            for one in assignments
            if self._since(one, begins) <= as_of and (standing := _standing(one, as_of, self._calendar))
            if not (standing.status is Status.DONE and standing.submitted_on and standing.submitted_on < period.start)
        ]
        return sorted(
            standings,
            key=lambda one: (
                order.get(one.assignment.directive, len(order)),
                one.assignment.directive,
                clause_order(one.assignment.clause),
                one.assignment.duty,
                one.assignment.occurrence,
                agencies.get(one.assignment.agency, len(agencies)),
                one.assignment.id,
            ),
        )

    def _since(self, assignment: Assignment, begins: dict[str, date]) -> date:
        """Return since when an agency has had a duty: a directive counts from its first day, even if entered later."""
        assigned = self._calendar.day_of(assignment.assigned_at)
        return assigned if assignment.given_by else min(assigned, begins.get(assignment.directive, assigned))

    def _before(
        self, assignments: Sequence[Assignment], directives: Sequence[Directive], period: Period
    ) -> Tally | None:
        """Count the period before in the same way; None if nothing was tracked then."""
        if not any(self._calendar.day_of(one.assigned_at) < period.start for one in assignments):
            return None
        try:
            previous = self._config.reporting_calendar.period(_before(period.id))
        except UnknownPeriod:
            return None
        return Tally.of(one.cell for one in self._standings(assignments, directives, previous))

    async def _targets(self, standings: Sequence[_Standing], period: Period) -> tuple[TargetLine, ...]:
        aimed = [one.assignment for one in standings if one.assignment.target]
        told = await self._figures(aimed)
        return tuple(
            TargetLine(
                agency=self._organisation.short(one.agency),
                title=one.title,
                metric=one.target["metric"],
                unit=one.target["unit"],
                value=Decimal(one.target["value"]),
                at_least=one.target["at_least"],
                figure=_last(told[one.id], self._as_of(period)),
                before=_last(told[one.id], period.start - timedelta(days=1)),
            )
            for one in aimed
            if one.target
        )

    async def _figures(self, assignments: Iterable[Assignment]) -> dict[int, list[tuple[date, Decimal]]]:
        """Return the figures that were told of each assignment, with their days, oldest first."""
        of = {assignment_subject(one.id): one.id for one in assignments}
        told: dict[int, list[tuple[date, Decimal]]] = {number: [] for number in of.values()}
        for event in await self._work.audit.of(of):
            if "figure" in event.facts:
                told[of[event.subject]].append((self._calendar.day_of(event.at), Decimal(event.facts["figure"])))
        return told

    async def _obstacles(self, period: Period, agency: str | None = None) -> tuple[ObstacleLine, ...]:
        """Return the obstacles that were open at some time of the period."""
        since = self._calendar.at(period.start, time())
        until = self._calendar.at(self._as_of(period) + timedelta(days=1), time())
        tickets = await self._work.tickets.alive_between(since, until, agency)
        assignments = await self._work.assignments.some(sorted({ticket.assignment for ticket in tickets}))
        titles = {one.id: one.title for one in assignments}
        lines = []
        for ticket in tickets:
            notes = [note for note in await self._work.tickets.notes(ticket.id) if note.at < until]
            state = _state(ticket, notes, until)
            resolved_at = ticket.resolved_at if state is TicketState.RESOLVED else None
            lines.append(
                ObstacleLine(
                    number=ticket.number,
                    agency=self._organisation.short(ticket.agency),
                    title=titles[ticket.assignment],
                    category=ticket.category.value,
                    text=ticket.text,
                    opened_on=self._calendar.day_of(ticket.opened_at),
                    state=state,
                    resolved_on=self._calendar.day_of(resolved_at) if resolved_at else None,
                    answers=tuple(self._answer(note) for note in notes if note.side is not Side.AGENCY),
                )
            )
        return tuple(lines)

    def _answer(self, note: TicketNote) -> TicketAnswer:
        by = self._organisation.leaders if note.side is Side.LEADERS else self._organisation.ict
        return TicketAnswer(on=self._calendar.day_of(note.at), by=self._organisation.short(by), text=note.text)


def _standing(assignment: Assignment, day: date, calendar: WorkCalendar) -> _Standing | None:
    """Return where an assignment stood at the end of ``day``; None if it was cancelled."""
    status = assignment.status
    submitted_on = calendar.day_of(assignment.submitted_at) if assignment.submitted_at else None
    if submitted_on and submitted_on > day:
        status, submitted_on = Status.IN_PROGRESS, None
    counted = cell(status=status, due=assignment.due, submitted_on=submitted_on, today=day, calendar=calendar)
    if counted is None:
        return None
    return _Standing(assignment=assignment, status=status, cell=counted, submitted_on=submitted_on)


def _state(ticket: Ticket, notes: Iterable[TicketNote], until: datetime) -> TicketState:
    """Return the state that a ticket had come to by ``until``; ``notes`` is what had been said by then."""
    if ticket.resolved_at and ticket.resolved_at < until:
        return TicketState.RESOLVED
    answered_by = {note.side for note in notes} - {Side.AGENCY}
    if ticket.escalated_at and ticket.escalated_at < until and Side.LEADERS not in answered_by:
        return TicketState.ESCALATED
    if answered_by:
        return TicketState.ANSWERED
    return TicketState.CLAIMED if ticket.claimed_at and ticket.claimed_at < until else TicketState.OPEN


def _last(told: Iterable[tuple[date, Decimal]], until: date) -> Decimal | None:
    """Return the last figure told by the end of ``until``."""
    return next((figure for day, figure in reversed(list(told)) if day <= until), None)


def _before(period_id: str) -> str:
    """2009-H1 → 2008-H2"""
    year, _, part = period_id.partition("-")
    if part == "H2":
        return f"{year}-H1"
    return f"{int(year) - 1:04}-{'H2' if part == 'H1' else part}"


def _heads(directives: Iterable[Directive], standings: Iterable[_Standing]) -> tuple[DirectiveHead, ...]:
    """Return the directives, and those that are not in force any more but of which something was done."""
    heads = {
        one.id: DirectiveHead(
            id=one.id,
            reference=wording.citation(one.kind, one.number, one.issued_on, one.issuer),
            title=one.title,
        )
        for one in directives
    }
    for standing in standings:
        directive = standing.assignment.directive
        past = DirectiveHead(id=directive, reference=OF_A_PAST_DIRECTIVE, title=standing.assignment.directive_title)
        heads.setdefault(directive, past)
    return tuple(heads.values())


def _lines(
    standings: Iterable[_Standing], items: Iterable[ReportItem], short: Callable[[str], str]
) -> tuple[DutyLine, ...]:
    """Return the assignments as they stood, each with the agency's own words where it changed what the bot knew."""
    said = {item.assignment: item for item in items}
    return tuple(
        DutyLine(
            agency=short(one.assignment.agency),
            directive=one.assignment.directive,
            duty=one.assignment.duty,
            occurrence=one.assignment.occurrence,
            clause=one.assignment.clause,
            title=one.assignment.title,
            due=one.assignment.due,
            cell=one.cell,
            status=one.status,
            submitted_on=one.submitted_on,
            result=_result(one, said.get(one.assignment.id)),
        )
        for one in standings
    )


def _result(standing: _Standing, item: ReportItem | None) -> str | None:
    """Return what is told of an assignment: the agency's own words, else its line of result; or nothing."""
    known = standing.assignment.result if standing.submitted_on else None
    if item is None or item.answer is Answer.KEPT:
        return known
    return item.text
