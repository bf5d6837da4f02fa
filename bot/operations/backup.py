"""Back up everything that the bot knows, and restore it into an empty database and an empty folder."""

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bot.errors import SetupError
from bot.operations.archive import Backup, Progress, Writer, created, opened
from bot.operations.manifest import Manifest
from bot.storage.copies.filling import check_empty, fill
from bot.storage.copies.rows import Row
from bot.storage.copies.snapshot import Snapshot, snapshot
from bot.storage.migrating import revisions

RESTORING = ".restoring"
"""Where files are unpacked, in their folder: they are there all at once or not at all."""
OFTEN = 1000  # rows between two words of how far it is


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a bot's data lives: its database, and the folder of the files that were handed in."""

    database_url: str
    files: Path


async def back_up(home: Home, target: Path, *, now: datetime, told: Progress) -> Manifest:
    """Write a backup of one moment, while the bot runs; ``now`` (UTC) is written down in it.

    Raises SetupError if there is nothing to back up or no place for it.
    """
    async with snapshot(home.database_url) as moment:
        with created(target, now) as writer:
            await _write_tables(moment, writer, told)
            missing = _write_files(await moment.kept_files(), home.files, writer, told)
            manifest = Manifest(
                made_by=version("nhacviec"),
                made_at=now,
                revision=moment.revision,
                tables=writer.tables,
                files=writer.files,
                missing=missing,
            )
            writer.finish(manifest)
    return manifest


async def _write_tables(moment: Snapshot, writer: Writer, told: Progress) -> None:
    total, done = await moment.count(), 0
    for name in moment.tables:
        with writer.table(name) as add:
            async for page in moment.pages(name):
                add(page)
                done += len(page)
                told("rows", done, total)


def _write_files(paths: list[str], folder: Path, writer: Writer, told: Progress) -> list[str]:
    """Add the files; return those that are not there. A file is kept before its row says so, never after."""
    missing = []
    for done, path in enumerate(paths, start=1):
        try:
            with (folder / path).open("rb") as source:
                writer.file(path, source)
        except FileNotFoundError:
            missing.append(path)
        except PermissionError:
            raise SetupError(f"{folder / path} may not be read: run this as the bot's own user.") from None
        told("files", done, len(paths))
    return missing


async def restore(backup_file: Path, home: Home, *, told: Progress, dry_run: bool = False) -> Manifest:
    """Verify a backup, then fill an empty database and an empty folder with it: all of it, or nothing has changed.

    ``dry_run`` verifies and changes nothing. Raises SetupError if the backup is not whole or of a newer version, or if
    there is anything in its way.
    """
    with opened(backup_file) as backup:
        manifest = backup.manifest
        if manifest.revision not in revisions():
            raise SetupError(
                f"{backup_file} was made by a newer version of the program ({manifest.made_by}): update this one first."
            )
        _check_folder(home.files, manifest.size)
        await check_empty(home.database_url)
        backup.verify(told)
        if not dry_run:
            rows = {name: partial(_counted, backup, name, told) for name in manifest.tables}
            with _unpacked(backup, home.files, told) as move_in:
                await fill(home.database_url, manifest.revision, rows, move_in)
    return manifest


def _counted(backup: Backup, table: str, told: Progress) -> Generator[Row]:
    total = backup.manifest.tables[table].rows or 0
    with closing(backup.rows(table)) as rows:
        for done, row in enumerate(rows, start=1):
            yield row
            if done % OFTEN == 0 or done == total:
                told(table, done, total)


def _check_folder(folder: Path, size: int) -> None:
    """Raise SetupError if a folder has anything in it, or its disk no room for ``size`` bytes."""
    if folder.exists() and any(child.name != RESTORING for child in folder.iterdir()):
        raise SetupError(f"There are files in {folder} already, and they stay as they are: name an empty folder.")
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if size > free:
        raise SetupError(f"The disk of {there} has {free / 1e6:.0f} MB left; the backup needs {size / 1e6:.0f} MB.")


@contextmanager
def _unpacked(backup: Backup, folder: Path, told: Progress) -> Iterator[Callable[[], None]]:
    """Unpack the files beside their place; what is yielded moves them in, and an error moves them out again."""
    was_there, waiting = folder.exists(), folder / RESTORING
    moved: list[Path] = []

    def move_in() -> None:
        moved.extend(year.rename(folder / year.name) for year in sorted(waiting.iterdir()))

    try:
        _unpack(backup, waiting, told)
        yield move_in
    except BaseException:
        for path in moved:
            shutil.rmtree(path, ignore_errors=True)
        if not was_there:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _unpack(backup: Backup, folder: Path, told: Progress) -> None:
    paths = backup.manifest.files
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for done, path in enumerate(paths, start=1):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("xb") as target:
                backup.unpack(path, target)
            told("files", done, len(paths))
    except OSError as error:
        raise SetupError(f"{folder} cannot be written: {error.strerror}.") from None
