"""Obstacles: an officer is stuck, the ICT department takes it in hand and answers, or takes it up to the leaders, whose
decision goes back to both; it ends when either side closes it, and the officer may take that back for some days.
"""

import re
from datetime import timedelta
from typing import Any

from bot.channels.base import IncomingFile
from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import OPEN
from bot.domain.obstacles import Category, Side, Ticket, TicketState
from bot.domain.people import Contact
from bot.domain.rights import Action, Role, may
from bot.domain.service_levels import ticket_overruns
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker, check_length
from bot.services.duties import Duties
from bot.services.evidence import Evidence
from bot.services.views import View, assignment_subject, said, ticket_subject
from bot.storage.files import StoredFile

LED_TO: dict[TicketState, tuple[str, ...]] = {
    TicketState.OPEN: ("open_ticket", "reopen_ticket"),
    TicketState.CLAIMED: ("claim_ticket", "reopen_ticket"),
    TicketState.ANSWERED: ("say_ict", "decide_ticket"),
    TicketState.ESCALATED: ("escalate_ticket",),
    TicketState.RESOLVED: ("resolve_ticket", "drop_ticket"),
}
"""What brings a ticket to where it stands, in the audit trail."""
NUMBER = re.compile(r"VM-(\d{4})-(\d{1,9})", re.IGNORECASE)


def category_of(text: str | None) -> Category:
    """Return a category by its name; none given: other. Raises Refused for what is no category."""
    try:
        return Category(text) if text else Category.OTHER
    except ValueError:
        raise Refused("gone") from None


