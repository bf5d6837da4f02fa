"""Who and what there is in the sandbox: persons, chats, topics, messages, files, seats."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sandbox import html
from sandbox.html import Entity
from sandbox.refusals import Json

ChatKind = Literal["private", "group", "supergroup"]
Role = Literal["officer", "head", "ict", "leader", "admin"]

# The keys of a Telegram message that hold what it says, as against who, when and where.
CONTENT = ("text", "entities", "link_preview_options", "photo", "document", "caption", "caption_entities")

# The topic of a forum whose messages bear no number.
GENERAL_TOPIC = 1


class NotPossible(ValueError):
    """A person tried what the messenger's screen would not offer."""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account; the bot is one too."""

    id: int
    name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_user(self) -> Json:
        """Return Telegram's ``User``."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; its id is the id of the message that opened it."""

    id: int
    name: str
    colour: int
    closed: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class StoredFile:
    """A file as it was sent. ``width`` and ``height`` in pixels if it was sent as a picture, else 0."""

    id: str
    unique: str
    name: str
    mime: str
    path: str
    content: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def as_content(self) -> Json:
        """Return the part of a message that shows this file."""
        if not self.width:
            return {"document": {**self._as_file(), "file_name": self.name, "mime_type": self.mime}}
        scale = min(1.0, 90 / max(self.width, self.height))
        small = {"width": max(1, round(self.width * scale)), "height": max(1, round(self.height * scale))}
        # The small one is served with the same bytes: nothing here draws pictures.
        thumb = {**self._as_file(), **small, "file_id": f"{self.id}s", "file_unique_id": f"{self.unique}s"}
        return {"photo": [thumb, {**self._as_file(), "width": self.width, "height": self.height}]}

    def _as_file(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": self.size}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A file that somebody picks to send; ``as_photo`` lets it be shown as a picture."""

    name: str
    content: bytes = field(repr=False)
    mime: str = "application/octet-stream"
    as_photo: bool = False


@dataclass(slots=True, eq=False)
class Button:
    """A button under a message of the bot."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat. ``data`` is Telegram's ``Message``, replaced as a whole by an edit, never changed."""

    chat: int
    sender: Person
    at: datetime
    data: Json
    silent: bool = False
    asks: Json | None = None  # a ForceReply or another keyboard that is not part of Telegram's Message
    asked: frozenset[int] | None = None  # whom it is for, None if for everybody
    file: StoredFile | None = None
    service: str | None = None  # for people's eyes: "… joined"
    edited_at: datetime | None = None
    reaction: str | None = None

    @property
    def id(self) -> int:
        """Its number in its chat."""
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file."""
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def entities(self) -> list[Entity]:
        """The entities of the text or caption."""
        found: list[Entity] = self.data.get("entities") or self.data.get("caption_entities") or []
        return found

    @property
    def html(self) -> str:
        """The text with its entities as safe HTML; new lines are ``\\n``."""
        return html.to_html(self.text, self.entities)

    @property
    def topic(self) -> int | None:
        """The topic that it is in."""
        return self.data.get("message_thread_id")

    @property
    def album(self) -> str | None:
        """What the files that were sent together have in common."""
        return self.data.get("media_group_id")

    @property
    def force_reply(self) -> bool:
        """Whether the bot asks for a reply to this very message."""
        return bool(self.asks and self.asks.get("force_reply"))

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of buttons under it."""
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [[Button(one["text"], one.get("callback_data"), one.get("url")) for one in row] for row in rows]

    def button(self, text: str) -> Button:
        """Return the first button whose label contains ``text``. Raises NotPossible if there is none."""
        for button in (one for row in self.buttons for one in row):
            if text in button.text:
                return button
        labels = [one.text for row in self.buttons for one in row]
        raise NotPossible(f"there is no button {text!r} under message {self.id}, but {labels}")

    def content(self) -> Json:
        """Return what the message says, without who, when and where."""
        return {key: self.data[key] for key in CONTENT if key in self.data}


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with the bot (its id is the person's) or a group."""

    id: int
    kind: ChatKind
    title: str
    person: Person | None = None
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)  # person's id -> creator, administrator or member
    bot_status: str = "administrator"
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0
    unread: int = 0
    migrated_to: int | None = None
    bot_may_write: bool = True
    bot_may_send_files: bool = True

    @property
    def private(self) -> bool:
        """Whether this is a chat of one person with the bot."""
        return self.person is not None

    @property
    def bot_present(self) -> bool:
        """Whether the bot is in the chat."""
        return self.private or self.bot_status in {"member", "administrator"}

    def as_chat(self) -> Json:
        """Return Telegram's ``Chat``."""
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person is None:
            chat["title"] = self.title
        else:
            chat["first_name"] = self.person.name
            if self.person.username:
                chat["username"] = self.person.username
        if self.forum:
            chat["is_forum"] = True
        return chat


@dataclass(slots=True, eq=False)
class Seat:
    """A chat that can be played on the page, and as whom."""

    id: str
    chat: Chat
    title: str
    subtitle: str
    role: Role | None
    speakers: list[Person]
    featured: bool
