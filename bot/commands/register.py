"""``check``, ``duties`` and ``forecast``: what the files alone can tell. No database, no token.

Only ``duties --format yaml`` asks the database: for what was given in chat.
"""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency, parse_day, today, write
from bot.commands.output import as_csv, as_json, counted, json_pieces, show_table

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.duties import Directive
    from bot.domain.forecast import Expected

HALF_A_YEAR = timedelta(days=183)
FURTHEST = timedelta(days=3660)  # ten years; more is a slip of the pen

AgencyOption = Annotated[str | None, typer.Option("--agency", metavar="AGENCY", help="Only this agency (its id).")]


class DutyFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    YAML = "yaml"


class ForecastFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    ICS = "ics"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(check)
    app.command()(duties)
    app.command()(forecast)


def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Validate config.yaml and the directives: every error as file:line: message."""
    from bot.domain.duties import DutyKind, duties_of
    from bot.register import load_province

    province, directives = load_province(config)
    kinds = [duty.kind for duty in duties_of(directives)]
    by_kind = ", ".join(f"{kinds.count(kind)} {kind}" for kind in DutyKind)
    agencies = counted(len(province.organisation.agencies), "agency", "agencies")
    documents = counted(len(directives), "directive", "directives")
    typer.echo(
        f"{province.province.name}: {agencies}, {documents}, {counted(len(kinds), 'duty', 'duties')} ({by_kind})."
    )


def duties(
    config: ConfigOption = DEFAULT_CONFIG,
    agency: AgencyOption = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="assigned, overdue, open_within or open_no_deadline."),
    ] = None,
    at: Annotated[
        date | None,
        typer.Option("--at", metavar="DATE", parser=parse_day, help="As it stands on this day (default: today)."),
    ] = None,
    format_: Annotated[DutyFormat, typer.Option("--format", help="How to print it.")] = DutyFormat.TABLE,
) -> None:
    """List the register: each duty of each agency, as the files tell it.

    yaml prints instead what was given in chat, from the database, as directive files.
    """
    from bot.register import load_province
    from bot.register.rows import FIELDS, STATUSES, duty_rows

    if status is not None and status not in STATUSES:
        raise typer.BadParameter(f"'{status}' is not one of {', '.join(STATUSES)}", param_hint="--status")
    province, directives = load_province(config)
    only = known_agency(agency, province)
    if format_ is DutyFormat.YAML:
        write("---\n".join(asyncio.run(_given_in_chat(only))))
        return
    rows = [
        row
        for row in duty_rows(directives, province.calendar, at or today(province))
        if (only is None or row.agency == only) and (status is None or row.is_in(status))
    ]
    match format_:
        case DutyFormat.JSON:
            write(as_json([row.as_json() for row in rows]))
        case DutyFormat.CSV:
            write(as_csv([row.as_csv() for row in rows], FIELDS))
        case DutyFormat.TABLE:
            names = province.organisation.agencies
            columns = ("Directive", "Clause", "Duty", "Agency", "Role", "Due", "Cell", "Target")
            cells = [
                (
                    row.directive,
                    row.clause,
                    row.title,
                    names[row.agency].short,
                    row.role,
                    _day(row.due),
                    row.cell.replace("_", " "),
                    row.target_text,
                )
                for row in rows
            ]
            show_table(columns, cells)


async def _given_in_chat(agency: str | None) -> list[str]:
    """Return the directives that hold what was given in chat (to one agency), as files."""
    from bot.commands.store import opened
    from bot.domain.duties import Origin
    from bot.register.export import directive_yaml
    from bot.services.stored import stored_directives

    async with opened() as store, store.look() as work:
        found = await stored_directives(work, Origin.CHAT)
    theirs = [
        replace(one, duties=tuple(duty for duty in one.duties if agency is None or agency in duty.lead))
        for one in found
    ]
    return [directive_yaml(one) for one in theirs if one.duties]


def forecast(
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[
        date | None,
        typer.Option("--from", metavar="DATE", parser=parse_day, help="The first day (default: today)."),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option("--to", metavar="DATE", parser=parse_day, help="The last day (default: half a year later)."),
    ] = None,
    agency: AgencyOption = None,
    format_: Annotated[ForecastFormat, typer.Option("--format", help="How to print it.")] = ForecastFormat.TABLE,
) -> None:
    """Foretell what will be sent, when and to whom, if nobody does anything."""
    from bot.domain.forecast import Rules
    from bot.domain.forecast import forecast as foretell
    from bot.register import load_province

    province, directives = load_province(config)
    only = known_agency(agency, province)
    first = since or today(province)
    last = until or first + HALF_A_YEAR
    if last < first:
        raise typer.BadParameter(f"{last} is before {first}", param_hint="--to")
    if last - first > FURTHEST:
        raise typer.BadParameter("a forecast reaches ten years at the most", param_hint="--to")
    rules = Rules(
        organisation=province.organisation,
        calendar=province.calendar,
        ladder=province.ladder,
        reporting=province.reporting_calendar,
        digest_weekday=province.digest.weekday_number,
        digest_at=province.digest.at,
    )
    coming = foretell(directives, rules, since=first, until=last)
    _print_forecast((one for one in coming if only is None or one.agency == only), format_, province, directives)


def _print_forecast(
    coming: "Iterable[Expected]", format_: ForecastFormat, province: "Config", directives: "Sequence[Directive]"
) -> None:
    match format_:
        case ForecastFormat.JSON:
            sys.stdout.writelines(json_pieces(_expected(one) for one in coming))
        case ForecastFormat.ICS:
            from bot.documents.calendar_file import forecast_calendar

            name = province.province.name
            sys.stdout.writelines(forecast_calendar(coming, directives, province.organisation, name=name))
        case ForecastFormat.TABLE:
            show_table(("At", "Notice", "To", "About", "Directive", "Duty", "Due"), _mornings(coming, province))


def _expected(one: "Expected") -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "kind": one.kind,
        "rung": one.rung,
        "agency": one.agency,
        "audience": one.audience,
        "directive": one.directive,
        "duty": one.duty,
        "due": one.due.isoformat() if one.due else None,
    }


def _mornings(coming: "Iterable[Expected]", province: "Config") -> list[tuple[str, ...]]:
    """Return table rows: notices that differ in the agency only share one."""
    together: dict[tuple[str, ...], list[str]] = {}
    for one in coming:
        notice = one.kind if one.rung is None else f"{one.kind} {one.rung}"
        key = (f"{one.at:%Y-%m-%d %H:%M}", notice, one.audience, one.directive or "", one.duty or "", _day(one.due))
        short = province.organisation.agencies[one.agency].short if one.agency else province.province.name
        together.setdefault(key, []).append(short)
    return [
        (at, notice, audience, _some(agencies), directive, duty, due)
        for (at, notice, audience, directive, duty, due), agencies in together.items()
    ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} agencies"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
