"""What an agency does with a duty: see it, complete it."""

from datetime import datetime

from bot.channels.base import IncomingFile
from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered
from bot.domain.duties import Status
from bot.domain.ladder import next_rung
from bot.domain.people import Contact
from bot.domain.rights import Action
from bot.errors import Refused
from bot.services.base import Place, Service, actor_of, check_length
from bot.services.views import assignment_subject

MEGABYTE = 1024 * 1024
REMINDER_VIEWS = ("reminder",)


class Duties(Service):
    """The duties of an agency, as its people handle them."""

    async def find(self, assignment: int, contact: Contact, action: Action = Action.SEE_DUTY) -> Assignment:
        """Return an assignment that ``contact`` may act on. Raises Refused."""
        found = await self.work.assignments.get(assignment)
        if found is None:
            raise Refused("gone")
        self.require(contact, action, found.agency)
        return found

    async def to_work_on(self, assignment: int, contact: Contact) -> Assignment:
        """Return an assignment that is still open to ``contact``'s work. Raises Refused."""
        found = await self.find(assignment, contact, Action.WORK_ON_DUTY)
        if not found.is_open:
            raise Refused("stale", status=found.status.value)
        return found

    async def complete(
        self,
        assignment: int,
        contact: Contact,
        *,
        result: str | None,
        file: IncomingFile | None = None,
        besides: Place | None = None,
    ) -> Assignment:
        """Record that a duty is done, today, with its line of result. Raises Refused."""
        found = await self.to_work_on(assignment, contact)
        check_length(result or "")
        changed = await self.work.assignments.change(
            found,
            status=Status.DONE,
            before_pause=None,
            next_at=None,
            submitted_at=self.work.now,
            submitted_by=contact.id,
            result=result,
        )
        if not changed:
            raise Refused("stale", status=found.status.value)
        if file is not None:
            await self.keep_file(file, contact, assignment_subject(assignment))
        await self.rest(found.id, "the duty is done")
        await self.changed(assignment_subject(found.id), besides=besides)
        await self.record(
            actor_of(contact), "complete", assignment_subject(found.id), agency=found.agency, late=self._is_late(found)
        )
        return found

    async def pause(self, found: Assignment) -> None:
        """Let the ladder rest while an obstacle is open; the deadline stays."""
        if found.status is Status.PAUSED:
            return
        await self._must_change(found, status=Status.PAUSED, before_pause=found.status, next_at=None)
        await self.rest(found.id, "paused by an obstacle")

    async def resume(self, found: Assignment) -> None:
        """Take the ladder up again from the next rung on: what passed meanwhile is not sent in a burst."""
        if found.status is not Status.PAUSED:
            return
        await self._must_change(
            found,
            status=found.before_pause,
            before_pause=None,
            handled_until=self.work.now,
            next_at=self.next_at(found),
        )

    def next_at(self, found: Assignment) -> datetime | None:
        """Return when the ladder of an open assignment next has a rung (UTC), counted from now."""
        if found.due is None:
            return None
        return next_rung(found.due, self.work.now, self.config.ladder, self.config.calendar, found.every).at

    async def rest(self, assignment: int, reason: str) -> None:
        """Cancel reminders that wait to be sent."""
        await self.work.outbox.close_waiting(
            assignment_subject(assignment),
            state=Delivered.CANCELLED,
            reason=reason,
            now=self.work.now,
            views=REMINDER_VIEWS,
        )

    def check_file(self, file: IncomingFile) -> None:
        """Raise Refused for a file that is too large or of a type that config does not take."""
        limit = self.config.files.max_megabytes
        if file.size is not None and file.size > limit * MEGABYTE:
            raise Refused("file_too_large", megabytes=-(-file.size // MEGABYTE), limit=limit)
        ending = file.name.rpartition(".")[2].lower()
        if ending not in self.config.files.types:
            raise Refused("file_type", types=", ".join(self.config.files.types))

    async def keep_file(self, file: IncomingFile, contact: Contact, subject: str) -> None:
        """Remember a file that came with something. Raises Refused."""
        self.check_file(file)
        await self.work.files.add(
            subject=subject,
            channel=contact.channel,
            ref=file.ref,
            name=file.name,
            kind=file.kind.value,
            mime=file.mime,
            size=file.size,
            by=contact.id,
            at=self.work.now,
        )

    def _is_late(self, found: Assignment) -> bool:
        return found.due is not None and self.config.calendar.is_overdue(found.due, self.today)

    async def _must_change(self, found: Assignment, **values: object) -> None:
        if not await self.work.assignments.change(found, **values):
            raise Refused("stale", status=found.status.value)
