"""The methods that change what the bot wrote: edits, deletions, pins, reactions."""

from sandbox import limits
from sandbox.markup import checked_markup
from sandbox.model import CONTENT, Chat, Message, StoredFile
from sandbox.places import own_message, reachable_chat
from sandbox.refusals import Json, bad
from sandbox.sending import caption_content, media_content, text_content
from sandbox.world import World

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_text(world: World, arguments: Json) -> Json:
    """Answer editMessageText."""
    message = _editable(world, arguments)
    if "text" not in message.data:
        raise bad("there is no text in the message to edit")
    return _change(world, message, text_content(world, arguments), arguments)


def edit_caption(world: World, arguments: Json) -> Json:
    """Answer editMessageCaption."""
    message = _editable(world, arguments)
    if message.file is None:
        raise bad("there is no caption in the message to edit")
    return _change(
        world, message, {**message.file.as_content(), **caption_content(world, arguments)}, arguments, message.file
    )


def edit_markup(world: World, arguments: Json) -> Json:
    """Answer editMessageReplyMarkup."""
    message = _editable(world, arguments)
    return _change(world, message, message.content(), arguments, message.file)


def edit_media(world: World, arguments: Json) -> Json:
    """Answer editMessageMedia: another file with its caption, also in place of a text."""
    message = _editable(world, arguments)
    content, file = media_content(world, arguments["media"], arguments)
    return _change(world, message, content, arguments, file)


def delete_message(world: World, arguments: Json) -> bool:
    """Answer deleteMessage."""
    chat = reachable_chat(world, arguments["chat_id"])
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if not _deletable(world, chat, message):
        raise bad("message can't be deleted for everyone")
    _delete(world, chat, message)
    return True


def delete_messages(world: World, arguments: Json) -> bool:
    """Answer deleteMessages: what cannot be deleted is passed over."""
    chat = reachable_chat(world, arguments["chat_id"])
    numbers = arguments["message_ids"]
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > limits.BULK:
        raise bad("too many messages to delete")
    for number in numbers:
        message = chat.messages.get(number)
        if message and _deletable(world, chat, message):
            _delete(world, chat, message)
    return True


def pin(world: World, arguments: Json) -> bool:
    """Answer pinChatMessage."""
    chat = _pinnable(world, arguments)
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad("message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    world.post(chat, world.bot, {"pinned_message": message.data}, service=f"{world.bot.name} đã ghim một tin nhắn")
    return True


def unpin(world: World, arguments: Json) -> bool:
    """Answer unpinChatMessage: the one named, or the newest pinned one."""
    chat = _pinnable(world, arguments)
    number = arguments.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all(world: World, arguments: Json) -> bool:
    """Answer unpinAllChatMessages."""
    _pinnable(world, arguments).pinned.clear()
    return True


def set_reaction(world: World, arguments: Json) -> bool:
    """Answer setMessageReaction: one emoji at most, as a bot may."""
    chat = reachable_chat(world, arguments["chat_id"])
    message = chat.messages.get(arguments["message_id"])
    if message is None:
        raise bad("message to react not found")
    reactions = arguments.get("reaction") or []
    if len(reactions) > 1 or any(one["type"] != "emoji" or not one.get("emoji") for one in reactions):
        raise bad("REACTION_INVALID")
    message.reaction = reactions[0]["emoji"] if reactions else None
    world.publish("edited", message)
    return True


def _editable(world: World, arguments: Json) -> Message:
    """Return the message to edit, counting the edit against the limits of speed."""
    chat, message = own_message(
        world, arguments, missing="message to edit not found", foreign="message can't be edited"
    )
    if message.service or message.asks or "forward_origin" in message.data:
        raise bad("message can't be edited")
    world.rates.count(chat.id, group=not chat.private)
    return message


def _change(world: World, message: Message, content: Json, arguments: Json, file: StoredFile | None = None) -> Json:
    markup = checked_markup(arguments.get("reply_markup"))
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    if content == message.content() and markup == message.data.get("reply_markup"):
        raise bad(UNCHANGED)
    message.edited_at = world.clock.now()
    data = {key: value for key, value in message.data.items() if key not in CONTENT and key != "reply_markup"}
    data.update(content)
    data["edit_date"] = int(message.edited_at.timestamp())
    if markup is not None:
        data["reply_markup"] = markup
    message.data = data
    message.file = file
    world.publish("edited", message)
    return data


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    if not chat.private and chat.bot_status == "administrator":
        return True
    if not chat.private and message.sender is not world.bot:
        return False
    return world.clock.now() - message.at < limits.DELETABLE


def _delete(world: World, chat: Chat, message: Message) -> None:
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    world.publish("deleted", message)


def _pinnable(world: World, arguments: Json) -> Chat:
    chat = reachable_chat(world, arguments["chat_id"])
    if not chat.private and chat.bot_status != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat
