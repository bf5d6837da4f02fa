"""Each update is taken once, or set aside whole after three tries; the next ones go on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.channels.base import Address, ChatKind, ChoiceEvent, Event, Sender, TextEvent, Unreadable
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.errors import StorageFull
from bot.intake import MOST_ALARMS, STOPPED, Intake
from bot.services.desk import Desk
from bot.services.views import said
from bot.storage.updates import SetAside
from bot.storage.work import Store
from bot.texts.render import Texts
from tests.unit.province import province

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
Dispatch = Callable[[Event, Desk], Awaitable[None]]


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = Store(database_url, SimulatedClock(MONDAY))
    await opened.start()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Store]:
    opened = Store(sqlite_url, SimulatedClock(MONDAY))
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return province(tmp_path)


def replica(store: Store, config: Config, dispatch: Dispatch) -> Intake:
    """Return the intake of one process."""
    return Intake(store, lambda: config, Texts(), {"memory": MemoryChannel()}, lambda: None, dispatch)


def word(update: str, text: str = "xong", chat: str = "1") -> TextEvent:
    return TextEvent(
        update_id=update,
        address=Address(channel="memory", chat=chat),
        chat_kind=ChatKind.PRIVATE,
        sender=Sender(id=chat, name="Lan"),
        message="7",
        text=text,
        raw=f'{{"update_id": {update}, "text": "{text}"}}',
    )


async def answer(_event: Event, desk: Desk) -> None:
    await desk.answer(said("not_text"))


async def stumble(event: Event, desk: Desk) -> None:
    """Answer, and then meet a defect if the word is a bad one."""
    await answer(event, desk)
    if isinstance(event, TextEvent) and event.text == "độc":
        raise RuntimeError("a defect")


async def owed(store: Store) -> list[str]:
    """Return what is owed in answer and in alarm, oldest first."""
    async with store.look() as work:
        notices = sorted(await work.outbox.list(), key=lambda notice: notice.id)
        return [str(one.args.get("key") or one.args["kind"]) for one in notices]


async def aside(store: Store) -> list[SetAside]:
    async with store.look() as work:
        return await work.updates.aside()


async def test_an_update_has_its_effects_once(store: Store, config: Config) -> None:
    intake = replica(store, config, answer)
    await intake(word("1"))
    await intake(word("1"))
    await replica(store, config, answer)(word("1"))
    assert await owed(store) == ["not_text"]


async def test_a_poison_update_is_set_aside_after_three_tries_whichever_replicas_had_them(
    store: Store, config: Config
) -> None:
    one, other = replica(store, config, stumble), replica(store, config, stumble)
    for intake in (one, other):
        with pytest.raises(RuntimeError):
            await intake(word("1", "độc"))
    assert await owed(store) == []  # nothing half-done
    await one(word("1", "độc"))
    await other(word("1", "độc"))  # offered once more: it is dealt with
    await one(word("2", "lành"))  # and the next ones go on

    (kept,) = await aside(store)
    assert (kept.update_id, kept.tries, kept.sender, kept.at) == ("1", 3, "1", MONDAY)
    assert kept.raw == '{"update_id": 1, "text": "độc"}'
    assert kept.set_aside.startswith("RuntimeError < tests.integration.test_intake:")
    assert "defect" not in kept.set_aside  # an error's words may be a person's
    assert await owed(store) == ["update_set_aside", "sorry", "not_text"]


async def test_an_update_that_ends_the_process_each_time_is_set_aside_too(lite: Store, config: Config) -> None:
    died = 0

    async def die(_event: Event, _desk: Desk) -> None:
        nonlocal died
        died += 1
        raise asyncio.CancelledError  # as good as a kill: nothing that follows is run

    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            await replica(lite, config, die)(word("1"))
    await replica(lite, config, die)(word("1"))
    await replica(lite, config, answer)(word("2"))

    (kept,) = await aside(lite)
    assert (died, kept.update_id, kept.set_aside) == (3, "1", STOPPED)
    assert await owed(lite) == ["update_set_aside", "sorry", "not_text"]


async def test_a_fault_of_the_database_counts_for_nothing(lite: Store, config: Config) -> None:
    async def full(_event: Event, _desk: Desk) -> None:
        raise StorageFull("no room")

    for _ in range(5):
        with pytest.raises(StorageFull):
            await replica(lite, config, full)(word("1"))
    await replica(lite, config, answer)(word("1"))
    assert await aside(lite) == []
    assert await owed(lite) == ["not_text"]


def pressed() -> ChoiceEvent:
    known = {name: getattr(word("1"), name) for name in ("update_id", "address", "chat_kind", "sender")}
    return ChoiceEvent(**known, press="p", data="done:1", message="7")


async def test_who_presses_meanwhile_is_told_once_that_it_will_be_recorded(lite: Store, config: Config) -> None:
    channel, faults = MemoryChannel(), [StorageFull("no room")] * 3

    async def full_for_a_while(_event: Event, desk: Desk) -> None:
        if faults:
            raise faults.pop()
        desk.say("said.not_text")

    intake = Intake(lite, lambda: config, Texts(), {"memory": channel}, lambda: None, full_for_a_while)
    for _ in range(3):
        with pytest.raises(StorageFull):
            await intake(pressed())
    await intake(pressed())
    told = [(one.text, one.alert) for one in channel.acknowledged]
    assert told == [(Texts().label("said.patience", "vi"), True), (Texts().label("said.not_text", "vi"), False)]


async def test_a_press_that_cannot_be_taken_is_answered(lite: Store, config: Config) -> None:
    channel = MemoryChannel()

    async def fail(_event: Event, _desk: Desk) -> None:
        raise RuntimeError

    intake = Intake(lite, lambda: config, Texts(), {"memory": channel}, lambda: None, fail)
    press = pressed()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await intake(press)
    await intake(press)
    (told,) = channel.acknowledged
    assert (told.text, told.alert) == (Texts().label("said.sorry", "vi"), True)


async def test_what_cannot_be_read_is_kept_whole_and_told_once(lite: Store, config: Config) -> None:
    intake = replica(lite, config, answer)
    strange = Unreadable(channel="memory", update_id="5", raw='{"odd": "\0"}', reason="KeyError")
    await intake(strange)
    await intake(strange)

    (kept,) = await aside(lite)
    assert (kept.update_id, kept.raw, kept.set_aside) == ("5", '{"odd": "\\u0000"}', "KeyError")
    assert await owed(lite) == ["update_set_aside"]


async def test_of_many_the_administrator_is_told_in_one_message(lite: Store, config: Config) -> None:
    intake = replica(lite, config, answer)
    for number in range(MOST_ALARMS + 5):
        await intake(Unreadable(channel="memory", update_id=f"{number}", raw="?", reason="JSONDecodeError"))
    assert await owed(lite) == ["update_set_aside"] * MOST_ALARMS + ["many_set_aside"]
    assert len(await aside(lite)) == MOST_ALARMS + 5


async def test_what_was_set_aside_can_be_taken_when_the_defect_is_mended(store: Store, config: Config) -> None:
    broken = replica(store, config, stumble)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await broken(word("1", "độc"))
    await broken(word("1", "độc"))
    with pytest.raises(RuntimeError):
        await broken.again(word("1", "độc"), actor="test")
    (kept,) = await aside(store)
    assert kept.raw is not None  # it stays as it was

    mended = replica(store, config, answer)
    await mended.again(word("1", "độc"), actor="test")
    await mended(word("1", "độc"))

    assert await aside(store) == []
    assert await owed(store) == ["update_set_aside", "sorry", "not_text"]
    async with store.look() as work:
        (event,) = [one async for one in work.audit.since() if one.action == "retry_update"]
    assert (event.actor, event.subject) == ("test", "update:memory/1")


async def test_what_comes_at_once_is_taken_in_the_order_of_coming(lite: Store, config: Config) -> None:
    taken: list[str] = []

    async def slowly(event: Event, _desk: Desk) -> None:
        await asyncio.sleep(0.002 if event.update_id == "1" else 0)
        taken.append(event.update_id)

    intake = replica(lite, config, slowly)
    await asyncio.gather(*(intake(word(str(number))) for number in range(1, 9)))
    assert taken == [str(number) for number in range(1, 9)]


async def test_it_forgets_what_cannot_come_again_and_keeps_what_is_set_aside(lite: Store, config: Config) -> None:
    intake = replica(lite, config, stumble)
    await intake(word("1"))
    with pytest.raises(RuntimeError):
        await intake(word("2", "độc"))
    await intake(replace(word("3"), text="cũng xong"))
    await intake(Unreadable(channel="memory", update_id="4", raw="?", reason="JSONDecodeError"))
    async with lite.work() as work:
        await work.updates.forget_before(work.now + timedelta(seconds=1), 5)
        for update in "1234":
            assert (await work.updates.take("memory", update, work.now)) is (update != "4")
        await work.updates.forget_aside_before(work.now + timedelta(seconds=1), 5)
        assert await work.updates.aside() == []
