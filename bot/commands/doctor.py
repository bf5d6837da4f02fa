"""``doctor``: what is wrong with this set-up, and how to mend it."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, write
from bot.commands.output import as_json

if TYPE_CHECKING:
    from bot.operations.doctor import Finding

MARKS = {"fine": "✓", "note": "!", "wrong": "✗"}
COLOURS = {"fine": typer.colors.GREEN, "note": typer.colors.YELLOW, "wrong": typer.colors.RED}


class DoctorFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)


def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    format_: Annotated[DoctorFormat, typer.Option("--format", help="How to show it.")] = DoctorFormat.TEXT,
) -> None:
    """Say what is wrong and how to mend it: config, database, files, token, messenger, groups, people.

    It changes nothing, and may be asked while the bot runs. Exits with 1 if something is wrong.
    """
    from bot import logs
    from bot.operations.doctor import State

    logs.configure(level="CRITICAL")
    found = asyncio.run(_examine(Path(config), shown=format_ is DoctorFormat.TEXT))
    if format_ is DoctorFormat.JSON:
        write(as_json([{**vars(one), "state": one.state.value} for one in found]))
    if any(one.state is State.WRONG for one in found):
        raise typer.Exit(1)


async def _examine(config: Path, *, shown: bool) -> "list[Finding]":
    """Return the findings, showing each as soon as it is made."""
    from bot.app.checkup import patient
    from bot.operations.doctor import examine

    found = []
    async for finding in examine(patient(config)):
        found.append(finding)
        if shown:
            _show(finding)
    return found


def _show(finding: "Finding") -> None:
    state = finding.state.value
    typer.echo(f"{typer.style(MARKS[state], fg=COLOURS[state])} {finding.subject}: {finding.what}")
    if finding.mend:
        typer.echo(f"  → {finding.mend}")
