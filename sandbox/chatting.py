"""The methods about chats: what they are, who is in them, their topics."""

from sandbox import limits
from sandbox.model import Chat, Person, Topic
from sandbox.places import known_chat, reachable_chat
from sandbox.refusals import Json, bad
from sandbox.world import World

RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
DENIED = frozenset({"can_be_edited", "is_anonymous"})
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, arguments: Json) -> Json:
    """Answer getChat."""
    chat = _visible(world, arguments)
    full = {
        **chat.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].data
    return full


def get_member(world: World, arguments: Json) -> Json:
    """Answer getChatMember."""
    chat = _visible(world, arguments)
    if arguments["user_id"] == world.bot.id:
        return as_member(world.bot, "member" if chat.private else chat.bot_status)
    person = world.persons.get(arguments["user_id"])
    if person is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.private:
        return as_member(person, "member" if chat.person is person else "left")
    return as_member(person, chat.members.get(person.id, "left"))


def count_members(world: World, arguments: Json) -> int:
    """Answer getChatMemberCount; the bot counts too."""
    chat = _visible(world, arguments)
    return 2 if chat.private else len(chat.members) + 1


def get_administrators(world: World, arguments: Json) -> list[Json]:
    """Answer getChatAdministrators."""
    chat = _visible(world, arguments)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    found = [as_member(world.persons[one], status) for one, status in chat.members.items() if status != "member"]
    if chat.bot_status == "administrator":
        found.append(as_member(world.bot, "administrator"))
    return found


def leave(world: World, arguments: Json) -> bool:
    """Answer leaveChat."""
    chat = _visible(world, arguments)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    before, chat.bot_status = chat.bot_status, "left"
    world.updates.put("my_chat_member", membership(world, chat, world.bot, before, "left"))
    world.post(chat, world.bot, {"left_chat_member": world.bot.as_user()}, service=f"{world.bot.name} đã rời nhóm")
    return True


def create_topic(world: World, arguments: Json) -> Json:
    """Answer createForumTopic."""
    chat = _forum(world, arguments)
    name = _topic_name(arguments["name"])
    topic = world.add_topic(chat, name, world.bot)
    topic.colour = arguments.get("icon_color", limits.TOPIC_COLOUR)
    return {"message_thread_id": topic.id, "name": name, "icon_color": topic.colour}


def edit_topic(world: World, arguments: Json) -> bool:
    """Answer editForumTopic."""
    chat, topic = _topic(world, arguments)
    name = arguments.get("name")
    if not name or name == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    world.rename_topic(topic, _topic_name(name))
    _note(world, chat, topic, {"forum_topic_edited": {"name": name}}, f"Chủ đề nay là “{name}”")
    return True


def close_topic(world: World, arguments: Json) -> bool:
    """Answer closeForumTopic."""
    chat, topic = _topic(world, arguments)
    if topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = True
    _note(world, chat, topic, {"forum_topic_closed": {}}, "Chủ đề đã đóng")
    return True


def reopen_topic(world: World, arguments: Json) -> bool:
    """Answer reopenForumTopic."""
    chat, topic = _topic(world, arguments)
    if not topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = False
    _note(world, chat, topic, {"forum_topic_reopened": {}}, "Chủ đề đã mở lại")
    return True


def delete_topic(world: World, arguments: Json) -> bool:
    """Answer deleteForumTopic: with all its messages."""
    chat, topic = _topic(world, arguments)
    world.drop_topic(chat, topic)
    return True


def as_member(person: Person, status: str) -> Json:
    """Return Telegram's ``ChatMember``."""
    member: Json = {"user": person.as_user(), "status": status}
    if status == "administrator":
        member.update({right: right not in DENIED for right in RIGHTS})
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


def membership(world: World, chat: Chat, by: Person, before: str, after: str) -> Json:
    """Return Telegram's ``ChatMemberUpdated`` about the bot."""
    return {
        "chat": chat.as_chat(),
        "from": by.as_user(),
        "date": int(world.clock.now().timestamp()),
        "old_chat_member": as_member(world.bot, before),
        "new_chat_member": as_member(world.bot, after),
    }


def _visible(world: World, arguments: Json) -> Chat:
    """Return a chat that the bot may look at: one it can write to, or whose person has blocked it."""
    chat = known_chat(world, arguments["chat_id"])
    if chat.person is None:
        return reachable_chat(world, arguments["chat_id"])
    if not chat.person.started:
        raise bad("chat not found")
    return chat


def _forum(world: World, arguments: Json) -> Chat:
    chat = reachable_chat(world, arguments["chat_id"])
    if not chat.forum:
        raise bad("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad("not enough rights to create a topic")
    return chat


def _topic(world: World, arguments: Json) -> tuple[Chat, Topic]:
    chat = _forum(world, arguments)
    topic = chat.topics.get(arguments["message_thread_id"])
    if topic is None or topic.deleted:
        raise bad("message thread not found")
    return chat, topic


def _topic_name(name: str) -> str:
    if not 1 <= len(name) <= limits.TOPIC_NAME:
        raise bad("TOPIC_TITLE_INVALID" if name else "topic name must be non-empty")
    return name


def _note(world: World, chat: Chat, topic: Topic, content: Json, service: str) -> None:
    world.post(chat, world.bot, content, topic=topic.id, service=service)
