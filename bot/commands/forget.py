"""``forget``: somebody's name, addresses and messages are erased; the record that something was done stays."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import DEFAULT_CONFIG, ConfigOption
from bot.commands.output import counted
from bot.commands.people import ACTOR
from bot.commands.store import opened
from bot.errors import SetupError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.domain.people import Contact
    from bot.services.forgetting import Forgotten

MEMBER = "/"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(forget)


def forget(
    person: Annotated[
        str,
        typer.Argument(
            metavar="PERSON",
            help="An id as nhacviec people shows it, a whole name, or MESSENGER/ID of somebody who acted in a group.",
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    texts: Annotated[
        bool, typer.Option("--texts", help="Erase what they wrote to others, too: obstacles, answers, reasons.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase who somebody is, for good. That something was done, and when, stays on record."""
    from bot.config import load_config

    province = load_config(Path(config))
    found = None if MEMBER in person else asyncio.run(_find(province, person))
    named = person if found is None else f"{found.name} ({found.agency}, {found.role.value})"
    if not yes:
        typer.confirm(f"Erase {named} for good? Backups made before still have them.", abort=True)
    erased = asyncio.run(_forget(province, found, person, texts=texts))
    parts = counted(erased.parts, "part", "parts")
    files, written = counted(erased.files, "file", "files"), counted(erased.texts, "text", "texts")
    typer.echo(f"{named} is now {erased.pseudonym}: {parts} of the audit trail, {written} and {files} erased.")


async def _find(config: "Config", person: str) -> "Contact":
    """Return the one person who is meant. Raises SetupError if that is nobody, or not clear."""
    from bot.services.forgetting import Forgetting

    async with opened() as store, store.look() as work:
        found = await Forgetting(work, config).find(person)
    if not found:
        raise SetupError(f"Nobody is known as '{person}': nhacviec people shows the ids; groups are not forgotten.")
    if len(found) > 1:
        ids = ", ".join(f"{one.id} ({one.agency})" for one in found)
        raise SetupError(f"Several people are called '{person}': say which by the id: {ids}.")
    return found[0]


async def _forget(config: "Config", found: "Contact | None", person: str, *, texts: bool) -> "Forgotten":
    from bot import settings
    from bot.cabinet import Cabinet
    from bot.services.forgetting import Forgetting

    async with opened() as store, store.work() as work:
        forgetting = Forgetting(work, config)
        if found is not None:
            forgotten = await forgetting.forget(found, actor=ACTOR, texts=texts)
        else:
            channel, _, member = person.partition(MEMBER)
            of_member = await forgetting.forget_member(channel, member, actor=ACTOR, texts=texts)
            if of_member is None:
                raise SetupError(f"Nobody of the id {person} is on record: see the actors of nhacviec audit.")
            forgotten = of_member
        await work.commit()
    cabinet = Cabinet(settings.files_folder())
    for path in forgotten.paths:
        await cabinet.drop(path)
    return forgotten
