"""YAML as people write it: read safely into plain data that remembers its lines.

A small part of YAML is understood: mappings, lists, text, whole numbers, decimals, true/false, null and dates. No tags,
anchors or aliases; ``08:00`` and ``no`` are text. Decimals stay exact, so a clause ``2.10`` is not ``2.1``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml

from bot.errors import Problem

Where = tuple[str | int, ...]
"""The way to a value: keys of mappings and 0-based places in lists."""

LARGEST = 2_000_000  # bytes
DEEPEST = 20  # levels of nesting

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "True": True, "false": False, "False": False}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's plain data, the lines of its parts, and what was wrong with it as YAML.

    ``data`` is None if nothing could be read; then ``problems`` says why.
    """

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, where: Where) -> int:
        """Return the 1-based line of the part at ``where``, or of the nearest part around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, message: str) -> Problem:
        """Return ``message`` as a problem of the part at ``where``."""
        return Problem(file=self.file, line=self.line(where), message=message)


def read(path: Path) -> Document:
    """Read a YAML file; whatever is wrong with it is in the document's ``problems``."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return _unreadable(str(path), 0, "there is no such file")
    except OSError as error:
        return _unreadable(str(path), 0, f"cannot be read: {error.strerror}")
    return parse(raw, str(path))


def parse(raw: bytes, file: str) -> Document:
    """Understand the bytes of a YAML file; ``file`` is its name in problems."""
    if len(raw) > LARGEST:
        return _unreadable(file, 0, f"is larger than {LARGEST // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _unreadable(file, line, f"is not UTF-8 (byte 0x{raw[error.start]:02x}): save the file as UTF-8")
    if unprintable := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, unprintable.start()) + 1
        return _unreadable(file, line, f"the character U+{ord(unprintable[0]):04X} cannot stand in a text file")
    builder = _Builder(file, yaml.parse(text, Loader=_LOADER))
    try:
        data = builder.document()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark  # either parser's own kind
        line = mark.line + 1 if mark else 1
        return _unreadable(file, line, f"is not valid YAML: {_reason(error)}")
    except _TooDeep as error:
        return _unreadable(file, error.line, f"nested more than {DEEPEST} levels deep")
    if data is None and not builder.problems:
        return _unreadable(file, 1, "the file is empty")
    return Document(file=file, data=data, lines=builder.lines, problems=tuple(builder.problems))


def _unreadable(file: str, line: int, message: str) -> Document:
    return Document(file=file, problems=(Problem(file=file, line=line, message=message),))


def _reason(error: yaml.MarkedYAMLError) -> str:
    begun: Any = error.context_mark
    context = f"{error.context} (line {begun.line + 1}), " if error.context and begun else ""
    return f"{context}{error.problem}"


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


class _Builder:
    """Turns the parser's events into plain data, noting lines and problems on the way."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._events = events

    def document(self) -> Any:
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        data = self._node(next(self._events), ())
        next(self._events)  # the document ends
        another = next(self._events)
        if not isinstance(another, yaml.StreamEndEvent):
            self._complain(another, "a second document begins here: one file holds one document")
        return data

    def _node(self, event: Any, where: Where) -> Any:
        if len(where) > DEEPEST:
            raise _TooDeep(_line(event))
        self.lines.setdefault(where, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._complain(event, f"*{event.anchor} is an alias: write the value out")
            return None
        if event.anchor is not None:
            self._complain(event, f"&{event.anchor} is an anchor: write the value out wherever it is needed")
        if event.tag is not None:
            self._complain(event, f"{event.tag} is a tag: tags are not allowed")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(where)
        return _scalar(event)

    def _mapping(self, where: Where) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._complain(event, "a key must be a word")
                self._node(event, (*where, "?"))
                self._node(next(self._events), (*where, "?"))
                continue
            key = normalize("NFC", event.value)
            repeated = key in mapping
            if repeated:
                first = self.lines[*where, key]
                self._complain(event, f"'{key}' is written twice: it already stands in line {first}")
            else:
                self.lines[*where, key] = _line(event)
            value = self._node(next(self._events), (*where, key))
            if not repeated:
                mapping[key] = value
        return mapping

    def _list(self, where: Where) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._node(event, (*where, len(values))))
        return values

    def _complain(self, event: Any, message: str) -> None:
        self.problems.append(Problem(file=self._file, line=_line(event), message=message))


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _scalar(event: Any) -> Any:
    text = normalize("NFC", event.value)
    plain = event.implicit[0]
    if not plain:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return _date(text) if _DATE.fullmatch(text) else text


def _date(text: str) -> date | str:
    """Return the day, or the text as it is if there is no such day: who needs a date there says so."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
