"""The fort: built once, copied for every attack."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete

from bot.app.house import build
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.register.files import load_province
from bot.sections import Channels, Files, Protection, TelegramSection
from bot.services.sync import Sync
from bot.storage.database import transaction
from bot.storage.tables import outbox, screens, updates
from bot.texts.render import Texts
from tests.acceptance.conftest import OFFICE
from tests.security.business import Presses, go_about
from tests.security.fort import CAST, Fort, kind_of

MONDAY = datetime(2009, 3, 2, 2, tzinfo=UTC)  # 9:00 in Hanoi
_OFFICE, DIRECTIVES = load_province(OFFICE)
PROVINCE = _OFFICE.model_copy(  # a small allowance, soon used up; and answers that move no clock
    update={
        "protection": Protection(at_once=6, per_minute=60, stranger_answers_per_hour=5),
        "files": Files(most=3, max_megabytes=1, most_a_day=4, megabytes_a_day=3, gigabytes=1),
        "channels": Channels(
            telegram=TelegramSection(per_second=1000, per_chat_per_second=1000, per_group_per_minute=60_000)
        ),
    }
)


def built(folder: Path, texts: Texts) -> Fort:
    clock, channel = SimulatedClock(MONDAY), MemoryChannel(files={"F1": b"%PDF-1.4"})
    database, files = f"sqlite:///{folder}/fort.db", folder / "files"
    house = build(PROVINCE, clock=clock, database_url=database, files=files, channel=channel, paced=False, texts=texts)
    return Fort(house, clock, channel, database, files)


async def _forget_messages(fort: Fort) -> None:
    """Forget what was sent and shown: a copy has a messenger of its own, in which nothing stands."""
    async with transaction(fort.house.store.engine) as connection:
        for table in (outbox, screens, updates):
            await connection.execute(delete(table))
        await connection.commit()
    await fort.house.store.stop()


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Path:
    """A folder with the fort's database as it stands before any attack."""
    folder = tmp_path_factory.mktemp("plan")

    async def lay() -> None:
        fort = built(folder, texts)
        store = fort.house.store
        await store.start()
        async with store.work() as work:
            for chat, (name, agency, role) in CAST.items():
                await work.contacts.enrol(
                    kind=kind_of(chat), channel="memory", chat=chat, name=name, agency=agency, role=role,
                    language="vi", forum=False, now=work.now,
                )  # fmt: skip
            await Sync(work, PROVINCE).apply(DIRECTIVES, actor="test")
            await work.commit()
        await _forget_messages(fort)

    asyncio.run(lay())
    return folder


@pytest.fixture(scope="session")
def business(plan: Path, tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> tuple[Path, Presses]:
    """The same in the middle of its work, and what each button carries that is about one agency's business."""
    folder = tmp_path_factory.mktemp("business")
    shutil.copy(plan / "fort.db", folder)

    async def work() -> Presses:
        fort = built(folder, texts)
        found = await go_about(fort)
        await _forget_messages(fort)
        return found

    return folder, asyncio.run(work())


@pytest_asyncio.fixture
async def fort(plan: Path, tmp_path: Path, texts: Texts) -> AsyncIterator[Fort]:
    shutil.copy(plan / "fort.db", tmp_path)
    fort = built(tmp_path, texts)
    yield fort
    await fort.house.store.stop()


@pytest_asyncio.fixture
async def busy(business: tuple[Path, Presses], tmp_path: Path, texts: Texts) -> AsyncIterator[Fort]:
    """The fort in the middle of its work."""
    shutil.copy(business[0] / "fort.db", tmp_path)
    fort = built(tmp_path, texts)
    fort.later(hours=1)
    yield fort
    await fort.house.store.stop()


@pytest.fixture
def presses(business: tuple[Path, Presses]) -> Presses:
    """What each button carries that is about one agency's business."""
    return business[1]
