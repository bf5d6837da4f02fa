"""The Telegram channel against the sandbox: what it sends, what it hears, and when it acknowledges."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.base import (
    Address,
    Attachment,
    ChatKind,
    Choice,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    MembershipEvent,
    MovedEvent,
    Outgoing,
    TextEvent,
)
from bot.channels.telegram import TelegramChannel
from bot.errors import ChatMoved, MessageGone, NotOurToken, TryAgain, TwoPollers, Unreachable
from tests.integration.conftest import Playground

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest_asyncio.fixture
async def channel(sandbox: Playground) -> AsyncIterator[TelegramChannel]:
    base = sandbox.server.base_url
    found = TelegramChannel(
        sandbox.world.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", clock=sandbox.clock
    )
    await found.start()
    yield found
    await found.stop()


def private(sandbox: Playground) -> Address:
    return Address(channel="telegram", chat=str(sandbox.lan.id))


async def hear(channel: TelegramChannel, sandbox: Playground, count: int = 1) -> list[Event]:
    """Receive until ``count`` events have been taken and confirmed."""
    events: list[Event] = []

    async def intake(event: Event) -> None:
        events.append(event)

    loop = asyncio.create_task(channel.receive(intake))
    await sandbox.world.until_idle()
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert len(events) == count
    return events


async def test_it_sends_text_with_buttons_and_edits_it(sandbox: Playground, channel: TelegramChannel) -> None:
    message = Outgoing(html="<b>Nhắc</b> việc", choices=[[Choice(label="✅ Hoàn thành", data="done:1")]], silent=True)
    number = await channel.send(private(sandbox), message)
    shown = sandbox.world.last_message(sandbox.lan)
    assert shown is not None
    assert (str(shown.id), shown.html, shown.silent) == (number, "<b>Nhắc</b> việc", True)
    assert [[(one.text, one.data) for one in row] for row in shown.buttons] == [[("✅ Hoàn thành", "done:1")]]

    await channel.edit(private(sandbox), number, Outgoing(html="Đã xong"))
    await channel.edit(private(sandbox), number, Outgoing(html="Đã xong"))  # nothing to change is no fault
    assert (shown.html, shown.buttons) == ("Đã xong", [])


async def test_it_sends_a_long_text_in_parts_with_the_buttons_below_the_last(
    sandbox: Playground, channel: TelegramChannel
) -> None:
    lines = "\n".join(f"{number}. " + "nhiệm vụ " * 20 for number in range(60))
    await channel.send(private(sandbox), Outgoing(html=lines, choices=[[Choice(label="Mở", data="open:1")]]))
    sent = [one for one in sandbox.world.history(sandbox.lan) if one.sender.is_bot]
    assert len(sent) == 3
    assert [bool(one.buttons) for one in sent] == [False, False, True]
    assert "".join("".join(one.text.split()) for one in sent) == "".join(lines.split())


async def test_it_sends_files_and_pictures(sandbox: Playground, channel: TelegramChannel) -> None:
    await channel.send(
        private(sandbox), Outgoing(html="Biểu đồ", attachment=Attachment(name="tuan.png", content=PIXEL, picture=True))
    )
    picture = sandbox.world.last_message(sandbox.lan)
    assert picture is not None
    assert (picture.text, bool(picture.file and picture.file.width)) == ("Biểu đồ", True)
    await channel.send(
        private(sandbox), Outgoing(html="x" * 1500, attachment=Attachment(name="bao-cao.txt", content=b"1"))
    )
    file, text = sandbox.world.history(sandbox.lan)[-2:]
    assert file.file is not None
    assert (file.file.name, len(text.text)) == ("bao-cao.txt", 1500)


async def test_it_names_the_faults_of_chats(sandbox: Playground, channel: TelegramChannel) -> None:
    hello = Outgoing(html="Chào")
    with pytest.raises(Unreachable):
        await channel.send(Address(channel="telegram", chat=str(sandbox.minh.id)), hello)
    sandbox.people.block(sandbox.lan)
    with pytest.raises(Unreachable):
        await channel.send(private(sandbox), hello)
    sandbox.people.unblock(sandbox.lan)
    with pytest.raises(MessageGone):
        await channel.edit(private(sandbox), "9999", hello)
    old = str(sandbox.group.id)
    moved = sandbox.people.migrate(sandbox.group)
    with pytest.raises(ChatMoved) as caught:
        await channel.send(Address(channel="telegram", chat=old), hello)
    assert caught.value.new_chat == str(moved.id)


async def test_it_names_the_faults_of_the_server(sandbox: Playground, channel: TelegramChannel) -> None:
    sandbox.world.faults.switch("too_many_requests", True, 17, times=1)
    with pytest.raises(TryAgain) as caught:
        await channel.send(private(sandbox), Outgoing(html="Chào"))
    assert caught.value.after == 17.0
    sandbox.world.faults.switch("server_error", True, times=1)
    with pytest.raises(TryAgain) as caught:
        await channel.send(private(sandbox), Outgoing(html="Chào"))
    assert caught.value.after is None


async def test_it_hears_words_commands_presses_and_files(sandbox: Playground, channel: TelegramChannel) -> None:
    people, lan, group = sandbox.people, sandbox.lan, sandbox.group
    people.say(lan, lan, "/start Ab_9-x")
    people.say(lan, group, "/tuan@NhacViecBot bây giờ")
    people.say(lan, group, "/tuan@otherbot")
    asked = await channel.send(
        private(sandbox), Outgoing(html="Kết quả?", choices=[[Choice(label="Bỏ", data="cancel")]])
    )
    people.say(lan, lan, "Số 12/BC", reply_to=int(asked))
    people.send_file(lan, lan, "bien-ban.pdf", b"%PDF", "application/pdf", caption="Biên bản")
    people.send_sticker(lan, lan)
    press = asyncio.create_task(people.press(lan, lan, int(asked), "cancel"))
    await asyncio.sleep(0)
    start, week, reply, file, sticker, choice = await hear(channel, sandbox, 6)

    assert isinstance(start, CommandEvent)
    assert (start.name, start.arguments, start.chat_kind) == ("start", "Ab_9-x", ChatKind.PRIVATE)
    assert isinstance(week, CommandEvent)
    assert (week.name, week.arguments, week.chat_kind, week.chat_title) == (
        "tuan",
        "bây giờ",
        ChatKind.GROUP,
        group.title,
    )
    assert isinstance(reply, TextEvent)
    assert (reply.text, reply.reply_to, reply.sender.name) == ("Số 12/BC", asked, lan.name)
    assert isinstance(file, TextEvent)
    assert file.file is not None
    assert (file.text, file.file.name, file.file.kind, file.file.size) == (
        "Biên bản",
        "bien-ban.pdf",
        FileKind.DOCUMENT,
        4,
    )
    assert b"".join([piece async for piece in await channel.fetch(file.file)]) == b"%PDF"
    assert isinstance(sticker, TextEvent)
    assert (sticker.text, sticker.file) == ("", None)
    assert isinstance(choice, ChoiceEvent)
    assert (choice.data, choice.message) == ("cancel", asked)
    await channel.acknowledge(choice.press, "Đã thôi.")
    assert (await press).text == "Đã thôi."
    await channel.acknowledge(choice.press, "Lần nữa")  # too late is no error


async def test_it_hears_of_chats_that_come_and_go(sandbox: Playground, channel: TelegramChannel) -> None:
    sandbox.people.block(sandbox.lan)
    sandbox.people.unblock(sandbox.lan)
    sandbox.people.migrate(sandbox.group)
    blocked, back, moved = await hear(channel, sandbox, 3)
    assert isinstance(blocked, MembershipEvent)
    assert isinstance(back, MembershipEvent)
    assert (blocked.present, back.present) == (False, True)
    assert isinstance(moved, MovedEvent)
    assert moved.address.chat == str(sandbox.group.id) or moved.new_chat


async def test_it_acknowledges_only_what_was_taken(sandbox: Playground, channel: TelegramChannel) -> None:
    tried: list[str] = []

    async def intake(event: Event) -> None:
        tried.append(event.update_id)
        if len(tried) < 3:
            assert sandbox.world.updates_pending() == 1
            raise RuntimeError("the database is locked")

    sandbox.people.say(sandbox.lan, sandbox.lan, "xong")
    loop = asyncio.create_task(channel.receive(intake))
    await sandbox.world.until_idle()
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert len(tried) == 3
    assert len(set(tried)) == 1


async def test_a_second_poller_is_told_apart(sandbox: Playground, channel: TelegramChannel) -> None:
    async def intake(event: Event) -> None:
        """Take everything."""

    first = asyncio.create_task(channel.receive(intake))
    second = asyncio.create_task(channel.receive(intake))
    done, waiting = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(task.exception()) for task in done] == [TwoPollers]


async def test_a_wrong_token_is_said_without_showing_it(sandbox: Playground) -> None:
    wrong = "7000000002:AAwrong-wrong-wrong-wrong-wrong-wron"
    found = TelegramChannel(wrong, base_url=f"{sandbox.server.base_url}/bot", clock=sandbox.clock)
    with pytest.raises(NotOurToken) as caught:
        await found.start()
    assert wrong not in str(caught.value)
    await found.stop()


async def test_it_offers_its_commands_in_both_languages(sandbox: Playground, channel: TelegramChannel) -> None:
    await channel.set_commands({"vi": [("nhiemvu", "Nhiệm vụ")], "en": [("nhiemvu", "Duties")]})
    assert [one.description for one in await sandbox.bot.get_my_commands()] == ["Nhiệm vụ"]
    assert [one.description for one in await sandbox.bot.get_my_commands(language_code="en")] == ["Duties"]
    assert channel.start_link("abc") == "https://t.me/NhacViecBot?start=abc"
