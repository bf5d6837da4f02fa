"""The service levels' tick: what waits too long for the ICT department is told to it, and then to its head."""

from collections.abc import Sequence

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.obstacles import Ticket
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.domain.service_levels import Overrun, Waits, overruns_owed, ticket_overruns, verify_overruns
from bot.services.base import Service
from bot.services.views import View


class ServiceLevels(Service):
    """Tickets nobody takes or answers, completions nobody looks at."""

    async def is_due(self) -> bool:
        """Tell whether anything has to be looked at; cheap, for most ticks find nothing."""
        moments = (await self.work.tickets.next_look(), await self.work.assignments.next_look())
        return any(moment is not None and moment <= self.work.now for moment in moments)

    async def tick(self) -> int:
        """Tell what has waited too long, in one message a kind and listener; return how many things that are."""
        tickets = await self.work.tickets.waiting_too_long(self.work.now)
        completions = await self.work.assignments.waiting_too_long(self.work.now)
        told: dict[tuple[Waits, bool], list[int]] = {}
        for ticket in tickets:
            await self._ticket(ticket, told)
        for completion in completions:
            await self._completion(completion, told)
        for (waits, lead), ids in told.items():
            await self._tell(waits, ids, lead=lead)
        return len(tickets) + len(completions)

    async def _ticket(self, ticket: Ticket, told: dict[tuple[Waits, bool], list[int]]) -> None:
        overruns = ticket_overruns(ticket.state, ticket.waiting_since, self.config.service, self.config.calendar)
        owed = overruns_owed(overruns, handled_until=ticket.handled_until, now=self.work.now)
        _note(owed.send, ticket.id, told)
        await self.work.tickets.looked_at(ticket, handled_until=self.work.now, next_at=owed.next_at)

    async def _completion(self, completion: Assignment, told: dict[tuple[Waits, bool], list[int]]) -> None:
        if completion.submitted_at is None:
            return
        overruns = verify_overruns(completion.submitted_at, self.config.service, self.config.calendar)
        owed = overruns_owed(overruns, handled_until=completion.handled_until, now=self.work.now)
        _note(owed.send, completion.id, told)
        await self.work.assignments.looked_at(completion, handled_until=self.work.now, waits_at=owed.next_at)

    async def _tell(self, waits: Waits, ids: Sequence[int], *, lead: bool) -> None:
        await self.tell(
            await (self._heads() if lead else self.ict_contacts()),
            View(name="waiting", args={"waits": waits.value, "lead": lead, "ids": list(ids)}),
            key=f"waiting:{waits}:{lead}:{self.work.now.isoformat()}",
            lane=Lane.OBSTACLE,
        )

    async def _heads(self) -> list[Contact]:
        return await self.work.contacts.of(agencies=[self.config.organisation.ict], roles=[Role.HEAD])


def _note(overruns: Sequence[Overrun], subject: int, told: dict[tuple[Waits, bool], list[int]]) -> None:
    for overrun in overruns:
        told.setdefault((overrun.waits, overrun.lead), []).append(subject)
