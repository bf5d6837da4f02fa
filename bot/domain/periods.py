"""Reporting periods: their cut-offs and due days, and how an agency is urged until it has reported."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from bot.domain.duties import Directive, Every, MonthDay, ReportingChain
from bot.domain.ladder import Audience
from bot.domain.working_days import WorkCalendar

HALVES = ("H1", "H2")
YEAR = "Y"
MID_JUNE, MID_DECEMBER = MonthDay(month=6, day=14), MonthDay(month=12, day=14)
NAGS_BEFORE = (3, 1, 0)  # working days before the due day
HEAD_FROM = 2  # working days after the due day
LEADERS_FROM = 5

_ID = re.compile(r"([0-9]{4})-(H1|H2|Y)")


class UnknownPeriod(ValueError):
    """There is no such period: ids are ``2009-H1``, ``2009-H2`` and ``2009-Y``."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """One reporting period; all days are local.

    Figures run from ``start`` to ``cut_off``; reports are asked for from ``opens_on``, are owed by the end of ``due``,
    and are urged until ``next_opens_on``, when the next period of the same length takes over.
    """

    id: str
    start: date
    cut_off: date
    opens_on: date
    due: date
    next_opens_on: date

    @property
    def year(self) -> int:
        return int(self.id[:4])

    @property
    def every(self) -> Every:
        return Every.YEAR if self.id.endswith(YEAR) else Every.HALF_YEAR

    def asked_by(self, chain: ReportingChain) -> bool:
        """Tell whether ``chain`` wants a report for this period."""
        return self.every in chain.every


def who_reports(period: Period, directives: Iterable[Directive]) -> dict[str, date]:
    """Return the agencies that owe a report for ``period``, each with the day from which it does.

    An agency owes one report for a period, about all its directives that ask for one and are in force in it. Those
    that lead a duty report; who receives the reports does not write one to itself.
    """
    owing: dict[str, date] = {}
    for directive in directives:
        chain = asking(directive, period)
        if chain is None:
            continue
        for agency in (agency for duty in directive.duties for agency in duty.lead if agency != chain.to):
            owing[agency] = min(owing.get(agency, date.max), directive.in_force_from)
    return owing


def asking(directive: Directive, period: Period) -> ReportingChain | None:
    """Return the chain by which ``directive`` asks for a report of ``period``; None if it asks for none.

    One that came into force after reports were asked for waits for the next period: there is nothing to tell yet.
    """
    ended = directive.in_force_until is not None and directive.in_force_until < period.start
    in_force = directive.in_force_from <= period.opens_on and not ended
    chain = directive.reporting
    return chain if chain is not None and in_force and period.asked_by(chain) else None


@dataclass(frozen=True, kw_only=True)
class Nag:
    """One morning on which an agency that owes a report is told so.

    ``number`` is the working days left to the due day, negative once it has passed; ``at`` is UTC.
    """

    period: str
    number: int
    on: date
    at: datetime
    due: date
    audiences: tuple[Audience, ...]

    @property
    def name(self) -> str:
        """The nag's part in the outbox key: ``t-3``, ``t-0``, ``late-1``."""
        return f"t-{self.number}" if self.number >= 0 else f"late-{-self.number}"


