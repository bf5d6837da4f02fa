"""Enrolment: one-time codes make a chat a contact of an agency, in a role."""

import hashlib
import secrets
from datetime import timedelta

from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.errors import Refused
from bot.services.base import Service
from bot.storage.people import Code

CODE_BYTES = 12  # 16 characters of A-Z a-z 0-9 _ -: fits the 64 of a start link, and is not guessed
LIFETIME = timedelta(days=14)
NAME_LENGTH = 100
GROUP_ROLES = frozenset({Role.ICT, Role.LEADER})


def hashed(code: str) -> str:
    """Return what is stored of a code."""
    return hashlib.sha256(code.strip().encode()).hexdigest()


class Enrolment(Service):
    """Inviting and enrolling."""

    async def invite(self, agency: str, role: Role, *, actor: str) -> str:
        """Make a one-time code, valid for 14 days; only its hash is stored."""
        code = secrets.token_urlsafe(CODE_BYTES)
        await self.work.codes.add(
            Code(
                hash=hashed(code),
                agency=agency,
                role=role,
                created_at=self.work.now,
                expires_at=self.work.now + LIFETIME,
                used_at=None,
                used_by=None,
            )
        )
        await self.record(actor, "invite", f"agency:{agency}", agency=agency, role=role.value)
        return code

    async def enrol(
        self, code: str, *, group: bool, forum: bool, channel: str, chat: str, name: str, sender: str
    ) -> Contact:
        """Make the chat a contact. Raises Refused for a code that is wrong, used, expired or personal."""
        found = await self.work.codes.get(hashed(code))
        if found is None or found.used_at is not None or found.expires_at <= self.work.now:
            raise Refused("bad_code")
        if group and found.role not in GROUP_ROLES:
            raise Refused("personal_code_in_group")
        known = await self.work.contacts.at(channel, chat)
        contact = await self.work.contacts.enrol(
            kind=ContactKind.GROUP if group else ContactKind.PERSON,
            channel=channel,
            chat=chat,
            name=name[:NAME_LENGTH],
            agency=found.agency,
            role=found.role,
            language=known.language if known else self.config.province.language,
            forum=forum,
            now=self.work.now,
        )
        if not await self.work.codes.use(found.hash, contact.id, self.work.now):
            raise Refused("bad_code")
        await self.record(
            f"chat:{channel}/{sender}", "enrol", f"contact:{contact.id}", agency=found.agency, role=found.role.value
        )
        return contact

    async def speak(self, contact: Contact, language: str) -> Contact:
        """Change a contact's language and return it as it is now."""
        await self.work.contacts.change(contact.id, language=language)
        await self.record(f"contact:{contact.id}", "language", f"contact:{contact.id}", language=language)
        return await self.work.contacts.get(contact.id)

    async def note_forum(self, contact: Contact, *, forum: bool) -> None:
        """Note that a group has topics now, or has none any more."""
        if contact.is_group and contact.forum != forum:
            await self.work.contacts.change(contact.id, forum=forum)

    async def note_presence(self, contact: Contact, *, present: bool) -> None:
        """Note that a chat can be reached again, or no longer."""
        await self.work.contacts.change(contact.id, unreachable_since=None if present else self.work.now)
        await self.record(f"contact:{contact.id}", "present" if present else "unreachable", f"contact:{contact.id}")

    async def move(self, channel: str, old_chat: str, new_chat: str) -> None:
        """Give a group its new address, and what waits for it too."""
        await self.work.contacts.move(channel, old_chat, new_chat)
        await self.work.outbox.readdress(channel, old_chat, new_chat)
        await self.record("messenger", "move", f"chat:{channel}/{new_chat}", old=old_chat)
