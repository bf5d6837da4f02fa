"""Where a request of the bot goes: the chat, the topic, the message; and when Telegram would not let it."""

from sandbox.model import GENERAL_TOPIC, Chat, Message
from sandbox.refusals import Json, Refusal, bad, forbidden
from sandbox.world import World


def known_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat. Raises Refusal (400) for none, and for a group that has moved."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat


def reachable_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat if the bot may write there. Raises Refusal (403) if not, besides those of a known chat."""
    chat = known_chat(world, chat_id)
    person = chat.person
    if person is None:
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {_group(chat)} chat")
        if not chat.bot_present:
            raise forbidden(f"bot is not a member of the {_group(chat)} chat")
    elif person.deactivated:
        raise forbidden("user is deactivated")
    elif not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    elif person.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def topic_of(chat: Chat, thread: int | None) -> int | None:
    """Return the topic to write in. Raises Refusal (400) if it is not there or closed to the bot."""
    if thread is None or (chat.forum and thread == GENERAL_TOPIC):
        return None
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad("message thread not found")
    if topic.closed and chat.bot_status != "administrator":
        raise bad("TOPIC_CLOSED")
    return thread


def replied_message(chat: Chat, parameters: Json | None) -> Message | None:
    """Return the message that is answered. Raises Refusal (400) if it is gone and that was not foreseen."""
    if not parameters:
        return None
    message = chat.messages.get(parameters["message_id"])
    if message is None and not parameters.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return message


def own_message(world: World, arguments: Json, *, missing: str, foreign: str) -> tuple[Chat, Message]:
    """Return a message of the bot. Raises Refusal (400) with the words for one not there or not the bot's."""
    if "chat_id" not in arguments:
        raise bad("chat_id is empty")
    chat = reachable_chat(world, arguments["chat_id"])
    if "message_id" not in arguments:
        raise bad("message identifier is not specified")
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad(missing)
    if message.sender is not world.bot:
        raise bad(foreign)
    return chat, message


def _group(chat: Chat) -> str:
    return "supergroup" if chat.kind == "supergroup" else "group"
