"""Telegram's errors by our names. No text that leaves here carries the token."""

from collections.abc import Iterator
from typing import NoReturn

import aiohttp
from telegram import error as telegram

from bot.errors import (
    BadButtons,
    BadContent,
    BadMarkup,
    BadPicture,
    Blocked,
    ChannelError,
    ChatMoved,
    FileTooLarge,
    MaybeSent,
    MayNotWrite,
    MessageGone,
    NoFiles,
    NoReply,
    NoSuchChat,
    NothingSaid,
    NoTopics,
    NotOurToken,
    NotReached,
    Removed,
    ServerTrouble,
    TooLong,
    TooMany,
    TopicGone,
    TwoPollers,
    Unreachable,
)
from bot.redaction import redacted

MOST_WORDS = 300  # characters of a reason: a broken server answers with whole pages
NOT_MODIFIED = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
FILE_TOO_LARGE = "request entity too large"
PROBABLY_DONE = ("gateway timeout", "invalid server response")  # somebody between us and Telegram lost the answer
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # no connection, or none free
CUT_SHORT = (aiohttp.ClientPayloadError,)  # Telegram had begun to answer
BY_WORDS: tuple[tuple[str, type[ChannelError]], ...] = (
    ("message to edit not found", MessageGone),
    ("message can't be edited", MessageGone),
    ("message to delete not found", MessageGone),
    ("message_id_invalid", MessageGone),
    ("wrong file_id", MessageGone),
    ("wrong file identifier", MessageGone),
    ("message to be replied not found", NoReply),
    ("reply message not found", NoReply),
    ("file is too big", FileTooLarge),
    ("message thread not found", TopicGone),
    ("topic_deleted", TopicGone),
    ("topic_closed", TopicGone),
    ("topic_id_invalid", TopicGone),
    ("not a forum", NoTopics),
    ("not enough rights to create a topic", NoTopics),
    ("blocked by the user", Blocked),
    ("user is deactivated", Blocked),
    ("input_user_deactivated", Blocked),
    ("user_is_blocked", Blocked),
    ("bot was kicked", Removed),
    ("bot is not a member", Removed),
    ("group chat was deactivated", Removed),
    ("group chat was deleted", Removed),
    ("chat not found", NoSuchChat),
    ("user not found", NoSuchChat),
    ("can't initiate conversation", NoSuchChat),
    ("peer_id_invalid", NoSuchChat),
    ("rights to send photos", NoFiles),
    ("rights to send documents", NoFiles),
    ("chat_send_photos_forbidden", NoFiles),
    ("chat_send_docs_forbidden", NoFiles),
    ("chat_send_media_forbidden", NoFiles),
    ("have no rights to send", MayNotWrite),
    ("not enough rights to send", MayNotWrite),
    ("need administrator rights", MayNotWrite),
    ("chat_admin_required", MayNotWrite),
    ("chat_write_forbidden", MayNotWrite),
    ("chat_send_plain_forbidden", MayNotWrite),
    ("chat_restricted", MayNotWrite),
    ("can't parse entities", BadMarkup),
    ("entity_bounds_invalid", BadMarkup),
    ("button_", BadButtons),
    ("reply_markup", BadButtons),
    ("keyboard", BadButtons),
    ("too long", TooLong),
    ("too_long", TooLong),
    ("text is empty", NothingSaid),
    ("text must be non-empty", NothingSaid),
    ("message_empty", NothingSaid),
    ("image_process_failed", BadPicture),
    ("photo_", BadPicture),
    ("too big for a photo", BadPicture),
)
"""What Telegram says, in small letters, and what that is: the first that is found counts."""


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
            return TooMany(text, after=_seconds(error))
        case telegram.ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case telegram.InvalidToken():
            return NotOurToken("Telegram does not accept the token")
        case telegram.Forbidden():
            return _by_words(text, Unreachable)
        case telegram.Conflict():
            return TwoPollers(text)
        case telegram.BadRequest():
            return _by_words(text, BadContent)
        case _ if FILE_TOO_LARGE in text.lower():
            return FileTooLarge(text)
        case _ if not repeatable and _probably_done(error):
            return MaybeSent(text)
        case _ if _from_the_network(error):
            return NotReached(text)
        case _:
            return ServerTrouble(text)


def _by_words(text: str, otherwise: type[ChannelError]) -> ChannelError:
    kind = next((kind for words, kind in BY_WORDS if words in text.lower()), otherwise)
    return kind(text)


def _probably_done(error: telegram.TelegramError) -> bool:
    """Tell whether what was asked may have been done; the cause of a timeout tells more."""
    if any(words in error.message.lower() for words in PROBABLY_DONE):
        return True
    if any(isinstance(cause, CUT_SHORT) for cause in _causes(error)):
        return True
    return isinstance(error, telegram.TimedOut) and not _never_sent(error)


def _never_sent(error: telegram.TimedOut) -> bool:
    """Tell whether the request got no connection."""
    return "pool" in error.message.lower() or any(isinstance(cause, NEVER_SENT) for cause in _causes(error))


def _from_the_network(error: telegram.TelegramError) -> bool:
    """Tell whether no answer came at all: the client's own trouble, not a status that a server told."""
    return isinstance(error, telegram.TimedOut) or any(
        isinstance(cause, aiohttp.ClientError | OSError) for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _seconds(error: telegram.RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
