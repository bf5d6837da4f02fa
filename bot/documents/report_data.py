"""What a period's report says, as plain values: nothing here knows the database or a kind of file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from bot.domain.duties import Cell, Status, count_cells
from bot.domain.obstacles import TicketState


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who issues a document: ``superior`` stands above ``issuer`` (None: nobody does), ``place`` before the date."""

    superior: str | None
    issuer: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """The period; figures run from ``start`` to ``as_of``: the cut-off, or an earlier day if it is still to come.

    ``year`` is the one that stands in the date line: that of the day on which the report is due.
    """

    id: str
    start: date
    as_of: date
    year: int


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """To whom a report goes, and through whom (None: straight)."""

    name: str
    through: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many assignments are in each of the official four cells, and how many have no deadline."""

    done_on_time: int = 0
    done_late: int = 0
    open_within: int = 0
    open_overdue: int = 0
    done_no_deadline: int = 0
    open_no_deadline: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell | None]) -> "Tally":
        return cls(**{cell.value: count for cell, count in count_cells(cells).items()})

    def __sub__(self, before: "Tally") -> "Tally":
        """Return the change since ``before``."""
        return Tally(**{name: count - getattr(before, name) for name, count in vars(self).items()})

    @property
    def done(self) -> int:
        """Those with a deadline that are done."""
        return self.done_on_time + self.done_late

    @property
    def open(self) -> int:
        """Those with a deadline that are not done."""
        return self.open_within + self.open_overdue

    @property
    def dated(self) -> int:
        return self.done + self.open

    @property
    def undated(self) -> int:
        return self.done_no_deadline + self.open_no_deadline

    @property
    def total(self) -> int:
        return self.dated + self.undated


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One assignment as it stood: ``agency`` is a short name, ``directive`` and ``duty`` are ids.

    ``submitted_on`` is the day its completion was handed in, ``result`` what the agency said then.
    """

    agency: str
    directive: str
    duty: str
    occurrence: str
    clause: str
    title: str
    due: date | None
    cell: Cell
    status: Status
    submitted_on: date | None
    result: str | None


@dataclass(frozen=True, kw_only=True)
class DutyResult:
    """One duty, with its assignment in each agency that has it."""

    lines: tuple[DutyLine, ...]

    @property
    def title(self) -> str:
        return self.lines[0].title

    @property
    def tally(self) -> Tally:
        return Tally.of(line.cell for line in self.lines)

    @property
    def dues(self) -> tuple[date, ...]:
        """The deadlines, the nearest first: more than one if some were extended."""
        return tuple(sorted({line.due for line in self.lines if line.due}))

    @property
    def overdue(self) -> tuple[str, ...]:
        """The agencies that are overdue with it."""
        return tuple(line.agency for line in self.lines if line.cell is Cell.OPEN_OVERDUE)


@dataclass(frozen=True, kw_only=True)
class ClauseResult:
    """What became of one group of duties: those of a clause."""

    clause: str
    duties: tuple[DutyResult, ...]


@dataclass(frozen=True, kw_only=True)
class DirectiveHead:
    """A directive: ``reference`` is how a document cites it, without its title."""

    id: str
    reference: str
    title: str


@dataclass(frozen=True, kw_only=True)
class DirectiveResult:
    """What became of a directive's duties, by clause."""

    head: DirectiveHead
    lines: tuple[DutyLine, ...]

    @property
    def tally(self) -> Tally:
        return Tally.of(line.cell for line in self.lines)

    @property
    def clauses(self) -> tuple[ClauseResult, ...]:
        groups: dict[str, dict[tuple[str, str], list[DutyLine]]] = {}
        for line in self.lines:
            groups.setdefault(line.clause, {}).setdefault((line.duty, line.occurrence), []).append(line)
        return tuple(
            ClauseResult(clause=clause, duties=tuple(DutyResult(lines=tuple(same)) for same in duties.values()))
            for clause, duties in groups.items()
        )

    @property
    def overdue(self) -> tuple[DutyLine, ...]:
        """The longest overdue first."""
        late = (line for line in self.lines if line.cell is Cell.OPEN_OVERDUE)
        return tuple(sorted(late, key=lambda line: line.due or date.max))


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """A number to reach; ``figure`` is what was reached, ``before`` at the end of the period before (None: unknown)."""

    agency: str
    title: str
    metric: str
    unit: str
    value: Decimal
    at_least: bool
    figure: Decimal | None
    before: Decimal | None

    @property
    def reached(self) -> bool | None:
        if self.figure is None:
            return None
        return self.figure >= self.value if self.at_least else self.figure <= self.value


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Something that was done about an obstacle."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ObstacleLine:
    """An obstacle, with what was done about it. ``category`` is its key."""

    number: str
    agency: str
    title: str
    category: str
    text: str
    opened_on: date
    state: TicketState
    resolved_on: date | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyLine:
    """One agency: its counts, and its own report: whether it owes one, and when it gave it."""

    name: str
    short: str
    tally: Tally
    owes_report: bool
    report_due: date | None
    reported_on: date | None

    @property
    def is_silent(self) -> bool:
        return self.owes_report and self.reported_on is None


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What an agency says beside the figures: remarks and proposals."""

    agency: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """What every report says. ``before`` is what was counted at the end of the period before, None if unknown.

    ``duties`` are in the order of the directives, and in each in the order of its duties.
    """

    letterhead: Letterhead
    span: Span
    to: tuple[Addressee, ...]
    copies: tuple[str, ...]
    directives: tuple[DirectiveHead, ...]
    duties: tuple[DutyLine, ...]
    before: Tally | None
    agencies: tuple[AgencyLine, ...]
    targets: tuple[TargetLine, ...]
    obstacles: tuple[ObstacleLine, ...]
    remarks: tuple[Remark, ...]

    @cached_property
    def tally(self) -> Tally:
        return Tally.of(line.cell for line in self.duties)

    @cached_property
    def change(self) -> Tally | None:
        """Since the period before."""
        return None if self.before is None else self.tally - self.before

    @cached_property
    def results(self) -> tuple[DirectiveResult, ...]:
        """The duties by directive; directives without any are left out."""
        lines: dict[str, list[DutyLine]] = {}
        for line in self.duties:
            lines.setdefault(line.directive, []).append(line)
        return tuple(
            DirectiveResult(head=head, lines=tuple(lines[head.id])) for head in self.directives if head.id in lines
        )

    @property
    def targets_reached(self) -> int:
        return sum(target.reached is True for target in self.targets)

    @property
    def targets_missed(self) -> int:
        return sum(target.reached is False for target in self.targets)

    @property
    def targets_unknown(self) -> int:
        return sum(target.reached is None for target in self.targets)

    @property
    def obstacles_resolved(self) -> int:
        return sum(obstacle.state is TicketState.RESOLVED for obstacle in self.obstacles)


@dataclass(frozen=True, kw_only=True)
class AgencyReport(PeriodReport):
    """The report of one agency."""


@dataclass(frozen=True, kw_only=True)
class ConsolidatedReport(PeriodReport):
    """The report of the province: what its agencies reported, and which did not."""

    @property
    def owing(self) -> int:
        """How many agencies owe a report for the period."""
        return sum(agency.owes_report for agency in self.agencies)

    @property
    def silent(self) -> tuple[AgencyLine, ...]:
        return tuple(agency for agency in self.agencies if agency.is_silent)
