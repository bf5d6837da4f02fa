"""``demo`` and ``run``: the bot on the sandbox's stage, and the bot for real."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption, parse_day

PRACTICE_PORT = 8081


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(demo)
    app.command()(sandbox)
    app.command()(run)


def demo(
    config: ConfigOption = DEFAULT_CONFIG,
    start: Annotated[
        date | None, typer.Option("--from", metavar="DATE", parser=parse_day, help="Where the clock starts.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port on this machine; 0 takes a free one.")
    ] = 8080,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Keep the database and the files in this folder.")
    ] = None,
) -> None:
    """Play the whole province in the browser: no token, no network."""
    from bot import logs, settings
    from bot.app.stage import demo as play
    from bot.register.files import load_province

    logs.configure(level="WARNING", json=settings.logs_as_json())
    province, directives = load_province(Path(config))
    typer.echo("Building the province…")

    def ready(address: str) -> None:
        typer.echo(f"Open {address} – Ctrl-C ends it.")
        typer.echo("A sandbox for trying and training, on this machine only: not for production.")

    begin = start or province.province.starts_on
    asyncio.run(play(province, directives, start=begin, port=port, ready=ready, keep=keep, source=Path(config)))


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes a free one.")
    ] = PRACTICE_PORT,
    people: Annotated[int, typer.Option(min=2, max=50, help="How many people there are to play.")] = 8,
) -> None:
    """Stand in for Telegram on this machine, to practise the real set-up against. Never for production."""
    from bot import logs
    from bot.app.practice import practise

    logs.configure(level="WARNING")

    def ready(address: str, token: str) -> None:
        typer.echo(f"Open {address} to play everybody – Ctrl-C ends it. For this machine only, never for production.")
        typer.echo("In another terminal, before the bot's own commands:")
        typer.echo(f"  export NHACVIEC_TELEGRAM_API={address}")
        typer.echo(f"  export NHACVIEC_TELEGRAM_TOKEN={token}")

    asyncio.run(practise(port=port, people=people, ready=ready))


def run(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Run the real bot. The token is in NHACVIEC_TELEGRAM_TOKEN, or in the file that …_FILE names."""
    with _loading():
        from bot import logs, settings
        from bot.app.live import run as live
        from bot.config import load_config

    province = load_config(Path(config))
    token = settings.telegram_token()
    logs.configure(json=settings.logs_as_json())
    logs.tell_crashes()
    asyncio.run(
        live(
            province,
            token=token,
            database_url=settings.database_url(),
            files=settings.files_folder(),
            api=settings.telegram_api(),
            proxy=settings.telegram_proxy(),
            listening=settings.listening(),
            ping=settings.ping_url(),
            source=Path(config),
        )
    )


@contextmanager
def _loading() -> Iterator[None]:
    """Let the collector rest meanwhile: what is loaded stays, and it would look through all of it time and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
