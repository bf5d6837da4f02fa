"""The Telegram channel with the real client, against the sandbox: what it hears, and when it confirms that."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.channels.base import (
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    IncomingFile,
    MembershipEvent,
    MovedEvent,
    Outgoing,
    TextEvent,
    Unreadable,
)
from bot.channels.telegram import TelegramChannel, inbound
from bot.errors import (
    BadContent,
    MessageGone,
    TwoPollers,
)
from sandbox.model import Picked
from tests.integration.conftest import MONDAY, Playground, client
from tests.integration.telegram import DONE, at, channel_to, heard, receiving


async def test_it_hears_what_people_do(sandbox: Playground, channel: TelegramChannel) -> None:
    lan, group = sandbox.lan, sandbox.group
    link = channel.start_link("AB_9")
    assert link == "https://t.me/NhacViecBot?start=AB_9"
    sandbox.people.follow(lan, link)
    asked = await channel.send(at(lan), Outgoing(html="Vướng gì?", asks=True))
    said = sandbox.people.say(lan, lan, "Thiếu máy", reply_to=int(asked))
    sandbox.people.edit(lan, lan, said.id, "Thiếu máy chủ")
    sandbox.people.say_as_group(lan, group, "ẩn danh")
    sandbox.people.say(lan, group, "/viec@OtherBot")
    sandbox.people.send_sticker(lan, lan)
    sandbox.people.kick_bot(lan, group)
    sandbox.people.add_bot(lan, group)
    sandbox.people.block(lan)
    events = await heard(sandbox, channel)

    assert [type(one) for one in events] == [
        CommandEvent,
        TextEvent,
        TextEvent,
        TextEvent,
        MembershipEvent,
        MembershipEvent,
        MembershipEvent,
    ]
    start, reply, edited, sticker, kicked, added, blocked = events
    assert isinstance(start, CommandEvent)
    assert (start.name, start.arguments, start.sender.name) == ("start", "AB_9", "Nguyễn Thị Lan")
    assert isinstance(reply, TextEvent)
    assert (reply.text, reply.reply_to, reply.edited, reply.message) == ("Thiếu máy", asked, False, str(said.id))
    assert isinstance(edited, TextEvent)
    assert (edited.text, edited.edited, edited.message) == ("Thiếu máy chủ", True, str(said.id))
    assert isinstance(sticker, TextEvent)
    assert (sticker.text, sticker.file) == ("", None)
    assert isinstance(kicked, MembershipEvent)
    assert (kicked.present, kicked.chat_kind, kicked.chat_title) == (False, ChatKind.GROUP, "Sở TT&TT")
    assert isinstance(added, MembershipEvent)
    assert added.present
    assert isinstance(blocked, MembershipEvent)
    assert (blocked.present, blocked.address) == (False, at(lan))
    assert len({one.update_id for one in events}) == 7


async def test_it_hears_in_which_topic_something_was_said(sandbox: Playground, channel: TelegramChannel) -> None:
    forum = sandbox.world.add_group("Diễn đàn", [sandbox.lan], forum=True)
    topic = sandbox.world.add_topic(forum, "Vướng mắc")
    sandbox.people.say(sandbox.lan, forum, "trong chủ đề", topic=topic.id)
    sandbox.people.say(sandbox.lan, forum, "ngoài")

    assert [one.address.topic for one in await heard(sandbox, channel)] == [str(topic.id), None]


async def test_it_hears_which_files_belong_together(sandbox: Playground, channel: TelegramChannel) -> None:
    forum = sandbox.world.add_group("Diễn đàn", [sandbox.lan], forum=True)
    topic = sandbox.world.add_topic(forum, "Vướng mắc")
    papers = [Picked(name=name, content=b"1") for name in ("bien-ban.pdf", "anh.png")]
    sandbox.people.send_album(sandbox.lan, forum, papers, caption="Minh chứng", topic=topic.id)
    first, second = await heard(sandbox, channel)

    assert isinstance(first, TextEvent)
    assert isinstance(second, TextEvent)
    assert first.album == second.album is not None
    assert (first.text, second.text) == ("Minh chứng", "")
    assert [one.file.name for one in (first, second) if one.file] == ["bien-ban.pdf", "anh.png"]
    assert first.forum
    assert first.address == at(forum, topic.id)


async def test_it_hears_that_a_group_has_moved(sandbox: Playground, channel: TelegramChannel) -> None:
    new = sandbox.people.migrate(sandbox.group)

    (moved,) = await heard(sandbox, channel)
    assert isinstance(moved, MovedEvent)
    assert (moved.address, moved.new_chat) == (at(sandbox.group), str(new.id))


async def test_it_hears_a_press_and_answers_it(sandbox: Playground, channel: TelegramChannel) -> None:
    number = await channel.send(at(sandbox.lan), Outgoing(html="Xong chưa?", choices=[[DONE]]))

    async def intake(event: Event) -> None:
        assert isinstance(event, ChoiceEvent)
        assert (event.data, event.message) == ("done:7", number)
        await channel.acknowledge(event.press, "Đã ghi nhận", alert=True)
        await channel.acknowledge(event.press, "hai lần")  # nobody waits any more

    async with receiving(channel, intake):
        answer = await sandbox.people.press(sandbox.lan, sandbox.lan, int(number), "done:7")

    assert (answer.text, answer.alert) == ("Đã ghi nhận", True)


async def test_it_confirms_an_update_only_after_it_is_taken(sandbox: Playground) -> None:
    pauses: list[float] = []
    channel = channel_to(sandbox.server, pauses=pauses)
    await channel.start()
    offered: list[tuple[str, int]] = []

    async def intake(event: Event) -> None:
        assert isinstance(event, TextEvent)
        offered.append((event.text, sandbox.world.updates_pending()))
        if len(offered) < 4:
            raise RuntimeError("the database is away")

    sandbox.people.say(sandbox.lan, sandbox.lan, "một")
    sandbox.people.say(sandbox.lan, sandbox.lan, "hai")
    with capture_logs() as logs:
        async with receiving(channel, intake):
            await sandbox.world.until_idle(within=3)
    await channel.stop()

    assert offered == [("một", 2), ("một", 2), ("một", 2), ("một", 2), ("hai", 2)]
    assert [(one["event"], one["fault"], one["attempt"]) for one in logs] == [
        ("not taken", "RuntimeError", number) for number in (1, 2, 3)
    ]
    assert [0.5 * 2**step <= pause <= 2**step for step, pause in enumerate(pauses)] == [True] * 3


async def test_it_offers_again_after_a_crash_what_was_not_confirmed(sandbox: Playground) -> None:
    texts: list[str] = []
    begun = asyncio.Event()

    async def crash(event: Event) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def take(event: Event) -> None:
        assert isinstance(event, TextEvent)
        texts.append(event.text)

    sandbox.people.say(sandbox.lan, sandbox.lan, "đừng quên")
    first, second = channel_to(sandbox.server), channel_to(sandbox.server)
    await first.start()
    async with receiving(first, crash):
        await asyncio.wait_for(begun.wait(), 3)
    await first.stop()
    await second.start()
    async with receiving(second, take):
        await sandbox.world.until_idle(within=3)
    await second.stop()

    assert texts == ["đừng quên"]


async def test_it_goes_on_after_trouble_and_leaves_the_clock_alone(sandbox: Playground) -> None:
    pauses: list[float] = []
    channel = channel_to(sandbox.server, pauses=pauses)
    await channel.start()
    sandbox.world.faults.switch("server_error", times=3)
    sandbox.people.say(sandbox.lan, sandbox.lan, "vẫn nghe")
    with capture_logs() as logs:
        events = await heard(sandbox, channel)
    await channel.stop()

    assert len(events) == 1
    assert [(one["event"], one["fault"], one["attempt"]) for one in logs] == [
        ("poll failed", "ServerTrouble", number) for number in (1, 2, 3)
    ]
    assert len(pauses) == 3
    assert sandbox.clock.now() == MONDAY


async def test_it_tells_what_it_cannot_read_and_goes_on(
    sandbox: Playground, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = inbound.event_of

    def stumble(update: object, **known: str) -> Event | None:
        if "lạ" in str(update):
            raise KeyError("a field nobody has seen")
        return read(update, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(inbound, "event_of", stumble)
    sandbox.people.say(sandbox.lan, sandbox.lan, "lạ")
    sandbox.people.say(sandbox.lan, sandbox.lan, "quen")
    strange, known = await heard(sandbox, channel)

    assert isinstance(strange, Unreadable)
    assert (strange.channel, strange.reason) == ("telegram", "KeyError")
    assert json.loads(strange.raw)["message"]["text"] == "lạ"
    assert isinstance(known, TextEvent)
    assert (known.text, known.update_id) == ("quen", str(int(strange.update_id) + 1))
    assert known.at == MONDAY


async def test_it_takes_a_webhook_off_before_it_polls(sandbox: Playground, channel: TelegramChannel) -> None:
    await sandbox.bot.set_webhook("https://bot.example/hook")
    sandbox.people.say(sandbox.lan, sandbox.lan, "vẫn nghe")

    (event,) = await heard(sandbox, channel)

    assert isinstance(event, TextEvent)
    assert (await sandbox.bot.get_webhook_info()).url == ""


async def test_it_goes_on_when_another_one_polled_for_a_moment(sandbox: Playground) -> None:
    """The poll of a replica that is gone may still be open on Telegram's side."""
    heard: asyncio.Queue[Event] = asyncio.Queue()
    pauses: list[float] = []
    channel = channel_to(sandbox.server, pauses=pauses)
    await channel.start()
    async with receiving(channel, heard.put), client(sandbox.server) as second:
        while not pauses:
            await second.get_updates(timeout=0)
        sandbox.people.say(sandbox.lan, sandbox.lan, "ai nghe?")
        event = await asyncio.wait_for(heard.get(), 3)
    await channel.stop()
    assert isinstance(event, TextEvent)
    assert event.text == "ai nghe?"


