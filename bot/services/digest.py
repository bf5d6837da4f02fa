"""The weekly digest's tick: on its morning every head, the ICT department and the leaders are owed one."""

from datetime import date, timedelta

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import Cell, count_cells
from bot.domain.rights import Role
from bot.services.base import Service
from bot.services.views import View

PROVINCE = "province"
WEEK = timedelta(days=7)


class Digests(Service):
    """When a digest is owed, and what it counted."""

    async def tick(self) -> bool:
        """Owe everybody this week's digest if its morning has come and it was not owed yet; tell whether it was."""
        day = self._latest_day()
        last = await self.work.digests.last_day()
        if day is None or (last is not None and last >= day):
            return False
        if last is None and day != self.today:
            return False  # newly set up in the middle of a week: the first digest is next week's
        await self._count(self.today)
        readers = await self.work.contacts.of(roles=[Role.HEAD, Role.LEADER])
        readers += await self.ict_contacts()
        if readers:
            await self.tell(
                readers,
                View(name="digest", args={"day": self.today.isoformat()}),
                key=f"digest:{day.isoformat()}",
                lane=Lane.DIGEST,
                bundle=f"morning:{self.today.isoformat()}",
            )
        await self.record("system", "digest", f"digest:{day.isoformat()}", readers=len(readers))
        return True

    def _latest_day(self) -> date | None:
        """Return the newest digest day whose morning has come; a day off moves it to the next working day."""
        settings = self.config.digest
        weekday = settings.weekday_number
        this_week = self.today - timedelta(days=(self.today.weekday() - weekday) % 7)
        for start in (this_week, this_week - WEEK):
            day = self.config.calendar.on_or_after(start)
            if self.config.calendar.at(day, settings.at) <= self.work.now:
                return day
        return None

    async def _count(self, day: date) -> None:
        assignments = await self.work.assignments.of_all()
        by_agency: dict[str, list[Assignment]] = {}
        for assignment in assignments:
            by_agency.setdefault(assignment.agency, []).append(assignment)
        counted = {agency: self.cells(mine, day) for agency, mine in by_agency.items()}
        counted[PROVINCE] = self.cells(assignments, day)
        await self.work.digests.add(day, counted)

    def cells(self, assignments: list[Assignment], day: date) -> dict[str, int]:
        """Count the four cells (and two more) of some assignments, ready to store."""
        counted = count_cells(one.cell(day, self.config.calendar) for one in assignments)
        return {cell.value: counted[cell] for cell in Cell}