@dataclass(frozen=True, kw_only=True)
class OwedNag:
    """What a tick owes: the newest nag to send, those passed over, and when to look again (UTC; None: never)."""

    send: Nag | None
    skipped: tuple[Nag, ...]
    next_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReportingCalendar:
    """The reporting periods of a province.

    ``half_year`` and ``year`` are the cut-offs (Decree 09/2019/NĐ-CP, Art. 12: 14 June and 14 December). Reports are
    asked for ``opens_before`` working days before the cut-off and are due ``due_after`` working days after it: two of
    them leave one whole working day between, as the Decree wants.
    """

    calendar: WorkCalendar
    half_year: tuple[MonthDay, MonthDay] = (MID_JUNE, MID_DECEMBER)
    year: MonthDay = MID_DECEMBER
    opens_before: int = 10
    due_after: int = 2
    at: time = time(8)

    def period(self, period_id: str) -> Period:
        """Return the period that ``period_id`` names. Raises UnknownPeriod."""
        found = _ID.fullmatch(period_id)
        if not found or not date.min.year < int(found[1]) < date.max.year:
            raise UnknownPeriod(f"there is no period {period_id!r}: write it as 2009-H1, 2009-H2 or 2009-Y")
        year, part = int(found[1]), found[2]
        return self._period(year, part)

    def half_of(self, day: date) -> Period:
        """Return the half-year period whose figures ``day`` belongs to."""
        halves = (self._period(year, part) for year in (day.year, day.year + 1) for part in HALVES)
        return next(period for period in halves if day <= period.cut_off)

    def periods_between(self, since: date, until: date) -> tuple[Period, ...]:
        """Return the periods whose cut-off lies from ``since`` to ``until``, in the order of their cut-offs."""
        return tuple(period for period in self._around(since, until) if since <= period.cut_off <= until)

    def open_periods(self, day: date) -> tuple[Period, ...]:
        """Return the periods for which reports are asked on ``day``, whether or not they are overdue."""
        return self.periods_open_between(day, day)

    def periods_open_between(self, since: date, until: date) -> tuple[Period, ...]:
        """Return the periods for which reports are asked on any day from ``since`` to ``until``."""
        around = self._around(since - timedelta(days=366), until)
        return tuple(period for period in around if period.opens_on <= until and since < period.next_opens_on)

    def nags(self, period: Period) -> Iterator[Nag]:
        """Yield the mornings on which an agency that has not reported is told, in the order of time.

        At the opening, three and one working days before the due day, on it, then every working day. From the second
        working day after it the head is told; on that day and on the fifth the ICT department sees who is missing, on
        the fifth the leaders too: after that they read it in their digest.
        """
        opening = self.calendar.count(period.opens_on, period.due)
        for number in (opening, *(n for n in NAGS_BEFORE if n < opening)):
            yield self._nag(period, number, self.calendar.add(period.due, -number))
        day, number = self.calendar.add(period.due, 1), -1
        while day < period.next_opens_on:
            yield self._nag(period, number, day)
            day, number = self.calendar.add(day, 1), number - 1

    def owed(self, period: Period, *, handled_until: datetime, now: datetime) -> OwedNag:
        """Return what is owed at ``now`` when everything up to ``handled_until`` (UTC) has been dealt with.

        Of several missed nags only the newest is sent, to all whom one of them was for; the older ones are
        ``skipped``, for the record.
        """
        passed = [nag for nag in takewhile(lambda nag: nag.at <= now, self.nags(period)) if nag.at > handled_until]
        coming = next((nag.at for nag in self.nags(period) if nag.at > now), None)
        newest = replace(passed[-1], audiences=_all_told(passed)) if passed else None
        return OwedNag(send=newest, skipped=tuple(passed[:-1]), next_at=coming)

    def _nag(self, period: Period, number: int, day: date) -> Nag:
        told = [Audience.OFFICER]
        if number <= -HEAD_FROM:
            told.append(Audience.HEAD)
        if number in (-HEAD_FROM, -LEADERS_FROM):
            told.append(Audience.ICT)
        if number == -LEADERS_FROM:
            told.append(Audience.LEADERS)
        at = self.calendar.at(day, self.at)
        return Nag(period=period.id, number=number, on=day, at=at, due=period.due, audiences=tuple(told))

    def _around(self, since: date, until: date) -> list[Period]:
        """Return the periods of the years that touch ``since`` to ``until``, one year more at the end."""
        years = range(max(since.year, date.min.year + 1), min(until.year + 2, date.max.year))
        periods = [self._period(year, part) for year in years for part in (*HALVES, YEAR)]
        return sorted(periods, key=lambda period: (period.cut_off, period.id))

    def _period(self, year: int, part: str) -> Period:
        cut_off = self._cut_off(year, part)
        following = (year, "H2") if part == "H1" else (year + 1, "H1" if part == "H2" else YEAR)
        preceding = (year, "H1") if part == "H2" else (year - 1, "H2" if part == "H1" else YEAR)
        return Period(
            id=f"{year:04}-{part}",
            start=self._cut_off(*preceding) + timedelta(days=1),
            cut_off=cut_off,
            opens_on=self._opens_on(cut_off),
            due=self.calendar.add(cut_off, self.due_after),
            next_opens_on=self._opens_on(self._cut_off(*following)),
        )

    def _cut_off(self, year: int, part: str) -> date:
        if part == YEAR:
            return self.year.in_year(year)
        return self.half_year[HALVES.index(part)].in_year(year)

    def _opens_on(self, cut_off: date) -> date:
        return self.calendar.add(cut_off, -self.opens_before)


def _all_told(nags: list[Nag]) -> tuple[Audience, ...]:
    """Return everybody that one of ``nags`` is for, in the order of the audiences."""
    return tuple(audience for audience in Audience if any(audience in nag.audiences for nag in nags))
