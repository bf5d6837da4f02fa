"""Lines that several messages share: of duties, tickets, files, figures, reports."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One duty in a list. ``status`` is an assignment's status; ``days_left`` is negative once overdue."""

    number: int
    title: str
    clause: str
    directive: str
    status: str
    due: date | None
    days_left: int | None
    overdue: bool
    agency: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    metric: str
    unit: str
    value: Decimal
    at_least: bool


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """How far a duty has come, as last told."""

    value: Decimal
    unit: str
    on: date
    reached: bool


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file; ``state`` is waiting, kept or lost."""

    name: str
    state: str


@dataclass(frozen=True, kw_only=True)
class DeadlineLine:
    """A deadline that was moved: from where, to where, by whom, on which day."""

    before: date
    due: date
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The four cells and what has no deadline; ``change`` is against the last digest (None: there was none)."""

    done_on_time: int
    done_late: int
    open_within: int
    open_overdue: int
    done_no_deadline: int
    open_no_deadline: int
    change: dict[str, int] | None = None

    @property
    def cells(self) -> dict[str, int]:
        """The counts by cell, as they are kept for the next digest."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "change"}

    @property
    def no_deadline(self) -> int:
        return self.done_no_deadline + self.open_no_deadline

    @property
    def with_deadline(self) -> int:
        return self.done_on_time + self.done_late + self.open_within + self.open_overdue

    @property
    def has_changed(self) -> bool:
        """Tell whether any of the four cells differs from the last digest."""
        cells = ("done_on_time", "done_late", "open_within", "open_overdue")
        return self.change is not None and any(self.change[cell] for cell in cells)


@dataclass(frozen=True, kw_only=True)
class TicketLine:
    """An obstacle in a list; ``days`` is how old it is."""

    number: str
    state: str
    text: str
    agency: str
    title: str
    opened_on: date
    days: int
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    side: str
    author: str
    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class Names:
    """Some names, and how many ``more`` there is no room for."""

    shown: Sequence[str] = ()
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.shown) + self.more


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """A report that is owed, or (in a message painted anew) has been ``sent`` since."""

    period: str
    due: date
    days_left: int
    silent: Names = Names()
    sent: bool = False
    state: str = "open"
