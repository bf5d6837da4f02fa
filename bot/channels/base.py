"""The channel port: neutral events in, neutral messages out. No messenger's own types pass through here.

An address is where a message goes; a person is who acts. In a private chat the two have the same id.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.channels.health import Standing


@dataclass(frozen=True, kw_only=True)
class Address:
    """A chat of a messenger, and the topic in it if it is a forum; ids are strings on every channel."""

    channel: str
    chat: str
    topic: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who acted, as the messenger names them; the name is their own choice: never trust its looks.

    ``anonymous``: an administrator who writes in the group's name; the ``id`` is the group's.
    """

    id: str
    name: str
    language: str | None = None
    anonymous: bool = False


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"


class FileKind(StrEnum):
    DOCUMENT = "document"
    PHOTO = "photo"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    """A file that somebody sent; ``ref`` fetches it again, ``size`` is in bytes (None if not told)."""

    ref: str
    name: str
    kind: FileKind
    size: int | None = None
    mime: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in a chat. ``update_id`` is unique in its channel and names the event for ever.

    Exactly one of the subclasses below; ``chat_kind`` tells a private chat from a group, ``forum`` one with topics.
    ``at`` (UTC) is when it happened, if the messenger says so; ``raw`` the update as it came, for the record.
    """

    update_id: str
    address: Address
    chat_kind: ChatKind
    sender: Sender
    chat_title: str | None = None
    forum: bool = False
    at: datetime | None = field(default=None, compare=False)
    raw: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class TextEvent(Event):
    """A text, perhaps a reply (``reply_to``: the message id), perhaps with a file. A sticker is neither.

    ``to_bot``: it replies to something that the bot said.

    Files that were sent together share an ``album``; each comes as an event of its own.
    """

    message: str
    text: str = ""
    reply_to: str | None = None
    file: IncomingFile | None = None
    album: str | None = None
    to_bot: bool = False
    edited: bool = False


@dataclass(frozen=True, kw_only=True)
class CommandEvent(Event):
    """``/name arguments``, lower case, without the slash and the bot's name. ``/start CODE`` is one too."""

    message: str
    name: str
    arguments: str = ""
    reply_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChoiceEvent(Event):
    """A press on a button: ``data`` is what the bot put there, ``message`` the message that shows it."""

    press: str
    data: str
    message: str


@dataclass(frozen=True, kw_only=True)
class MembershipEvent(Event):
    """The bot was blocked, unblocked, added to or removed from the chat: ``present`` tells how it stands now."""

    present: bool


@dataclass(frozen=True, kw_only=True)
class MovedEvent(Event):
    """The group has a new address from now on."""

    new_chat: str


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """An update of which no event can be made: ``raw`` as it came, ``reason`` why not, in a word or two of ours."""

    channel: str
    update_id: str
    raw: str = field(repr=False)
    reason: str


Arrival = Event | Unreadable
"""What a messenger delivers."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button: ``data`` at most 64 bytes of UTF-8 (Telegram's limit for callback_data)."""

    label: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file or a picture to send: ``content`` in bytes."""

    name: str
    content: bytes = field(repr=False)
    picture: bool = False


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to send. ``html`` uses b, i, u, s, code, pre, a, blockquote only.

    ``choices`` are rows of buttons; ``asks`` invites a person to reply to this very message, in a group ``asks_whom``;
    ``silent`` makes no sound; ``link`` is a (label, URL) button below the choices. For a messenger that refused it:
    ``plain`` says it without its markup, ``short`` in parts of half the usual length.
    """

    html: str
    choices: Sequence[Sequence[Choice]] = ()
    asks: bool = False
    asks_whom: Sender | None = None
    silent: bool = False
    reply_to: str | None = None
    attachment: Attachment | None = None
    link: tuple[str, str] | None = None
    plain: bool = False
    short: bool = False


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a messenger can do; the channel degrades the rest. Lengths in characters, sizes in bytes."""

    buttons: bool
    editing: bool
    files: bool
    groups: bool
    topics: bool
    text_length: int
    caption_length: int
    upload_bytes: int
    download_bytes: int


Intake = Callable[[Arrival], Awaitable[None]]
"""Takes one arrival and returns when its effects are committed; an exception means that it is to be offered again."""


class Channel(Protocol):
    """One messenger. All methods raise ``bot.errors.ChannelError`` subclasses and nothing else for its faults."""

    name: str
    abilities: Abilities

    async def start(self) -> None:
        """Say hello to the messenger. Raises NotOurToken, TryAgain."""
        ...

    async def stop(self) -> None:
        """Close connections."""
        ...

    async def ping(self) -> None:
        """Ask whether the messenger is there, without any effect. Raises NotOurToken, TryAgain."""
        ...

    async def send(self, address: Address, message: Outgoing) -> str:
        """Send and return the message's id."""
        ...

    async def edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        """Replace text and choices; succeeds if nothing has changed. Raises MessageGone."""
        ...

    async def create_topic(self, address: Address, name: str) -> str:
        """Make a topic in a forum group and return its id. Raises NoTopics where that cannot be."""
        ...

    async def acknowledge(self, press: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a press (it stops waiting), with a short text of at most 200 characters. Too late is no error."""
        ...

    async def fetch(self, file: IncomingFile) -> AsyncIterator[bytes]:
        """Return the file's bytes. Raises MessageGone if the messenger no longer has it, FileTooLarge."""
        ...

    async def receive(self, intake: Intake) -> None:
        """Poll for arrivals for ever, offering each in order until ``intake`` has taken it; cancelled to stop."""
        ...

    async def standing(self, chat: str) -> Standing:
        """Return what the bot may do in a group."""
        ...

    def start_link(self, code: str) -> str | None:
        """Return the link that opens a chat with the bot and says ``/start code``; None if it has none."""
        ...
