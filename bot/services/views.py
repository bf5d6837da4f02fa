"""What a message shows: a view has a name and arguments; its text is made when it is sent or edited."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.channels.base import Choice, Outgoing, Sender
from bot.config import Config
from bot.domain.people import Contact
from bot.storage.files import StoredFile
from bot.storage.work import Work
from bot.texts.messages import Message
from bot.texts.render import Texts

DRAFT = "draft:"
DROPPED = "draft:dropped:"
DIRECTORY = "directory"
"""The subject of what shows who is enrolled."""
ASKING = frozenset(
    {
        "ask",
        "ask_result",
        "ask_obstacle",
        "ask_progress",
        "ask_section",
        "draft",
        "read_back",
        "put_off",
        "task",
        "invite",
    }
)
"""Views that ask for something: a reply to them is an answer."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A name in the composers' table, and arguments that JSON can hold."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)


def said(key: str, **facts: Any) -> View:
    """Return the view of a short answer: a phrase of phrases.yaml."""
    return View(name="said", args={"key": key, "facts": facts})


@dataclass(frozen=True, kw_only=True)
class Button:
    """``key`` is a phrase under ``button``; ``data`` comes back when it is pressed."""

    key: str
    data: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that is made when it is sent, in a thread: ``content`` may take seconds."""

    name: str
    content: Callable[[], bytes]
    picture: bool = False


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a weekly digest counts of a scope, by cell; ``day`` is the digest's."""

    scope: str
    day: date
    cells: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A message with its buttons. ``subjects`` are the things it shows: when one changes, it is painted anew.

    ``asks`` invites a reply, in a group of ``asks_whom``; ``file`` is one from the cabinet, to go with it;
    ``make`` one that is still to be made. ``counted`` is kept once it was said.
    """

    message: Message
    buttons: Sequence[Sequence[Button]] = ()
    subjects: tuple[str, ...] = ()
    asks: bool = False
    asks_whom: Sender | None = None
    file: StoredFile | None = None
    make: Made | None = None
    counted: Counted | None = None


def no_link(_code: str) -> str | None:
    """Return the start link of a messenger that has none."""
    return None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom a view is composed. ``contact`` is None for somebody who is not enrolled.

    ``start_link`` returns the link that opens the bot in the reader's messenger with a code.
    """

    language: str
    contact: Contact | None
    start_link: Callable[[str], str | None] = no_link


Composer = Callable[[Work, Config, Reader, dict[str, Any]], Awaitable[Screen | None]]
"""Composes a view; None means that there is nothing to show any more."""


def outgoing(
    screen: Screen,
    texts: Texts,
    language: str,
    *,
    silent: bool = False,
    reply_to: str | None = None,
) -> Outgoing:
    """Say a screen in a language, ready for a channel."""
    return Outgoing(
        html=texts.render(screen.message, language),
        choices=[
            [Choice(label=texts.label(f"button.{b.key}", language, b.facts), data=b.data) for b in row]
            for row in screen.buttons
        ],
        asks=screen.asks,
        asks_whom=screen.asks_whom,
        silent=silent,
        reply_to=reply_to,
    )


def assignment_subject(assignment: int) -> str:
    return f"assignment:{assignment}"


def draft_subject(assignment: int, contact: int, member: str) -> str:
    """Name what one person is about to hand in for an assignment."""
    return f"{DRAFT}{assignment}:{contact}:{_mark(contact, member)}"


def duty_subject(directive: str, duty: str) -> str:
    return f"duty:{directive}/{duty}"


def task_subject(contact: int, member: str) -> str:
    """Name the duty that one person is about to give."""
    return f"{DRAFT}task:{contact}:{_mark(contact, member)}"


def _mark(contact: int, member: str) -> str:
    """Tell the members of a group apart by something too short to say who they are: subjects are kept for good."""
    return hashlib.sha256(f"{contact}:{member}".encode()).hexdigest()[:6]


def extension_subject(extension: int) -> str:
    return f"extension:{extension}"


def contact_subject(contact: int) -> str:
    return f"contact:{contact}"


def ticket_subject(ticket: int) -> str:
    return f"ticket:{ticket}"


def report_subject(report: int) -> str:
    return f"report:{report}"


def proposal_subject(proposal: int) -> str:
    return f"proposal:{proposal}"


def period_subject(period: str) -> str:
    return f"period:{period}"
