"""What the bot tells of itself: its commands, by scope and language, its name and descriptions."""

import re

from sandbox import limits
from sandbox.refusals import Json, bad

COMMAND = re.compile(rf"[a-z0-9_]{{1,{limits.COMMAND}}}")
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
Key = tuple[str, int | str, int, str]


class Profile:
    """The answers to setMyCommands and its kin."""

    def __init__(self) -> None:
        self._commands: dict[Key, list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def set_commands(self, arguments: Json) -> bool:
        """Answer setMyCommands. Raises Refusal (400) for commands that Telegram does not take."""
        commands = arguments["commands"]
        if len(commands) > limits.COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for one in commands:
            if not COMMAND.fullmatch(one["command"].removeprefix("/")):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(one["description"]) <= limits.COMMAND_DESCRIPTION:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[_key(arguments)] = [
            {"command": one["command"].removeprefix("/"), "description": one["description"]} for one in commands
        ]
        return True

    def get_commands(self, arguments: Json) -> list[Json]:
        """Answer getMyCommands: exactly this scope and language."""
        return self._commands.get(_key(arguments), [])

    def delete_commands(self, arguments: Json) -> bool:
        """Answer deleteMyCommands."""
        self._commands.pop(_key(arguments), None)
        return True

    def shown_commands(self, scope: str, language: str) -> list[Json]:
        """Return what a person with this language sees in such a chat: the narrowest list that exists."""
        for one in (scope, "default"):
            for tongue in (language, ""):
                found = self._commands.get((one, 0, 0, tongue))
                if found:
                    return found
        return []

    def set_text(self, what: str, arguments: Json, most: int, refusal: str) -> bool:
        """Keep the bot's name or description in a language. Raises Refusal (400) for a longer one than ``most``."""
        text = arguments.get(what, "")
        if len(text) > most:
            raise bad(refusal)
        self._texts[what, arguments.get("language_code", "")] = text
        return True

    def get_text(self, what: str, arguments: Json, default: str = "") -> Json:
        """Return the text in this language, or the one for all languages."""
        language = arguments.get("language_code", "")
        return {what: self._texts.get((what, language)) or self._texts.get((what, "")) or default}


def _key(arguments: Json) -> Key:
    scope = arguments.get("scope") or {"type": "default"}
    language = arguments.get("language_code", "")
    if scope["type"] not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if scope["type"].startswith("chat") and "chat_id" not in scope:
        raise bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return scope["type"], scope.get("chat_id", 0), scope.get("user_id", 0), language
