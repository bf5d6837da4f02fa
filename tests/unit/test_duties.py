"""Duties: their kinds, what recurs when, and the official cells."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duties import (
    FOUR_CELLS,
    Cell,
    Directive,
    Duty,
    DutyKind,
    Every,
    MonthDay,
    Status,
    Target,
    cell,
    count_cells,
    duties_of,
    occurrences,
)
from tests.unit.province import WEEKDAYS_ONLY


def duty(**facts: object) -> Duty:
    return Duty(**{"directive": "ct", "id": "a", "clause": "1", "title": "A", "lead": ("stttt",), **facts})  # type: ignore[arg-type]


def recurring(every: Every, month: int, day: int, **facts: object) -> Duty:
    return duty(every=every, anchor=MonthDay(month=month, day=day), **facts)


def dates(one: Duty, since: date, until: date) -> list[str]:
    return [f"{found.key}: {found.due}" for found in occurrences(one, since=since, until=until)]


YEAR_2009 = (date(2009, 1, 1), date(2009, 12, 31))


def test_a_duty_is_of_the_kind_that_its_dates_say() -> None:
    assert duty(due=date(2009, 3, 31)).kind is DutyKind.DEADLINE
    assert recurring(Every.YEAR, 12, 15).kind is DutyKind.RECURRING
    assert duty().kind is DutyKind.ONGOING


def test_what_does_not_recur_is_tracked_once() -> None:
    assert dates(duty(due=date(2011, 3, 31)), *YEAR_2009) == [": 2011-03-31"]
    assert dates(duty(), *YEAR_2009) == [": None"]


def test_what_recurs_is_tracked_each_time() -> None:
    assert dates(recurring(Every.YEAR, 12, 15), *YEAR_2009) == ["2009: 2009-12-15"]
    assert dates(recurring(Every.HALF_YEAR, 12, 14), *YEAR_2009) == ["2009-06: 2009-06-14", "2009-12: 2009-12-14"]
    assert dates(recurring(Every.QUARTER, 8, 31), *YEAR_2009) == [
        "2009-02: 2009-02-28",
        "2009-05: 2009-05-31",
        "2009-08: 2009-08-31",
        "2009-11: 2009-11-30",
    ]
    assert len(dates(recurring(Every.MONTH, 1, 25), *YEAR_2009)) == 12


def test_it_recurs_only_from_its_first_day_to_its_last() -> None:
    one = recurring(Every.YEAR, 6, 1, starts=date(2010, 1, 1), ends=date(2011, 6, 1))
    assert dates(one, date(2009, 1, 1), date(2020, 1, 1)) == ["2010: 2010-06-01", "2011: 2011-06-01"]


@given(
    every=st.sampled_from(Every),
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    since=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    until=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
)
def test_occurrences_are_ordered_unique_and_far_enough_apart(
    every: Every, month: int, day: int, since: date, until: date
) -> None:
    found = list(occurrences(recurring(every, month, day), since=since, until=until))
    due = [one.due for one in found if one.due]
    assert len({one.key for one in found}) == len(found) == len(due)
    assert all(since <= day <= until for day in due)
    assert all((later - sooner).days >= every.shortest_days for sooner, later in pairwise(due))


@pytest.mark.parametrize(
    ("status", "due", "submitted_on", "expected"),
    [
        (Status.DONE, date(2009, 3, 31), date(2009, 3, 31), Cell.DONE_ON_TIME),
        (Status.DONE, date(2009, 3, 31), date(2009, 4, 1), Cell.DONE_LATE),
        (Status.DONE, None, date(2009, 4, 1), Cell.DONE_NO_DEADLINE),
        (Status.ASSIGNED, date(2009, 4, 1), None, Cell.OPEN_WITHIN),
        (Status.SUBMITTED, date(2009, 3, 31), date(2009, 3, 30), Cell.OPEN_WITHIN),
        (Status.SUBMITTED, date(2009, 3, 31), date(2009, 4, 2), Cell.OPEN_OVERDUE),
        (Status.PAUSED, date(2009, 3, 31), None, Cell.OPEN_OVERDUE),
        (Status.IN_PROGRESS, None, None, Cell.OPEN_NO_DEADLINE),
        (Status.CANCELLED, date(2009, 3, 31), None, None),
    ],
)
def test_it_stands_in_its_official_cell(
    status: Status, due: date | None, submitted_on: date | None, expected: Cell | None
) -> None:
    today = date(2009, 4, 1)
    found = cell(status=status, due=due, submitted_on=submitted_on, today=today, calendar=WEEKDAYS_ONLY)
    assert found is expected


def test_every_cell_is_counted_even_if_empty() -> None:
    counted = count_cells([Cell.DONE_LATE, None, Cell.DONE_LATE])
    assert counted[Cell.DONE_LATE] == 2
    assert sum(counted.values()) == 2
    assert set(FOUR_CELLS) < set(counted) == set(Cell)


def test_a_target_is_a_floor_or_a_ceiling() -> None:
    floor = Target(metric="m", unit="%", value=Decimal(80))
    ceiling = Target(metric="m", unit="tỷ", value=Decimal(80), at_least=False)
    assert [floor.reached_by(Decimal(figure)) for figure in (79, 80, 81)] == [False, True, True]
    assert [ceiling.reached_by(Decimal(figure)) for figure in (79, 80, 81)] == [True, True, False]


def test_a_directive_is_in_force_from_its_first_day_to_its_last() -> None:
    one = Directive(id="ct", kind="chi-thi", issuer="UBND", title="T", in_force_from=date(2009, 1, 5), duties=(duty(),))
    assert [one.in_force(date(2009, 1, day)) for day in (4, 5)] == [False, True]
    assert [*duties_of([one, one])] == [duty(), duty()]
