"""From a neutral message to Telegram's: buttons, and long texts in parts that each are whole."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.base import Outgoing

TAG = re.compile(r"<(/?)([a-z-]+)([^>]*)>")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-f]+);")  # those that Telegram reads

Token = tuple[str, int]
"""A tag, an entity or a character, and how many characters Telegram counts for it."""


def buttons(message: Outgoing) -> InlineKeyboardMarkup | None:
    """Return the buttons below a message, if it has any."""
    rows = [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in message.choices]
    if message.link is not None:
        rows.append([InlineKeyboardButton(message.link[0], url=message.link[1])])
    return InlineKeyboardMarkup(rows) if rows else None


def markup(message: Outgoing) -> InlineKeyboardMarkup | ForceReply | None:
    """Return the buttons, or the invitation to reply: Telegram takes one of the two."""
    return buttons(message) or (_invitation(message) if message.asks else None)


def addressed(message: Outgoing) -> str:
    """Return the text, in a group with a mention of who is asked: only then their client invites them to reply."""
    whom = message.asks_whom
    if whom is None:
        return message.html
    return f'<a href="tg://user?id={escape(whom.id)}">{escape(whom.name)}</a>\n{message.html}'


def beginning(html: str, limit: int) -> str:
    """Return the text, or as much of its beginning as fits into ``limit`` counted characters with an ellipsis."""
    whole, *more = parts(html, limit)
    return f"{parts(html, limit - 1)[0]}…" if more else whole


def plain(html: str) -> str:
    """Return what would be read, without the markup."""
    return unescape(TAG.sub("", html))


def visible_length(html: str) -> int:
    """Return how many characters Telegram counts: UTF-16 units after the markup is read."""
    return _units(ENTITY.sub(_spelled, TAG.sub("", html)))


def is_blank(html: str) -> bool:
    """Tell whether nothing would be seen: Telegram refuses such a message."""
    return not plain(html).strip()


def parts(html: str, limit: int) -> list[str]:
    """Split into parts of at most ``limit`` counted characters; tags left open are closed and opened again.

    A part ends at a line's end; where a line alone is too long, after a space; else wherever it is full, but never
    inside a tag or an entity.
    """
    if visible_length(html) <= limit:
        return [html]
    return _balanced(_cut(list(_tokens(html)), limit))


def _invitation(message: Outgoing) -> ForceReply:
    """Invite whom the message mentions or answers; without either a selective one would reach nobody at all."""
    return ForceReply(selective=message.asks_whom is not None or message.reply_to is not None)


def _cut(tokens: list[Token], limit: int) -> Iterator[str]:
    """Yield as much as fits, again and again."""
    begin = 0
    while begin < len(tokens):
        end = _full(tokens, begin, limit)
        if end < len(tokens):
            end = _line_end(tokens, begin, end) or _last(" ", tokens, begin, end) or end
        yield "".join(token for token, _ in tokens[begin:end])
        begin = end + (end < len(tokens) and tokens[end][0] == "\n")


def _full(tokens: list[Token], begin: int, limit: int) -> int:
    """Return where a part that starts at ``begin`` has to end; there is always something in it."""
    length = 0
    for place in range(begin, len(tokens)):
        length += tokens[place][1]
        if length > limit:
            return max(place, begin + 1)
    return len(tokens)


def _line_end(tokens: list[Token], begin: int, end: int) -> int | None:
    """Return the place of the last line's end in the part or just behind it, with something before it."""
    return next((place for place in range(end, begin, -1) if tokens[place][0] == "\n"), None)


def _last(character: str, tokens: list[Token], begin: int, end: int) -> int | None:
    """Return the place behind the last such character."""
    return next((place for place in range(end, begin, -1) if tokens[place - 1][0] == character), None)


def _tokens(html: str) -> Iterator[Token]:
    """Yield tags, entities and single characters, each with what it counts."""
    position = 0
    while position < len(html):
        if tag := TAG.match(html, position):
            token, size = tag[0], 0
        elif entity := ENTITY.match(html, position):
            token, size = entity[0], _units(_spelled(entity))
        else:
            token, size = html[position], _units(html[position])
        yield token, size
        position += len(token)


def _spelled(entity: re.Match[str]) -> str:
    return unescape(entity[0])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _balanced(texts: Iterable[str]) -> list[str]:
    """Close what a part leaves open and open it again in the next; Telegram will refuse what was never right."""
    opened: list[tuple[str, str]] = []
    result = []
    for text in texts:
        start = "".join(tag for _, tag in opened)
        for found in TAG.finditer(text):
            if not found[1]:
                opened.append((found[2], found[0]))
            elif opened:
                opened.pop()
        end = "".join(f"</{name}>" for name, _ in reversed(opened))
        result.append(f"{start}{text}{end}")
    return result
