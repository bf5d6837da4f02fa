"""What an agency does with a duty: see it, say how far it has come; and how its ladder rests and goes on."""

from datetime import date, datetime
from decimal import Decimal

from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered
from bot.domain.duties import REMINDED, Status
from bot.domain.ladder import next_rung
from bot.domain.people import Contact
from bot.domain.rights import Action
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker
from bot.services.views import assignment_subject

REMINDER_VIEWS = ("reminder",)
MOVES = ("complete", "submit", "accept", "return", "progress", "cancel")
"""What moves an assignment by itself, in the audit trail: obstacles only let it pause."""
LED_TO: dict[Status, tuple[str, ...]] = {
    Status.ASSIGNED: ("assign",),
    Status.IN_PROGRESS: ("progress",),
    Status.SUBMITTED: ("submit",),
    Status.RETURNED: ("return",),
    Status.PAUSED: ("open_ticket", "reopen_ticket"),
    Status.DONE: ("complete", "accept"),
    Status.CANCELLED: ("cancel",),
}
"""What brings an assignment to where it stands, in the audit trail."""
HUNDRED_PERCENT = Decimal(100)


class Duties(Service):
    """The duties of an agency, as its people handle them."""

    async def find(self, assignment: int, contact: Contact, action: Action = Action.SEE_DUTY) -> Assignment:
        """Return an assignment that ``contact`` may act on. Raises Refused."""
        found = await self.work.assignments.get(assignment)
        if found is None:
            raise Refused("gone")
        self.require(contact, action, found.agency)
        return found

    async def to_work_on(self, assignment: int, contact: Contact, action: Action = Action.WORK_ON_DUTY) -> Assignment:
        """Return an assignment that is still open to ``contact``'s work. Raises Refused, with who was quicker."""
        found = await self.find(assignment, contact, action)
        if not found.is_open:
            raise await self.stale(found)
        return found

    async def stale(self, found: Assignment) -> Refused:
        """Return the refusal for an assignment that stands elsewhere by now: where, and who moved it when."""
        moved = await self.who_and_when(assignment_subject(found.id), LED_TO[found.status])
        return Refused("stale", status=found.status.value, **moved)

    async def must_change(self, found: Assignment, **values: object) -> None:
        """Write a change. Raises Refused if somebody was quicker."""
        if not await self.work.assignments.change(found, **values):
            raise await self.stale(await self.work.assignments.get(found.id) or found)

    async def progress(
        self, assignment: int, speaker: Speaker, figure: Decimal | None = None, besides: Place | None = None
    ) -> Assignment:
        """Record that a duty is being worked on, and how far it has come (in its unit). Raises Refused."""
        found = await self.to_work_on(assignment, speaker.contact)
        self._check_figure(found, figure)
        known = {} if figure is None else {"figure": figure, "figure_at": self.work.now}
        if found.status is Status.PAUSED:
            await self.must_change(found, before_pause=Status.IN_PROGRESS, **known)
        else:
            await self.must_change(found, status=Status.IN_PROGRESS, **known)
        said = {} if figure is None else {"figure": str(figure), "unit": found.unit}
        subject = assignment_subject(found.id)
        await self.changed(subject, besides=besides)
        await self.noted(speaker, "progress", subject, agency=found.agency, **said)
        return found

    def _check_figure(self, found: Assignment, figure: Decimal | None) -> None:
        """Raise Refused for a figure that cannot be: below nothing, above all of it."""
        if figure is None:
            return
        if figure < 0 or (found.unit == "%" and figure > HUNDRED_PERCENT):
            raise Refused("number_range", unit=found.unit)

    async def pause(self, found: Assignment) -> None:
        """Let the ladder rest while an obstacle is open; the deadline stays."""
        if found.status is Status.PAUSED:
            return
        await self.must_change(found, status=Status.PAUSED, before_pause=found.status, next_at=None)
        await self.rest(found.id, "paused by an obstacle")

    async def resume(self, found: Assignment) -> None:
        """Take the ladder up again from the next rung on: what passed meanwhile is not sent in a burst."""
        if found.status is not Status.PAUSED:
            return
        await self.must_change(
            found,
            status=found.before_pause,
            before_pause=None,
            handled_until=self.work.now,
            next_at=self.next_at(found),
        )

    async def move_deadline(self, found: Assignment, due: date | None) -> None:
        """Give an assignment that is not done another deadline, with a fresh ladder; what was put off comes by that.

        Where a completion waits to be accepted the ladder rests, and what is handled is the service level's.
        """
        ladder: dict[str, object] = {}
        if found.status is not Status.SUBMITTED:
            climbs = found.status in REMINDED
            next_at = self.rung_after_now(due, found) if climbs and due is not None else None
            ladder = {"handled_until": self.work.now, "next_at": next_at}
        await self.must_change(found, due=due, **ladder)
        await self.work.quiet.wake(found.id)
        await self.rest(found.id, "the deadline was changed")

    def next_at(self, found: Assignment) -> datetime | None:
        """Return when the ladder of an open assignment next has a rung (UTC), counted from now."""
        return None if found.due is None else self.rung_after_now(found.due, found)

    def rung_after_now(self, due: date, found: Assignment) -> datetime:
        return next_rung(due, self.work.now, self.config.ladder, self.config.calendar, found.every).at

    async def rest(self, assignment: int, reason: str) -> None:
        """Cancel reminders that wait to be sent."""
        await self.work.outbox.close_waiting(
            assignment_subject(assignment),
            state=Delivered.CANCELLED,
            reason=reason,
            now=self.work.now,
            views=REMINDER_VIEWS,
        )
