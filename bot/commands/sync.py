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
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.duties import Directive
    from bot.register.changes import Point
    from bot.register.diff import RegisterDiff
    from bot.services.sync_plan import Plan
    from bot.texts.render import Texts

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
    ask: Annotated[bool, typer.Option("--ask", help="Apply nothing yet: let an administrator decide in chat.")] = False,
    format_: Annotated[SyncFormat, typer.Option("--format", help="How to show it.")] = SyncFormat.TABLE,
) -> None:
    """Bring the database up to the directive files: show what is added, changed and removed, and apply it."""
    from bot.register.files import load_province

    if ask and dry_run:
        raise typer.BadParameter("choose one of --ask and --dry-run")
    province, directives = load_province(Path(config))
    if ask:
        typer.echo(asyncio.run(_ask(province, directives)))
        return
    plan = asyncio.run(_sync(province, directives, dry_run=dry_run))
    if format_ is SyncFormat.JSON:
        write(as_json(list(_rows(plan.difference))))
    elif plan.difference.is_empty:
        typer.echo("Nothing has changed.")
    else:
        show_table(("", "Directive", "Clause", "Title", "What changes"), list(_cells(plan, province)))
        typer.echo(f"{_summary(plan)} {'Nothing was applied: this was a dry run.' if dry_run else 'Applied.'}")


async def _sync(config: "Config", directives: "Sequence[Directive]", *, dry_run: bool) -> "Plan":
    from bot.services.sync import Sync

    async with opened() as store:
        if dry_run:
            async with store.look() as work:
                return await Sync(work, config).plan(directives)
        async with store.work() as work:
            plan = await Sync(work, config).apply(directives, actor="command line")
            await work.commit()
            return plan


async def _ask(config: "Config", directives: "Sequence[Directive]") -> str:
    """Propose the difference to the administrators. Raises SetupError if there is none."""
    from bot.services.proposing import Proposing

    async with opened() as store, store.work() as work:
        proposing = Proposing(work, config)
        administrators = await proposing.administrators()
        if not administrators:
            raise SetupError("No administrator is enrolled: make an invitation with nhacviec invite … --role admin.")
        proposal = await proposing.propose(directives, actor="command line")
        await work.commit()
    if proposal is None:
        return "Nothing has changed."
    asked = counted(len(administrators), "administrator has", "administrators have")
    return f"{asked} been asked, or will be within a minute if the bot is running. Nothing was applied."


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


def _cells(plan: "Plan", config: "Config") -> Iterator[list[str]]:
    """Yield a line for each directive and duty that differs, in words."""
    from bot.register.changes import changes
    from bot.texts.render import Texts

    texts = Texts()
    for change in changes(plan.difference, config.organisation, plan.titles):
        points = "; ".join(_point(point, texts) for point in change.points)
        yield [change.what, change.directive, change.clause or "", change.title or "(the directive itself)", points]


def _point(point: "Point", texts: "Texts") -> str:
    name, new = texts.label(f"field.{point.field}", "en"), _value(point.new, point.kind, texts)
    return f"{name}: {new}" if point.alone else f"{name}: {_value(point.old, point.kind, texts)} → {new}"


def _value(value: str | None, kind: str, texts: "Texts") -> str:
    if value is None:
        return "–"
    return texts.label(f"value.{value}", "en") if kind == "word" else value


def _summary(plan: "Plan") -> str:
    difference = plan.difference
    added, changed = len(difference.duties_added), len(difference.duties_changed)
    return (
        f"{counted(added, 'duty', 'duties')} added, {changed} changed, {len(difference.duties_removed)} removed:"
        f" {counted(plan.given, 'assignment', 'assignments')} given, {plan.moved} with another deadline,"
        f" {len(plan.cancelled)} cancelled; {counted(plan.people, 'person is', 'people are')} told."
    )
