"""An assignment: one duty of one agency (and one occurrence if it recurs), and how it moves."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.domain.duties import OPEN, Cell, Every, Status, cell
from bot.domain.working_days import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What is tracked. Moments are UTC, ``due`` is a local day.

    ``handled_until``: every rung up to then is sent or skipped on record; ``next_at``: when the ladder has to be looked
    at again (None: it rests). ``revision`` grows with every change. ``due`` is the last granted deadline. ``holder`` is
    the contact it was handed to (None: all officers of the agency), ``given_by`` who gave it in chat. ``figure`` is how
    far it has come: in the unit of its target, else percent.
    """

    id: int
    directive: str
    directive_title: str
    duty: str
    clause: str
    title: str
    agency: str
    occurrence: str
    due: date | None
    every: Every | None
    status: Status
    before_pause: Status | None
    revision: int
    assigned_at: datetime
    handled_until: datetime
    next_at: datetime | None
    submitted_at: datetime | None
    submitted_by: int | None
    result: str | None
    holder: int | None
    figure: Decimal | None
    figure_at: datetime | None
    verify: bool
    given_by: int | None
    deliverable: str | None
    submit_to: str | None
    target: dict[str, Any] | None
    coordinating: list[str]

    @property
    def unit(self) -> str:
        """The unit of ``figure``."""
        return self.target["unit"] if self.target else "%"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def days_left(self, today: date) -> int | None:
        """Return the calendar days from ``today`` to the deadline; negative once it has passed, None without one."""
        return None if self.due is None else (self.due - today).days

    def cell(self, today: date, calendar: WorkCalendar) -> Cell | None:
        submitted_on = calendar.day_of(self.submitted_at) if self.submitted_at else None
        return cell(status=self.status, due=self.due, submitted_on=submitted_on, today=today, calendar=calendar)

    def is_overdue(self, today: date, calendar: WorkCalendar) -> bool:
        return self.cell(today, calendar) is Cell.OPEN_OVERDUE
