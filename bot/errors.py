"""Everything that can go wrong, as one tree.

NhacViecError
├── SourceError            a file that people write is wrong; carries every problem, each with file and line
├── SetupError             the operator has to do something first (token, database); one line says what
│   └── AgenciesFirst      an agency that was merged or split still has duties of its own
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
    ├── TryAgain           it may next time
    │   ├── TooMany        too many requests: wait ``after`` seconds, as told
    │   ├── ServerTrouble  the messenger itself is broken
    │   └── NotReached     no connection: it was not sent
    ├── MaybeSent          the answer did not come: it may have arrived
    ├── Unreachable        this chat will not take messages until something changes
    │   ├── Blocked        the person stopped the bot, or left the messenger
    │   ├── Removed        the bot is not in the group any more, or the group is gone
    │   ├── NoSuchChat     there is no such chat, or the person never opened the bot
    │   └── MayNotWrite    the bot is in the group and may not write there
    ├── ChatMoved          the chat has a new address
    ├── MessageGone        the message to edit is not there any more
    ├── TopicGone          the topic of a forum to write to is not there any more, or closed
    ├── NoTopics           the group has no topics, or the bot may not make any
    ├── BadContent         the messenger refuses what is said: a defect of ours
    │   ├── BadMarkup      it does not understand the text's markup
    │   ├── BadButtons     it does not take the buttons
    │   ├── TooLong        the text is too long
    │   ├── NothingSaid    there is no text
    │   ├── BadPicture     it does not take the picture as one
    │   ├── FileTooLarge   the file is too large
    │   ├── NoFiles        the bot may not send files to this group (no defect: the group's own choice)
    │   └── NoReply        the message to reply to is not there any more (no defect either)
    ├── NotOurToken        the messenger does not know the bot
    └── TwoPollers         another process receives with the same token
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class NhacViecError(Exception):
    """Base of all errors of this project."""


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One mistake in a file: where (1-based line, 0 if the file as a whole) and what to do."""

    file: str
    line: int
    message: str

    @property
    def where(self) -> str:
        """The file, and the line if it is about one."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


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


class AgenciesFirst(SetupError):
    """An agency that was merged or split still has duties of its own: they have to be moved before a sync."""

    def __init__(self, agency: str, into: Sequence[str]) -> None:
        self.agency = agency
        command = f"nhacviec agencies {'merge' if len(into) == 1 else 'split'} {agency} --into {' '.join(into)}"
        super().__init__(f"'{agency}' is no more but still has duties: first {command}")


class Refused(NhacViecError):
    """The person may not do this, or it no longer applies. Nothing has changed.

    ``reason`` is a phrase under ``said`` in ``texts/*/phrases.yaml``, ``facts`` what it needs.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(reason)


class ChannelError(NhacViecError):
    """The messenger did not take a message. ``fault`` is what the ledger calls it (docs/reference/delivery.md)."""

    fault: ClassVar[str] = "not taken"


class TryAgain(ChannelError):
    """It may be taken next time; ``after`` so many seconds if the messenger said so."""

    fault = "not taken for now"

    def __init__(self, message: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(message)


class TooMany(TryAgain):
    """Too many requests, for this chat or in all: the messenger does not say which."""

    fault = "too many requests"

    def __init__(self, message: str, after: float) -> None:
        super().__init__(message, after)


class ServerTrouble(TryAgain):
    """The messenger answered that it is broken."""

    fault = "server error"


class NotReached(TryAgain):
    """There was no connection: the request was not sent."""

    fault = "not reached"


class MaybeSent(ChannelError):
    """The request was sent and its answer did not come: the message may have arrived."""

    fault = "no answer"


class Unreachable(ChannelError):
    """The chat takes no messages until something changes."""

    fault = "unreachable"


class Blocked(Unreachable):
    """The person stopped the bot, or left the messenger."""

    fault = "blocked"


class Removed(Unreachable):
    """The bot is not in the group any more, or the group is gone."""

    fault = "removed from the group"


class NoSuchChat(Unreachable):
    """There is no such chat, or the person never opened the bot."""

    fault = "no such chat"


class MayNotWrite(Unreachable):
    """The bot is in the group and may not write there."""

    fault = "may not write"


class ChatMoved(ChannelError):
    """The group became a supergroup; ``new_chat`` is its address from now on."""

    fault = "chat moved"

    def __init__(self, new_chat: str) -> None:
        self.new_chat = new_chat
        super().__init__(f"chat moved to {new_chat}")


class MessageGone(ChannelError):
    """The message to edit or delete does not exist (any more)."""

    fault = "message gone"


class BadContent(ChannelError):
    """The messenger refuses what is said, and does not say why in words we know."""

    fault = "refused"


class BadMarkup(BadContent):
    """The messenger does not understand the text's markup."""

    fault = "markup refused"


class BadButtons(BadContent):
    """The messenger does not take the buttons."""

    fault = "buttons refused"


class TooLong(BadContent):
    """The text is too long for one message."""

    fault = "text too long"


class NothingSaid(BadContent):
    """There is no text that anybody would see."""

    fault = "text empty"


class BadPicture(BadContent):
    """The messenger does not take the picture as one."""

    fault = "picture refused"


class FileTooLarge(BadContent):
    """The file is too large to be sent or fetched."""

    fault = "file too large"


class NoFiles(BadContent):
    """The bot may not send files of this kind to the group, though it may write there."""

    fault = "files not allowed"


class NoReply(BadContent):
    """The message to reply to is not there any more."""

    fault = "no message to reply to"


class NotOurToken(ChannelError):
    """The messenger does not accept the token: nothing can be sent until the operator mends it."""

    fault = "token refused"


class TopicGone(ChannelError):
    """The topic of a forum to write to was deleted or closed."""

    fault = "topic gone"


class NoTopics(ChannelError):
    """The group is no forum, or the bot may not make topics in it."""

    fault = "no topics"


class TwoPollers(ChannelError):
    """Another process receives updates with the same token: one of the two has to stop."""

    fault = "two pollers"
