"""The list of duties, a duty's page and history, handing over, and duties given in chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import DeadlineLine, DutyLine, FigureLine, FileLine, TargetLine, TicketLine


@dataclass(frozen=True, kw_only=True)
class DutyList(Message):
    template: ClassVar[str] = "duties"
    agency: str
    today: date
    lines: Sequence[DutyLine]
    total: int
    overdue: int
    helping: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class DutyPage(Message):
    """A duty of one agency. ``details`` adds what is seldom needed; ``wanted`` is a deadline that is asked for."""

    template: ClassVar[str] = "duty"
    line: DutyLine
    agency: str
    number: str | None
    deliverable: str | None
    submit_to: str | None
    coordinating: Sequence[str]
    target: TargetLine | None
    figure: FigureLine | None
    holder: str | None
    result: str | None
    submitted_on: date | None
    late: bool
    returned: str | None
    files: Sequence[FileLine]
    deadlines: Sequence[DeadlineLine]
    wanted: date | None
    tickets: Sequence[TicketLine]
    details: bool
    note: str | None


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One thing that happened: ``when`` is local; ``who`` None for the bot; ``action`` a phrase under ``history``."""

    when: str
    who: str | None
    action: str
    facts: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class History(Message):
    template: ClassVar[str] = "history"
    title: str
    lines: Sequence[HistoryLine]
    earlier: int


@dataclass(frozen=True, kw_only=True)
class Found(Message):
    template: ClassVar[str] = "found"
    words: str
    lines: Sequence[DutyLine]
    total: int
    page: int
    pages: int
    several_agencies: bool


@dataclass(frozen=True, kw_only=True)
class HandOver(Message):
    template: ClassVar[str] = "hand_over"
    line: DutyLine
    holder: str | None


@dataclass(frozen=True, kw_only=True)
class Handed(Message):
    """A duty was handed to this reader (``mine``), or from them to somebody else."""

    template: ClassVar[str] = "handed"
    line: DutyLine
    mine: bool
    by: str
    holder: str | None


@dataclass(frozen=True, kw_only=True)
class Absence(Message):
    """Whether somebody is away, until when, and who stands in."""

    template: ClassVar[str] = "absence"
    name: str
    until: date | None
    deputy: str | None


@dataclass(frozen=True, kw_only=True)
class Leave(Message):
    """The last day away, read back; ``name`` is None while it is asked who is away."""

    template: ClassVar[str] = "leave"
    name: str | None
    day: date


@dataclass(frozen=True, kw_only=True)
class Deputy(Message):
    """Tell somebody for whom they stand in; ``until`` is None once that is over."""

    template: ClassVar[str] = "deputy"
    name: str
    until: date | None


@dataclass(frozen=True, kw_only=True)
class TaskDraft(Message):
    """A duty as it is being written. ``step``: text, who, due or ready; ``dated``: whether it has a day is settled."""

    template: ClassVar[str] = "task"
    step: str
    text: str
    chosen: Sequence[str]
    more: int
    due: date | None
    dated: bool
    files: Sequence[FileLine]
    to_agencies: bool


@dataclass(frozen=True, kw_only=True)
class Given(Message):
    """A duty that was just given in chat; ``text`` is the whole of it where the title is not."""

    template: ClassVar[str] = "given"
    line: DutyLine
    agency: str
    issuer: str
    by: str
    text: str | None
    holder: str | None
    files: int


@dataclass(frozen=True, kw_only=True)
class FileCard(Message):
    """What stands beside a file: what it belongs to, who sent it, when."""

    template: ClassVar[str] = "file"
    name: str
    about: str
    author: str
    on: date
