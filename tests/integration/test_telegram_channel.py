"""The Telegram channel with the real client, against the sandbox."""

import asyncio
import logging
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.base import (
    Address,
    Attachment,
    ChatKind,
    Choice,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    IncomingFile,
    MembershipEvent,
    MovedEvent,
    Outgoing,
    TextEvent,
)
from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from bot.errors import (
    BadContent,
    ChannelError,
    ChatMoved,
    MaybeSent,
    MessageGone,
    NotOurToken,
    SetupError,
    TopicGone,
    TryAgain,
    TwoPollers,
    Unreachable,
)
from sandbox.model import Chat, Message, Person
from sandbox.server import SandboxServer
from tests.integration.conftest import MONDAY, Playground, client

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea72d9c4d0000000049454e44ae426082"
)
DONE = Choice(label="✅ Xong", data="done:7")
STUCK = Choice(label="🚧 Vướng mắc", data="stuck:7")
Intake = Callable[[Event], Awaitable[None]]


def at(place: Person | Chat, topic: int | None = None) -> Address:
    return Address(channel="telegram", chat=str(place.id), topic=str(topic) if topic else None)


def channel_to(server: SandboxServer, token: str | None = None, pauses: list[float] | None = None) -> TelegramChannel:
    """Return a channel that does not wait for real: it notes down how long it would."""

    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)
        await asyncio.sleep(0)

    return TelegramChannel(
        token or server.world.token,
        clock=server.world.clock,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        pause=pause,
    )


@pytest.fixture
async def channel(sandbox: Playground) -> AsyncIterator[TelegramChannel]:
    found = channel_to(sandbox.server)
    await found.start()
    yield found
    await found.stop()


@asynccontextmanager
async def receiving(channel: TelegramChannel, intake: Intake) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.receive(intake))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def heard(sandbox: Playground, channel: TelegramChannel) -> list[Event]:
    """Return what the channel makes of all that has happened."""
    events: list[Event] = []

    async def intake(event: Event) -> None:
        events.append(event)

    async with receiving(channel, intake):
        await sandbox.world.until_idle(within=3)
    return events


def shown(sandbox: Playground, place: Person | Chat) -> Message:
    message = sandbox.world.last_message(place)
    assert message is not None
    return message


# Sending


async def test_it_sends_a_text_with_buttons_and_a_link(sandbox: Playground, channel: TelegramChannel) -> None:
    message = Outgoing(
        html="<b>Mạng LAN</b> đến hạn 31/3",
        choices=[[DONE, STUCK]],
        link=("Văn bản", "https://example.vn/ct"),
        silent=True,
    )
    number = await channel.send(at(sandbox.lan), message)

    found = shown(sandbox, sandbox.lan)
    assert str(found.id) == number
    assert found.text == "Mạng LAN đến hạn 31/3"
    assert [(one["type"], one["offset"], one["length"]) for one in found.entities] == [("bold", 0, 8)]
    assert [[button.text for button in row] for row in found.buttons] == [["✅ Xong", "🚧 Vướng mắc"], ["Văn bản"]]
    assert [button.data for button in found.buttons[0]] == ["done:7", "stuck:7"]
    assert found.silent


async def test_it_asks_for_a_reply_to_what_somebody_said(sandbox: Playground, channel: TelegramChannel) -> None:
    said = sandbox.people.say(sandbox.lan, sandbox.group, "Vướng")
    await channel.send(at(sandbox.group), Outgoing(html="Vướng mắc gì?", asks=True, reply_to=str(said.id)))

    found = shown(sandbox, sandbox.group)
    assert found.data["reply_to_message"]["message_id"] == said.id
    assert found.asks == {"force_reply": True, "selective": True}


async def test_it_sends_though_what_it_replies_to_is_gone(sandbox: Playground, channel: TelegramChannel) -> None:
    await channel.send(at(sandbox.lan), Outgoing(html="Vẫn đến", reply_to="4711"))

    assert shown(sandbox, sandbox.lan).text == "Vẫn đến"


async def test_it_writes_in_a_topic_until_that_is_deleted(sandbox: Playground, channel: TelegramChannel) -> None:
    forum = sandbox.world.add_group("Diễn đàn", [sandbox.lan], forum=True)
    topic = sandbox.world.add_topic(forum, "Vướng mắc")
    await channel.send(at(forum, topic.id), Outgoing(html="Phiếu mới"))
    assert shown(sandbox, forum).topic == topic.id

    sandbox.people.delete_topic(sandbox.lan, forum, topic.id)
    with pytest.raises(TopicGone, match=r"^Message thread not found$"):
        await channel.send(at(forum, topic.id), Outgoing(html="Phiếu mới"))


