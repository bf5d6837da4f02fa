"""The Telegram channel with the real client, against the sandbox: what it sends and edits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.base import (
    Attachment,
    Outgoing,
    Sender,
)
from bot.channels.telegram import TelegramChannel
from bot.errors import (
    BadContent,
    MessageGone,
    NoTopics,
    TopicGone,
    TryAgain,
    Unreachable,
)
from tests.integration.conftest import MONDAY, Playground
from tests.integration.telegram import DONE, STUCK, at, shown

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea72d9c4d0000000049454e44ae426082"
)


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


async def test_it_asks_one_person_of_a_group_by_name(sandbox: Playground, channel: TelegramChannel) -> None:
    lan = Sender(id=str(sandbox.lan.id), name=sandbox.lan.name)
    await channel.send(at(sandbox.group), Outgoing(html="Trả lời <b>gì</b>?", asks=True, asks_whom=lan))
    file = Attachment(name="a.csv", content=b"1")
    await channel.send(at(sandbox.group), Outgoing(html="Đúng không?", asks=True, asks_whom=lan, attachment=file))

    asked, with_file = sandbox.world.history(sandbox.group)[-2:]
    assert asked.text == "Nguyễn Thị Lan\nTrả lời gì?"
    assert with_file.text == "Nguyễn Thị Lan\nĐúng không?"
    assert asked.asked == with_file.asked == frozenset({sandbox.lan.id})


async def test_it_asks_everybody_if_nobody_is_named(sandbox: Playground, channel: TelegramChannel) -> None:
    await channel.send(at(sandbox.group), Outgoing(html="Ai lo?", asks=True))

    assert shown(sandbox, sandbox.group).force_reply
    assert shown(sandbox, sandbox.group).asked is None


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


async def test_it_makes_a_topic_and_writes_there(sandbox: Playground, channel: TelegramChannel) -> None:
    forum = sandbox.world.add_group("Diễn đàn", [sandbox.lan], forum=True)
    topic = await channel.create_topic(at(forum), "VM-2009-0001 – " + "Đường truyền " * 20)
    await channel.send(replace(at(forum), topic=topic), Outgoing(html="Phiếu mới"))

    assert shown(sandbox, forum).topic == int(topic)
    (made,) = forum.topics.values()
    assert made.name.startswith("VM-2009-0001 – Đường truyền")
    assert len(made.name) == 128


async def test_it_says_why_there_can_be_no_topic(sandbox: Playground, channel: TelegramChannel) -> None:
    with pytest.raises(NoTopics, match=r"^The chat is not a forum$"):
        await channel.create_topic(at(sandbox.group), "VM-2009-0001")
    forum = sandbox.world.add_group("Diễn đàn", [sandbox.lan], forum=True, bot_is_admin=False)
    with pytest.raises(NoTopics, match=r"^Not enough rights to create a topic$"):
        await channel.create_topic(at(forum), "VM-2009-0001")
    sandbox.people.kick_bot(sandbox.lan, forum)
    with pytest.raises(Unreachable, match=r"^Forbidden: bot was kicked from the supergroup chat$"):
        await channel.create_topic(at(forum), "VM-2009-0001")
    sandbox.world.faults.switch("server_error", times=1)
    with pytest.raises(TryAgain, match=r"^Internal Server Error"):
        await channel.create_topic(at(forum), "VM-2009-0001")


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


async def test_it_shows_the_beginning_of_what_has_become_too_long_for_a_caption(
    sandbox: Playground, channel: TelegramChannel
) -> None:
    picture = Attachment(name="a.png", content=PNG, picture=True)
    number = await channel.send(at(sandbox.lan), Outgoing(html="Mới", attachment=picture, choices=[[DONE]]))
    await channel.edit(at(sandbox.lan), number, Outgoing(html="<b>" + "x" * 1025 + "</b>", choices=[[STUCK]]))

    found = shown(sandbox, sandbox.lan)
    assert found.data["caption"] == "x" * 1023 + "…"
    assert found.buttons[0][0].data == "stuck:7"
    assert "photo" in found.data


async def test_it_edits_the_last_part_of_a_long_text(sandbox: Playground, channel: TelegramChannel) -> None:
    def text(last: str) -> Outgoing:
        return Outgoing(html="x" * 4096 + "\n" + last, choices=[[DONE]])

    number = await channel.send(at(sandbox.lan), text("chưa xong"))
    await channel.edit(at(sandbox.lan), number, text("đã xong"))

    assert [one.text for one in sandbox.world.history(sandbox.lan)[-2:]] == ["x" * 4096, "đã xong"]


async def test_it_says_that_a_message_is_gone(sandbox: Playground, channel: TelegramChannel) -> None:
    with pytest.raises(MessageGone, match=r"^Message to edit not found$"):
        await channel.edit(at(sandbox.lan), "4711", Outgoing(html="x"))
