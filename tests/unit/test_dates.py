"""Reading the deadline a person means: what the table of expressions does not say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import Misdate, read_date
from bot.dates.almanac import Almanac
from bot.dates.months import month_named
from bot.dates.vietnamese import VIETNAMESE
from bot.domain.working_days import WorkCalendar
from tests.unit.province import HANOI, WEEKDAYS_ONLY

WEDNESDAY = date(2009, 4, 8)

todays = st.dates(date(1990, 1, 1), date(2190, 12, 31))
PIECES = """
ngày tháng năm quý tuần thứ sáu sau này tới nữa trước cuối đầu giữa hết trong mai mốt hôm nay gia hạn đến từ hoặc khoảng
ngay thang nam quy tuan thu sau nay toi nua truoc mot hai ba tư mười lăm mười hai cn t6 6 15 20 31 2009 2010 15/4 31/4
29/2 4/15 15-4-2009 6/2009 14h30 II âm lịch april june 15th next friday end of in days two
"""
words = st.sampled_from(PIECES.split())
sentences = st.lists(words, max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 ngày làm việc nữa", date(2009, 4, 22)),
        ("trong 5 ngày làm việc", date(2009, 4, 15)),
        ("3 ngày làm việc kể từ hôm nay", date(2009, 4, 13)),
        ("in 3 working days", date(2009, 4, 13)),
        ("10 ngày làm việc", Misdate.AMBIGUOUS),
        ("xin gia hạn 10 ngày làm việc nữa", Misdate.AMBIGUOUS),
    ],
)
def test_it_counts_working_days_with_a_calendar(text: str, expected: date | Misdate) -> None:
    assert read_date(text, WEDNESDAY, calendar=WEEKDAYS_ONLY) == expected


def test_working_days_leave_out_the_days_off() -> None:
    long_weekend = WorkCalendar(zone=HANOI, days_off=frozenset({date(2009, 4, 9), date(2009, 4, 10)}))
    assert read_date("1 ngày làm việc nữa", WEDNESDAY, calendar=long_weekend) == date(2009, 4, 13)


def test_a_text_longer_than_a_date_can_be_is_not_read() -> None:
    assert read_date("dạ " * 32 + "15/4", WEDNESDAY) == date(2009, 4, 15)
    assert read_date("dạ " * 33 + "15/4", WEDNESDAY) is Misdate.UNREADABLE
    assert read_date(" " * 5000 + "15/4", WEDNESDAY) == date(2009, 4, 15)
    assert read_date("15/4 " * 5000, WEDNESDAY) is Misdate.UNREADABLE


def test_nothing_to_see_is_nothing_typed() -> None:
    assert [read_date(text, WEDNESDAY) for text in ("", " \n", "\u200b\u202e")] == [Misdate.EMPTY] * 3


def test_only_words_that_name_a_month_name_a_month() -> None:
    assert [month_named(word) for word in ("april", "sept", "may")] == [4, 9, 5]
    assert [month_named(word) for word in ("monday", "tu", "two", "a", "khong", "15")] == [None] * 6


@given(text=st.one_of(st.text(max_size=120), sentences), today=todays)
def test_whatever_is_typed_is_a_date_to_come_or_a_reason(text: str, today: date) -> None:
    answer = read_date(text, today)
    assert isinstance(answer, Misdate) or today <= answer <= Almanac(today).months_later(120)


@given(text=sentences, today=todays)
def test_it_answers_the_same_with_courtesy_around(text: str, today: date) -> None:
    if isinstance(answer := read_date(text, today), date) and len(text) < 90:
        assert read_date(f"dạ {text} ạ", today) == answer


@given(today=todays, ahead=st.integers(0, 270))
def test_it_reads_back_every_date_of_the_next_nine_months(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    written = [
        f"{day.day}/{day.month}",
        f"{day.day:02}/{day.month:02}",
        f"{day.day} tháng {day.month}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%A}, {day.day} {day:%B} {day.year}",
        day.isoformat(),
    ]
    assert {text: read_date(text, today) for text in written} == dict.fromkeys(written, day)


@given(today=todays, day=st.integers(1, 99), month=st.integers(1, 99), year=st.integers(1000, 9999))
def test_a_date_with_its_year_is_that_date_or_refused(today: date, day: int, month: int, year: int) -> None:
    answer = read_date(f"{day}/{month}/{year}", today)
    assert isinstance(answer, Misdate) or (answer.day, answer.month, answer.year) == (day, month, year)


def test_no_rule_is_written_twice() -> None:
    patterns = [rule.pattern for rule in VIETNAMESE]
    assert len(patterns) == len(set(patterns))
