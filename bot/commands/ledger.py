"""``outbox`` and ``updates``: what was sent, to whom, why not; what could not be taken.

No texts of people, unless an update is asked for by its id.
"""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, write
from bot.commands.output import as_csv, as_json, show_table
from bot.commands.store import opened
from bot.domain.delivery import Delivered
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config

Row = dict[str, Any]
ACTOR = "command line"
OUTBOX = ("id", "at", "state", "what", "about", "to", "attempts", "unanswered", "reason")
UPDATES = ("id", "at", "channel", "tries", "reason")


class LedgerFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[LedgerFormat, typer.Option("--format", help="How to show it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(outbox)
    app.command()(updates)


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
                    "unanswered": notice.unanswered,
                    "reason": notice.reason or "",
                }
            )
        return rows


def updates(
    config: ConfigOption = DEFAULT_CONFIG,
    show: Annotated[
        str | None, typer.Option(metavar="ID", help="Print what came, whole; that it was read goes on record.")
    ] = None,
    retry: Annotated[str | None, typer.Option(metavar="ID", help="Take an update after all.")] = None,
    format_: FormatOption = LedgerFormat.TABLE,
) -> None:
    """Show the updates that could not be taken and are set aside, oldest first."""
    from bot.config import load_config

    if show is not None and retry is not None:
        raise typer.BadParameter("choose one of --show and --retry")
    province = load_config(Path(config))
    if show is not None:
        write(asyncio.run(_whole_update(show)))
    elif retry is not None:
        asyncio.run(_retry(province, retry))
        typer.echo(f"Update {retry} is taken. What it leads to is sent within a minute, if the bot is running.")
    else:
        _show(asyncio.run(_updates(province)), UPDATES, format_)


async def _updates(config: "Config") -> list[Row]:
    async with opened() as store, store.look() as work:
        return [
            {
                "id": one.update_id,
                "at": _local(one.at, config),
                "channel": one.channel,
                "tries": one.tries,
                "reason": one.set_aside,
            }
            for one in await work.updates.aside()
        ]


async def _whole_update(update_id: str) -> str:
    async with opened() as store, store.work() as work:
        found = await work.updates.aside(update_id)
        if not found:
            raise SetupError(f"Nothing is set aside with the id {update_id}: see nhacviec updates.")
        for one in found:
            await work.audit.record(
                at=work.now, actor=ACTOR, action="show_update", subject=f"update:{one.channel}/{one.update_id}"
            )
        await work.commit()
        return "".join(f"{one.raw}\n" for one in found)


async def _retry(config: "Config", update_id: str) -> None:
    from bot import logs, settings
    from bot.app.retrying import retry

    logs.configure(level="WARNING")
    await retry(
        config,
        update_id,
        actor=ACTOR,
        token=settings.telegram_token(),
        database_url=settings.database_url(),
        files=settings.files_folder(),
        api=settings.telegram_api(),
        proxy=settings.telegram_proxy(),
    )


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
