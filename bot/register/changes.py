"""A difference of two registers as people read it: thing by thing, with names for ids. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from bot.domain.duties import Duty, MonthDay, ReportingChain, Target
from bot.domain.organisation import Organisation
from bot.register.diff import DutyChange, FieldChange, RegisterDiff
from bot.register.rows import target_in_short

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
DAY, WORD, TEXT = "day", "word", "text"
MOVED = ("lead_lost", "lead_gained", "coordinating_lost", "coordinating_gained")
LONGEST = 120  # letters of one value: the file has the whole of it
NAMES = 6  # agencies that are named; of the others the number


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that is another: ``field`` is a phrase under ``field``, ``kind`` says what the values are.

    Values are days (ISO 8601), words (phrases under ``value``) or texts; None where there was, or is, nothing.
    ``alone``: only ``new`` is to be said.
    """

    field: str
    kind: str
    old: str | None = None
    new: str | None = None
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A directive or a duty that is added, changed or removed; ``title`` is None for the directive itself."""

    what: str
    directive: str
    clause: str | None = None
    title: str | None = None
    points: tuple[Point, ...] = ()


def changes(difference: RegisterDiff, organisation: Organisation, titles: Mapping[str, str]) -> list[Change]:
    """Return what differs, directive by directive; the duties of a directive in the order added, changed, removed.

    ``titles`` are those of the directives, by their ids.
    """
    return list(_Teller(difference, organisation, titles).changes())


class _Teller:
    def __init__(self, difference: RegisterDiff, organisation: Organisation, titles: Mapping[str, str]) -> None:
        self._difference = difference
        self._organisation = organisation
        self._titles = titles

    def changes(self) -> Iterator[Change]:
        found = self._difference
        told: dict[str, list[Change]] = {}
        for directive in found.directives_added:
            told.setdefault(directive.id, []).append(Change(what=ADDED, directive=directive.title))
        for one in found.directives_changed:
            points = tuple(self._points(one.fields))
            told.setdefault(one.new.id, []).append(Change(what=CHANGED, directive=one.new.title, points=points))
        for directive in found.directives_removed:
            told.setdefault(directive.id, []).append(Change(what=REMOVED, directive=directive.title))
        for duty in found.duties_added:
            told.setdefault(duty.directive, []).append(self._of_duty(ADDED, duty, self._new(duty)))
        for change in found.duties_changed:
            told.setdefault(change.new.directive, []).append(self._of_duty(CHANGED, change.new, self._of(change)))
        for duty in found.duties_removed:
            told.setdefault(duty.directive, []).append(self._of_duty(REMOVED, duty, ()))
        for of_directive in told.values():
            yield from of_directive

    def _of_duty(self, what: str, duty: Duty, points: Sequence[Point]) -> Change:
        directive = self._titles.get(duty.directive, duty.directive)
        return Change(what=what, directive=directive, clause=duty.clause, title=duty.title, points=tuple(points))

    def _new(self, duty: Duty) -> list[Point]:
        """Return what matters of a new duty: until when, and who leads it."""
        due = [Point(field="due", kind=DAY, new=duty.due.isoformat(), alone=True)] if duty.due else []
        return [*due, Point(field="lead", kind=TEXT, new=self._names(duty.lead), alone=True)]

    def _of(self, change: DutyChange) -> list[Point]:
        points = self._points(change.fields)
        moved = ((name, getattr(change, name)) for name in MOVED)
        return [
            *points,
            *(Point(field=name, kind=TEXT, new=self._names(whose), alone=True) for name, whose in moved if whose),
        ]

    def _points(self, fields: Sequence[FieldChange]) -> Iterator[Point]:
        return (self._point(one.name, one.old, one.new) for one in fields)

    def _point(self, field: str, old: Any, new: Any) -> Point:
        kinds = {_kind(value) for value in (old, new) if value is not None}
        return Point(field=field, kind=kinds.pop(), old=self._said(field, old), new=self._said(field, new))

    def _said(self, field: str, value: Any) -> str | None:
        match value:
            case None:
                return None
            case bool():
                return "yes" if value else "no"
            case Enum():
                return str(value.value)
            case date():
                return value.isoformat()
            case MonthDay():
                return f"{value.day:02}/{value.month:02}"
            case Target():
                return f"{value.metric} {target_in_short(value)}"
            case ReportingChain():
                links = (value.through, value.consolidated_by, value.to)
                return " → ".join(self._organisation.short(link) for link in links if link)
        text = self._organisation.full(value) if field == "submit_to" else str(value)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

    def _names(self, agencies: Sequence[str]) -> str:
        more = f" +{len(agencies) - NAMES}" if len(agencies) > NAMES else ""
        return ", ".join(self._organisation.short(agency) for agency in agencies[:NAMES]) + more


def _kind(value: Any) -> str:
    if isinstance(value, date):
        return DAY
    return WORD if isinstance(value, bool | Enum) else TEXT
