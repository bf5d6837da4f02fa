"""A ticket as each side sees it, and what waits too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message
from bot.texts.messages.lines import DutyLine, FileLine, NoteLine, TicketLine


@dataclass(frozen=True, kw_only=True)
class TicketPage(Message):
    """A ticket as the ICT department sees it, or the leaders (``for_leaders``) once it was taken up to them."""

    template: ClassVar[str] = "ticket"
    number: str
    state: str
    category: str
    claimed_by: str | None
    for_leaders: bool
    agency: str
    author: str
    title: str
    due: date | None
    text: str
    notes: Sequence[NoteLine]
    files: Sequence[FileLine]
    opened_on: date


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Message):
    """What the officer is told when a ticket is opened, and as it goes on."""

    template: ClassVar[str] = "ticket_opened"
    number: str
    state: str
    title: str
    text: str
    ict: str
    category: str
    claimed_by: str | None
    due: date | None
    may_reopen: bool
    reopen_days: int


@dataclass(frozen=True, kw_only=True)
class TicketWord(Message):
    """Something said in a ticket, relayed to the other side."""

    template: ClassVar[str] = "ticket_word"
    number: str
    state: str
    side: str
    author: str
    agency: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Waiting(Message):
    """What has waited too long to be claimed, answered or verified; ``lead``: as the department's head reads it."""

    template: ClassVar[str] = "waiting"
    waits: str
    lead: bool
    tickets: Sequence[TicketLine]
    duties: Sequence[DutyLine]
    over: bool
