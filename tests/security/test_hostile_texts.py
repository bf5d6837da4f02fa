"""Hostile names and texts, through the whole house and out of every sink: shown as letters, and nothing else."""

import ast
import asyncio
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

import docx
import pytest
import structlog
import yaml
from openpyxl import load_workbook

import bot
import handlers
import schedules
from bot import intake
from bot.channels.memory import Said
from bot.domain.rights import Role
from bot.source import _LOADER
from bot.texts.render import LOADER, Texts
from sandbox import html
from tests.security.conftest import built
from tests.security.fort import ICT, LAN, Fort

MARKUP = '<b>&"\'</i><a href="tg://x">{{ 7*7 }}{% raw %}{_{ %s ${x}'
FORMULA = '=HYPERLINK("http://x","x")'
HIDDEN = "\u202e\u2066\u200b\u2060\ufeff\x00\x1b[31m\ud800\u00ad\U000e0041"
EVIL = f"{FORMULA}{MARKUP}{HIDDEN}😀" + "\u0336" * 30
SEEN = f"{FORMULA}{MARKUP}[31m😀\u0336\u0336"
"""What is left of it: all that can be seen, as it was written."""
WATCHED = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\ud800-\udfff]")
SECRETIVE = re.compile(r"secret|token(?!s)|passw|code_hash", re.IGNORECASE)


async def tell_everywhere(fort: Fort) -> None:
    """Let somebody with an evil name write evil words wherever words can be written."""
    ids = await fort.ids("so-y-te")
    fort.names["700"] = EVIL
    await fort.say("700", f"/start {await fort.invite('so-y-te', Role.OFFICER)}")
    await fort.press("700", f"done:{ids['portal']}")
    await fort.say("700", EVIL)
    await fort.press("700", f"stuck:{ids['email']}")
    await fort.say("700", EVIL)
    fort.later(minutes=1)
    await fort.press("700", f"extend:{ids['lan']}")
    await fort.say("700", "15/4")
    await fort.press("700", f"until:{ids['lan']}:20090415")
    await fort.say("700", EVIL)
    fort.later(minutes=1)
    await fort.press("700", f"done:{ids['awareness']}")
    await fort.send("700", f"../{EVIL}.pdf", text=EVIL)
    await fort.press("700", f"skip:{ids['awareness']}")
    fort.later(minutes=1)
    fort.names["777"] = EVIL
    await fort.say(ICT, f"/giaoviec {EVIL}", by="777")
    for data in ("to:so-y-te", "enough", "undated", "give"):
        await fort.press(ICT, data, by="777")
    await fort.say(ICT, "/tim VM-2009-0001", by="777")
    fort.later(minutes=1)
    for words in ("/danhba", "/danhba " + EVIL, "/tim " + EVIL, "/tuan"):
        await fort.say(ICT, words, by="778")
    await fort.press(ICT, "at:so-y-te", by="779")
    for duty in (ids["portal"], ids["email"]):
        await fort.press(LAN, f"history:{duty}")
        await fort.press(LAN, f"more:{duty}")
        fort.later(seconds=10)
    for form in ("docx", "xlsx"):
        await fort.press(ICT, f"wholepaper:2009-Y:{form}")


@dataclass(frozen=True)
class Aftermath:
    """What the house has said, sent and logged after somebody wrote evil words everywhere."""

    messages: list[Said]
    toasts: list[str]
    log: list[str]

    def paper(self, ending: str) -> BytesIO:
        found = [one.message.attachment for one in self.messages if one.message.attachment]
        return BytesIO(next(file.content for file in found if file.name.endswith(ending)))


