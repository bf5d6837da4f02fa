"""The walk through an agency's assignments: exceptions one by one, the rest in groups, so that it stays short."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.assignments import Assignment
from bot.domain.duties import Status
from bot.domain.questionnaire import Group, group_of, next_step, steps
from tests.unit.province import WEEKDAYS_ONLY

START, TODAY = date(2008, 12, 15), date(2009, 6, 10)
MAY, NOVEMBER = datetime(2009, 5, 4, 2, tzinfo=UTC), datetime(2008, 11, 4, 2, tzinfo=UTC)
ONE = Assignment(
    id=1, directive="ct", directive_title="CT", duty="lan", clause="2", title="Mạng nội bộ", agency="so-y-te",
    occurrence="", due=date(2009, 12, 31), every=None, status=Status.ASSIGNED, before_pause=None, revision=1,
    assigned_at=NOVEMBER, handled_until=NOVEMBER, next_at=None, submitted_at=None, submitted_by=None, result=None,
    holder=None, figure=None, figure_at=None, verify=False, given_by=None, deliverable=None, submit_to=None,
    target=None, coordinating=[],
)  # fmt: skip
PERCENT = {"metric": "Cán bộ có hộp thư", "unit": "%", "value": "80", "at_least": True}


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"due": date(2009, 6, 9)}, Group.OVERDUE),
        ({"status": Status.PAUSED, "due": date(2009, 6, 9)}, Group.STUCK),
        ({"status": Status.RETURNED}, Group.RETURNED),
        ({"target": PERCENT}, Group.UNMEASURED),
        ({"target": PERCENT, "figure_at": NOVEMBER}, Group.UNMEASURED),  # a figure of the period before
        ({"target": PERCENT, "figure_at": MAY}, Group.TO_COME),
        ({"status": Status.DONE, "submitted_at": MAY}, Group.DONE),
        ({"status": Status.DONE, "submitted_at": NOVEMBER}, None),  # was told in the report before
        ({"status": Status.SUBMITTED, "submitted_at": MAY}, Group.WAITING),
        ({"status": Status.IN_PROGRESS}, Group.UNDER_WAY),
        ({}, Group.TO_COME),
        ({"due": None}, Group.ENDLESS),
        ({"status": Status.CANCELLED}, None),
    ],
)
def test_every_assignment_has_its_place(changes: dict[str, object], group: Group | None) -> None:
    found = group_of(replace(ONE, **changes), start=START, today=TODAY, calendar=WEEKDAYS_ONLY)  # type: ignore[arg-type]
    assert found is group


def sixty() -> list[Assignment]:
    """Return the sixty assignments of a busy agency: three late, one stuck, one returned, the others as they should."""
    kinds: list[tuple[int, dict[str, object]]] = [
        (3, {"due": date(2009, 3, 31)}),
        (1, {"status": Status.PAUSED}),
        (1, {"status": Status.RETURNED}),
        (20, {"status": Status.DONE, "submitted_at": MAY}),
        (5, {"status": Status.SUBMITTED, "submitted_at": MAY}),
        (10, {"status": Status.IN_PROGRESS}),
        (8, {}),
        (12, {"due": None}),
    ]
    plain = [changes for many, changes in kinds for _ in range(many)]
    return [replace(ONE, id=number, **changes) for number, changes in enumerate(plain, start=1)]  # type: ignore[arg-type]


def test_sixty_assignments_are_ten_taps() -> None:
    walk = steps(sixty(), start=START, today=TODAY, calendar=WEEKDAYS_ONLY)
    assert [(step.group.value, len(step.assignments)) for step in walk] == [
        *[("overdue", 1)] * 3, ("stuck", 1), ("returned", 1),
        ("done", 20), ("waiting", 5), ("under_way", 10), ("to_come", 8), ("endless", 12),
    ]  # fmt: skip
    answered: set[int] = set()
    taps = 0
    while coming := next_step(walk, answered):
        answered.update(one.id for one in coming[1].assignments)
        taps += 1
    assert taps == 10
    assert len(answered) == 60


def test_a_group_that_was_opened_is_asked_one_by_one() -> None:
    walk = steps(sixty(), start=START, today=TODAY, calendar=WEEKDAYS_ONLY, opened={Group.WAITING})
    assert sum(step.group is Group.WAITING for step in walk) == 5


def test_nothing_to_ask_is_no_walk() -> None:
    assert steps([], start=START, today=TODAY, calendar=WEEKDAYS_ONLY) == []
    assert next_step([], set()) is None
