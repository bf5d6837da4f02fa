"""From Telegram's updates to neutral events. Pure: reads the objects, asks nothing of the network.

The library takes any JSON for what it should be; here a number has to be one, and a text one that is not endless.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType, MessageLimit

from bot.channels.base import (
    Address,
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    IncomingFile,
    MembershipEvent,
    MovedEvent,
    Sender,
    TextEvent,
)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
PRESENT = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<arguments>.*))?", re.DOTALL)


MIME = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)  # what the sender's own program says
LARGEST = 2**63 - 1
LONGEST = 4 * MessageLimit.MAX_TEXT_LENGTH  # characters: more than Telegram lets anybody write
LONGEST_NAME = 64
LONGEST_REF = 512
LARGEST_FILE = 2**40  # bytes
WRONG_KIND = "a value of the wrong kind"


def event_of(update: Update, *, channel: str, bot_username: str) -> Event | None:
    """Return what an update says, or None for what the bot has no use for: channels, bots, what others forwarded.

    Of an anonymous administrator only commands are told, so that they can be told why nothing comes of them.

    Raises an exception of any kind if it is not what Telegram would send.
    """
    if update.callback_query is not None:
        return _choice(update, update.callback_query, channel, bot_username)
    if update.my_chat_member is not None:
        return _membership(update, update.my_chat_member, channel)
    message = update.message or update.edited_message
    if message is None:
        return None
    return _message(update, message, channel, bot_username)


def _message(update: Update, message: Message, channel: str, bot_username: str) -> Event | None:
    if not _is_place(message.chat):
        return None
    user = message.from_user
    if message.migrate_to_chat_id is not None:
        # whoever did it, were it an anonymous administrator
        moved = _common(update, message.chat, user, channel, None, message.date)
        return MovedEvent(**moved, new_chat=_number(message.migrate_to_chat_id))
    anonymous = _is_anonymous(message)
    if user is None or _is_service(message) or not (anonymous or _is_person(user, message)):
        return None
    common = _common(update, message.chat, user, channel, _topic(message), message.edit_date or message.date)
    if anonymous:
        common["sender"] = replace(_sender(None, message.chat), anonymous=True)
    edited = update.edited_message is not None
    reply_to = _reply_to(message)
    text = _words(message.text or message.caption) or ""
    command = None if edited or not message.text else COMMAND.fullmatch(text)
    if command is not None:
        return _command(message, command, common, bot_username, reply_to)
    if anonymous:
        return None
    return TextEvent(
        **common,
        message=_number(message.message_id),
        text=text,
        reply_to=reply_to,
        file=_file(message),
        album=_name(message.media_group_id),
        to_bot=reply_to is not None and _is_from(message.reply_to_message, bot_username),
        edited=edited,
    )


def _command(
    message: Message, command: re.Match[str], common: dict[str, Any], bot_username: str, reply_to: str | None
) -> CommandEvent | None:
    """Return ``/name@bot arguments``; None if it is for another bot."""
    addressed = command["bot"]
    if addressed is not None and addressed.lower() != bot_username.lower():
        return None
    return CommandEvent(
        **common,
        message=_number(message.message_id),
        name=command["name"].lower(),
        arguments=(command["arguments"] or "").strip(),
        reply_to=reply_to,
    )


def _choice(update: Update, query: CallbackQuery, channel: str, bot_username: str) -> ChoiceEvent | None:
    """Return a press on a button of the bot's own; one that somebody forwarded is under a message of theirs.

    Of a message that is too old Telegram tells no author.
    """
    message = query.message
    if message is None or query.data is None or query.from_user.is_bot or not _is_place(message.chat):
        return None
    if isinstance(message, Message) and message.from_user is not None and not _is_from(message, bot_username):
        return None
    if message.chat.type == ChatType.PRIVATE and message.chat.id != query.from_user.id:
        return None
    topic = _topic(message) if isinstance(message, Message) else None
    common = _common(update, message.chat, query.from_user, channel, topic)
    press, data = _name(query.id) or "", _words(query.data) or ""
    return ChoiceEvent(**common, press=press, data=data, message=_number(message.message_id))


def _membership(update: Update, change: ChatMemberUpdated, channel: str) -> MembershipEvent | None:
    if not _is_place(change.chat):
        return None
    common = _common(update, change.chat, change.from_user, channel, None, change.date)
    return MembershipEvent(**common, present=_is_present(change.new_chat_member))


def _is_present(member: ChatMember) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status in PRESENT


def _common(
    update: Update, chat: Chat, user: User | None, channel: str, topic: str | None, at: datetime | None = None
) -> dict[str, Any]:
    return {
        "update_id": _number(update.update_id),
        "address": Address(channel=channel, chat=_number(chat.id), topic=topic),
        "chat_kind": ChatKind.GROUP if chat.type in GROUPS else ChatKind.PRIVATE,
        "sender": _sender(user, chat),
        "chat_title": _words(chat.title),
        "forum": bool(chat.is_forum),
        "at": at,
    }


def _sender(user: User | None, chat: Chat) -> Sender:
    if user is None:
        return Sender(id=_number(chat.id), name=_words(chat.title) or "")
    return Sender(id=_number(user.id), name=_words(user.full_name) or "", language=_name(user.language_code))


def _number(value: object) -> str:
    """Return a number as the text that names a thing. Raises ValueError for what is none, or larger than any id."""
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError(WRONG_KIND)
    return str(value)


def _size(value: object) -> int | None:
    """Return the bytes of a file. Raises ValueError."""
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= LARGEST_FILE:
        raise ValueError(WRONG_KIND)
    return value


def _words(value: object) -> str | None:
    """Return a text as it is. Raises ValueError for what is none, or too long."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(WRONG_KIND)
    return value


