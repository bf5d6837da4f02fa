"""The bot's own web server: who may push what, how the bot is, and its figures."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.channels.base import Address, Arrival, Outgoing, TextEvent, Unreadable
from bot.channels.memory import MemoryChannel
from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from bot.domain.delivery import Lane
from bot.errors import SetupError, Unreachable
from bot.outbox import Draft
from bot.register.files import load_province
from bot.services.digest import PROVINCE
from bot.services.sync import Sync
from bot.services.watch import Watch
from bot.storage.work import Store
from bot.vitals import Counted, Part, Vitals
from bot.web.app import application
from bot.web.hook import LARGEST, SECRET_HEADER, Hook
from bot.web.ping import Ping
from bot.web.serving import served
from tests.unit.province import directive, write_province

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
PATH, SECRET = "/A1b2C3", "s3cret"
KNOWN = {SECRET_HEADER: SECRET}
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 5,
        "date": int(MONDAY.timestamp()) - 9,
        "chat": {"id": 500, "type": "private", "first_name": "Lan"},
        "from": {"id": 500, "is_bot": False, "first_name": "Lan"},
        "text": "Đã xong",
    },
}


class Door:
    """The server on loopback, what it was pushed, and a client before it."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.arrivals: list[Arrival] = []
        self.faults: list[Exception] = []
        self.client = httpx.AsyncClient(trust_env=False)

    async def intake(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        if self.faults:
            raise self.faults.pop()

    async def push(self, content: str | bytes, path: str = PATH, headers: dict[str, str] = KNOWN) -> int:
        return (await self.client.post(path, content=content, headers=headers)).status_code


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(MONDAY)


@pytest_asyncio.fixture
async def store(sqlite_url: str, clock: SimulatedClock) -> AsyncIterator[Store]:
    opened = Store(sqlite_url, clock)
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def door(store: Store, clock: SimulatedClock) -> AsyncIterator[Door]:
    channel = TelegramChannel("1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", clock=clock)
    vitals = Vitals(clock)
    found = Door(Watch(store, clock, vitals, polls=True))
    hook = Hook(PATH, SECRET, read=channel.read, intake=found.intake, moved=lambda: vitals.moved(Part.WEBHOOK))
    async with served(application(found.watch, hook), "127.0.0.1", 0) as port:
        found.client.base_url = httpx.URL(f"http://127.0.0.1:{port}")
        yield found
        await found.client.aclose()


async def test_it_takes_an_update_and_says_so_only_then(door: Door) -> None:
    door.faults = [RuntimeError("the database is away")]
    assert await door.push(json.dumps(UPDATE)) == 503  # it is to come again
    assert await door.push(json.dumps(UPDATE)) == 200
    first, second = door.arrivals
    assert isinstance(first, TextEvent)
    assert first == second
    assert (first.text, first.update_id, first.at) == ("Đã xong", "7", MONDAY - timedelta(seconds=9))


async def test_who_does_not_know_the_secret_learns_nothing(door: Door) -> None:
    with capture_logs() as logs:
        for guess in ("", "s3cre", "s3crets", "S3CRET"):
            answer = await door.client.post(PATH, content=json.dumps(UPDATE), headers={SECRET_HEADER: guess})
            assert (answer.status_code, answer.content) == (401, b"")
        assert await door.push("x" * (LARGEST + 1), headers={}) == 401
    assert door.arrivals == []
    assert door.watch.vitals.last(Part.WEBHOOK) is None
    assert [one["times"] for one in logs] == [1, 2, 4]


async def test_it_serves_nothing_else(door: Door) -> None:
    for method, path, status in (
        ("GET", PATH, 405),
        ("PUT", PATH, 405),
        ("POST", "/", 404),
        ("POST", "/A1b2C", 404),
        ("POST", f"{PATH}/", 404),
        ("POST", "/healthz", 405),
        ("GET", "/docs", 404),
    ):
        assert (await door.client.request(method, path, headers=KNOWN)).status_code == status, path
    assert door.arrivals == []


async def test_what_cannot_be_read_is_set_aside_and_not_sent_for_ever(door: Door) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"[" * 100_000, b'{"update_id": 8, "message": {"text": 5}}'):
        assert await door.push(body) == 200
    assert all(isinstance(one, Unreadable) for one in door.arrivals)
    assert [one.update_id for one in door.arrivals][-1] == "8"
    assert len({one.update_id for one in door.arrivals}) == 7
    assert await door.push(b'{"update_id": 9, "poll": null}') == 200  # nothing that the bot has a use for
    assert len(door.arrivals) == 7


