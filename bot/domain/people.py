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

    def is_away(self, today: date) -> bool:
        return self.away_until is not None and today <= self.away_until


def belongs(role: Role, agency: str, organisation: Organisation) -> bool:
    """Tell whether somebody of ``agency`` can have ``role``: the ICT department's and the leaders' only in theirs."""
    home = {Role.ICT: organisation.ict, Role.LEADER: organisation.leaders}
    return home.get(role, agency) == agency


def stand_in(contact: Contact, known: Mapping[int, Contact], today: date) -> Contact:
    """Return who is told in the place of ``contact``: while people are away, their deputies.

    Where everybody in the row is away, or a deputy is not there any more, it is the contact after all: nobody's notice
    is lost.
    """
    seen: set[int] = set()
    present = contact
    while present.is_away(today):
        seen.add(present.id)
        deputy = known.get(present.deputy) if present.deputy is not None else None
        if deputy is None or not deputy.active or deputy.id in seen:
            return contact
        present = deputy
    return present
