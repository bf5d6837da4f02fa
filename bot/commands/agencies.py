"""``agencies``: who there is and who there was; merging several into one, splitting one into several."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption
from bot.commands.output import counted, show_table
from bot.commands.people import ACTOR, PeopleFormat, show_rows
from bot.commands.store import opened
from bot.errors import Problem, SourceError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.services.restructuring import Order, Transfer

COLUMNS = ("id", "name", "state", "people", "open")
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    group = typer.Typer(add_completion=False, invoke_without_command=True)
    group.callback()(agencies)
    group.command()(merge)
    group.command()(split)
    app.add_typer(group, name="agencies")


def agencies(
    context: typer.Context,
    config: ConfigOption = DEFAULT_CONFIG,
    format_: Annotated[PeopleFormat, typer.Option("--format", help="How to show it.")] = PeopleFormat.TABLE,
) -> None:
    """Show the agencies, with their people and open duties; or merge and split them."""
    from bot.config import load_config

    if context.invoked_subcommand is None:
        show_rows(asyncio.run(_list(load_config(Path(config)))), COLUMNS, format_)


async def _list(config: "Config") -> list[dict[str, Any]]:
    organisation = config.organisation
    async with opened() as store, store.look() as work:
        duties, people = await work.assignments.open_by_agency(), await work.contacts.by_agency()
    states = dict.fromkeys(organisation.agencies, "there")
    states |= {one.id: f"went into {', '.join(one.into)}" for one in organisation.former.values()}
    states |= {one: "not in config.yaml" for one in sorted({*duties, *people}) if one not in states}
    return [
        {
            "id": agency,
            "name": organisation.full(agency),
            "state": state,
            "people": people.get(agency, 0),
            "open": duties.get(agency, 0),
        }
        for agency, state in states.items()
    ]


def merge(
    sources: Annotated[list[str], typer.Argument(metavar="AGENCY…", help="The agencies that are no more.")],
    into: Annotated[str, typer.Option(metavar="AGENCY", help="The agency that takes their place.")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Move all that agencies have into another: duties, people, obstacles, extensions, reports."""
    from bot.services.restructuring import Order

    _restructure(Order(sources=tuple(dict.fromkeys(sources)), targets=(into,)), config, dry_run=dry_run, yes=yes)


def split(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="The agency that is no more.")],
    into: Annotated[str, typer.Option(metavar="AGENCY", help="The first of those that take its place.")],
    others: Annotated[list[str], typer.Argument(metavar="AGENCY…", help="The others.")],
    config: ConfigOption = DEFAULT_CONFIG,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Which duties and people go to which of them.")
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Move all that an agency has into several: to the first what --map sends nowhere else."""
    from bot.services.restructuring import Order

    duties, people = _mapping(map_) if map_ is not None else ({}, {})
    targets = (into, *(one for one in dict.fromkeys(others) if one != into))
    order = Order(sources=(agency,), targets=targets, duties=duties, people=people)
    _restructure(order, config, dry_run=dry_run, yes=yes)


def _mapping(path: Path) -> tuple[dict[str, str], dict[int, str]]:
    """Read which duties (``directive/duty``) and people (ids) go where. Raises SourceError."""
    from bot.source import read

    document = read(path)
    problems = list(document.problems)
    data = document.data if isinstance(document.data, dict) else {}
    sections: dict[str, dict[str, str]] = {"duties": {}, "people": {}}
    for name, given in data.items():
        if name not in sections or not isinstance(given, dict):
            problems.append(
                document.problem((name,), f"{name}: write duties: and people:, each with lines 'what: agency'")
            )
            continue
        for what, agency in given.items():
            if not isinstance(agency, str) or (name == "people" and not what.isdigit()):
                problems.append(document.problem((name, what), f"{what}: must be followed by the id of an agency"))
            else:
                sections[name][what] = agency
    if problems or not data:
        raise SourceError(problems or [Problem(file=str(path), line=1, message="the file is empty")])
    return sections["duties"], {int(person): agency for person, agency in sections["people"].items()}


def _restructure(order: "Order", path: Path, *, dry_run: bool, yes: bool) -> None:
    from bot.register.files import load_province

    province, _ = load_province(Path(path))
    transfer = asyncio.run(_plan(province, order))
    show_table(("Agency", "Directive", "Duty", "From", "What"), list(_rows(transfer, province)))
    typer.echo(_summary(transfer))
    if dry_run:
        typer.echo("Nothing was changed: this was a dry run.")
        return
    if not yes:
        typer.confirm("There is no way back but a backup. Go on?", abort=True)
    asyncio.run(_carry_out(province, order))
    typer.echo("Done. Now let the running bot read config.yaml anew: /napcauhinh, or SIGHUP.")


async def _plan(config: "Config", order: "Order") -> "Transfer":
    from bot.services.restructuring import Restructuring

    async with opened() as store, store.look() as work:
        return await Restructuring(work, config).plan(order)


async def _carry_out(config: "Config", order: "Order") -> None:
    """Plan anew in the transaction that does it: what changed meanwhile counts."""
    from bot.services.restructuring import Restructuring

    async with opened() as store, store.work() as work:
        restructuring = Restructuring(work, config)
        await restructuring.carry_out(await restructuring.plan(order), actor=ACTOR)
        await work.commit()


def _rows(transfer: "Transfer", config: "Config") -> Iterator[Sequence[str]]:
    """Yield a line for each assignment: where it goes, or into which it goes."""
    short = config.organisation.short
    for going in transfer.goings:
        one = transfer.known[going.stays]
        moves = one.agency != going.to
        due = f", due {going.due}" if going.due != one.due else ""
        what = f"{'moves' if moves else 'stays'} ({one.status.value}{due})"
        yield short(going.to), one.directive, one.title, short(one.agency), what
        for other in going.joins:
            joins = transfer.known[other]
            yield short(going.to), one.directive, one.title, short(joins.agency), f"joins it ({joins.status.value})"


def _summary(transfer: "Transfer") -> str:
    moved = counted(len(transfer.goings), "assignment", "assignments")
    people = counted(len(transfer.people), "person", "people")
    reports = counted(len(transfer.reports), "report", "reports")
    return f"{moved}; {transfer.joined} more had the same duty and join; {people}; {reports} being written."