@pytest.mark.parametrize(("name", "content", "picture"), [("a.png", PNG, True), ("a.xlsx", b"123", False)])
async def test_it_sends_a_file_with_its_text_as_caption(
    sandbox: Playground, channel: TelegramChannel, name: str, content: bytes, picture: bool
) -> None:
    attachment = Attachment(name=name, content=content, picture=picture)
    number = await channel.send(
        at(sandbox.lan), Outgoing(html="<i>Bản tin</i>", attachment=attachment, choices=[[DONE]])
    )

    found = shown(sandbox, sandbox.lan)
    assert str(found.id) == number
    assert found.file is not None
    assert found.file.content == content
    assert ("photo" in found.data) == picture
    assert found.data["caption"] == "Bản tin"
    assert found.buttons[0][0].data == "done:7"


async def test_it_sends_a_text_too_long_for_a_caption_after_the_file(
    sandbox: Playground, channel: TelegramChannel
) -> None:
    long = Outgoing(html="x" * 1025, attachment=Attachment(name="a.csv", content=b"1"), choices=[[DONE]])
    number = await channel.send(at(sandbox.lan), long)

    file, text = sandbox.world.history(sandbox.lan)[-2:]
    assert file.file is not None
    assert "caption" not in file.data
    assert not file.buttons
    assert (str(text.id), text.text, text.buttons[0][0].data) == (number, "x" * 1025, "done:7")


async def test_it_refuses_a_file_that_telegram_would_not_take(sandbox: Playground, channel: TelegramChannel) -> None:
    huge = Attachment(name="a.bin", content=bytes(50_000_001))

    with pytest.raises(BadContent, match=r"^the file is too large to be sent$"):
        await channel.send(at(sandbox.lan), Outgoing(html="x", attachment=huge))


async def test_it_sends_a_long_text_in_parts_no_faster_than_telegram_takes_them(
    sandbox: Playground, channel: TelegramChannel
) -> None:
    sandbox.world.rates.enforced = True
    before = len(sandbox.world.history(sandbox.lan))
    lines = [f"<b>Nhiệm vụ {number}</b>: quá hạn &amp; chưa báo cáo" for number in range(300)]
    number = await channel.send(at(sandbox.lan), Outgoing(html="\n".join(lines), choices=[[DONE]]))
    await channel.send(at(sandbox.lan), Outgoing(html="Tin sau"))

    *parts, _ = sandbox.world.history(sandbox.lan)[before:]
    assert len(parts) == 3
    text = "\n".join(part.text for part in parts)
    assert text == "\n".join(f"Nhiệm vụ {number}: quá hạn & chưa báo cáo" for number in range(300))
    assert [bool(part.buttons) for part in parts] == [False, False, True]
    assert str(parts[-1].id) == number


