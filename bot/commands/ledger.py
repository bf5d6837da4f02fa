"""``outbox`` and ``audit``: what was sent, to whom, why not; and who did what. No texts of people."""

import asyncio
import json
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, parse_day, write
from bot.commands.output import as_csv, as_json, show_table
from bot.commands.store import opened
from bot.domain.delivery import Delivered

if TYPE_CHECKING:
    from bot.config import Config

Row = dict[str, Any]
OUTBOX = ("id", "at", "state", "what", "about", "to", "attempts", "reason")
AUDIT = ("id", "at", "actor", "action", "subject", "agency", "facts")


class LedgerFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[LedgerFormat, typer.Option("--format", help="How to show it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(outbox)
    app.command()(audit)


def outbox(
    config: ConfigOption = DEFAULT_CONFIG,
    state: Annotated[Delivered | None, typer.Option(help="Only messages in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 100,
    format_: FormatOption = LedgerFormat.TABLE,
) -> None:
    """Show what was sent, to whom, and why not; newest first."""
    from bot.config import load_config

    province = load_config(Path(config))
    _show(asyncio.run(_outbox(province, state, limit)), OUTBOX, format_)


async def _outbox(config: "Config", state: Delivered | None, limit: int) -> list[Row]:
    async with opened() as store, store.look() as work:
        rows = []
        names: dict[int, str] = {}
        for notice in await work.outbox.list(state=state, limit=limit):
            if notice.contact is not None and notice.contact not in names:
                contact = await work.contacts.get(notice.contact)
                names[notice.contact] = f"{contact.name} ({contact.agency})"
            rows.append(
                {
                    "id": notice.id,
                    "at": _local(notice.closed_at or notice.not_before, config),
                    "state": notice.state.value,
                    "what": notice.view,
                    "about": notice.subject or "",
                    "to": names.get(notice.contact or 0, notice.chat),
                    "attempts": notice.attempts,
                    "reason": notice.reason or "",
                }
            )
        return rows


def audit(
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[date | None, typer.Option(metavar="DATE", parser=parse_day, help="Only from this day on.")] = None,
    format_: FormatOption = LedgerFormat.TABLE,
) -> None:
    """Show who did what, oldest first."""
    from bot.config import load_config

    province = load_config(Path(config))
    moment = datetime.combine(since, time(0), tzinfo=province.zone) if since else None
    _show(asyncio.run(_audit(province, moment)), AUDIT, format_)


async def _audit(config: "Config", since: datetime | None) -> list[Row]:
    async with opened() as store, store.look() as work:
        return [
            {
                "id": event["id"],
                "at": _local(event["at"], config),
                "actor": event["actor"],
                "action": event["action"],
                "subject": event["subject"],
                "agency": event["agency"] or "",
                "facts": json.dumps(event["facts"], ensure_ascii=False) if event["facts"] else "",
            }
            for event in await work.audit.since(since)
        ]


def _local(moment: datetime, config: "Config") -> str:
    return moment.astimezone(config.zone).isoformat(timespec="seconds")


def _show(rows: list[Row], names: tuple[str, ...], format_: LedgerFormat) -> None:
    match format_:
        case LedgerFormat.JSON:
            write(as_json(rows))
        case LedgerFormat.CSV:
            write(as_csv(rows, names))
        case LedgerFormat.TABLE:
            show_table(names, [[str(value) for value in row.values()] for row in rows])
