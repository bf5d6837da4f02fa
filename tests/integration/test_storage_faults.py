"""What the database cannot do is told in one line, and refused as a whole; afterwards everything goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.app.live import read_through
from bot.cabinet import Cabinet
from bot.channels.base import Address, Outgoing
from bot.channels.limiter import Limiter
from bot.channels.memory import MemoryChannel
from bot.cli import main
from bot.clock import SimulatedClock
from bot.domain.delivery import Delivered, Lane
from bot.errors import (
    SetupError,
    StorageBusy,
    StorageClosed,
    StorageDamaged,
    StorageFull,
    StorageLost,
    StorageReadOnly,
)
from bot.outbox import LEASE, Draft
from bot.register.files import load_province
from bot.services.delivery import Delivery, Line
from bot.services.screens import COMPOSERS
from bot.storage import database
from bot.storage.integrity import SMALL, check
from bot.storage.work import Store, Work
from bot.texts.render import Texts
from tests.postgres import Postgres
from tests.unit.province import write_province

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
BUSY = "The database is busy: another process has been writing for too long. It is tried again."
FULL = "The database cannot grow: its disk is full. Make room; nothing was half done."
READ_ONLY = "The database takes no changes. See that its file, folder or server may be written to."
DAMAGED = (
    "The database file is damaged. Stop the bot, keep the file aside, and restore the last backup (nhacviec restore)."
)
LOST = "The database does not answer. See that it runs and can be reached; it is tried again."
HOW_TO_NAME = (
    "The database is not understood: NHACVIEC_DATABASE_URL looks like sqlite:///data/nhacviec.db"
    " or postgresql://user:password@host/database."
)


def owed(key: str, chat: str = "1") -> Draft:
    return Draft(
        key=key, lane=Lane.REMINDER, channel="memory", chat=chat, view="said", args={"key": "not_text", "facts": {}}
    )


@asynccontextmanager
async def opened(url: str, clock: SimulatedClock | None = None) -> AsyncIterator[Store]:
    store = Store(url, clock or SimulatedClock(MONDAY))
    try:
        await store.start()
        yield store
    finally:
        await store.stop()


async def write(store: Store, *keys: str) -> None:
    async with store.work() as work:
        await work.outbox.enqueue([owed(key) for key in keys], work.now)
        await work.commit()


async def keys(store: Store) -> list[str]:
    async with store.look() as work:
        return sorted(one.key for one in await work.outbox.list())


def each_time(store: Store, pragma: str) -> None:
    """Say something to every connection that SQLite opens from now on."""

    @event.listens_for(store.engine.sync_engine, "connect")
    def tell(connection: Any, _record: object) -> None:
        connection.cursor().execute(pragma)


async def test_a_locked_file_is_waited_for_and_then_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy) as refused:
            await write(store, "a")
        assert str(refused.value) == BUSY
        assert await keys(store) == []  # readers go on
        other.execute("COMMIT")
        other.close()
        await write(store, "b")
        assert await keys(store) == ["b"]


async def test_who_gives_up_waiting_for_the_file_holds_nothing_when_it_is_free(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nhacviec.db"
    async with opened(url) as one, opened(url) as other:
        async with one.work() as work:
            await work.outbox.enqueue([owed("k1")], work.now)
            waiting = asyncio.create_task(write(other, "k2"))
            await asyncio.sleep(0.05)  # it waits in SQLite
            waiting.cancel()
            await work.commit()
        await asyncio.gather(waiting, return_exceptions=True)

        await write(one, "k3")
        await write(other, "k4")
        assert sorted(await keys(one)) == ["k1", "k3", "k4"]


async def test_a_writer_of_another_machine_is_waited_for_and_then_left(postgres: Postgres, postgres_url: str) -> None:
    with postgres.connect(postgres_url) as other:
        async with opened(f"{postgres_url}&options=-c%20lock_timeout%3D100ms") as store:
            other.execute("SELECT pg_advisory_lock(20054, 1)")
            with pytest.raises(StorageBusy) as refused:
                await write(store, "a")
            assert str(refused.value).startswith(BUSY)
            assert await keys(store) == []
            other.execute("SELECT pg_advisory_unlock(20054, 1)")
            await write(store, "b")
            assert await keys(store) == ["b"]


async def test_a_full_disk_keeps_all_of_it_or_nothing(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        await write(store, "before")
    store = Store(f"sqlite:///{tmp_path}/x.db", SimulatedClock(MONDAY))
    each_time(store, "PRAGMA max_page_count = 1")  # SQLite takes the size that it has
    with pytest.raises(StorageFull) as refused:
        await write(store, *(f"n{number}" for number in range(2000)))
    assert str(refused.value) == FULL
    assert await keys(store) == ["before"]
    await store.stop()
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        await write(store, "after")
        assert await keys(store) == ["after", "before"]


async def test_a_file_that_may_not_be_written_is_said_so(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        await write(store, "before")
    store = Store(f"sqlite:///{tmp_path}/x.db", SimulatedClock(MONDAY))
    each_time(store, "PRAGMA query_only = ON")
    with pytest.raises(StorageReadOnly) as refused:
        await write(store, "a")
    assert str(refused.value) == READ_ONLY
    assert await keys(store) == ["before"]
    await store.stop()


async def test_a_server_that_became_a_copy_is_said_so(postgres: Postgres, postgres_url: str) -> None:
    async with opened(postgres_url) as store:
        await write(store, "before")
    with postgres.connect(postgres_url) as other:
        name = other.info.dbname
        other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
    store = Store(postgres_url, SimulatedClock(MONDAY))
    with pytest.raises(StorageReadOnly) as refused:
        await write(store, "a")
    assert str(refused.value) == READ_ONLY
    assert await keys(store) == ["before"]
    await store.stop()


async def test_a_connection_lost_in_a_transaction_loses_that_transaction_only(
    postgres: Postgres, postgres_url: str
) -> None:
    async with opened(postgres_url) as store:

        async def interrupted() -> None:
            async with store.work() as work:
                await work.outbox.enqueue([owed("a")], work.now)
                end_connections(postgres, postgres_url)
                await work.outbox.enqueue([owed("b")], work.now)
                await work.commit()

        await write(store, "before")
        with pytest.raises(StorageLost) as refused:
            await interrupted()
        assert str(refused.value).startswith(LOST)
        await write(store, "after")
        assert await keys(store) == ["after", "before"]


def end_connections(postgres: Postgres, url: str) -> None:
    with postgres.connect(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_writer_that_rests_too_long_is_ended_and_lets_others_write(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url) as store, opened(postgres_url) as frozen:

        async def rest() -> None:
            async with frozen.work() as work:
                monkeypatch.undo()
                await work.outbox.enqueue([owed("a")], work.now)
                await write(store, "b")  # has its turn when the other is ended
                await work.commit()

        monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
        with pytest.raises(StorageLost):
            await rest()
        assert await keys(store) == ["b"]


async def test_a_reader_may_rest_as_long_as_it_likes(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures and documents are made of what is read, and nobody waits for a reader."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    async with opened(postgres_url) as store, store.look() as work:
        await work.outbox.list()
        monkeypatch.undo()  # who writes now may take as long as a busy machine needs
        await asyncio.sleep(0.3)
        await write(store, "a")
        assert await work.outbox.list() == []  # it sees the moment of its beginning


async def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageLost, match="Connection refused") as refused:
        async with opened("postgresql://nhacviec:secret@127.0.0.1:1/nhacviec"):
            pass
    assert str(refused.value).startswith(LOST)
    assert "secret" not in str(refused.value)


async def test_a_database_that_lets_us_not_in_is_named(postgres: Postgres) -> None:
    with pytest.raises(StorageClosed, match='database "nothing" does not exist'):
        async with opened(postgres.url("nothing")):
            pass


@pytest.mark.parametrize("url", ["data/nhacviec.db", "mysql://root@host/x", "postgres://user:secret@host/x", ""])
def test_a_url_of_another_kind_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(SetupError) as refused:
        Store(url, SimulatedClock(MONDAY))
    assert str(refused.value) == HOW_TO_NAME


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageReadOnly, match=r"^The folder of the database cannot be made: "):
        Store(f"sqlite:///{tmp_path}/data/x.db", SimulatedClock(MONDAY))


async def test_a_sound_file_is_found_sound_and_one_too_large_is_read_in_part(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        await write(store, *(f"n{number}" for number in range(3000)))
        assert store.small
        assert await store.check()
        assert not await check(store.engine, within=-1.0)


async def test_a_large_file_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    store = Store(f"sqlite:///{file}", SimulatedClock(MONDAY))
    assert store.small  # there is none yet
    with file.open("wb") as large:
        large.truncate(SMALL + 1)
    assert not store.small
    await store.stop()


@pytest.mark.parametrize("how", ["no database at all", "a page overwritten"])
async def test_a_damaged_file_is_found_at_start(tmp_path: Path, how: str) -> None:
    file = tmp_path / "x.db"
    async with opened(f"sqlite:///{file}") as store:
        await write(store, *(f"n{number}" for number in range(300)))
    content = bytearray(file.read_bytes())
    place = 0 if how == "no database at all" else content.index(b"n299", len(content) // 2)
    content[place : place + 200] = b"\xff" * 200
    file.write_bytes(content)
    store = Store(f"sqlite:///{file}", SimulatedClock(MONDAY))
    for reading in (store.check(), read_through(store)):  # before anything is done, or meanwhile if it is large
        with pytest.raises(StorageDamaged) as refused:
            await reading
        assert str(refused.value) == DAMAGED
    await store.stop()


def test_the_bot_does_not_start_on_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database, but long enough to be looked at as one" * 40)
    write_province(tmp_path)
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    monkeypatch.setenv("NHACVIEC_TELEGRAM_TOKEN", "7000000001:AAsandbox-not-a-secret-000000000000")
    with pytest.raises(SystemExit) as ended:
        main(["run", "--config", str(tmp_path / "config.yaml")])
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines()[-1] == DAMAGED


async def test_what_goes_out_while_nothing_can_be_written_is_written_down_later_and_not_said_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None, timeout=0)
    other.execute("PRAGMA journal_mode = WAL")
    channel = Slow()
    async with opened(f"sqlite:///{tmp_path}/x.db") as store:
        sender = delivery(store, channel, tmp_path)
        await write(store, "a")
        draining = asyncio.create_task(sender.drain())
        await channel.asked.wait()
        other.execute("BEGIN IMMEDIATE")
        channel.may.set()
        with pytest.raises(StorageBusy):
            await draining
        other.execute("COMMIT")
        await sender.drain()
        async with store.look() as work:
            assert [one.state for one in await work.outbox.list()] == [Delivered.SENT]
    other.close()
    assert len(channel.sent) == 1


async def test_who_is_told_to_stop_writes_down_what_lands_and_gives_back_the_rest(
    database_url: str, tmp_path: Path
) -> None:
    channel = Slow()
    async with opened(database_url) as store:
        sender = delivery(store, channel, tmp_path)
        async with store.work() as work:
            await work.outbox.enqueue([owed("a"), owed("b", "2")], work.now)
            await work.commit()
        draining = asyncio.create_task(sender.drain())
        await channel.asked.wait()
        draining.cancel()
        channel.may.set()
        await asyncio.gather(draining, return_exceptions=True)
        async with store.look() as work:
            states = {one.key: (one.state, one.attempts) for one in await work.outbox.list()}
    assert states == {"a": (Delivered.SENT, 1), "b": (Delivered.PENDING, 0)}


async def test_a_fault_while_a_message_is_composed_is_no_defect_of_the_message(
    postgres: Postgres, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose, faults = COMPOSERS["said"], [1]

    async def interrupted(work: Work, *arguments: Any) -> Any:
        if faults:
            faults.pop()
            end_connections(postgres, postgres_url)
            await work.contacts.at("memory", "1")
        return await compose(work, *arguments)

    monkeypatch.setitem(COMPOSERS, "said", interrupted)
    channel = MemoryChannel()
    async with opened(postgres_url) as store:
        sender = delivery(store, channel, tmp_path)
        await write(store, "a")
        with pytest.raises(StorageLost):
            await sender.drain()
        await sender.drain()
        async with store.look() as work:
            assert [(one.state, one.attempts) for one in await work.outbox.list()] == [(Delivered.SENT, 1)]
    assert len(channel.sent) == 1


async def test_a_clock_set_back_by_an_hour_delays_nothing(database_url: str, tmp_path: Path) -> None:
    """What was owed and what was in hand before is of a moment that has yet to come."""
    channel = MemoryChannel()
    async with opened(database_url, SimulatedClock(MONDAY + timedelta(hours=1))) as store:
        await write(store, "in hand")
        async with store.work() as work:
            await work.outbox.claim(work.now, channel="memory", limit=5)
            await work.commit()
        await write(store, "waiting")
    clock = SimulatedClock(MONDAY)
    async with opened(database_url, clock) as store:
        await delivery(store, channel, tmp_path, clock).drain()
        async with store.look() as work:
            assert {one.state for one in await work.outbox.list()} == {Delivered.SENT}
    assert len(channel.sent) == 2
    assert clock.now() - MONDAY < LEASE


class Slow(MemoryChannel):
    """A messenger that takes a message when it ``may``; ``asked`` tells that one is on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.may = asyncio.Event()

    async def send(self, address: Address, message: Outgoing) -> str:
        self.asked.set()
        await self.may.wait()
        return await super().send(address, message)


def delivery(store: Store, channel: MemoryChannel, folder: Path, clock: SimulatedClock | None = None) -> Delivery:
    config, _ = load_province(write_province(folder))
    limiter = Limiter(per_second=1, per_chat_per_second=1, per_group_per_minute=20)
    line = Line(channel=channel, limiter=limiter, pace=0.0)
    lines = {"memory": line}
    return Delivery(store, lambda: config, lines, Texts(), Cabinet(folder), clock or SimulatedClock(MONDAY))
