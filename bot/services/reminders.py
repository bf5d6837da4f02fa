"""The reminders' tick: what the ladder owes this moment becomes rows of the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered, Lane
from bot.domain.duties import REMINDED
from bot.domain.ladder import Audience, Owed, Rung, owed
from bot.domain.mornings import MORNING
from bot.domain.people import Contact
from bot.domain.quiet import stage
from bot.domain.rights import Role
from bot.outbox import Draft
from bot.services.base import Service, once, unsent
from bot.services.duties import REMINDER_VIEWS
from bot.services.views import View, assignment_subject
from bot.storage.quiet import Noted

BATCH = 25  # some five milliseconds of counting, in which nothing else gets a turn


class Reminders(Service):
    """The ladder of every open assignment with a deadline."""

    async def tick(self) -> int:
        """Deal with the next batch of rungs that have come; return how many assignments that were (0: all done)."""
        due = await self.work.assignments.due_for_ladder(self.work.now, BATCH)
        if not due:
            return 0
        ids = [assignment.id for assignment in due]
        room = Room(
            people=await self._people(due),
            noted=await self.work.quiet.noted(ids),
            put_off=await self.work.quiet.put_off_until(ids),
        )
        climbs = [(one, self._owed(one, one.due)) for one in due if one.due is not None]
        await self._give_way([one for one, result in climbs if result.send is not None])
        async with self.work.outbox.piling():
            for one, result in climbs:
                await self._record_skipped(one, result)
                if result.send is not None:
                    await self._send(one, result.send, room)
        next_at = {one.id: result.next_at for one, result in climbs}
        await self.work.assignments.climbed(next_at, handled_until=self.work.now)
        return len(due)

    async def wake(self) -> int:
        """Remind those again who had put a reminder off until now; return how many (0: all done)."""
        ended = await self.work.quiet.ended(self.work.now, BATCH)
        if not ended:
            return 0
        found = {one.id: one for one in await self.work.assignments.some([assignment for assignment, _ in ended])}
        holders = [one.holder for one in found.values() if one.holder is not None]
        people = {one.id: one for one in await self.work.contacts.some([contact for _, contact in ended] + holders)}
        for assignment_id, contact_id in ended:
            await self.work.quiet.wake(assignment_id, contact_id)
            assignment, contact = found.get(assignment_id), people[contact_id]
            if assignment is None or assignment.status not in REMINDED or assignment.due is None:
                continue
            theirs = contact.active and contact.agency == assignment.agency
            if theirs and not _left_to_another(assignment, contact, people):
                await self._remind(assignment, f"again-{self.today.isoformat()}", [contact])
        return len(ended)

    def _owed(self, assignment: Assignment, due: date) -> Owed:
        return owed(
            due,
            handled_until=assignment.handled_until,
            now=self.work.now,
            ladder=self.config.ladder,
            calendar=self.config.calendar,
            every=assignment.every,
        )

    async def _give_way(self, reminded: Sequence[Assignment]) -> None:
        """Close the reminders that still wait of those who are reminded anew."""
        await self.work.outbox.close_waiting(
            *(assignment_subject(one.id) for one in reminded), state=Delivered.SKIPPED,
            reason="a newer reminder took its place", now=self.work.now, views=REMINDER_VIEWS,
        )  # fmt: skip

    async def _send(self, assignment: Assignment, rung: Rung, room: "Room") -> None:
        wanted = _listeners(rung, assignment, room.people)
        pairs = list(zip(wanted, await self.stand_ins(wanted), strict=True))
        await self.record_unreached(pairs, self._unsent(_key(assignment, rung.name), assignment, rung))
        listeners = once(told for _, told in pairs)
        told = []
        for contact in listeners:
            reason = self._quiet(assignment, contact, rung, room)
            if reason is None:
                told.append(contact)
            else:
                await self._record(f"{_key(assignment, rung.name)}:{contact.id}", assignment, rung, reason)
        if told or not listeners:
            await self._remind(assignment, rung.name, told)

    def _quiet(self, assignment: Assignment, contact: Contact, rung: Rung, room: "Room") -> str | None:
        """Return why a person is not reminded this time, if so."""
        if assignment.due is None:
            return None
        if (assignment.id, contact.id, assignment.due, stage(rung.name, self.config.ladder)) in room.noted:
            return "they have taken note of it"
        until = room.put_off.get((assignment.id, contact.id))
        return "they have put it off" if until is not None and until > self.work.now else None

    async def _remind(self, assignment: Assignment, rung: str, contacts: Sequence[Contact]) -> None:
        await self.tell(
            contacts,
            _view(assignment, rung),
            key=_key(assignment, rung),
            lane=Lane.REMINDER,
            bundle=MORNING,
            subject=assignment_subject(assignment.id),
            due=assignment.due,
        )

    async def _record_skipped(self, assignment: Assignment, result: Owed) -> None:
        for rung in result.skipped:
            reason = (
                "a more urgent reminder falls on the same morning" if rung.merged else "missed: a newer one is sent"
            )
            await self._record(f"{_key(assignment, rung.name)}:skipped", assignment, rung, reason)

    async def _record(self, key: str, assignment: Assignment, rung: Rung, reason: str) -> None:
        """Write down a reminder that is not sent, and why."""
        draft = self._unsent(key, assignment, rung)
        await self.work.outbox.record([draft], self.work.now, state=Delivered.SKIPPED, reason=reason)

    def _unsent(self, key: str, assignment: Assignment, rung: Rung) -> Draft:
        subject = assignment_subject(assignment.id)
        return unsent(key, Lane.REMINDER, _view(assignment, rung.name), subject=subject, due=assignment.due)

    async def _people(self, due: Sequence[Assignment]) -> dict[tuple[str, Role], list[Contact]]:
        """Return who is enrolled in the agencies concerned, and in the ICT department, in two queries for them all."""
        agencies = sorted({assignment.agency for assignment in due})
        found: dict[tuple[str, Role], list[Contact]] = {}
        for contact in await self.work.contacts.of(agencies=agencies, roles=[Role.OFFICER, Role.HEAD]):
            found.setdefault((contact.agency, contact.role), []).append(contact)
        found["", Role.ICT] = await self.ict_contacts()
        return found


@dataclass(frozen=True, kw_only=True)
class Room:
    """Who is there, and what they need not be told, for one batch of assignments."""

    people: dict[tuple[str, Role], list[Contact]]
    noted: set[Noted]
    put_off: dict[tuple[int, int], datetime]


def _listeners(rung: Rung, assignment: Assignment, people: dict[tuple[str, Role], list[Contact]]) -> list[Contact]:
    """Return whom a rung is sent to: who holds the duty, else all officers; where there is none the head stands in."""
    officers = people.get((assignment.agency, Role.OFFICER), [])
    heads = people.get((assignment.agency, Role.HEAD), [])
    holder = [one for one in officers + heads if one.id == assignment.holder]
    chosen = holder or officers or heads
    if Audience.HEAD in rung.audiences:
        chosen = chosen + [head for head in heads if head not in chosen]
    if Audience.ICT in rung.audiences:
        chosen = chosen + people["", Role.ICT]
    return chosen


def _left_to_another(assignment: Assignment, officer: Contact, people: dict[int, Contact]) -> bool:
    """Tell whether an officer need not hear of a duty, because another of the agency holds it."""
    holder = None if assignment.holder is None else people[assignment.holder]
    if holder is None or not holder.active or holder.agency != assignment.agency:
        return False
    return officer.role is Role.OFFICER and officer.id != holder.id


def _key(assignment: Assignment, rung: str) -> str:
    due = assignment.due.isoformat() if assignment.due else "-"
    return f"rung:{assignment.id}:{due}:{rung}"


def _view(assignment: Assignment, rung: str) -> View:
    return View(name="reminder", args={"assignment": assignment.id, "rung": rung})
