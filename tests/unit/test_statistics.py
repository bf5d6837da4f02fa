"""The statistics of any register add up, and are what a plain recount says: two roads to the same numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Config
from bot.documents.report_data import PeriodReport, Tally
from bot.domain.assignments import Assignment
from bot.domain.duties import Directive, Duty, Status
from bot.sections import WorkingDays
from bot.services.period_report import period_report
from bot.services.period_sources import Sources
from bot.services.screens.lines import counts
from tests.unit.province import HANOI, province

AGENCIES = ("stttt", "so-xd", "huyen-a")
BEGINS = {"ct-1": date(2008, 11, 3), "ct-2": date(2009, 5, 4)}  # the days from which two directives are in force
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One assignment, told as plainly as possible: days are local, ``handed_in`` is None if nothing was."""

    agency: str
    directive: str
    due: date | None
    status: Status
    assigned: date
    handed_in: date | None
    in_chat: bool


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(min_value=first, max_value=last)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    status = draw(st.sampled_from(Status))
    handed_in = status in (Status.DONE, Status.SUBMITTED)
    return Entry(
        agency=draw(st.sampled_from(AGENCIES)),
        directive=draw(st.sampled_from(sorted(BEGINS))),
        due=draw(st.none() | days(date(2008, 11, 1), date(2009, 8, 31))),
        status=status,
        assigned=draw(days(date(2008, 10, 1), date(2009, 7, 31))),
        handed_in=draw(days(date(2008, 11, 1), date(2009, 8, 31))) if handed_in else None,
        in_chat=draw(st.booleans()),
    )


WORKING_DAYS = st.builds(
    WorkingDays,
    holidays=st.none(),
    days_off=st.lists(days(date(2009, 1, 1), date(2009, 8, 31)), max_size=30).map(tuple),
    made_up=st.just(()),
    roll_deadlines=st.booleans(),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return province(Path(tmp_path_factory.mktemp("statistics")))


def moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=HANOI).astimezone(UTC)


def assignment(number: int, entry: Entry) -> Assignment:
    return Assignment(
        id=number, directive=entry.directive, directive_title=entry.directive, duty=f"d{number % 4}", clause="1",
        title="T", agency=entry.agency, occurrence="", due=entry.due, every=None, status=entry.status,
        before_pause=Status.ASSIGNED if entry.status is Status.PAUSED else None, revision=1,
        assigned_at=moment(entry.assigned), handled_until=moment(entry.assigned), next_at=None,
        submitted_at=moment(entry.handed_in) if entry.handed_in else None, submitted_by=None, result=None, holder=None,
        figure=None, figure_at=None, verify=False, given_by=1 if entry.in_chat else None, deliverable=None,
        submit_to=None, target=None, coordinating=[],
    )  # fmt: skip


def sources(register: list[Entry], config: Config, today: date, agency: str | None = None) -> Sources:
    directives = [
        Directive(
            id=name, kind="chi-thi", issuer="UBND", title=name, in_force_from=begins,
            duties=(Duty(directive=name, id="d0", clause="1", title="T", lead=AGENCIES),),
        )
        for name, begins in BEGINS.items()
    ]  # fmt: skip
    numbered = zip(count(1), register, strict=False)
    return Sources(
        period=config.reporting_calendar.period("2009-H1"), agency=agency, now=moment(today, 12), directives=directives,
        assignments=[
            assignment(number, entry)
            for number, entry in numbered
            if entry.status is not Status.CANCELLED and agency in (None, entry.agency)
        ],
        reports=[], items=[], progress=[], tickets=[], notes={}, titles={},
    )  # fmt: skip


def recount(register: list[Entry], config: Config, today: date, *, of_period: bool) -> Counter[str]:
    """Count the cells as a clerk would with a pencil."""
    start, cut_off = date(2008, 12, 15), date(2009, 6, 14)
    seen = min(today, cut_off) if of_period else today
    found: Counter[str] = Counter()
    for entry in register:
        since = entry.assigned if entry.in_chat else min(entry.assigned, BEGINS[entry.directive])
        if entry.status is Status.CANCELLED or (of_period and since > seen):
            continue
        came = entry.handed_in if entry.handed_in and entry.handed_in <= seen else None
        done = came is not None and entry.status is Status.DONE
        if done and of_period and came and came < start:
            continue
        last = entry.due
        while last and config.working_days.roll_deadlines and not config.calendar.is_working(last):
            last += DAY
        if last is None:
            found["done_no_deadline" if done else "open_no_deadline"] += 1
        elif done:
            found["done_on_time" if came and came <= last else "done_late"] += 1
        else:
            found["open_overdue" if (came or seen) > last else "open_within"] += 1
    return found


def cells(tally: Tally) -> Counter[str]:
    return +Counter(vars(tally))


def of_agencies(report: PeriodReport) -> Counter[str]:
    return sum((cells(line.tally) for line in report.agencies), Counter())


@settings(max_examples=60)
@given(st.lists(entries(), max_size=25), WORKING_DAYS, days(date(2009, 1, 5), date(2009, 8, 31)))
def test_a_periods_figures_add_up_and_equal_a_plain_recount(
    base: Config, register: list[Entry], working_days: WorkingDays, today: date
) -> None:
    config = base.model_copy(update={"working_days": working_days})
    whole = period_report(sources(register, config, today), config)
    assert cells(whole.tally) == recount(register, config, today, of_period=True) == of_agencies(whole)
    assert sum((cells(result.tally) for result in whole.results), Counter()) == cells(whole.tally)
    by_duty = [duty.tally for result in whole.results for clause in result.clauses for duty in clause.duties]
    assert sum(map(cells, by_duty), Counter()) == cells(whole.tally)
    assert whole.tally.total == whole.tally.dated + whole.tally.undated == len(whole.duties)
    assert whole.tally.dated == whole.tally.done + whole.tally.open
    for agency in AGENCIES:
        theirs = [entry for entry in register if entry.agency == agency]
        own = period_report(sources(theirs, config, today, agency), config)
        assert cells(own.tally) == recount(theirs, config, today, of_period=True)


@settings(max_examples=60)
@given(st.lists(entries(), max_size=25), WORKING_DAYS, days(date(2009, 1, 5), date(2009, 8, 31)))
def test_a_digests_figures_equal_a_plain_recount(
    base: Config, register: list[Entry], working_days: WorkingDays, today: date
) -> None:
    config = base.model_copy(update={"working_days": working_days})
    known = [entry for entry in register if entry.handed_in is None or entry.handed_in <= today]
    told = counts([assignment(number, entry) for number, entry in enumerate(known)], config, today, None)
    assert +Counter(told.cells) == recount(known, config, today, of_period=False)
