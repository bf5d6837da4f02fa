"""Who is enrolled: people in private chats, and groups."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.rights import Actor, Role


class ContactKind(StrEnum):
    PERSON = "person"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A chat that the bot may write to, and in whose name it listens.

    In a bound group every member acts with the group's role: who is in it is the agency's own business.
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

    @property
    def actor(self) -> Actor:
        return Actor(role=self.role, agency=self.agency)

    @property
    def is_group(self) -> bool:
        return self.kind is ContactKind.GROUP
