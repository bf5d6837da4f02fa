"""What persons do: they write, press, send files, block the bot, come and go. The bot learns of it as on Telegram.

>>> people = People(world)
>>> people.start(lan)                              # she opens the bot
>>> message = people.say(lan, group, "Có ai không?")
>>> answer = await people.press(lan, lan, 5, "done:17")
"""

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from sandbox import limits
from sandbox.callbacks import Answer
from sandbox.chatting import membership
from sandbox.formatting import cleaned, trimmed, with_found
from sandbox.model import GENERAL_TOPIC, Chat, Message, NotPossible, Person, Picked, StoredFile
from sandbox.refusals import Json
from sandbox.sending import origin
from sandbox.world import FIRST_SUPERGROUP, Place, World

ANONYMOUS = 1_087_968_824  # the account under which Telegram shows anonymous administrators
PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.START_PAYLOAD}}}")


class People:
    """The hands of everybody in a world. Each method raises NotPossible for what no screen would offer."""

    def __init__(self, world: World) -> None:
        self._world = world

    # Writing

    def start(self, person: Person, payload: str = "") -> Message:
        """Open the bot and press Start, perhaps from a link with a payload."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise NotPossible(f"no link can carry the payload {payload!r}")
        return self.say(person, person, f"/start {payload}".strip())

    def follow(self, person: Person, link: str) -> Message:
        """Open a link ``https://t.me/<bot>?start=<payload>`` and press Start."""
        parts = urlsplit(link)
        if parts.netloc != "t.me" or parts.path.strip("/").lower() != (self._world.bot.username or "").lower():
            raise NotPossible(f"{link} does not lead to the bot")
        return self.start(person, parse_qs(parts.query).get("start", [""])[0])

    def say(
        self, person: Person, chat: Place, text: str, reply_to: int | None = None, topic: int | None = None
    ) -> Message:
        """Write a text; ``reply_to`` is the number of a message, ``topic`` that of a topic, 1 the general one."""
        text, _ = trimmed(cleaned(text), [])
        if not text:
            raise NotPossible("an empty message cannot be sent")
        if len(text) > limits.TEXT:
            raise NotPossible(f"a message has at most {limits.TEXT} characters")
        return self._write(person, chat, _said(text), reply_to, topic)

    def send_file(
        self,
        person: Person,
        chat: Place,
        name: str,
        content: bytes,
        mime: str = "application/octet-stream",
        *,
        as_photo: bool = False,
        caption: str = "",
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> Message:
        """Send a file, or a picture as a photo."""
        place, told = self._able(person, chat), _caption(caption)
        file = self._stored(Picked(name=name, content=content, mime=mime, as_photo=as_photo))
        return self._write(person, place, {**file.as_content(), **told}, reply_to, topic, file)

    def send_album(
        self,
        person: Person,
        chat: Place,
        files: Sequence[Picked],
        *,
        caption: str = "",
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> list[Message]:
        """Send 2 to 10 photos or as many other files at once: a message each, the caption on the first."""
        place, told = self._able(person, chat), _caption(caption)
        fewest, most = limits.ALBUM
        if not fewest <= len(files) <= most:
            raise NotPossible(f"an album has {fewest} to {most} files")
        if len({one.as_photo for one in files}) > 1:
            raise NotPossible("an album has either photos or other files")
        stored = [self._stored(one) for one in files]
        album = {"media_group_id": self._world.new_album()}
        sent = []
        for file in stored:
            sent.append(self._write(person, place, {**album, **file.as_content(), **told}, reply_to, topic, file))
            told = {}
        return sent

    def say_as_group(self, person: Person, chat: Place, text: str) -> Message:
        """Write as an anonymous administrator: the bot is told the group, not who it was."""
        place = self._group(self._able(person, chat))
        if place.members[person.id] == "member":
            raise NotPossible(f"{person.name} is no administrator of {place.title}")
        nobody = Person(ANONYMOUS, "Group", "GroupAnonymousBot", is_bot=True)
        message = self._world.post(place, nobody, {**_said(text), "sender_chat": place.as_chat()})
        self._tell("message", place, message)
        return message

    def send_sticker(self, person: Person, chat: Place, emoji: str = "👍") -> Message:
        """Send what the bot has no use for."""
        sticker = {
            "file_id": "CAACAgUAAxkSticker",
            "file_unique_id": "AgADSticker",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self._write(person, chat, {"sticker": sticker}, None, None)

    def edit(self, person: Person, chat: Place, message_id: int, text: str) -> Message:
        """Change what one wrote."""
        place = self._able(person, chat)
        message = self._message(place, message_id)
        if message.sender is not person or "text" not in message.data:
            raise NotPossible(f"message {message_id} cannot be edited by {person.name}")
        message.edited_at = self._world.clock.now()
        kept = {key: value for key, value in message.data.items() if key not in {"text", "entities"}}
        message.data = {**kept, **_said(text), "edit_date": int(message.edited_at.timestamp())}
        self._world.publish("edited", message)
        self._tell("edited_message", place, message)
        return message

    def forward(
        self, person: Person, from_chat: Place, message_id: int, to_chat: Place, topic: int | None = None
    ) -> Message:
        """Pass a message on."""
        source = self._message(self._world.chat(from_chat), message_id)
        content = {**source.content(), "forward_origin": origin(source)}
        return self._write(person, to_chat, content, None, topic, source.file)

    # Pressing

    async def press(
        self,
        person: Person,
        chat: Place,
        message_id: int,
        data: str,
        *,
        stale: bool = False,
        within: float = 10.0,
    ) -> Answer:
        """Press the button with this data and wait for the bot's answer, at most ``within`` real seconds.

        ``stale``: press what an old screen still shows though the message has been edited or deleted since.
        """
        place = self._able(person, chat)
        message = place.messages.get(message_id)
        shown = message is not None and any(one.data == data for row in message.buttons for one in row)
        if not shown and not stale:
            raise NotPossible(f"message {message_id} shows no button with the data {data!r}")
        query, coming = self._world.callbacks.open()
        gone = {"chat": place.as_chat(), "message_id": message_id, "date": 0}
        self._world.updates.put(
            "callback_query",
            {
                "id": query,
                "from": person.as_user(),
                "message": message.data if message else gone,
                "chat_instance": str(-place.id * 7919),
                "data": data,
            },
        )
        try:
            answer = await asyncio.wait_for(coming, within)
        except TimeoutError:
            answer = Answer(answered=False)
        self._world.announce(
            {
                "type": "press_answered",
                "chat": place.id,
                "message_id": message_id,
                "as": person.id,
                "text": answer.text,
                "alert": answer.alert,
                "answered": answer.answered,
            }
        )
        return answer

    # Blocking, joining, leaving

    def block(self, person: Person) -> None:
        """Stop the bot in one's private chat."""
        if person.blocked or not person.started:
            raise NotPossible(f"{person.name} has nothing to block")
        person.blocked = True
        self._tell_membership(self._world.chats[person.id], person, "member", "kicked")

    def unblock(self, person: Person) -> None:
        """Let the bot write again."""
        if not person.blocked:
            raise NotPossible(f"{person.name} has not blocked the bot")
        person.blocked = False
        self._tell_membership(self._world.chats[person.id], person, "kicked", "member")

    def delete_account(self, person: Person) -> None:
        """Leave the messenger for good; the bot is not told."""
        person.deactivated = True

    def join(self, person: Person, chat: Place) -> None:
        """Join a group."""
        place = self._group(chat)
        if person.id in place.members:
            raise NotPossible(f"{person.name} is already in {place.title}")
        place.members[person.id] = "member"
        self._note(place, person, {"new_chat_members": [person.as_user()]}, f"{person.name} đã vào nhóm")

    def leave(self, person: Person, chat: Place) -> None:
        """Leave a group."""
        place = self._group(chat)
        self._able(person, place)
        del place.members[person.id]
        self._note(place, person, {"left_chat_member": person.as_user()}, f"{person.name} đã rời nhóm")

    def add_bot(self, person: Person, chat: Place, *, as_admin: bool = True) -> None:
        """Add the bot to a group."""
        place = self._group(chat)
        self._able(person, place)
        if place.bot_present:
            raise NotPossible(f"the bot is already in {place.title}")
        before, place.bot_status = place.bot_status, "administrator" if as_admin else "member"
        self._tell_membership(place, person, before, place.bot_status)
        bot = self._world.bot
        self._note(place, person, {"new_chat_members": [bot.as_user()]}, f"{person.name} đã thêm {bot.name}")

    def kick_bot(self, person: Person, chat: Place) -> None:
        """Remove the bot from a group and ban it."""
        place = self._group(chat)
        self._able(person, place)
        if not place.bot_present:
            raise NotPossible(f"the bot is not in {place.title}")
        bot = self._world.bot
        self._note(place, person, {"left_chat_member": bot.as_user()}, f"{person.name} đã xoá {bot.name} khỏi nhóm")
        before, place.bot_status = place.bot_status, "kicked"
        self._tell_membership(place, person, before, "kicked")

    def demote_bot(self, person: Person, chat: Place) -> None:
        """Make the bot a plain member of a group."""
        place = self._group(chat)
        before, place.bot_status = place.bot_status, "member"
        self._tell_membership(place, person, before, "member")

    def restrict_bot(self, person: Person, chat: Place, *, write: bool = True, files: bool = True) -> None:
        """Say what the bot may send to a group; what it may not as an administrator either makes it a plain member."""
        place = self._group(chat)
        self._able(person, place)
        self.demote_bot(person, place)
        place.bot_may_write, place.bot_may_send_files = write, write and files

    def delete(self, person: Person, chat: Place, message_id: int) -> None:
        """Delete a message of the bot, or of one's own, for everybody; the bot is not told."""
        place = self._able(person, chat)
        message = self._message(place, message_id)
        if not place.private and message.sender is not person and place.members[person.id] == "member":
            raise NotPossible(f"{person.name} deletes only their own messages in {place.title}")
        del place.messages[message.id]
        self._world.publish("deleted", message)

    def delete_topic(self, person: Person, chat: Place, topic: int) -> None:
        """Delete a topic with its messages; the bot is not told."""
        place = self._group(chat)
        self._able(person, place)
        self._world.drop_topic(place, place.topics[topic])

    def close_topic(self, person: Person, chat: Place, topic: int) -> None:
        """Close a topic: only administrators write there now."""
        place = self._group(chat)
        place.topics[topic].closed = True
        content: Json = {"forum_topic_closed": {}}
        message = self._world.post(place, person, content, topic=topic, service=f"{person.name} đã đóng chủ đề")
        self._tell("message", place, message)

    def migrate(self, chat: Place) -> Chat:
        """Turn a group into a supergroup, as happens when its settings are changed; return the new chat."""
        old = self._group(chat)
        if old.kind != "group" or old.migrated_to is not None:
            raise NotPossible(f"{old.title} is already a supergroup")
        world = self._world
        owner = world.persons[next(iter(old.members))]
        number = FIRST_SUPERGROUP - sum(1 for one in world.chats.values() if one.kind == "supergroup")
        new = Chat(number, "supergroup", old.title, members=dict(old.members), bot_status=old.bot_status)
        world.chats[new.id] = new
        self._note(old, owner, {"migrate_to_chat_id": new.id}, "Nhóm đã được nâng cấp thành siêu nhóm")
        old.migrated_to = new.id
        self._note(new, owner, {"migrate_from_chat_id": old.id}, "Nhóm đã được nâng cấp thành siêu nhóm")
        for seat in world.seats.values():
            if seat.chat is old:
                seat.chat = new
        world.announce({"type": "seats"})
        return new

    # How it is done

    def _write(
        self,
        person: Person,
        chat: Place,
        content: Json,
        reply_to: int | None,
        topic: int | None,
        file: StoredFile | None = None,
    ) -> Message:
        place = self._able(person, chat)
        answered = None if reply_to is None else self._message(place, reply_to)
        if topic is None and answered is not None:
            topic = answered.topic
        if place.forum and topic == GENERAL_TOPIC:
            topic = None
        if topic is not None:
            found = place.topics.get(topic)
            if found is None or found.deleted:
                raise NotPossible(f"there is no topic {topic} in {place.title}")
            if found.closed and place.members[person.id] == "member":
                raise NotPossible(f"the topic {found.name} is closed")
        if place.private:
            person.started = True
        message = self._world.post(place, person, content, topic=topic, reply_to=answered, file=file)
        self._tell("message", place, message)
        return message

    def _stored(self, picked: Picked) -> StoredFile:
        file = self._world.store_file(picked.name, picked.content, picked.mime, as_picture=picked.as_photo)
        if file is None:
            raise NotPossible(f"{picked.name} is no picture")
        return file

    def _able(self, person: Person, chat: Place) -> Chat:
        """Return the chat if the person may act there."""
        place = self._world.chat(chat)
        if person.deactivated:
            raise NotPossible(f"{person.name} has left the messenger")
        if place.private:
            if place.person is not person:
                raise NotPossible(f"this is not the private chat of {person.name}")
            if person.blocked:
                raise NotPossible(f"{person.name} has blocked the bot")
        elif place.migrated_to is not None:
            raise NotPossible(f"{place.title} has moved to {place.migrated_to}")
        elif person.id not in place.members:
            raise NotPossible(f"{person.name} is not in {place.title}")
        return place

    def _group(self, chat: Place) -> Chat:
        place = self._world.chat(chat)
        if place.private:
            raise NotPossible("a private chat is no group")
        return place

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = chat.messages.get(message_id)
        if message is None:
            raise NotPossible(f"there is no message {message_id} in {chat.title}")
        return message

    def _note(self, chat: Chat, person: Person, content: Json, service: str) -> None:
        self._tell("message", chat, self._world.post(chat, person, content, service=service))

    def _tell(self, kind: str, chat: Chat, message: Message) -> None:
        """Tell the bot of a message, if it is there and may see it."""
        if chat.bot_present and (chat.private or self._sees(chat, message)):
            self._world.updates.put(kind, message.data)

    def _sees(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: of what people say, a plain member sees commands, replies to itself and mentions."""
        if not self._world.privacy_mode or chat.bot_status == "administrator" or message.service:
            return True
        replied = message.data.get("reply_to_message", {}).get("from", {}).get("id")
        if replied == self._world.bot.id:
            return True
        name = f"@{self._world.bot.username}".lower()
        kinds = {one["type"] for one in message.entities}
        if "bot_command" in kinds and message.text.startswith("/"):
            command = message.text.split()[0].lower()
            return "@" not in command or command.endswith(name)
        return "mention" in kinds and name in message.text.lower()

    def _tell_membership(self, chat: Chat, by: Person, before: str, after: str) -> None:
        self._world.updates.put("my_chat_member", membership(self._world, chat, by, before, after))
        self._world.announce({"type": "seats"})


def _caption(text: str) -> Json:
    """Return what a file's message holds for the words beside it. Raises NotPossible if they are too many."""
    text, _ = trimmed(cleaned(text), [])
    if len(text) > limits.CAPTION:
        raise NotPossible(f"a caption has at most {limits.CAPTION} characters")
    return _said(text, "caption", "caption_entities") if text else {}


def _said(text: str, text_key: str = "text", entities_key: str = "entities") -> Json:
    entities = with_found(text, [])
    return {text_key: text, entities_key: entities} if entities else {text_key: text}
