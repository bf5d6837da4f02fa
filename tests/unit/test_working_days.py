"""Working days: which they are, and counting them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.working_days import WorkCalendar
from tests.unit.calendars import CALENDARS, days
from tests.unit.province import HANOI, WEEKDAYS_ONLY

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2009, 3, day) for day in (27, 28, 29, 30))


def test_it_works_from_monday_to_friday() -> None:
    week = [MONDAY + timedelta(days=offset) for offset in range(7)]
    assert [WEEKDAYS_ONLY.is_working(day) for day in week] == [True] * 5 + [False] * 2


def test_the_local_override_wins_over_the_public_holidays() -> None:
    calendar = WorkCalendar(
        zone=HANOI,
        is_public_holiday=lambda day: day == FRIDAY,
        days_off=frozenset({MONDAY}),
        made_up=frozenset({FRIDAY, SATURDAY}),
    )
    assert [calendar.is_working(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY)] == [True, True, False, False]


def test_it_finds_the_working_day_before_and_after() -> None:
    assert WEEKDAYS_ONLY.on_or_before(SUNDAY) == FRIDAY
    assert WEEKDAYS_ONLY.on_or_after(SATURDAY) == MONDAY
    assert WEEKDAYS_ONLY.on_or_before(MONDAY) == WEEKDAYS_ONLY.on_or_after(MONDAY) == MONDAY


def test_it_adds_and_takes_away_working_days() -> None:
    assert WEEKDAYS_ONLY.add(FRIDAY, 1) == MONDAY
    assert WEEKDAYS_ONLY.add(SUNDAY, 2) == date(2009, 3, 31)
    assert WEEKDAYS_ONLY.add(SUNDAY, -1) == FRIDAY
    assert WEEKDAYS_ONLY.add(SUNDAY, 0) == SUNDAY


def test_a_deadline_on_a_day_off_stands_unless_it_rolls() -> None:
    rolling = WorkCalendar(zone=HANOI, roll_deadlines=True)
    assert WEEKDAYS_ONLY.is_overdue(SATURDAY, SUNDAY)
    assert not rolling.is_overdue(SATURDAY, MONDAY)
    assert rolling.is_overdue(SATURDAY, date(2009, 3, 31))
    assert not WEEKDAYS_ONLY.is_overdue(MONDAY, MONDAY)


def test_a_local_morning_is_a_utc_moment_and_back() -> None:
    moment = WEEKDAYS_ONLY.at(MONDAY, time(8))
    assert moment == datetime(2009, 3, 30, 1, tzinfo=UTC)
    assert moment.tzinfo is UTC
    assert WEEKDAYS_ONLY.day_of(datetime(2009, 3, 29, 17, tzinfo=UTC)) == MONDAY
    assert WEEKDAYS_ONLY.day_of(datetime(2009, 3, 29, 16, 59, tzinfo=UTC)) == SUNDAY


def test_a_calendar_without_working_days_is_told_apart() -> None:
    never = WorkCalendar(zone=HANOI, is_public_holiday=lambda _day: True)
    with pytest.raises(ValueError, match="no working day within 60 days of 2009-03-30: look at working_days"):
        never.on_or_after(MONDAY)


@given(calendar=CALENDARS, day=days(), count=st.integers(1, 30))
def test_adding_and_counting_agree(calendar: WorkCalendar, day: date, count: int) -> None:
    later = calendar.add(day, count)
    assert calendar.is_working(later)
    assert calendar.count(day, later) == count
    assert calendar.count(later, day) == 0


@given(calendar=CALENDARS, day=days(), count=st.integers(1, 30))
def test_there_and_back_again(calendar: WorkCalendar, day: date, count: int) -> None:
    assert calendar.add(calendar.add(day, count), -count) == calendar.on_or_before(day)


@given(calendar=CALENDARS, day=days())
def test_the_nearest_working_days_have_none_between(calendar: WorkCalendar, day: date) -> None:
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.count(before, after) == (0 if before == after else 1)
