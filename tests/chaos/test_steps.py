"""A house is killed at each step of delivery, of intake and of keeping: what is there when another has taken over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.app.house import House, build
from bot.channels.base import Address, ChatKind, ChoiceEvent, Event, FileKind, IncomingFile, Sender, TextEvent
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.outbox import LEASE
from bot.register.files import load_province
from bot.services.sync import Sync
from bot.storage.tables import metadata
from bot.texts.render import Texts
from tests.chaos import ledger
from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.steps import Killed, Reaper, watch
from tests.unit.province import directive, write_province

TUESDAY = datetime(2009, 1, 6, tzinfo=UTC)
LAN = '{id: lan, clause: "2", title: Mạng nội bộ, lead: [so-xd], due: 2009-02-06}'
OFFICER = Address(channel="memory", chat="lan")
ICT = Address(channel="memory", chat="ict")
PDF = b"%PDF-1.4"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"} if LONG else {"sqlite": "SQLite"}

DELIVERY = {
    "before owe": (1, 1),
    "after owe": (1, 1),
    "before commit of owe": (1, 1),
    "after commit of owe": (1, 1),
    "before claim": (1, 1),
    "after claim": (1, 1),
    "before commit of claim": (1, 1),
    "after commit of claim": (2, 1),
    "before send": (2, 1),
    "after send": (2, 2),
    "before mark": (2, 2),
    "after mark": (2, 2),
    "before commit of mark": (2, 2),
    "after commit of mark": (1, 1),
}
"""Where the house is killed: how often the message was tried as the ledger has it, and how often it arrived."""
INTAKE = (
    *("before count", "after count", "before commit of count", "after commit of count", "before take", "after take"),
    *("before owe", "after owe", "before commit of owe", "after commit of owe"),
)
ACKNOWLEDGING = (*INTAKE, "before acknowledge", "after acknowledge")
KEEPING = ("before fetch", "after fetch", "before keep", "after keep", "before commit of owe", "after commit of owe")

on_each_database = pytest.mark.parametrize("database_url", DATABASES, indirect=True)


class Town:
    """An officer and the ICT department, their messenger, and one house after another on the same database."""

    def __init__(self, config: Config, database_url: str, files: Path, texts: Texts) -> None:
        self.clock = SimulatedClock(TUESDAY)
        self.messenger = MemoryChannel(files={"F1": PDF})
        self.reaper = Reaper()
        self.files = files
        self._config = config
        self._database_url = database_url
        self._texts = texts
        self.house = self._build()

    def _build(self) -> House:
        return build(
            self._config, clock=self.clock, database_url=self._database_url, files=self.files,
            channel=self.messenger, paced=False, guarded=False, texts=self._texts,
        )  # fmt: skip

    async def killed_at(self, step: str, doing: Callable[[], Awaitable[object]]) -> None:
        """Let the house be killed at a step of what it does; another starts, and what was in hand is given back."""
        self.reaper.kill_at(step)
        with pytest.raises(Killed):
            await doing()
        await self.house.store.stop()
        self.reaper.let_live()
        self.house = self._build()
        self.clock.move_to(self.clock.now() + LEASE)
        await self.house.ticks.catch_up()
        await self.settle()

    async def settle(self) -> None:
        await self.house.keeper.drain()
        await self.house.delivery.drain()

    async def morning(self) -> None:
        """Turn the clock to the next reminder, and let it be sent."""
        (assignment,) = await self.rows("assignments")
        self.clock.move_to(assignment["next_at"])
        await self.house.ticks.reminders()
        await self.settle()

    async def take(self, event: Event) -> None:
        """Offer an event, as the messenger does again and again until somebody has taken it."""
        await self.house.intake(event)
        await self.settle()

    def received(self, chat: Address, words: str) -> int:
        """Return how many messages with these words came in a chat; one that came twice counts twice."""
        return sum(one.address == chat and words in one.message.html for one in self.messenger.sent)

    async def rows(self, table: str, **wanted: object) -> list[dict[str, Any]]:
        """Return the rows of a table that have some values, in the order of writing."""
        async with self.house.store.engine.connect() as connection:
            found = metadata.tables[table]
            query = select(found).order_by(*found.primary_key).filter_by(**wanted)
            return [dict(row) for row in (await connection.execute(query)).mappings()]

    def tell(self, what: str, load: str, steps: int, *, doubled: int = 0, at_most: int | None = None) -> None:
        database = DATABASES[self._database_url.partition(":")[0]]
        figures = Figures(
            campaign=f"Named steps: {what}, {database}",
            load=load,
            faults=f"a kill at each of {steps} steps",
            lost=0,
            doubled=doubled,
            at_most=at_most,
        )
        tell(figures)


@pytest_asyncio.fixture
async def town(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Texts) -> AsyncIterator[Town]:
    config, directives = load_province(write_province(tmp_path, directive(LAN)))
    town = Town(config, database_url, tmp_path / "files", texts)
    watch(town.reaper, MemoryChannel, monkeypatch.setattr)
    await town.house.store.start()
    async with town.house.store.work() as work:
        for chat, agency, role in (("lan", "so-xd", Role.OFFICER), ("ict", "stttt", Role.ICT)):
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="memory", chat=chat, name=chat, agency=agency, role=role,
                language="vi", forum=False, now=work.now,
            )  # fmt: skip
        await Sync(work, config).apply(directives, actor="files")
        await work.commit()
    await town.settle()
    yield town
    await town.house.store.stop()


def press(number: int, data: str) -> ChoiceEvent:
    return ChoiceEvent(
        update_id=f"press-{number}", address=OFFICER, chat_kind=ChatKind.PRIVATE, sender=Sender(id="lan", name="Lan"),
        press=str(number), data=data, message="1",
    )  # fmt: skip


def obstacle(number: int, *, with_file: bool = False) -> TextEvent:
    file = IncomingFile(ref="F1", name=f"bien ban {number}.pdf", kind=FileKind.DOCUMENT, size=len(PDF))
    return TextEvent(
        update_id=f"text-{number}", address=OFFICER, chat_kind=ChatKind.PRIVATE, sender=Sender(id="lan", name="Lan"),
        message=str(1000 + number), text=f"khó khăn {number}", file=file if with_file else None,
    )  # fmt: skip


@on_each_database
async def test_a_reminder_is_sent_whatever_its_house_died_of(town: Town) -> None:
    doubled = 0
    for number, (step, (attempts, arrived)) in enumerate(DELIVERY.items(), start=1):
        before = town.received(OFFICER, "Nhắc việc")
        await town.killed_at(step, town.morning)
        assert town.received(OFFICER, "Nhắc việc") - before == arrived, step
        reminders = await town.rows("outbox", view="reminder", contact=1)
        assert len(reminders) == number, step
        newest = reminders[-1]
        assert (newest["state"], newest["attempts"]) == ("sent", attempts), step
        assert newest["unanswered"] == attempts - 1, f"{step}: the ledger tells what may be there twice"
        screen = (await town.rows("screens", view="morning"))[-1]
        assert screen["message_id"] == newest["message_id"], "what can be edited is what was marked"
        doubled += arrived - 1
    assert await town.rows("outbox", closed_at=None) == []
    town.tell("delivery", f"{len(DELIVERY)} reminders", len(DELIVERY), doubled=doubled, at_most=4)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_accounts_find_a_reminder_that_is_not_on_record(town: Town) -> None:
    await town.morning()
    book, soon = await ledger.read(town.house.store), town.clock.now() + timedelta(hours=1)
    assert ledger.missing_reminders(book, town.house.config, soon) == []
    robbed = replace(book, notices=[one for one in book.notices if one.view != "reminder"])
    assert ledger.missing_reminders(robbed, town.house.config, soon) == ["rung:1:2009-02-06:t-30"]


@on_each_database
async def test_an_obstacle_is_reported_once_whatever_its_house_died_of(town: Town) -> None:
    for number, step in enumerate(INTAKE, start=1):
        await town.take(press(number, "stuck:1"))
        await town.killed_at(step, lambda number=number: town.take(obstacle(number)))
        await town.take(obstacle(number))
        tickets = await town.rows("tickets", state="open")
        assert len(tickets) == len(await town.rows("audit", action="open_ticket")) == number, step
        assert town.received(ICT, f"VM-2009-{number:04}") == 1, step
        assert town.received(OFFICER, f"VM-2009-{number:04}") == 1, step
        assert await town.rows("questions") == [], step
        assert len(await town.rows("updates", update_id=f"text-{number}")) == 1, step
    (assignment,) = await town.rows("assignments")
    assert (assignment["status"], assignment["next_at"]) == ("paused", None)
    town.tell("intake", f"{len(INTAKE)} obstacles", len(INTAKE))


@on_each_database
async def test_a_press_is_taken_once_and_answered_whatever_its_house_died_of(town: Town) -> None:
    for number, step in enumerate(ACKNOWLEDGING, start=1):
        await town.killed_at(step, lambda number=number: town.take(press(number, "stuck:1")))
        await town.take(press(number, "stuck:1"))
        assert town.received(OFFICER, "Mời ông/bà chọn loại vướng mắc") == number, step
        assert len(await town.rows("updates", update_id=f"press-{number}")) == 1, step
        assert str(number) in {one.press for one in town.messenger.acknowledged}, f"{step}: somebody is left waiting"
    assert len(await town.rows("questions")) == 1
    town.tell("presses", f"{len(ACKNOWLEDGING)} presses", len(ACKNOWLEDGING))


@on_each_database
async def test_a_file_is_kept_once_whatever_its_house_died_of(town: Town) -> None:
    for number, step in enumerate(KEEPING, start=1):
        await town.take(press(number, "stuck:1"))
        await town.house.intake(obstacle(number, with_file=True))
        await town.killed_at(step, town.house.keeper.drain)
        files = await town.rows("files", state="kept")
        assert len(files) == len(await town.rows("files")) == number, step
        assert (town.files / files[-1]["path"]).read_bytes() == PDF, step
        relayed = [one.message.attachment for one in town.messenger.sent if one.address == ICT]
        assert [one.name for one in relayed if one].count(f"bien ban {number}.pdf") == 1, step
    town.tell("files", f"{len(KEEPING)} files", len(KEEPING))
