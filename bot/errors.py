"""Everything that can go wrong, as one tree.

NhacViecError
├── SourceError            a file that people write is wrong; carries every problem, each with file and line
├── SetupError             the operator has to do something first (token, database); one line says what
├── StorageError           the database did not do it, and nothing of it stays; one line says what the operator can do
│   ├── StorageBusy        somebody else writes for too long: it may work next time
│   ├── StorageLost        there is no connection to the database, or it broke
│   ├── StorageFull        there is no room for more
│   ├── StorageReadOnly    the database takes no changes
│   ├── StorageDamaged     the file is no database, or not a sound one
│   ├── StorageClosed      the database does not let this user in
│   └── NotLeading         another process leads by now: this one may not send or tick
├── Refused                the person may not, or it no longer applies; ``reason`` names the text to show
└── ChannelError           the messenger did not take a message
    ├── TryAgain           it may next time; ``after`` seconds if the messenger said so
    ├── MaybeSent          the answer did not come: it may have arrived
    ├── Unreachable        this chat will not take messages until something changes
    ├── ChatMoved          the chat has a new address
    ├── MessageGone        the message to edit is not there any more
    ├── TopicGone          the topic of a forum to write to is not there any more, or closed
    ├── NoTopics           the group has no topics, or the bot may not make any
    ├── BadContent         the messenger refuses the text itself: a defect of ours
    ├── NotOurToken        the messenger does not know the bot
    └── TwoPollers         another process receives with the same token
"""

from collections.abc import Sequence
from dataclasses import dataclass


class NhacViecError(Exception):
    """Base of all errors of this project."""


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One mistake in a file: where (1-based line, 0 if the file as a whole) and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class SourceError(NhacViecError):
    """Files that people write are wrong: all problems at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SetupError(NhacViecError):
    """The operator has to do something before this can run; the message is one line that says what."""


class StorageError(NhacViecError):
    """The database did not do what it was asked to, and nothing of it stays.

    The message is one line that says what happened and what to do.
    """


class StorageBusy(StorageError):
    """Somebody else writes for too long, or too many ask at once: it may work next time."""


class StorageLost(StorageError):
    """There is no connection to the database, or it broke: it may work next time."""


class StorageFull(StorageError):
    """There is no room for more: it works again when the operator has made some."""


class StorageReadOnly(StorageError):
    """The database takes no changes until the operator lets it."""


class StorageDamaged(StorageError):
    """The file is no database, or not a sound one: the operator has to restore a backup."""


class StorageClosed(StorageError):
    """The database does not let this user in, or is not there: the operator has to name the right one."""


class NotLeading(StorageError):
    """Another process on the same database leads, or may: this one must not send, tick or mark."""


class Refused(NhacViecError):
    """The person may not do this, or it no longer applies. Nothing has changed.

    ``reason`` is a phrase under ``said`` in ``texts/*/phrases.yaml``, ``facts`` what it needs.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(reason)


class ChannelError(NhacViecError):
    """The messenger did not take a message."""


class TryAgain(ChannelError):
    """It may be taken next time: too many requests (``after`` seconds as told), server or network trouble (None)."""

    def __init__(self, message: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(message)


class MaybeSent(ChannelError):
    """The request timed out after it was sent: the message may have arrived."""


class Unreachable(ChannelError):
    """The chat takes no messages: blocked, left, deactivated, not found."""


class ChatMoved(ChannelError):
    """The group became a supergroup; ``new_chat`` is its address from now on."""

    def __init__(self, new_chat: str) -> None:
        self.new_chat = new_chat
        super().__init__(f"chat moved to {new_chat}")


class MessageGone(ChannelError):
    """The message to edit or delete does not exist (any more)."""


class BadContent(ChannelError):
    """The messenger refuses the text or the markup: a defect of ours, worth a log line."""


class NotOurToken(ChannelError):
    """The messenger does not accept the token: nothing can be sent until the operator mends it."""


class TopicGone(ChannelError):
    """The topic of a forum to write to was deleted or closed."""


class NoTopics(ChannelError):
    """The group is no forum, or the bot may not make topics in it."""


class TwoPollers(ChannelError):
    """Another process receives updates with the same token: one of the two has to stop."""
