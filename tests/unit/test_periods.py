"""Reporting periods: their days, who reports, and how a silent agency is urged."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.duties import Directive, Duty, Every, MonthDay, ReportingChain
from bot.domain.ladder import Audience
from bot.domain.periods import Nag, ReportingCalendar, UnknownPeriod, asking, who_reports
from tests.unit.calendars import CALENDARS
from tests.unit.province import WEEKDAYS_ONLY

REPORTING = ReportingCalendar(calendar=WEEKDAYS_ONLY)
H1 = REPORTING.period("2009-H1")
BOTH = ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh")


def test_the_days_of_the_first_half_of_2009() -> None:
    assert (H1.start, H1.cut_off) == (date(2008, 12, 15), date(2009, 6, 14))
    assert (H1.opens_on, H1.due) == (date(2009, 6, 1), date(2009, 6, 16))
    assert (H1.year, H1.every) == (2009, Every.HALF_YEAR)
    assert H1.next_opens_on == REPORTING.period("2009-H2").opens_on


def test_the_halves_meet_and_make_up_the_year() -> None:
    h2, year = REPORTING.period("2009-H2"), REPORTING.period("2009-Y")
    assert h2.start == H1.cut_off + timedelta(days=1)
    assert (year.start, year.cut_off, year.every) == (H1.start, h2.cut_off, Every.YEAR)


def test_a_province_has_cut_offs_of_its_own() -> None:
    own = ReportingCalendar(
        calendar=WEEKDAYS_ONLY,
        half_year=(MonthDay(month=6, day=6), MonthDay(month=11, day=25)),
        year=MonthDay(month=11, day=25),
        opens_before=5,
        due_after=1,
    )
    period = own.period("2009-H2")
    assert (period.start, period.cut_off) == (date(2009, 6, 7), date(2009, 11, 25))
    assert (period.opens_on, period.due) == (date(2009, 11, 18), date(2009, 11, 26))


@pytest.mark.parametrize("wrong", ["2009", "2009-H3", "2009-h1", "09-H1", "2009-H1 ", "0001-H1", "9999-Y", ""])
def test_it_knows_no_other_periods(wrong: str) -> None:
    with pytest.raises(UnknownPeriod, match="write it as 2009-H1, 2009-H2 or 2009-Y"):
        REPORTING.period(wrong)


def test_it_finds_the_periods_between_two_days() -> None:
    found = REPORTING.periods_between(date(2009, 6, 14), date(2010, 6, 13))
    assert [period.id for period in found] == ["2009-H1", "2009-H2", "2009-Y"]
    assert REPORTING.periods_between(date(2009, 6, 15), date(2009, 12, 13)) == ()


def test_a_period_is_open_from_its_opening_until_the_next_of_its_length_opens() -> None:
    def opened(*day: int) -> list[str]:
        return [period.id for period in REPORTING.open_periods(date(*day))]

    assert opened(2009, 5, 31) == ["2008-H2", "2008-Y"]
    assert opened(2009, 6, 1) == ["2008-Y", "2009-H1"]
    assert opened(2009, 11, 27) == ["2008-Y", "2009-H1"]
    assert opened(2009, 11, 30) == ["2009-H2", "2009-Y"]


def test_a_chain_asks_for_the_halves_or_the_year() -> None:
    halves = ReportingChain(every=(Every.HALF_YEAR,), to="ubnd-tinh")
    assert H1.asked_by(halves)
    assert not REPORTING.period("2009-Y").asked_by(halves)
    assert REPORTING.period("2009-Y").asked_by(BOTH)


def told(count: int) -> list[str]:
    nags = [nag for nag, _ in zip(REPORTING.nags(H1), range(count), strict=False)]
    return [f"{nag.name} {nag.on:%d/%m} {' '.join(nag.audiences)}" for nag in nags]


def test_a_silent_agency_is_urged_ever_higher() -> None:
    assert told(10) == [
        "t-11 01/06 officer",
        "t-3 11/06 officer",
        "t-1 15/06 officer",
        "t-0 16/06 officer",
        "late-1 17/06 officer",
        "late-2 18/06 officer head ict",
        "late-3 19/06 officer head",
        "late-4 22/06 officer head",
        "late-5 23/06 officer head ict leaders",
        "late-6 24/06 officer head",
    ]


def test_it_is_urged_every_working_day_until_the_next_period_opens() -> None:
    late = [nag for nag in REPORTING.nags(H1) if nag.number < 0]
    assert late[-1].on == date(2009, 11, 27)
    assert len(late) == WEEKDAYS_ONLY.count(H1.due, date(2009, 11, 27))


def test_a_nag_is_sent_in_the_morning_local_time() -> None:
    assert next(REPORTING.nags(H1)).at == datetime(2009, 6, 1, 1, tzinfo=UTC)


def test_after_days_down_only_the_newest_nag_is_sent() -> None:
    found = REPORTING.owed(
        H1, handled_until=datetime(2009, 6, 10, tzinfo=UTC), now=datetime(2009, 6, 19, 9, tzinfo=UTC)
    )
    assert found.send is not None
    assert found.send.name == "late-3"
    assert [str(one) for one in found.send.audiences] == ["officer", "head", "ict"]  # whom a skipped one was for, too
    assert [nag.name for nag in found.skipped] == ["t-3", "t-1", "t-0", "late-1", "late-2"]
    assert found.next_at == datetime(2009, 6, 22, 1, tzinfo=UTC)


def test_once_the_next_period_is_open_nothing_more_is_owed() -> None:
    now = datetime(2010, 1, 1, tzinfo=UTC)
    found = REPORTING.owed(H1, handled_until=now, now=now)
    assert (found.send, found.skipped, found.next_at) == (None, (), None)


def directive(
    chain: ReportingChain | None, *lead: str, begins: date = date(2009, 1, 5), ends: date | None = None
) -> Directive:
    duty = Duty(directive="ct", id="a", clause="1", title="A", lead=lead, coordinating=("helper",))
    return Directive(
        id="ct",
        kind="chi-thi",
        issuer="UBND",
        title="T",
        in_force_from=begins,
        in_force_until=ends,
        reporting=chain,
        duties=(duty,),
    )


def test_those_who_lead_a_duty_report_once_but_not_to_themselves() -> None:
    first = directive(BOTH, "stttt", "ubnd-tinh", begins=date(2009, 3, 1))
    second = directive(BOTH, "so-xd", "stttt")
    assert who_reports(H1, [first, second]) == {"stttt": date(2009, 1, 5), "so-xd": date(2009, 1, 5)}


def test_nobody_reports_about_a_directive_that_does_not_ask_or_is_not_in_force() -> None:
    yearly = ReportingChain(every=(Every.YEAR,), to="ubnd-tinh")
    assert who_reports(H1, [directive(None, "a"), directive(yearly, "b")]) == {}
    assert who_reports(H1, [directive(BOTH, "c", begins=date(2009, 6, 15))]) == {}
    assert who_reports(H1, [directive(BOTH, "d", begins=date(2003, 1, 1), ends=date(2008, 12, 14))]) == {}
    assert who_reports(H1, [directive(BOTH, "e", begins=date(2003, 1, 1), ends=date(2008, 12, 15))]) != {}


CUT_OFFS = st.tuples(st.integers(1, 28), st.integers(1, 28)).map(
    lambda day: (MonthDay(month=6, day=day[0]), MonthDay(month=12, day=day[1]))
)
CALENDARS_OF_REPORTS = st.builds(
    ReportingCalendar,
    calendar=CALENDARS,
    half_year=CUT_OFFS,
    year=CUT_OFFS.map(lambda halves: halves[1]),
    opens_before=st.integers(1, 20),
    due_after=st.integers(1, 5),
)
PERIODS = st.sampled_from(["2009-H1", "2009-H2", "2009-Y", "2010-H1"])


@given(reporting=CALENDARS_OF_REPORTS, period_id=PERIODS)
def test_every_period_opens_cuts_off_and_falls_due_in_this_order(reporting: ReportingCalendar, period_id: str) -> None:
    period = reporting.period(period_id)
    assert period.start < period.opens_on < period.cut_off < period.due < period.next_opens_on
    assert reporting.calendar.is_working(period.opens_on)
    assert reporting.calendar.is_working(period.due)
    assert period in reporting.open_periods(period.due)
    assert period in reporting.periods_between(period.cut_off, period.cut_off)


@settings(max_examples=40)
@given(reporting=CALENDARS_OF_REPORTS, period_id=PERIODS, pauses=st.lists(st.integers(1, 500), min_size=1, max_size=30))
def test_whatever_the_outages_every_nag_is_sent_once_or_skipped_on_record(
    reporting: ReportingCalendar, period_id: str, pauses: list[int]
) -> None:
    period = reporting.period(period_id)
    handled = now = reporting.calendar.at(period.opens_on, reporting.at) - timedelta(hours=1)
    sent: list[Nag] = []
    skipped: list[Nag] = []
    for pause in pauses:
        now += timedelta(hours=pause)
        found = reporting.owed(period, handled_until=handled, now=now)
        sent += [found.send] if found.send else []
        skipped += found.skipped
        handled = now
    expected = [*takewhile(lambda nag: nag.at <= now, reporting.nags(period))]
    dealt_with = sorted([*sent, *skipped], key=lambda nag: nag.at)
    assert [(nag.name, nag.at) for nag in dealt_with] == [(nag.name, nag.at) for nag in expected]
    assert {one for nag in sent for one in nag.audiences} == {one for nag in expected for one in nag.audiences}
    assert all(one.at < other.at for one, other in pairwise(expected))
    assert all(reporting.calendar.is_working(nag.on) for nag in expected)
    assert all(Audience.OFFICER in nag.audiences for nag in expected)


def test_a_directive_that_comes_after_the_opening_waits_for_the_next_period() -> None:
    chain = ReportingChain(every=(Every.HALF_YEAR,), to="ubnd-tinh")
    late = Directive(
        id="ct", kind="chi-thi", issuer="UBND tỉnh", title="x", in_force_from=date(2009, 6, 2), reporting=chain
    )
    assert H1.opens_on == date(2009, 6, 1)
    assert asking(late, H1) is None
    assert asking(late, REPORTING.period("2009-H2")) is chain
