"""Quiet: what a person has taken note of is not repeated to them, and what they put off comes on the day they named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.duties import Every
from bot.domain.ladder import Ladder, next_rung
from bot.domain.working_days import WorkCalendar

OVERDUE = "overdue-"
WEEK = 7


def stage(rung: str, ladder: Ladder) -> str:
    """Return what of the ladder repeats itself, given a rung's name: each rung before the deadline is its own stage.

    Overdue, the frequent reminders are one stage and the weekly ones each their own: taking note of the first stops the
    frequent ones for that person, and nobody can silence a late duty for good.
    """
    number = rung.removeprefix(OVERDUE)
    return "overdue" if number != rung and int(number) <= ladder.overdue_times else rung


@dataclass(frozen=True, kw_only=True)
class PutOff:
    """The days to which a reminder may be put off: ``latest`` at most, and those worth offering."""

    latest: date
    offered: tuple[date, ...]


def put_off(
    due: date, *, now: datetime, ladder: Ladder, calendar: WorkCalendar, every: Every | None = None
) -> PutOff | None:
    """Return to when the next reminder of a deadline may be put off; None if there is no room before it comes anyway.

    Never past the deadline's own reminder; once that has passed, never past the next one. Offered are the next working
    day and the Monday (or first working day) of the next week.
    """
    today = calendar.day_of(now)
    own = calendar.on_or_before(calendar.last_moment_day(due))
    latest = own if own > today else next_rung(due, now, ladder, calendar, every).on
    monday = calendar.on_or_after(today + timedelta(days=WEEK - today.weekday()))
    offered = sorted({calendar.add(today, 1), monday})
    if latest <= today:
        return None
    return PutOff(latest=latest, offered=tuple(day for day in offered if day <= latest))
