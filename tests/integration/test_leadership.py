"""Of several processes on one database one leads; the lead passes on when it ends, and who lost it knows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.clock import SystemClock
from bot.domain.delivery import Lane
from bot.errors import NotLeading, SetupError
from bot.outbox import Draft
from bot.storage.leadership import Leadership, Patience, leadership
from bot.storage.work import Store
from tests.network import Network
from tests.postgres import Postgres

QUICK = Patience(look_again=0.05, heartbeat=0.1, answer=0.3, trust=0.6, silence=0.8)
OWED = Draft(key="a", lane=Lane.ANSWER, channel="telegram", chat="1", view="said")


class Candidate:
    """A process that would lead: what it does while it leads, and how often it was told that there is something new."""

    def __init__(self, url: str) -> None:
        self.lead: Leadership = leadership(url, QUICK)
        self.terms = 0
        self.working = False
        self.rung = 0

    async def work(self) -> None:
        self.terms += 1
        self.working = True
        try:
            await asyncio.Event().wait()
        finally:
            self.working = False

    def ring(self) -> None:
        self.rung += 1


@asynccontextmanager
async def standing(candidate: Candidate) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(candidate.lead.lead(candidate.work, candidate.ring))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    store = Store(url, SystemClock())
    await store.start()
    try:
        yield store
    finally:
        await store.stop()


async def until(condition: Callable[[], bool], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.01)


def end_leaders(postgres: Postgres, url: str) -> None:
    """End the connection that holds the lead, as a server does that restarts."""
    with postgres.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND objid = 2 AND datname = current_database()"
        )


async def test_one_leads_and_when_it_stops_the_other_does(database_url: str) -> None:
    async with opened(database_url):
        first, second = Candidate(database_url), Candidate(database_url)
        async with standing(second):
            await until(lambda: second.working)
            async with standing(first):
                await asyncio.sleep(0.3)
                assert (first.lead.is_leader, second.lead.is_leader) == (False, True)
        async with standing(first):
            await until(lambda: first.working)
            assert (first.lead.is_leader, second.lead.is_leader) == (True, False)


async def test_the_leader_is_told_what_another_process_has_written(database_url: str) -> None:
    async with opened(database_url) as store:
        leader = Candidate(database_url)
        async with standing(leader):
            await until(lambda: leader.working)
            await asyncio.sleep(0.3)
            before = leader.rung
            async with store.work() as work:
                await work.outbox.enqueue([OWED], work.now)
                await work.commit()
            await until(lambda: leader.rung > before)


async def test_who_lost_the_lead_stops_and_cannot_write_as_a_leader(postgres: Postgres, postgres_url: str) -> None:
    async with opened(postgres_url) as store:
        first, second = Candidate(postgres_url), Candidate(postgres_url)
        async with standing(first):
            await until(lambda: first.working)
            leading = store.checked(first.lead.check)
            async with leading.work() as work:
                await work.commit()
            async with standing(second):
                end_leaders(postgres, postgres_url)
                with pytest.raises(NotLeading):
                    async with leading.work():
                        pass
                await until(lambda: first.terms + second.terms == 2)
                await until(lambda: first.working != second.working)


async def test_a_leader_that_is_silent_is_shut_out(postgres: Postgres, postgres_url: str) -> None:
    """A process that was stopped keeps its connection open: what ends its lead is that nothing is heard of it."""
    frozen = leadership(postgres_url, QUICK)
    second = Candidate(postgres_url)
    async with opened(postgres_url) as store, frozen._held():  # and no watch: it is silent from now on
        assert frozen.is_leader
        async with standing(second):
            await until(lambda: second.working)
        assert not frozen.is_leader
        with pytest.raises(NotLeading):
            async with store.checked(frozen.check).work():
                pass


async def test_a_network_that_swallows_everything_is_noticed_on_both_sides(postgres_url: str) -> None:
    async with opened(postgres_url), Network(postgres_url).open() as network:
        first, second = Candidate(network.url), Candidate(postgres_url)
        async with standing(first):
            await until(lambda: first.working)
            async with standing(second):
                network.works.clear()
                await until(lambda: second.working)
                assert not first.working
                assert not first.lead.is_leader
            network.works.set()
            await until(lambda: first.working)


def test_nobody_leads_on_a_database_that_is_lost_when_the_bot_stops() -> None:
    with pytest.raises(SetupError, match=r"^A database in memory is lost when the bot stops"):
        leadership("sqlite://")
