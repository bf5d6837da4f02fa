"""What the administrator has to know is told to every administrator, once; without any, to the ICT department."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.services.alarms import Alarms
from bot.storage.work import Store
from tests.unit.province import province

MORNING = datetime(2009, 1, 5, 1, tzinfo=UTC)
NIGHT = datetime(2009, 1, 5, 18, tzinfo=UTC)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(MORNING)


@pytest_asyncio.fixture
async def store(sqlite_url: str, clock: SimulatedClock) -> AsyncIterator[Store]:
    opened = Store(sqlite_url, clock)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return province(tmp_path)


async def enrol(store: Store, chat: str, role: Role, kind: ContactKind = ContactKind.PERSON) -> None:
    async with store.work() as work:
        await work.contacts.enrol(
            kind=kind, channel="memory", chat=chat, name=chat, agency="stttt", role=role, language="vi", forum=False,
            now=work.now,
        )  # fmt: skip
        await work.commit()


async def alarmed(store: Store, config: Config, *keys: str) -> list[Notice]:
    """Return what is owed, oldest first, when an alarm is raised for each key."""
    async with store.work() as work:
        for key in keys:
            await Alarms(work, config).tell("defect", key=key, notice=7)
        await work.commit()
        return sorted(await work.outbox.list(), key=lambda notice: notice.id)


async def test_it_tells_every_administrator_and_nobody_else(store: Store, config: Config) -> None:
    for chat, role in (("an", Role.ADMIN), ("binh", Role.OFFICER), ("chi", Role.ADMIN), ("dung", Role.ICT)):
        await enrol(store, chat, role)

    owed = await alarmed(store, config, "17")

    assert [(one.chat, one.lane, one.silent) for one in owed] == [
        ("an", Lane.OBSTACLE, False),
        ("chi", Lane.OBSTACLE, False),
    ]
    assert {(one.view, str(one.args)) for one in owed} == {("alarm", "{'kind': 'defect', 'facts': {'notice': 7}}")}


async def test_it_tells_once_a_key(store: Store, config: Config) -> None:
    await enrol(store, "an", Role.ADMIN)
    await alarmed(store, config, "17", "17")
    assert len(await alarmed(store, config, "17", "18")) == 2


async def test_without_an_administrator_it_tells_the_ict_departments_group(store: Store, config: Config) -> None:
    await enrol(store, "binh", Role.ICT)
    await enrol(store, "-100", Role.ICT, ContactKind.GROUP)
    assert [one.chat for one in await alarmed(store, config, "17")] == ["-100"]


async def test_with_nobody_to_tell_that_is_on_record(store: Store, config: Config) -> None:
    (owed,) = await alarmed(store, config, "17")
    assert (owed.key, owed.state, owed.reason) == (
        "alarm:defect:17:-",
        Delivered.UNDELIVERABLE,
        "nobody is enrolled",
    )


async def test_at_night_it_makes_no_sound(store: Store, config: Config, clock: SimulatedClock) -> None:
    await enrol(store, "an", Role.ADMIN)
    clock.move_to(NIGHT)
    assert [one.silent for one in await alarmed(store, config, "17")] == [True]
