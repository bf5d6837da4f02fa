"""Forgetting somebody: what says who they are is erased, and the record that something was done stays.

What that is precisely stands in docs/how-to/forget.md.
"""

from dataclasses import dataclass

from bot.domain.people import Contact
from bot.domain.trail import WHO, WORDS
from bot.services.base import Service
from bot.services.leaving import Leaving
from bot.services.views import DRAFT, contact_subject
from bot.storage.erasing import CONVERSATION, FORGOTTEN, Person
from bot.texts.render import Texts
from bot.words import fold

NOT_EVIDENCE = (DRAFT, "ticket:")
"""What files belong to that nobody completed a duty with."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased: parts of the audit trail, texts and files; ``paths`` are to be dropped from the cabinet."""

    pseudonym: str
    parts: int
    texts: int
    files: int
    paths: list[str]


class Forgetting(Service):
    """Erases people. The bot still tells what they did, under a pseudonym."""

    async def find(self, text: str) -> list[Contact]:
        """Return the people that an id (``7`` or ``contact:7``) or a name means: those who have left too."""
        known = [one for one in await self.work.contacts.everybody() if not one.is_group]
        known = [one for one in known if not one.chat.startswith(FORGOTTEN)]
        number = text.removeprefix("contact:")
        if number.isdigit():
            return [one for one in known if one.id == int(number)]
        return [one for one in known if fold(one.name) == fold(text)]

    async def forget(self, contact: Contact, *, actor: str, texts: bool = False) -> Forgotten:
        """Erase a contact, and all they did in groups; ``texts``: also what they wrote to others.

        Who is still enrolled leaves first, with all that goes with it.
        """
        if contact.active:
            await self.work.contacts.change(contact.id, active=False)
            await Leaving(self.work, self.config).leave(contact, actor=actor)
        pseudonym = Texts().label("erased.person", self.config.province.language, {"number": contact.id})
        person = Person(
            contact=contact.id,
            channel=contact.channel,
            chat=contact.chat,
            names=frozenset({contact.name}),
            pseudonym=pseudonym,
        )
        number, paths = await self.work.erasing.files_of(contact.id, NOT_EVIDENCE)
        forgotten = await self._erase(person, contact_subject(contact.id), contact.agency, actor, texts=texts)
        await self.work.erasing.rename(contact.id, pseudonym)
        return Forgotten(**{**vars(forgotten), "files": number, "paths": paths})

    async def forget_member(self, channel: str, member: str, *, actor: str, texts: bool = False) -> Forgotten | None:
        """Erase somebody who acted in groups only, by their id in the messenger; None if nobody of that id did."""
        pseudonym = Texts().label("erased.member", self.config.province.language)
        person = Person(contact=None, channel=channel, chat=member, names=frozenset(), pseudonym=pseudonym)
        if not await self.work.erasing.traces(person):
            return None
        return await self._erase(person, "member", None, actor, texts=texts)

    async def _erase(self, person: Person, subject: str, agency: str | None, actor: str, *, texts: bool) -> Forgotten:
        erasing = self.work.erasing
        traces = await erasing.traces(person)
        names = person.names | await erasing.names_of(traces)
        person = Person(**{**vars(person), "names": frozenset(names)})
        await erasing.unsign(traces, person.pseudonym)
        silenced = await erasing.silence(person.contact, traces) if texts else 0
        parts = await erasing.parts(WHO, [one.event for one in traces])
        if texts:
            parts += await erasing.parts(WORDS, [one.event for one in traces if one.action in CONVERSATION])
        await erasing.addresses(person)
        await self.record(actor, "forget", subject, agency=agency, erased=parts, texts=texts)
        return Forgotten(pseudonym=person.pseudonym, parts=parts, texts=silenced, files=0, paths=[])
