"""The fort: built once, copied for every attack."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete

from bot.app import build
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.register.files import load_province
from bot.sections import Channels, Protection, TelegramSection
from bot.services.sync import Sync
from bot.storage.database import transaction
from bot.storage.tables import outbox
from tests.acceptance.conftest import OFFICE
from tests.security.fort import CAST, Fort, kind_of

MONDAY = datetime(2009, 3, 2, 2, tzinfo=UTC)  # 9:00 in Hanoi
_OFFICE, DIRECTIVES = load_province(OFFICE)
PROVINCE = _OFFICE.model_copy(  # a small allowance, soon used up; and answers that move no clock
    update={
        "protection": Protection(at_once=6, per_minute=60, stranger_answers_per_hour=5),
        "channels": Channels(
            telegram=TelegramSection(per_second=1000, per_chat_per_second=1000, per_group_per_minute=60_000)
        ),
    }
)


def _built(folder: Path) -> Fort:
    clock, channel = SimulatedClock(MONDAY), MemoryChannel(files={"F1": b"%PDF-1.4"})
    database = f"sqlite:///{folder}/fort.db"
    house = build(PROVINCE, clock=clock, database_url=database, files=folder / "files", channel=channel, paced=False)
    return Fort(house, clock, channel, database)


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the fort's database as it stands before any attack."""
    folder = tmp_path_factory.mktemp("plan")

    async def lay() -> None:
        fort = _built(folder)
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
        async with transaction(store.engine) as connection:
            await connection.execute(delete(outbox))  # the announcements are no attack's business
            await connection.commit()
        await store.stop()

    asyncio.run(lay())
    return folder


@pytest_asyncio.fixture
async def fort(plan: Path, tmp_path: Path) -> AsyncIterator[Fort]:
    shutil.copy(plan / "fort.db", tmp_path)
    fort = _built(tmp_path)
    yield fort
    await fort.house.store.stop()
