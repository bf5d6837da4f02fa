"""From what a request or a person gives as a text to the text and entities that a message holds."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox import html, limits, utf16
from sandbox.html import Entity
from sandbox.mentions import with_persons
from sandbox.model import Person
from sandbox.refusals import Json, bad

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
# What Telegram finds in a text by itself.
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]])"
    r"|(?<![\w.+-])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<![\w#&])(?P<hashtag>#\w*[^\W\d]\w*)",
)
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


def formatted(
    arguments: Json, persons: Mapping[int, Person], text_key: str = "text", entities_key: str = "entities"
) -> tuple[str, list[Entity]]:
    """Return the text of a request and its entities. Raises Refusal (400) for HTML that Telegram cannot parse."""
    text = cleaned(arguments.get(text_key, ""))
    mode = arguments.get("parse_mode", "")
    entities: list[Entity] = []
    if mode.lower() == "html":
        try:
            text, entities = html.parse(text)
        except html.BadHtml as fault:
            raise bad(f"can't parse entities: {fault}") from None
    elif mode:
        raise bad("unsupported parse_mode")
    elif arguments.get(entities_key):
        entities = _given(text, arguments[entities_key])
    text, entities = trimmed(text, with_persons(entities, persons))
    return text, with_found(text, entities)[: limits.ENTITIES]


def cleaned(text: str) -> str:
    """Return the text without the control characters that Telegram takes away."""
    return CONTROL.sub(" ", text.replace("\r", "")) if CONTROL.search(text) else text


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return the text without space around it, the entities moved along and cut to it."""
    stripped = text.strip()
    if len(stripped) == len(text) or not entities:
        return stripped, entities
    before = utf16.units(text[: len(text) - len(text.lstrip())])
    end = utf16.units(stripped)
    moved: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - before)
        stop = min(end, entity["offset"] + entity["length"] - before)
        if start < stop:
            moved.append({**entity, "offset": start, "length": stop - start})
    return stripped, moved


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Return the entities and the links, names, commands and tags found in the text beside them, in order."""
    if not ("/" in text or "@" in text or "#" in text):
        return entities
    matches = list(FOUND.finditer(text))
    closed = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in OPAQUE]
    found: list[Entity] = []
    for match in matches:
        start = utf16.units(text[: match.start()])
        length = utf16.units(match[0])
        if not any(start < end and begin < start + length for begin, end in closed):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted([*entities, *found], key=html.place) if found else entities


def _given(text: str, entities: list[dict[str, Any]]) -> list[Entity]:
    end = utf16.units(text)
    for entity in entities:
        if entity["type"] not in limits.ENTITY_KINDS:
            raise bad("can't parse MessageEntity: unknown entity type specified")
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > end:
            raise bad("ENTITY_BOUNDS_INVALID")
        if entity["type"] == "text_link" and html.checked_url(entity.get("url", "")) is None:
            raise bad("can't parse MessageEntity: invalid URL specified")
        if entity["type"] == "text_mention" and not isinstance(entity.get("user"), dict):
            raise bad("can't parse MessageEntity: user must be of type Object")
    return sorted(entities, key=html.place)