async def test_it_takes_no_more_than_an_update_can_have(door: Door) -> None:
    assert await door.push(b" " * (LARGEST + 1)) == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 65536 + 2):
            yield b" " * 65536

    assert (await door.client.post(PATH, content=endless(), headers=KNOWN)).status_code == 413
    assert door.arrivals == []


async def test_what_is_under_way_at_the_end_is_still_answered(store: Store, clock: SimulatedClock) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(_arrival: Arrival) -> None:
        begun.set()
        await may_end.wait()

    hook = Hook(
        PATH, SECRET, read=lambda raw: Unreadable(channel="x", update_id="1", raw=raw, reason="y"), intake=slowly
    )
    watch = Watch(store, clock, Vitals(clock), polls=False)
    async with httpx.AsyncClient(trust_env=False) as client:
        async with served(application(watch, hook), "127.0.0.1", 0) as port:
            pushing = asyncio.create_task(client.post(f"http://127.0.0.1:{port}{PATH}", headers=KNOWN))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, may_end.set)
        assert (await pushing).status_code == 200


async def test_an_address_that_is_taken_is_told(door: Door, store: Store, clock: SimulatedClock) -> None:
    taken = door.client.base_url.port
    assert taken is not None
    told = rf"^The bot cannot listen on 127\.0\.0\.1:{taken} \(Address already in use\)\.$"
    with pytest.raises(SetupError, match=told):
        async with served(application(door.watch), "127.0.0.1", taken):
            raise AssertionError


async def test_it_tells_how_it_is(door: Door, clock: SimulatedClock) -> None:
    vitals = door.watch.vitals
    for part in (Part.POLL, Part.DELIVERY, Part.TICK):
        vitals.moved(part)
    clock.move_to(MONDAY + timedelta(seconds=40))
    answer = await door.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "role": "leader",
            "problems": [],
            "seconds": {
                "since_poll": 40.0,
                "since_webhook": None,
                "since_delivery": 40.0,
                "since_tick": 40.0,
                "tick_lag": 0.0,
                "update_lag": None,
            },
        },
    )
    clock.move_to(MONDAY + timedelta(minutes=6))
    answer = await door.client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["problems"]) == (
        503,
        "unwell",
        ["delivery does not look at the outbox: for 360 s", "no poll of the messenger was answered: for 360 s"],
    )
    vitals.leading = False
    answer = await door.client.get("/healthz")
    assert (answer.status_code, answer.json()["role"]) == (200, "standby")  # it does not poll and deliver


