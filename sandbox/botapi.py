"""The Bot API: from a method's name and raw parameters to its result, or to a refusal."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox import chatting, editing, limits, sending
from sandbox.faults import FILE_GONE
from sandbox.methods import load_table
from sandbox.refusals import Json, bad
from sandbox.world import World

Handler = Callable[[World, Json], Any]


def get_me(world: World, _arguments: Json) -> Json:
    """Answer getMe."""
    return {
        **world.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_file(world: World, arguments: Json) -> Json:
    """Answer getFile. Raises Refusal (400) for a file unknown or larger than bots may fetch."""
    file = world.file_for_bot(arguments["file_id"])
    if file is None:
        raise bad(FILE_GONE)
    if file.size > limits.DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {
        "file_id": arguments["file_id"],
        "file_unique_id": file.unique,
        "file_size": file.size,
        "file_path": file.path,
    }


HANDLERS: Mapping[str, Handler] = {
    "getMe": get_me,
    "logOut": lambda _world, _arguments: True,
    "close": lambda _world, _arguments: True,
    "setWebhook": lambda world, arguments: world.updates.set_webhook(arguments),
    "deleteWebhook": lambda world, arguments: world.updates.delete_webhook(arguments),
    "getWebhookInfo": lambda world, _arguments: world.updates.webhook_info(),
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "copyMessage": sending.copy_message,
    "forwardMessage": sending.forward_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageReplyMarkup": editing.edit_markup,
    "editMessageMedia": editing.edit_media,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "pinChatMessage": editing.pin,
    "unpinChatMessage": editing.unpin,
    "unpinAllChatMessages": editing.unpin_all,
    "setMessageReaction": editing.set_reaction,
    "answerCallbackQuery": lambda world, arguments: world.callbacks.answer(arguments),
    "getChat": chatting.get_chat,
    "getChatMember": chatting.get_member,
    "getChatMemberCount": chatting.count_members,
    "getChatAdministrators": chatting.get_administrators,
    "leaveChat": chatting.leave,
    "createForumTopic": chatting.create_topic,
    "editForumTopic": chatting.edit_topic,
    "closeForumTopic": chatting.close_topic,
    "reopenForumTopic": chatting.reopen_topic,
    "deleteForumTopic": chatting.delete_topic,
    "setMyCommands": lambda world, arguments: world.profile.set_commands(arguments),
    "getMyCommands": lambda world, arguments: world.profile.get_commands(arguments),
    "deleteMyCommands": lambda world, arguments: world.profile.delete_commands(arguments),
    "setMyName": lambda world, arguments: world.profile.set_text("name", arguments, 64, "BOT_TITLE_INVALID"),
    "getMyName": lambda world, arguments: world.profile.get_text("name", arguments, world.bot.name),
    "setMyDescription": lambda world, arguments: world.profile.set_text(
        "description", arguments, limits.DESCRIPTION, "BOT_DESCRIPTION_INVALID"
    ),
    "getMyDescription": lambda world, arguments: world.profile.get_text("description", arguments),
    "setMyShortDescription": lambda world, arguments: world.profile.set_text(
        "short_description", arguments, limits.SHORT_DESCRIPTION, "BOT_SHORT_DESCRIPTION_INVALID"
    ),
    "getMyShortDescription": lambda world, arguments: world.profile.get_text("short_description", arguments),
    "getFile": get_file,
}


class BotApi:
    """The whole of it, over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._table = load_table()

    async def call(self, name: str, raw: Mapping[str, Any]) -> Json:
        """Do what the bot asks for and return the body of the answer. Raises Refusal and LineCut."""
        method = self._table.method(name)
        arguments = method.arguments(raw)
        faults = self._world.faults
        await faults.before(method.name, arguments)
        if method.name == "getUpdates":
            return {"ok": True, "result": await self._world.updates.take(arguments)}
        result = HANDLERS[method.name](self._world, arguments)
        await faults.after(method.name)
        if isinstance(result, str):  # the webhook's methods tell what they did
            return {"ok": True, "result": True, "description": result}
        return {"ok": True, "result": result}
