"""``people``: who is enrolled and who is not, and removing somebody."""

import asyncio
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency, write
from bot.commands.output import as_csv, as_json, show_table
from bot.commands.store import opened
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.people import Contact

ACTOR = "command line"
COLUMNS = ("id", "agency", "role", "name", "kind", "since", "unreachable_since", "away_until")


class PeopleFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(people)


def people(
    config: ConfigOption = DEFAULT_CONFIG,
    agency: Annotated[str | None, typer.Option(metavar="AGENCY", help="Only this agency.")] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Instead, the agencies in which no officer is enrolled.")
    ] = False,
    remove: Annotated[
        int | None, typer.Option(metavar="ID", help="Remove this person, or unbind this group, at once.")
    ] = None,
    format_: Annotated[PeopleFormat, typer.Option("--format", help="How to show it.")] = PeopleFormat.TABLE,
) -> None:
    """Show who is enrolled, or who is not; remove somebody."""
    from bot.config import load_config

    province = load_config(Path(config))
    known_agency(agency, province)
    if remove is not None:
        gone = asyncio.run(_remove(province, remove))
        typer.echo(f"{gone.name} ({gone.agency}, {gone.role.value}) is no longer enrolled.")
    elif missing:
        show_rows(asyncio.run(_missing(province, agency)), ("agency", "name"), format_)
    else:
        show_rows(asyncio.run(_people(province, agency)), COLUMNS, format_)


async def _people(config: "Config", agency: str | None) -> list[dict[str, Any]]:
    async with opened() as store, store.look() as work:
        found = await work.contacts.all()
    order = {known: place for place, known in enumerate(config.organisation.agencies)}
    listed = sorted(found, key=lambda one: (order.get(one.agency, len(order)), one.role.value, one.id))
    return [_row(one, config) for one in listed if agency in (None, one.agency)]


def _row(one: "Contact", config: "Config") -> dict[str, Any]:
    since, unreachable = one.enrolled_at, one.unreachable_since
    return {
        "id": one.id,
        "agency": one.agency,
        "role": one.role.value,
        "name": one.name,
        "kind": one.kind.value,
        "since": config.calendar.day_of(since).isoformat(),
        "unreachable_since": config.calendar.day_of(unreachable).isoformat() if unreachable else None,
        "away_until": one.away_until.isoformat() if one.away_until else None,
    }


async def _missing(config: "Config", agency: str | None) -> list[dict[str, Any]]:
    from bot.domain.rights import Role
    from bot.services.inviting import Inviting

    async with opened() as store, store.look() as work:
        lacking = await Inviting(work, config).lacking(Role.OFFICER)
    named: Iterable[str] = (one for one in lacking if agency in (None, one))
    return [{"agency": one, "name": config.organisation.full(one)} for one in named]


async def _remove(config: "Config", person: int) -> "Contact":
    from bot.services.leaving import Leaving

    async with opened() as store, store.work() as work:
        found = next(iter(await work.contacts.some([person])), None)
        if found is None or not found.active:
            raise SetupError(f"Nobody is enrolled with the id {person}: nhacviec people shows the ids.")
        await Leaving(work, config).put_out(found, actor=ACTOR, by=ACTOR)
        await work.commit()
        return found


def show_rows(rows: list[dict[str, Any]], names: tuple[str, ...], format_: PeopleFormat) -> None:
    """Show rows the way that was asked for."""
    match format_:
        case PeopleFormat.JSON:
            write(as_json(rows))
        case PeopleFormat.CSV:
            write(as_csv(rows, names))
        case PeopleFormat.TABLE:
            show_table(names, [["" if value is None else str(value) for value in row.values()] for row in rows])
