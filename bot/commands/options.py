"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.clock import SystemClock

if TYPE_CHECKING:
    from bot.config import Config

ConfigOption = Annotated[Path, typer.Option("--config", metavar="PATH", help="The province's config.yaml.")]
DEFAULT_CONFIG = Path("config.yaml")


def parse_day(text: str) -> date:
    """Understand a date option."""
    from pydantic_core import PydanticCustomError

    from bot.schema import as_day

    try:
        return as_day(text)
    except PydanticCustomError as error:
        raise typer.BadParameter(error.message()) from None


def known_agency(agency: str | None, config: "Config") -> str | None:
    """Return ``agency`` if the province has it. Raises BadParameter."""
    from bot.schema import suggest

    agencies = config.organisation.agencies
    if agency is not None and agency not in agencies:
        raise typer.BadParameter(f"unknown agency '{agency}'{suggest(agency, agencies)}", param_hint="--agency")
    return agency


def today(config: "Config") -> date:
    """Return the province's present day."""
    return config.calendar.day_of(SystemClock().now())


def write(text: str) -> None:
    """Write ``text`` to standard output as it is."""
    typer.echo(text, nl=False)
