"""Working days: Monday to Friday, less the days off, plus the made-up Saturdays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SATURDAY = 5
LONGEST_BREAK = 60  # no calendar has two months without a working day: a longer search is a mistake in config


def _no_holiday(_day: date) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """A province's working days and its zone.

    ``is_public_holiday`` answers for the country's public holidays; ``days_off`` and ``made_up`` are the local
    override and win over it.
    """

    zone: tzinfo
    is_public_holiday: Callable[[date], bool] = _no_holiday
    days_off: frozenset[date] = field(default_factory=frozenset)
    made_up: frozenset[date] = field(default_factory=frozenset)
    roll_deadlines: bool = False

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        if day in self.made_up:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off and not self.is_public_holiday(day)

    def on_or_before(self, day: date) -> date:
        """Return ``day`` if it is a working day, else the last one before it."""
        return self._search(day, -1)

    def on_or_after(self, day: date) -> date:
        """Return ``day`` if it is a working day, else the first one after it."""
        return self._search(day, 1)

    def add(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day`` (before it if negative); ``day`` itself never counts."""
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day = self._search(day + timedelta(days=step), step)
        return day

    def count(self, after: date, until: date) -> int:
        """Count the working days after ``after`` up to and including ``until``; 0 if there are none."""
        days = (until - after).days
        return sum(self.is_working(after + timedelta(days=offset)) for offset in range(1, days + 1))

    def last_moment_day(self, due: date) -> date:
        """Return the day at whose end ``due`` has passed.

        With ``roll_deadlines`` a deadline on a day off runs to the end of the next working day
        (Civil Code 2015, Art. 148); without it the date stands as written.
        """
        return self.on_or_after(due) if self.roll_deadlines else due

    def is_overdue(self, due: date, today: date) -> bool:
        """Tell whether ``due`` has passed when ``today`` (local) has begun."""
        return today > self.last_moment_day(due)

    def at(self, day: date, clock_time: time) -> datetime:
        """Return the local ``clock_time`` of ``day`` as an aware UTC datetime."""
        return datetime.combine(day, clock_time, tzinfo=self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """Return the local date of an aware ``moment``."""
        return moment.astimezone(self.zone).date()

    def _search(self, day: date, step: int) -> date:
        for distance in range(LONGEST_BREAK):
            found = day + timedelta(days=distance * step)
            if self.is_working(found):
                return found
        raise ValueError(f"no working day within {LONGEST_BREAK} days of {day.isoformat()}: look at working_days")
