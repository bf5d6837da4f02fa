"""``invite`` and ``codes``: one-time codes, one for a person or a group, or one for every agency, on paper."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency
from bot.commands.output import as_csv, counted, private
from bot.commands.people import ACTOR, PeopleFormat, show_rows
from bot.commands.store import opened
from bot.domain.rights import Role
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.documents.invitations import Slip
    from bot.services.enrolment import Invitation

USERNAME = "NHACVIEC_BOT_USERNAME"
PDF, EXCEL, CSV = ".pdf", ".xlsx", ".csv"
OF_EVERY_AGENCY = (Role.OFFICER, Role.HEAD)
CODES = ("id", "agency", "role", "made", "until")
EXCEL_READS = "utf-8-sig"  # with the mark by which Excel knows that a CSV file is UTF-8


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(invite)
    app.command()(codes)


def invite(
    role: Annotated[Role, typer.Option(help="What the person, or the group, may do.")],
    agency: Annotated[
        str | None, typer.Argument(help="The agency's id in config.yaml; with --all: none.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    everybody: Annotated[
        bool, typer.Option("--all", help="One for every agency that has nobody in this role (officer, head).")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="With --all: for those too that have somebody.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Slips to print and cut (.pdf), or a table (.xlsx, .csv)."),
    ] = None,
    bot_username: Annotated[
        str | None, typer.Option(metavar="NAME", help=f"The bot's name, for a link and a QR code; or set {USERNAME}.")
    ] = None,
) -> None:
    """Make invitations that work once: a link with its QR code, or the words to send; on paper for all agencies."""
    from bot.config import load_config

    province = load_config(Path(config))
    _check(agency, role, province, everybody=everybody, again=again, out=out)
    name = (bot_username or os.environ.get(USERNAME, "")).lstrip("@")
    if out is None and agency is not None:
        asyncio.run(_tell(province, agency, role, name))
    elif out is not None:
        asyncio.run(_print(province, agency, role, name, out, again=again))


def _check(agency: str | None, role: Role, config: "Config", *, everybody: bool, again: bool, out: Path | None) -> None:
    """Refuse what does not go together. Raises BadParameter and SetupError."""
    from bot.domain.people import belongs

    if everybody == (agency is not None):
        raise typer.BadParameter("name one agency, or say --all", param_hint="AGENCY")
    if again and not everybody:
        raise typer.BadParameter("goes with --all only", param_hint="--again")
    known_agency(agency, config)
    if agency is not None and not belongs(role, agency, config.organisation):
        home = config.organisation.ict if role is Role.ICT else config.organisation.leaders
        raise typer.BadParameter(f"the role '{role.value}' belongs to '{home}'", param_hint="--role")
    if everybody and role not in OF_EVERY_AGENCY:
        raise typer.BadParameter("every agency has an officer and a head only", param_hint="--role")
    if everybody and out is None:
        raise typer.BadParameter("say with --out where the invitations go", param_hint="--all")
    if out is not None and out.suffix.lower() not in (PDF, EXCEL, CSV):
        raise typer.BadParameter(f"'{out.name}' must end in {PDF}, {EXCEL} or {CSV}", param_hint="--out")
    if out is not None and not out.parent.is_dir():
        raise SetupError(f"There is no folder {out.parent}: make it first.")


async def _tell(config: "Config", agency: str, role: Role, bot: str) -> None:
    """Make one invitation and show it on the terminal."""
    from bot.documents import qr
    from bot.services.inviting import Inviting

    async with opened() as store, store.work() as work:
        inviting = Inviting(work, config)
        (made,) = inviting.prepare([agency], role)
        await inviting.keep([made], actor=ACTOR)
        await work.commit()
    typer.echo(f"{config.organisation.full(agency)}, {role.value}: works once, until the end of {made.until}.")
    if link := _link(bot, made.code):
        typer.echo(link)
        qr.show(link, sys.stdout)
    typer.echo(f"/start {made.code}")


async def _print(config: "Config", agency: str | None, role: Role, bot: str, out: Path, *, again: bool) -> None:
    """Make invitations for an agency, or for all (None), and write them into a file that nobody else can read."""
    from bot.services.inviting import Inviting

    async with opened() as store:
        async with store.look() as work:
            inviting = Inviting(work, config)
            everybody = [agency] if agency else await inviting.everybody()
            agencies = everybody if agency or again else await inviting.lacking(role)
            made = inviting.prepare(agencies, role)
        if not made:
            typer.echo(f"Every agency has somebody in the role '{role.value}' already: nothing to print.")
            return
        content = _file(made, config, bot, out.suffix.lower())  # drawn while nobody waits for the database
        with private(out, content):
            async with store.work() as work:
                await Inviting(work, config).keep(made, actor=ACTOR)
                await work.commit()
    left_out = len(everybody) - len(agencies)
    besides = f" {counted(left_out, 'agency has', 'agencies have')} somebody already." if left_out else ""
    typer.echo(f"{out}: {counted(len(made), 'invitation', 'invitations')}, until the end of {made[0].until}.{besides}")
    typer.echo("Whoever has a code can enrol: give each to the right person only, and delete the file afterwards.")
    if not bot:
        typer.echo(f"No links and no QR codes: name the bot with --bot-username, or set {USERNAME}.", err=True)


def _file(made: "Sequence[Invitation]", config: "Config", bot: str, kind: str) -> bytes:
    from bot.documents import invitations
    from bot.texts.render import Texts

    language = config.province.language
    words, texts = invitations.WORDS[language], Texts()
    slips: list[Slip] = [
        invitations.Slip(
            agency=config.organisation.full(one.agency),
            role=texts.label(f"role.{one.role.value}", language),
            code=one.code,
            link=_link(bot, one.code),
            until=one.until,
        )
        for one in made
    ]
    if kind == EXCEL:
        return invitations.as_excel(slips, words)
    if kind == CSV:
        rows = [dict(zip(words.columns, row, strict=True)) for row in invitations.as_table(slips, words)]
        return as_csv(rows, words.columns).encode(EXCEL_READS)
    with _progress(len(slips)) as drawn:
        return invitations.as_pdf(slips, words, config.province.name, drawn)


def _link(bot: str, code: str) -> str | None:
    return f"https://t.me/{bot}?start={code}" if bot else None


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    """Show how many slips are drawn, on standard error."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Drawing the slips", total=total)
        yield lambda: progress.advance(task)


