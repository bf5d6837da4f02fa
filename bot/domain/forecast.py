"""Every notice that will be sent if nobody does anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from heapq import merge
from itertools import groupby, takewhile
from typing import NamedTuple

from bot.domain.duties import Directive, Duty, Occurrence, occurrences
from bot.domain.ladder import Audience, Ladder, Rung, rungs
from bot.domain.organisation import Organisation
from bot.domain.periods import ReportingCalendar, who_reports
from bot.domain.working_days import LONGEST_BREAK, WorkCalendar

WEEK = 7  # days
OF_THE_PROVINCE = frozenset({Audience.ICT, Audience.LEADERS})
DIGESTED = frozenset({Audience.HEAD, *OF_THE_PROVINCE})


class ForecastKind(StrEnum):
    REMINDER = "reminder"
    OVERDUE = "overdue"
    REPORT = "report"
    DIGEST = "digest"


class Expected(NamedTuple):
    """One notice to come.

    ``at`` is aware, in the province's zone; ``due`` is a local day. ``agency`` is whom it is about: None if it is about
    all of them (digests and lists of missing reports for the ICT department and the leaders). ``rung``: the days before
    the deadline of a reminder, the count of an overdue notice, the working days left for a report (negative once it is
    late), None for a digest. ``directive`` is the period's id for a report.
    """

    at: datetime
    kind: ForecastKind
    rung: int | None
    agency: str | None
    audience: Audience
    directive: str | None
    duty: str | None
    due: date | None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What decides when a province is told what. ``digest_weekday``: Monday is 0."""

    organisation: Organisation
    calendar: WorkCalendar
    ladder: Ladder
    reporting: ReportingCalendar
    digest_weekday: int = 0
    digest_at: time = time(8)


def forecast(directives: Sequence[Directive], rules: Rules, *, since: date, until: date) -> Iterator[Expected]:
    """Yield the notices of ``since`` to ``until`` (local days, both included) in the order of time.

    Assignments are taken to exist from ``since``, or from the day their directive is in force if that is later. The
    notices of one rung are written out when it is their turn, so that a year of a hundred thousand assignments needs no
    memory.
    """
    coming = [
        *_of_duties(directives, rules, since, until),
        *_of_reports(directives, rules, since, until),
        *_of_digests(directives, rules, since, until),
    ]
    coming.sort(key=_reason)
    for _, together in groupby(coming, key=_reason):
        yield from merge(*(owing.notices() for owing in together), key=_order)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Owing:
    """What one moment owes for one reason: a notice for each of ``agencies`` (in their order) and ``audiences``."""

    at: datetime
    kind: ForecastKind
    rung: int | None
    agencies: Sequence[str | None]
    audiences: Iterable[Audience]
    directive: str | None = None
    duty: str | None = None
    due: date | None = None

    def notices(self) -> Iterator[Expected]:
        """Write them out, in the order of ``_order``; there are millions in a year, so they are given by position."""
        audiences = sorted(self.audiences)
        for agency in self.agencies:
            for audience in audiences:
                yield Expected(self.at, self.kind, self.rung, agency, audience, self.directive, self.duty, self.due)


def _reason(owing: _Owing) -> tuple[datetime, str, str, str]:
    """Sort by time; what else decides only keeps the order the same each time."""
    return owing.at, owing.kind, owing.directive or "", owing.duty or ""


def _order(one: Expected) -> tuple[str, str, int]:
    """Sort what one moment owes for one reason."""
    return one.agency or "", one.audience, one.rung or 0


def tracked(directive: Directive, duty: Duty, *, since: date, until: date) -> Iterator[Occurrence]:
    """Yield what ``duty`` gives to track from ``since`` to ``until``, while its directive is in force."""
    last = min(until, directive.in_force_until) if directive.in_force_until else until
    yield from occurrences(duty, since=max(since, directive.in_force_from), until=last)


def _of_duties(directives: Iterable[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    furthest = until + timedelta(days=max(rules.ladder.before, default=0) + LONGEST_BREAK)
    for directive in directives:
        begin = max(since, directive.in_force_from)
        for duty in directive.duties:
            agencies = sorted(duty.lead)
            for occurrence in tracked(directive, duty, since=since, until=furthest):
                if occurrence.due is not None:
                    for rung in _sent(occurrence.due, duty, rules, begin, until):
                        yield _Owing(
                            at=rung.at.astimezone(rules.calendar.zone),
                            kind=ForecastKind.OVERDUE if rung.overdue else ForecastKind.REMINDER,
                            rung=rung.number,
                            agencies=agencies,
                            audiences=rung.audiences,
                            directive=duty.directive,
                            duty=duty.id,
                            due=rung.due,
                        )


def _sent(due: date, duty: Duty, rules: Rules, begin: date, until: date) -> Iterator[Rung]:
    coming = rungs(due, ladder=rules.ladder, calendar=rules.calendar, every=duty.every)
    in_time = takewhile(lambda rung: rung.on <= until, coming)
    return (rung for rung in in_time if rung.on >= begin and not rung.merged)


def _of_reports(directives: Sequence[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    for period in rules.reporting.periods_open_between(since, until):
        owing = sorted(who_reports(period, directives).items())
        for nag in takewhile(lambda nag: nag.on <= until, rules.reporting.nags(period)):
            agencies = [agency for agency, first in owing if max(first, since) <= nag.on]
            for about, audiences in _told(agencies, nag.audiences):
                yield _Owing(
                    at=nag.at.astimezone(rules.calendar.zone),
                    kind=ForecastKind.REPORT,
                    rung=nag.number,
                    agencies=about,
                    audiences=audiences,
                    directive=nag.period,
                    due=nag.due,
                )


def _of_digests(directives: Sequence[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    first_days = sorted(_first_days(directives).items())
    for day in digest_days(rules.calendar, rules.digest_weekday, since=since, until=until):
        at = rules.calendar.at(day, rules.digest_at).astimezone(rules.calendar.zone)
        agencies = [agency for agency, first in first_days if first <= day]
        for about, audiences in _told(agencies, DIGESTED):
            yield _Owing(at=at, kind=ForecastKind.DIGEST, rung=None, agencies=about, audiences=audiences)


def _told(
    agencies: Sequence[str], audiences: Iterable[Audience]
) -> Iterator[tuple[Sequence[str | None], Iterable[Audience]]]:
    """Yield who hears of each agency, and who hears once of all of them; nobody if there is no agency."""
    if agencies:
        told = frozenset(audiences)
        yield agencies, told - OF_THE_PROVINCE
        yield (None,), told & OF_THE_PROVINCE


def digest_days(calendar: WorkCalendar, weekday: int, *, since: date, until: date) -> list[date]:
    """Return the days of the weekly digest: each ``weekday`` (Monday is 0), or the next working day."""
    earliest = since - timedelta(days=LONGEST_BREAK)
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % WEEK)
    moved = {calendar.on_or_after(day + timedelta(days=step)) for step in range(0, (until - day).days + 1, WEEK)}
    return sorted(on for on in moved if since <= on <= until)


def _first_days(directives: Iterable[Directive]) -> dict[str, date]:
    """Return each agency that leads or helps, with the first day on which it does."""
    first: dict[str, date] = {}
    for directive in directives:
        for duty in directive.duties:
            for agency in (*duty.lead, *duty.coordinating):
                first[agency] = min(first.get(agency, date.max), directive.in_force_from)
    return first
