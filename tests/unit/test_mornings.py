"""When what nobody waits for may ring."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.mornings import Mornings
from bot.domain.working_days import WorkCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkCalendar(zone=ZONE, days_off=frozenset({date(2009, 4, 6)}))
OFFICE = Mornings(calendar=CALENDAR, opens=time(7, 30), closes=time(17), reminds=time(8))
EVENING = Mornings(calendar=CALENDAR, opens=time(7, 30), closes=time(19), reminds=time(18))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2009-03-17 03:00", "2009-03-17 08:05"),
        ("2009-03-17 07:29", "2009-03-17 08:05"),
        ("2009-03-17 07:30", None),
        ("2009-03-17 16:59", None),
        ("2009-03-17 17:00", "2009-03-18 08:05"),
        ("2009-03-20 23:00", "2009-03-23 08:05"),
        ("2009-03-21 10:00", "2009-03-23 08:05"),
        ("2009-04-04 03:00", "2009-04-07 08:05"),
    ],
)
def test_what_is_late_at_night_or_on_a_day_off_waits_for_the_next_working_morning(now: str, until: str | None) -> None:
    found = OFFICE.held_until(_at(now))
    assert found == (_at(until) if until else None)


def test_a_province_that_reminds_in_the_evening_holds_until_its_offices_open() -> None:
    assert EVENING.held_until(_at("2009-03-17 18:30")) is None
    assert EVENING.held_until(_at("2009-03-17 20:00")) == _at("2009-03-18 07:35")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