def codes(
    config: ConfigOption = DEFAULT_CONFIG,
    agency: Annotated[str | None, typer.Option(metavar="AGENCY", help="Only this agency's.")] = None,
    withdraw: Annotated[
        str | None, typer.Option(metavar="CODE", help="Let this one be good for nothing: its id, or the code itself.")
    ] = None,
    format_: Annotated[PeopleFormat, typer.Option("--format", help="How to show it.")] = PeopleFormat.TABLE,
) -> None:
    """Show the codes that were not used yet, by their ids; withdraw one."""
    from bot.config import load_config

    province = load_config(Path(config))
    known_agency(agency, province)
    if withdraw is not None:
        typer.echo(asyncio.run(_withdraw(province, withdraw)))
    else:
        show_rows(asyncio.run(_codes(province, agency)), CODES, format_)


async def _codes(config: "Config", agency: str | None) -> list[dict[str, Any]]:
    from datetime import timedelta

    async with opened() as store, store.look() as work:
        found = await work.codes.good(work.now, agency=agency)
    day_of, instant = config.calendar.day_of, timedelta(microseconds=1)
    return [
        {
            "id": one.id,
            "agency": one.agency,
            "role": one.role.value,
            "made": day_of(one.created_at).isoformat(),
            "until": day_of(one.expires_at - instant).isoformat(),
        }
        for one in found
    ]


async def _withdraw(config: "Config", code: str) -> str:
    from bot.services.inviting import Inviting

    async with opened() as store, store.work() as work:
        inviting = Inviting(work, config)
        found = await inviting.named(code)
        if found is None:
            raise SetupError("There is no such code any more: nhacviec codes shows those that can be withdrawn.")
        await inviting.take_back([found], actor=ACTOR)
        await work.commit()
    return f"{found.id} ({found.agency}, {found.role.value}): nobody can enrol with it any more."
