"""The periodic report and the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import Counts, DutyLine, FigureLine, Names, TargetLine, TicketLine


@dataclass(frozen=True, kw_only=True)
class ReportPage(Message):
    """An agency's report: what the bot knows, and what the officer added."""

    template: ClassVar[str] = "report"
    period: str
    agency: str
    state: str
    cutoff: date
    due: date
    to: Sequence[str]
    through: Sequence[str]
    counts: Counts
    done: Sequence[DutyLine]
    overdue: Sequence[DutyLine]
    stuck: Sequence[DutyLine]
    own_words: Sequence[tuple[str, str]]
    remarks: str | None
    obstacles: str | None
    proposals: str | None
    returned: str | None
    submitted_on: date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class KnownLine:
    """What the bot knows of one assignment, for the walk through a report."""

    duty: DutyLine
    result: str | None
    done_on: date | None
    target: TargetLine | None
    figure: FigureLine | None
    tickets: Sequence[TicketLine]


@dataclass(frozen=True, kw_only=True)
class Walk(Message):
    """One question of the walk: ``number`` of ``total``; ``group`` is why these assignments are asked about."""

    template: ClassVar[str] = "walk"
    period: str
    agency: str
    number: int
    total: int
    group: str
    lines: Sequence[KnownLine]
    today: date


@dataclass(frozen=True, kw_only=True)
class AskSection(Message):
    """``asks``: the text is to be written now; else it is asked whether there is one."""

    template: ClassVar[str] = "ask_section"
    period: str
    section: str
    asks: bool


@dataclass(frozen=True, kw_only=True)
class ReceivedLine:
    number: int
    agency: str
    state: str
    on: date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class Received(Message):
    """The reports of a period, as who receives them sees them."""

    template: ClassVar[str] = "received"
    period: str
    lines: Sequence[ReceivedLine]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class Paper(Message):
    """What stands beside a document: an agency's report, or (None) the consolidated one.

    ``day``: it is the register as of that day, sent with the weekly digest.
    """

    template: ClassVar[str] = "paper"
    period: str
    agency: str | None
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Plot(Message):
    """What stands beside a picture on request; ``kind`` is a phrase under ``plot``."""

    template: ClassVar[str] = "plot"
    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Deadlines(Message):
    """What stands beside the calendar of an agency's open deadlines, or (None) of the province's."""

    template: ClassVar[str] = "deadlines"
    agency: str | None
    today: date
    count: int


@dataclass(frozen=True, kw_only=True)
class Board(Message):
    """Who has reported for a period and who has not, as the ICT department sees it."""

    template: ClassVar[str] = "board"
    period: str
    due: date
    submitted: Names
    drafting: Names
    silent: Names
