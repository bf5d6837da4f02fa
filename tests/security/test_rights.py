"""Rights: the page tells them all, and every command and button refuses whoever has none, from wherever it comes."""

import importlib.util
import re
from pathlib import Path

import pytest

from bot.domain.people import Contact
from bot.domain.rights import TABLE, Action, may
from bot.services import (
    completion,
    desk,
    duties,
    enrolment,
    extending,
    filling,
    handing,
    inviting,
    leaving,
    obstacles,
    presence,
    proposing,
    quieting,
    tasks,
)
from bot.services.base import Service
from handlers.router import CHOICES, COMMANDS
from tests.security.business import SECRETS, THEIRS, Presses
from tests.security.fort import ADMIN, HEAD, ICT, LAN, LEADERS, NO_RIGHT, OTHER, STRANGER, Fort

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "rights.md").read_text(encoding="utf-8")
SERVICES = (
    *(completion, desk, duties, enrolment, extending, filling, handing, inviting, leaving, obstacles, presence),
    *(proposing, quieting, tasks),
)
ENROLLED, ASKED = "enrolled", "asked"


def rows(heading: str) -> list[list[str]]:
    found = re.search(rf"^## {heading}$.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    _, _, *lines = re.findall(r"^\|(.*)\|$", found[0], re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def guards(heading: str) -> dict[str, set[str]]:
    """Return which rights each command or button takes, any of which will do."""
    return {
        cells[0].strip("`/ "): set(re.findall(r"`(\w+)`", cells[1])) or {cells[1].strip()} for cells in rows(heading)
    }


BUTTONS = guards("What each button takes")
WORDS = guards("What each command takes")


def test_the_page_has_the_table_as_it_is() -> None:
    spec = importlib.util.spec_from_file_location("make_rights", DOCS / "make_rights.py")
    assert spec is not None
    assert spec.loader is not None
    make_rights = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_rights)
    assert make_rights.page(PAGE) == PAGE, "run docs/make_rights.py"


def test_the_page_names_every_command_and_button_and_every_right() -> None:
    assert set(BUTTONS) == set(CHOICES)
    assert set(WORDS) == set(COMMANDS)
    named = {right for rights in (*BUTTONS.values(), *WORDS.values()) for right in rights}
    assert named - {ENROLLED, ASKED} == set(Action)
    assert set(TABLE) == set(Action)


def test_the_page_names_the_methods_that_check() -> None:
    known = {name: value for module in SERVICES for name, value in vars(module).items()}
    for cells in rows("What each button takes"):
        if checked := re.fullmatch(r"`(\w+)\.(\w+)`", cells[2].strip()):
            assert callable(getattr(known[checked[1]], checked[2])), cells


ASKED_FOR = ("tim bí mật", "tim hộp thư", "tim VM-2009-0001", "danhba lan", "moi y te")


def allowed(contact: Contact, rights: set[str]) -> bool:
    return any(may(contact.actor, Action(right), THEIRS) for right in rights - {ENROLLED, ASKED})


async def test_every_button_refuses_whoever_has_no_right_to_it(busy: Fort, presses: Presses) -> None:
    without = []
    for chat in (LAN, HEAD, OTHER, ICT, LEADERS, ADMIN):
        contact = await busy.contact(chat)
        assert contact is not None
        without += [
            (chat, data)
            for name, data in presses.items()
            if ENROLLED not in BUTTONS[name] and not allowed(contact, BUTTONS[name])
        ]
    reasons = await busy.tried(without)
    assert [press for press, why in zip(without, reasons, strict=True) if why not in NO_RIGHT] == []
    assert len(without) > 200


async def test_another_agency_reads_nothing_by_pressing_or_asking(busy: Fort, presses: Presses) -> None:
    told = []
    for name in ("open", "history", "ticket", "report", "paper", "papers", "files", "at", "received", "grant", "noted"):
        told.append(await busy.press(OTHER, presses[name]) or "")
        busy.later(seconds=2)
    for words in (*ASKED_FOR, *COMMANDS):
        await busy.say(OTHER, f"/{words}")
        busy.later(seconds=2)
    told += busy.seen(OTHER)
    assert len(told) > 25
    assert [(secret, text) for text in told for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(("chat", "answer"), [(STRANGER, "stranger"), ("-666", "stranger_group")])
async def test_a_stranger_and_a_foreign_group_get_one_answer_whatever_they_send(
    busy: Fort, presses: Presses, chat: str, answer: str
) -> None:
    by = LAN if chat.startswith("-") else None
    assert set(await busy.tried([(chat, data) for data in presses.values()], by=by)) == {answer}
    before = await busy.state()
    assert await busy.press(chat, presses["done"], by=by) == busy.said(answer)
    for words in ("chào", "VM-2009-0001", "/tim lan", "/danhba", "/start", "/khong_co"):
        await busy.say(chat, words)
        busy.later(hours=1)
    assert set(busy.seen(chat)) == ({busy.said("stranger")} if chat == STRANGER else set())
    assert await busy.state() == before


async def test_a_removed_officer_is_a_stranger(busy: Fort, presses: Presses) -> None:
    await busy.press(ICT, presses["expelled"])
    before = await busy.state()
    for name in ("done", "open", "hand", "report", "list", "lang"):
        assert await busy.press(LAN, presses[name]) == busy.said("stranger"), name
        busy.later(hours=1)
    await busy.say(LAN, "/tim lan")
    assert busy.seen(LAN)[-1] == busy.said("stranger")
    assert await busy.state() == before


@pytest.mark.parametrize("button", ["done", "open", "expelled", "accept"])
async def test_the_check_is_what_refuses(
    busy: Fort, presses: Presses, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    """Without it the same press goes through."""
    monkeypatch.setattr(Service, "require", lambda *_: None)
    monkeypatch.setattr(leaving, "may", lambda *_: True)
    assert await busy.press(OTHER, presses[button]) not in busy.refusals
