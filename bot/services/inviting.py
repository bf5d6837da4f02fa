"""Inviting: one code in chat, or one for every agency that lacks somebody; and withdrawing what was not used."""

import re
from collections.abc import Iterable, Sequence

from bot.domain.organisation import ALL
from bot.domain.people import Contact, belongs
from bot.domain.rights import Action, Role, inviting, may
from bot.errors import Refused
from bot.services.base import Service, Speaker
from bot.services.enrolment import Enrolment, Invitation, hashed
from bot.services.views import DIRECTORY
from bot.storage.codes import Code
from bot.words import fold

NO_WORD = re.compile(r"\W+")


class Inviting(Service):
    """Who is invited, by whom."""

    def roles(self, contact: Contact, agency: str) -> list[Role]:
        """Return in which roles ``contact`` may invite somebody of an agency."""
        return [
            role
            for role in Role
            if may(contact.actor, inviting(role), agency) and belongs(role, agency, self.config.organisation)
        ]

    def agencies(self, contact: Contact, words: str) -> list[str]:
        """Return the agencies whose names have all the words, and into which ``contact`` may invite somebody.

        Raises Refused if there is no agency at all in which they may.
        """
        mine = [agency for agency in self.config.organisation.agencies if self.roles(contact, agency)]
        if not mine:
            raise Refused("not_allowed")
        return [agency for agency in mine if self.is_named(agency, words)]

    def is_named(self, agency: str, words: str) -> bool:
        """Tell whether an agency's names have all the words, as :func:`has_words` finds them."""
        organisation = self.config.organisation
        return has_words(f"{agency} {organisation.short(agency)} {organisation.full(agency)}", words)

    def require_people(self, contact: Contact) -> None:
        """Raise Refused unless ``contact`` may see who is enrolled, be it in their own agency only."""
        self.require(contact, Action.SEE_PEOPLE, contact.agency)

    def to_see(self, agency: str, contact: Contact) -> str:
        """Return an agency whose people ``contact`` may see. Raises Refused."""
        self.require(contact, Action.SEE_PEOPLE, agency)
        return agency

    async def invite(self, speaker: Speaker, agency: str, role: str) -> Invitation:
        """Make a code for somebody of an agency. Raises Refused."""
        wanted = next((one for one in self.to_invite(speaker.contact, agency) if one.value == role), None)
        if wanted is None:
            raise Refused("not_allowed")
        made = self.prepare([agency], wanted)
        await self.keep(made, actor=speaker.actor, made_by=speaker.contact.id)
        return made[0]

    def to_invite(self, contact: Contact, agency: str) -> list[Role]:
        """Return in which roles ``contact`` may invite somebody of an agency. Raises Refused if there is none."""
        if agency not in self.config.organisation.agencies:
            raise Refused("gone")
        roles = self.roles(contact, agency)
        if not roles:
            raise Refused("not_allowed")
        return roles

    async def lacking(self, role: Role) -> list[str]:
        """Return the agencies that have nobody in ``role``: of those to whom directives give something, or may."""
        enrolled = await self.work.contacts.roles_by_agency()
        return [agency for agency in await self.everybody() if role not in enrolled.get(agency, set())]

    async def everybody(self) -> list[str]:
        """Return the agencies that ``lead: [all]`` reaches, and those that have a duty though it does not."""
        organisation = self.config.organisation
        reached = {*organisation.select([ALL]), *(one.agency for one in await self.work.assignments.of_all())}
        return [agency for agency in organisation.agencies if agency in reached]

    def prepare(self, agencies: Iterable[str], role: Role) -> list[Invitation]:
        """Return an invitation for each of some agencies; they are good once they are kept."""
        enrolment = Enrolment(self.work, self.config)
        return [enrolment.prepare(agency, role) for agency in agencies]

    async def keep(self, made: Sequence[Invitation], *, actor: str, made_by: int | None = None) -> None:
        """Let invitations be good."""
        await Enrolment(self.work, self.config).keep(made, actor=actor, made_by=made_by)
        await self.changed(DIRECTORY)

    async def withdraw(self, speaker: Speaker, code: str) -> Code:
        """Let a code that was not used yet be good for nothing, named by its id. Raises Refused."""
        found = await self.named(code)
        if found is None:
            raise Refused("code_gone")
        if found.role not in self.roles(speaker.contact, found.agency):
            raise Refused("not_allowed")
        await self.take_back([found], actor=speaker.actor)
        return found

    async def named(self, text: str) -> Code | None:
        """Return a code that was not used yet, by its id or as it was given."""
        for begins in (text.strip().lower(), Code.id_of(hashed(text))):
            found = [one for one in await self.work.codes.good(self.work.now, begins=begins) if one.id == begins]
            if len(found) == 1:
                return found[0]
        return None

    async def take_back(self, found: Iterable[Code], *, actor: str) -> None:
        """Withdraw some codes."""
        for code in found:
            await self.work.codes.withdraw([code.hash], self.work.now)
            await self.record(
                actor, "withdraw_code", f"agency:{code.agency}", agency=code.agency, role=code.role.value, code=code.id
            )
        await self.changed(DIRECTORY)


def has_words(text: str, words: str) -> bool:
    """Tell whether every one of ``words`` begins a word of ``text``, with or without diacritics."""
    known = _words(text)
    return all(any(one.startswith(word) for one in known) for word in _words(words))


def _words(text: str) -> list[str]:
    return [word for word in NO_WORD.split(fold(text)) if word]
