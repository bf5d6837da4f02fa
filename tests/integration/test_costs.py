"""What waits must not cost: ratios of processor time in one run, never seconds. ``make bench`` has the whole table."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import event

from benchmarks.province import fill, open_store, small_province, synced, write_province
from bot.app.house import build
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.register.files import load_province
from bot.services.reminders import BATCH, Reminders
from bot.services.sync import Sync
from bot.storage.work import Work

TODAY = date(2009, 1, 5)
FEW, MANY = 1_000, 30_000
DUE = 200
ROUNDS = 5
MOST_ROUNDS = 15
Round = Callable[[int], Awaitable[object]]
FAST = "{per_second: 1000, per_chat_per_second: 1, per_group_per_minute: 20}"


async def cost(work: Round, number: int) -> float:
    """Return the processor time of a round, in seconds."""
    begin = time.process_time()
    await work(number)
    return time.process_time() - begin


async def least(rounds: int, work: Round) -> float:
    """Return the least processor time of some rounds: what other programs do meanwhile only ever adds to it."""
    return min([await cost(work, number) for number in range(rounds)])


async def times_as_much(many: Round, few: Round, *, below: float) -> float:
    """Return how much the least round of ``many`` costs against that of ``few``.

    They take turns, so that a busy minute adds to both, and go on while it is not ``below``: the more rounds, the less
    is left of what other programs added.
    """
    of_many, of_few, ratio = [], [], below
    for number in range(MOST_ROUNDS):
        of_many.append(await cost(many, number))
        of_few.append(await cost(few, number))
        ratio = min(of_many) / min(of_few)
        if number + 1 >= ROUNDS and ratio < below:
            break
    return ratio


async def reminded(work: Work, config: Config) -> int:
    """Owe the reminders of as many as are due, batch after batch; return how many that were."""
    return sum([await Reminders(work, config).tick() for _ in range(DUE // BATCH)])


@asynccontextmanager
async def ticking(folder: Path, waiting: int) -> AsyncIterator[Round]:
    """Fill a province; each round is a tick that finds as many due as the last."""
    config, directives = small_province(folder, TODAY)
    clock = SimulatedClock(config.calendar.at(TODAY, config.ladder.at))
    store, database = open_store(folder, clock)
    await synced(store, config, directives)
    fill(database, config, waiting=waiting, due=0, now=clock.now())
    for number in range(MOST_ROUNDS):
        fill(
            database,
            config,
            waiting=0,
            due=DUE,
            now=clock.now(),
            prefix=f"due{number}-",
            chats_from=number * 10_000 + 1,
        )

    async def tick(_round: int) -> None:
        async with store.work() as work:
            assert await reminded(work, config) == DUE
            await work.commit()

    try:
        yield tick
    finally:
        await store.stop()


async def test_a_tick_costs_what_is_due_not_what_waits(tmp_path: Path) -> None:
    async with ticking(tmp_path / "few", FEW) as few, ticking(tmp_path / "many", MANY) as many:
        assert await times_as_much(many, few, below=1.3) < 1.3


async def starting(folder: Path, waiting: int) -> Round:
    """Fill a province; each round is a start: migrations looked at, the house built, the first due reminder sent."""
    config, directives = small_province(folder, TODAY)
    clock = SimulatedClock(config.calendar.at(TODAY, config.ladder.at))
    store, database = open_store(folder, clock)
    await synced(store, config, directives)
    await store.stop()
    fill(database, config, waiting=waiting, due=0, now=clock.now())

    async def start(number: int) -> None:
        prefix, chats = f"due{number}-", number + 1
        fill(database, config, waiting=0, due=1, now=clock.now(), prefix=prefix, chats_from=chats, channel="memory")
        channel = MemoryChannel()
        house = build(
            config, clock=clock, database_url=f"sqlite:///{database}", files=folder, channel=channel, paced=False
        )
        await house.store.start()
        await house.ticks.catch_up()
        await house.delivery.drain()
        await house.store.stop()
        assert [one.address.chat for one in channel.sent] == [str(chats)]

    return start


async def test_a_start_costs_the_same_however_many_reminders_wait(tmp_path: Path) -> None:
    few, many = await starting(tmp_path / "few", FEW), await starting(tmp_path / "many", MANY)
    assert await times_as_much(many, few, below=1.4) < 1.4


async def test_a_sync_that_changes_nothing_costs_little_however_many_agencies_lead_a_duty(tmp_path: Path) -> None:
    due = [TODAY + timedelta(days=60 + number) for number in range(10)]
    config, directives = load_province(write_province(tmp_path, agencies=1_000, duties=10, due=due, starts_on=TODAY))
    store, _ = open_store(tmp_path, SimulatedClock(config.calendar.at(TODAY, config.ladder.at)))
    await store.start()

    async def sync(_round: int) -> None:
        async with store.work() as work:
            await Sync(work, config).apply(directives, actor="test")
            await work.commit()

    first = await least(1, sync)
    second = await least(ROUNDS, sync)
    async with store.look() as work:
        assert len(await work.assignments.of_all()) == 10_000
    await store.stop()
    assert second / first < 0.05


async def test_delivery_asks_the_database_once_for_many_messages(tmp_path: Path) -> None:
    config, directives = small_province(tmp_path, TODAY, FAST)
    clock = SimulatedClock(config.calendar.at(TODAY, config.ladder.at))
    store, database = open_store(tmp_path, clock)
    await synced(store, config, directives)
    await store.stop()
    fill(database, config, waiting=0, due=DUE, now=clock.now(), channel="memory")
    channel = MemoryChannel()
    house = build(
        config, clock=clock, database_url=f"sqlite:///{database}", files=tmp_path, channel=channel, paced=False
    )
    async with house.store.work() as work:
        assert await reminded(work, config) == DUE
        await work.commit()
    asked: list[str] = []

    @event.listens_for(house.store.engine.sync_engine, "before_cursor_execute")
    def remember(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    assert await house.delivery.drain() == DUE
    await house.store.stop()
    assert len(channel.sent) == DUE
    assert len(asked) < DUE / 2