@pytest.fixture(scope="module")
def aftermath(plan: Path, tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Aftermath:
    folder, log = tmp_path_factory.mktemp("evil"), list[str]()
    shutil.copy(plan / "fort.db", folder)

    def keep(_logger: object, _method: str, event: dict[str, object]) -> dict[str, object]:
        log.append(repr(event))
        raise structlog.DropEvent

    async def play() -> Aftermath:
        structlog.configure(processors=[keep], cache_logger_on_first_use=False)
        fort = built(folder, texts)
        await tell_everywhere(fort)
        await fort.house.store.stop()
        channel = fort.channel
        return Aftermath([*channel.sent, *channel.edited], [one.text or "" for one in channel.acknowledged], log)

    return asyncio.run(play())


def test_hostile_words_are_letters_in_every_message(aftermath: Aftermath) -> None:
    for one in aftermath.messages:
        plain, entities = html.parse(one.message.html)  # raises for markup that a messenger does not take
        assert {entity["type"] for entity in entities} <= {"bold", "italic", "blockquote", "code"}, plain
        assert not WATCHED.search(plain)
    assert sum(SEEN in unescape(one.message.html) for one in aftermath.messages) > 20


def test_hostile_words_are_letters_on_every_button_and_in_every_toast(aftermath: Aftermath) -> None:
    labels = [choice.label for one in aftermath.messages for row in one.message.choices for choice in row]
    assert any(FORMULA[:9] in label for label in labels)
    assert [text for text in (*labels, *aftermath.toasts) if WATCHED.search(text) or "\n" in text] == []


def test_what_looks_like_a_template_is_no_template(aftermath: Aftermath) -> None:
    said = [unescape(one.message.html) for one in aftermath.messages]
    assert any("{{ 7*7 }}{% raw %}{_{ %s ${x}" in text for text in said)
    assert not any("49" in text for text in (*said, *aftermath.toasts))


def test_hostile_words_are_no_formula_in_excel(aftermath: Aftermath) -> None:
    book = load_workbook(aftermath.paper(".xlsx"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    words = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(text.startswith(FORMULA) for text in words)
    assert [text for text in words if WATCHED.search(text)] == []


def test_hostile_words_are_letters_in_word(aftermath: Aftermath) -> None:
    document = docx.Document(aftermath.paper(".docx"))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    text += "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert FORMULA in text
    assert not WATCHED.search(text)
    with zipfile.ZipFile(aftermath.paper(".docx")) as parts:
        assert not any(b"tg://" in parts.read(name) for name in parts.namelist() if name.endswith(".rels"))


def test_hostile_words_and_names_are_in_no_log(aftermath: Aftermath) -> None:
    assert len(aftermath.log) > 10
    assert [line for line in aftermath.log if "HYPERLINK" in line or "Nguyễn" in line] == []


async def test_cleaning_at_the_door_is_what_keeps_hidden_letters_out(
    fort: Fort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "harmless", lambda event: event)
    fort.names["700"] = "Lan\u202e\u200bnimdA"
    await fort.say("700", f"/start {await fort.invite('so-y-te', Role.OFFICER)}")
    assert WATCHED.search("".join(fort.seen("700")))


async def test_a_text_as_long_as_can_be_is_refused_or_shown_whole(fort: Fort) -> None:
    ids = await fort.ids("so-y-te")
    for length, key in ((4096, None), (4097, "text_too_long"), (16_384, "text_too_long")):
        fort.later(minutes=1)
        await fort.press(LAN, f"stuck:{ids['email']}")
        await fort.say(LAN, "ữ" * length)
        if key is not None:
            assert fort.seen(LAN)[-1] == fort.said(key, length=length, limit=4096)
        await fort.say(LAN, "/huy")
    async with fort.house.store.look() as work:
        assert [len(ticket.text) for ticket in await work.tickets.all()] == [4096]
    for command in ("tim", "danhba", "moi", "vangmat", "giaoviec", "khong_co_lenh_nay", "start"):
        fort.later(minutes=1)
        await fort.say(ICT, f"/{command} " + "ữ \u0301" * 5000, by="777")
        await fort.say(LAN, f"/{command} " + "9/" * 8000)
    assert await fort.contact(LAN) is not None


def sources(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield our modules that have one of some words, by the names of their files."""
    for package in (bot, handlers, schedules):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if any(word in text for word in words):
                yield path.name, ast.parse(text)


def calls(*words: str) -> Iterator[tuple[str, str]]:
    """Yield what such modules call, as it is written there."""
    for name, tree in sources(*words):
        yield from ((name, ast.unparse(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_yaml_is_read_by_safe_loaders_only() -> None:
    """Any other would build whatever a file names."""
    found = {one for one in calls("yaml.") if one[1].startswith("yaml.") and "dump" not in one[1]}
    assert {one for one in found if one[1] != "yaml.safe_load"} == {
        ("render.py", "yaml.load"),
        ("source.py", "yaml.parse"),
    }
    assert {LOADER, _LOADER} <= {yaml.SafeLoader, yaml.CSafeLoader}


def test_templates_are_made_of_our_files_only() -> None:
    """A template made of what people write would run it: their words go into templates as values."""
    found = {one for one in calls("from_string(", "Template(") if re.search(r"(^|\.)(from_string|Template)$", one[1])}
    assert found == {
        ("make_templates.py", "Template"),  # a document that is laid out
        ("writing.py", "self._templates.from_string"),  # the phrases of `nhacviec init`
    }


def test_no_secret_is_compared_with_an_equals_sign() -> None:
    """How long ``==`` takes tells how much was right. A code is looked up by its digest, which nobody can steer."""
    found = []
    for file, tree in sources("secret", "token", "passw", "code_hash"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
                sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
                found += [(file, ast.unparse(node)) for side in sides if SECRETIVE.search(side)]
    assert set(found) == {("codes.py", "codes.c.hash == code_hash")}
    assert ("hook.py", "hmac.compare_digest") in set(calls("compare_digest"))
