"""What was set aside is taken after all, when the defect is mended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.retrying import retry
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import SetupError
from bot.intake import Intake
from bot.storage.work import Store
from bot.texts.render import Texts
from tests.integration.conftest import Playground
from tests.integration.telegram import channel_to, receiving
from tests.unit.province import province


@pytest_asyncio.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = Store(sqlite_url, SystemClock())
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return province(tmp_path)


async def poisoned(store: Store, config: Config, sandbox: Playground) -> str:
    """Let Lan ask for the list of duties while there is a defect; return the update's id."""

    async def fail(event: object, _desk: object) -> None:
        raise KeyError("a defect")

    channel = channel_to(sandbox.server)
    await channel.start()
    intake = Intake(store, lambda: config, Texts(), {channel.name: channel}, lambda: None, fail)
    sandbox.people.say(sandbox.lan, sandbox.lan, "/nhiemvu")
    async with receiving(channel, intake):
        await sandbox.world.until_idle(within=5)
    await channel.stop()
    async with store.look() as work:
        (kept,) = await work.updates.aside()
    return kept.update_id


async def again(update: str, config: Config, sandbox: Playground, folder: Path) -> None:
    await retry(
        config,
        update,
        actor="test",
        token=sandbox.world.token,
        database_url=f"sqlite:///{folder}/nhacviec.db",
        files=folder / "files",
        api=sandbox.server.base_url,
    )


async def test_it_is_taken_after_all(store: Store, config: Config, sandbox: Playground, tmp_path: Path) -> None:
    update = await poisoned(store, config, sandbox)

    await again(update, config, sandbox, tmp_path)

    async with store.look() as work:
        assert await work.updates.aside() == []
        last = (await work.outbox.list())[0]
    assert (last.view, last.args["key"], last.chat) == ("said", "stranger", str(sandbox.lan.id))
    with pytest.raises(SetupError, match=r"^Nothing is set aside with the id "):
        await again(update, config, sandbox, tmp_path)


async def test_what_still_cannot_be_read_stays(
    store: Store, config: Config, sandbox: Playground, tmp_path: Path
) -> None:
    async with store.work() as work:
        await work.updates.put_aside("telegram", "9", work.now, reason="KeyError", raw='{"update_id": 9, "message": 1}')
        await work.updates.put_aside("telegram", "10", work.now, reason="KeyError", raw='{"update_id": 10}')
        await work.commit()

    with pytest.raises(SetupError, match=r"^9 still cannot be read \(\w+\): it stays where it is\.$"):
        await again("9", config, sandbox, tmp_path)
    with pytest.raises(SetupError, match=r"^10 says nothing that the bot has a use for: it stays where it is\.$"):
        await again("10", config, sandbox, tmp_path)
    async with store.look() as work:
        assert [one.update_id for one in await work.updates.aside()] == ["9", "10"]
