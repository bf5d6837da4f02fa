"""Directives, duties, and what an assignment's state means."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.working_days import WorkCalendar


class DutyKind(StrEnum):
    DEADLINE = "deadline"
    RECURRING = "recurring"
    ONGOING = "ongoing"


GIVEN_IN_CHAT = "giao-viec"
"""The kind of a directive that holds what was given in chat."""


class Origin(StrEnum):
    """Where a directive comes from: a file, or duties given on the spot in chat."""

    FILE = "file"
    CHAT = "chat"


class Every(StrEnum):
    """How often a recurring duty, or a report, comes back."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}[self]

    @property
    def shortest_days(self) -> int:
        """The least number of days between two occurrences."""
        return {Every.MONTH: 28, Every.QUARTER: 89, Every.HALF_YEAR: 181, Every.YEAR: 365}[self]


@dataclass(frozen=True, kw_only=True)
class MonthDay:
    """A day of the year without its year; a 31st is the month's last day where the month is shorter."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A number that a duty must reach, with its unit; ``at_least`` is False where it is a ceiling."""

    metric: str
    unit: str
    value: Decimal
    at_least: bool = True

    def reached_by(self, figure: Decimal) -> bool:
        return figure >= self.value if self.at_least else figure <= self.value


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing that a directive asks; agencies are ids, already resolved from selectors.

    A ``deadline`` duty has ``due``; a ``recurring`` one ``every`` and ``anchor`` (one of its dates in a year).
    ``verify`` says that the ICT department accepts or returns its completion.
    """

    directive: str
    id: str
    clause: str
    title: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...] = ()
    due: date | None = None
    every: Every | None = None
    anchor: MonthDay | None = None
    starts: date | None = None
    ends: date | None = None
    target: Target | None = None
    deliverable: str | None = None
    submit_to: str | None = None
    verify: bool = False
    note: str | None = None

    @property
    def kind(self) -> DutyKind:
        if self.every is not None:
            return DutyKind.RECURRING
        return DutyKind.DEADLINE if self.due is not None else DutyKind.ONGOING

    @property
    def key(self) -> tuple[str, str]:
        return self.directive, self.id


@dataclass(frozen=True, kw_only=True)
class ReportingChain:
    """Who reports how often, to whom, through whom, and who consolidates (agency ids)."""

    every: tuple[Every, ...]
    to: str
    through: str | None = None
    consolidated_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Directive:
    """A signed document that assigns duties. ``number`` and ``issued_on`` are None where the text has none."""

    id: str
    kind: str
    issuer: str
    title: str
    in_force_from: date
    number: str | None = None
    issued_on: date | None = None
    in_force_until: date | None = None
    reporting: ReportingChain | None = None
    duties: tuple[Duty, ...] = field(default_factory=tuple)

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One thing to track: ``key`` is empty unless the duty recurs (then ``2009``, ``2009-06``)."""

    key: str
    due: date | None


def occurrences(duty: Duty, *, since: date, until: date) -> Iterator[Occurrence]:
    """Yield what ``duty`` gives to track: itself, or each recurrence due from ``since`` to ``until`` (local days)."""
    if duty.every is None or duty.anchor is None:
        yield Occurrence(key="", due=duty.due)
        return
    first = max(since, duty.starts) if duty.starts else since
    last = min(until, duty.ends) if duty.ends else until
    for year in range(first.year, last.year + 1):
        for due in _dates_in_year(duty.every, duty.anchor, year):
            if first <= due <= last:
                key = str(year) if duty.every is Every.YEAR else f"{due:%Y-%m}"
                yield Occurrence(key=key, due=due)


def _dates_in_year(every: Every, anchor: MonthDay, year: int) -> list[date]:
    months = sorted((anchor.month - 1 + step) % 12 + 1 for step in range(0, 12, every.months))
    return [MonthDay(month=month, day=anchor.day).in_year(year) for month in months]


class Status(StrEnum):
    """Where an assignment stands. Overdue is computed, never stored."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.RETURNED, Status.PAUSED})
REMINDED = OPEN - {Status.PAUSED}


class Cell(StrEnum):
    """The official four cells (QĐ 42/2014/QĐ-TTg as amended by 23/2018), and two for what has no deadline."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_WITHIN = "open_within"
    OPEN_OVERDUE = "open_overdue"
    DONE_NO_DEADLINE = "done_no_deadline"
    OPEN_NO_DEADLINE = "open_no_deadline"


FOUR_CELLS = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_WITHIN, Cell.OPEN_OVERDUE)


def cell(
    *, status: Status, due: date | None, submitted_on: date | None, today: date, calendar: WorkCalendar
) -> Cell | None:
    """Put an assignment into its cell; None if it was cancelled.

    The day that counts is the one on which the accepted completion was submitted (local): while a completion waits to
    be accepted, the agency does not become late.
    """
    if status is Status.CANCELLED:
        return None
    if status is Status.DONE:
        if due is None:
            return Cell.DONE_NO_DEADLINE
        late = submitted_on is not None and calendar.is_overdue(due, submitted_on)
        return Cell.DONE_LATE if late else Cell.DONE_ON_TIME
    if due is None:
        return Cell.OPEN_NO_DEADLINE
    counted = submitted_on if status is Status.SUBMITTED and submitted_on else today
    return Cell.OPEN_OVERDUE if calendar.is_overdue(due, counted) else Cell.OPEN_WITHIN


def count_cells(cells: Iterable[Cell | None]) -> dict[Cell, int]:
    """Count each cell; every cell is a key."""
    counted = dict.fromkeys(Cell, 0)
    for one in cells:
        if one is not None:
            counted[one] += 1
    return counted


def duties_of(directives: Sequence[Directive]) -> Iterator[Duty]:
    """Yield every duty of every directive, in the order of the files."""
    for directive in directives:
        yield from directive.duties
