"""Who is enrolled and who is not, inviting, leaving, and a group that is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """Somebody enrolled, or a ``group``; ``away_until`` is their last day away."""

    name: str
    role: str
    since: date
    group: bool
    unreachable: bool
    away_until: date | None


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """A code that nobody has used yet, with the last day on which it can be."""

    number: int
    role: str
    until: date


@dataclass(frozen=True, kw_only=True)
class AgencyLine:
    """An agency and its people; ``officer``: whether one of them is."""

    number: int
    agency: str
    people: Sequence[PersonLine]
    officer: bool


@dataclass(frozen=True, kw_only=True)
class Directory(Message):
    """A page of the agencies and their people: all, those found by ``words``, or those ``lacking`` an officer."""

    template: ClassVar[str] = "directory"
    words: str
    lacking: bool
    lines: Sequence[AgencyLine]
    total: int
    agencies: int
    with_officer: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class AgencyPage(Message):
    """The people of one agency, and its open codes; ``manages``: the reader may invite or remove."""

    template: ClassVar[str] = "agency"
    agency: str
    people: Sequence[PersonLine]
    codes: Sequence[CodeLine]
    manages: bool


@dataclass(frozen=True, kw_only=True)
class Expel(Message):
    """Asks whether somebody is really to be removed; ``held``: duties in their hands."""

    template: ClassVar[str] = "expel"
    person: PersonLine
    agency: str
    held: int


@dataclass(frozen=True, kw_only=True)
class Farewell(Message):
    """Asks somebody whether they really want to leave."""

    template: ClassVar[str] = "farewell"
    agency: str
    role: str
    held: int


@dataclass(frozen=True, kw_only=True)
class Invite(Message):
    """An invitation as it is being made: for which ``agency`` (None: to be chosen), in which role."""

    template: ClassVar[str] = "invite"
    agency: str | None
    words: str
    found: int


@dataclass(frozen=True, kw_only=True)
class InvitationCard(Message):
    """An invitation, to pass on; ``until`` is the last day on which it can be used."""

    template: ClassVar[str] = "invitation"
    agency: str
    role: str
    code: str
    link: str | None
    until: date
    group: bool


@dataclass(frozen=True, kw_only=True)
class GroupCheck(Message):
    """What the bot may do in a group that was just enrolled: ``problems`` are phrases under ``group_problem``."""

    template: ClassVar[str] = "group_check"
    title: str
    problems: Sequence[str]
    forum: bool
