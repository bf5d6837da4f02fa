"""Enrolment: one-time codes make a chat a contact of an agency, in a role."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.errors import Refused
from bot.services.alarms import Alarms
from bot.services.base import Service
from bot.services.leaving import Leaving
from bot.services.presence import Presence
from bot.services.views import DIRECTORY
from bot.storage.codes import Code, Tried

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # people type them from paper: none looks like another
BLOCKS, BLOCK = 4, 4  # 16 letters, 79 bits: not guessed; and they fit the 64 of a start link
HOUR = timedelta(hours=1)
GROUP_ROLES = frozenset({Role.ICT, Role.LEADER})


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A code as it is told once, to whoever asked for it: the database knows its hash only.

    ``until`` is the last day (local) on which it can be used.
    """

    code: str
    agency: str
    role: Role
    until: date

    @property
    def id(self) -> str:
        """What the code is called where it must not be told."""
        return Code.id_of(hashed(self.code))


class Wrong(StrEnum):
    """Why a code is not taken. ``LAST``: there were too many; ``SHUT``: it was not even looked at."""

    BAD = "bad_code"
    LAST = "too_many_codes"
    SHUT = "shut"


def new_code() -> str:
    """Return a code that nobody can guess: ``k7mq-3fzd-ws9h-pt4e``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(BLOCK)) for _ in range(BLOCKS))


def hashed(code: str) -> str:
    """Return what is stored of a code: the same for capitals, and with or without its lines and spaces."""
    return hashlib.sha256("".join(code.split()).replace("-", "").lower().encode()).hexdigest()


class Enrolment(Service):
    """From a code to a contact, and what becomes of its chat."""

    async def invite(self, agency: str, role: Role, *, actor: str) -> str:
        """Make a one-time code and return it."""
        made = self.prepare(agency, role)
        await self.keep([made], actor=actor)
        return made.code

    def prepare(self, agency: str, role: Role) -> Invitation:
        """Return an invitation with a code of its own; it is good once it is kept."""
        until = self.today + timedelta(days=self.config.protection.code_days)
        return Invitation(code=new_code(), agency=agency, role=role, until=until)

    async def keep(self, made: Sequence[Invitation], *, actor: str, made_by: int | None = None) -> None:
        """Let invitations be good; only hashes are stored. ``made_by`` is the contact who invites."""
        kept = [
            Code(
                hash=hashed(one.code),
                agency=one.agency,
                role=one.role,
                created_at=self.work.now,
                expires_at=self.config.calendar.at(one.until + timedelta(days=1), time()),
                made_by=made_by,
            )
            for one in made
        ]
        await self.work.codes.add(kept)
        for code in kept:
            await self.record(
                actor, "invite", f"agency:{code.agency}", agency=code.agency, role=code.role.value, code=code.id
            )

    async def look_up(self, text: str, *, channel: str, sender: str) -> Code | Wrong:
        """Return the code that somebody sent, if it can be used; else count the attempt.

        Who sends too many wrong ones is told so once, and for an hour nothing of theirs is looked at, on any replica.
        """
        tried = await self.work.tries.of(channel, sender)
        if tried is not None and tried.shut_until is not None and self.work.now < tried.shut_until:
            return Wrong.SHUT
        found = await self.work.codes.get(hashed(text))
        if found is not None and found.is_good(self.work.now):
            return found
        return await self._count(tried, channel, sender)

    async def _count(self, tried: Tried | None, channel: str, sender: str) -> Wrong:
        if tried is None or tried.shut_until is not None or self.work.now - tried.since >= HOUR:
            tried = Tried(wrong=0, since=self.work.now, shut_until=None)
        tried = replace(tried, wrong=tried.wrong + 1)
        is_last = tried.wrong >= self.config.protection.wrong_codes_an_hour
        if is_last:
            tried = replace(tried, shut_until=self.work.now + HOUR)
            key = f"{channel}:{sender}:{self.today.isoformat()}"
            await Alarms(self.work, self.config).tell("code_guessed", key=key, sender=sender, count=tried.wrong)
        await self.work.tries.put(channel, sender, tried)
        await self.record(f"chat:{channel}/{sender}", "wrong_code", f"chat:{channel}/{sender}", wrong=tried.wrong)
        return Wrong.LAST if is_last else Wrong.BAD

    async def enrol(
        self, code: Code, *, group: bool, forum: bool, channel: str, chat: str, name: str, sender: str
    ) -> Contact:
        """Make the chat a contact. Raises Refused for a personal code in a group, and if somebody was quicker with it.

        Who was enrolled for another agency or in another role leaves that first, with all that goes with it.
        """
        if group and code.role not in GROUP_ROLES:
            raise Refused("personal_code_in_group")
        known = await self.work.contacts.at(channel, chat)
        actor = f"chat:{channel}/{sender}"
        if known is not None and (known.agency, known.role) != (code.agency, code.role):
            await Leaving(self.work, self.config).leave(known, actor=actor)
        contact = await self.work.contacts.enrol(
            kind=ContactKind.GROUP if group else ContactKind.PERSON,
            channel=channel,
            chat=chat,
            name=name,
            agency=code.agency,
            role=code.role,
            language=known.language if known else self.config.province.language,
            forum=forum,
            now=self.work.now,
        )
        if not await self.work.codes.use(code.hash, contact.id, self.work.now):
            raise Refused("bad_code")
        await self.changed(DIRECTORY)
        await self.record(
            actor, "enrol", f"contact:{contact.id}", agency=code.agency, role=code.role.value, code=code.id
        )
        if known is not None:
            await Presence(self.work, self.config).found(known)
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
