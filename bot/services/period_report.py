"""What a period's report says, an agency's or the province's, put together from what was read.

Everything is told as it stood at the end of the cut-off day, or stands now if that is still to come. Counted is what
was to be done in the period: new assignments, and those of earlier periods that had not been done before it began. A
province takes tenths of a second: put it together in a thread, not in the event loop.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

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
    PeriodReport,
    Remark,
    Span,
    Tally,
    TargetLine,
)
from bot.documents.report_data import (
    Answer as TicketAnswer,
)
from bot.domain.assignments import Assignment
from bot.domain.duties import Cell, Directive, ReportingChain, Status
from bot.domain.hindsight import assignment_at, ticket_at
from bot.domain.obstacles import Side, Ticket, TicketNote, TicketState
from bot.domain.periods import Period, UnknownPeriod, asking
from bot.domain.questionnaire import Answer
from bot.domain.reports import RECEIVED, Report, Section
from bot.services.clauses import clause_order
from bot.services.letterheads import letterhead
from bot.services.period_sources import Sources
from bot.services.views import assignment_subject
from bot.storage.reports import ReportItem

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


def period_report(sources: Sources, config: Config) -> PeriodReport:
    """Return the report that ``sources`` were read for: an agency's, or the consolidated one."""
    book = _Book(sources, config)
    return book.consolidated() if sources.agency is None else book.of_agency(sources.agency)


