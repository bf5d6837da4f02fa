"""What all services share: the transaction, the province's config, and a way to tell people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.domain.people import Contact, stand_in
from bot.domain.rights import Action, Role, may
from bot.errors import Refused
from bot.outbox import NOBODY, Draft
from bot.services.views import View
from bot.storage.work import Work

TEXT_LENGTH = 4096  # what one message of a person can hold: nothing anybody writes is cut


@dataclass(frozen=True, kw_only=True)
class Place:
    """A message in a chat."""

    channel: str
    chat: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who acts: an enrolled chat, and in a group its member, by their id in the messenger and the name they chose."""

    contact: Contact
    id: str
    name: str

    @property
    def actor(self) -> str:
        """Name who acts in the audit trail: the contact, and in a group the member."""
        return f"contact:{self.contact.id}/{self.id}" if self.contact.is_group else f"contact:{self.contact.id}"


class Service:
    """Base of the use cases: works in the transaction it is given and never commits."""

    def __init__(self, work: Work, config: Config) -> None:
        self.work = work
        self.config = config

    @property
    def today(self) -> date:
        """The local day."""
        return self.config.calendar.day_of(self.work.now)

    def outside_hours(self) -> bool:
        """Tell whether offices are closed at this moment: messages then make no sound."""
        local = self.work.now.astimezone(self.config.zone)
        hours = self.config.working_hours
        return not (self.config.calendar.is_working(local.date()) and hours.from_ <= local.time() < hours.to)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the province's zone."""
        return moment.astimezone(self.config.zone)

    def told_moment(self, moment: datetime) -> str:
        """Return a moment as people are told it, in the province's zone."""
        return f"{self.local(moment):%H:%M %d/%m/%Y}"

    def require(self, contact: Contact, action: Action, agency: str) -> None:
        """Raise Refused unless ``contact`` may do ``action`` on what belongs to ``agency``."""
        if may(contact.actor, action, agency):
            return
        raise Refused("not_yours" if contact.agency != agency else "not_allowed")

    async def ict_contacts(self) -> list[Contact]:
        """Return where the ICT department is reached: its groups, else its people."""
        found = await self.work.contacts.of(roles=[Role.ICT])
        return [contact for contact in found if contact.is_group] or found

    async def agency_side(self, agency: str, *preferred: int | None) -> list[Contact]:
        """Return who of an agency hears of something: the first of the ``preferred`` contacts who still belongs to it,
        else its officers, else its heads.
        """
        for known in preferred:
            if known is None:
                continue
            contact = await self.work.contacts.get(known)
            if contact.active and contact.agency == agency:
                return [contact]
        people = await self.work.contacts.of(agencies=[agency], roles=[Role.OFFICER, Role.HEAD])
        return [one for one in people if one.role is Role.OFFICER] or people

    async def tell(
        self,
        contacts: Iterable[Contact],
        view: View,
        *,
        key: str,
        lane: Lane,
        bundle: str | None = None,
        subject: str | None = None,
        due: date | None = None,
        silent: bool = False,
        topic_for: str | None = None,
    ) -> None:
        """Owe each contact a message; with nobody to tell, that is what is recorded.

        Who is away has a deputy who is told instead; for those out of reach somebody stands in, on record; who has left
        is not told. In a forum group the message goes to the topic of the agency that ``topic_for`` names.
        """
        pairs = list(zip(wanted := list(contacts), await self.stand_ins(wanted), strict=True))
        drafts = [
            Draft(
                key=f"{key}:{contact.id}",
                lane=lane,
                channel=contact.channel,
                chat=contact.chat,
                contact=contact.id,
                language=contact.language,
                view=view.name,
                args=view.args,
                bundle=bundle,
                subject=subject,
                due=due,
                silent=silent,
                is_group=contact.is_group,
                topic_for=topic_for if contact.forum else None,
            )
            for contact in once(told for _, told in pairs if told.active)
        ]
        if drafts:
            await self.work.outbox.enqueue(drafts, self.work.now)
            await self.record_unreached(pairs, unsent(key, lane, view, subject=subject, due=due))
            return
        nobody = unsent(key, lane, view, subject=subject, due=due)
        await self.work.outbox.record(
            [nobody], self.work.now, state=Delivered.UNDELIVERABLE, reason="nobody is enrolled"
        )

    async def present(self, contacts: Iterable[Contact]) -> list[Contact]:
        """Return who is told: others in the place of those who are away or cannot be reached, nobody twice."""
        return once(await self.stand_ins(list(contacts)))

    async def stand_ins(self, contacts: Sequence[Contact], *, again: bool | None = None) -> list[Contact]:
        """Return for each contact who is told in their place, themselves if they are there.

        Those who cannot be reached are tried ``again`` once a week, on the digest's day: what says that they can be
        reached may have been lost while the bot was down.
        """
        if again is None:
            again = self.today.weekday() == self.config.digest.weekday_number
        if all(contact.is_reachable and not contact.is_away(self.today) for contact in contacts):
            return list(contacts)
        agencies = sorted({contact.agency for contact in contacts})
        people = await self.work.contacts.of(agencies=agencies, roles=list(Role))
        known = {contact.id: contact for contact in people}
        return [stand_in(contact, known, self.today, again=again) for contact in contacts]

    async def record_unreached(self, pairs: Iterable[tuple[Contact, Contact]], notice: Draft) -> None:
        """Write down who was not told of a notice because they cannot be reached, and who was in their place."""
        for contact, told in pairs:
            if contact.is_reachable or told.id == contact.id:
                continue
            row = replace(
                notice,
                key=f"{notice.key.removesuffix(NOBODY)}{contact.id}",
                channel=contact.channel,
                chat=contact.chat,
                contact=contact.id,
            )
            reason = f"unreachable: told {told.name} instead"
            await self.work.outbox.record([row], self.work.now, state=Delivered.UNDELIVERABLE, reason=reason)

    async def changed(self, subject: str, *, besides: Place | None = None) -> None:
        """Paint anew every message that shows ``subject``, but for the one that is being answered."""
        for screen in await self.work.screens.showing(subject):
            if besides == Place(channel=screen.channel, chat=screen.chat, message=screen.message_id):
                continue
            draft = Draft(
                key=f"edit:{uuid4()}",
                lane=Lane.REMINDER,
                channel=screen.channel,
                chat=screen.chat,
                contact=screen.contact,
                language=screen.language,
                view=screen.view,
                args=screen.args,
                edits=screen.message_id,
                is_group=screen.is_group,
            )
            await self.work.outbox.enqueue_edit(draft, self.work.now)

    async def repaint(self, notice: Notice, view: View, message: str) -> None:
        """Owe a message that was just sent its face as things stand now."""
        draft = Draft(
            key=f"edit:{uuid4()}",
            lane=Lane.REMINDER,
            channel=notice.channel,
            chat=notice.chat,
            contact=notice.contact,
            language=notice.language,
            view=view.name,
            args=view.args,
            edits=message,
            is_group=notice.is_group,
        )
        await self.work.outbox.enqueue_edit(draft, self.work.now)

    async def noted(
        self, speaker: Speaker, action: str, subject: str, *, agency: str | None = None, **facts: Any
    ) -> None:
        """Write into the audit trail what somebody did; in a group with the member's name."""
        by = {"by": speaker.name} if speaker.contact.is_group else {}
        await self.record(speaker.actor, action, subject, agency=agency, **by, **facts)

    async def who_and_when(self, subject: str, actions: Iterable[str], **facts: object) -> dict[str, object]:
        """Return the facts ``who`` and ``when`` (local) of the last such event, for somebody who came second."""
        wanted, known = set(actions), facts.items()
        events = [
            one
            for one in await self.work.audit.of([subject])
            if one.action in wanted and all(one.facts.get(name) == value for name, value in known)
        ]
        if not events:
            return {"who": None, "when": None}
        event = events[-1]
        return {"who": await self.name_of(event.actor, event.facts), "when": self.told_moment(event.at)}

    async def name_of(self, actor: str, facts: dict[str, Any]) -> str | None:
        """Return the name of who acted as the audit trail has it; None for the bot itself."""
        if "by" in facts:
            return str(facts["by"])
        contact = acting_contact(actor)
        return None if contact is None else (await self.work.contacts.get(contact)).name

    async def record(self, actor: str, action: str, subject: str, *, agency: str | None = None, **facts: Any) -> None:
        """Write an audit event."""
        await self.work.audit.record(
            at=self.work.now, actor=actor, action=action, subject=subject, agency=agency, **facts
        )


def once(contacts: Iterable[Contact]) -> list[Contact]:
    """Return the contacts, nobody twice."""
    return list({contact.id: contact for contact in contacts}.values())


def unsent(key: str, lane: Lane, view: View, *, subject: str | None = None, due: date | None = None) -> Draft:
    """Return a row for the record only: it has nobody to go to."""
    return Draft(
        key=f"{key}:{NOBODY}",
        lane=lane,
        channel=NOBODY,
        chat=NOBODY,
        view=view.name,
        args=view.args,
        subject=subject,
        due=due,
    )


def acting_contact(actor: str) -> int | None:
    """Return the id of the contact who acted, as the audit trail names them; None for the bot and the command line."""
    kind, _, rest = actor.partition(":")
    return int(rest.partition("/")[0]) if kind == "contact" else None


def check_length(text: str) -> None:
    """Raise Refused for a text longer than one message can be."""
    if len(text) > TEXT_LENGTH:
        raise Refused("text_too_long", length=len(text), limit=TEXT_LENGTH)
