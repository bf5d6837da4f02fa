"""``sync``: the directive files take the place of the stored register."""

import asyncio
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, write
from bot.commands.output import as_json, counted, show_table
from bot.commands.store import opened

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.duties import Directive
    from bot.register.diff import RegisterDiff

Row = dict[str, Any]


class SyncFormat(StrEnum):
    TABLE = "table"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(sync)


def sync(
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    format_: Annotated[SyncFormat, typer.Option("--format", help="How to show it.")] = SyncFormat.TABLE,
) -> None:
    """Bring the database up to the directive files: show what is added, changed and removed, and apply it."""
    from bot.register.files import load_province

    province, directives = load_province(Path(config))
    difference = asyncio.run(_sync(province, directives, dry_run=dry_run))
    rows = list(_rows(difference))
    if format_ is SyncFormat.JSON:
        write(as_json(rows))
        return
    if not rows:
        typer.echo("Nothing has changed.")
        return
    show_table(("", "Directive", "Duty", "Title", "Change"), [_cells(row) for row in rows])
    if dry_run:
        typer.echo(f"{_summary(difference)} Nothing was applied: this was a dry run.")
    else:
        typer.echo(f"{_summary(difference)} Applied.")


async def _sync(config: "Config", directives: "Sequence[Directive]", *, dry_run: bool) -> "RegisterDiff":
    from bot.services.sync import Sync

    async with opened() as store, store.work() as work:
        service = Sync(work, config)
        if dry_run:
            return await service.compare(directives)
        difference = await service.apply(directives, actor="command line")
        await work.commit()
        return difference


def _rows(difference: "RegisterDiff") -> Iterator[Row]:
    """Yield a row for each thing that differs."""
    for directive in difference.directives_added:
        yield _row("added", directive.id, None, directive.title)
    for change in difference.directives_changed:
        for field in change.fields:
            yield _row("changed", change.new.id, None, change.new.title, field.name, field.old, field.new)
    for directive in difference.directives_removed:
        yield _row("removed", directive.id, None, directive.title)
    for duty in difference.duties_added:
        yield _row("added", duty.directive, duty.id, duty.title)
    for changed in difference.duties_changed:
        key, title = changed.new, changed.new.title
        for field in changed.fields:
            yield _row("changed", key.directive, key.id, title, field.name, field.old, field.new)
        for name in ("lead", "coordinating"):
            lost, gained = getattr(changed, f"{name}_lost"), getattr(changed, f"{name}_gained")
            if lost or gained:
                yield _row("changed", key.directive, key.id, title, name, ", ".join(lost), ", ".join(gained))
    for duty in difference.duties_removed:
        yield _row("removed", duty.directive, duty.id, duty.title)


def _row(
    what: str, directive: str, duty: str | None, title: str, field: str | None = None, old: Any = None, new: Any = None
) -> Row:
    return {"what": what, "directive": directive, "duty": duty, "title": title, "field": field, "old": old, "new": new}


def _cells(row: Row) -> list[str]:
    change = f"{row['field']}: {_said(row['old'])} → {_said(row['new'])}" if row["field"] else ""
    return [row["what"], row["directive"], row["duty"] or "", row["title"], change]


def _said(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)


def _summary(difference: "RegisterDiff") -> str:
    added, changed = len(difference.duties_added), len(difference.duties_changed)
    return f"{counted(added, 'duty', 'duties')} added, {changed} changed, {len(difference.duties_removed)} removed."
