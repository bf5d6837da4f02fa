"""All texts, in both languages: they say what they are given, as a messenger takes it, and none is missing or idle."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, TemplateNotFound, UndefinedError, meta

import bot
import handlers
from bot.channels.health import Standing
from bot.dates import Misdate
from bot.domain.duties import Status
from bot.domain.extensions import ExtensionState
from bot.domain.files import FileState
from bot.domain.obstacles import Category, Side, TicketState
from bot.domain.periods import HALVES, YEAR
from bot.domain.questionnaire import Group
from bot.domain.reports import ReportState, Section
from bot.domain.rights import Role
from bot.numbers import Misnumber
from bot.services.groups import problems_of
from bot.services.screens import COMPOSERS
from bot.texts.messages import Alarm, Message, OutOfReach, Said
from bot.texts.render import FOLDER, LANGUAGES, Texts
from handlers.router import MENU
from handlers.tasks import NEXT
from tests.unit.samples import FACTS, HOSTILE, SAMPLES, hostile

TEXTS = Texts()
ALLOWED = {"b", "i", "blockquote", "code"}
TAG = re.compile(r"<(/?)([a-z]+)>")
ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d+);")
NEW_STYLE = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])\b")
TOAST = 200  # characters, Telegram's limit
LABEL = 32  # characters, what a phone shows of a button


def phrases(language: str) -> dict[str, str]:
    tree = yaml.safe_load((FOLDER / language / "phrases.yaml").read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, texts in tree.items() if group != "day" for key, text in texts.items()}


PHRASES = {language: phrases(language) for language in LANGUAGES}


def group(name: str) -> set[str]:
    return {key.removeprefix(f"{name}.") for key in PHRASES["vi"] if key.startswith(f"{name}.")}


def needs(key: str, language: str) -> set[str]:
    """Return what a phrase has to be given."""
    environment = Environment(autoescape=True)
    environment.filters.update(period=str, day=str)
    return meta.find_undeclared_variables(environment.parse(PHRASES[language][key])) - {"phrase"}


def faults(html: str) -> list[str]:
    """Return why Telegram would not take a text, or a reader would wonder."""
    found = []
    opened: list[str] = []
    for close, name in TAG.findall(html):
        if not close:
            found += [f"tag {name}"] * (name not in ALLOWED)
            opened.append(name)
        elif not opened or opened.pop() != name:
            found.append(f"</{name}> closes nothing")
    bare = TAG.sub("", html)
    found += [f"{name} is never closed" for name in opened]
    found += [f"unescaped {sign}" for sign in "<>&" if sign in ENTITY.sub("", bare)]
    read = unescape(bare).replace(HOSTILE, "…")
    odd = {"None": "None", "{{": "a template's braces", "Undefined": "Undefined", "((": "((", "  ": "two spaces"}
    found += [why for sign, why in odd.items() if sign in read]
    found += [f"a gap before {sign!r}" for sign in re.findall(r" ([,.;:)])", read)]
    if html != html.strip() or "\n\n\n" in html or re.search(r"[ \t]\n", html):
        found.append("stray blanks")
    return found


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>a<i>b</b></i>", ["</b> closes nothing", "</i> closes nothing"]),
        ("<u>a</u>", ["tag u"]),
        ("<b>a", ["b is never closed"]),
        ("a < b & c", ["unescaped <", "unescaped &"]),
        ("a  b , None", ["None", "two spaces", "a gap before ','"]),
        ("a \nb", ["stray blanks"]),
        ("a\n\n\nb", ["stray blanks"]),
        ("<b>a</b> &amp; {{ b }}", ["a template's braces"]),
    ],
)
def test_its_faults_would_be_seen(html: str, why: list[str]) -> None:
    assert faults(html) == why


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_every_message_as_telegram_takes_it(name: str, language: str) -> None:
    text = TEXTS.render(SAMPLES[name], language)
    assert text
    assert faults(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_it_lets_nobody_write_markup(name: str, language: str) -> None:
    assert faults(TEXTS.render(hostile(SAMPLES[name]), language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(group("said")))
def test_it_says_every_short_answer_to_a_message_and_to_a_press(key: str, language: str) -> None:
    facts = {name: FACTS[name] for name in needs(f"said.{key}", language)}
    if key.startswith("extension"):
        facts["state"] = ExtensionState.GRANTED.value
    said = Said(key=key, facts=facts)
    assert faults(TEXTS.render(said, language)) == []
    assert faults(TEXTS.render(hostile(said), language)) == []
    toast = TEXTS.label(f"said.{key}", language, said.facts)
    assert "<" not in toast
    assert len(toast) <= TOAST


def test_it_has_a_sample_of_every_message_and_a_message_for_every_view() -> None:
    sampled = {type(message) for message in SAMPLES.values()}
    assert sampled == set(Message.__subclasses__())
    assert {message.template for message in sampled} == set(COMPOSERS) - {"escalation", "extension_answer"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_templates_of_the_messages_and_no_others(language: str) -> None:
    files = {path.stem for path in (FOLDER / language).glob("[!_]*.j2")}
    assert files == {message.template for message in Message.__subclasses__()}


def test_it_has_the_same_parts_and_phrases_in_both_languages() -> None:
    vi, en = ({path.name for path in (FOLDER / language).iterdir()} for language in LANGUAGES)
    assert vi == en
    assert list(PHRASES["vi"]) == list(PHRASES["en"])
    assert {key: needs(key, "vi") for key in PHRASES["vi"]} == {key: needs(key, "en") for key in PHRASES["en"]}


def test_it_has_a_phrase_for_every_state_and_no_others() -> None:
    assert group("status") == set(Status)
    assert group("icon") == {*Status, "overdue"}
    assert group("ticket") == set(TicketState)
    assert group("category") == set(Category)
    assert group("extension") == set(ExtensionState)
    assert group("file") == set(FileState)
    assert group("side") == set(Side)
    assert group("report") == set(ReportState)
    assert group("section") == set(Section)
    assert group("walk") == set(Group)
    assert group("role") == set(Role)
    assert group("period") == {*HALVES, YEAR}
    assert group("group_problem") == {"absent", "unchecked", *problems_of(Standing(present=True, forum=True))}
    assert group("command") == set(MENU)
    assert group("group") == {Role.ICT, Role.LEADER}
    assert group("alarm") == {one.kind for one in SAMPLES.values() if isinstance(one, Alarm)}
    assert group("unreachable") == {one.why for one in SAMPLES.values() if isinstance(one, OutOfReach)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_labels_fit_a_button(language: str) -> None:
    facts = {
        **{"number": 12, "count": 12, "value": 75, "day": date(2009, 12, 30)},
        **{"name": "Sở Nông nghiệp và Môi trường", "role": "ict"},
    }
    labels = {key: TEXTS.label(f"button.{key}", language, facts) for key in group("button")}
    assert {key: label for key, label in labels.items() if len(label) > LABEL} == {}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.[jy]*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_its_letters_are_composed_and_their_accents_stand_where_decree_30_puts_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert NEW_STYLE.findall(text.lower()) == []


@cache
def nodes() -> tuple[ast.Call | ast.Constant, ...]:
    """Return all that the code calls and all that is written in it."""
    found: list[ast.Call | ast.Constant] = []
    for package in (bot, handlers):
        for path in Path(package.__path__[0]).rglob("*.py"):
            if path.parent.name in ("dates", "commands"):
                continue  # a grammar of what people say, the command line: with words of their own
            module = ast.parse(path.read_text(encoding="utf-8"))
            found += [node for node in ast.walk(module) if isinstance(node, ast.Call | ast.Constant)]
    return tuple(found)


def spelled(node: ast.expr) -> set[str]:
    """Return the texts an expression may stand for, as far as they are written there."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return spelled(body) | spelled(orelse)
    return set()


