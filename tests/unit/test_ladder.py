"""The ladder: its mornings, and that no outage doubles or loses a rung."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.duties import Every
from bot.domain.ladder import Audience, Ladder, Rung, owed, rungs
from bot.domain.working_days import WorkCalendar
from tests.unit.calendars import CALENDARS, LADDERS, days
from tests.unit.province import HANOI, WEEKDAYS_ONLY

DUE = date(2009, 3, 31)  # a Tuesday


def mornings(
    due: date, count: int, *, calendar: WorkCalendar = WEEKDAYS_ONLY, ladder: Ladder | None = None
) -> list[str]:
    ladder = ladder or Ladder()
    first = islice(rungs(due, ladder=ladder, calendar=calendar), count)
    return [f"{rung.name} {rung.on:%d/%m}{' merged' if rung.merged else ''}" for rung in first]


def test_a_deadline_at_the_end_of_march_2009() -> None:
    assert mornings(DUE, 6) == ["t-30 27/02", "t-14 17/03", "t-7 24/03", "t-3 27/03", "t-1 30/03", "t-0 31/03"]


def test_after_it_come_five_notices_every_three_working_days_then_one_a_week() -> None:
    assert mornings(DUE, 13)[6:] == [
        "overdue-1 03/04",
        "overdue-2 08/04",
        "overdue-3 13/04",
        "overdue-4 16/04",
        "overdue-5 21/04",
        "overdue-6 28/04",
        "overdue-7 05/05",
    ]


def test_of_rungs_on_one_morning_the_most_urgent_counts() -> None:
    saturday = date(2009, 1, 10)
    assert mornings(saturday, 6)[2:] == ["t-7 02/01", "t-3 07/01", "t-1 09/01 merged", "t-0 09/01"]


def test_no_overdue_notice_comes_before_the_deadline_has_passed_however_long_the_break() -> None:
    tet = frozenset(date(2009, 1, 19) + timedelta(days=offset) for offset in range(14))
    calendar = WorkCalendar(zone=HANOI, days_off=tet)
    weekly = Ladder(before=(0,), overdue_times=0)
    assert mornings(date(2009, 1, 22), 4, calendar=calendar, ladder=weekly) == [
        "t-0 16/01",
        "overdue-1 16/01 merged",
        "overdue-2 05/02",
        "overdue-3 12/02",
    ]


def test_a_rolling_deadline_counts_back_from_the_day_it_runs_to() -> None:
    rolling = WorkCalendar(zone=HANOI, roll_deadlines=True)
    assert mornings(date(2009, 3, 28), 6, calendar=rolling)[4:] == ["t-1 27/03", "t-0 30/03"]


def test_who_is_told_grows_with_urgency() -> None:
    told = {rung.name: rung.audiences for rung in islice(rungs(DUE, ladder=Ladder(), calendar=WEEKDAYS_ONLY), 7)}
    assert told["t-14"] == (Audience.OFFICER,)
    assert told["t-7"] == (Audience.OFFICER, Audience.HEAD)
    assert told["overdue-1"] == (Audience.OFFICER, Audience.HEAD, Audience.ICT)


def test_a_monthly_duty_has_no_rung_longer_than_its_month() -> None:
    monthly = islice(rungs(DUE, ladder=Ladder(), calendar=WEEKDAYS_ONLY, every=Every.MONTH), 2)
    assert [rung.number for rung in monthly] == [14, 7]


def test_after_a_week_down_only_the_newest_is_sent_and_the_others_are_on_record() -> None:
    down, up = datetime(2009, 3, 20, tzinfo=UTC), datetime(2009, 3, 30, 9, tzinfo=UTC)
    found = owed(DUE, handled_until=down, now=up, ladder=Ladder(), calendar=WEEKDAYS_ONLY)
    assert found.send is not None
    assert found.send.name == "t-1"
    assert [rung.name for rung in found.skipped] == ["t-7", "t-3"]
    assert found.next_at == datetime(2009, 3, 31, 1, tzinfo=UTC)


def test_nothing_is_owed_between_two_rungs() -> None:
    now = datetime(2009, 3, 25, tzinfo=UTC)
    found = owed(DUE, handled_until=now - timedelta(hours=1), now=now, ladder=Ladder(), calendar=WEEKDAYS_ONLY)
    assert (found.send, found.skipped) == (None, ())


@given(due=days(), calendar=CALENDARS, ladder=LADDERS)
def test_rungs_come_in_order_on_working_days_and_one_a_morning(
    due: date, calendar: WorkCalendar, ladder: Ladder
) -> None:
    first = list(islice(rungs(due, ladder=ladder, calendar=calendar), 25))
    assert all(one.on <= other.on for one, other in pairwise(first))
    assert all(calendar.is_working(rung.on) for rung in first)
    sent = Counter(rung.on for rung in first if not rung.merged)
    assert set(sent.values()) <= {1}
    too_early = {rung.on for rung in first if rung.overdue and not calendar.is_overdue(due, rung.on)}
    assert {rung.on for rung in first} - too_early <= set(sent)
    assert all(calendar.is_overdue(due, rung.on) for rung in first if rung.overdue and not rung.merged)
    assert not any(calendar.is_overdue(due, rung.on) for rung in first if not rung.overdue)
    assert len({rung.name for rung in first}) == len(first)


@settings(max_examples=60)
@given(
    due=days(400),
    calendar=CALENDARS,
    ladder=LADDERS,
    start=st.integers(-120, 20),
    hours=st.lists(st.integers(1, 24 * 40), min_size=1, max_size=40),
)
def test_whatever_the_outages_every_rung_is_sent_once_or_skipped_on_record(
    due: date, calendar: WorkCalendar, ladder: Ladder, start: int, hours: list[int]
) -> None:
    """Tick after random pauses: each tick deals with what came due since the one before."""
    began = handled = now = calendar.at(due + timedelta(days=start), ladder.at) - timedelta(minutes=1)
    sent: list[Rung] = []
    skipped: list[Rung] = []
    for pause in hours:
        now += timedelta(hours=pause)
        found = owed(due, handled_until=handled, now=now, ladder=ladder, calendar=calendar)
        assert found.next_at > now
        sent += [found.send] if found.send else []
        skipped += found.skipped
        assert found.send is None or all(rung.on <= found.send.on for rung in found.skipped)
        handled = now
    coming = takewhile(lambda rung: rung.at <= now, rungs(due, ladder=ladder, calendar=calendar))
    expected = [rung.name for rung in coming if rung.at > began]
    assert sorted(rung.name for rung in [*sent, *skipped]) == sorted(expected)
    assert all(one.at < other.at for one, other in pairwise(sent))
    assert len({rung.on for rung in sent}) == len(sent)
    assert all(calendar.is_working(rung.on) for rung in sent)


@given(due=days(400), calendar=CALENDARS, ladder=LADDERS, offset=st.integers(-3000, 3000))
def test_it_looks_again_exactly_when_the_next_rung_is_sent(
    due: date, calendar: WorkCalendar, ladder: Ladder, offset: int
) -> None:
    now = calendar.at(due, ladder.at) + timedelta(hours=offset)
    next_at = owed(due, handled_until=now, now=now, ladder=ladder, calendar=calendar).next_at
    just_before = next_at - timedelta(seconds=1)
    assert owed(due, handled_until=now, now=just_before, ladder=ladder, calendar=calendar).send is None
    assert owed(due, handled_until=now, now=next_at, ladder=ladder, calendar=calendar).send is not None
