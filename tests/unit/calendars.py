"""Strategies for Hypothesis: any calendar with random days off and made-up days, any deadline, any ladder."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.ladder import Ladder
from bot.domain.working_days import WorkCalendar

EPOCH = date(2009, 1, 1)


def days(span: int = 700) -> st.SearchStrategy[date]:
    """Return any day of the ``span`` days from EPOCH on."""
    return st.integers(0, span).map(lambda offset: EPOCH + timedelta(days=offset))


@st.composite
def _breaks(draw: st.DrawFn) -> frozenset[date]:
    """Draw a few breaks of up to nine days (Tết is one of them)."""
    starts = draw(st.lists(st.tuples(days(), st.integers(1, 9)), max_size=12))
    return frozenset(start + timedelta(days=offset) for start, length in starts for offset in range(length))


CALENDARS = st.builds(
    WorkCalendar,
    zone=st.sampled_from([ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("UTC"), ZoneInfo("Europe/Paris")]),
    is_public_holiday=_breaks().map(lambda holidays: lambda day: day in holidays),
    days_off=_breaks(),
    made_up=st.frozensets(days(), max_size=20),
    roll_deadlines=st.booleans(),
)

LADDERS = st.builds(
    Ladder,
    before=st.lists(st.integers(0, 90), unique=True, max_size=8).map(tuple),
    at=st.sampled_from([time(0), time(8), time(23, 59)]),
    overdue_every=st.integers(1, 10),
    overdue_times=st.integers(0, 6),
    then_every=st.integers(1, 30),
    head_from=st.integers(0, 30),
)
