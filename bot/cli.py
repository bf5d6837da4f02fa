"""The command line ``nhacviec``: finds the command, runs it, and tells errors in plain lines."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from bot.commands import (
    agencies,
    audit,
    backup,
    digest,
    doctor,
    forget,
    init,
    invite,
    ledger,
    operate,
    people,
    register,
    report,
    sync,
)
from bot.errors import SetupError, SourceError, StorageError

COMMANDS = (
    init,
    register,
    sync,
    invite,
    people,
    forget,
    agencies,
    operate,
    ledger,
    audit,
    report,
    digest,
    backup,
    doctor,
)
"""The modules of ``bot.commands``; each has ``register(app)``."""


def build() -> typer.Typer:
    """Return the application with all its commands."""
    app = typer.Typer(
        name="nhacviec",
        help="Makes sure that what a province's directives assign gets done.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_one_of_several)
    for module in COMMANDS:
        module.register(app)
    return app


def _one_of_several() -> None:
    """Make Typer ask for a command's name even when there is only one command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 if all is well, 1 on an error, 2 if it was called wrongly."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        build()(args=arguments)
    except (SourceError, SetupError, StorageError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
