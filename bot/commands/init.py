"""``init``: a present-day province's config.yaml and a sample directive, to begin with."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.clock import SystemClock

if TYPE_CHECKING:
    from bot.start.provinces import NoSuchPlace, Place
    from bot.start.writing import Words

LIST = "?"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it; made if it is not there.")],
    province: Annotated[
        str | None, typer.Option(metavar="NAME", help="The province or city, with or without diacritics.")
    ] = None,
    communes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its communes: CSV, a name a line (xã An Phước).")
    ] = None,
    language: Annotated[
        Literal["vi", "en"], typer.Option(help="Of the messages, of the comments, and of what is asked here.")
    ] = "vi",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; --province must be given.")] = False,
) -> None:
    """Begin a province of one's own: its config.yaml, a sample directive, and the next three steps."""
    from bot.register.files import load_province
    from bot.start.agencies import ICT
    from bot.start.communes import read_communes
    from bot.start.writing import CONFIG, DIRECTIVE, ZONE, Words, check_free, taken_ids, write

    check_free(folder)
    words = Words(language)
    place = _named(province) if province is not None else _asked(words, ask=not yes)
    listed = read_communes(communes, taken_ids(place)) if communes else ()
    paths = {"config": shlex.quote(str(folder / CONFIG)), "directive": shlex.quote(str(folder / DIRECTIVE))}
    if not yes:
        typer.confirm(words.say("confirm", **paths, place=place.full), default=True, abort=True)
    write(folder, words.compose(place, listed, SystemClock().now().astimezone(ZONE).date()))
    config, directives = load_province(folder / CONFIG)
    typer.echo(
        words.say(
            "done",
            **paths,
            agencies=len(config.organisation.agencies),
            duties=sum(len(one.duties) for one in directives),
            ict=ICT,
            nhacviec=called(sys.argv),
        )
    )


def _named(province: str) -> "Place":
    from bot.start.provinces import NoSuchPlace, find

    try:
        return find(province)
    except NoSuchPlace as error:
        raise typer.BadParameter(_why(error), param_hint="--province") from None


def _why(error: "NoSuchPlace") -> str:
    if error.now is not None:
        return f"{error.name} has been part of '{error.now.name}' since 1 July 2025"
    hint = f": did you mean '{error.close.name}'?" if error.close else ""
    return f"no province is called '{error.name}'{hint}"


def _asked(words: "Words", *, ask: bool) -> "Place":
    """Ask until a province is named."""
    from bot.start.provinces import PLACES, NoSuchPlace, find

    if not ask:
        raise typer.BadParameter("say which one, for --yes asks nothing", param_hint="--province")
    while True:
        answer = typer.prompt(words.say("ask"), prompt_suffix=": ")
        if answer.strip() == LIST:
            typer.echo(", ".join(place.name for place in PLACES))
            continue
        try:
            return find(answer)
        except NoSuchPlace as error:
            facts = {"name": error.name, "close": error.close and error.close.name}
            now = error.now
            typer.echo(words.say("joined", name=error.name, now=now.name) if now else words.say("unknown", **facts))


def called(arguments: Sequence[str]) -> str:
    """Return how this program was called, for the lines that people copy: ``nhacviec``, or the way to it."""
    program = arguments[0]
    if Path(program).name != "nhacviec" or shutil.which("nhacviec") == program:
        return "nhacviec"
    return shlex.quote(program)
