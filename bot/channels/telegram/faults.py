"""Telegram's errors by our names. No text that leaves here carries the token."""

from collections.abc import Iterator
from typing import NoReturn

import aiohttp
from telegram import error as telegram

from bot.errors import (
    BadContent,
    ChannelError,
    ChatMoved,
    MaybeSent,
    MessageGone,
    NoTopics,
    NotOurToken,
    TopicGone,
    TryAgain,
    TwoPollers,
    Unreachable,
)
from bot.redaction import redacted

MOST_WORDS = 300  # characters of a reason: a broken server answers with whole pages
NOT_MODIFIED = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
TOO_LARGE = "request entity too large"
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # no connection, or none free
BY_WORDS: tuple[tuple[str, type[ChannelError]], ...] = (
    ("message to edit not found", MessageGone),
    ("message can't be edited", MessageGone),
    ("message to delete not found", MessageGone),
    ("message_id_invalid", MessageGone),
    ("wrong file", MessageGone),
    ("file is too big", BadContent),
    ("message thread not found", TopicGone),
    ("topic_deleted", TopicGone),
    ("topic_closed", TopicGone),
    ("not a forum", NoTopics),
    ("not enough rights to create a topic", NoTopics),
    ("chat not found", Unreachable),
    ("user not found", Unreachable),
    ("user is deactivated", Unreachable),
    ("input_user_deactivated", Unreachable),
    ("user_is_blocked", Unreachable),
    ("peer_id_invalid", Unreachable),
    ("group chat was deactivated", Unreachable),
    ("chat_restricted", Unreachable),
    ("have no rights to send", Unreachable),
    ("not enough rights to send", Unreachable),
    ("chat_write_forbidden", Unreachable),
)


def is_not_modified(error: telegram.TelegramError) -> bool:
    """Tell whether an edit was refused because there was nothing to change."""
    return isinstance(error, telegram.BadRequest) and NOT_MODIFIED in error.message.lower()


def has_no_text(error: telegram.TelegramError) -> bool:
    """Tell whether an edit was refused because the message is a file: its caption is to be edited."""
    return isinstance(error, telegram.BadRequest) and NO_TEXT in error.message.lower()


def raise_ours(error: telegram.TelegramError, *, repeatable: bool = False) -> NoReturn:
    """Raise our error for Telegram's; its cause is left behind, for it may carry the token."""
    raise ours(error, repeatable=repeatable) from None


def ours(error: telegram.TelegramError, *, repeatable: bool = False) -> ChannelError:
    """Return our error for Telegram's; what is not ``repeatable`` may have been done though no answer came.

    BadRequest and TimedOut are NetworkErrors in the library, so they come first.
    """
    text = redacted(error.message)[:MOST_WORDS]
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
        case _ if TOO_LARGE in text.lower():
            return BadContent(text)
        case telegram.TimedOut() if not (repeatable or _never_sent(error)):
            return MaybeSent(text)
        case _:
            return TryAgain(text)


def _never_sent(error: telegram.TimedOut) -> bool:
    """Tell whether the request got no connection. The adapter calls any trouble with one a timeout: see its cause."""
    return "pool" in error.message.lower() or any(isinstance(cause, NEVER_SENT) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _seconds(error: telegram.RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
