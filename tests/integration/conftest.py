"""The sandbox with a few people in it, and the real client of python-telegram-bot beside it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from telegram import Bot

from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from sandbox.model import Chat, Person
from sandbox.people import People
from sandbox.server import SandboxServer
from sandbox.world import World

MONDAY = datetime(2009, 1, 5, 1, 0, tzinfo=UTC)


def client(server: SandboxServer) -> Bot:
    """Return the real client for this server."""
    return Bot(server.world.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot")


@dataclass
class Playground:
    """A world with Lan, who has opened the bot, Minh, who has not, and a group of the two."""

    server: SandboxServer
    bot: Bot
    clock: SimulatedClock
    lan: Person
    minh: Person
    group: Chat

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def people(self) -> People:
        return self.server.people


@pytest.fixture
async def sandbox() -> AsyncIterator[Playground]:
    """A playground whose updates so far are confirmed."""
    clock = SimulatedClock(MONDAY)
    world = World(clock)
    lan, minh = world.add_person("Nguyễn Thị Lan", "lan"), world.add_person("Trần Văn Minh")
    group = world.add_group("Sở TT&TT", [lan, minh])
    async with SandboxServer(world) as server, client(server) as bot:
        server.people.start(lan)
        await bot.get_updates(offset=(await bot.get_updates())[-1].update_id + 1)
        yield Playground(server, bot, clock, lan, minh, group)


@pytest.fixture
async def channel(sandbox: Playground) -> AsyncIterator[TelegramChannel]:
    """The bot's own channel to the sandbox."""
    url = sandbox.server.base_url
    found = TelegramChannel(
        sandbox.world.token, clock=sandbox.clock, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot"
    )
    await found.start()
    yield found
    await found.stop()
