"""The state of the sandbox: who there is, in which chats, and what was said. Nothing here waits.

>>> world = World(clock)
>>> lan = world.add_person("Nguyễn Thị Lan")
>>> group = world.add_group("Sở TT&TT", [lan], forum=True)

What persons *do* is in :class:`sandbox.people.People`; what the bot may do is the Bot API.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from mimetypes import guess_extension
from pathlib import PurePath
from typing import Any

from bot.clock import Clock
from sandbox import limits, mentions, pictures
from sandbox.callbacks import Callbacks
from sandbox.faults import Faults
from sandbox.model import GENERAL_TOPIC, Chat, ChatKind, Message, NotPossible, Person, Role, Seat, StoredFile, Topic
from sandbox.pageview import message_view
from sandbox.profile import Profile
from sandbox.rates import Rates
from sandbox.refusals import Json
from sandbox.updates import Updates

FIRST_PERSON = 500_000_001
FIRST_GROUP = -400_000_001
FIRST_SUPERGROUP = -1_001_000_000_001
FIRST_ALBUM = 13_000_000_000_000_001

Place = Chat | Person | int


class World:
    """Everything that Telegram would know.

    ``privacy_mode`` hides from the bot what is not for it in groups where it is no administrator.
    ``enforce_rates`` refuses with 429, by the clock, what is sent faster than Telegram lets through.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = "7000000001:AAsandbox-not-a-secret-000000000000",  # noqa: S107 — it opens nothing
        bot_name: str = "Nhắc Việc",
        bot_username: str = "NhacViecBot",
        privacy_mode: bool = False,
        enforce_rates: bool = False,
    ) -> None:
        self.clock = clock
        self.token = token
        self.bot = Person(int(token.partition(":")[0]), bot_name, bot_username, is_bot=True)
        self.privacy_mode = privacy_mode
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.files_by_path: dict[str, StoredFile] = {}
        self.seats: dict[str, Seat] = {}
        self.updates = Updates(clock)
        self.callbacks = Callbacks(clock)
        self.faults = Faults()
        self.rates = Rates(clock, enforced=enforce_rates)
        self.profile = Profile()
        self._lost: set[str] = set()
        self._last_album = FIRST_ALBUM - 1
        self._listeners: list[asyncio.Queue[Json]] = []

    # Setting up

    def add_person(self, name: str, username: str | None = None, language: str | None = "vi") -> Person:
        """Add somebody who has not yet opened the bot: it cannot write to them until they do."""
        person = Person(FIRST_PERSON + len(self.persons), name, username, language)
        self.persons[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", name, person=person)
        self._seats_changed()
        return person

    def add_group(
        self,
        title: str,
        members: Iterable[Person],
        forum: bool = False,
        bot_is_member: bool = True,
        *,
        supergroup: bool = False,
        bot_is_admin: bool = True,
    ) -> Chat:
        """Add a group as if it had always been there: the bot is told nothing of it. The first member created it.

        A forum is always a supergroup. Use :meth:`People.add_bot` for the bot to be added before its eyes.
        """
        kind: ChatKind = "supergroup" if forum or supergroup else "group"
        already = sum(1 for chat in self.chats.values() if chat.kind == kind)
        chat = Chat((FIRST_SUPERGROUP if kind == "supergroup" else FIRST_GROUP) - already, kind, title, forum=forum)
        chat.members = {person.id: "creator" if order == 0 else "member" for order, person in enumerate(members)}
        chat.bot_status = ("administrator" if bot_is_admin else "member") if bot_is_member else "left"
        chat.last_id = GENERAL_TOPIC if forum else 0  # no other topic ever bears the number of the general one
        self.chats[chat.id] = chat
        self._seats_changed()
        return chat

    def add_topic(self, chat: Place, name: str, by: Person | None = None) -> Topic:
        """Open a topic in a forum; the bot is told nothing of it. Raises NotPossible for another chat."""
        place = self.chat(chat)
        if not place.forum:
            raise NotPossible(f"{place.title} is not a forum")
        opener = by or self.persons[next(iter(place.members))]
        created = {"forum_topic_created": {"name": name, "icon_color": limits.TOPIC_COLOUR}}
        number = place.last_id + 1
        self.post(place, opener, created, topic=number, service=f"{opener.name} đã mở chủ đề “{name}”")
        topic = Topic(number, name, limits.TOPIC_COLOUR)
        place.topics[topic.id] = topic
        self._seats_changed()
        return topic

    def seat(
        self,
        chat: Place,
        title: str,
        subtitle: str = "",
        role: Role | None = None,
        speakers: Iterable[Person] | None = None,
        featured: bool = False,
    ) -> Seat:
        """Let the page play this chat: a private one as its person, a group as any of ``speakers`` (all members)."""
        place = self.chat(chat)
        if place.person:
            speaking = [place.person]
        elif speakers is None:
            speaking = [self.persons[one] for one in place.members]
        else:
            speaking = list(speakers)
        seat = Seat(str(len(self.seats) + 1), place, title, subtitle, role, speaking, featured)
        self.seats[seat.id] = seat
        self._seats_changed()
        return seat

    def copied(self, clock: Clock) -> "World":
        """Return the same world with a life of its own, by another clock. Only at rest: nobody waits for anything."""
        return deepcopy(self, {id(self.clock): clock, id(self.updates): self.updates.copied(clock)})

    # Looking

    def chat(self, place: Place) -> Chat:
        """Return the chat: a person's is their private one. Raises NotPossible if there is none."""
        if isinstance(place, Chat):
            return place
        found = self.chats.get(place.id if isinstance(place, Person) else place)
        if found is None:
            raise NotPossible(f"there is no chat {place}")
        return found

    def history(self, place: Place, topic: int | None = None) -> list[Message]:
        """Return what stands in the chat, oldest first; of one topic if given."""
        messages = self.chat(place).messages.values()
        return [one for one in messages if topic is None or one.topic == topic]

    def last_message(self, place: Place) -> Message | None:
        """Return the newest message of the chat."""
        messages = self.chat(place).messages
        return messages[next(reversed(messages))] if messages else None

    def updates_pending(self) -> int:
        """Return the number of updates that the bot has not yet confirmed."""
        return len(self.updates)

    async def until_idle(self, within: float | None = 10.0) -> None:
        """Wait until the bot has confirmed every update. Raises TimeoutError after ``within`` real seconds."""
        async with asyncio.timeout(within):
            await self.updates.until_idle()

    # Changing: used by the people, the Bot API and the page

    def post(
        self,
        chat: Chat,
        sender: Person,
        content: Json,
        *,
        topic: int | None = None,
        reply_to: Message | None = None,
        markup: Json | None = None,
        silent: bool = False,
        file: StoredFile | None = None,
        service: str | None = None,
    ) -> Message:
        """Write a message into the chat and return it; telling the bot of it is the caller's business."""
        chat.last_id += 1
        at = self.clock.now()
        data: Json = {
            "message_id": chat.last_id,
            "from": sender.as_user(),
            "chat": chat.as_chat(),
            "date": int(at.timestamp()),
            **content,
        }
        replied = reply_to.sender if reply_to else None
        if topic is not None:
            data["message_thread_id"] = topic
            data["is_topic_message"] = True
            # In a topic what replies to nothing replies to the message that opened it.
            reply_to = reply_to or chat.messages.get(topic)
        if reply_to is not None:
            data["reply_to_message"] = {key: value for key, value in reply_to.data.items() if key != "reply_to_message"}
        message = Message(chat.id, sender, at, data, silent=silent, file=file, service=service)
        if markup is not None:
            if "inline_keyboard" in markup:
                data["reply_markup"] = {"inline_keyboard": markup["inline_keyboard"]}
            else:
                message.asks = markup
                message.asked = mentions.asked(markup, content, replied, self.persons)
        chat.messages[message.id] = message
        if sender is self.bot:
            chat.unread += 1
        self.publish("message", message)
        return message

    def store_file(self, name: str, content: bytes, mime: str, *, as_picture: bool = False) -> StoredFile | None:
        """Keep a file; ``as_picture`` returns None if it is no picture that Telegram could show."""
        number = len(self.files) + 1
        width = height = 0
        if as_picture:
            measured = pictures.measure(content)
            if measured is None:
                return None
            mime, width, height = measured
        suffix = PurePath(name).suffix or guess_extension(mime) or ""
        folder = "photos" if as_picture else "documents"
        ids = (f"BQACAgUAAxk{number:06d}", f"AgAD{number:06d}")
        stored = StoredFile(*ids, name, mime, f"{folder}/file_{number}{suffix}", content, width, height)
        self.files[stored.id] = stored
        self.files_by_path[stored.path] = stored
        return stored

    def lose_file(self, file_id: str) -> None:
        """Let the bot find this file no more, as happens on Telegram's servers; people still see it."""
        file = self.files[file_id]
        self._lost.add(file.id)
        self.files_by_path.pop(file.path, None)

    def new_album(self) -> str:
        """Return what the next files that are sent together shall have in common."""
        self._last_album += 1
        return str(self._last_album)

    def rename_topic(self, topic: Topic, name: str) -> None:
        """Call a topic by another name."""
        topic.name = name
        self._seats_changed()

    def drop_topic(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic with all its messages."""
        topic.deleted = True
        for message in self.history(chat, topic.id):
            del chat.messages[message.id]
            self.publish("deleted", message)
        self._seats_changed()

    def file(self, file_id: str) -> StoredFile | None:
        """Return the file of this id; the small size of a photo is the same file."""
        return self.files.get(file_id) or self.files.get(file_id.removesuffix("s"))

    def file_for_bot(self, file_id: str) -> StoredFile | None:
        """Return the file of this id, unless it is lost."""
        file = self.file(file_id)
        return None if file is None or file.id in self._lost else file

    # Listening: the page's events

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Json]]:
        """Give a queue of what happens, for as long as the block lasts."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            yield queue
        finally:
            self._listeners.remove(queue)

    def publish(self, kind: str, message: Message) -> None:
        """Tell the listeners that a message came, was edited or deleted."""
        if self._listeners:
            view = message_view(message, deleted=kind == "deleted")
            self.announce({"type": kind, "chat": message.chat, "message": view})

    def announce(self, event: dict[str, Any]) -> None:
        """Tell the listeners anything."""
        for queue in self._listeners:
            queue.put_nowait(event)

    def _seats_changed(self) -> None:
        self.announce({"type": "seats"})
