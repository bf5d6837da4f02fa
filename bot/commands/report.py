"""``report``: a period's report as a Word or Excel file."""

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency
from bot.commands.options import today as present_day
from bot.commands.store import opened
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.documents.report_data import PeriodReport
    from bot.domain.periods import Period

WORD, EXCEL = ".docx", ".xlsx"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(report)


def report(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The period: 2009-H1, 2009-H2 or 2009-Y.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it: .docx or .xlsx.")],
    config: ConfigOption = DEFAULT_CONFIG,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="AGENCY", help="This agency's report; default: the consolidated.")
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="FOLDER", help="Word templates of one's own (default: config's)."),
    ] = None,
) -> None:
    """Write a period's report, ready to sign (Word) or to check (Excel)."""
    from bot.config import load_config

    _check_place(out)
    province = load_config(config)
    asked = _known_period(period, province, present_day(province))
    known_agency(agency, province)
    found = asyncio.run(_report(province, asked, agency))
    content = _content(found, out, templates or province.documents.templates)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise SetupError(f"{out} cannot be written: {error.strerror}.") from None
    typer.echo(f"{out}: {found.tally.total} assignments, {found.span.start} to {found.span.as_of}.")


def _check_place(out: Path) -> None:
    """Refuse a file that cannot be made. Raises BadParameter and SetupError."""
    if out.suffix.lower() not in (WORD, EXCEL):
        raise typer.BadParameter(f"'{out.name}' must end in {WORD} or {EXCEL}", param_hint="--out")
    if not out.parent.is_dir():
        raise SetupError(f"There is no folder {out.parent}: make it first.")


def _known_period(name: str, config: "Config", today: date) -> "Period":
    """Return the period that ``name`` means. Raises BadParameter if there is none, or if it has not begun."""
    from bot.domain.periods import UnknownPeriod

    try:
        period = config.reporting_calendar.period(name)
    except UnknownPeriod as error:
        raise typer.BadParameter(str(error), param_hint="PERIOD") from None
    if period.start > today:
        raise typer.BadParameter(f"{name} has not begun: it runs from {period.start}", param_hint="PERIOD")
    return period


async def _report(config: "Config", period: "Period", agency: str | None) -> "PeriodReport":
    from bot.services.period_report import period_report
    from bot.services.period_sources import read_sources

    async with opened() as store, store.look() as work:
        return period_report(await read_sources(work, config, period, agency), config)


def _content(report_: "PeriodReport", out: Path, templates: Path | None) -> bytes:
    from bot.documents.written import written

    return written(report_, out.suffix.lower().removeprefix("."), templates)
