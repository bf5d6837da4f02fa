"""Who is mentioned in a text, and whom the bot asks for a reply: clients go by the one to know the other."""

import re
from collections.abc import Iterable, Mapping

from sandbox import utf16
from sandbox.html import Entity
from sandbox.model import Person
from sandbox.refusals import Json

PERSON = re.compile(r"tg://user\?id=(?P<id>[0-9]+)", re.IGNORECASE)


def with_persons(entities: Iterable[Entity], persons: Mapping[int, Person]) -> list[Entity]:
    """Return the entities with each link to a person as a mention of that person; one to nobody is left out."""
    found = []
    for entity in entities:
        link = PERSON.fullmatch(entity.get("url", ""))
        if link is None:
            found.append(entity)
        elif person := persons.get(int(link["id"])):
            place = {key: entity[key] for key in ("offset", "length")}
            found.append({"type": "text_mention", **place, "user": person.as_user()})
    return found


def asked(markup: Json, content: Json, replied: Person | None, persons: Mapping[int, Person]) -> frozenset[int] | None:
    """Return whom a markup is for: None for everybody, else those mentioned and the one whose words are answered.

    As clients do it: a selective markup that names nobody is shown to nobody, were it in a private chat.
    """
    if not markup.get("selective"):
        return None
    return _mentioned(content, persons) | ({replied.id} if replied else set())


def _mentioned(content: Json, persons: Mapping[int, Person]) -> frozenset[int]:
    text = utf16.Units(content.get("text") or content.get("caption") or "")
    by_name = {person.username.lower(): person.id for person in persons.values() if person.username}
    found = set()
    for entity in content.get("entities") or content.get("caption_entities") or ():
        if entity["type"] == "text_mention":
            found.add(int(entity["user"]["id"]))
        elif entity["type"] == "mention":
            name = text.cut(entity["offset"] + 1, entity["offset"] + entity["length"]).lower()
            found |= {by_name[name]} if name in by_name else set()
    return frozenset(found)