class _Book:
    """The figures of one period, as of one moment."""

    def __init__(self, sources: Sources, config: Config) -> None:
        self._sources = sources
        self._config = config
        self._organisation = config.organisation
        self._calendar = config.calendar
        self._period = sources.period
        self._as_of = self._last_day(sources.period)
        self._until = self._last_moment(sources.period)
        self._reports = [one for one in sources.reports if one.opened_at <= sources.now]
        self._alive = {
            one.assignment
            for one in sources.tickets
            if one.opened_at <= self._until and not (one.resolved_at and one.resolved_at <= self._until)
        }
        self._standings = self._standings_of(sources.period)

    def of_agency(self, agency: str) -> AgencyReport:
        """Return the report of one agency."""
        chains = [
            chain
            for directive in self._sources.directives
            if any(agency in duty.lead for duty in directive.duties) and (chain := asking(directive, self._period))
        ] or [self._config.default_chain]
        return AgencyReport(
            letterhead=letterhead(agency, self._config),
            span=self._span(),
            to=self._addressees(chains, agency),
            copies=self._copies(chains, agency),
            directives=_heads(self._sources.directives, self._standings),
            duties=_lines(self._standings, self._sources.items, self._organisation.short),
            before=self._before(),
            agencies=self._agency_lines([agency]),
            targets=self._targets(),
            obstacles=self._obstacles(),
            remarks=self._remarks(self._reports),
        )

    def consolidated(self) -> ConsolidatedReport:
        """Return the report of the province, as whoever consolidates it writes it."""
        chains = [chain for directive in self._sources.directives if (chain := asking(directive, self._period))]
        chains = chains or [self._config.default_chain]
        issuer = self._consolidator(chains)
        to = self._addressees([ReportingChain(every=chain.every, to=chain.to) for chain in chains], issuer)
        return ConsolidatedReport(
            letterhead=letterhead(issuer, self._config),
            span=self._span(),
            to=to or self._addressees([ReportingChain(every=(), to=self._organisation.leaders)], issuer),
            copies=(TO_THE_AGENCIES,),
            directives=_heads(self._sources.directives, self._standings),
            duties=_lines(self._standings, self._sources.items, self._organisation.short),
            before=self._before(),
            agencies=self._agency_lines(self._concerned()),
            targets=self._targets(),
            obstacles=self._obstacles(),
            remarks=self._remarks(one for one in self._reports if one.state in RECEIVED),
        )

    def _span(self) -> Span:
        period = self._period
        return Span(id=period.id, start=period.start, as_of=self._as_of, year=period.due.year)

    def _last_day(self, period: Period) -> date:
        """Return the day of which a period's figures are: the cut-off, or today if that is still to come."""
        return min(period.cut_off, self._calendar.day_of(self._sources.now))

    def _last_moment(self, period: Period) -> datetime:
        """Return the last moment that counts (UTC): the end of the cut-off day, or now."""
        end = self._calendar.at(period.cut_off + timedelta(days=1), time()) - timedelta.resolution
        return min(end, self._sources.now)

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

    def _concerned(self) -> list[str]:
        """Return the agencies that have something to do or to report, in the order of the organisation."""
        concerned = {one.assignment.agency for one in self._standings} | {report.agency for report in self._reports}
        known = [agency for agency in self._organisation.agencies if agency in concerned]
        return [*known, *sorted(concerned.difference(known))]

    def _agency_lines(self, agencies: Iterable[str]) -> tuple[AgencyLine, ...]:
        cells: dict[str, list[Cell]] = {}
        for one in self._standings:
            cells.setdefault(one.assignment.agency, []).append(one.cell)
        owed = {report.agency: report for report in self._reports}
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
        if report is None or report.submitted_at is None or report.submitted_at > self._sources.now:
            return None
        return self._calendar.day_of(report.submitted_at)

    def _remarks(self, reports: Iterable[Report]) -> tuple[Remark, ...]:
        return tuple(
            Remark(agency=self._organisation.full(one.agency), text=f"{HEADINGS[section]}{text}")
            for one in reports
            for section in Section
            if (text := one.said(section))
        )

    def _standings_of(self, period: Period) -> list[_Standing]:
        """Return what counts in a period, in the order of the directives, their clauses and the organisation."""
        directives = self._sources.directives
        last, until = self._last_day(period), self._last_moment(period)
        begins = {directive.id: directive.in_force_from for directive in directives}
        order = {directive.id: number for number, directive in enumerate(directives)}
        agencies = {agency: number for number, agency in enumerate(self._organisation.agencies)}
        clause = cache(clause_order)
        standings = [
            standing
            for one in self._sources.assignments
            if self._since(one, begins) <= last and (standing := self._standing(one, last, until))
            if not (standing.status is Status.DONE and standing.submitted_on and standing.submitted_on < period.start)
        ]
        return sorted(
            standings,
            key=lambda one: (
                order.get(one.assignment.directive, len(order)),
                one.assignment.directive,
                clause(one.assignment.clause),
                one.assignment.duty,
                one.assignment.occurrence,
                agencies.get(one.assignment.agency, len(agencies)),
                one.assignment.id,
            ),
        )

    def _standing(self, assignment: Assignment, day: date, until: datetime) -> _Standing | None:
        """Return where an assignment stood at ``until``, on ``day``; None if it was cancelled."""
        then = assignment_at(assignment, until, stuck=assignment.id in self._alive)
        counted = then.cell(day, self._calendar)
        if counted is None:
            return None
        submitted_on = self._calendar.day_of(then.submitted_at) if then.submitted_at else None
        return _Standing(assignment=then, status=then.status, cell=counted, submitted_on=submitted_on)

    def _since(self, assignment: Assignment, begins: Mapping[str, date]) -> date:
        """Return since when an agency has had a duty: a directive counts from its first day, even if entered later."""
        assigned = self._calendar.day_of(assignment.assigned_at)
        return assigned if assignment.given_by else min(assigned, begins.get(assignment.directive, assigned))

    def _before(self) -> Tally | None:
        """Count the period before in the same way; None if nothing was tracked then."""
        start = self._period.start
        if not any(self._calendar.day_of(one.assigned_at) < start for one in self._sources.assignments):
            return None
        try:
            previous = self._config.reporting_calendar.period(_before(self._period.id))
        except UnknownPeriod:
            return None
        return Tally.of(one.cell for one in self._standings_of(previous))

    def _targets(self) -> tuple[TargetLine, ...]:
        aimed = [one.assignment for one in self._standings if one.assignment.target]
        told = self._figures(aimed)
        return tuple(
            TargetLine(
                agency=self._organisation.short(one.agency),
                title=one.title,
                metric=one.target["metric"],
                unit=one.target["unit"],
                value=Decimal(one.target["value"]),
                at_least=one.target["at_least"],
                figure=_last(told[one.id], self._as_of),
                before=_last(told[one.id], self._period.start - timedelta(days=1)),
            )
            for one in aimed
            if one.target
        )

    def _figures(self, assignments: Iterable[Assignment]) -> dict[int, list[tuple[date, Decimal]]]:
        """Return the figures that were told of each assignment until now, with their days, oldest first."""
        of = {assignment_subject(one.id): one.id for one in assignments}
        told: dict[int, list[tuple[date, Decimal]]] = {number: [] for number in of.values()}
        for event in self._sources.progress:
            if "figure" in event.facts and event.subject in of and event.at <= self._until:
                told[of[event.subject]].append((self._calendar.day_of(event.at), Decimal(event.facts["figure"])))
        return told

    def _obstacles(self) -> tuple[ObstacleLine, ...]:
        """Return the obstacles that were open at some time of the period."""
        return tuple(self._obstacle(one) for one in self._sources.tickets if one.opened_at <= self._until)

    def _obstacle(self, ticket: Ticket) -> ObstacleLine:
        said = self._sources.notes[ticket.id]
        state = ticket_at(ticket, said, self._until)
        resolved_at = ticket.resolved_at if state is TicketState.RESOLVED else None
        return ObstacleLine(
            number=ticket.number,
            agency=self._organisation.short(ticket.agency),
            title=self._sources.titles[ticket.assignment],
            category=ticket.category.value,
            text=ticket.text,
            opened_on=self._calendar.day_of(ticket.opened_at),
            state=state,
            resolved_on=self._calendar.day_of(resolved_at) if resolved_at else None,
            answers=tuple(
                self._answer(note) for note in said if note.side is not Side.AGENCY and note.at <= self._until
            ),
        )

    def _answer(self, note: TicketNote) -> TicketAnswer:
        by = self._organisation.leaders if note.side is Side.LEADERS else self._organisation.ict
        return TicketAnswer(on=self._calendar.day_of(note.at), by=self._organisation.short(by), text=note.text)


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