async def test_it_waits_between_parts_rather_than_say_the_first_twice(
    sandbox: Playground, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(sandbox.world.history(sandbox.lan))
    slept = sandbox.clock.sleep

    async def sleep(seconds: float) -> None:
        if seconds == 1.0 and sandbox.clock.now() == MONDAY:
            sandbox.world.faults.switch("too_many_requests", value=30, times=1)
        await slept(seconds)

    monkeypatch.setattr(sandbox.clock, "sleep", sleep)
    await channel.send(at(sandbox.lan), Outgoing(html="một " * 1500))

    assert len(sandbox.world.history(sandbox.lan)) - before == 2
    assert sandbox.clock.now() == MONDAY + timedelta(seconds=1 + 30 + 1)


async def test_it_never_sends_a_part_that_nobody_would_see(sandbox: Playground, channel: TelegramChannel) -> None:
    before = len(sandbox.world.history(sandbox.lan))
    await channel.send(at(sandbox.lan), Outgoing(html="<b>x</b>" + " " * 5000))

    assert [one.text for one in sandbox.world.history(sandbox.lan)[before:]] == ["x"]


# What goes wrong with sending


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
    arrived = asyncio.Event()

    async def lose(method: str) -> None:
        arrived.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(sandbox.world.faults, "after", lose)
    sending = asyncio.create_task(channel.send(at(sandbox.lan), Outgoing(html="Đến nơi")))
    await asyncio.wait_for(arrived.wait(), 2)
    for connection in list(sandbox.server._state.connections):
        connection.transport.abort()  # the line breaks while the answer is awaited

    with pytest.raises(MaybeSent):
        await sending
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


# Editing


async def test_it_edits_and_is_content_when_nothing_has_changed(sandbox: Playground, channel: TelegramChannel) -> None:
    number = await channel.send(at(sandbox.lan), Outgoing(html="Đến hạn", choices=[[DONE]]))
    done = Outgoing(html="<b>Đã xong</b>")
    await channel.edit(at(sandbox.lan), number, done)
    await channel.edit(at(sandbox.lan), number, done)

    found = shown(sandbox, sandbox.lan)
    assert found.text == "Đã xong"
    assert not found.buttons


async def test_it_edits_the_caption_of_a_file(sandbox: Playground, channel: TelegramChannel) -> None:
    file = Attachment(name="a.csv", content=b"1")
    number = await channel.send(at(sandbox.lan), Outgoing(html="Mới", attachment=file, choices=[[DONE]]))
    for _ in range(2):
        await channel.edit(at(sandbox.lan), number, Outgoing(html="<b>Cũ</b>"))

    assert shown(sandbox, sandbox.lan).data["caption"] == "Cũ"


async def test_it_edits_the_last_part_of_a_long_text(sandbox: Playground, channel: TelegramChannel) -> None:
    def text(last: str) -> Outgoing:
        return Outgoing(html="x" * 4096 + "\n" + last, choices=[[DONE]])

    number = await channel.send(at(sandbox.lan), text("chưa xong"))
    await channel.edit(at(sandbox.lan), number, text("đã xong"))

    assert [one.text for one in sandbox.world.history(sandbox.lan)[-2:]] == ["x" * 4096, "đã xong"]


async def test_it_says_that_a_message_is_gone(sandbox: Playground, channel: TelegramChannel) -> None:
    with pytest.raises(MessageGone, match=r"^Message to edit not found$"):
        await channel.edit(at(sandbox.lan), "4711", Outgoing(html="x"))


# Receiving


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

    async def crash(event: Event) -> None:
        await asyncio.Event().wait()

    async def take(event: Event) -> None:
        assert isinstance(event, TextEvent)
        texts.append(event.text)

    sandbox.people.say(sandbox.lan, sandbox.lan, "đừng quên")
    for intake in (crash, take):
        channel = channel_to(sandbox.server)
        await channel.start()
        async with receiving(channel, intake):
            if intake is take:
                await sandbox.world.until_idle(within=3)
            else:
                await asyncio.sleep(0.05)
        await channel.stop()

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
        ("poll failed", "TryAgain", number) for number in (1, 2, 3)
    ]
    assert len(pauses) == 3
    assert sandbox.clock.now() == MONDAY


async def test_it_passes_over_what_it_cannot_read(
    sandbox: Playground, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.channels.telegram import inbound

    read = inbound.event_of

    def stumble(update: object, **known: str) -> Event | None:
        if "lạ" in str(update):
            raise KeyError("a field nobody has seen")
        return read(update, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(inbound, "event_of", stumble)
    sandbox.people.say(sandbox.lan, sandbox.lan, "lạ")
    sandbox.people.say(sandbox.lan, sandbox.lan, "quen")
    with capture_logs() as logs:
        events = await heard(sandbox, channel)

    assert [one.text for one in events if isinstance(one, TextEvent)] == ["quen"]
    assert [one["event"] for one in logs] == ["not understood"]


async def test_it_stops_when_another_one_polls(sandbox: Playground, channel: TelegramChannel) -> None:
    async def intake(event: Event) -> None:
        raise AssertionError

    async with receiving(channel, intake) as poll, client(sandbox.server) as second:
        await asyncio.sleep(0.05)
        taking_over = asyncio.create_task(second.get_updates(timeout=1))
        with pytest.raises(TwoPollers, match=r"^Conflict: terminated by other getUpdates request"):
            await asyncio.wait_for(poll, 3)
        await taking_over


# Files


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
    sandbox.world.files_by_path.clear()
    with pytest.raises(MessageGone, match=r"^the file is not there any more$"):
        await channel.fetch(file)

    with pytest.raises(MessageGone):
        await channel.fetch(IncomingFile(ref="unknown", name="x", kind=FileKind.OTHER))


async def test_it_does_not_fetch_a_file_that_is_too_large(channel: TelegramChannel) -> None:
    with pytest.raises(BadContent, match=r"^the file is too large to be fetched$"):
        await channel.fetch(IncomingFile(ref="F", name="x", kind=FileKind.OTHER, size=20_000_001))


# Beginning


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
    assert b"proxy-authorization: Basic " + basic in asked[0]
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
    await sandbox.server.stop()
    try:
        await wrong.send(at(sandbox.lan), Outgoing(html="x"))
    except TryAgain as refused:
        told.append(refused)
    await wrong.stop()

    assert [str(one) for one in told] == ["Telegram does not accept the token", "Timed out"]
    for one in told:
        assert secret not in "".join(traceback.format_exception(one))
    assert secret not in caplog.text
    assert secret not in repr(wrong)


def test_it_refuses_a_token_that_is_none() -> None:
    with pytest.raises(NotOurToken, match=r"^the token is malformed$"):
        TelegramChannel("", clock=SimulatedClock(MONDAY))
