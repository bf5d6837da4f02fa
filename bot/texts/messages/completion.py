"""A completion on its way, and more time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import DutyLine, FileLine


@dataclass(frozen=True, kw_only=True)
class Draft(Message):
    """What an officer is about to hand in as done. ``over``: it was handed in or dropped."""

    template: ClassVar[str] = "draft"
    title: str
    result: str | None
    files: Sequence[FileLine]
    over: bool


@dataclass(frozen=True, kw_only=True)
class Verify(Message):
    """A completion that waits to be accepted by the ICT department, and what became of it."""

    template: ClassVar[str] = "verify"
    agency: str
    author: str | None
    line: DutyLine
    result: str | None
    files: Sequence[FileLine]
    submitted_on: date | None
    late: bool
    decided_by: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Verdict(Message):
    template: ClassVar[str] = "verdict"
    line: DutyLine
    ict: str
    accepted: bool
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class ExtensionPage(Message):
    """A request for another deadline, as the two sides see it; ``mine``: as the agency that asked."""

    template: ClassVar[str] = "extension"
    mine: bool
    agency: str
    author: str
    title: str
    due_before: date
    wanted: date
    reason: str
    state: str
    proposed: date | None
    granted: date | None
    answer: str | None
    answered_by: str | None
