"""Enrolment, help, announcements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import DutyLine


@dataclass(frozen=True, kw_only=True)
class Welcome(Message):
    template: ClassVar[str] = "welcome"
    name: str
    agency: str
    role: str
    open_duties: int
    group: bool


@dataclass(frozen=True, kw_only=True)
class Help(Message):
    template: ClassVar[str] = "help"
    role: str
    group: bool


@dataclass(frozen=True, kw_only=True)
class LanguageChoice(Message):
    template: ClassVar[str] = "language"


@dataclass(frozen=True, kw_only=True)
class OutOfReach(Message):
    """A chat takes no messages, or does again since ``back``; ``why`` is a phrase under ``unreachable``.

    ``since`` and ``back`` are local moments, written out; ``stand_in`` is who is told meanwhile, if there is anybody.
    """

    template: ClassVar[str] = "unreachable"
    name: str
    agency: str
    role: str
    why: str
    since: str
    back: str | None
    stand_in: str | None
    seen_by: str | None


@dataclass(frozen=True, kw_only=True)
class Alarm(Message):
    """Something needs the administrator: ``kind`` is a phrase under ``alarm``, ``facts`` what it needs."""

    template: ClassVar[str] = "alarm"
    kind: str
    facts: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Announcement(Message):
    """A directive was synced: what it gives an agency."""

    template: ClassVar[str] = "announcement"
    directive: str
    number: str | None
    issuer: str
    agency: str
    changed: bool
    total: int
    dated: int
    coordinating: int
    nearest: Sequence[DutyLine]


@dataclass(frozen=True, kw_only=True)
class Removed(Message):
    """A duty was taken out of its directive."""

    template: ClassVar[str] = "removed"
    titles: Sequence[str]
    directive: str
    agency: str
