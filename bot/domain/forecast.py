"""Every notice that will be sent if nobody does anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby, takewhile

from bot.domain.duties import Directive, Duty, Occurrence, occurrences
from bot.domain.ladder import Audience, Ladder, Rung, rungs
from bot.domain.organisation import Organisation
from bot.domain.periods import Nag, ReportingCalendar, who_reports
from bot.domain.working_days import LONGEST_BREAK, WorkCalendar

WEEK = 7  # days
OF_THE_PROVINCE = frozenset({Audience.ICT, Audience.LEADERS})


class ForecastKind(StrEnum):
    REMINDER = "reminder"
    OVERDUE = "overdue"
    REPORT = "report"
    DIGEST = "digest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
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

    Assignments are taken to exist from ``since``, or from the day their directive is in force if that is later. What
    one moment owes is written out when it is its turn, so that a year of a hundred thousand assignments needs no
    memory.
    """
    coming = [
        *_of_duties(directives, rules, since, until),
        *_of_reports(directives, rules, since, until),
        *_of_digests(directives, rules, since, until),
    ]
    coming.sort(key=_moment)
    for _, together in groupby(coming, key=_moment):
        yield from sorted((one for owing in together for one in owing.notices()), key=_order)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Owing:
    """What one moment owes for one reason: ``notices`` writes it out."""

    at: datetime
    notices: Callable[[], Iterator[Expected]]


def _moment(owing: _Owing) -> datetime:
    return owing.at


def _order(one: Expected) -> tuple[datetime, str, str, str, str, str, int]:
    """Sort by time; what else decides only keeps the order the same each time."""
    rung = 0 if one.rung is None else one.rung
    return one.at, one.kind, one.directive or "", one.duty or "", one.agency or "", one.audience, rung


def tracked(directive: Directive, duty: Duty, *, since: date, until: date) -> Iterator[Occurrence]:
    """Yield what ``duty`` gives to track from ``since`` to ``until``, while its directive is in force."""
    last = min(until, directive.in_force_until) if directive.in_force_until else until
    yield from occurrences(duty, since=max(since, directive.in_force_from), until=last)


def _of_duties(directives: Iterable[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    furthest = until + timedelta(days=max(rules.ladder.before, default=0) + LONGEST_BREAK)
    for directive in directives:
        begin = max(since, directive.in_force_from)
        for duty in directive.duties:
            for occurrence in tracked(directive, duty, since=since, until=furthest):
                if occurrence.due is not None:
                    for rung in _sent(occurrence.due, duty, rules, begin, until):
                        at = rung.at.astimezone(rules.calendar.zone)
                        yield _Owing(at=at, notices=partial(_of_rung, at, rung, duty))


def _sent(due: date, duty: Duty, rules: Rules, begin: date, until: date) -> Iterator[Rung]:
    coming = rungs(due, ladder=rules.ladder, calendar=rules.calendar, every=duty.every)
    in_time = takewhile(lambda rung: rung.on <= until, coming)
    return (rung for rung in in_time if rung.on >= begin and not rung.merged)


def _of_rung(at: datetime, rung: Rung, duty: Duty) -> Iterator[Expected]:
    kind = ForecastKind.OVERDUE if rung.overdue else ForecastKind.REMINDER
    for agency in duty.lead:
        for audience in rung.audiences:
            yield Expected(
                at=at,
                kind=kind,
                rung=rung.number,
                agency=agency,
                audience=audience,
                directive=duty.directive,
                duty=duty.id,
                due=rung.due,
            )


def _of_reports(directives: Sequence[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    for period in rules.reporting.periods_open_between(since, until):
        owing = who_reports(period, directives)
        for nag in takewhile(lambda nag: nag.on <= until, rules.reporting.nags(period)):
            agencies = [agency for agency, first in owing.items() if max(first, since) <= nag.on]
            at = nag.at.astimezone(rules.calendar.zone)
            yield _Owing(at=at, notices=partial(_of_nag, at, nag, agencies))


def _of_nag(at: datetime, nag: Nag, agencies: Sequence[str]) -> Iterator[Expected]:
    for audience in nag.audiences if agencies else ():
        about = (None,) if audience in OF_THE_PROVINCE else agencies
        for agency in about:
            yield Expected(
                at=at,
                kind=ForecastKind.REPORT,
                rung=nag.number,
                agency=agency,
                audience=audience,
                directive=nag.period,
                duty=None,
                due=nag.due,
            )


def _of_digests(directives: Sequence[Directive], rules: Rules, since: date, until: date) -> Iterator[_Owing]:
    first_day = _first_days(directives)
    for day in digest_days(rules.calendar, rules.digest_weekday, since=since, until=until):
        at = rules.calendar.at(day, rules.digest_at).astimezone(rules.calendar.zone)
        agencies = [agency for agency, first in first_day.items() if first <= day]
        yield _Owing(at=at, notices=partial(_of_monday, at, agencies))


def _of_monday(at: datetime, agencies: Sequence[str]) -> Iterator[Expected]:
    told: list[tuple[Audience, str | None]] = [(Audience.HEAD, agency) for agency in agencies]
    if agencies:
        told += [(Audience.ICT, None), (Audience.LEADERS, None)]
    for audience, agency in told:
        yield Expected(
            at=at,
            kind=ForecastKind.DIGEST,
            rung=None,
            agency=agency,
            audience=audience,
            directive=None,
            duty=None,
            due=None,
        )


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
