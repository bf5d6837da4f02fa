"""What the bot asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import DutyLine, FigureLine, TargetLine, TicketLine


@dataclass(frozen=True, kw_only=True)
class Ask(Message):
    """Ask for something: ``key`` is a phrase under ``ask`` in phrases.yaml, ``title`` what it is about."""

    template: ClassVar[str] = "ask"
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class AskResult(Message):
    template: ClassVar[str] = "ask_result"
    title: str


@dataclass(frozen=True, kw_only=True)
class AskObstacle(Message):
    """``category`` is the one that was chosen, if one was."""

    template: ClassVar[str] = "ask_obstacle"
    title: str
    ict: str
    category: str | None


@dataclass(frozen=True, kw_only=True)
class AskProgress(Message):
    template: ClassVar[str] = "ask_progress"
    title: str
    unit: str
    target: TargetLine | None
    figure: FigureLine | None


@dataclass(frozen=True, kw_only=True)
class ReadBack(Message):
    """A day as it was understood, to be confirmed. ``purpose`` is a phrase under ``read_back``."""

    template: ClassVar[str] = "read_back"
    purpose: str
    title: str
    day: date


@dataclass(frozen=True, kw_only=True)
class PutOff(Message):
    template: ClassVar[str] = "put_off"
    line: DutyLine
    latest: date


@dataclass(frozen=True, kw_only=True)
class WhichTicket(Message):
    template: ClassVar[str] = "which_ticket"
    text: str
    tickets: Sequence[TicketLine]
