"""``digest``: the weekly digest as it would be on a day, as text, picture and Excel file."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency, parse_day, today
from bot.commands.store import opened
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.people import Contact

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A digest: its text, and the files that go with it, by their names."""

    text: str
    files: Mapping[str, bytes]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(digest)


def digest(
    config: ConfigOption = DEFAULT_CONFIG,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="AGENCY", help="This agency's digest; default: the province's.")
    ] = None,
    at: Annotated[
        date | None,
        typer.Option("--at", metavar="DATE", parser=parse_day, help="As of this day's morning (default: now)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the text and its files into this folder.")
    ] = None,
) -> None:
    """Show this week's digest, or an earlier one; with --out, leave its text, picture and Excel file in a folder."""
    from bot.config import load_config

    province = load_config(config)
    known_agency(agency, province)
    found = asyncio.run(_digest(province, agency, at or today(province), with_files=out is not None))
    if out is None:
        typer.echo(found.text)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in {"ban-tin.txt": f"{found.text}\n".encode(), **found.files}.items():
            (out / name).write_bytes(content)
            typer.echo(out / name)
    except OSError as error:
        raise SetupError(f"{out} cannot be written: {error.strerror}.") from None


async def _digest(config: "Config", agency: str | None, day: date, *, with_files: bool) -> Found:
    from bot.services.screens.morning import morning
    from bot.services.screens.reports import paper
    from bot.services.views import Reader
    from bot.texts.render import Texts

    language = config.province.language
    reader = Reader(language=language, contact=_reader(config, agency))
    past = config.calendar.at(day, config.digest.at) if day < today(config) else None
    async with opened(past) as store, store.look() as work:
        args = {"day": day.isoformat(), "items": [{"view": "digest", "args": {}}]}
        screen = await morning(work, config, reader, args)
        html = Texts().render(screen.message, language) if screen is not None else ""
        made = {}
        if screen is not None and screen.make is not None:
            made[screen.make.name] = screen.make.content()
        if with_files and agency is None:
            sheet = await paper(work, config, reader, _register(config, day))
            if sheet is not None and sheet.make is not None:
                made[sheet.make.name] = sheet.make.content()
    return Found(text=unescape(TAG.sub("", html)), files=made)


def _register(config: "Config", day: date) -> dict[str, str | None]:
    period = config.reporting_calendar.half_of(day).id
    return {"period": period, "agency": None, "form": "xlsx", "day": day.isoformat()}


def _reader(config: "Config", agency: str | None) -> "Contact":
    """Return the reader whose digest is asked for: an agency's head, or the ICT department."""
    from bot.domain.people import Contact, ContactKind
    from bot.domain.rights import Role

    return Contact(
        id=0,
        kind=ContactKind.PERSON,
        channel="-",
        chat="-",
        name="-",
        agency=agency or config.organisation.ict,
        role=Role.ICT if agency is None else Role.HEAD,
        language=config.province.language,
        enrolled_at=datetime.min.replace(tzinfo=UTC),
    )
