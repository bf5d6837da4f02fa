"""Who is enrolled: people in private chats, and groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.organisation import Organisation
from bot.domain.rights import Actor, Role


class ContactKind(StrEnum):
    PERSON = "person"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A chat that the bot may write to, and in whose name it listens.

    In a bound group every member acts with the group's role: who is in it is the agency's own business.
    ``away_until`` (a local day, the last one away) and ``deputy`` (a contact's id) stand together or not at all.
    """

    id: int
    kind: ContactKind
    channel: str
    chat: str
    name: str
    agency: str
    role: Role
    language: str
    enrolled_at: datetime
    active: bool = True
    unreachable_since: datetime | None = None
    forum: bool = False
    deputy: int | None = None
    away_until: date | None = None

    @property
    def actor(self) -> Actor:
        return Actor(role=self.role, agency=self.agency)

    @property
    def is_group(self) -> bool:
        return self.kind is ContactKind.GROUP

    @property
    def is_reachable(self) -> bool:
        """Tell whether the chat took messages the last time."""
        return self.unreachable_since is None

    def is_away(self, today: date) -> bool:
        return self.away_until is not None and today <= self.away_until


def belongs(role: Role, agency: str, organisation: Organisation) -> bool:
    """Tell whether somebody of ``agency`` can have ``role``: the ICT department's and the leaders' only in theirs."""
    home = {Role.ICT: organisation.ict, Role.LEADER: organisation.leaders}
    return home.get(role, agency) == agency


STAND_INS: dict[Role, tuple[Role, ...]] = {
    Role.OFFICER: (Role.HEAD, Role.OFFICER),
    Role.HEAD: (Role.HEAD, Role.OFFICER),
    Role.ICT: (Role.ICT, Role.HEAD, Role.OFFICER),
    Role.LEADER: (Role.LEADER,),
    Role.ADMIN: (Role.ADMIN,),
}
"""Who of the same agency is told in the place of somebody who cannot be reached, after their deputy."""


def stand_in(contact: Contact, known: Mapping[int, Contact], today: date, *, again: bool = False) -> Contact:
    """Return who is told in the place of ``contact``: while people are away or cannot be reached, their deputies; where
    an unreachable one has none, whoever of their agency comes next.

    With ``again`` those who cannot be reached are tried once more. Where nobody in the row is there, it is the contact
    after all: nobody's notice is lost.
    """
    seen: set[int] = set()
    present = contact
    while not _is_there(present, today, again=again):
        seen.add(present.id)
        following = _next(present, known, today, seen, again=again)
        if following is None:
            return contact
        present = following
    return present


def _is_there(contact: Contact, today: date, *, again: bool) -> bool:
    return not contact.is_away(today) and (again or contact.is_reachable)


def _next(
    contact: Contact, known: Mapping[int, Contact], today: date, seen: set[int], *, again: bool
) -> Contact | None:
    deputy = known.get(contact.deputy) if contact.deputy is not None else None
    if deputy is not None and deputy.active and deputy.id not in seen:
        return deputy
    if contact.is_reachable:
        return None
    ranks = STAND_INS[contact.role]
    others = [
        one
        for one in known.values()
        if one.agency == contact.agency and one.role in ranks and one.active and one.id not in seen
    ]
    there = [one for one in others if _is_there(one, today, again=again)]
    return min(there, key=lambda one: (ranks.index(one.role), one.id), default=None)
