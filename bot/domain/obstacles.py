"""Obstacles become tickets; a ticket's way from open to resolved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class TicketState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


class Category(StrEnum):
    """What stands in the way."""

    FUNDING = "funding"
    STAFF = "staff"
    INFRASTRUCTURE = "infrastructure"
    LEGAL = "legal"
    COORDINATION = "coordination"
    OTHER = "other"


class Side(StrEnum):
    """Who speaks in a ticket."""

    AGENCY = "agency"
    ICT = "ict"
    LEADERS = "leaders"


MOVES: dict[TicketState, frozenset[TicketState]] = {
    TicketState.OPEN: frozenset(
        {TicketState.CLAIMED, TicketState.ANSWERED, TicketState.ESCALATED, TicketState.RESOLVED}
    ),
    TicketState.CLAIMED: frozenset({TicketState.ANSWERED, TicketState.ESCALATED, TicketState.RESOLVED}),
    TicketState.ANSWERED: frozenset({TicketState.ANSWERED, TicketState.ESCALATED, TicketState.RESOLVED}),
    TicketState.ESCALATED: frozenset({TicketState.ANSWERED, TicketState.RESOLVED}),
    TicketState.RESOLVED: frozenset({TicketState.OPEN, TicketState.CLAIMED}),
}


def ticket_number(year: int, sequence: int) -> str:
    """Return a ticket's name: ``VM-2009-0001`` (VM for vướng mắc)."""
    return f"VM-{year}-{sequence:04}"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One obstacle. ``text`` is what the officer wrote; notes hold what followed.

    ``claimed_by`` is the name of who took it in hand. ``waiting_since``: from when the agency waits for a first answer,
    the opening or the last reopening; ``handled_until`` and ``next_at`` are those of the service level's reminders.
    """

    id: int
    year: int
    sequence: int
    assignment: int
    agency: str
    state: TicketState
    revision: int
    category: Category
    text: str
    opened_by: int
    opened_at: datetime
    waiting_since: datetime
    claimed_by: str | None
    claimed_at: datetime | None
    first_answer_at: datetime | None
    escalated_at: datetime | None
    resolved_at: datetime | None
    handled_until: datetime
    next_at: datetime | None

    @property
    def number(self) -> str:
        return ticket_number(self.year, self.sequence)

    @property
    def is_open(self) -> bool:
        return self.state is not TicketState.RESOLVED

    def may_be_reopened(self, now: datetime, within: timedelta) -> bool:
        """Tell whether it was resolved so short a time ago that the agency may take that back."""
        return self.resolved_at is not None and now <= self.resolved_at + within

    def may_become(self, state: TicketState) -> bool:
        return state in MOVES[self.state]


@dataclass(frozen=True, kw_only=True)
class TicketNote:
    """One thing said in a ticket."""

    id: int
    ticket: int
    at: datetime
    side: Side
    author: str
    text: str
