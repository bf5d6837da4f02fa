"""What comes next, as the database stands: the list beside the demo's clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.services.base import Service
from bot.services.digest import WEEK

HOUR = timedelta(hours=1)
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
        coming += [*await self._service_levels(), *await self._put_off()]
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

    async def _service_levels(self) -> list[Coming]:
        """Return when the ICT department is told next of what waits too long: on the hourly tick after that."""
        moments = (await self.work.tickets.next_look(), await self.work.assignments.next_look())
        return [
            Coming(at=self._hourly_after(moment), kind="service", count=1) for moment in moments if moment is not None
        ]

    def _hourly_after(self, moment: datetime) -> datetime:
        tick = self.local(moment).replace(minute=self.config.working_hours.from_.minute, second=0, microsecond=0)
        return (tick if tick >= moment else tick + HOUR).astimezone(UTC)

    async def _put_off(self) -> list[Coming]:
        moment = await self.work.quiet.next_moment()
        return [] if moment is None else [Coming(at=moment, kind="again", count=1)]

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
