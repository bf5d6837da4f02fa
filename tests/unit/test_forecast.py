"""The forecast: every notice to come, and no other."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.duties import Directive, Duty, Every, MonthDay, ReportingChain
from bot.domain.forecast import Expected, ForecastKind, Rules, digest_days, forecast
from bot.domain.ladder import Audience, Ladder
from bot.domain.organisation import Agency, AgencyKind, Organisation
from bot.domain.periods import ReportingCalendar
from bot.domain.working_days import WorkCalendar
from tests.unit.calendars import CALENDARS, days
from tests.unit.province import HANOI, WEEKDAYS_ONLY

AGENCIES = ("stttt", "so-xd", "ubnd-tinh")
ORGANISATION = Organisation(
    kinds={"department": AgencyKind(id="department", name="Sở")},
    agencies={name: Agency(id=name, name=name, short=name, kind="department") for name in AGENCIES},
    ict="stttt",
    leaders="ubnd-tinh",
)
PLAN = Duty(directive="ct", id="plan", clause="5.b", title="Kế hoạch", lead=("stttt",), due=date(2009, 3, 31))
NEW_YEAR, SUMMER = date(2009, 1, 5), date(2009, 7, 31)


def rules(calendar: WorkCalendar = WEEKDAYS_ONLY) -> Rules:
    return Rules(
        organisation=ORGANISATION,
        calendar=calendar,
        ladder=Ladder(),
        reporting=ReportingCalendar(calendar=calendar),
    )


def directive(*duties: Duty, reporting: ReportingChain | None = None, ends: date | None = None) -> Directive:
    return Directive(
        id="ct",
        kind="chi-thi",
        issuer="UBND",
        title="T",
        in_force_from=NEW_YEAR,
        in_force_until=ends,
        reporting=reporting,
        duties=duties,
    )


def coming(*directives: Directive, since: date = NEW_YEAR, until: date = SUMMER) -> list[Expected]:
    return list(forecast(directives, rules(), since=since, until=until))


def mornings(found: list[Expected], kind: ForecastKind, audience: Audience = Audience.OFFICER) -> list[str]:
    return [f"{one.at:%d/%m} {one.rung}" for one in found if one.kind is kind and one.audience is audience]


def test_a_deadline_of_31_march_gives_six_reminders() -> None:
    found = coming(directive(PLAN))
    assert mornings(found, ForecastKind.REMINDER) == [
        "27/02 30",
        "17/03 14",
        "24/03 7",
        "27/03 3",
        "30/03 1",
        "31/03 0",
    ]
    assert mornings(found, ForecastKind.REMINDER, Audience.HEAD) == ["24/03 7", "27/03 3", "30/03 1", "31/03 0"]


def test_a_notice_says_when_to_whom_and_about_what() -> None:
    first = next(one for one in coming(directive(PLAN)) if one.kind is ForecastKind.REMINDER)
    assert first == Expected(
        at=datetime(2009, 2, 27, 8, tzinfo=HANOI),
        kind=ForecastKind.REMINDER,
        rung=30,
        agency="stttt",
        audience=Audience.OFFICER,
        directive="ct",
        duty="plan",
        due=date(2009, 3, 31),
    )
    assert first.at.isoformat() == "2009-02-27T08:00:00+07:00"


def test_if_nobody_does_anything_the_ict_department_hears_of_it() -> None:
    overdue = mornings(coming(directive(PLAN)), ForecastKind.OVERDUE, Audience.ICT)
    assert overdue[:6] == ["03/04 1", "08/04 2", "13/04 3", "16/04 4", "21/04 5", "28/04 6"]
    assert overdue[-1] == "28/07 19"


def test_every_leading_agency_is_told_and_no_helping_one() -> None:
    shared = replace(PLAN, lead=("stttt", "so-xd"), coordinating=("ubnd-tinh",))
    found = coming(directive(shared))
    told = Counter(one.agency for one in found if one.kind is ForecastKind.REMINDER)
    assert told == {"stttt": 10, "so-xd": 10}
    assert {one.agency for one in found if one.kind is ForecastKind.DIGEST} == {"stttt", "so-xd", "ubnd-tinh", None}


def test_assignments_exist_from_the_first_day_asked_or_that_of_the_directive() -> None:
    assert mornings(coming(directive(PLAN), since=date(2009, 3, 25)), ForecastKind.REMINDER) == [
        "27/03 3",
        "30/03 1",
        "31/03 0",
    ]
    late = replace(PLAN, due=date(2009, 1, 20))
    assert mornings(coming(directive(late), since=date(2008, 1, 1)), ForecastKind.REMINDER)[0] == "06/01 14"


def test_both_ends_of_the_forecast_belong_to_it() -> None:
    day = date(2009, 3, 31)
    assert mornings(coming(directive(PLAN), since=day, until=day), ForecastKind.REMINDER) == ["31/03 0"]


def test_every_occurrence_of_a_recurring_duty_is_foretold() -> None:
    monthly = replace(PLAN, due=None, every=Every.MONTH, anchor=MonthDay(month=1, day=20))
    due = {one.due for one in coming(directive(monthly), until=date(2009, 3, 10)) if one.kind is ForecastKind.REMINDER}
    assert due == {date(2009, 1, 20), date(2009, 2, 20), date(2009, 3, 20)}


def test_what_recurs_ends_with_its_directive() -> None:
    monthly = replace(PLAN, due=None, every=Every.MONTH, anchor=MonthDay(month=1, day=20))
    found = coming(directive(monthly, ends=date(2009, 2, 28)))
    assert {one.due for one in found if one.duty} == {date(2009, 1, 20), date(2009, 2, 20)}


def test_an_ongoing_duty_gives_digests_only() -> None:
    found = coming(directive(replace(PLAN, due=None)))
    assert {one.kind for one in found} == {ForecastKind.DIGEST}


def test_reports_are_asked_agency_by_agency_and_the_missing_listed_once() -> None:
    chain = ReportingChain(every=(Every.HALF_YEAR,), to="ubnd-tinh")
    shared = replace(PLAN, lead=("stttt", "so-xd", "ubnd-tinh"))
    found = [one for one in coming(directive(shared, reporting=chain)) if one.kind is ForecastKind.REPORT]
    on_the_fifth_day = [(one.audience, one.agency) for one in found if one.rung == -5]
    assert sorted(on_the_fifth_day, key=str) == [
        (Audience.HEAD, "so-xd"),
        (Audience.HEAD, "stttt"),
        (Audience.ICT, None),
        (Audience.LEADERS, None),
        (Audience.OFFICER, "so-xd"),
        (Audience.OFFICER, "stttt"),
    ]
    first = found[0]
    assert (first.at, first.directive, first.duty) == (datetime(2009, 6, 1, 8, tzinfo=HANOI), "2009-H1", None)
    assert (first.rung, first.due) == (11, date(2009, 6, 16))


def test_a_directive_that_asks_for_no_reports_gives_none() -> None:
    assert mornings(coming(directive(PLAN)), ForecastKind.REPORT) == []


def test_the_digest_moves_to_the_next_working_day_and_two_weeks_off_give_one() -> None:
    tet = frozenset(date(2009, 1, 19) + timedelta(days=offset) for offset in range(14))
    calendar = WorkCalendar(zone=HANOI, days_off=tet | {date(2009, 2, 2)})
    found = digest_days(calendar, 0, since=date(2009, 1, 12), until=date(2009, 2, 9))
    assert found == [date(2009, 1, 12), date(2009, 2, 3), date(2009, 2, 9)]


def test_the_digest_may_come_on_another_day() -> None:
    friday = replace(rules(), digest_weekday=4, digest_at=time(16))
    found = list(forecast([directive(PLAN)], friday, since=date(2009, 1, 5), until=date(2009, 1, 11)))
    assert [(one.audience, one.agency) for one in found if one.kind is ForecastKind.DIGEST] == [
        (Audience.ICT, None),
        (Audience.LEADERS, None),
        (Audience.HEAD, "stttt"),
    ]
    assert {one.at for one in found} == {datetime(2009, 1, 9, 16, tzinfo=HANOI)}


def in_order(one: Expected) -> tuple[datetime, str, str, str, str, str, int]:
    return one.at, one.kind, one.directive or "", one.duty or "", one.agency or "", one.audience, one.rung or 0


@settings(max_examples=30)
@given(calendar=CALENDARS, since=days(300), length=st.integers(0, 200), due=days(400))
def test_it_is_ordered_never_doubled_and_never_on_a_day_off(
    calendar: WorkCalendar, since: date, length: int, due: date
) -> None:
    chain = ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh")
    shared = replace(PLAN, lead=("stttt", "so-xd"))
    duties = (
        replace(shared, due=due),
        replace(shared, id="monthly", due=None, every=Every.MONTH, anchor=MonthDay(month=1, day=31)),
    )
    until = since + timedelta(days=length)
    found = list(forecast([directive(*duties, reporting=chain)], rules(calendar), since=since, until=until))
    assert found == sorted(found, key=in_order)
    assert len(set(found)) == len(found)
    assert all(calendar.is_working(one.at.date()) for one in found)
    assert all(since <= one.at.date() <= until for one in found)
    per_morning = Counter((one.at, one.duty, one.due, one.agency, one.audience) for one in found if one.duty)
    assert set(per_morning.values()) <= {1}
