"""``invite``: a one-time link for a person or a group."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, known_agency
from bot.commands.store import opened
from bot.domain.rights import Role

if TYPE_CHECKING:
    from bot.config import Config

USERNAME = "NHACVIEC_BOT_USERNAME"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(invite)


def invite(
    agency: Annotated[str, typer.Argument(help="The agency's id in config.yaml.")],
    role: Annotated[Role, typer.Option(help="What the person, or the group, may do.")],
    config: ConfigOption = DEFAULT_CONFIG,
    bot_username: Annotated[
        str | None, typer.Option(metavar="NAME", help=f"The bot's name, for a link and a QR code; or set {USERNAME}.")
    ] = None,
) -> None:
    """Make an invitation that works once, for 14 days: a link with its QR code, or the words to send."""
    from bot.config import load_config

    province = load_config(Path(config))
    known_agency(agency, province)
    _check_role(agency, role, province)
    code = asyncio.run(_invite(province, agency, role))
    name = (bot_username or os.environ.get(USERNAME, "")).lstrip("@")
    typer.echo(f"{province.organisation.agencies[agency].name}, {role.value}: works once, for 14 days.")
    if name:
        link = f"https://t.me/{name}?start={code}"
        typer.echo(link)
        _show_qr(link)
    typer.echo(f"/start {code}")


def _check_role(agency: str, role: Role, config: "Config") -> None:
    """Refuse to make a department's officer the ICT department or a leader. Raises BadParameter."""
    organisation = config.organisation
    for special, home in ((Role.ICT, organisation.ict), (Role.LEADER, organisation.leaders)):
        if role is special and agency != home:
            raise typer.BadParameter(f"the role '{special.value}' belongs to '{home}'", param_hint="--role")


async def _invite(config: "Config", agency: str, role: Role) -> str:
    from bot.services.enrolment import Enrolment

    async with opened() as store, store.work() as work:
        code = await Enrolment(work, config).invite(agency, role, actor="command line")
        await work.commit()
        return code


def _show_qr(link: str) -> None:
    import segno

    segno.make(link, micro=False).terminal(out=sys.stdout, compact=True)
