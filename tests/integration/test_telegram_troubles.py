"""The Telegram channel with the real client, against the sandbox: each trouble by our name, and no secret told."""

import asyncio
import logging
import traceback
from base64 import b64encode

import pytest
from yarl import URL

from bot.channels.base import (
    Address,
    Choice,
    Outgoing,
)
from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from bot.errors import (
    BadContent,
    ChannelError,
    ChatMoved,
    MaybeSent,
    NotOurToken,
    SetupError,
    TryAgain,
    Unreachable,
)
from tests.integration.conftest import MONDAY, Playground
from tests.integration.telegram import at, channel_to, shown


async def test_it_says_why_a_message_cannot_arrive(sandbox: Playground, channel: TelegramChannel) -> None:
    kicked = sandbox.world.add_group("Cũ", [sandbox.lan])
    sandbox.people.kick_bot(sandbox.lan, kicked)
    sandbox.people.block(sandbox.lan)
    gone = sandbox.world.add_person("Đã xoá")
    sandbox.people.start(gone)
    sandbox.people.delete_account(gone)
    reasons = []
    for chat in (str(sandbox.lan.id), str(sandbox.minh.id), str(kicked.id), str(gone.id), "4711"):
        with pytest.raises(Unreachable) as refused:
            await channel.send(Address(channel="telegram", chat=chat), Outgoing(html="x"))
        reasons.append(str(refused.value))

    assert reasons == [
        "Forbidden: bot was blocked by the user",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot was kicked from the group chat",
        "Forbidden: user is deactivated",
        "Chat not found",
    ]


async def test_it_says_where_a_group_has_moved(sandbox: Playground, channel: TelegramChannel) -> None:
    new = sandbox.people.migrate(sandbox.group)

    with pytest.raises(ChatMoved) as refused:
        await channel.send(at(sandbox.group), Outgoing(html="x"))

    assert refused.value.new_chat == str(new.id)


async def test_it_says_how_long_to_wait(sandbox: Playground, channel: TelegramChannel) -> None:
    sandbox.world.faults.switch("too_many_requests", value=17, times=1)

    with pytest.raises(TryAgain) as refused:
        await channel.send(at(sandbox.lan), Outgoing(html="x"))

    assert refused.value.after == 17.0


async def test_it_says_to_try_again_when_telegram_breaks_down(sandbox: Playground, channel: TelegramChannel) -> None:
    sandbox.world.faults.switch("server_error", times=1)

    with pytest.raises(TryAgain, match=r"^Internal Server Error") as refused:
        await channel.send(at(sandbox.lan), Outgoing(html="x"))

    assert refused.value.after is None


async def test_it_says_that_a_message_may_have_arrived_when_its_answer_is_lost(
    sandbox: Playground, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, over = asyncio.Event(), asyncio.Event()

    async def lose(method: str) -> None:
        arrived.set()
        await over.wait()

    monkeypatch.setattr(sandbox.world.faults, "after", lose)
    sending = asyncio.create_task(channel.send(at(sandbox.lan), Outgoing(html="Đến nơi")))
    await asyncio.wait_for(arrived.wait(), 2)
    for connection in list(sandbox.server._state.connections):
        connection.transport.abort()  # the line breaks while the answer is awaited

    with pytest.raises(MaybeSent):
        await sending
    over.set()
    assert shown(sandbox, sandbox.lan).text == "Đến nơi"


async def test_it_says_that_a_message_was_not_sent_when_nobody_listens(
    sandbox: Playground, channel: TelegramChannel
) -> None:
    await sandbox.server.stop()

    with pytest.raises(TryAgain):
        await channel.send(at(sandbox.lan), Outgoing(html="x"))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Outgoing(html="<foo>x</foo>"), 'Can\'t parse entities: unsupported start tag "foo" at byte offset 0'),
        (Outgoing(html=" "), "Text must be non-empty"),
        (Outgoing(html="x", choices=[[Choice(label="x", data="đ" * 33)]]), "Button_data_invalid"),
    ],
)
async def test_it_owns_up_to_what_we_said_wrong(
    sandbox: Playground, channel: TelegramChannel, message: Outgoing, words: str
) -> None:
    with pytest.raises(BadContent) as refused:
        await channel.send(at(sandbox.lan), message)

    assert str(refused.value) == words


async def test_it_offers_its_commands_by_language(sandbox: Playground, channel: TelegramChannel) -> None:
    await channel.set_commands({"vi": [("viec", "Việc của tôi")], "en": [("viec", "My duties")]})

    offered = [await sandbox.bot.get_my_commands(language_code=code) for code in (None, "vi", "en")]
    assert [one[0].description for one in offered] == ["Việc của tôi", "Việc của tôi", "My duties"]


async def test_it_has_no_link_before_it_knows_its_name(sandbox: Playground) -> None:
    assert channel_to(sandbox.server).start_link("AB") is None


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "proxy.vn:3128", "http://"])
def test_it_says_which_proxies_it_can_use(proxy: str) -> None:
    with pytest.raises(SetupError) as refused:
        TelegramChannel("7000000001:AA", clock=SimulatedClock(MONDAY), proxy=proxy)

    assert str(refused.value) == (
        "The proxy for Telegram looks like http://host:port or http://user:password@host:port."
    )


async def test_it_goes_through_a_proxy(sandbox: Playground) -> None:
    asked: list[bytes] = []
    basic = b64encode(b"so:matkhau")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    proxy = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    channel = TelegramChannel(
        sandbox.world.token,
        clock=sandbox.clock,
        base_url="https://telegram.example/bot",
        proxy=f"http://so:matkhau@127.0.0.1:{port}",
    )
    async with proxy:
        with pytest.raises(TryAgain) as refused:
            await channel.start()
        await channel.stop()

    assert asked[0].startswith(b"CONNECT telegram.example:443 ")
    assert b"Proxy-Authorization: Basic " + basic in asked[0]
    assert basic.decode() not in str(refused.value)
    assert "matkhau" not in str(refused.value)


async def test_it_keeps_the_token_to_itself(sandbox: Playground, caplog: pytest.LogCaptureFixture) -> None:
    secret = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    caplog.set_level(logging.DEBUG)
    wrong = channel_to(sandbox.server, token=secret)
    told: list[ChannelError] = []
    try:
        await wrong.start()
    except NotOurToken as refused:
        told.append(refused)
    port = URL(sandbox.server.base_url).port
    await sandbox.server.stop()
    try:
        await wrong.send(at(sandbox.lan), Outgoing(html="x"))
    except TryAgain as refused:
        told.append(refused)
    await wrong.stop()

    assert [str(one) for one in told] == [
        "Telegram does not accept the token",
        f"Cannot connect to host 127.0.0.1:{port} ssl:default [Connect call failed ('127.0.0.1', {port})]",
    ]
    for one in told:
        assert secret not in "".join(traceback.format_exception(one))
    assert secret not in caplog.text
    assert secret not in repr(wrong)


def test_it_refuses_a_token_that_is_none() -> None:
    with pytest.raises(NotOurToken, match=r"^the token is malformed$"):
        TelegramChannel("", clock=SimulatedClock(MONDAY))
