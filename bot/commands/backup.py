"""``backup`` and ``restore``: everything that the bot knows, in one file and back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import counted

if TYPE_CHECKING:
    from bot.operations.archive import Progress
    from bot.operations.backup import Home
    from bot.operations.manifest import Manifest


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; a file of this name is replaced.")],
) -> None:
    """Write the database and the files that people handed in into one file, while the bot runs."""
    from rich.filesize import decimal

    from bot import logs, settings
    from bot.clock import SystemClock
    from bot.operations.backup import back_up

    logs.configure(level="WARNING", json=settings.logs_as_json())
    home = _home()
    with _progress() as told:
        manifest = asyncio.run(back_up(home, file, now=SystemClock().now(), told=told))
    typer.echo(f"{file}: {_content(manifest)}, {decimal(file.stat().st_size)}.")
    if manifest.missing:
        lost = counted(len(manifest.missing), "file", "files")
        typer.echo(f"{lost} that the database names cannot be found in {home.files}: {manifest.missing[0]} …", err=True)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Verify it, and change nothing.")] = False,
) -> None:
    """Verify a backup and fill an empty database and an empty folder with it; SQLite or PostgreSQL, whatever it was."""
    from bot import logs, settings
    from bot.operations.backup import restore as bring_back
    from bot.storage.database import shown

    logs.configure(level="WARNING", json=settings.logs_as_json())
    home = _home()
    with _progress() as told:
        manifest = asyncio.run(bring_back(file, home, told=told, dry_run=dry_run))
    made = f"made {manifest.made_at:%Y-%m-%d %H:%M} UTC by version {manifest.made_by}"
    if dry_run:
        typer.echo(f"{file} is whole: {_content(manifest)}, {made}. Nothing was restored: this was a dry run.")
    else:
        typer.echo(f"Restored {_content(manifest)} into {shown(home.database_url)} and {home.files}: {made}.")


def _home() -> "Home":
    from bot import settings
    from bot.operations.backup import Home

    return Home(database_url=settings.database_url(), files=settings.files_folder())


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Show on a terminal how far it is; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield told


def _content(manifest: "Manifest") -> str:
    rows = counted(manifest.rows, "row", "rows")
    return f"{rows} of {len(manifest.tables)} tables, {counted(len(manifest.files), 'file', 'files')}"
