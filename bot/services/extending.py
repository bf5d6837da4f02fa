"""Extensions: the lead agency asks for another deadline with a reason; it is granted, refused, or another is proposed.

The ICT department decides; on what it leads itself, the leaders do.
"""

from datetime import date
from typing import Any

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import OPEN
from bot.domain.extensions import Extension, ExtensionState
from bot.domain.people import Contact
from bot.domain.rights import Action, Role
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker, check_length
from bot.services.duties import Duties
from bot.services.views import View, assignment_subject, extension_subject

MOVES = ("ask_extension", "propose_extension", "grant_extension", "refuse_extension", "withdraw_extension")


class Extending(Service):
    """Moving deadlines, with a reason on record."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._duties = Duties(*args)

    async def to_ask(self, assignment: int, contact: Contact) -> Assignment:
        """Return an assignment whose deadline may be asked to move. Raises Refused."""
        found = await self._duties.to_work_on(assignment, contact, Action.ASK_EXTENSION)
        if found.due is None:
            raise Refused("no_deadline")
        pending = await self.work.extensions.pending(assignment)
        if pending is not None:
            raise Refused("extension_pending", wanted=pending.wanted.isoformat())
        return found

    def check_later(self, found: Assignment, wanted: date) -> None:
        """Raise Refused unless a day is later than the deadline that stands."""
        if found.due is not None and wanted <= found.due:
            raise Refused("not_later", due=found.due.isoformat())

    async def ask(self, assignment: int, speaker: Speaker, wanted: date, reason: str) -> Extension:
        """Ask for another deadline. Raises Refused."""
        found = await self.to_ask(assignment, speaker.contact)
        self.check_later(found, wanted)
        check_length(reason)
        if found.due is None:
            raise Refused("no_deadline")
        extension = await self.work.extensions.ask(
            assignment=assignment,
            agency=found.agency,
            due_before=found.due,
            wanted=wanted,
            reason=reason,
            asked_by=speaker.contact.id,
            asked_at=self.work.now,
        )
        await self._record(speaker, extension, "ask_extension", wanted=wanted.isoformat(), reason=reason)
        await self.tell(
            await self._deciders(found.agency),
            View(name="extension", args={"extension": extension.id}),
            key=f"extension:{extension.id}",
            lane=Lane.OBSTACLE,
            subject=extension_subject(extension.id),
            silent=self.outside_hours(),
            topic_for=found.agency,
        )
        await self.changed(assignment_subject(assignment))
        return extension

    async def to_decide(self, extension: int, speaker: Speaker) -> Extension:
        """Return a request that ``speaker`` may decide on. Raises Refused, with who was quicker."""
        return await self._pending(extension, speaker, Action.GRANT_EXTENSION, ExtensionState.ASKED)

    async def grant(self, extension: int, speaker: Speaker, besides: Place | None = None) -> Extension:
        """Move the deadline to what was asked for. Raises Refused."""
        found = await self.to_decide(extension, speaker)
        await self._grant(found, speaker, found.wanted, besides)
        await self._tell_agency(found)
        return found

    async def refuse(self, extension: int, speaker: Speaker, reason: str) -> Extension:
        """Leave the deadline where it is, for a reason. Raises Refused."""
        found = await self.to_decide(extension, speaker)
        check_length(reason)
        await self._move(found, speaker, state=ExtensionState.REFUSED, answer=reason)
        await self._record(speaker, found, "refuse_extension", reason=reason)
        await self._tell_agency(found)
        await self._changed(found)
        return found

    async def propose(self, extension: int, speaker: Speaker, day: date) -> Extension:
        """Propose another deadline; it counts when the agency takes it. Raises Refused."""
        found = await self.to_decide(extension, speaker)
        assignment = await self.work.assignments.get(found.assignment)
        if assignment is not None:
            self.check_later(assignment, day)
        await self._move(found, speaker, state=ExtensionState.PROPOSED, proposed=day)
        await self._record(speaker, found, "propose_extension", proposed=day.isoformat())
        await self._tell_agency(found)
        await self._changed(found)
        return found

    async def take(self, extension: int, speaker: Speaker, besides: Place | None = None) -> Extension:
        """Take the deadline that was proposed. Raises Refused."""
        found = await self._pending(extension, speaker, Action.ASK_EXTENSION, ExtensionState.PROPOSED)
        if found.proposed is not None:
            await self._grant(found, speaker, found.proposed, besides)
        return found

    async def withdraw(self, extension: int, speaker: Speaker, besides: Place | None = None) -> Extension:
        """Take the request back, or decline what was proposed: the deadline stands. Raises Refused."""
        pending = (ExtensionState.ASKED, ExtensionState.PROPOSED)
        found = await self._pending(extension, speaker, Action.ASK_EXTENSION, *pending)
        await self._must_change(found, state=ExtensionState.WITHDRAWN)
        await self._record(speaker, found, "withdraw_extension")
        await self._changed(found, besides)
        return found

    async def drop(self, assignment: Assignment) -> None:
        """Take back what is pending for an assignment that needs no other deadline any more."""
        pending = await self.work.extensions.pending(assignment.id)
        if pending is None:
            return
        await self._must_change(pending, state=ExtensionState.WITHDRAWN)
        subject = assignment_subject(assignment.id)
        await self.record("system", "withdraw_extension", subject, agency=pending.agency, extension=pending.id)
        await self.changed(extension_subject(pending.id))

    async def _grant(self, found: Extension, speaker: Speaker, day: date, besides: Place | None) -> None:
        assignment = await self.work.assignments.get(found.assignment)
        if assignment is None or assignment.status not in OPEN:
            raise Refused("gone")
        self.check_later(assignment, day)
        await self._move(found, speaker, state=ExtensionState.GRANTED, granted=day)
        await self._duties.move_deadline(assignment, day)
        before = found.due_before.isoformat()
        await self._record(speaker, found, "grant_extension", due=day.isoformat(), before=before)
        await self._changed(found, besides)

    async def _pending(self, extension: int, speaker: Speaker, action: Action, *states: ExtensionState) -> Extension:
        found = await self.work.extensions.get(extension)
        if found is None:
            raise Refused("gone")
        self.require(speaker.contact, action, found.agency)
        if found.state not in states:
            raise await self._stale(found)
        return found

    async def _stale(self, found: Extension) -> Refused:
        moved = await self.who_and_when(assignment_subject(found.assignment), MOVES, extension=found.id)
        return Refused("extension_stale", state=found.state.value, **moved)

    async def _move(self, found: Extension, speaker: Speaker, **values: object) -> None:
        await self._must_change(found, answered_by=speaker.name, answered_at=self.work.now, **values)

    async def _must_change(self, found: Extension, **values: object) -> None:
        if not await self.work.extensions.change(found, **values):
            raise await self._stale(await self.work.extensions.get(found.id) or found)

    async def _deciders(self, agency: str) -> list[Contact]:
        if agency == self.config.organisation.ict:
            return await self.work.contacts.of(roles=[Role.LEADER])
        return await self.ict_contacts()

    async def _tell_agency(self, found: Extension) -> None:
        stored = await self.work.extensions.get(found.id)
        await self.tell(
            await self.agency_side(found.agency, found.asked_by),
            View(name="extension_answer", args={"extension": found.id}),
            key=f"extension:{found.id}:{stored.revision if stored else 0}",
            lane=Lane.OBSTACLE,
            subject=extension_subject(found.id),
            silent=self.outside_hours(),
        )

    async def _changed(self, found: Extension, besides: Place | None = None) -> None:
        await self.changed(extension_subject(found.id), besides=besides)
        await self.changed(assignment_subject(found.assignment))

    async def _record(self, speaker: Speaker, found: Extension, action: str, **facts: Any) -> None:
        subject = assignment_subject(found.assignment)
        await self.noted(speaker, action, subject, agency=found.agency, extension=found.id, **facts)
