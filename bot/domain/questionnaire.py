"""The walk through an agency's assignments for its report: exceptions one by one, the rest in groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.assignments import Assignment
from bot.domain.duties import Status
from bot.domain.working_days import WorkCalendar


class Answer(StrEnum):
    """What the agency says of one assignment: as the bot knows it, in its own words, or nothing."""

    KEPT = "kept"
    CHANGED = "changed"
    LEFT_OUT = "left_out"


class Group(StrEnum):
    """Why assignments are asked about together; the first ones are asked one by one."""

    OVERDUE = "overdue"
    STUCK = "stuck"
    RETURNED = "returned"
    UNMEASURED = "unmeasured"
    DONE = "done"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    TO_COME = "to_come"
    ENDLESS = "endless"


ONE_BY_ONE = frozenset({Group.OVERDUE, Group.STUCK, Group.RETURNED, Group.UNMEASURED})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One question of the walk: one assignment, or a group of them."""

    group: Group
    assignments: tuple[Assignment, ...]


def group_of(found: Assignment, *, start: date, today: date, calendar: WorkCalendar) -> Group | None:
    """Return where an assignment is asked about; None for what was done before the period began."""
    match found.status:
        case Status.DONE:
            done_on = calendar.day_of(found.submitted_at) if found.submitted_at else start
            return Group.DONE if done_on >= start else None
        case Status.CANCELLED:
            return None
        case Status.PAUSED:
            return Group.STUCK
        case Status.RETURNED:
            return Group.RETURNED
        case Status.SUBMITTED:
            return Group.WAITING
    if found.is_overdue(today, calendar):
        return Group.OVERDUE
    if found.target is not None and (found.figure_at is None or calendar.day_of(found.figure_at) < start):
        return Group.UNMEASURED
    if found.due is None:
        return Group.ENDLESS
    return Group.UNDER_WAY if found.status is Status.IN_PROGRESS else Group.TO_COME


def steps(
    assignments: Sequence[Assignment],
    *,
    start: date,
    today: date,
    calendar: WorkCalendar,
    opened: Collection[Group] = (),
) -> list[Step]:
    """Return the questions of a walk for a period that began on ``start``; ``opened`` groups are asked one by one."""
    found: dict[Group, list[Assignment]] = {group: [] for group in Group}
    for one in assignments:
        group = group_of(one, start=start, today=today, calendar=calendar)
        if group is not None:
            found[group].append(one)
    walk = []
    for group, theirs in found.items():
        if group in ONE_BY_ONE or group in opened or len(theirs) == 1:
            walk += [Step(group=group, assignments=(one,)) for one in theirs]
        elif theirs:
            walk.append(Step(group=group, assignments=tuple(theirs)))
    return walk


def next_step(walk: Sequence[Step], answered: Collection[int]) -> tuple[int, Step] | None:
    """Return the first question that is not answered yet, with its number from 1; None when all are."""
    for number, step in enumerate(walk, start=1):
        if any(one.id not in answered for one in step.assignments):
            return number, step
    return None
