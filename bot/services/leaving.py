"""Leaving: somebody goes, of their own will or removed, or moves to another agency. It takes effect at once.

Their buttons and questions die, what shows in their chat is painted no more, what waits to be sent to them is not sent;
what they held goes back to the agency, and whoever counted on them as a deputy is told.
"""

from dataclasses import replace

from bot.domain.delivery import Lane
from bot.domain.people import Contact
from bot.domain.rights import Role, may, removing
from bot.errors import Refused
from bot.services.base import Service, Speaker
from bot.services.duties import Duties
from bot.services.views import DIRECTORY, assignment_subject, contact_subject, said

NO_LONGER = "they are no longer enrolled there"


class Leaving(Service):
    """The ways out."""

    async def quit(self, speaker: Speaker) -> None:
        """Let somebody go who wants to. Raises Refused in a group: an administrator unbinds that."""
        if speaker.contact.is_group:
            raise Refused("private_only")
        await self._go(speaker.contact, actor=speaker.actor, action="leave")

    async def to_remove(self, person: int, speaker: Speaker) -> Contact:
        """Return somebody whom ``speaker`` may remove. Raises Refused."""
        found = next(iter(await self.work.contacts.some([person])), None)
        if found is None or not found.active:
            raise Refused("person_gone")
        if not may(speaker.contact.actor, removing(found.role), found.agency):
            raise Refused("not_allowed")
        if found.id == speaker.contact.id:
            raise Refused("leave_yourself")
        return found

    async def remove(self, person: int, speaker: Speaker) -> Contact:
        """Remove a person, or unbind a group; they are told. Raises Refused."""
        found = await self.to_remove(person, speaker)
        await self.put_out(found, actor=speaker.actor, by=speaker.name)
        return found

    async def put_out(self, contact: Contact, *, actor: str, by: str) -> None:
        """Remove an active contact, whoever asks for it, and tell them."""
        await self._go(contact, actor=actor, action="remove", by=by)
        known = replace(contact, away_until=None, deputy=None)  # as they were: it is they who are told, and once more
        await self.tell(
            [known],
            said("you_were_removed", agency=contact.agency),
            key=f"removed:{contact.id}:{self.work.now.isoformat()}",
            lane=Lane.ANSWER,
        )

    async def _go(self, contact: Contact, *, actor: str, action: str, **facts: str) -> None:
        await self.work.contacts.change(contact.id, active=False)
        await self.leave(contact, actor=actor)
        await self.record(
            actor, action, contact_subject(contact.id), agency=contact.agency, role=contact.role.value, **facts
        )

    async def leave(self, contact: Contact, *, actor: str) -> None:
        """Undo all that hangs on a contact's being what they are; they are about to be nobody, or somebody else."""
        await self.work.questions.drop_chat(contact.channel, contact.chat)
        await self.work.screens.forget_chat(contact.channel, contact.chat)
        await self.work.outbox.close_chat(contact.channel, contact.chat, reason=NO_LONGER, now=self.work.now)
        await self.work.quiet.forget(contact.id)
        made = await self.work.codes.good(self.work.now, made_by=contact.id)
        await self.work.codes.withdraw([code.hash for code in made], self.work.now)
        await self._free_deputies(contact)
        await self._give_back(contact, actor)
        await self.changed(contact_subject(contact.id))
        await self.changed(DIRECTORY)

    async def _free_deputies(self, contact: Contact) -> None:
        """End the contact's own absence, and those in which they stand in for somebody."""
        if contact.deputy is not None:
            await self.work.contacts.change(contact.id, deputy=None, away_until=None)
        for away in await self.work.contacts.deputised_by(contact.id):
            await self.work.contacts.change(away.id, deputy=None, away_until=None)
            await self.record("system", "come_back", contact_subject(away.id), agency=away.agency)
            await self.changed(contact_subject(away.id))
            await self.tell(
                [await self.work.contacts.get(away.id)],
                said("deputy_left", name=contact.name),
                key=f"deputy_left:{away.id}:{contact.id}:{self.work.now.isoformat()}",
                lane=Lane.REMINDER,
                silent=self.outside_hours(),
            )

    async def _give_back(self, contact: Contact, actor: str) -> None:
        """Give the duties that a contact held back to the agency's officers, and say so to those who stay."""
        held = await self.work.assignments.held_by(contact.id, contact.agency)
        for one in held:
            if one.is_open:
                await Duties(self.work, self.config).must_change(one, holder=None)
                subject = assignment_subject(one.id)
                await self.record(actor, "hand_over", subject, agency=one.agency, holder=None)
                await self.changed(subject)
        count = sum(one.is_open for one in held)
        await self._tell_those_who_stay(contact, count)

    async def _tell_those_who_stay(self, contact: Contact, count: int) -> None:
        """Tell the agency who left, and the ICT department if it has no officer any more."""
        if contact.role not in (Role.OFFICER, Role.HEAD):
            return
        stamp = self.work.now.isoformat()
        others = [one for one in await self.agency_side(contact.agency) if one.id != contact.id]
        if others:
            await self.tell(
                others,
                said("person_left", name=contact.name, count=count),
                key=f"left:{contact.id}:{stamp}",
                lane=Lane.REMINDER,
                silent=self.outside_hours(),
            )
        if not any(one.role is Role.OFFICER for one in others):
            await self.tell(
                await self.ict_contacts(),
                said("agency_alone", agency=contact.agency),
                key=f"alone:{contact.id}:{stamp}",
                lane=Lane.REMINDER,
                silent=self.outside_hours(),
            )
