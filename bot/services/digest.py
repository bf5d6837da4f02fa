"""The weekly digest's tick: on its morning every head, the ICT department and the leaders are owed one."""

from datetime import date, timedelta

from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered, Lane
from bot.domain.duties import Cell, count_cells
from bot.domain.mornings import MORNING
from bot.domain.rights import Role
from bot.services.base import Service
from bot.services.views import View

PROVINCE = "province"
SUBJECT = "digest"
VIEWS = ("digest", "paper")
WEEK = timedelta(days=7)


class Digests(Service):
    """When a digest is owed, and what it counted."""

    async def tick(self) -> bool:
        """Owe everybody this week's digest if its morning has come and it was not owed yet; tell whether it was."""
        day = self._latest_day()
        last = await self.work.digests.last_day(PROVINCE)
        if day is None or (last is not None and last >= day):
            return False
        if last is None and day != self.today:
            return False  # newly set up in the middle of a week: the first digest is next week's
        before = await self.work.digests.before(PROVINCE, self.today)
        counted = await self._count(self.today)
        await self.work.outbox.close_waiting(
            SUBJECT, state=Delivered.SKIPPED, reason="a newer digest took its place", now=self.work.now, views=VIEWS
        )
        readers = await self.work.contacts.of(roles=[Role.HEAD, Role.LEADER])
        readers += await self.ict_contacts()
        if readers:
            await self.tell(
                readers,
                View(name="digest", args={"day": self.today.isoformat()}),
                key=f"digest:{day.isoformat()}",
                lane=Lane.DIGEST,
                bundle=MORNING,
                subject=SUBJECT,
            )
            if self._says_something(counted, before):
                await self._tell_register(day)
        await self.record("system", "digest", f"digest:{day.isoformat()}", readers=len(readers))
        return True

    async def _tell_register(self, day: date) -> None:
        """Owe the ICT department the register as an Excel file, beside its digest."""
        period = self.config.reporting_calendar.half_of(self.today).id
        await self.tell(
            await self.ict_contacts(),
            View(name="paper", args={"period": period, "agency": None, "form": "xlsx", "day": self.today.isoformat()}),
            key=f"register:{day.isoformat()}",
            lane=Lane.DIGEST,
            subject=SUBJECT,
            silent=True,
        )

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

    def _says_something(self, counted: dict[str, int], before: dict[str, int] | None) -> bool:
        """Tell whether the register is worth a file: something is late, or differs from the last time."""
        return counted != before or counted[Cell.OPEN_OVERDUE.value] > 0

    async def _count(self, day: date) -> dict[str, int]:
        assignments = await self.work.assignments.of_all()
        by_agency: dict[str, list[Assignment]] = {}
        for assignment in assignments:
            by_agency.setdefault(assignment.agency, []).append(assignment)
        counted = {agency: self.cells(mine, day) for agency, mine in by_agency.items()}
        counted[PROVINCE] = self.cells(assignments, day)
        await self.work.digests.add(day, counted)
        return counted[PROVINCE]

    def cells(self, assignments: list[Assignment], day: date) -> dict[str, int]:
        """Count the four cells (and two more) of some assignments, ready to store."""
        counted = count_cells(one.cell(day, self.config.calendar) for one in assignments)
        return {cell.value: counted[cell] for cell in Cell}
