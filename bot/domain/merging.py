"""Agencies that are merged or split: where each assignment goes, and which one stays where two are the same. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.duties import Status

HOW_FAR: Mapping[Status, int] = {
    Status.ASSIGNED: 0,
    Status.RETURNED: 1,
    Status.IN_PROGRESS: 2,
    Status.PAUSED: 3,
}
"""Of those that are open: how far they have come."""
AS_A_WHOLE: Mapping[Status, int] = {Status.SUBMITTED: 1, Status.DONE: 2, Status.CANCELLED: 3}
"""Of all: which is owed most. Those that are open come first."""


class Item(Protocol):
    """What is asked of an assignment."""

    @property
    def id(self) -> int: ...
    @property
    def directive(self) -> str: ...
    @property
    def duty(self) -> str: ...
    @property
    def occurrence(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def due(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Going:
    """Where one assignment of an agency goes; ``joins`` are others of the same duty that go into it, ``due`` is its
    deadline afterwards.
    """

    stays: int
    to: str
    due: date | None
    joins: tuple[int, ...] = ()


def plan(moving: Iterable[Item], there: Iterable[Item], to: Mapping[int, str]) -> list[Going]:
    """Return where assignments go, given to which agency each (by its id) and what those agencies have already."""
    groups: dict[tuple[str, str, str, str], list[Item]] = {}
    moved = list(moving)
    for one in moved:
        groups.setdefault((to[one.id], one.directive, one.duty, one.occurrence), []).append(one)
    for one in there:
        key = (one.agency, one.directive, one.duty, one.occurrence)
        if key in groups:
            groups[key].append(one)
    return [_going(agency, same) for (agency, *_), same in groups.items()]


def _going(agency: str, same: Sequence[Item]) -> Going:
    first, *others = sorted(same, key=_owed)
    open_ones = [one for one in same if one.status in HOW_FAR]
    days = [one.due for one in open_ones if one.due is not None]
    due = max(days) if first.status in HOW_FAR and days else first.due
    return Going(stays=first.id, to=agency, due=due, joins=tuple(one.id for one in others))


def _owed(one: Item) -> tuple[int, int, int, int]:
    """Sort what is still owed first: merging must make no open duty look done.

    Of two open ones the further along stays, of two that are done the one with the later deadline.
    """
    further, later = HOW_FAR.get(one.status, 0), one.due.toordinal() if one.due else 0
    return AS_A_WHOLE.get(one.status, 0), -further, -later, one.id
