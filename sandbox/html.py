"""Telegram's HTML: to a text with entities as the Bot API reads it, and back to HTML that is safe on a page.

The tags, and the words with which a fault is told, are those of https://core.telegram.org/bots/api#html-style.
Offsets of entities are in UTF-16 code units, offsets in complaints in bytes of UTF-8.
"""

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox import utf16

Entity = dict[str, Any]

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
# Of two entities of one extent the smaller number encloses the other.
OUTERMOST_FIRST = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 1,
    "text_link": 2,
    "text_mention": 2,
    "bold": 4,
    "italic": 5,
    "underline": 6,
    "strikethrough": 7,
    "spoiler": 8,
    "code": 9,
    "custom_emoji": 10,
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PLAIN = re.compile(r"[^<&]+")
REFERENCE = re.compile(r"&(?:#(?P<hex>x[0-9a-fA-F]+)|#(?P<number>[0-9]+)|(?P<name>[a-zA-Z]+));?")
TAG_NAME = re.compile(r"[^\s>]*")
SPACE = re.compile(r"\s*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
HOST = re.compile(r"^[^\s/?#@]+\.[^\s/?#@.]+$|^localhost$")


class BadHtml(ValueError):
    """The text is not HTML as Telegram takes it; the words are Telegram's."""


@dataclass
class _Open:
    tag: str
    start: int
    piece: int
    attributes: dict[str, str]


class _Reader:
    """Walks through the source once; ``text`` grows in pieces, ``length`` counts its UTF-16 units."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.pieces: list[str] = []
        self.length = 0
        self.entities: list[Entity] = []
        self.open: list[_Open] = []

    def read(self) -> tuple[str, list[Entity]]:
        source, end = self.source, len(self.source)
        while self.position < end:
            plain = PLAIN.match(source, self.position)
            if plain:
                self._add(plain[0])
                self.position = plain.end()
            elif source[self.position] == "&":
                self._reference()
            elif source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise BadHtml(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.pieces), self.entities

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16.units(text)

    def _reference(self) -> None:
        text, self.position = _dereferenced(self.source, self.position)
        self._add(text)

    def _start_tag(self) -> None:
        begin = self.position
        name = _match(TAG_NAME, self.source, begin + 1)
        self.position = begin + 1 + len(name)
        tag = name.lower()
        if self.position >= len(self.source):
            raise self._wrong("Unclosed start tag", begin)
        if tag not in KINDS:
            raise self._wrong(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "tg-emoji" and not attributes.get("emoji-id"):
            raise BadHtml("Invalid custom emoji identifier specified")
        self.open.append(_Open(tag, self.length, len(self.pieces), attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Read up to and over the ``>``."""
        attributes: dict[str, str] = {}
        source = self.source
        while True:
            self._skip_space()
            if self._at_end():
                raise self._wrong("Unclosed start tag", begin)
            if source[self.position] == ">":
                self.position += 1
                return attributes
            name = _match(ATTRIBUTE_NAME, source, self.position)
            if not name:
                raise self._wrong(f'Empty attribute name in the tag "{tag}"', begin)
            self.position += len(name)
            self._skip_space()
            if self._at_end() or source[self.position] != "=":
                if tag == "blockquote" and name.lower() == "expandable":
                    attributes["expandable"] = ""
                    continue
                raise self._wrong(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
            self.position += 1
            self._skip_space()
            if self._at_end():
                raise self._wrong("Unclosed start tag", begin)
            attributes[name.lower()] = self._attribute_value(begin)

    def _attribute_value(self, begin: int) -> str:
        source, quote = self.source, self.source[self.position]
        if quote not in "\"'":
            token = _match(NAME_TOKEN, source, self.position)
            after = self.position + len(token)
            if after < len(source) and source[after] != ">" and not source[after].isspace():
                raise self._wrong("Unexpected end of name token", self.position)
            self.position = after
            return token.lower()
        close = source.find(quote, self.position + 1)
        if close < 0:
            raise self._wrong("Unclosed start tag", begin)
        value = source[self.position + 1 : close]
        self.position = close + 1
        return _unescaped(value)

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise self._wrong("Unexpected end tag", begin)
        name = _match(TAG_NAME, self.source, begin + 2)
        self.position = begin + 2 + len(name)
        self._skip_space()
        if self._at_end() or self.source[self.position] != ">":
            raise self._wrong("Unclosed end tag", begin)
        self.position += 1
        opened = self.open.pop()
        if name and name.lower() != opened.tag:
            raise self._wrong(f'Unmatched end tag, expected "</{opened.tag}>", found "</{name.lower()}>"', begin)
        if self.length > opened.start:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": KINDS[opened.tag], "offset": opened.start, "length": self.length - opened.start}
        if opened.tag == "a":
            url = checked_url(opened.attributes.get("href") or "".join(self.pieces[opened.piece :]))
            if url is None:
                return
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
            # A language counts only when <pre> holds this very <code>: kept until that is known.
            entity["language"] = opened.attributes["class"].removeprefix("language-")
        elif opened.tag == "pre":
            inner = self.entities[-1] if self.entities else {}
            if inner.get("language") and (inner["offset"], inner["length"]) == (entity["offset"], entity["length"]):
                entity["language"] = self.entities.pop()["language"]
        self.entities.append(entity)

    def _skip_space(self) -> None:
        self.position += len(_match(SPACE, self.source, self.position))

    def _at_end(self) -> bool:
        return self.position >= len(self.source)

    def _wrong(self, what: str, position: int) -> BadHtml:
        offset = len(self.source[:position].encode("utf-8", "surrogatepass"))
        what, comma, rest = what.partition(", expected")
        return BadHtml(f"{what} at byte offset {offset}{comma}{rest}")


def parse(source: str) -> tuple[str, list[Entity]]:
    """Return the text and its entities, in the order in which Telegram lists them. Raises BadHtml."""
    if "<" not in source and "&" not in source:
        return source, []
    text, entities = _Reader(source).read()
    kept: list[Entity] = []
    for entity in sorted(entities, key=place):
        if entity["type"] == "code":
            entity.pop("language", None)
        if not kept or kept[-1] != entity:
            kept.append(entity)
    return text, kept


def place(entity: Entity) -> tuple[int, int, int]:
    """Return the key by which entities are ordered: the outer before the inner, of equals by their kind."""
    return entity["offset"], -entity["length"], OUTERMOST_FIRST.get(entity["type"], 3)


def to_html(text: str, entities: list[Entity]) -> str:
    """Return HTML with the same looks, every letter escaped; overlapping entities are closed and opened again."""
    if not entities:
        return html.escape(text)
    units = utf16.Units(text)
    end = len(units)
    spans = [
        (max(0, one["offset"]), min(end, one["offset"] + one["length"]), tags)
        for one in entities
        if (tags := _tags(one, units))
    ]
    spans = sorted((span for span in spans if span[0] < span[1]), key=lambda span: (span[0], -span[1]))
    edges = sorted({0, end, *(edge for span in spans for edge in span[:2])})
    written: list[str] = []
    stack: list[tuple[int, int, tuple[str, str]]] = []
    waiting = 0
    for start, stop in zip(edges, [*edges[1:], end], strict=True):
        again = []
        while any(span[1] <= start for span in stack):
            span = stack.pop()
            written.append(span[2][1])
            if span[1] > start:
                again.append(span)
        opening = again[::-1]
        while waiting < len(spans) and spans[waiting][0] <= start:
            opening.append(spans[waiting])
            waiting += 1
        for span in opening:
            stack.append(span)
            written.append(span[2][0])
        written.append(html.escape(units.cut(start, stop)))
    return "".join(written)


def checked_url(url: str) -> str | None:
    """Return the address as Telegram keeps it, or None for one that it does not let through as a link."""
    url = url.strip()
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() == "tg":
        return url if parts.netloc else None
    if parts.scheme.lower() not in {"http", "https"} or not HOST.match(parts.hostname or ""):
        return None
    return url if parts.path or parts.query or parts.fragment else f"{url}/"


def _tags(entity: Entity, units: utf16.Units) -> tuple[str, str] | None:
    """Return the start and the end tag of an entity; None if it has no looks of its own."""
    kind = entity["type"]
    match kind:
        case "pre" if entity.get("language"):
            return f'<pre><code class="language-{html.escape(entity["language"])}">', "</code></pre>"
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">', "</a>"
        case "text_mention":
            return f'<a href="tg://user?id={int(entity["user"]["id"])}">', "</a>"
        case "url":
            shown = units.cut(entity["offset"], entity["offset"] + entity["length"])
            url = checked_url(shown)
            return (f'<a href="{html.escape(url)}">', "</a>") if url else None
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{html.escape(str(entity["custom_emoji_id"]))}">', "</tg-emoji>"
    tag = LOOKS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else None


LOOKS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def _match(pattern: re.Pattern[str], source: str, position: int) -> str:
    found = pattern.match(source, position)
    return found[0] if found else ""


def _dereferenced(source: str, position: int) -> tuple[str, int]:
    """Return the letter that a character reference stands for and the position after it; an unknown one stays."""
    found = REFERENCE.match(source, position)
    if found is None:
        return "&", position + 1
    if found["name"]:
        known = NAMED.get(found["name"])
        return (known, found.end()) if known else ("&", position + 1)
    digits = found["number"] or found["hex"][1:]
    code = int(digits[:12], 10 if found["number"] else 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", position + 1
    return chr(code), found.end()


def _unescaped(value: str) -> str:
    pieces: list[str] = []
    position = 0
    while position < len(value):
        amp = value.find("&", position)
        if amp < 0:
            amp = len(value)
        pieces.append(value[position:amp])
        if amp == len(value):
            break
        letter, position = _dereferenced(value, amp)
        pieces.append(letter)
    return "".join(pieces)
