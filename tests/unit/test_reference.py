"""The reference is held against the code: what is not documented, or documented and gone, fails."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer
from pydantic import BaseModel

from bot import sections, settings
from bot.cli import build
from bot.commands.invite import USERNAME
from bot.documents.word import FILTERS
from bot.domain.delivery import Delivered
from bot.errors import ChannelError, TwoPollers
from bot.register.entries import DirectiveEntry, DutyEntry, TargetEntry
from bot.services.outcomes import OUTCOMES
from bot.storage import faults, faults_of_postgresql
from handlers.router import MENU

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
COMMANDS = (REFERENCE / "commands.md").read_text(encoding="utf-8")
CHAT = (REFERENCE / "chat.md").read_text(encoding="utf-8")
DELIVERY = (REFERENCE / "delivery.md").read_text(encoding="utf-8")
DOCUMENTS = (REFERENCE.parent / "documents.md").read_text(encoding="utf-8")
STORAGE = (REFERENCE / "storage.md").read_text(encoding="utf-8")
CONFIGURATION = (REFERENCE / "configuration.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    "province": sections.Province,
    "working_days": sections.WorkingDays,
    "working_hours": sections.WorkingHours,
    "ladder": sections.LadderSection,
    "recurring": sections.Recurring,
    "reporting": sections.Reporting,
    "digest": sections.DigestSection,
    "documents": sections.Documents,
    "service_levels": sections.ServiceLevels,
    "files": sections.Files,
    "protection": sections.Protection,
    "retention": sections.Retention,
    "channels.telegram": sections.TelegramSection,
}


def commands() -> dict[str, set[str]]:
    """Return every command with its options, but for those that all have."""
    group = typer.main.get_command(build())
    found = {}
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        parts = [command, *getattr(command, "commands", {}).values()]
        options = {option for part in parts for one in part.params for option in one.opts if option.startswith("--")}
        found[name] = options - {"--config", "--help"}
    return found


def chapter(name: str) -> str:
    """Return what the reference says of a command."""
    found = re.search(rf"^## `nhacviec {name}\b.*?(?=^## )", COMMANDS, re.MULTILINE | re.DOTALL)
    assert found, f"`nhacviec {name}` is not documented"
    return found[0]


def keys(prefix: str, model: type[BaseModel]) -> Iterator[str]:
    """Yield the dotted keys of a section."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(f"{prefix}.{key}", kind)
        else:
            yield f"{prefix}.{key}"


def test_every_command_and_option_is_documented() -> None:
    for name, options in commands().items():
        text = chapter(name)
        documented = set(re.findall(r"--[a-z][a-z-]+", text))
        assert documented == options, f"nhacviec {name}"


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## `nhacviec ([a-z]+)", COMMANDS, re.MULTILINE)) == set(commands())


def test_every_key_of_the_config_is_documented() -> None:
    expected = {key for prefix, model in SECTIONS.items() for key in keys(prefix, model)}
    documented = set(re.findall(r"`([a-z_.-]+\.[a-z_-]+)`", CONFIGURATION))
    assert expected <= documented
    others = {key for key in documented - expected if not key.startswith(("organisation.", "directive.", "reporting."))}
    assert others == {"config.yaml"} & others


def test_every_key_of_a_directive_file_is_documented() -> None:
    for name in DirectiveEntry.model_fields:
        assert f"`directive.{name}`" in CONFIGURATION
    for name in sections.Chain.model_fields:
        assert f"`reporting.{name}`" in CONFIGURATION
    for name, field in [*DutyEntry.model_fields.items(), *TargetEntry.model_fields.items()]:
        assert f"`{field.alias or name}`" in CONFIGURATION


def test_every_environment_variable_is_documented() -> None:
    names = {settings.TOKEN, f"{settings.TOKEN}_FILE", settings.API, settings.PROXY, settings.PING_URL}
    names |= {settings.LISTEN, settings.WEBHOOK_URL, settings.WEBHOOK_SECRET, f"{settings.WEBHOOK_SECRET}_FILE"}
    names |= {settings.DATABASE_URL, settings.FILES, settings.LOG, USERNAME}
    assert set(re.findall(r"`(NHACVIEC_[A-Z_]+)`", COMMANDS)) == names


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table in a chapter of the page about delivery, without its head."""
    found = re.search(rf"^## {heading}$.*?(?=^## |\Z)", DELIVERY, re.MULTILINE | re.DOTALL)
    assert found
    _, _, *rows = re.findall(r"^\|(.*)\|$", found[0], re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def test_every_fault_of_the_messenger_is_documented_with_its_outcomes() -> None:
    documented = {cells[0]: (cells[2].split("; "), cells[3].split("; ")) for cells in table("Faults of the messenger")}
    expected = {
        f"`{error.fault}`": (
            [outcome.words for outcome in outcomes],
            list(dict.fromkeys(f"`{outcome.state}`" for outcome in outcomes)),
        )
        for error, outcomes in OUTCOMES.items()
    }
    assert documented == expected


def test_every_state_of_delivery_is_documented() -> None:
    assert [cells[0] for cells in table("States")] == [f"`{state}`" for state in Delivered]


def test_every_fault_has_an_outcome_and_a_name_of_its_own() -> None:
    def kinds(error: type[ChannelError]) -> set[type[ChannelError]]:
        return {error}.union(*(kinds(one) for one in error.__subclasses__()))

    faults = kinds(ChannelError) - {ChannelError, TwoPollers}  # the one is but their base, the other comes of polling
    assert faults == set(OUTCOMES)
    assert len({error.fault for error in faults}) == len(faults)


def test_every_command_of_the_chat_is_documented() -> None:
    assert set(re.findall(r"^\| `/([a-z]+)", CHAT, re.MULTILINE)) == {*MENU, "start"}


def test_every_filter_of_the_word_templates_is_documented() -> None:
    assert {one.__name__ for one in FILTERS} <= set(re.findall(r"`([a-z_]+)`", DOCUMENTS))


def test_every_fault_of_the_database_is_documented_with_its_line() -> None:
    named = {*faults.OF_SQLITE.values(), *faults_of_postgresql.OF_POSTGRESQL.values()}
    assert [words for kind, words in named if f"| `{kind.__name__}` | {words} |" not in STORAGE] == []
