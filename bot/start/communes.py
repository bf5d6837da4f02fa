"""A province's communes, wards and special zones, from a CSV file as a spreadsheet saves it."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from io import StringIO
from pathlib import Path

from pydantic_core import PydanticCustomError

from bot.errors import Problem, SourceError
from bot.schema import as_slug
from bot.sections import LONGEST_SHORT
from bot.source import LARGEST
from bot.start.agencies import Body
from bot.words import fold, tidy

LONGEST_NAME = 200  # characters
NAME = ("ten", "name")
_KINDS = {"xa": "xã", "phuong": "phường", "dac khu": "đặc khu"}
_COMMUNE = re.compile(
    r"(?:(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+)?(xã|phường|đặc khu|xa|phuong|dac khu)\s+(.+)", re.IGNORECASE
)


def read_communes(path: Path, taken: Collection[str] = ()) -> tuple[Body, ...]:
    """Read a file with a commune a line, such as "xã An Phước"; ``taken`` are ids that other agencies have.

    With a header line its column ``name`` (or ``tên``) counts, and ``id`` and ``short`` if there are any; others are
    left alone. Separated by commas, semicolons or tabs. Raises SourceError with every mistake and its line.
    """
    return _Reader(str(path), taken).read(path)


class _Wrong(Exception):
    """A line cannot be a commune; the message says why."""


class _Reader:
    def __init__(self, file: str, taken: Collection[str]) -> None:
        self._file = file
        self._taken = taken
        self._lines: dict[str, int] = {}

    def read(self, path: Path) -> tuple[Body, ...]:
        rows = list(self._rows(self._text(path)))
        columns = [fold(cell) for cell in rows[0][1]] if rows else []
        head = next((name for name in NAME if name in columns), None)
        bodies, problems = [], []
        for line, row in rows[1:] if head else rows:
            try:
                bodies.append(self._body(line, _cells(row, columns, head)))
            except _Wrong as wrong:
                problems.append(Problem(file=self._file, line=line, message=str(wrong)))
        if problems:
            raise SourceError(problems)
        if not bodies:
            raise self._error(0, "there is nobody in it: write a commune a line, such as xã An Phước")
        return tuple(bodies)

    def _text(self, path: Path) -> str:
        try:
            with path.open("rb") as stream:
                raw = stream.read(LARGEST + 1)
        except OSError as error:
            raise self._error(0, f"cannot be read: {error.strerror}") from None
        if len(raw) > LARGEST:
            raise self._error(0, f"is larger than {LARGEST // 1_000_000} MB")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self._error(0, 'is not UTF-8: save it as "CSV UTF-8"') from None

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield each line that says something, with its number."""
        first = text.split("\n", 1)[0]
        table = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
        try:
            for row in table:
                if any(cell.strip() for cell in row):
                    yield table.line_num, row
        except csv.Error as error:
            raise self._error(table.line_num, f"is not CSV: {error}") from None

    def _body(self, line: int, cells: dict[str, str]) -> Body:
        """Return a commune. Raises _Wrong."""
        if (found := _COMMUNE.fullmatch(cells["name"])) is None:
            raise _Wrong(f"'{cells['name'][:60]}' does not say what it is: write xã An Phước, phường … or đặc khu …")
        name = f"{_KINDS[fold(found[1])]} {found[2]}"
        if len(name) > LONGEST_NAME:
            raise _Wrong(f"the name is longer than {LONGEST_NAME} characters")
        short = cells["short"] or f"UBND {name}"
        if len(short) > LONGEST_SHORT:
            raise _Wrong(f"'{short[:60]}' is longer than {LONGEST_SHORT} characters: give it a 'short' of its own")
        return Body(id=self._id(line, cells["id"] or _slug(name)), name=f"Ủy ban nhân dân {name}", short=short)

    def _id(self, line: int, slug: str) -> str:
        """Return an id that nobody else has. Raises _Wrong."""
        try:
            as_slug(slug)
        except PydanticCustomError as error:
            raise _Wrong(f"id: {error.message()}") from None
        if slug in self._taken:
            raise _Wrong(f"'{slug}' is another agency's id: give it one of its own in a column 'id'")
        first = self._lines.setdefault(slug, line)
        if first != line:
            raise _Wrong(f"'{slug}' stands in line {first} already: give one of them an id of its own in a column 'id'")
        return slug

    def _error(self, line: int, message: str) -> SourceError:
        return SourceError([Problem(file=self._file, line=line, message=message)])


def _cells(row: Sequence[str], columns: Sequence[str], head: str | None) -> dict[str, str]:
    """Return what a line says: the name, and the id and the short name if it has them."""
    named = {"name": row[0]} if head is None else dict(zip(columns, row, strict=False))
    return {
        "name": tidy(named.get(head or "name", "")),
        "id": tidy(named.get("id", "")),
        "short": tidy(named.get("short", "")),
    }


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))
