"""What the pictures show, before anything is drawn."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.charts.data import Completion, ObstacleCount, Week, merged
from tests.unit.chart_samples import OBSTACLES, REPORTS, THREE, agency, province

DAYS = st.lists(st.dates(date(2008, 6, 1), date(2010, 6, 1)), max_size=30).map(tuple)


def test_the_agency_with_the_most_overdue_comes_first_and_one_without_deadlines_not_at_all() -> None:
    assert [one.name for one in THREE.worst_first] == ["Sở Tài chính", "UBND H. Thạnh Xuân", "Sở Y tế"]


def test_of_two_with_as_many_overdue_the_one_with_the_greater_share_comes_first() -> None:
    data = province(
        agency("nhiều việc", overdue=2, on_time=9),
        agency("ít việc", overdue=2),
        agency("muộn", late=3, on_time=1),
        agency("b", on_time=1),
        agency("a", on_time=1),
        agency("đang làm", within=1, on_time=1),
    )
    assert [one.name for one in data.worst_first] == ["ít việc", "nhiều việc", "muộn", "đang làm", "a", "b"]


def test_it_counts_by_sunday_and_knows_nothing_done_in_days_to_come() -> None:
    data = Completion(
        province="Tỉnh mẫu", day=date(2009, 1, 13), start=date(2009, 1, 5), end=date(2009, 1, 20),
        due=(date(2008, 12, 31), date(2009, 1, 11), date(2009, 1, 12), date(2009, 3, 31)),
        done=(date(2009, 1, 5), date(2009, 1, 13), date(2009, 1, 14)),
    )  # fmt: skip
    assert data.weeks == [
        Week(day=date(2009, 1, 5), due=1, done=1),
        Week(day=date(2009, 1, 11), due=2, done=1),
        Week(day=date(2009, 1, 13), due=3, done=2),
        Week(day=date(2009, 1, 18), due=3, done=None),
        Week(day=date(2009, 1, 20), due=3, done=None),
    ]
    assert (data.done_by_now, data.due_by_now) == (2, 3)


@given(due=DAYS, done=DAYS, start=st.dates(date(2008, 1, 1), date(2010, 12, 31)), end=st.dates(), day=st.dates())
def test_the_curves_never_fall_and_end_with_all_there_was(
    due: tuple[date, ...], done: tuple[date, ...], start: date, end: date, day: date
) -> None:
    end = min(end, date(2011, 12, 31))
    weeks = Completion(province="", day=day, start=start, end=end, due=due, done=done).weeks
    assert bool(weeks) == (start <= end)
    assert [week.due for week in weeks] == [sum(one <= week.day for one in due) for week in weeks]
    known = [week.done for week in weeks if week.done is not None]
    assert known == sorted(known) == [sum(one <= week.day for one in done) for week in weeks if week.day <= day]


def test_counts_of_one_category_become_one_the_most_open_first() -> None:
    twice = [*OBSTACLES.counts, ObstacleCount(category="staff", open=9, resolved=0)]
    assert merged(twice) == [
        ObstacleCount(category="staff", open=11, resolved=9),
        ObstacleCount(category="funding", open=7, resolved=4),
        ObstacleCount(category="a later one", open=1, resolved=1),
        ObstacleCount(category="other", open=0, resolved=1),
    ]


def test_reports_of_days_to_come_are_not_received_yet() -> None:
    assert len(REPORTS.by_now) == 23
    assert len(replace(REPORTS, day=date(2009, 6, 22)).by_now) == 24
    assert REPORTS.received_by([date(2009, 6, 4), date(2009, 6, 5), date(2009, 6, 12)]) == [0, 1, 13]
