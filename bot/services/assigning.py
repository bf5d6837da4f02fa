"""Giving a duty to an agency: the rows of the register, whether it comes from a file or from chat."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.config import Config
from bot.domain.duties import Directive, Duty, Every, Occurrence, Origin, Status
from bot.domain.ladder import next_rung
from bot.services.stored import directive_body, duty_body
from bot.words import fold


def directive_row(directive: Directive, origin: Origin, now: datetime, *, active: bool = True) -> dict[str, Any]:
    """Return what is stored of a directive."""
    return {
        "title": directive.title,
        "body": directive_body(directive),
        "active": active,
        "synced_at": now,
        "origin": origin,
    }


def duty_row(duty: Duty, directive: Directive, *, active: bool = True, given_by: int | None = None) -> dict[str, Any]:
    """Return what is stored of a duty; ``folded`` is what a search looks at."""
    body = duty_body(duty)
    return {
        "clause": duty.clause,
        "title": duty.title,
        "every": duty.every,
        "deliverable": duty.deliverable,
        "submit_to": duty.submit_to,
        "target": body["target"],
        "coordinating": list(duty.coordinating),
        "body": body,
        "active": active,
        "verify": duty.verify,
        "given_by": given_by,
        "folded": fold(f"{duty.title} {duty.clause} {directive.title}"),
    }


def assignment_rows(
    duty: Duty,
    agencies: Iterable[str],
    occurrence: Occurrence,
    config: Config,
    now: datetime,
    holder: int | None = None,
) -> list[dict[str, Any]]:
    """Return a new assignment for each agency; their ladders begin with the next rung."""
    due = occurrence.due
    common = {
        "directive": duty.directive,
        "duty": duty.id,
        "occurrence": occurrence.key,
        "due": due,
        "status": Status.ASSIGNED,
        "revision": 1,
        "assigned_at": now,
        "handled_until": now,
        "next_at": None if due is None else first_rung(due, config, now, duty.every),
        "holder": holder,
    }
    return [common | {"agency": agency} for agency in agencies]


def first_rung(due: date, config: Config, now: datetime, every: Every | None) -> datetime:
    """Return when the ladder of a deadline next has a rung (UTC)."""
    return next_rung(due, now, config.ladder, config.calendar, every).at
