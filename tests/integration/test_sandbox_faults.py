"""Troubles that are switched on, and limits of speed."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.clock import SimulatedClock
from sandbox.faults import Faults
from sandbox.model import NotPossible
from sandbox.rates import Rates
from sandbox.refusals import Refusal
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.integration.conftest import MONDAY, Playground, client


@pytest.fixture(autouse=True)
def _modern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client give times as it will in its next version, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def test_it_asks_to_wait_when_there_is_too_much(sandbox: Playground) -> None:
    sandbox.world.faults.switch("too_many_requests", value=17, times=1)

    with pytest.raises(RetryAfter) as refused:
        await sandbox.bot.send_message(sandbox.lan.id, "x")

    assert refused.value.retry_after == timedelta(seconds=17)
    assert (await sandbox.bot.send_message(sandbox.lan.id, "x")).text == "x"


async def test_it_breaks_down(sandbox: Playground) -> None:
    sandbox.world.faults.switch("server_error")
    with pytest.raises(NetworkError, match=r"^Internal Server Error"):
        await sandbox.bot.send_message(sandbox.lan.id, "x")
    with pytest.raises(NetworkError, match=r"^Internal Server Error"):
        await sandbox.bot.get_updates()

    sandbox.world.faults.switch("server_error", on=False)
    await sandbox.bot.send_message(sandbox.lan.id, "x")


async def test_it_breaks_down_behind_a_gateway(sandbox: Playground, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.world.faults.switch("bad_gateway", times=1)

    with pytest.raises(NetworkError, match=r"^Bad Gateway \(502\)\. Parsing the server response b'<html>"):
        await sandbox.bot.send_message(sandbox.lan.id, "x")


@pytest.mark.parametrize("fault", ["token_revoked", "token_unknown"])
async def test_it_knows_the_token_no_more(sandbox: Playground, fault: str) -> None:
    sandbox.world.faults.switch(fault, times=1)

    with pytest.raises(InvalidToken):
        await sandbox.bot.get_me()


@pytest.mark.parametrize(("fault", "arrives"), [("line_cut", False), ("answer_cut", True)])
async def test_it_breaks_the_line_before_or_after_it_has_done_what_it_was_asked(
    sandbox: Playground, fault: str, arrives: bool
) -> None:
    sandbox.world.faults.switch(fault, times=1)

    with pytest.raises(NetworkError):
        await sandbox.bot.send_message(sandbox.lan.id, "x")
    await sandbox.bot.get_me()

    assert (sandbox.world.history(sandbox.lan)[-1].text == "x") == arrives


@pytest.mark.parametrize(
    ("fault", "words", "passes"),
    [
        ("markup_refused", 'Can\'t parse entities: unsupported start tag "x" at byte offset 0', {"text": "x"}),
        ("buttons_refused", "Button_data_invalid", {"text": "x", "parse_mode": "HTML"}),
        ("dress_refused", "This is not to somebody's liking", {"text": "x"}),
        ("length_refused", "Message is too long", {"text": "x" * 999, "parse_mode": "HTML"}),
    ],
)
async def test_it_refuses_what_is_said_in_one_way_and_takes_it_in_another(
    sandbox: Playground, fault: str, words: str, passes: dict[str, str]
) -> None:
    button = {"inline_keyboard": [[{"text": "Xong", "callback_data": "done:1"}]]}
    sandbox.world.faults.switch(fault)

    with pytest.raises(BadRequest) as refused:
        await sandbox.bot.send_message(
            sandbox.lan.id, "x" * 1001, parse_mode="HTML", api_kwargs={"reply_markup": button}
        )
    await sandbox.bot.send_message(sandbox.lan.id, **passes)

    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("fault", "words"),
    [("text_empty", "Message text is empty"), ("all_refused", "This is not to anybody's liking")],
)
async def test_it_refuses_whatever_is_said(sandbox: Playground, fault: str, words: str) -> None:
    sandbox.world.faults.switch(fault)

    with pytest.raises(BadRequest) as refused:
        await sandbox.bot.send_message(sandbox.lan.id, "x")

    assert str(refused.value) == words


async def test_it_takes_a_picture_as_a_file_only(sandbox: Playground) -> None:
    sandbox.world.faults.switch("picture_refused")

    with pytest.raises(BadRequest, match=r"^Image_process_failed$"):
        await sandbox.bot.send_photo(sandbox.lan.id, b"x")
    assert (await sandbox.bot.send_document(sandbox.lan.id, b"x")).document is not None


async def test_a_group_lets_the_bot_write_but_send_no_files_or_neither(sandbox: Playground) -> None:
    sandbox.people.restrict_bot(sandbox.lan, sandbox.group, files=False)
    await sandbox.bot.send_message(sandbox.group.id, "x")
    with pytest.raises(BadRequest, match=r"^Not enough rights to send documents to the chat$"):
        await sandbox.bot.send_document(sandbox.group.id, b"x")

    sandbox.people.restrict_bot(sandbox.lan, sandbox.group, write=False)
    with pytest.raises(BadRequest, match=r"^Not enough rights to send text messages to the chat$"):
        await sandbox.bot.send_message(sandbox.group.id, "x")


async def test_a_message_that_people_delete_can_be_edited_no_more(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "x")
    sandbox.people.delete(sandbox.lan, sandbox.lan, sent.message_id)
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await sent.edit_text("y")

    posted = await sandbox.bot.send_message(sandbox.group.id, "x")
    with pytest.raises(NotPossible):
        sandbox.people.delete(sandbox.minh, sandbox.group, posted.message_id)


async def test_it_is_slow(sandbox: Playground) -> None:
    sandbox.world.faults.switch("slow", value=0.1)
    began = time.perf_counter()
    await sandbox.bot.send_message(sandbox.lan.id, "x")

    assert time.perf_counter() - began >= 0.1


async def test_it_does_what_it_was_asked_though_the_answer_is_lost(sandbox: Playground) -> None:
    sandbox.world.faults.switch("timeout")

    with pytest.raises(TimedOut):
        await sandbox.bot.send_message(sandbox.lan.id, "đến nơi", read_timeout=0.05)

    shown = sandbox.world.last_message(sandbox.lan)
    assert shown is not None
    assert shown.text == "đến nơi"


async def test_it_loses_files_that_were_sent(sandbox: Playground) -> None:
    gone = r"^Wrong file_id or the file is temporarily unavailable$"
    sent = sandbox.people.send_file(sandbox.lan, sandbox.lan, "bien-ban.pdf", b"%PDF")
    assert sent.file is not None
    sandbox.world.faults.switch("file_gone", times=1)
    with pytest.raises(BadRequest, match=gone):
        await sandbox.bot.get_file(sent.file.id)
    found = await sandbox.bot.get_file(sent.file.id)

    sandbox.world.lose_file(sent.file.id)

    with pytest.raises(BadRequest, match=gone):
        await sandbox.bot.get_file(sent.file.id)
    with pytest.raises(InvalidToken):  # how the client reads that the address leads nowhere
        await found.download_as_bytearray()
    with pytest.raises(BadRequest, match=r"^Wrong file identifier/http url specified$"):
        await sandbox.bot.send_document(sandbox.lan.id, sent.file.id)
    assert sandbox.world.file(sent.file.id) is sent.file


async def test_it_stops_though_an_answer_is_held_back() -> None:
    faults = Faults()
    faults.switch("timeout", value=60)
    held = asyncio.create_task(faults.after("sendMessage"))
    await asyncio.sleep(0)
    faults.stop()

    async with asyncio.timeout(1):
        await held


def test_it_holds_to_the_limits_of_speed_by_the_clock() -> None:
    clock = SimulatedClock(MONDAY)
    rates = Rates(clock, enforced=True)

    def wait(chat: int, *, group: bool = False) -> int:
        try:
            rates.count(chat, group=group)
        except Refusal as refusal:
            return int((refusal.parameters or {})["retry_after"])
        return 0

    assert [wait(chat) for chat in range(31)] == [0] * 30 + [1]
    clock.move_to(MONDAY + timedelta(seconds=1))
    assert [wait(7), wait(7)] == [0, 1]
    in_a_minute = []
    for second in range(2, 24):
        clock.move_to(MONDAY + timedelta(seconds=second))
        in_a_minute.append(wait(-1, group=True))
    assert in_a_minute == [0] * 20 + [40, 39]


@pytest.fixture
async def strict() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(World(SimulatedClock(MONDAY), enforce_rates=True)) as server:
        yield server


async def test_it_refuses_the_second_message_in_a_second(strict: SandboxServer) -> None:
    lan = strict.world.add_person("Lan")
    strict.people.start(lan)
    async with client(strict) as bot:
        sent = await bot.send_message(lan.id, "một")
        with pytest.raises(RetryAfter) as refused:
            await sent.edit_text("hai")

    assert refused.value.retry_after == timedelta(seconds=1)
