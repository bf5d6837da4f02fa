"""What a calendar on the wall says, seen from today. Weeks begin on Monday, months end on their last day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.working_days import WorkCalendar

DAYS_OF_A_WEEK = 7
MONTHS_OF_A_YEAR = 12
DECEMBER = 12
MONTHS_INTO_NEXT_YEAR = 9  # "15/1" said in November is next January; "15/3" said in April was last month
YEARS_AHEAD = 10


class Misdate(StrEnum):
    """Why a date was not understood; each has its own way of asking again."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    PAST = "past"
    TOO_FAR = "too-far"


@dataclass(frozen=True)
class Almanac:
    """The dates that count from ``today`` (local); working days need ``work``."""

    today: date
    work: WorkCalendar | None = None

    def day(self, day: int, month: int, year: int | None = None) -> date | Misdate:
        """Return that day; without a year this year's, or next year's if that is at most nine months away."""
        if year is not None:
            return _existing(day, month, year) or Misdate.IMPOSSIBLE
        this, following = (_existing(day, month, self.today.year + ahead) for ahead in (0, 1))
        if this and this >= self.today:
            return this
        if following and following <= self.months_later(MONTHS_INTO_NEXT_YEAR):
            return following
        return Misdate.PAST if this else Misdate.IMPOSSIBLE

    def day_of_month(self, day: int) -> date | Misdate:
        """Return the next such day from today on; the month it would fall in must have it."""
        return self.day_in_month(day, 0 if day >= self.today.day else 1)

    def day_in_month(self, day: int, ahead: int) -> date | Misdate:
        """Return that day of the month ``ahead`` months after this one."""
        first = self.first_of_month(ahead)
        return _existing(day, first.month, first.year) or Misdate.IMPOSSIBLE

    def end_of_month(self, month: int, year: int | None = None) -> date | Misdate:
        """Return the last day of a month; without a year as in :meth:`day`."""
        if not 1 <= month <= MONTHS_OF_A_YEAR:
            return Misdate.IMPOSSIBLE
        if year is not None:
            return date(year, month, _length(month, year))
        this, following = (date(self.today.year + ahead, month, 1) for ahead in (0, 1))
        first = this if (this.year, month) >= (self.today.year, self.today.month) else following
        return self.day(_length(first.month, first.year), month)

    def end_of_month_ahead(self, ahead: int) -> date:
        """Return the last day of the month ``ahead`` months after this one."""
        first = self.first_of_month(ahead)
        return first.replace(day=_length(first.month, first.year))

    def first_of_month(self, ahead: int) -> date:
        """Return the first day of the month ``ahead`` months after this one."""
        year, month = divmod(self.today.year * MONTHS_OF_A_YEAR + self.today.month - 1 + ahead, MONTHS_OF_A_YEAR)
        return date(year, month + 1, 1)

    def end_of_quarter_ahead(self, ahead: int) -> date:
        """Return the last day of the quarter ``ahead`` quarters after this one."""
        return self.end_of_month_ahead(3 * ahead + 2 - (self.today.month - 1) % 3)

    def monday(self, weeks: int) -> date:
        """Return the Monday of the week ``weeks`` after this one."""
        return self.today + timedelta(days=weeks * DAYS_OF_A_WEEK - self.today.weekday())

    def days_later(self, count: int) -> date:
        """Return the day after ``count`` days; today is not counted (Civil Code 2015, Art. 147)."""
        return self.today + timedelta(days=count)

    def months_later(self, count: int) -> date:
        """Return the same day ``count`` months on; a month without it ends sooner (Civil Code 2015, Art. 148)."""
        end = self.end_of_month_ahead(count)
        return end.replace(day=min(end.day, self.today.day))

    def working_days_later(self, count: int) -> date | Misdate:
        """Return the ``count``-th working day after today; without a calendar nobody can tell."""
        return self.work.add(self.today, count) if self.work else Misdate.UNREADABLE

    def weekday_to_come(self, weekday: int) -> date:
        """Return the first such weekday after today (Monday is 0)."""
        return self.today + timedelta(days=(weekday - self.today.weekday() - 1) % DAYS_OF_A_WEEK + 1)


def _length(month: int, year: int) -> int:
    return monthrange(year, month)[1]


def _existing(day: int, month: int, year: int) -> date | None:
    if not (1 <= month <= MONTHS_OF_A_YEAR and 1 <= day <= _length(month, year)):
        return None
    return date(year, month, day)
