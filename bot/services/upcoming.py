"""What comes next, as the database stands: the list beside the demo's clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.services.base import Service
from bot.services.digest import WEEK

HORIZON = timedelta(days=200)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Something that will happen: ``at`` in UTC; ``count`` assignments or reports are concerned."""

    at: datetime
    kind: str
    count: int
    titles: tuple[str, ...] = ()


class Upcoming(Service):
    """The near future, if nobody does anything."""

    async def next_events(self, limit: int) -> list[Coming]:
        """Return the next events, nearest first: at most one of each kind a moment."""
        coming = [*await self._rungs(), *await self._nags(), *self._openings(), *self._digests(limit)]
        waiting = await self.work.outbox.next_moment()
        if waiting is not None and waiting > self.work.now:
            coming.append(Coming(at=waiting, kind="retry", count=1))
        return sorted((one for one in coming if one.at > self.work.now), key=lambda one: (one.at, one.kind))[:limit]

    async def _rungs(self) -> list[Coming]:
        return [
            Coming(at=at, kind="reminder", count=count, titles=tuple(titles))
            for at, count, titles in await self.work.assignments.coming()
        ]

    async def _nags(self) -> list[Coming]:
        return [
            Coming(at=at, kind="report", count=count, titles=(period,))
            for at, period, count in await self.work.reports.coming()
        ]

    def _openings(self) -> list[Coming]:
        periods = self.config.reporting_calendar.periods_between(self.today, self.today + HORIZON)
        openings = [(next(self.config.reporting_calendar.nags(period)).at, period.id) for period in periods]
        return [Coming(at=at, kind="opening", count=1, titles=(period,)) for at, period in openings]

    def _digests(self, limit: int) -> list[Coming]:
        weekday = self.config.digest.weekday_number
        first: date = self.today - timedelta(days=(self.today.weekday() - weekday) % 7)
        days = {self.config.calendar.on_or_after(first + WEEK * week) for week in range(limit + 1)}
        at = self.config.digest.at
        return [Coming(at=self.config.calendar.at(day, at), kind="digest", count=1) for day in sorted(days)]
