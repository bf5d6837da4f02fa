"""What the pictures show, as plain values with local days: nothing here knows the database or what draws."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.documents.report_data import Tally

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class AgencyStanding:
    """An agency by its short name, and its counts."""

    name: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the province stands on a day."""

    province: str
    day: date
    agencies: tuple[AgencyStanding, ...]

    @property
    def worst_first(self) -> list[AgencyStanding]:
        """The agencies that have assignments with a deadline: most overdue first, then the greater share of them."""
        counted = [agency for agency in self.agencies if agency.tally.dated > 0]
        return sorted(counted, key=_badness)


def _badness(agency: AgencyStanding) -> tuple[int, float, int, int, str]:
    tally = agency.tally
    return (-tally.open_overdue, -tally.open_overdue / tally.dated, -tally.done_late, -tally.open_within, agency.name)


@dataclass(frozen=True, kw_only=True)
class Week:
    """How many assignments were due, and how many done, by the end of ``day``; ``done`` is None for days to come."""

    day: date
    due: int
    done: int | None


@dataclass(frozen=True, kw_only=True)
class Completion:
    """The deadlines of some assignments, and the days on which they were done, as known at the end of ``day``.

    The picture runs from ``start`` to ``end``; what was due or done before counts from its first day.
    """

    province: str
    day: date
    start: date
    end: date
    due: tuple[date, ...]
    done: tuple[date, ...]

    @property
    def weeks(self) -> list[Week]:
        """The counts at the start, at the end of every week (Sunday) since, on ``day`` and at the end."""
        due, done = sorted(self.due), sorted(one for one in self.done if one <= self.day)
        return [
            Week(
                day=day,
                due=bisect_right(due, day),
                done=bisect_right(done, day) if day <= self.day else None,
            )
            for day in self._counted_days()
        ]

    def _counted_days(self) -> list[date]:
        days = {self.start, self.end, self.day}
        sunday = self.start + timedelta(days=6 - self.start.weekday())
        days.update(sunday + step * WEEK for step in range((self.end - sunday).days // 7 + 1))
        return sorted(day for day in days if self.start <= day <= self.end)

    @property
    def done_by_now(self) -> int:
        return sum(day <= self.day for day in self.done)

    @property
    def due_by_now(self) -> int:
        return sum(day <= self.day for day in self.due)


@dataclass(frozen=True, kw_only=True)
class ObstacleCount:
    """How many obstacles of a category (its key) are open, and how many are resolved."""

    category: str
    open: int
    resolved: int


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """The obstacles of the province as known on a day."""

    province: str
    day: date
    counts: tuple[ObstacleCount, ...]

    @property
    def open(self) -> int:
        return sum(count.open for count in self.counts)

    @property
    def resolved(self) -> int:
        return sum(count.resolved for count in self.counts)


def merged(counts: Iterable[ObstacleCount]) -> list[ObstacleCount]:
    """Return one count a category, the most open first, without those that have nothing to count."""
    sums: dict[str, ObstacleCount] = {}
    for count in counts:
        known = sums.get(count.category, ObstacleCount(category=count.category, open=0, resolved=0))
        sums[count.category] = ObstacleCount(
            category=count.category, open=known.open + count.open, resolved=known.resolved + count.resolved
        )
    something = [count for count in sums.values() if count.open + count.resolved > 0]
    return sorted(something, key=lambda count: (-count.open, -count.resolved, count.category))


@dataclass(frozen=True, kw_only=True)
class Reports:
    """The reports received for a period up to the end of ``day``, of those ``owed``; ``due`` is the last day in time.

    ``period`` is its name as people read it.
    """

    province: str
    day: date
    period: str
    opened: date
    due: date
    owed: int
    received: tuple[date, ...]

    @property
    def by_now(self) -> list[date]:
        """The days on which reports were received, in order."""
        return sorted(day for day in self.received if day <= self.day)

    def received_by(self, days: Sequence[date]) -> list[int]:
        """Return how many had been received by the end of each of ``days``."""
        known = self.by_now
        return [bisect_right(known, day) for day in days]