PREFIXES = {
    "said": "said.",
    "Refused": "said.",
    "Said": "said.",
    "Button": "button.",
    "say": "",
    "Toast": "",
    "tell": "alarm.",
}
"""Of the phrases that a call names."""


def spoken_by(function: ast.expr) -> str:
    """Return the name of what a method is called on."""
    return getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else ""


def uses() -> Iterator[tuple[str, set[str]]]:
    """Yield each phrase that the code names, and the names of the facts it gives it."""
    for call in (node for node in nodes() if isinstance(node, ast.Call)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function not in PREFIXES or spoken_by(call.func) == "words":
            continue  # the words of `init` are its own
        words = {word.arg: word.value for word in call.keywords if word.arg}
        rest = {fact for fact in FACTS if any(word.arg is None for word in call.keywords)}
        facts = words.pop("facts", None)
        given = {*words} if facts is None else set().union(*(spelled(key) for key in getattr(facts, "keys", ()) if key))
        for key in spelled(call.args[0] if call.args else words.get("key", call.func)):
            yield PREFIXES[function] + key, given | rest


def test_the_code_names_only_phrases_that_there_are_and_gives_them_what_they_need() -> None:
    for key, given in uses():
        assert key in PHRASES["vi"], key
        assert needs(key, "vi") <= given, key


def test_no_phrase_is_idle() -> None:
    written = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    written |= {f"category_{one}" for one in Category} | {f"task_{step}" for step in NEXT}
    written |= {f"section_{one}" for one in Section}
    written |= {f"date_{one.name.lower()}" for one in Misdate}
    written |= {f"number_{one.name.lower()}" for one in Misnumber}
    idle = {
        f"{name}.{key}"
        for name in ("button", "toast", "said", "coming")
        for key in group(name)
        if key not in written and f"{name}.{key}" not in written
    }
    templates = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.j2"))
    idle |= {f"left.{key}" for key in group("left") if f'"left.{key}"' not in templates}
    assert idle == set()


def test_it_reads_a_template_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts()
    first = texts.render(SAMPLES["all of a morning"], "vi")
    monkeypatch.setattr(Environment, "compile", None)
    assert texts.render(SAMPLES["all of a morning"], "vi") == first


def test_a_slip_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        TEXTS.label("said.relayed", "vi", {"number": "VM-2009-0001"})
    with pytest.raises(TemplateNotFound):
        TEXTS.label("said.no_such_phrase", "vi")


@pytest.mark.parametrize(
    ("kind", "count", "titles", "more", "vi", "en"),
    [
        ("reminder", 1, ["A"], 0, "Nhắc 1 phân công: A", "Reminder of 1 assignment: A"),
        (
            *("reminder", 5, ["A", "B"], 3),
            "Nhắc 5 phân công: A; B và 3 nhiệm vụ khác",
            "Reminder of 5 assignments: A; B and 3 more",
        ),
        (
            *("report", 2, ["2009-H1"], 0),
            "Nhắc 2 cơ quan gửi báo cáo 6 tháng đầu năm 2009",
            "2 agencies are asked for the report for the first half of 2009",
        ),
        ("opening", 1, ["2009-Y"], 0, "Mở kỳ báo cáo năm 2009", "Reports open for the year 2009"),
        ("digest", 1, [], 0, "Bản tin tuần", "Weekly digest"),
        ("retry", 1, [], 0, "Gửi lại tin chưa gửi được", "Another try for a message not sent"),
    ],
)
def test_it_says_what_comes_next(kind: str, count: int, titles: list[str], more: int, vi: str, en: str) -> None:
    facts = {"count": count, "titles": titles, "more": more}
    assert (TEXTS.label(f"coming.{kind}", "vi", facts), TEXTS.label(f"coming.{kind}", "en", facts)) == (vi, en)
