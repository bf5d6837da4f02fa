"""What a notice is and the states of its delivery."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any


class Lane(IntEnum):
    """The order in which the messenger is used: answers to a person first."""

    ANSWER = 0
    OBSTACLE = 1
    REMINDER = 2
    DIGEST = 3

    @property
    def hurried(self) -> bool:
        """Tell whether somebody waits for it."""
        return self in (Lane.ANSWER, Lane.OBSTACLE)


class Delivered(StrEnum):
    """pending → sending → sent | undeliverable | skipped | cancelled.

    ``skipped``: a newer notice took its place; ``cancelled``: what it spoke of is no longer true.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message owed to one recipient: a row of the outbox.

    ``view`` and ``args`` say what to show; the text is made when it is sent, so that it tells the present truth.
    Notices with one ``bundle`` for one chat go out as one message. ``edits`` is the message to replace, if any;
    ``topic_for`` the agency in whose topic of a forum group it belongs. ``unanswered`` counts how often it may have
    arrived and was sent again: so often it may be there more than once.
    """

    id: int
    key: str
    lane: Lane
    channel: str
    chat: str
    topic: str | None
    topic_for: str | None
    contact: int | None
    language: str
    view: str
    args: dict[str, Any]
    bundle: str | None
    subject: str | None
    edits: str | None
    reply_to: str | None
    due: date | None
    silent: bool
    is_group: bool
    state: Delivered
    attempts: int
    unanswered: int
    not_before: datetime
    created_at: datetime
    closed_at: datetime | None
    message_id: str | None
    reason: str | None
