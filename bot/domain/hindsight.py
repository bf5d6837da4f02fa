"""How things stood at an earlier moment: what happened later is not known yet. Seen from now, nothing is different."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.assignments import Assignment
from bot.domain.duties import Status
from bot.domain.obstacles import Side, Ticket, TicketNote, TicketState
from bot.domain.reports import Report, ReportState


def assignment_at(found: Assignment, at: datetime, *, stuck: bool) -> Assignment:
    """Return an assignment as it stood at ``at`` (UTC); ``stuck``: one of its tickets was open then.

    What was handed in later was still under way.
    """
    if found.submitted_at is not None and found.submitted_at > at:
        found = replace(found, status=Status.IN_PROGRESS, submitted_at=None, submitted_by=None, result=None)
    if stuck and found.is_open:
        return replace(found, status=Status.PAUSED)
    return replace(found, status=Status.IN_PROGRESS) if found.status is Status.PAUSED and not stuck else found


def ticket_at(ticket: Ticket, notes: Iterable[TicketNote], at: datetime) -> TicketState:
    """Return the state that a ticket had at ``at`` (UTC); ``notes`` is all that was said in it."""
    said = list(notes)
    moves = (ticket.waiting_since, ticket.claimed_at, ticket.escalated_at, ticket.resolved_at)
    if all(moment <= at for moment in (*(note.at for note in said), *filter(None, moves))):
        return ticket.state
    answered_by = {note.side for note in said if note.at <= at} - {Side.AGENCY}
    if ticket.resolved_at and ticket.resolved_at <= at:
        return TicketState.RESOLVED
    if ticket.escalated_at and ticket.escalated_at <= at and Side.LEADERS not in answered_by:
        return TicketState.ESCALATED
    if answered_by:
        return TicketState.ANSWERED
    return TicketState.CLAIMED if ticket.claimed_at and ticket.claimed_at <= at else TicketState.OPEN


def report_at(found: Report, at: datetime) -> Report | None:
    """Return a report as it stood at ``at`` (UTC): sent later, it was still being written; None: nobody had asked."""
    if found.opened_at > at:
        return None
    if found.submitted_at is None or found.submitted_at <= at:
        return found
    return replace(found, state=ReportState.DRAFT, submitted_at=None, submitted_by=None)