async def test_it_is_unwell_without_its_database(door: Door, store: Store) -> None:
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE outbox RENAME TO away")
    answer = await door.client.get("/healthz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["the database does not answer"])
    figures = (await door.client.get("/metrics")).text
    assert "nhacviec_database_up 0.0" in figures
    assert "nhacviec_outbox" not in figures


async def owe(store: Store, key: str, lane: Lane) -> None:
    async with store.work() as work:
        note = Draft(key=key, lane=lane, channel="m", chat="1", view="said", args={"key": "not_text", "facts": {}})
        await work.outbox.enqueue([note], work.now)
        await work.commit()


async def test_it_tells_its_figures_and_no_names(door: Door, store: Store, clock: SimulatedClock) -> None:
    vitals, memory = door.watch.vitals, MemoryChannel()
    counted = Counted(memory, vitals)
    chat = Address(channel="memory", chat="1")
    await counted.send(chat, Outgoing(html="Nguyễn Thị Lan"))
    memory.fail(Unreachable("blocked"))
    with pytest.raises(Unreachable):
        await counted.send(chat, Outgoing(html="Nguyễn Thị Lan"))
    await owe(store, "a", Lane.REMINDER)
    clock.move_to(MONDAY + timedelta(minutes=2))
    await owe(store, "b", Lane.REMINDER)
    async with store.work() as work:
        await work.updates.put_aside("m", "1", work.now, reason="KeyError", raw="Nguyễn Thị Lan")
        await work.digests.add(date(2009, 1, 5), {PROVINCE: {}})
        await work.commit()

    answer = await door.client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    figures = dict(re.findall(r"^(nhacviec_\S+) (\S+)$", answer.text, re.MULTILINE))
    assert figures == {
        "nhacviec_database_up": "1.0",
        "nhacviec_leader": "1.0",
        "nhacviec_messages_sent_total": "1.0",
        'nhacviec_messages_failed_total{fault="Unreachable"}': "1.0",
        "nhacviec_updates_taken_total": "0.0",
        'nhacviec_last_moved_timestamp_seconds{part="delivery"}': "1.2311172e+09",
        'nhacviec_outbox_waiting{lane="answer"}': "0.0",
        'nhacviec_outbox_waiting{lane="obstacle"}': "0.0",
        'nhacviec_outbox_waiting{lane="reminder"}': "2.0",
        'nhacviec_outbox_waiting{lane="digest"}': "0.0",
        'nhacviec_outbox_oldest_seconds{lane="answer"}': "0.0",
        'nhacviec_outbox_oldest_seconds{lane="obstacle"}': "0.0",
        'nhacviec_outbox_oldest_seconds{lane="reminder"}': "120.0",
        'nhacviec_outbox_oldest_seconds{lane="digest"}': "0.0",
        "nhacviec_outbox_in_hand": "0.0",
        "nhacviec_updates_set_aside": "1.0",
        "nhacviec_tick_lag_seconds": "0.0",
        "nhacviec_last_digest_timestamp_seconds": "1.2311136e+09",
    }
    assert "Lan" not in answer.text


async def test_a_tick_that_does_not_come_is_noticed(
    door: Door, store: Store, clock: SimulatedClock, tmp_path: Path
) -> None:
    config, directives = load_province(
        write_province(tmp_path, directive('{id: lan, clause: "2", title: Mạng, lead: [so-xd], due: 2009-01-12}'))
    )
    async with store.work() as work:
        await Sync(work, config).apply(directives, actor="test")
        await work.commit()
    clock.move_to(datetime(2009, 1, 9, 1, 10, tzinfo=UTC))
    assert (await door.watch.readings()).tick_lag == timedelta(minutes=10)
    clock.move_to(datetime(2009, 1, 9, 1, 20, tzinfo=UTC))
    door.watch.vitals.moved(Part.POLL)
    door.watch.vitals.moved(Part.DELIVERY)
    health = await door.watch.health()
    assert health.problems == ("reminders are due and no tick has come: for 1200 s",)


class Rounds(SimulatedClock):
    """A clock that ends the watch after some of its rounds."""

    def __init__(self, start: datetime, rounds: int) -> None:
        super().__init__(start)
        self._left = rounds

    async def sleep(self, seconds: float) -> None:
        self._left -= 1
        if self._left == 0:
            raise asyncio.CancelledError
        await super().sleep(seconds)


async def test_it_pings_while_all_is_well_and_says_what_changes(store: Store) -> None:
    clock = Rounds(MONDAY, rounds=8)
    vitals = Vitals(clock)
    pings: list[datetime] = []

    async def ping() -> None:
        pings.append(clock.now())

    with capture_logs() as logs, pytest.raises(asyncio.CancelledError):
        await Watch(store, clock, vitals, polls=True).run(ping)
    assert pings == [MONDAY + timedelta(minutes=minute) for minute in range(4)]
    assert [one["event"] for one in logs] == ["unwell", "unwell"]  # first the polls, then delivery too


async def test_only_the_leader_pings(store: Store) -> None:
    clock = Rounds(MONDAY, rounds=3)

    async def ping() -> None:
        raise AssertionError

    with pytest.raises(asyncio.CancelledError):
        await Watch(store, clock, Vitals(clock, leading=False), polls=True).run(ping)


async def test_a_ping_that_fails_is_logged_without_its_address(door: Door) -> None:
    port = door.client.base_url.port
    with capture_logs() as logs:
        await Ping(f"http://127.0.0.1:{port}/healthz")()
        await Ping(f"http://127.0.0.1:{port}/secret-uuid")()
        await Ping("http://127.0.0.1:1/secret-uuid")()
        await Ping("http://:secret-uuid")()
    told = [{key: value for key, value in one.items() if key != "log_level"} for one in logs]
    assert told == [
        {"event": "no ping", "status": 404},
        {"event": "no ping", "fault": "ConnectError"},
        {"event": "no ping", "fault": "InvalidURL"},
    ]
