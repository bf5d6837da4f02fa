"""Telegram's errors by our names. No text that leaves here carries the token."""

import re
from typing import NoReturn

from telegram import error as telegram

from bot.errors import (
    BadContent,
    ChannelError,
    ChatMoved,
    MaybeSent,
    MessageGone,
    NotOurToken,
    TopicGone,
    TryAgain,
    TwoPollers,
    Unreachable,
)

TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}")
NOT_MODIFIED = "message is not modified"
BY_WORDS: tuple[tuple[str, type[ChannelError]], ...] = (
    ("message to edit not found", MessageGone),
    ("message can't be edited", MessageGone),
    ("message to delete not found", MessageGone),
    ("wrong file", MessageGone),
    ("file is too big", BadContent),
    ("message thread not found", TopicGone),
    ("topic_deleted", TopicGone),
    ("topic_closed", TopicGone),
    ("chat not found", Unreachable),
    ("user not found", Unreachable),
    ("user is deactivated", Unreachable),
    ("peer_id_invalid", Unreachable),
    ("have no rights to send", Unreachable),
    ("not enough rights to send", Unreachable),
    ("chat_write_forbidden", Unreachable),
)


def redacted(text: str) -> str:
    """Return ``text`` without any token."""
    return TOKEN.sub("…", text)


def is_not_modified(error: Exception) -> bool:
    """Tell whether an edit was refused because there was nothing to change."""
    return isinstance(error, telegram.BadRequest) and NOT_MODIFIED in error.message.lower()


def raise_ours(error: telegram.TelegramError) -> NoReturn:
    """Raise our error for Telegram's; its cause is left behind, for it may carry the token."""
    raise ours(error) from None


def ours(error: telegram.TelegramError) -> ChannelError:
    """Return our error for Telegram's. BadRequest and TimedOut are NetworkErrors there, so they come first."""
    text = redacted(error.message)
    match error:
        case telegram.RetryAfter():
            return TryAgain(text, after=_seconds(error))
        case telegram.ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case telegram.InvalidToken():
            return NotOurToken("Telegram does not accept the token")
        case telegram.Forbidden():
            return Unreachable(text)
        case telegram.Conflict():
            return TwoPollers(text)
        case telegram.BadRequest():
            kind = next((kind for words, kind in BY_WORDS if words in text.lower()), BadContent)
            return kind(text)
        case telegram.TimedOut():
            # a request that never got a connection was not sent
            return TryAgain(text) if "pool" in text.lower() else MaybeSent(text)
        case _:
            return TryAgain(text)


def _seconds(error: telegram.RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
