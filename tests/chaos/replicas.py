"""Replicas of the real bot, each a process of its own on one PostgreSQL, beside a sandbox that enforces the limits."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import Signals
from time import monotonic
from typing import Any

import psycopg

from bot import logs
from bot.app.live import run
from bot.clock import SystemClock
from bot.config import load_config
from bot.domain.delivery import Lane
from bot.outbox import Draft
from bot.services.views import said
from bot.storage.work import Store
from sandbox.model import Person
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.integration.conftest import client

START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["tests.chaos.replicas"])
CONFIG = Path(__file__).parents[1] / "acceptance" / "office" / "config.yaml"
LOOK_EVERY = 0.02
PATIENCE = 120  # seconds, after which what is waited for will not come
LEADER = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) JOIN pg_database ON oid = database
    WHERE locktype = 'advisory' AND objid = 2 AND granted AND pg_database.datname = current_database()
"""
STANDING_BY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'replica-%' AND query LIKE 'SELECT pg_try_%'
"""


def live(database_url: str, api: str, token: str, folder: Path) -> None:
    """Run a replica until it is killed, as ``nhacviec run`` does."""
    sys.stderr = (folder / "replicas.log").open("a", encoding="utf-8")
    logs.configure()
    files = folder / "files"
    asyncio.run(run(load_config(CONFIG), token=token, database_url=database_url, files=files, api=api))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How long nobody led, and how long until the next message arrived, in seconds; and what was in hand."""

    led: float
    sent: float
    in_hand: int


class Fleet:
    """Some replicas, and the people whom they write to."""

    def __init__(self, server: SandboxServer, store: Store, database_url: str, folder: Path) -> None:
        self.owed: dict[str, Person] = {}
        self.people: list[Person] = []
        self._server = server
        self._store = store
        self._url = database_url
        self._folder = folder
        self._numbers = count(1)
        self._running: dict[str, ForkServerProcess] = {}

    async def invite(self, people: int) -> None:
        """Let people open the bot before it runs: it may write to them, and has nothing to answer."""
        for number in range(people):
            person = self._server.world.add_person(f"Cán bộ {number}")
            self._server.people.start(person)
            self.people.append(person)
        async with client(self._server) as bot:
            seen = 0
            while updates := await bot.get_updates(offset=seen):
                seen = updates[-1].update_id + 1

    async def owe(self, messages: int) -> None:
        """Owe people more messages, each with a text of its own."""
        drafts = []
        for _ in range(messages):
            name = f"tep-{len(self.owed)}.pdf"
            person = self.people[len(self.owed) % len(self.people)]
            view = said("file_lost", name=name)
            drafts.append(
                Draft(
                    key=name,
                    lane=Lane.OBSTACLE,  # somebody waits for it: on a Sunday night too
                    channel="telegram",
                    chat=str(person.id),
                    view=view.name,
                    args=view.args,
                )
            )
            self.owed[name] = person
        async with self._store.work() as work:
            await work.outbox.enqueue(drafts, work.now)
            await work.commit()

    def start(self) -> None:
        """Start one more replica."""
        name = f"replica-{next(self._numbers)}"
        url = f"{self._url}&application_name={name}"
        arguments = (url, self._server.base_url, self._server.world.token, self._folder)
        self._running[name] = START.Process(target=live, args=arguments, daemon=True)
        self._running[name].start()

    async def stop(self) -> None:
        """Kill whoever still runs."""
        for process in self._running.values():
            process.kill()
            await asyncio.to_thread(process.join)

    async def ready(self, standing_by: int) -> None:
        """Wait until one leads, and as many stand by as should."""
        async with self._asked() as ask:
            await _until(lambda: ask(LEADER))
            await _until(lambda: ask(f"SELECT ({STANDING_BY}) = {standing_by}"))

    async def sending(self, messages: int) -> None:
        """Wait until so many messages more have arrived."""
        wanted = self.arrived + messages
        await self._until_arrived(wanted)

    async def end_leader(self, how: Signals) -> Gap:
        """Send a signal to the one that leads; wait until another leads and has sent something.

        One that was only stopped goes on then, as if nothing had been: what it has in hand is not its own any more.
        """
        async with self._asked() as ask:
            name = await ask(LEADER)
            killed = monotonic()
            leader = self._running[name]
            assert leader.pid is not None
            os.kill(leader.pid, how)
            in_hand = await ask("SELECT count(*) FROM outbox WHERE state = 'sending'")
            await _until(lambda: ask(f"SELECT ({LEADER}) <> '{name}'"))
            led = monotonic() - killed
            await self._until_arrived(self.arrived + 1)
            sent = monotonic() - killed
            if how is Signals.SIGSTOP:
                os.kill(leader.pid, Signals.SIGCONT)
            else:
                await asyncio.to_thread(self._running.pop(name).join)
                self.start()
            return Gap(led=led, sent=sent, in_hand=in_hand)

    async def drained(self) -> None:
        """Wait until nothing is owed any more."""
        async with self._asked() as ask:
            await _until(lambda: ask("SELECT NOT EXISTS (SELECT FROM outbox WHERE closed_at IS NULL)"))

    @property
    def arrived(self) -> int:
        """The number of all messages in all chats."""
        return sum(len(self._server.world.chat(person).messages) for person in self.people)

    def count(self) -> tuple[int, int]:
        """Return how many messages never arrived, and how many arrived once too often."""
        texts = {person.id: [one.text for one in self._server.world.history(person)] for person in self.people}
        times = [sum(f" {name}:" in text for text in texts[person.id]) for name, person in self.owed.items()]
        return sum(one == 0 for one in times), sum(one - 1 for one in times if one > 1)

    async def _until_arrived(self, messages: int) -> None:
        async def have() -> bool:
            return self.arrived >= messages

        await _until(have)

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[Any]:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:

            async def ask(question: str) -> Any:
                row = await (await connection.execute(question.encode())).fetchone()
                return row[0] if row else None

            yield ask


async def _until(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def fleet(database_url: str, folder: Path, *, replicas: int, people: int) -> AsyncIterator[Fleet]:
    """Start replicas on an empty database, and end them."""
    clock = SystemClock()
    store = Store(database_url, clock)
    async with SandboxServer(World(clock, enforce_rates=True)) as server:
        found = Fleet(server, store, database_url, folder)
        await found.invite(people)
        try:
            for _ in range(replicas):
                found.start()
            yield found
        finally:
            await found.stop()
            await store.stop()
