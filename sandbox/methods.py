"""The table of methods: which parameters each takes, of what type, and which it cannot do without.

A type is ``int``, ``bool``, ``str``, ``chat`` (an id or an @name), ``file`` or an object of the same table; ``[…]`` is
an array, ``|`` an alternative, ``!`` marks what is required. What the table does not name is ignored, as on Telegram.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sandbox.refusals import Json, Refusal, bad

Reader = Callable[[str, Any], Any]

# What Telegram says when a required parameter is missing or empty; the rest is told in the general form.
MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "action": "wrong parameter action in request",
    "message_thread_id": "message thread not found",
    "name": "topic name must be non-empty",
}


@dataclass(frozen=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Parameter:
    """How one parameter or field is read."""

    read: Reader
    required: bool


@dataclass(frozen=True)
class Method:
    """A method the sandbox serves, under the name by which the documentation knows it."""

    name: str
    parameters: Mapping[str, Parameter]

    def arguments(self, raw: Mapping[str, Any]) -> Json:
        """Return what the method was given, typed. Raises Refusal (400) for what is missing or misshapen."""
        arguments: Json = {}
        for name, parameter in self.parameters.items():
            value = raw.get(name)
            if value is None or value == "":
                if parameter.required:
                    raise bad(MISSING.get(name, f'parameter "{name}" is required'))
                if value is None:
                    continue
            if isinstance(value, str) and value.startswith("attach://"):
                value = raw.get(value.removeprefix("attach://"), value)
            arguments[name] = parameter.read(name, value)
        uploads = {name: value for name, value in raw.items() if isinstance(value, Upload)}
        if uploads:
            arguments["uploads"] = uploads
        return arguments


class Table:
    """All the methods, found by name in any case, as on Telegram's server."""

    def __init__(self, document: Json) -> None:
        self._objects: dict[str, dict[str, Parameter]] = {}
        for name, fields in document["objects"].items():
            self._objects[name] = {field: self._parameter(kind) for field, kind in fields.items()}
        self._methods = {
            name.lower(): Method(name, {field: self._parameter(kind) for field, kind in fields.items()})
            for name, fields in document["methods"].items()
        }
        self.names = tuple(document["methods"])

    def method(self, name: str) -> Method:
        """Return the method of this name. Raises Refusal (404) for one that is not served."""
        try:
            return self._methods[name.lower()]
        except KeyError:
            raise Refusal(404, "Not Found: method not found") from None

    def _parameter(self, kind: str) -> Parameter:
        return Parameter(self._reader(kind.removesuffix("!")), kind.endswith("!"))

    def _reader(self, kind: str) -> Reader:
        if kind in SIMPLE:
            return SIMPLE[kind]

        def read(name: str, value: Any) -> Any:
            if isinstance(value, str):
                if value == "":
                    return None
                value = _decoded(name, value)
            return self._checked(name, value, kind)

        return read

    def _checked(self, name: str, value: Any, kind: str) -> Any:
        """Return the JSON value if it has the shape that ``kind`` asks for."""
        if kind.startswith("["):
            if not isinstance(value, list):
                raise bad(f"can't parse {_words(name)}: field must be of type Array")
            return [self._checked(name, item, kind[1:-1]) for item in value]
        if kind in SIMPLE:
            return SIMPLE[kind](name, value)
        if not isinstance(value, dict):
            raise bad("object expected as reply markup" if name == "reply_markup" else f"object expected as {name}")
        return self._object(value, kind)

    def _object(self, value: Json, kind: str) -> Json:
        known = {**value}
        name = next((one for one in kind.split("|") if self._is(value, one)), kind.split("|", 1)[0])
        for field, parameter in self._objects[name].items():
            item = value.get(field)
            if item is None:
                if parameter.required:
                    raise bad(f"can't parse {_words(name)}: Can't find field \"{field}\"")
                continue
            known[field] = parameter.read(field, item)
        return known

    def _is(self, value: Json, kind: str) -> bool:
        return all(field in value for field, parameter in self._objects[kind].items() if parameter.required)


def load_table() -> Table:
    """Read the table that is shipped beside this module."""
    return Table(json.loads(files("sandbox").joinpath("methods.json").read_text("utf-8")))


def _decoded(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        what = "reply keyboard markup" if name == "reply_markup" else _words(name)
        raise bad(f"can't parse {what} JSON object") from None


def _words(name: str) -> str:
    """Return ``InlineKeyboardButton`` or ``reply_parameters`` as Telegram writes it in a sentence."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def _integer(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise bad(f'field "{name}" must be of type Number')
    try:
        return int(value)
    except ValueError:
        raise bad(f'field "{name}" must be a valid Number') from None


def _boolean(_name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return str(value).lower() in {"true", "yes", "1"}


def _string(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise bad(f'field "{name}" must be of type String')
    text = str(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
    return text


def _chat(name: str, value: Any) -> int | str:
    try:
        return int(value)
    except (TypeError, ValueError):
        return _string(name, value)


def _file(name: str, value: Any) -> Upload | str:
    return value if isinstance(value, Upload) else _string(name, value)


SIMPLE: dict[str, Reader] = {
    "int": _integer,
    "bool": _boolean,
    "str": _string,
    "chat": _chat,
    "file": _file,
}
