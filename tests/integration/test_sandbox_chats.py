"""Chats: groups with several members, topics, comings and goings, blocking, moving."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from telegram import ChatMember, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.clock import SimulatedClock
from sandbox.model import Chat, NotPossible
from sandbox.people import People
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.integration.conftest import MONDAY, Playground, client


async def words(request: Awaitable[Any], kind: type[Exception] = BadRequest) -> str:
    """Return the words with which a request is refused."""
    with pytest.raises(kind) as refused:
        await request
    return str(refused.value)


async def membership(sandbox: Playground) -> tuple[str, str]:
    (update,) = (one for one in await sandbox.bot.get_updates() if one.my_chat_member)
    assert update.my_chat_member is not None
    return update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status


async def test_it_hears_everybody_in_a_group(sandbox: Playground) -> None:
    sandbox.people.say(sandbox.lan, sandbox.group, "ai lo việc này?")
    asked = sandbox.world.last_message(sandbox.group)
    assert asked is not None
    sandbox.people.say(sandbox.minh, sandbox.group, "tôi", reply_to=asked.id)
    first, second = (one.message for one in await sandbox.bot.get_updates())

    assert first is not None
    assert second is not None
    assert (first.chat.type, first.chat.title, first.chat.id) == ("group", "Sở TT&TT", sandbox.group.id)
    assert (first.from_user, second.from_user) != (None, None)
    assert second.reply_to_message is not None
    assert second.reply_to_message.text == "ai lo việc này?"


async def test_it_lets_only_members_speak(sandbox: Playground) -> None:
    hoa = sandbox.world.add_person("Lê Thị Hoa")
    with pytest.raises(NotPossible, match=r"^Lê Thị Hoa is not in Sở TT&TT$"):
        sandbox.people.say(hoa, sandbox.group, "cho tôi vào")

    sandbox.people.join(hoa, sandbox.group)
    sandbox.people.say(hoa, sandbox.group, "chào")
    sandbox.people.leave(hoa, sandbox.group)
    came, _, left = (one.message for one in await sandbox.bot.get_updates())

    assert came is not None
    assert [one.first_name for one in came.new_chat_members] == ["Lê Thị Hoa"]
    assert left is not None
    assert left.left_chat_member is not None
    assert left.left_chat_member.id == hoa.id


async def test_it_hides_an_anonymous_administrator(sandbox: Playground) -> None:
    sandbox.people.say_as_group(sandbox.lan, sandbox.group, "thông báo chung")
    (update,) = await sandbox.bot.get_updates()

    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.username == "GroupAnonymousBot"
    assert update.message.sender_chat == update.message.chat
    with pytest.raises(NotPossible, match=r"^Trần Văn Minh is no administrator of Sở TT&TT$"):
        sandbox.people.say_as_group(sandbox.minh, sandbox.group, "x")


async def test_it_tells_who_is_in_a_chat(sandbox: Playground) -> None:
    bot, group = sandbox.bot, sandbox.group.id

    assert (await bot.get_chat_member(group, sandbox.lan.id)).status == ChatMember.OWNER
    assert (await bot.get_chat_member(group, sandbox.minh.id)).status == ChatMember.MEMBER
    assert (await bot.get_chat_member(group, bot.id)).status == ChatMember.ADMINISTRATOR
    assert [one.user.id for one in await bot.get_chat_administrators(group)] == [sandbox.lan.id, bot.id]
    assert await bot.get_chat_member_count(group) == 3
    assert (await bot.get_chat(sandbox.lan.id)).first_name == "Nguyễn Thị Lan"
    assert await words(bot.get_chat(1)) == "Chat not found"
    assert await words(bot.get_chat_member(group, 1)) == "Participant_id_invalid"
    assert await words(bot.get_chat_administrators(sandbox.lan.id)) == (
        "There are no administrators in the private chat"
    )


async def test_it_is_blocked_and_let_in_again(sandbox: Playground) -> None:
    sandbox.people.block(sandbox.lan)
    assert await membership(sandbox) == ("member", "kicked")
    refused = await words(sandbox.bot.send_message(sandbox.lan.id, "x"), Forbidden)
    assert refused == "Forbidden: bot was blocked by the user"
    with pytest.raises(NotPossible, match=r"^Nguyễn Thị Lan has blocked the bot$"):
        sandbox.people.say(sandbox.lan, sandbox.lan, "x")

    await sandbox.bot.get_updates(offset=-1)
    sandbox.people.unblock(sandbox.lan)
    await sandbox.bot.send_message(sandbox.lan.id, "chào chị")

    sandbox.people.delete_account(sandbox.lan)
    refused = await words(sandbox.bot.send_message(sandbox.lan.id, "x"), Forbidden)
    assert refused == "Forbidden: user is deactivated"


async def test_it_is_added_removed_and_leaves(sandbox: Playground) -> None:
    sandbox.people.kick_bot(sandbox.lan, sandbox.group)
    assert await membership(sandbox) == ("administrator", "kicked")
    refused = await words(sandbox.bot.send_message(sandbox.group.id, "x"), Forbidden)
    assert refused == "Forbidden: bot was kicked from the group chat"
    sandbox.people.say(sandbox.lan, sandbox.group, "không ai nghe")
    assert sandbox.world.updates_pending() == 2

    await sandbox.bot.get_updates(offset=-1)
    sandbox.people.add_bot(sandbox.lan, sandbox.group, as_admin=False)
    await sandbox.bot.send_message(sandbox.group.id, "chào cả nhà")
    assert await words(sandbox.bot.pin_chat_message(sandbox.group.id, 1)) == (
        "Not enough rights to manage pinned messages in the chat"
    )
    assert await sandbox.bot.leave_chat(sandbox.group.id)
    refused = await words(sandbox.bot.send_message(sandbox.group.id, "x"), Forbidden)
    assert refused == "Forbidden: bot is not a member of the group chat"


async def test_it_moves_with_a_group_that_grows(sandbox: Playground) -> None:
    sandbox.world.seat(sandbox.group, "Sở TT&TT")
    new = sandbox.people.migrate(sandbox.group)
    left, came = (one.message for one in await sandbox.bot.get_updates())

    assert left is not None
    assert left.migrate_to_chat_id == new.id
    assert came is not None
    assert (came.chat.id, came.migrate_from_chat_id) == (new.id, sandbox.group.id)
    with pytest.raises(ChatMigrated) as moved:
        await sandbox.bot.send_message(sandbox.group.id, "x")
    assert moved.value.new_chat_id == new.id
    assert (await sandbox.bot.send_message(new.id, "x")).chat.type == "supergroup"
    sandbox.people.say(sandbox.minh, new, "vẫn ở đây")
    assert [seat.chat for seat in sandbox.world.seats.values()] == [new]


@pytest.fixture
def forum(sandbox: Playground) -> Chat:
    return sandbox.world.add_group("UBND tỉnh", [sandbox.lan, sandbox.minh], forum=True)


async def test_it_keeps_topics_apart(sandbox: Playground, forum: Chat) -> None:
    topic = await sandbox.bot.create_forum_topic(forum.id, "Khó khăn")
    sent = await sandbox.bot.send_message(forum.id, "VM-2009-0001", message_thread_id=topic.message_thread_id)
    sandbox.people.say(sandbox.lan, forum, "để tôi", topic=topic.message_thread_id)
    sandbox.people.say(sandbox.minh, forum, "tôi nữa", reply_to=sent.message_id)
    sandbox.people.say(sandbox.minh, forum, "chuyện khác")
    first, second, general = (one.message for one in await sandbox.bot.get_updates())

    assert sent.is_topic_message
    assert first is not None
    assert (first.message_thread_id, first.is_topic_message) == (topic.message_thread_id, True)
    assert first.reply_to_message is not None
    assert first.reply_to_message.forum_topic_created is not None
    assert second is not None
    assert second.message_thread_id == topic.message_thread_id
    assert second.reply_to_message is not None
    assert second.reply_to_message.message_id == sent.message_id
    assert general is not None
    assert (general.message_thread_id, general.is_topic_message, general.reply_to_message) == (None, None, None)
    assert general.chat.is_forum


async def test_it_says_in_the_general_topic_what_has_no_topic(sandbox: Playground, forum: Chat) -> None:
    said = sandbox.people.say(sandbox.lan, forum, "chung", topic=1)

    assert (said.topic, "is_topic_message" in said.data) == (None, False)
    with pytest.raises(NotPossible, match=r"^there is no topic 1 in Sở TT&TT$"):
        sandbox.people.say(sandbox.lan, sandbox.group, "x", topic=1)


@pytest.mark.parametrize(
    ("text", "answers", "selective", "asked"),
    [
        ("Ai lo?", False, False, None),
        ("Ai lo?", False, True, set()),
        ("Ai lo?", True, True, {"Trần Văn Minh"}),
        ("@Lan_SYT lo việc này?", False, True, {"Nguyễn Thị Lan"}),
        ('<a href="tg://user?id={minh}">anh Minh</a> và @lan_syt?', False, True, {"Nguyễn Thị Lan", "Trần Văn Minh"}),
        ('<a href="tg://user?id=4711">ai đó</a>, @khach?', False, True, set()),
    ],
    ids=["everybody", "nobody", "answered", "by-name", "by-link", "strangers"],
)
async def test_it_asks_whom_a_client_would_ask(
    sandbox: Playground, text: str, answers: bool, selective: bool, asked: set[str] | None
) -> None:
    sandbox.lan.username = "lan_syt"
    said = sandbox.people.say(sandbox.minh, sandbox.group, "Vướng")
    await sandbox.bot.send_message(
        sandbox.group.id,
        text.format(minh=sandbox.minh.id),
        parse_mode="HTML",
        reply_markup=ForceReply(selective=selective),
        reply_parameters=ReplyParameters(said.id) if answers else None,
    )
    shown = sandbox.world.last_message(sandbox.group)

    assert shown is not None
    assert shown.force_reply
    names = None if shown.asked is None else {sandbox.world.persons[one].name for one in shown.asked}
    assert names == asked


async def test_it_does_not_take_the_first_message_of_a_topic_for_one_that_is_answered(
    sandbox: Playground, forum: Chat
) -> None:
    topic = sandbox.world.add_topic(forum, "VM-2009-0001", sandbox.lan)
    await sandbox.bot.send_message(
        forum.id, "Trả lời gì?", message_thread_id=topic.id, reply_markup=ForceReply(selective=True)
    )
    shown = sandbox.world.last_message(forum)

    assert shown is not None
    assert shown.asked == frozenset()


async def test_it_mentions_persons_by_links(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(
        sandbox.group.id,
        f'<a href="tg://user?id={sandbox.minh.id}">anh <b>Minh</b></a>, <a href="tg://user?id=4711">ai đó</a>',
        parse_mode="HTML",
    )

    (mention,) = sent.parse_entities(["text_mention"])
    assert mention.user is not None
    assert (mention.user.id, sent.parse_entity(mention)) == (sandbox.minh.id, "anh Minh")
    assert [one.type for one in sent.entities] == ["text_mention", "bold"]
    shown = sandbox.world.last_message(sandbox.group)
    assert shown is not None
    assert shown.html == f'<a href="tg://user?id={sandbox.minh.id}">anh <b>Minh</b></a>, ai đó'


async def test_it_manages_topics_and_finds_deleted_ones_gone(sandbox: Playground, forum: Chat) -> None:
    bot, topic = sandbox.bot, sandbox.world.add_topic(forum, "Báo cáo")

    assert await bot.edit_forum_topic(forum.id, topic.id, name="Báo cáo 6 tháng")
    assert await words(bot.edit_forum_topic(forum.id, topic.id, name=topic.name)) == "Topic_not_modified"
    assert await bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(NotPossible, match=r"^the topic Báo cáo 6 tháng is closed$"):
        sandbox.people.say(sandbox.minh, forum, "x", topic=topic.id)
    sandbox.people.demote_bot(sandbox.lan, forum)
    assert await words(bot.send_message(forum.id, "x", message_thread_id=topic.id)) == "Topic_closed"
    assert await words(bot.create_forum_topic(forum.id, "x")) == "Not enough rights to create a topic"
    assert await words(bot.create_forum_topic(sandbox.group.id, "x")) == "The chat is not a forum"

    sandbox.people.delete_topic(sandbox.lan, forum, topic.id)
    assert await words(bot.send_message(forum.id, "x", message_thread_id=topic.id)) == "Message thread not found"


async def test_it_deletes_anybodys_messages_as_administrator_only(sandbox: Playground) -> None:
    theirs = [sandbox.people.say(sandbox.minh, sandbox.group, one) for one in ("nhầm", "lại nhầm")]

    assert await sandbox.bot.delete_message(sandbox.group.id, theirs[0].id)
    sandbox.people.demote_bot(sandbox.lan, sandbox.group)
    assert await words(sandbox.bot.delete_message(sandbox.group.id, theirs[1].id)) == (
        "Message can't be deleted for everyone"
    )


async def test_it_sees_little_in_privacy_mode(sandbox: Playground) -> None:
    quiet = World(sandbox.clock, privacy_mode=True)
    lan, people = quiet.add_person("Lan"), People(quiet)
    group = quiet.add_group("Sở", [lan], bot_is_admin=False)
    ours = quiet.post(group, quiet.bot, {"text": "ai lo?"})
    for text in ("chuyện riêng", "/viec", "/viec@KhacBot", "/viec@NhacViecBot", "@NhacViecBot ơi"):
        people.say(lan, group, text)
    people.say(lan, group, "tôi lo", reply_to=ours.id)

    heard = [one["message"]["text"] for one in await quiet.updates.take({})]

    assert heard == ["/viec", "/viec@NhacViecBot", "@NhacViecBot ơi", "tôi lo"]


async def test_it_brings_presses_from_groups_with_who_pressed(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(
        sandbox.group.id, "VM-2009-0001", reply_markup=InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("Nhận", callback_data="claim:1")
        )
    )  # fmt: skip
    await sandbox.people.press(sandbox.minh, sandbox.group, sent.message_id, "claim:1", within=0)
    (update,) = await sandbox.bot.get_updates(allowed_updates=Update.ALL_TYPES)

    assert update.callback_query is not None
    assert update.callback_query.from_user.id == sandbox.minh.id
    assert update.callback_query.message is not None
    assert update.callback_query.message.chat.id == sandbox.group.id
    assert update.callback_query.message.date == MONDAY


async def test_a_copied_world_goes_on_by_itself(sandbox: Playground) -> None:
    sandbox.people.say(sandbox.lan, sandbox.group, "trước")
    await sandbox.bot.get_updates(offset=(await sandbox.bot.get_updates())[-1].update_id + 1)
    later = SimulatedClock(MONDAY + timedelta(days=1))

    async with SandboxServer(sandbox.world.copied(later)) as server, client(server) as bot:
        lan, group = server.world.persons[sandbox.lan.id], server.world.chat(sandbox.group.id)
        server.people.say(lan, group, "sau")
        (update,) = await bot.get_updates()

    sandbox.people.say(sandbox.lan, sandbox.group, "ở đây")
    (other,) = await sandbox.bot.get_updates()
    assert [one.text for one in server.world.history(group)] == ["trước", "sau"]
    assert [one.text for one in sandbox.world.history(sandbox.group)] == ["trước", "ở đây"]
    assert update.effective_message is not None
    assert update.effective_message.date == MONDAY + timedelta(days=1)
    assert update.update_id == other.update_id