def _name(value: object, longest: int = LONGEST_NAME) -> str | None:
    """Return a text by which Telegram names a thing: plain letters, and not many. Raises ValueError."""
    name = _words(value)
    if name is not None and not (name.isascii() and name.isprintable() and len(name) <= longest):
        raise ValueError(WRONG_KIND)
    return name


def _is_person(user: User, message: Message) -> bool:
    """Tell whether somebody wrote in their own name, and in a private chat in theirs."""
    if user.is_bot or message.sender_chat is not None:
        return False
    return message.chat.type != ChatType.PRIVATE or message.chat.id == user.id


def _is_anonymous(message: Message) -> bool:
    """Tell whether an administrator wrote in the name of the very group."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _is_place(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE or chat.type in GROUPS


def _topic(message: Message) -> str | None:
    return _number(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _reply_to(message: Message) -> str | None:
    """Return the message replied to; all in a topic replies to its first message, which does not count."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return None
    return _number(replied.message_id)


def _is_from(message: Message | None, bot_username: str) -> bool:
    author = message.from_user if message is not None else None
    return author is not None and author.is_bot and (author.username or "").lower() == bot_username.lower()


def _is_service(message: Message) -> bool:
    """Tell whether a message only notes that something happened (joined, pinned): nobody said anything."""
    return not (message.text or message.caption or message.effective_attachment)


def _file(message: Message) -> IncomingFile | None:
    if message.document is not None:
        found = message.document
        return _incoming(found, FileKind.DOCUMENT, found.file_name or found.file_unique_id, found.mime_type)
    if message.photo:
        largest = message.photo[-1]
        return _incoming(largest, FileKind.PHOTO, f"{largest.file_unique_id}.jpg", "image/jpeg")
    other = message.video or message.audio or message.voice or message.video_note or message.animation
    if other is None:
        return None
    name = getattr(other, "file_name", None) or other.file_unique_id
    return _incoming(other, FileKind.OTHER, name, getattr(other, "mime_type", None))


def _incoming(found: Any, kind: FileKind, name: object, mime: object) -> IncomingFile:
    ref = _name(found.file_id, LONGEST_REF)
    if not ref:
        raise ValueError(WRONG_KIND)
    told = mime if isinstance(mime, str) and MIME.fullmatch(mime) else None
    return IncomingFile(ref=ref, name=_words(name) or "", kind=kind, size=_size(found.file_size), mime=told)
