"""A backup is a ZIP file: ``tables/*.jsonl`` a row a line, ``files/…`` as they were handed in, and ``manifest.json``.

The manifest lists everything with its size and its SHA-256, so that a copy that was cut off or has changed is told
before anything is done with it. It is no seal: who can write a backup can write a manifest too.
"""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from bot.errors import SetupError
from bot.operations.manifest import NAME, VERSION, Head, Manifest, Sealed, member_of_file, member_of_table

LARGEST_MANIFEST = 256_000_000  # bytes; some two hundred a file
LONGEST_ROW = 16_000_000  # bytes
CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

Progress = Callable[[str, int, int], None]
"""Is told what is under way, how much of it is done, and how much there is."""


class Writer:
    """A backup in the making; ``made_at`` is when."""

    def __init__(self, archive: zipfile.ZipFile, made_at: datetime) -> None:
        self._archive = archive
        self._made_at = made_at
        self.tables: dict[str, Sealed] = {}
        self.files: dict[str, Sealed] = {}

    @contextmanager
    def table(self, name: str) -> Iterator[Callable[[Iterable[object]], None]]:
        """Open a table; rows are given to what it yields."""
        with self._member(member_of_table(name), zipfile.ZIP_DEFLATED) as member:
            rows = 0

            def add(some: Iterable[object]) -> None:
                nonlocal rows
                for row in some:
                    member.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                    rows += 1

            yield add
        self.tables[name] = member.sealed(rows)

    def file(self, path: str, source: IO[bytes]) -> int:
        """Add a file that was handed in; return its size in bytes. Most are compressed already."""
        with self._member(member_of_file(path), zipfile.ZIP_STORED) as member:
            while piece := source.read(CHUNK):
                member.write(piece)
        self.files[path] = member.sealed()
        return self.files[path].bytes

    def finish(self, manifest: Manifest) -> None:
        with self._member(NAME, zipfile.ZIP_DEFLATED) as member:
            member.write(manifest.model_dump_json(indent=1, exclude_none=True).encode())

    @contextmanager
    def _member(self, name: str, method: int) -> "Iterator[_Member]":
        moment = self._made_at.astimezone(UTC).timetuple()
        info = zipfile.ZipInfo(name, moment[:6])
        info.compress_type = method
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as stream:
            yield _Member(stream)


class _Member:
    """Counts and sums what is written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._sum = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._sum.update(piece)
        self._size += len(piece)

    def sealed(self, rows: int | None = None) -> Sealed:
        return Sealed(bytes=self._size, sha256=self._sum.hexdigest(), rows=rows)


@contextmanager
def created(path: Path, made_at: datetime) -> Iterator[Writer]:
    """Write a backup that only its owner may read; it takes its name, and an older one's place, when it is whole.

    Raises SetupError if it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from None
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                yield Writer(archive, made_at)
            stream.flush()
            os.fsync(handle)
        unfinished.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> SetupError:
    return SetupError(f"{path} cannot be written: {error.strerror}.")


class Backup:
    """A backup to read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._path = path
        self._archive = archive
        self.manifest = manifest

    def verify(self, told: Progress) -> None:
        """Read everything once and hold it against the manifest. Raises SetupError for the first that differs."""
        expected = self.manifest.members()
        names = [info.filename for info in self._archive.infolist()]
        if sorted(names) != sorted([*expected, NAME]):
            raise self._damaged("it holds other things than its manifest lists")
        done = 0
        for name, sealed in expected.items():
            done += self._check(name, sealed)
            told("verifying", done, self.manifest.size)

    def _check(self, name: str, sealed: Sealed) -> int:
        found, lines = hashlib.sha256(), 0
        if self._archive.getinfo(name).file_size == sealed.bytes:
            for piece in self._pieces(name):
                found.update(piece)
                lines += piece.count(b"\n")
        if found.hexdigest() != sealed.sha256 or sealed.rows not in (None, lines):
            raise self._damaged(f"{name} is not what it was when the backup was made")
        return sealed.bytes

    def rows(self, table: str) -> Generator[dict[str, Any]]:
        """Yield the rows of a table."""
        with self._reading(member_of_table(table)) as stream:
            while line := stream.readline(LONGEST_ROW):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("a row is a mapping")
                yield row

    def unpack(self, path: str, target: IO[bytes]) -> None:
        """Write a file that was handed in to ``target``."""
        for piece in self._pieces(member_of_file(path)):
            target.write(piece)

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._reading(name) as stream:
            while piece := stream.read(CHUNK):
                yield piece

    @contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(name) as stream:
                yield stream
        except _BROKEN:
            raise self._damaged(f"{name} cannot be read") from None

    def _damaged(self, why: str) -> SetupError:
        return SetupError(f"{self._path} is damaged: {why}. Nothing has changed.")


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup. Raises SetupError if it is none, or of a version that this program does not know."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise SetupError(f"There is no file {path}.") from None
    except _BROKEN:
        raise SetupError(f"{path} is no backup of this program, or only a part of one.") from None
    with archive:
        yield Backup(path, archive, _manifest(path, archive))


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(NAME) as stream:
            raw = stream.read(LARGEST_MANIFEST)
        head = Head.model_validate_json(raw)
    except (*_BROKEN, KeyError, ValidationError):
        raise SetupError(f"{path} is no backup of this program.") from None
    if head.version != VERSION:
        raise SetupError(f"{path} was made by a newer version of the program ({head.made_by}): update this one first.")
    try:
        return Manifest.model_validate_json(raw)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SetupError(f"{path} is damaged: its manifest is wrong at {where[:80]}. Nothing has changed.") from None
