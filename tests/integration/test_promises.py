"""What the database promises: each thing once, nothing half-done, impossible states refused, indexes used."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.cabinet import Cabinet
from bot.channels.base import Address, ChatKind, Sender, TextEvent
from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane
from bot.domain.ladder import Rung, rungs
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.errors import TopicGone
from bot.outbox import LEASE, Draft
from bot.register.files import load_province
from bot.services.delivery import Delivery
from bot.services.reminders import Reminders
from bot.services.sync import Sync
from bot.storage.database import transaction
from bot.storage.work import Store
from bot.texts.render import Texts
from tests.unit.province import directive, write_province

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
LAN = '{id: lan, clause: "2", title: Mạng nội bộ, lead: [so-xd], due: %s}'


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url, SimulatedClock(MONDAY))
    await opened.start()
    yield opened
    await opened.stop()


def draft(key: str, lane: Lane = Lane.REMINDER, chat: str = "1") -> Draft:
    return Draft(key=key, lane=lane, channel="memory", chat=chat, view="said", args={"key": "not_text", "facts": {}})


def word(update: str) -> TextEvent:
    return TextEvent(
        update_id=update,
        address=Address(channel="memory", chat="1"),
        chat_kind=ChatKind.PRIVATE,
        sender=Sender(id="1", name="Lan"),
        message="7",
        text="xong",
    )


def delivery(store: Store, config: Config, clock: SimulatedClock, channel: MemoryChannel) -> Delivery:
    limiter = Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20)
    line = Line(channel=channel, limiter=limiter, pace=0.0)
    return Delivery(store, lambda: config, {"memory": line}, Texts(), Cabinet(Path("files")), clock)


async def test_a_message_owed_twice_is_owed_once(store: Store) -> None:
    async with store.work() as work:
        await work.outbox.enqueue([draft("a"), draft("a")], work.now)
        await work.outbox.enqueue([draft("a"), draft("b")], work.now)
        assert sorted(one.key for one in await work.outbox.list()) == ["a", "b"]


async def test_nothing_stays_that_was_not_committed(store: Store) -> None:
    async with store.work() as work:
        await work.outbox.enqueue([draft("a")], work.now)
    async with store.look() as work:
        assert await work.outbox.list() == []


async def test_urgent_lanes_go_first_and_a_bundle_goes_together(store: Store) -> None:
    async with store.work() as work:
        bundle = [Draft(**{**vars(draft(key)), "bundle": "morning"}) for key in ("r1", "r2")]
        await work.outbox.enqueue(
            [draft("d", Lane.DIGEST, "3"), bundle[0], draft("a", Lane.ANSWER, "2"), bundle[1]], work.now
        )
        claimed = await work.outbox.claim(work.now, channel="memory", limit=2)
        assert [[one.key for one in notices] for notices in claimed] == [["a"], ["r1", "r2"]]


async def test_a_crashed_senders_message_is_claimed_again(store: Store) -> None:
    async with store.work() as work:
        await work.outbox.enqueue([draft("a")], work.now)
        first = await work.outbox.claim(work.now, channel="memory", limit=5)
        assert await work.outbox.claim(work.now, channel="memory", limit=5) == []
        assert await work.outbox.release_expired(work.now + LEASE - timedelta(seconds=1)) == 0
        assert await work.outbox.release_expired(work.now + LEASE) == 1
        second = await work.outbox.claim(work.now, channel="memory", limit=5)
        assert [notices[0].attempts for notices in (*first, *second)] == [1, 2]


@pytest.mark.parametrize(
    "impossible",
    [
        "UPDATE outbox SET state = 'sent'",
        "UPDATE outbox SET state = 'sending'",
        "UPDATE outbox SET state = 'skipped', closed_at = '2009-01-05'",
        "UPDATE outbox SET closed_at = '2009-01-05'",
        "UPDATE outbox SET state = 'lost'",
        "UPDATE assignments SET status = 'paused'",
        "UPDATE assignments SET status = 'done'",
        "UPDATE assignments SET status = 'cancelled'",
    ],
)
async def test_impossible_states_are_refused(store: Store, tmp_path: Path, impossible: str) -> None:
    config, directives = load_province(write_province(tmp_path, directive(LAN % "2009-03-31")))
    async with store.work() as work:
        await Sync(work, config).apply(directives, actor="test")
        await work.outbox.enqueue([draft("a")], work.now)
        await work.commit()
    async with transaction(store.engine) as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(text(impossible))


async def test_eight_hundred_transactions_at_once_lose_nothing(store: Store) -> None:
    async with store.work() as work:
        await work.outbox.enqueue([draft("a")], work.now)
        await work.commit()

    async def add_one() -> None:
        async with transaction(store.engine) as connection:
            found = await connection.scalar(text("SELECT attempts FROM outbox"))
            await connection.execute(text("UPDATE outbox SET attempts = :more"), {"more": (found or 0) + 1})
            await connection.commit()

    await asyncio.gather(*(add_one() for _ in range(800)))
    async with store.look() as work:
        assert [one.attempts for one in await work.outbox.list()] == [800]


async def test_a_tap_is_answered_while_a_burst_drains(store: Store, tmp_path: Path) -> None:
    config, _ = load_province(write_province(tmp_path))
    clock, channel = SimulatedClock(MONDAY), MemoryChannel()
    sender = delivery(store, config, clock, channel)
    async with store.work() as work:
        await work.outbox.enqueue([draft(f"r{n}", Lane.REMINDER, str(n)) for n in range(200)], work.now)
        await work.commit()
    draining = asyncio.create_task(sender.drain())
    while len(channel.sent) < 40:  # noqa: ASYNC110 - the memory channel has no event to wait for
        await asyncio.sleep(0)
    async with store.work() as work:
        await work.outbox.enqueue([draft("tap", Lane.ANSWER, "tapped")], work.now)
        await work.commit()
    before = len(channel.sent)
    sender.poke()
    await draining
    chats = [one.address.chat for one in channel.sent]
    assert len(chats) == 201
    assert chats.index("tapped") - before <= 64  # what was in hand already, not the queue


async def test_a_fault_of_the_database_does_not_end_delivery(store: Store, tmp_path: Path) -> None:
    config, _ = load_province(write_province(tmp_path))
    clock, channel = SimulatedClock(MONDAY), MemoryChannel()
    sender = delivery(store, config, clock, channel)
    async with store.work() as work:
        await work.outbox.enqueue([draft("a")], work.now)
        await work.commit()
    async with transaction(store.engine) as connection:
        await connection.execute(text("ALTER TABLE outbox RENAME TO away"))
        await connection.commit()
    running = asyncio.create_task(sender.run())
    while clock.now() == MONDAY:  # noqa: ASYNC110 - until it has met the fault and paused
        await asyncio.sleep(0)
    async with transaction(store.engine) as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO outbox"))
        await connection.commit()
    while not channel.sent:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [one.address.chat for one in channel.sent] == ["1"]


async def test_a_message_to_a_deleted_topic_goes_to_the_group(store: Store, tmp_path: Path) -> None:
    config, _ = load_province(write_province(tmp_path))
    channel = MemoryChannel()
    sender = delivery(store, config, SimulatedClock(MONDAY), channel)
    async with store.work() as work:
        await work.outbox.enqueue([Draft(**{**vars(draft("a")), "topic": "5"})], work.now)
        await work.commit()
    channel.fail(TopicGone("message thread not found"))
    await sender.drain()
    await sender.drain()
    assert [one.address.topic for one in channel.sent] == [None]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    due=st.dates(date(2009, 1, 10), date(2009, 6, 30)), pauses=st.lists(st.integers(1, 600), min_size=1, max_size=12)
)
async def test_every_rung_is_sent_once_or_skipped_on_record(
    tmp_path_factory: pytest.TempPathFactory, due: date, pauses: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("rungs")
    config, directives = load_province(write_province(folder, directive(LAN % due.isoformat())))
    clock = SimulatedClock(MONDAY - timedelta(hours=1))
    store = Store(f"sqlite:///{folder}/rungs.db", clock)
    await store.start()
    try:
        async with store.work() as work:
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="memory", chat="1", name="Lan", agency="so-xd", role=Role.OFFICER,
                language="vi", forum=False, now=work.now,
            )  # fmt: skip
            await Sync(work, config).apply(directives, actor="test")
            await work.commit()
        for pause in pauses:
            clock.move_to(clock.now() + timedelta(hours=pause))
            async with store.work() as work:
                await Reminders(work, config).tick()
                await work.commit()
        async with store.look() as work:
            notices = [one for one in await work.outbox.list(limit=10_000) if one.view == "reminder"]
    finally:
        await store.stop()
    named = sorted(one.key.split(":")[3] for one in notices)
    coming = rungs(due, ladder=config.ladder, calendar=config.calendar)
    start, now = MONDAY - timedelta(hours=1), clock.now()
    assert named == sorted(_names(coming, start, now))
    assert all(one.reason for one in notices if one.state is Delivered.SKIPPED)


def _names(coming: Iterator[Rung], start: datetime, now: datetime) -> list[str]:
    found = []
    for rung in coming:
        if rung.at > now:
            return found
        if rung.at > start:
            found.append(rung.name)
    return found
