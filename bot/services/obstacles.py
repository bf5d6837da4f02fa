"""Obstacles: an officer is stuck, the ICT department hears of it at once, answers, and closes the ticket."""

from bot.channels.base import IncomingFile
from bot.domain.delivery import Lane
from bot.domain.obstacles import Side, Ticket, TicketState
from bot.domain.people import Contact
from bot.domain.rights import Action, may
from bot.errors import Refused
from bot.services.base import Place, Service, actor_of, check_length
from bot.services.duties import Duties
from bot.services.views import View, assignment_subject, ticket_subject


class Obstacles(Service):
    """Tickets, from the first word to the last."""

    async def open(
        self,
        assignment: int,
        contact: Contact,
        text: str,
        file: IncomingFile | None = None,
        besides: Place | None = None,
    ) -> Ticket:
        """Open a ticket, pause the duty's ladder, tell the ICT department (silently outside hours). Raises Refused."""
        duties = Duties(self.work, self.config)
        found = await duties.find(assignment, contact, Action.REPORT_OBSTACLE)
        if not found.is_open:
            raise Refused("stale", status=found.status.value)
        check_length(text)
        ticket = await self.work.tickets.open(
            assignment=assignment,
            agency=found.agency,
            text=text,
            by=contact.id,
            year=self.today.year,
            now=self.work.now,
        )
        if file is not None:
            await duties.keep_file(file, contact, ticket_subject(ticket.id))
        await duties.pause(found)
        await self.tell(
            await self.ict_contacts(),
            View(name="ticket", args={"ticket": ticket.id}),
            key=f"ticket:{ticket.number}",
            lane=Lane.OBSTACLE,
            subject=ticket_subject(ticket.id),
            silent=self.outside_hours(),
        )
        await self.changed(assignment_subject(assignment), besides=besides)
        await self.record(actor_of(contact), "open_ticket", ticket.number, agency=found.agency, assignment=assignment)
        return ticket

    async def find(self, ticket: int, contact: Contact) -> Ticket:
        """Return a ticket that ``contact`` may see. Raises Refused."""
        found = await self.work.tickets.get(ticket)
        if found is None:
            raise Refused("gone")
        self.require(contact, Action.SEE_DUTY, found.agency)
        return found

    async def say(
        self, ticket: int, contact: Contact, *, author: str, sender: str, text: str, file: IncomingFile | None = None
    ) -> tuple[Ticket, Side]:
        """Add a word to a ticket and relay it to the other side. Raises Refused (closed, not theirs, too long)."""
        found = await self.find(ticket, contact)
        if not found.is_open:
            raise Refused("ticket_closed", number=found.number)
        check_length(text)
        side = Side.ICT if may(contact.actor, Action.ANSWER_OBSTACLE, found.agency) else Side.AGENCY
        note = await self.work.tickets.note(ticket, at=self.work.now, side=side, author=author, text=text)
        if file is not None:
            await Duties(self.work, self.config).keep_file(file, contact, ticket_subject(ticket))
        if side is Side.ICT:
            await self._answered(found)
            listeners = [await self.work.contacts.get(found.opened_by)]
        else:
            listeners = await self.ict_contacts()
        await self.tell(
            listeners,
            View(name="ticket_word", args={"ticket": ticket, "note": note}),
            key=f"ticket:{found.number}:note:{note}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        await self.changed(ticket_subject(ticket))
        await self.changed(assignment_subject(found.assignment))
        await self.record(actor_of(contact, sender), f"say_{side.value}", found.number, agency=found.agency)
        return found, side

    async def resolve(self, ticket: int, contact: Contact, *, sender: str, besides: Place | None = None) -> Ticket:
        """Close a ticket and take the duty's ladder up again. Raises Refused."""
        found = await self.find(ticket, contact)
        self.require(contact, Action.ANSWER_OBSTACLE, found.agency)
        if not found.is_open:
            raise Refused("ticket_stale", number=found.number, state=found.state.value)
        if not await self.work.tickets.change(found, state=TicketState.RESOLVED, resolved_at=self.work.now):
            raise Refused("ticket_stale", number=found.number, state=found.state.value)
        assignment = await self.work.assignments.get(found.assignment)
        if assignment is not None and not await self.work.tickets.open_of(found.assignment):
            await Duties(self.work, self.config).resume(assignment)
        await self.tell(
            [await self.work.contacts.get(found.opened_by)],
            View(name="ticket_opened", args={"ticket": ticket}),
            key=f"ticket:{found.number}:resolved",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        await self.changed(ticket_subject(ticket), besides=besides)
        await self.changed(assignment_subject(found.assignment))
        await self.record(actor_of(contact, sender), "resolve_ticket", found.number, agency=found.agency)
        return found

    async def _answered(self, found: Ticket) -> None:
        if not found.may_become(TicketState.ANSWERED):
            return
        first = found.first_answer_at or self.work.now
        await self.work.tickets.change(found, state=TicketState.ANSWERED, first_answer_at=first)
