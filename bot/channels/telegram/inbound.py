"""From Telegram's updates to neutral events. Pure: reads the objects, asks nothing of the network."""

from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

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


def event_of(update: Update, *, channel: str, bot_username: str) -> Event | None:
    """Return what an update says, or None for what the bot has no use for: channels, bots, anonymous senders."""
    if update.callback_query is not None:
        return _choice(update, update.callback_query, channel)
    if update.my_chat_member is not None:
        return _membership(update, update.my_chat_member, channel)
    message = update.message or update.edited_message
    if message is None:
        return None
    return _message(update, message, channel, bot_username)


def _message(update: Update, message: Message, channel: str, bot_username: str) -> Event | None:
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat is not None or not _is_place(message.chat):
        return None
    common = _common(update, message.chat, user, channel, _topic(message))
    if message.migrate_to_chat_id is not None:
        return MovedEvent(**common, new_chat=str(message.migrate_to_chat_id))
    if _is_service(message):
        return None
    edited = update.edited_message is not None
    reply_to = _reply_to(message)
    if message.text and message.text.startswith("/") and not edited:
        return _command(message, message.text, common, bot_username, reply_to)
    return TextEvent(
        **common,
        message=str(message.message_id),
        text=message.text or message.caption or "",
        reply_to=reply_to,
        file=_file(message),
        edited=edited,
    )


def _command(
    message: Message, text: str, common: dict[str, Any], bot_username: str, reply_to: str | None
) -> CommandEvent | None:
    """Read ``/name@bot arguments``; None if it is for another bot."""
    word, _, arguments = text[1:].partition(" ")
    name, at, addressed = word.partition("@")
    if at and addressed.lower() != bot_username.lower():
        return None
    return CommandEvent(
        **common, message=str(message.message_id), name=name.lower(), arguments=arguments.strip(), reply_to=reply_to
    )


def _choice(update: Update, query: CallbackQuery, channel: str) -> ChoiceEvent | None:
    message = query.message
    if message is None or query.data is None or query.from_user.is_bot or not _is_place(message.chat):
        return None
    topic = _topic(message) if isinstance(message, Message) else None
    common = _common(update, message.chat, query.from_user, channel, topic)
    return ChoiceEvent(**common, press=query.id, data=query.data, message=str(message.message_id))


def _membership(update: Update, change: ChatMemberUpdated, channel: str) -> MembershipEvent | None:
    if not _is_place(change.chat):
        return None
    common = _common(update, change.chat, change.from_user, channel, None)
    return MembershipEvent(**common, present=change.new_chat_member.status in PRESENT)


def _common(update: Update, chat: Chat, user: User, channel: str, topic: str | None) -> dict[str, Any]:
    return {
        "update_id": str(update.update_id),
        "address": Address(channel=channel, chat=str(chat.id), topic=topic),
        "chat_kind": ChatKind.GROUP if chat.type in GROUPS else ChatKind.PRIVATE,
        "sender": Sender(id=str(user.id), name=user.full_name, language=user.language_code),
        "chat_title": chat.title,
    }


def _is_place(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE or chat.type in GROUPS


def _topic(message: Message) -> str | None:
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _reply_to(message: Message) -> str | None:
    """Return the message replied to; all in a topic replies to its first message, which does not count."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return None
    return str(replied.message_id)


def _is_service(message: Message) -> bool:
    """Tell whether a message only notes that something happened (joined, pinned): nobody said anything."""
    return not (message.text or message.caption or message.effective_attachment or message.location or message.contact)


def _file(message: Message) -> IncomingFile | None:
    if message.document is not None:
        found = message.document
        name = found.file_name or f"{found.file_unique_id}"
        kind = FileKind.DOCUMENT
        return IncomingFile(ref=found.file_id, name=name, kind=kind, size=found.file_size, mime=found.mime_type)
    if message.photo:
        largest = message.photo[-1]
        name = f"{largest.file_unique_id}.jpg"
        return IncomingFile(
            ref=largest.file_id, name=name, kind=FileKind.PHOTO, size=largest.file_size, mime="image/jpeg"
        )
    other = message.video or message.audio or message.voice or message.video_note or message.animation
    if other is None:
        return None
    name = getattr(other, "file_name", None) or other.file_unique_id
    return IncomingFile(
        ref=other.file_id, name=name, kind=FileKind.OTHER, size=other.file_size, mime=getattr(other, "mime_type", None)
    )
