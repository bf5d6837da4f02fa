"""``audit``: who did what; whether anything of it was altered; exports for auditors."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, parse_day, write
from bot.commands.output import as_csv, counted, show_table
from bot.commands.store import opened

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.trail import Inspection

Row = dict[str, Any]
COLUMNS = ("id", "at", "actor", "action", "subject", "agency", "facts", "hash")
HASH_LENGTH = 64
EVERY = 1_000


class AuditFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(audit)


def parse_hash(text: str) -> str:
    """Understand a hash that was kept elsewhere."""
    if len(text) != HASH_LENGTH or not set(text.lower()) <= set("0123456789abcdef"):
        raise typer.BadParameter(f"a hash has {HASH_LENGTH} characters of 0-9 and a-f, as --head prints it")
    return text.lower()


def audit(
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[date | None, typer.Option(metavar="DATE", parser=parse_day, help="Only from this day on.")] = None,
    format_: Annotated[AuditFormat, typer.Option("--format", help="How to show it.")] = AuditFormat.TABLE,
    verify: Annotated[bool, typer.Option("--verify", help="Check that nothing was altered, and show nothing.")] = False,
    expect: Annotated[
        str | None, typer.Option(metavar="HASH", parser=parse_hash, help="Verify that this event is still there.")
    ] = None,
    head: Annotated[bool, typer.Option("--head", help="Print the newest event's hash, to keep it elsewhere.")] = False,
) -> None:
    """Show who did what, oldest first; or verify that nothing of it was altered."""
    from bot.config import load_config

    province = load_config(Path(config))
    if head:
        typer.echo(asyncio.run(_head()))
    elif verify or expect is not None:
        _verify(expect, format_)
    else:
        moment = datetime.combine(since, time(0), tzinfo=province.zone) if since else None
        asyncio.run(_show(province, moment, format_))


async def _head() -> str:
    async with opened() as store, store.look() as work:
        return (await work.audit.head())[1]


def _verify(expect: str | None, format_: AuditFormat) -> None:
    """Walk the whole chain. Exits with 1 if it is broken, naming the first event that does not hold."""
    found = asyncio.run(_inspect(expect))
    if format_ is AuditFormat.JSON:
        told = {"events": found.events, "head": found.head, "erased": found.missing, "broken": found.broken}
        write(f"{json.dumps(told)}\n")
    elif found.broken is not None:
        typer.echo(f"The audit trail is broken. {found.broken[0].upper()}{found.broken[1:]}.", err=True)
    else:
        erased = f", {counted(found.missing, 'part', 'parts')} erased on record" if found.missing else ""
        typer.echo(f"{counted(found.events, 'event', 'events')}, unbroken{erased}.")
        typer.echo(f"Newest: {found.head}")
    if found.broken is not None:
        raise typer.Exit(1)


async def _inspect(expect: str | None) -> "Inspection":
    """Read the trail page by page: a million events take no more memory than two thousand."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.domain.trail import Inspection

    inspection = Inspection(expected=expect)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        async with opened() as store, store.look() as work:
            task = progress.add_task("Verifying", total=await work.audit.count())
            async for stored in work.audit.stored():
                inspection.see(stored)
                if inspection.events % EVERY == 0:
                    progress.update(task, completed=inspection.events)
                if inspection.broken is not None:
                    break
    inspection.end()
    return inspection


async def _show(config: "Config", since: datetime | None, format_: AuditFormat) -> None:
    """Print the events; as JSON and CSV one by one, however many there are."""
    rows = _rows(config, since)
    match format_:
        case AuditFormat.CSV:
            write(as_csv((), COLUMNS))
            async for row in rows:
                write(as_csv([row], COLUMNS, header=False))
        case AuditFormat.JSON:
            separator = "["
            async for row in rows:
                write(f"{separator}{json.dumps(row, ensure_ascii=False)}")
                separator = ",\n "
            write("]\n" if separator != "[" else "[]\n")
        case AuditFormat.TABLE:
            shown = COLUMNS[:-1]
            show_table(shown, [[str(row[name]) for name in shown] async for row in rows])


async def _rows(config: "Config", since: datetime | None) -> AsyncIterator[Row]:
    async with opened() as store, store.look() as work:
        async for event in work.audit.since(since):
            yield {
                "id": event.id,
                "at": event.at.astimezone(config.zone).isoformat(timespec="seconds"),
                "actor": event.actor,
                "action": event.action,
                "subject": event.subject,
                "agency": event.agency or "",
                "facts": json.dumps(event.facts, ensure_ascii=False) if event.facts else "",
                "hash": event.hash,
            }
