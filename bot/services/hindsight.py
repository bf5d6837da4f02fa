"""The province as it stood at the moment of the transaction. That is the present, unless somebody looks back."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.assignments import Assignment
from bot.domain.hindsight import assignment_at, report_at, ticket_at
from bot.domain.obstacles import Ticket
from bot.domain.people import Contact
from bot.domain.reports import Report
from bot.services.base import Service
from bot.services.stored import stored_directives


class Hindsight(Service):
    """What was known at ``work.now``. What was withdrawn since, or has another deadline, is told as it is today."""

    async def everything(self) -> list[Assignment]:
        """Return the assignments of all agencies, as they stood."""
        return await self._stood(await self.work.assignments.of_all())

    async def of_agency(self, agency: str) -> list[Assignment]:
        """Return an agency's assignments, as they stood: dated ones first, nearest deadline first."""
        return await self._stood(await self.work.assignments.of_agency(agency))

    async def open_tickets(self, agency: str | None = None) -> list[Ticket]:
        """Return the tickets of an agency (None: of all) that were not resolved, oldest first."""
        found = await self._alive(agency)
        said = await self.work.tickets.notes_of([ticket.id for ticket in found])
        return [replace(one, state=ticket_at(one, said[one.id], self.work.now)) for one in found]

    async def reports_of_period(self, period: str) -> list[Report]:
        """Return the reports asked for of a period, as they stood."""
        return self._asked(await self.work.reports.of_period(period))

    async def reports_of_agency(self, agency: str) -> list[Report]:
        """Return the reports asked of an agency, as they stood, the oldest first."""
        return self._asked(await self.work.reports.of_agency(agency))

    async def unreachable(self) -> list[Contact]:
        """Return who took no message, the longest first."""
        found = await self.work.contacts.unreachable()
        return [one for one in found if one.unreachable_since and one.unreachable_since <= self.work.now]

    async def _stood(self, found: list[Assignment]) -> list[Assignment]:
        """Return what had been assigned. A directive counts from its first day, even if it was entered later."""
        begins = {}
        if any(one.assigned_at > self.work.now for one in found):
            begins = {one.id: one.in_force_from for one in await stored_directives(self.work)}
        stuck = {ticket.assignment for ticket in await self._alive()}
        return [
            assignment_at(one, self.work.now, stuck=one.id in stuck)
            for one in found
            if one.assigned_at <= self.work.now
            or (one.given_by is None and one.directive in begins and begins[one.directive] <= self.today)
        ]

    async def _alive(self, agency: str | None = None) -> list[Ticket]:
        at = self.work.now
        found = await self.work.tickets.alive_between(at, at + at.resolution, agency)
        return [one for one in found if one.resolved_at is None or one.resolved_at > at]

    def _asked(self, found: Iterable[Report]) -> list[Report]:
        then = (report_at(one, self.work.now) for one in found)
        return [one for one in then if one is not None]
