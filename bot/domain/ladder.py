"""The ladder: which reminders a deadline gives, on which mornings, and what is owed when a tick comes late."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from bot.domain.duties import Every
from bot.domain.working_days import WorkCalendar


class Audience(StrEnum):
    """Whom a rung is for."""

    OFFICER = "officer"
    HEAD = "head"
    ICT = "ict"
    LEADERS = "leaders"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The reminder points of a province.

    ``before``: days before the deadline. Overdue: every ``overdue_every`` working days, ``overdue_times`` times, then
    every ``then_every`` days. From ``head_from`` days before on, the head is told too.
    """

    before: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    at: time = time(8)
    overdue_every: int = 3
    overdue_times: int = 5
    then_every: int = 7
    head_from: int = 7


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One reminder point of one deadline.

    ``number`` is the days before the deadline, or for an ``overdue`` rung its count (1, 2, …); ``on`` the local day
    and ``at`` the UTC moment it is sent; ``merged`` says that a more urgent rung falls on the same morning.
    """

    number: int
    overdue: bool
    on: date
    at: datetime
    due: date
    audiences: tuple[Audience, ...]
    merged: bool = False

    @property
    def name(self) -> str:
        """The rung's part in the outbox key: ``t-30`` … ``t-0``, ``overdue-1`` …"""
        return f"overdue-{self.number}" if self.overdue else f"t-{self.number}"


def rungs(due: date, *, ladder: Ladder, calendar: WorkCalendar, every: Every | None = None) -> Iterator[Rung]:
    """Yield all rungs of a deadline in the order of time, without end once it is overdue.

    A rung on a day off moves to the working day before it. Of rungs on one morning the most urgent counts, the
    others are yielded as ``merged``. A rung longer than a recurring duty's interval is left out.
    """
    last_day = calendar.last_moment_day(due)
    yield from _before(due, last_day, ladder, calendar, every)
    yield from _overdue(due, last_day, ladder, calendar)


def _before(due: date, last_day: date, ladder: Ladder, calendar: WorkCalendar, every: Every | None) -> Iterator[Rung]:
    numbers = [n for n in ladder.before if every is None or n <= every.shortest_days]
    days = {number: calendar.on_or_before(last_day - timedelta(days=number)) for number in sorted(set(numbers))}
    most_urgent: dict[date, int] = {}
    for number, day in days.items():
        most_urgent.setdefault(day, number)
    for number, day in sorted(days.items(), key=lambda item: -item[0]):
        told = (Audience.OFFICER, Audience.HEAD) if number <= ladder.head_from else (Audience.OFFICER,)
        yield Rung(
            number=number,
            overdue=False,
            on=day,
            at=calendar.at(day, ladder.at),
            due=due,
            audiences=told,
            merged=most_urgent[day] != number,
        )


def _overdue(due: date, last_day: date, ladder: Ladder, calendar: WorkCalendar) -> Iterator[Rung]:
    day, previous, number = last_day, calendar.on_or_before(last_day), 0
    while True:
        number += 1
        if number <= ladder.overdue_times:
            day = calendar.add(day, ladder.overdue_every)
            on = day
        else:
            day += timedelta(days=ladder.then_every)
            on = calendar.on_or_before(day)
        yield Rung(
            number=number,
            overdue=True,
            on=on,
            at=calendar.at(on, ladder.at),
            due=due,
            audiences=(Audience.OFFICER, Audience.HEAD, Audience.ICT),
            merged=on == previous,  # a long break pulls two weekly rungs onto one morning, or one before the deadline
        )
        previous = on


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What a tick owes: the newest rung to send, those that were passed over, and when to look again (UTC)."""

    send: Rung | None
    skipped: tuple[Rung, ...]
    next_at: datetime


def owed(
    due: date,
    *,
    handled_until: datetime,
    now: datetime,
    ladder: Ladder,
    calendar: WorkCalendar,
    every: Every | None = None,
) -> Owed:
    """Return what is owed at ``now`` when everything up to ``handled_until`` (UTC) has been dealt with.

    Of several missed rungs only the newest is sent; merged and older ones are ``skipped``, for the record.
    """
    coming = rungs(due, ladder=ladder, calendar=calendar, every=every)
    passed = [rung for rung in _until(coming, now) if rung.at > handled_until]
    sendable = [rung for rung in passed if not rung.merged]
    send = sendable[-1] if sendable else None
    skipped = tuple(rung for rung in passed if rung is not send)
    return Owed(send=send, skipped=skipped, next_at=next_rung(due, now, ladder, calendar, every).at)


def next_rung(due: date, after: datetime, ladder: Ladder, calendar: WorkCalendar, every: Every | None = None) -> Rung:
    """Return the first rung that is sent after the moment ``after`` (UTC); there always is one."""
    coming = rungs(due, ladder=ladder, calendar=calendar, every=every)
    return next(rung for rung in coming if rung.at > after and not rung.merged)


def _until(coming: Iterator[Rung], moment: datetime) -> Iterator[Rung]:
    return takewhile(lambda rung: rung.at <= moment, coming)


class Timetable:
    """When the rungs of one deadline are sent, worked out once, as far as anybody asks."""

    def __init__(self, due: date, ladder: Ladder, calendar: WorkCalendar, every: Every | None = None) -> None:
        coming = rungs(due, ladder=ladder, calendar=calendar, every=every)
        self._coming = (rung.at for rung in coming if not rung.merged)
        self._known: list[datetime] = []

    def after(self, moment: datetime) -> datetime:
        """Return when the first rung after ``moment`` is sent (UTC); there always is one."""
        while not self._known or self._known[-1] <= moment:
            self._known.append(next(self._coming))
        return self._known[bisect_right(self._known, moment)]