class Obstacles(Service):
    """Tickets, from the first word to the last."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._duties = Duties(*args)
        self._evidence = Evidence(*args)

    async def open(
        self,
        assignment: int,
        speaker: Speaker,
        text: str,
        category: Category = Category.OTHER,
        file: IncomingFile | None = None,
        album: str | None = None,
    ) -> Ticket:
        """Open a ticket, pause the duty's ladder, tell the ICT department (silently outside hours). Raises Refused."""
        found = await self._duties.to_work_on(assignment, speaker.contact, Action.REPORT_OBSTACLE)
        check_length(text)
        ticket = await self.work.tickets.open(
            assignment=assignment,
            agency=found.agency,
            category=category,
            text=text,
            by=speaker.contact.id,
            year=self.today.year,
            now=self.work.now,
            next_at=self._next_look(TicketState.OPEN),
        )
        if file is not None:
            await self._evidence.keep(file, speaker, ticket_subject(ticket.id), album)
        await self._duties.pause(found)
        await self._record(speaker, ticket, "open_ticket", text=text)
        await self._show_ict(ticket, f"ticket:{ticket.number}")
        await self.changed(assignment_subject(assignment))
        return ticket

    async def find(self, ticket: int, contact: Contact, action: Action = Action.SEE_DUTY) -> Ticket:
        """Return a ticket that ``contact`` may act on. Raises Refused."""
        found = await self.work.tickets.get(ticket)
        if found is None:
            raise Refused("gone")
        self.require(contact, action, found.agency)
        return found

    async def numbered(self, text: str, contact: Contact) -> int | None:
        """Return the ticket whose number a text is, if it is one and ``contact`` may see it."""
        number = NUMBER.fullmatch(text.strip())
        found = await self.work.tickets.numbered(int(number[1]), int(number[2])) if number else None
        return found.id if found and may(contact.actor, Action.SEE_DUTY, found.agency) else None

    async def own(self, contact: Contact) -> list[int]:
        """Return the open tickets that ``contact`` opened."""
        return [one.id for one in await self.work.tickets.opened_by(contact.id)]

    def view_for(self, contact: Contact, ticket: int) -> View:
        """Return a ticket as this reader sees it."""
        names = {Role.ICT: "ticket", Role.LEADER: "escalation", Role.ADMIN: "ticket"}
        return View(name=names.get(contact.role, "ticket_opened"), args={"ticket": ticket})

    async def say(
        self, ticket: int, speaker: Speaker, text: str, file: IncomingFile | None = None, album: str | None = None
    ) -> tuple[Ticket, Side]:
        """Add a word to a ticket and relay it: an answer, the leaders' decision, or more from the agency.

        Raises Refused (closed, not theirs, not escalated, too long).
        """
        found, side = await self._to_say(ticket, speaker.contact)
        check_length(text)
        note = await self.work.tickets.note(ticket, at=self.work.now, side=side, author=speaker.name, text=text)
        if file is not None:
            await self._evidence.keep(file, speaker, ticket_subject(ticket), album)
        if side is not Side.AGENCY and (side is Side.LEADERS) == (found.state is TicketState.ESCALATED):
            await self._answered(found)  # what is with the leaders stays with them until they have decided
        action = {Side.AGENCY: "say_agency", Side.ICT: "say_ict", Side.LEADERS: "decide_ticket"}[side]
        await self._record(speaker, found, action, text=text)
        await self.tell(
            await self.listeners(found, side),
            View(name="ticket_word", args={"ticket": ticket, "note": note}),
            key=f"ticket:{found.number}:note:{note}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
            topic_for=found.agency,
        )
        await self._changed(found)
        return found, side

    async def add_file(
        self, ticket: int, speaker: Speaker, file: IncomingFile, album: str | None = None
    ) -> tuple[Ticket, Side]:
        """Add a file to a ticket; it goes to the other side when it has been fetched. Raises Refused, as for a word."""
        found, side = await self._to_say(ticket, speaker.contact)
        await self._evidence.keep(file, speaker, ticket_subject(ticket), album)
        await self._record(speaker, found, "add_file", name=file.name)
        return found, side

    async def relay_file(self, file: StoredFile) -> None:
        """Send a file that was kept on to the other side of its ticket, if it belongs to one."""
        kind, _, number = file.subject.partition(":")
        found = await self.work.tickets.get(int(number)) if kind == "ticket" else None
        if found is None:
            return
        side = self._side(await self.work.contacts.get(file.by), found)
        await self.tell(
            await self.listeners(found, side),
            View(name="file", args={"file": file.id, "about": found.number}),
            key=f"file:{file.id}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
            topic_for=found.agency,
        )

    async def listeners(self, found: Ticket, side: Side) -> list[Contact]:
        """Return who hears what ``side`` says: the other side; of a decision both."""
        agency = await self.agency_side(found.agency, found.opened_by)
        match side:
            case Side.AGENCY:
                return await self.ict_contacts()
            case Side.ICT:
                return agency
            case Side.LEADERS:
                return [*agency, *await self.ict_contacts()]

    async def claim(self, ticket: int, speaker: Speaker, besides: Place | None = None) -> Ticket:
        """Take a ticket in hand; everybody sees who did. Raises Refused, with who was quicker."""
        found = await self.find(ticket, speaker.contact, Action.ANSWER_OBSTACLE)
        if found.state is not TicketState.OPEN:
            raise await self._stale(found)
        await self._must_change(
            found,
            state=TicketState.CLAIMED,
            claimed_by=speaker.name,
            claimed_at=self.work.now,
            next_at=self._next_look(TicketState.CLAIMED, found),
        )
        await self._record(speaker, found, "claim_ticket")
        await self._changed(found, besides)
        return found

    async def to_escalate(self, ticket: int, speaker: Speaker) -> Ticket:
        """Return a ticket that may be taken up to the leaders. Raises Refused."""
        found = await self.find(ticket, speaker.contact, Action.ANSWER_OBSTACLE)
        if not found.is_open or not found.may_become(TicketState.ESCALATED):
            raise await self._stale(found)
        if not await self.work.contacts.of(roles=[Role.LEADER]):
            raise Refused("no_leaders")
        return found

    async def escalate(self, ticket: int, speaker: Speaker, note: str) -> Ticket:
        """Take a ticket up to the leaders, with a note; they get the whole story. Raises Refused."""
        found = await self.to_escalate(ticket, speaker)
        check_length(note)
        await self._must_change(
            found, state=TicketState.ESCALATED, escalated_at=self.work.now, next_at=None,
            first_answer_at=found.first_answer_at or self.work.now,
        )  # fmt: skip
        await self.work.tickets.note(ticket, at=self.work.now, side=Side.ICT, author=speaker.name, text=note)
        await self._record(speaker, found, "escalate_ticket", text=note)
        await self.tell(
            await self.work.contacts.of(roles=[Role.LEADER]),
            View(name="escalation", args={"ticket": ticket}),
            key=f"ticket:{found.number}:escalated:{found.revision}",
            lane=Lane.OBSTACLE,
            subject=ticket_subject(ticket),
            silent=self.outside_hours(),
        )
        await self._changed(found)
        return found

    async def to_decide(self, ticket: int, speaker: Speaker) -> Ticket:
        """Return a ticket that waits for the leaders. Raises Refused, with who was quicker."""
        found = await self.find(ticket, speaker.contact, Action.DECIDE)
        if found.state is not TicketState.ESCALATED:
            raise await self._stale(found)
        return found

    async def resolve(self, ticket: int, speaker: Speaker, besides: Place | None = None) -> Ticket:
        """Close a ticket, by the ICT department or by the agency that opened it; the duty's ladder goes on.

        Raises Refused, with who was quicker.
        """
        found = await self.find(ticket, speaker.contact)
        side = self._side(speaker.contact, found)
        self.require(
            speaker.contact, Action.REPORT_OBSTACLE if side is Side.AGENCY else Action.ANSWER_OBSTACLE, found.agency
        )
        if not found.is_open:
            raise await self._stale(found)
        await self._close(found)
        assignment = await self.work.assignments.get(found.assignment)
        if assignment is not None and not await self.work.tickets.open_of(found.assignment):
            await self._duties.resume(assignment)
        await self._record(speaker, found, "resolve_ticket")
        if side is Side.AGENCY:
            listeners, view = await self.ict_contacts(), said("ticket_agreed", number=found.number, agency=found.agency)
        else:
            listeners = await self.agency_side(found.agency, found.opened_by)
            view = View(name="ticket_opened", args={"ticket": ticket})
        await self.tell(
            listeners,
            view,
            key=f"ticket:{found.number}:resolved:{found.revision}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
            topic_for=found.agency,
        )
        await self._changed(found, besides)
        return found

    async def reopen(self, ticket: int, speaker: Speaker, besides: Place | None = None) -> Ticket:
        """Take a ticket up again while that may be done; it waits for an answer from now. Raises Refused."""
        found = await self.find(ticket, speaker.contact, Action.REPORT_OBSTACLE)
        if found.is_open:
            raise await self._stale(found)
        if not found.may_be_reopened(self.work.now, self.reopening):
            raise Refused("too_late_to_reopen", days=self.reopening.days, number=found.number)
        assignment = await self.work.assignments.get(found.assignment)
        if assignment is None:
            raise Refused("gone")
        if assignment.status not in OPEN:
            raise await self._duties.stale(assignment)
        state = TicketState.CLAIMED if found.claimed_by else TicketState.OPEN
        await self._must_change(
            found,
            state=state,
            resolved_at=None,
            waiting_since=self.work.now,
            handled_until=self.work.now,
            next_at=self._next_look(state),
        )
        await self._duties.pause(assignment)
        await self._record(speaker, found, "reopen_ticket")
        await self._show_ict(found, f"ticket:{found.number}:reopened:{found.revision}")
        await self._changed(found, besides)
        return found

    async def drop(self, assignment: Assignment, speaker: Speaker | None = None) -> None:
        """Close the tickets of a duty that is done, or taken out of its directive."""
        for found in await self.work.tickets.open_of(assignment.id):
            await self._close(found)
            subject = assignment_subject(assignment.id)
            actor = speaker.actor if speaker else "system"
            await self.record(actor, "drop_ticket", subject, agency=found.agency, ticket=found.number)
            await self.changed(ticket_subject(found.id))

    @property
    def reopening(self) -> timedelta:
        """For how long a closed ticket may be reopened."""
        return timedelta(days=self.config.service_levels.reopen_days)

    async def _to_say(self, ticket: int, contact: Contact) -> tuple[Ticket, Side]:
        """Return an open ticket in which ``contact`` may speak, and for whom: who only sees it has no side in it.

        Raises Refused.
        """
        found = await self.find(ticket, contact)
        side = self._side(contact, found)
        if side is Side.AGENCY:
            self.require(contact, Action.REPORT_OBSTACLE, found.agency)
        self._require_open(found, side)
        if side is Side.LEADERS and found.escalated_at is None:
            raise await self._stale(found)
        return found, side

    def _require_open(self, found: Ticket, side: Side) -> None:
        """Raise Refused for a word to a closed ticket: the agency is told how to take it up again."""
        if found.is_open:
            return
        if side is Side.AGENCY:
            raise Refused("ticket_closed", number=found.number, days=self.reopening.days)
        raise Refused("ticket_closed_here", number=found.number)

    def _side(self, contact: Contact, found: Ticket) -> Side:
        """Tell for whom somebody speaks; the ICT department is both sides of its own obstacles, and answers."""
        if may(contact.actor, Action.ANSWER_OBSTACLE, found.agency):
            return Side.ICT
        return Side.LEADERS if may(contact.actor, Action.DECIDE, found.agency) else Side.AGENCY

    def _next_look(self, state: TicketState, found: Ticket | None = None) -> Any:
        """Return when the service level of a ticket in ``state`` has to be looked at next (UTC)."""
        since = found.waiting_since if found else self.work.now
        overruns = ticket_overruns(state, since, self.config.service, self.config.calendar)
        return min((one.at for one in overruns if one.at > self.work.now), default=None)

    async def _show_ict(self, found: Ticket, key: str) -> None:
        await self.tell(
            await self.ict_contacts(),
            View(name="ticket", args={"ticket": found.id}),
            key=key,
            lane=Lane.OBSTACLE,
            subject=ticket_subject(found.id),
            silent=self.outside_hours(),
            topic_for=found.agency,
        )

    async def _answered(self, found: Ticket) -> None:
        first = found.first_answer_at or self.work.now
        await self._must_change(found, state=TicketState.ANSWERED, first_answer_at=first, next_at=None)

    async def _close(self, found: Ticket) -> None:
        await self._must_change(found, state=TicketState.RESOLVED, resolved_at=self.work.now, next_at=None)

    async def _stale(self, found: Ticket) -> Refused:
        subject = assignment_subject(found.assignment)
        moved = await self.who_and_when(subject, LED_TO[found.state], ticket=found.number)
        return Refused("ticket_stale", number=found.number, state=found.state.value, **moved)

    async def _must_change(self, found: Ticket, **values: object) -> None:
        if not await self.work.tickets.change(found, **values):
            raise await self._stale(await self.work.tickets.get(found.id) or found)

    async def _changed(self, found: Ticket, besides: Place | None = None) -> None:
        await self.changed(ticket_subject(found.id), besides=besides)
        await self.changed(assignment_subject(found.assignment), besides=besides)

    async def _record(self, speaker: Speaker, found: Ticket, action: str, **facts: Any) -> None:
        subject = assignment_subject(found.assignment)
        await self.noted(speaker, action, subject, agency=found.agency, ticket=found.number, **facts)
