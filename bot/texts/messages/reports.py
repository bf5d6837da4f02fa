"""The periodic report and the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import Counts, DutyLine


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
    remarks: str | None
    submitted_on: date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class Board(Message):
    """Who has reported for a period and who has not, as the ICT department sees it."""

    template: ClassVar[str] = "board"
    period: str
    due: date
    submitted: Sequence[str]
    drafting: Sequence[str]
    silent: Sequence[str]
