"""Updates as no messenger would send them: real ones, broken in a place or several. The same seed, the same updates."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from handlers.router import CHOICES

Json = dict[str, Any]

OFFICER, GROUP = 500, -1001  # who is enrolled
STRANGER, STRANGE_GROUP, CHANNEL = 900, -1900, -1990
NOW = 1231117200
OF_ONES_OWN = frozenset({"quit"})  # a press that names nothing else: who enrolled may leave, and that is a change
PRESSES = sorted(CHOICES.keys() - OF_ONES_OWN)
COMMANDS = ("nhiemvu", "tim", "tuan", "bieudo", "baocao", "trogiup", "huy", "ngonngu", "start", "admin", "x" * 40)
WORDS = (
    "", " ", "xong", "\0", "a\0b", "\ud800", "\udfff\ud83d", "\u202egnox", "e\u0301" * 300, "<b>&\"'</i>",
    "{{ 7*7 }}", "%s%n", "'; DROP TABLE outbox; --", "x" * 4096, "đ" * 20_000, "-1", "1e309", "null", "NaN",
    "/", "/@", "/start@", "\n" * 500,
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31, 2**53, 2**63, -(2**63) - 1, 10**30, -(10**30), 0.5, float("nan"), float("inf"), True, False)
ARGUMENTS = (
    "",
    "0",
    "-1",
    "999999999",
    "99999999999999999999",
    "x",
    "1.5",
    "2009-13-45",
    "9999-12-31",
    "đ",
    "a:b",
    "😀",
)
FIELDS = ("poll", "venue", "dice", "story", "giveaway", "photo", "document", "entities", "reply_to_message", "via_bot")


class Odd:
    """A source of odd updates."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - to be repeated
        self._number = 0

    def bodies(self, count: int) -> Iterator[str]:
        """Yield updates as the text that would come in."""
        for _ in range(count):
            self._number += 1
            yield self._torn(json.dumps(self._broken(self._update())))

    def _update(self) -> Json:
        kind = self._random.choice(
            ("message", "message", "edited_message", "press", "press", "member", "move", "other")
        )
        return {"update_id": self._number, **getattr(self, f"_{kind}")()}

    def _message(self) -> Json:
        content: Json = {"text": self._random.choice(WORDS)}
        if self._random.random() < 0.4:
            command = self._random.choice(COMMANDS)
            content = {"text": f"/{command} {self._random.choice(WORDS)}"}
        elif self._random.random() < 0.3:
            content = {"document": self._file(), "caption": self._random.choice(WORDS)}
        return {"message": {**self._said_by(self._random.choice((OFFICER, STRANGER))), **content}}

    def _edited_message(self) -> Json:
        return {"edited_message": {**self._message()["message"], "edit_date": NOW + 1}}

    def _press(self) -> Json:
        data = ":".join((self._random.choice((*PRESSES, "nothing", "")), *self._random.choices(ARGUMENTS, k=3)))
        chat = self._random.choice((OFFICER, GROUP, STRANGER))
        message = {"message_id": self._random.choice((1, 7, 2**40)), "date": NOW, "chat": self._chat(chat), "text": "?"}
        person = OFFICER if chat == GROUP else chat
        return {"callback_query": {"id": "1", "from": self._person(person), "chat_instance": "1", "message": message,
                                   "data": data[:64]}}  # fmt: skip

    def _member(self) -> Json:
        member = {
            "user": {"id": 7, "is_bot": True, "first_name": "Bot"},
            "status": self._random.choice(("left", "kicked")),
        }
        chat = self._random.choice((STRANGER, STRANGE_GROUP, CHANNEL))
        return {"my_chat_member": {"chat": self._chat(chat), "from": self._person(STRANGER), "date": NOW,
                                   "old_chat_member": member, "new_chat_member": member}}  # fmt: skip

    def _move(self) -> Json:
        return {"message": {**self._said_by(STRANGER, STRANGE_GROUP), "migrate_to_chat_id": -1_000_000_000_900}}

    def _other(self) -> Json:
        kind = self._random.choice(("channel_post", "inline_query", "poll", "chat_boost", "no_such_kind"))
        return {kind: self._random.choice(({}, [], "x", 5, None, {"id": "1", "chat": self._chat(CHANNEL)}))}

    def _said_by(self, person: int, chat: int | None = None) -> Json:
        return {
            "message_id": self._number,
            "date": NOW,
            "from": self._person(person),
            "chat": self._chat(chat or person),
        }

    def _person(self, number: int) -> Json:
        return {
            "id": number,
            "is_bot": False,
            "first_name": self._random.choice(("Lan", *WORDS)),
            "language_code": "vi",
        }

    def _chat(self, number: int) -> Json:
        kind = "private" if number > 0 else "channel" if number == CHANNEL else "supergroup"
        return {"id": number, "type": kind, "title": self._random.choice(("Nhóm", *WORDS))}

    def _file(self) -> Json:
        return {"file_id": "F", "file_unique_id": "U", "file_name": self._random.choice(WORDS),
                "mime_type": self._random.choice(WORDS), "file_size": self._random.choice((1, *NUMBERS))}  # fmt: skip

    def _broken(self, update: Json) -> Any:
        """Break an update in up to three places; one in four stays whole."""
        if self._random.random() < 0.02:
            return self._value()
        for _ in range(self._random.choice((0, 1, 1, 3))):
            self._break(update)
        return update

    def _break(self, update: Json) -> None:
        place: Any = update
        while True:
            inner = [value for value in (place.values() if isinstance(place, dict) else place) if value]
            deeper = [value for value in inner if isinstance(value, dict | list)]
            if not deeper or self._random.random() < 0.25:
                break
            place = self._random.choice(deeper)
        if isinstance(place, list):
            place.append(self._value())
            return
        names = [name for name in place if place is not update or name != "update_id"] or ["message"]
        what = self._random.random()
        if what < 0.55:
            place[self._random.choice(names)] = self._value()
        elif what < 0.8:
            place.pop(self._random.choice(names), None)
        else:
            place[self._random.choice(FIELDS)] = self._value()

    def _value(self) -> Any:
        """Return something that is not what it should be."""
        kind = self._random.random()
        if kind < 0.35:
            return self._random.choice(NUMBERS)
        if kind < 0.7:
            return self._random.choice(WORDS)
        if kind < 0.95:
            return self._random.choice((None, [], {}, [None], {"id": {}}, [[]], [{"file_id": 1}]))
        nested: Any = {}
        for _ in range(self._random.choice((5, 60, 400))):
            nested = self._random.choice(({"reply_to_message": nested}, [nested]))
        return nested

    def _torn(self, body: str) -> str:
        """Tear a text off, or put something before it, now and then."""
        what = self._random.random()
        if what < 0.02:
            return body[: self._random.randrange(len(body))]
        if what < 0.03:
            return self._random.choice(("\ufeff", "[" * 5_000, "\0", "{")) + body
        return body
