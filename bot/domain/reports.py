"""The half-year report of one agency: its states, and what the bot already knows for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.assignments import Assignment
from bot.domain.duties import Cell, Status, count_cells
from bot.domain.working_days import WorkCalendar


class ReportState(StrEnum):
    """open → draft → with the head → submitted → accepted or returned; late is computed."""

    OPEN = "open"
    DRAFT = "draft"
    WITH_HEAD = "with_head"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


FILLING = frozenset({ReportState.OPEN, ReportState.DRAFT, ReportState.RETURNED})
OWING = FILLING | {ReportState.WITH_HEAD}
RECEIVED = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})


class Section(StrEnum):
    """What an agency writes beside what the bot knows."""

    REMARKS = "remarks"
    OBSTACLES = "obstacles"
    PROPOSALS = "proposals"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one agency owes for one period.

    The sections are what the officer added to the bot's own lines: None while they were not asked for, empty when there
    is nothing to say. ``returned`` is why it came back, from the head or from who receives it.
    """

    id: int
    period: str
    agency: str
    state: ReportState
    revision: int
    due: date
    opened_at: datetime
    handled_until: datetime
    next_at: datetime | None
    remarks: str | None
    obstacles: str | None
    proposals: str | None
    returned: str | None
    submitted_at: datetime | None
    submitted_by: int | None

    def said(self, section: Section) -> str | None:
        """Return what was written in a section."""
        return {Section.REMARKS: self.remarks, Section.OBSTACLES: self.obstacles, Section.PROPOSALS: self.proposals}[
            section
        ]

    def is_late(self, today: date) -> bool:
        """Tell whether it is still owed after its due day (local)."""
        return self.state in OWING and today > self.due


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the bot knows of an agency at a cut-off."""

    cells: dict[Cell, int]
    done: tuple[Assignment, ...]
    overdue: tuple[Assignment, ...]
    stuck: tuple[Assignment, ...]


def what_is_known(assignments: Sequence[Assignment], *, start: date, today: date, calendar: WorkCalendar) -> Known:
    """Sum up an agency's assignments for a period that began on ``start``: counts, what was done, late or stuck."""
    done = tuple(
        a
        for a in assignments
        if a.status is Status.DONE and a.submitted_at and calendar.day_of(a.submitted_at) >= start
    )
    return Known(
        cells=count_cells(a.cell(today, calendar) for a in assignments),
        done=done,
        overdue=tuple(a for a in assignments if a.is_overdue(today, calendar)),
        stuck=tuple(a for a in assignments if a.status is Status.PAUSED),
    )
