"""From a neutral message to Telegram's: buttons, and long texts in parts that each are whole."""

import re
from collections.abc import Iterator

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.base import Outgoing

TAG = re.compile(r"<(/?)([a-z-]+)([^>]*)>")
ENTITY = re.compile(r"&(?:[a-z]+|#[0-9]+|#x[0-9a-f]+);", re.IGNORECASE)


def buttons(message: Outgoing) -> InlineKeyboardMarkup | None:
    """Return the buttons below a message, if it has any."""
    rows = [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in message.choices]
    if message.link is not None:
        rows.append([InlineKeyboardButton(message.link[0], url=message.link[1])])
    return InlineKeyboardMarkup(rows) if rows else None


def markup(message: Outgoing) -> InlineKeyboardMarkup | ForceReply | None:
    """Return the buttons, or the invitation to reply: Telegram takes one of the two."""
    return buttons(message) or (ForceReply(selective=True) if message.asks else None)


def visible_length(html: str) -> int:
    """Return how many characters Telegram counts (UTF-16 units after the markup is read)."""
    text = ENTITY.sub("x", TAG.sub("", html))
    return len(text.encode("utf-16-le")) // 2


def parts(html: str, limit: int) -> list[str]:
    """Split at line ends into parts of at most ``limit`` counted characters; tags left open are closed and reopened."""
    if visible_length(html) <= limit:
        return [html]
    found: list[str] = []
    lines: list[str] = []
    for line in _lines(html, limit):
        if lines and visible_length("\n".join([*lines, line])) > limit:
            found.append("\n".join(lines))
            lines = []
        lines.append(line)
    if lines:
        found.append("\n".join(lines))
    return _balanced(found)


def _lines(html: str, limit: int) -> Iterator[str]:
    """Yield the lines; one that is too long for a part is cut, never inside a tag or an entity."""
    for line in html.split("\n"):
        if visible_length(line) <= limit:
            yield line
            continue
        piece, length = "", 0
        for token in _tokens(line):
            size = visible_length(token)
            if length + size > limit:
                yield piece
                piece, length = "", 0
            piece, length = piece + token, length + size
        if piece:
            yield piece


def _tokens(line: str) -> Iterator[str]:
    """Yield tags, entities and single characters."""
    position = 0
    while position < len(line):
        found = TAG.match(line, position) or ENTITY.match(line, position)
        token = found[0] if found else line[position]
        yield token
        position += len(token)


def _balanced(texts: list[str]) -> list[str]:
    opened: list[tuple[str, str]] = []
    result = []
    for text in texts:
        start = "".join(tag for _, tag in opened)
        for found in TAG.finditer(text):
            if found[1]:
                opened.pop()
            else:
                opened.append((found[2], found[0]))
        end = "".join(f"</{name}>" for name, _ in reversed(opened))
        result.append(f"{start}{text}{end}")
    return result
