"""Obstacles become tickets; a ticket's way from open to resolved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TicketState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


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
    TicketState.RESOLVED: frozenset(),
}


def ticket_number(year: int, sequence: int) -> str:
    """Return a ticket's name: ``VM-2009-0001`` (VM for vướng mắc)."""
    return f"VM-{year}-{sequence:04}"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One obstacle. ``text`` is what the officer wrote; notes hold what followed."""

    id: int
    year: int
    sequence: int
    assignment: int
    agency: str
    state: TicketState
    revision: int
    text: str
    opened_by: int
    opened_at: datetime
    first_answer_at: datetime | None
    resolved_at: datetime | None

    @property
    def number(self) -> str:
        return ticket_number(self.year, self.sequence)

    @property
    def is_open(self) -> bool:
        return self.state is not TicketState.RESOLVED

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
