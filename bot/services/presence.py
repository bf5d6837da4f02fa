"""Who can be reached: a chat that takes no messages is told to the ICT department once, and its notices go to others
until it takes messages again.
"""

from bot.domain.delivery import Lane, Notice
from bot.domain.people import Contact
from bot.domain.rights import Action, Role
from bot.errors import Refused
from bot.outbox import Draft
from bot.services.alarms import Alarms
from bot.services.base import Place, Service, Speaker
from bot.services.views import DIRECTORY, View, contact_subject

BLOCKED = "blocked"
REMOVED = "removed"
PERSONAL = frozenset({"deputy", "said"})
"""Views that mean something to the one person only: nobody else is told."""


class Presence(Service):
    """Chats that come and go."""

    async def lost(self, contact: Contact, why: str | None = None) -> None:
        """Note that a chat takes no messages, and let the ICT department act on it.

        ``why`` is a phrase under ``unreachable`` in phrases.yaml (None: what leaving looks like from outside).
        """
        if contact.unreachable_since is not None or not contact.active:
            return
        why = why or (REMOVED if contact.is_group else BLOCKED)
        subject = contact_subject(contact.id)
        await self.work.contacts.change(contact.id, unreachable_since=self.work.now)
        await self.record(f"contact:{contact.id}", "unreachable", subject, agency=contact.agency, why=why)
        await self.changed(subject)
        await self.changed(DIRECTORY)
        if contact.role is Role.ICT:
            key = f"{contact.id}:{self.today.isoformat()}"
            await Alarms(self.work, self.config).tell("ict_unreachable", key=key)
        others = [one for one in await self.ict_contacts() if one.id != contact.id]
        if others:
            await self.tell(
                others,
                View(name="unreachable", args={"contact": contact.id}),
                key=f"unreachable:{contact.id}:{self.today.isoformat()}",
                lane=Lane.OBSTACLE,
                subject=subject,
                silent=self.outside_hours(),
                topic_for=contact.agency,
            )

    async def found(self, contact: Contact) -> None:
        """Note that a chat takes messages again, if it did not."""
        if contact.unreachable_since is None:
            return
        subject = contact_subject(contact.id)
        await self.work.contacts.change(contact.id, unreachable_since=None)
        await self.record(f"contact:{contact.id}", "present", subject, agency=contact.agency)
        await self.changed(subject)
        await self.changed(DIRECTORY)

    async def see(self, contact: int, speaker: Speaker, besides: Place | None = None) -> None:
        """Note who of the ICT department takes care of somebody who cannot be reached. Raises Refused."""
        known = await self.work.contacts.some([contact])
        if not known:
            raise Refused("gone")
        (found,) = known
        self.require(speaker.contact, Action.INVITE_OFFICER, found.agency)
        if found.unreachable_since is None:
            raise Refused("reachable_again", name=found.name)
        subject = contact_subject(contact)
        await self.noted(speaker, "see_unreachable", subject, agency=found.agency)
        await self.changed(subject, besides=besides)

    async def pass_on(self, notice: Notice) -> Contact | None:
        """Owe a notice that could not be delivered to whoever stands in; return who that is, None if there is nobody.

        Who was told of the same thing already is not told again: the key of the notice is theirs too.
        """
        if notice.contact is None or notice.edits is not None:
            return None
        if notice.lane is Lane.ANSWER or notice.view in PERSONAL:
            return None
        contact = await self.work.contacts.get(notice.contact)
        (told,) = await self.stand_ins([contact], again=False)
        if told.id == contact.id:
            return None
        draft = Draft(
            key=f"{notice.key.removesuffix(f':{contact.id}')}:{told.id}",
            lane=notice.lane,
            channel=told.channel,
            chat=told.chat,
            contact=told.id,
            language=told.language,
            view=notice.view,
            args=notice.args,
            bundle=notice.bundle,
            subject=notice.subject,
            due=notice.due,
            silent=notice.silent,
            is_group=told.is_group,
            topic_for=notice.topic_for if told.forum else None,
        )
        await self.work.outbox.enqueue([draft], self.work.now)
        return told