async def test_it_stops_when_another_one_keeps_polling(sandbox: Playground) -> None:
    pauses: list[float] = []
    channel = channel_to(sandbox.server, pauses=pauses)
    await channel.start()

    async def intake(event: Event) -> None:
        raise AssertionError

    async with receiving(channel, intake) as poll, client(sandbox.server) as second:
        while not poll.done():
            await second.get_updates(timeout=0)
        with pytest.raises(TwoPollers, match=r"^Conflict: terminated by other getUpdates request"):
            await poll
    await channel.stop()
    assert len(pauses) == 5
    assert 15 <= sum(pauses) <= 31


async def received(sandbox: Playground, channel: TelegramChannel, content: bytes) -> IncomingFile:
    sandbox.people.send_file(sandbox.lan, sandbox.lan, "minh-chung.txt", content, "text/plain")
    (event,) = await heard(sandbox, channel)
    assert isinstance(event, TextEvent)
    assert event.file is not None
    return event.file


async def test_it_fetches_a_file_in_pieces(sandbox: Playground, channel: TelegramChannel) -> None:
    content = bytes(range(256)) * 600
    file = await received(sandbox, channel, content)

    pieces = [piece async for piece in await channel.fetch(file)]

    assert (file.name, file.kind, file.size, file.mime) == (
        "minh-chung.txt",
        FileKind.DOCUMENT,
        len(content),
        "text/plain",
    )
    assert len(pieces) == 3
    assert b"".join(pieces) == content


async def test_it_says_that_a_file_is_gone(sandbox: Playground, channel: TelegramChannel) -> None:
    file = await received(sandbox, channel, b"1")
    sandbox.world.faults.switch("file_gone", times=1)
    with pytest.raises(MessageGone, match=r"^Wrong file_id or the file is temporarily unavailable$"):
        await channel.fetch(file)
    sandbox.world.files_by_path.clear()
    with pytest.raises(MessageGone, match=r"^the file is not there any more$"):
        await channel.fetch(file)

    with pytest.raises(MessageGone):
        await channel.fetch(IncomingFile(ref="unknown", name="x", kind=FileKind.OTHER))


async def test_it_does_not_fetch_a_file_that_is_too_large(channel: TelegramChannel) -> None:
    with pytest.raises(BadContent, match=r"^the file is too large to be fetched$"):
        await channel.fetch(IncomingFile(ref="F", name="x", kind=FileKind.OTHER, size=20_000_001))
