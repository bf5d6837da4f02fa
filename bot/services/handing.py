"""Who in an agency holds what: a duty handed to an officer, and a deputy for somebody who is away."""

from datetime import date

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Action, Role
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker
from bot.services.duties import Duties
from bot.services.views import View, assignment_subject, contact_subject, said


class Handing(Service):
    """Delegation inside one agency."""

    async def people(self, agency: str) -> list[Contact]:
        """Return an agency's people, officers first, each as they enrolled."""
        found = await self.work.contacts.of(agencies=[agency], roles=[Role.OFFICER, Role.HEAD])
        people = [one for one in found if one.kind is ContactKind.PERSON]
        return sorted(people, key=lambda one: (one.role is Role.HEAD, one.id))

    async def may_hand(self, contact: Contact, agency: str) -> bool:
        """Tell whether ``contact`` may hand the agency's duties out: its head, or its first officer."""
        try:
            await self._require_hand(contact, agency)
        except Refused:
            return False
        return True

    async def to_hand(self, assignment: int, speaker: Speaker) -> Assignment:
        """Return an open assignment that ``speaker`` may hand to somebody. Raises Refused."""
        found = await Duties(self.work, self.config).to_work_on(assignment, speaker.contact, Action.HAND_OVER)
        await self._require_hand(speaker.contact, found.agency)
        return found

    async def hand(self, assignment: int, speaker: Speaker, holder: int | None, besides: Place | None = None) -> None:
        """Hand a duty to somebody of the agency (None: back to all its officers); reminders follow. Raises Refused."""
        duties = Duties(self.work, self.config)
        found = await self.to_hand(assignment, speaker)
        chosen = await self._of_agency(holder, found.agency) if holder is not None else None
        if found.holder == holder:
            raise Refused("holds_already")
        await duties.must_change(found, holder=holder)
        if found.holder is not None:
            await self.work.quiet.wake(found.id, found.holder)
        subject = assignment_subject(found.id)
        await self.noted(speaker, "hand_over", subject, agency=found.agency, holder=holder)
        await self.changed(subject, besides=besides)
        before = [await self.work.contacts.get(found.holder)] if found.holder is not None else []
        for person in [*([chosen] if chosen else []), *before]:
            if person.id != speaker.contact.id and person.active:
                await self.tell(
                    [person],
                    View(name="handed", args={"assignment": found.id, "holder": holder, "by": speaker.name}),
                    key=f"handed:{found.id}:{found.revision}",
                    lane=Lane.REMINDER,
                    subject=subject,
                    silent=self.outside_hours(),
                )

    async def who_may_be_away(self, speaker: Speaker) -> list[Contact]:
        """Return for whom ``speaker`` may name a deputy: themself; a head for all of the agency. Raises Refused."""
        contact = speaker.contact
        self.require(contact, Action.NAME_DEPUTY, contact.agency)
        if contact.is_group:
            raise Refused("private_only")
        return await self.people(contact.agency) if contact.role is Role.HEAD else [contact]

    async def deputies(self, person: int, speaker: Speaker) -> list[Contact]:
        """Return who may stand in for somebody: the others of the agency who are there. Raises Refused."""
        away = await self._may_be_away(person, speaker)
        others = [one for one in await self.people(away.agency) if one.id != away.id and not one.is_away(self.today)]
        if not others:
            raise Refused("no_deputy")
        return others

    async def leave(self, person: int, speaker: Speaker, until: date, deputy: int) -> Contact:
        """Let a deputy be told in somebody's place, up to and including a local day. Raises Refused."""
        away = await self._may_be_away(person, speaker)
        if until < self.today:
            raise Refused("date_past")
        chosen = next((one for one in await self.deputies(person, speaker) if one.id == deputy), None)
        if chosen is None:
            raise Refused("gone")
        await self.work.contacts.change(away.id, deputy=chosen.id, away_until=until)
        subject = contact_subject(away.id)
        await self.noted(speaker, "leave", subject, agency=away.agency, until=until.isoformat(), deputy=chosen.id)
        if chosen.id != speaker.contact.id:
            await self.tell(
                [chosen],
                View(name="deputy", args={"person": away.id}),
                key=f"deputy:{away.id}:{chosen.id}:{self.work.now.isoformat()}",
                lane=Lane.REMINDER,
                subject=subject,
                silent=self.outside_hours(),
            )
        await self.changed(subject)
        return away

    async def come_back(self, person: int, speaker: Speaker) -> Contact:
        """End an absence before its time. Raises Refused."""
        away = await self._may_be_away(person, speaker)
        if away.deputy is None:
            raise Refused("not_away")
        await self._end(away)
        await self.noted(speaker, "come_back", contact_subject(away.id), agency=away.agency)
        return away

    async def end_absences(self) -> int:
        """End the absences whose last day is over, and say so to those who are back; return how many."""
        back = await self.work.contacts.back(self.today)
        for person in back:
            await self._end(person)
            await self.record("system", "come_back", contact_subject(person.id), agency=person.agency)
            present = await self.work.contacts.get(person.id)
            await self.tell(
                [present],
                said("back_from_absence"),
                key=f"back:{person.id}:{person.away_until}",
                lane=Lane.REMINDER,
                silent=self.outside_hours(),
            )
        return len(back)

    async def _end(self, person: Contact) -> None:
        await self.work.contacts.change(person.id, deputy=None, away_until=None)
        await self.changed(contact_subject(person.id))

    async def _may_be_away(self, person: int, speaker: Speaker) -> Contact:
        found = next((one for one in await self.who_may_be_away(speaker) if one.id == person), None)
        if found is None:
            raise Refused("not_allowed")
        return found

    async def _require_hand(self, contact: Contact, agency: str) -> None:
        self.require(contact, Action.HAND_OVER, agency)
        if contact.role is Role.HEAD:
            return
        officers = await self.work.contacts.of(agencies=[agency], roles=[Role.OFFICER])
        if not officers or officers[0].id != contact.id:
            raise Refused("head_hands_over")

    async def _of_agency(self, person: int, agency: str) -> Contact:
        found = next((one for one in await self.people(agency) if one.id == person), None)
        if found is None:
            raise Refused("gone")
        return found
