"""A messenger in memory: for tests, and to try conversations without any network.

>>> channel = MemoryChannel()
>>> channel.feed(event)           # somebody says something
>>> await channel.until_taken()   # ``receive`` has offered it, and the intake has taken it
>>> channel.shown(address)        # what stands in the chat now
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bot.channels.base import Abilities, Address, Event, IncomingFile, Intake, Outgoing
from bot.channels.health import Standing
from bot.errors import ChannelError, MessageGone, NoTopics

EVERYTHING = Abilities(
    buttons=True,
    editing=True,
    files=True,
    groups=True,
    topics=True,
    text_length=4096,
    caption_length=1024,
    upload_bytes=50_000_000,
    download_bytes=20_000_000,
)
EVERY_RIGHT = Standing(present=True, may_write=True, may_send_files=True)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message that was sent, or what one was edited to."""

    id: str
    address: Address
    message: Outgoing


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """The answer to a press."""

    press: str
    text: str | None
    alert: bool


class MemoryChannel:
    """Keeps what is sent, edited and acknowledged, in order; fails when told to; offers the events it is fed.

    ``files`` are what :meth:`fetch` finds, by their ref. An event that the intake does not take is offered again.
    """

    def __init__(
        self, name: str = "memory", *, abilities: Abilities = EVERYTHING, files: Mapping[str, bytes] | None = None
    ) -> None:
        self.name = name
        self.abilities = abilities
        self.sent: list[Said] = []
        self.edited: list[Said] = []
        self.topics: list[tuple[Address, str]] = []
        self.acknowledged: list[Acknowledged] = []
        self.files = dict(files or {})
        self.standings: dict[str, Standing] = {}
        self._shown: dict[tuple[str, str], Said] = {}
        self._faults: list[ChannelError] = []
        self._down: ChannelError | None = None
        self._lost: ChannelError | None = None
        self.pings = 0
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    # For whoever plays the messenger

    def feed(self, *events: Event) -> None:
        """Let things happen in the chats."""
        for event in events:
            self._events.put_nowait(event)

    async def until_taken(self, within: float = 10.0) -> None:
        """Wait until every event is taken. Raises TimeoutError after ``within`` real seconds."""
        async with asyncio.timeout(within):
            await self._events.join()

    def fail(self, *errors: ChannelError) -> None:
        """Raise these, one a time, from the next calls of ``send``, ``edit`` and ``create_topic``."""
        self._faults += errors

    def go_down(self, error: ChannelError | None) -> None:
        """Raise this from every call until ``go_down(None)``."""
        self._down = error

    def lose_answers(self, error: ChannelError | None) -> None:
        """Do what is asked and raise this all the same, until ``lose_answers(None)``."""
        self._lost = error

    def shown(self, address: Address) -> list[Outgoing]:
        """Return what stands in a chat (and in its topic if one is named), oldest first, edits applied."""
        return [
            said.message
            for said in self._shown.values()
            if said.address.chat == address.chat and address.topic in (None, said.address.topic)
        ]

    def forget(self, address: Address, message_id: str) -> None:
        """Delete a message, as people do: it cannot be edited any more."""
        del self._shown[address.chat, message_id]

    # The port

    async def start(self) -> None:
        """Do nothing: there is nobody to say hello to."""

    async def stop(self) -> None:
        """Do nothing: there are no connections."""

    async def ping(self) -> None:
        self.pings += 1
        for error in (self._down, self._lost):
            if error is not None:
                raise error

    async def send(self, address: Address, message: Outgoing) -> str:
        self._perhaps_fail()
        said = Said(id=str(len(self.sent) + 1), address=address, message=message)
        self.sent.append(said)
        self._shown[address.chat, said.id] = said
        if self._lost is not None:
            raise self._lost
        return said.id

    async def edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        self._perhaps_fail()
        if (address.chat, message_id) not in self._shown:
            raise MessageGone(f"message {message_id} is not in chat {address.chat}")
        said = Said(id=message_id, address=address, message=message)
        self.edited.append(said)
        self._shown[address.chat, message_id] = said

    async def create_topic(self, address: Address, name: str) -> str:
        self._perhaps_fail()
        if not self.abilities.topics:
            raise NoTopics("this messenger has no topics")
        self.topics.append((address, name))
        return f"topic-{len(self.topics)}"

    async def acknowledge(self, press: str, text: str | None = None, *, alert: bool = False) -> None:
        self.acknowledged.append(Acknowledged(press=press, text=text, alert=alert))

    async def fetch(self, file: IncomingFile) -> AsyncIterator[bytes]:
        if file.ref not in self.files:
            raise MessageGone(f"there is no file {file.ref}")
        return _whole(self.files[file.ref])

    async def receive(self, intake: Intake) -> None:
        while True:
            event = await self._events.get()
            await _offer(event, intake)
            self._events.task_done()

    async def standing(self, chat: str) -> Standing:
        self._perhaps_fail()
        return self.standings.get(chat, EVERY_RIGHT)

    def start_link(self, code: str) -> str | None:
        return f"memory:{self.name}?start={code}"

    def _perhaps_fail(self) -> None:
        if self._down is not None:
            raise self._down
        if self._faults:
            raise self._faults.pop(0)


async def _offer(event: Event, intake: Intake) -> None:
    while True:
        try:
            return await intake(event)
        except Exception:  # whatever it was, the event is offered again: it is the intake that logs and sets aside
            await asyncio.sleep(0)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
