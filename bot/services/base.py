"""What all services share: the transaction, the province's config, and a way to tell people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from bot.config import Config
from bot.domain.delivery import Delivered, Lane
from bot.domain.people import Contact
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


class Service:
    """Base of the use cases: works in the transaction it is given and never commits."""

    def __init__(self, work: Work, config: Config) -> None:
        self.work = work
        self.config = config

    @property
    def today(self) -> date:
        """The local day."""
        return self.config.calendar.day_of(self.work.now)

    def short(self, agency: str) -> str:
        """Return an agency's short name, or its id if it is not in the organisation any more."""
        known = self.config.organisation.agencies.get(agency)
        return known.short if known else agency

    def outside_hours(self) -> bool:
        """Tell whether offices are closed at this moment: messages then make no sound."""
        local = self.work.now.astimezone(self.config.zone)
        hours = self.config.working_hours
        return not (self.config.calendar.is_working(local.date()) and hours.from_ <= local.time() < hours.to)

    def require(self, contact: Contact, action: Action, agency: str) -> None:
        """Raise Refused unless ``contact`` may do ``action`` on what belongs to ``agency``."""
        if may(contact.actor, action, agency):
            return
        raise Refused("not_yours" if contact.agency != agency else "not_allowed")

    async def ict_contacts(self) -> list[Contact]:
        """Return where the ICT department is reached: its groups, else its people."""
        found = await self.work.contacts.of(roles=[Role.ICT])
        return [contact for contact in found if contact.is_group] or found

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
    ) -> None:
        """Owe each contact a message; with nobody to tell, that is what is recorded."""
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
            )
            for contact in contacts
        ]
        if drafts:
            await self.work.outbox.enqueue(drafts, self.work.now)
            return
        nobody = unsent(key, lane, view, subject=subject, due=due)
        await self.work.outbox.record(
            [nobody], self.work.now, state=Delivered.UNDELIVERABLE, reason="nobody is enrolled"
        )

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

    async def record(self, actor: str, action: str, subject: str, *, agency: str | None = None, **facts: Any) -> None:
        """Write an audit event."""
        await self.work.audit.record(
            at=self.work.now, actor=actor, action=action, subject=subject, agency=agency, **facts
        )


def actor_of(contact: Contact, sender: str | None = None) -> str:
    """Name who acts in the audit trail: the contact, and in a group the member."""
    return f"contact:{contact.id}" if sender is None or not contact.is_group else f"contact:{contact.id}/{sender}"


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


def check_length(text: str) -> None:
    """Raise Refused for a text longer than one message can be."""
    if len(text) > TEXT_LENGTH:
        raise Refused("text_too_long", length=len(text), limit=TEXT_LENGTH)
