"""A morning's message: reminders by directive, reports owed, the digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import Counts, DutyLine, Names, ReportLine, TicketLine


@dataclass(frozen=True, kw_only=True)
class DirectiveGroup:
    """The duties of one directive in a morning's message."""

    directive: str
    lines: Sequence[DutyLine]

    @property
    def size(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, kw_only=True)
class OverdueGroup:
    """One duty that several agencies are late with, as the ICT department sees it."""

    title: str
    due: date
    agencies: Names


@dataclass(frozen=True, kw_only=True)
class HeadDigest:
    """The week of one agency. ``more`` duties that are late or due stand in no list, for want of room."""

    counts: Counts
    this_week: Sequence[DutyLine]
    next_week: Sequence[DutyLine]
    overdue: Sequence[DutyLine]
    more: int
    helping_overdue: int
    tickets: Sequence[TicketLine]
    more_tickets: int
    reports: Sequence[ReportLine]

    @property
    def quiet(self) -> bool:
        """Tell whether there is nothing to say: nothing due, late, stuck or owed, and nothing changed."""
        told = (self.this_week, self.next_week, self.overdue, self.helping_overdue, self.tickets, self.reports)
        return self.counts.change is not None and not self.counts.has_changed and not any(told)


@dataclass(frozen=True, kw_only=True)
class AgencyScore:
    agency: str
    overdue: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ProvinceDigest:
    """The week of the province; leaders see it ``short``."""

    counts: Counts
    agencies: int
    worst: Sequence[AgencyScore]
    tickets: Sequence[TicketLine]
    more_tickets: int
    reports: Sequence[ReportLine]
    not_enrolled: Names
    unreachable: Names
    waiting: int
    short: bool

    @property
    def quiet(self) -> bool:
        """Tell whether there is nothing to say: nothing late, stuck, waiting or owed, and nothing changed."""
        told = (self.worst, self.tickets, self.reports, self.unreachable.count, self.waiting)
        return self.counts.change is not None and not self.counts.has_changed and not any(told)


@dataclass(frozen=True, kw_only=True)
class Morning(Message):
    """All that is due for one recipient this morning, as one message. ``noted``: they have taken note of it."""

    template: ClassVar[str] = "morning"
    noted: bool
    today: date
    agency: str
    audience: str
    groups: Sequence[DirectiveGroup]
    overdue_elsewhere: Sequence[OverdueGroup]
    reports: Sequence[ReportLine]
    head_digest: HeadDigest | None
    province_digest: ProvinceDigest | None
