"""Completion: an agency hands in what it did, with evidence; where the directive says so, the ICT department accepts it
or returns it.
"""

from typing import Any

from bot.channels.base import IncomingFile
from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import Status
from bot.domain.files import FileState
from bot.domain.rights import Action, may
from bot.domain.service_levels import verify_overruns
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker, check_length
from bot.services.duties import Duties
from bot.services.evidence import Evidence
from bot.services.extending import Extending
from bot.services.obstacles import Obstacles
from bot.services.views import View, assignment_subject, draft_subject


class Completion(Service):
    """From "done" to done."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._duties = Duties(*args)

    async def add_file(self, assignment: int, speaker: Speaker, file: IncomingFile, album: str | None) -> None:
        """Lay a file beside a completion that is being written. Raises Refused."""
        await self._duties.to_work_on(assignment, speaker.contact)
        draft = draft_subject(assignment, speaker.contact.id, speaker.id)
        await Evidence(self.work, self.config).keep(file, speaker, draft, album)
        await self.changed(draft)
        await self.noted(speaker, "lay_file", draft)

    async def laid(self, assignment: int, speaker: Speaker) -> int:
        """Return how many files lie beside a completion that is being written."""
        return len(await self.work.files.of(draft_subject(assignment, speaker.contact.id, speaker.id)))

    async def show_draft(self, assignment: int, speaker: Speaker) -> None:
        """Show anew what is being written."""
        await self.changed(draft_subject(assignment, speaker.contact.id, speaker.id))

    async def complete(
        self, assignment: int, speaker: Speaker, *, result: str | None, besides: Place | None = None
    ) -> Assignment:
        """Hand in that a duty is done, today, with its line of result and the files laid beside it. Raises Refused."""
        found = await self._duties.to_work_on(assignment, speaker.contact)
        check_length(result or "")
        subject = assignment_subject(found.id)
        await self._take_files(draft_subject(assignment, speaker.contact.id, speaker.id), subject)
        waits = found.verify and found.agency != self.config.organisation.ict
        overruns = verify_overruns(self.work.now, self.config.service, self.config.calendar) if waits else []
        await self._duties.must_change(
            found,
            status=Status.SUBMITTED if waits else Status.DONE,
            before_pause=None,
            next_at=None,
            waits_at=overruns[0].at if overruns else None,
            handled_until=self.work.now,
            submitted_at=self.work.now,
            submitted_by=speaker.contact.id,
            result=result,
        )
        await self._nothing_is_left_open(found, speaker)
        await self.noted(
            speaker, "submit" if waits else "complete", subject, agency=found.agency, late=self._is_late(found),
            result=result or "",
        )  # fmt: skip
        await self.changed(subject, besides=besides)
        if waits:
            await self._ask_to_verify(found)
        else:
            await self._tell_giver(found)
        return found

    async def accept(self, assignment: int, speaker: Speaker, besides: Place | None = None) -> Assignment:
        """Accept a completion: the duty is done, on the day it was handed in. Raises Refused."""
        found = await self.to_verify(assignment, speaker)
        await self._duties.must_change(found, status=Status.DONE, waits_at=None)
        await self.noted(speaker, "accept", assignment_subject(found.id), agency=found.agency)
        await self._tell_verdict(found, accepted=True, reason=None)
        await self.changed(assignment_subject(found.id), besides=besides)
        await self._tell_giver(found)
        return found

    async def send_back(
        self, assignment: int, speaker: Speaker, reason: str, besides: Place | None = None
    ) -> Assignment:
        """Return a completion with a reason; its ladder goes on from the next rung. Raises Refused."""
        found = await self.to_verify(assignment, speaker)
        check_length(reason)
        await self._duties.must_change(
            found,
            status=Status.RETURNED,
            submitted_at=None,
            submitted_by=None,
            waits_at=None,
            handled_until=self.work.now,
            next_at=self._duties.next_at(found),
        )
        await self.noted(speaker, "return", assignment_subject(found.id), agency=found.agency, reason=reason)
        await self._tell_verdict(found, accepted=False, reason=reason)
        await self.changed(assignment_subject(found.id), besides=besides)
        return found

    async def to_verify(self, assignment: int, speaker: Speaker) -> Assignment:
        """Return an assignment whose completion waits to be accepted. Raises Refused, with who was quicker."""
        found = await self._duties.find(assignment, speaker.contact, Action.VERIFY)
        if found.status is not Status.SUBMITTED:
            raise await self._duties.stale(found)
        return found

    async def _take_files(self, draft: str, subject: str) -> None:
        """Let what was laid beside the completion belong to the duty; what the messenger lost is left out."""
        laid = await self.work.files.of(draft)
        if any(file.state is FileState.WAITING for file in laid):
            raise Refused("file_waiting")
        await self.work.files.forget([file.id for file in laid if file.state is FileState.LOST])
        await self.work.files.give(draft, subject)

    async def _nothing_is_left_open(self, found: Assignment, speaker: Speaker) -> None:
        """What is done has no obstacle and asks for no more time; reminders that wait are not sent."""
        await self._duties.rest(found.id, "the duty is done")
        await self.work.quiet.wake(found.id)
        await Extending(self.work, self.config).drop(found)
        await Obstacles(self.work, self.config).drop(found, speaker)

    async def _ask_to_verify(self, found: Assignment) -> None:
        await self.tell(
            await self.ict_contacts(),
            View(name="verify", args={"assignment": found.id}),
            key=f"verify:{found.id}:{found.revision}",
            lane=Lane.OBSTACLE,
            subject=assignment_subject(found.id),
            silent=self.outside_hours(),
            topic_for=found.agency,
        )

    async def _tell_verdict(self, found: Assignment, *, accepted: bool, reason: str | None) -> None:
        await self.tell(
            await self.agency_side(found.agency, found.submitted_by, found.holder),
            View(name="verdict", args={"assignment": found.id, "accepted": accepted, "reason": reason}),
            key=f"verdict:{found.id}:{found.revision}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )

    async def _tell_giver(self, found: Assignment) -> None:
        """Tell who gave a duty in chat that it is done."""
        giver = await self.work.contacts.get(found.given_by) if found.given_by is not None else None
        if giver is None or not may(giver.actor, Action.SEE_DUTY, found.agency):
            return
        await self.tell(
            [giver],
            View(name="duty", args={"assignment": found.id}),
            key=f"given:{found.id}:{found.revision}",
            lane=Lane.REMINDER,
            silent=self.outside_hours(),
        )

    def _is_late(self, found: Assignment) -> bool:
        return found.due is not None and self.config.calendar.is_overdue(found.due, self.today)
