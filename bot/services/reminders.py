"""The reminders' tick: what the ladder owes this moment becomes rows of the outbox."""

from collections.abc import Sequence

from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered, Lane
from bot.domain.ladder import Audience, Owed, Rung, owed
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.services.base import Service, unsent
from bot.services.duties import REMINDER_VIEWS
from bot.services.views import View, assignment_subject

BATCH = 200


class Reminders(Service):
    """The ladder of every open assignment with a deadline."""

    async def tick(self) -> int:
        """Deal with the next batch of rungs that have come; return how many assignments that were (0: all done)."""
        due = await self.work.assignments.due_for_ladder(self.work.now, BATCH)
        if not due:
            return 0
        people = await self._people(due)
        for assignment in due:
            await self._climb(assignment, people)
        return len(due)

    async def _climb(self, assignment: Assignment, people: dict[tuple[str, Role], list[Contact]]) -> None:
        if assignment.due is None:
            return
        result = owed(
            assignment.due,
            handled_until=assignment.handled_until,
            now=self.work.now,
            ladder=self.config.ladder,
            calendar=self.config.calendar,
            every=assignment.every,
        )
        await self._record_skipped(assignment, result)
        if result.send is not None:
            await self._send(assignment, result.send, people)
        await self.work.assignments.climbed(assignment, handled_until=self.work.now, next_at=result.next_at)

    async def _send(self, assignment: Assignment, rung: Rung, people: dict[tuple[str, Role], list[Contact]]) -> None:
        subject = assignment_subject(assignment.id)
        await self.work.outbox.close_waiting(
            subject, state=Delivered.SKIPPED, reason="a newer reminder took its place", now=self.work.now,
            views=REMINDER_VIEWS,
        )  # fmt: skip
        await self.tell(
            _listeners(rung, assignment.agency, people),
            _view(assignment, rung),
            key=_key(assignment, rung),
            lane=Lane.REMINDER,
            bundle=f"morning:{self.today.isoformat()}",
            subject=subject,
            due=assignment.due,
        )

    async def _record_skipped(self, assignment: Assignment, result: Owed) -> None:
        for rung in result.skipped:
            reason = (
                "a more urgent reminder falls on the same morning" if rung.merged else "missed: a newer one is sent"
            )
            draft = unsent(
                f"{_key(assignment, rung)}:skipped",
                Lane.REMINDER,
                _view(assignment, rung),
                subject=assignment_subject(assignment.id),
                due=assignment.due,
            )
            await self.work.outbox.record([draft], self.work.now, state=Delivered.SKIPPED, reason=reason)

    async def _people(self, due: Sequence[Assignment]) -> dict[tuple[str, Role], list[Contact]]:
        """Return who is enrolled in the agencies concerned, and in the ICT department, in two queries for them all."""
        agencies = sorted({assignment.agency for assignment in due})
        found: dict[tuple[str, Role], list[Contact]] = {}
        for contact in await self.work.contacts.of(agencies=agencies, roles=[Role.OFFICER, Role.HEAD]):
            found.setdefault((contact.agency, contact.role), []).append(contact)
        found["", Role.ICT] = await self.ict_contacts()
        return found


def _listeners(rung: Rung, agency: str, people: dict[tuple[str, Role], list[Contact]]) -> list[Contact]:
    """Return whom a rung is sent to; where an agency has no officer its head stands in."""
    officers = people.get((agency, Role.OFFICER), [])
    heads = people.get((agency, Role.HEAD), [])
    chosen = officers or heads
    if Audience.HEAD in rung.audiences:
        chosen = officers + heads
    if Audience.ICT in rung.audiences:
        chosen = chosen + people["", Role.ICT]
    return chosen


def _key(assignment: Assignment, rung: Rung) -> str:
    return f"rung:{assignment.id}:{rung.due.isoformat()}:{rung.name}"


def _view(assignment: Assignment, rung: Rung) -> View:
    return View(name="reminder", args={"assignment": assignment.id, "rung": rung.name})
