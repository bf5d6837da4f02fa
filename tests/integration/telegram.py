"""What the stories about the Telegram channel share: a channel that does not wait for real, and short words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.channels.base import Address, Choice, Event
from bot.channels.telegram import TelegramChannel
from sandbox.model import Chat, Message, Person
from sandbox.server import SandboxServer
from tests.integration.conftest import Playground

DONE = Choice(label="✅ Xong", data="done:7")
STUCK = Choice(label="🚧 Vướng mắc", data="stuck:7")
Intake = Callable[[Event], Awaitable[None]]


def at(place: Person | Chat, topic: int | None = None) -> Address:
    return Address(channel="telegram", chat=str(place.id), topic=str(topic) if topic else None)


def channel_to(server: SandboxServer, token: str | None = None, pauses: list[float] | None = None) -> TelegramChannel:
    """Return a channel that does not wait for real: it notes down how long it would."""

    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)
        await asyncio.sleep(0)

    return TelegramChannel(
        token or server.world.token,
        clock=server.world.clock,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        pause=pause,
    )


@asynccontextmanager
async def receiving(channel: TelegramChannel, intake: Intake) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.receive(intake))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def heard(sandbox: Playground, channel: TelegramChannel) -> list[Event]:
    """Return what the channel makes of all that has happened."""
    events: list[Event] = []

    async def intake(event: Event) -> None:
        events.append(event)

    async with receiving(channel, intake):
        await sandbox.world.until_idle(within=3)
    return events


def shown(sandbox: Playground, place: Person | Chat) -> Message:
    message = sandbox.world.last_message(place)
    assert message is not None
    return message
