"""What is owed stays owed when agencies are merged; nothing is lost when two had the same duty."""

from dataclasses import dataclass
from datetime import date

import pytest

from bot.domain.duties import Status
from bot.domain.merging import Going, plan

MARCH, MAY = date(2026, 3, 31), date(2026, 5, 29)


@dataclass(frozen=True)
class Duty:
    id: int
    agency: str
    status: Status = Status.ASSIGNED
    due: date | None = MARCH
    occurrence: str = ""
    directive: str = "ct"
    duty: str = "lan"


def test_what_nobody_else_has_goes_as_it_is() -> None:
    one, other = Duty(1, "a"), Duty(2, "b", duty="mail", due=None)
    assert plan([one, other], [Duty(3, "c", duty="plan")], {1: "c", 2: "c"}) == [
        Going(stays=1, to="c", due=MARCH),
        Going(stays=2, to="c", due=None),
    ]


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (Status.DONE, Status.ASSIGNED, 2),
        (Status.ASSIGNED, Status.DONE, 1),
        (Status.SUBMITTED, Status.IN_PROGRESS, 2),
        (Status.SUBMITTED, Status.DONE, 1),
        (Status.ASSIGNED, Status.IN_PROGRESS, 2),
        (Status.PAUSED, Status.IN_PROGRESS, 1),
        (Status.CANCELLED, Status.DONE, 2),
        (Status.CANCELLED, Status.ASSIGNED, 2),
        (Status.ASSIGNED, Status.ASSIGNED, 1),
        (Status.DONE, Status.DONE, 1),
    ],
)
def test_of_two_that_are_the_same_the_one_stays_that_is_still_owed(first: Status, second: Status, stays: int) -> None:
    moving = [Duty(1, "a", first), Duty(2, "b", second)]
    assert plan(moving, [], {1: "c", 2: "c"}) == [Going(stays=stays, to="c", due=MARCH, joins=(3 - stays,))]


def test_of_two_open_deadlines_the_later_one_counts() -> None:
    moving = [Duty(1, "a", Status.IN_PROGRESS), Duty(2, "b", due=MAY), Duty(3, "d", Status.DONE, date(2026, 12, 1))]
    assert plan(moving, [], {1: "c", 2: "c", 3: "c"}) == [Going(stays=1, to="c", due=MAY, joins=(2, 3))]


def test_what_the_agency_has_already_counts_too_and_each_occurrence_by_itself() -> None:
    moving = [Duty(1, "a", occurrence="2025"), Duty(2, "a", Status.DONE, occurrence="2026")]
    there = [Duty(3, "c", Status.IN_PROGRESS, occurrence="2025"), Duty(4, "d", occurrence="2026")]
    assert plan(moving, there, {1: "c", 2: "c"}) == [
        Going(stays=3, to="c", due=MARCH, joins=(1,)),
        Going(stays=2, to="c", due=MARCH),
    ]


def test_the_parts_of_an_agency_go_where_they_are_sent() -> None:
    moving = [Duty(1, "a"), Duty(2, "a", duty="mail")]
    assert [one.to for one in plan(moving, [], {1: "b", 2: "c"})] == ["b", "c"]
