"""The restore drill: a backup is made while everybody works; on another machine the bot answers as it did here."""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.app.house import build
from bot.channels.base import Address, ChatKind, CommandEvent, Outgoing, Sender
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.operations.backup import Home, back_up, restore
from bot.operations.manifest import Manifest
from tests.acceptance.conftest import Open, Story
from tests.postgres import Postgres

QUESTIONS = ("nhiemvu", "tuan", "tim mang noi bo")
MOST = 5  # backups while people work
LAN = "Hoàn thành mạng nội bộ"


def quiet(*_: object) -> None:
    """Be told, and say nothing."""


class Elsewhere(MemoryChannel):
    """A messenger whose messages have other ids than those that the bot remembers."""

    async def send(self, address: Address, message: Outgoing) -> str:
        return f"elsewhere-{await super().send(address, message)}"


async def work(story: Story) -> None:
    """Let a duty be done with a file, another be stuck, and a day go by."""
    officer, other = story.officer("so-y-te"), story.officer("huyen-a")
    await story.open_duty(officer, LAN)
    await story.tap(officer, "done")
    await story.send_file(officer, "bien-ban.pdf", b"%PDF bien ban", caption="Biên bản số 12/BB-SYT")
    await story.tap(officer, "hand_in")
    await story.open_duty(other, LAN)
    await story.tap(other, "stuck")
    await story.tap(other, "category_funding")
    await story.say(other, "Chưa có kinh phí")
    await story.until(date(2009, 1, 6))


async def answers(home: Home, story: Story, people: Sequence[str], now: SimulatedClock) -> list[str]:
    """Ask a bot that lives in ``home`` some questions; return all that it says."""
    channel = Elsewhere("telegram")
    house = build(story.config, clock=now, database_url=home.database_url, files=home.files, channel=channel)
    await house.store.start()
    try:
        for number, (chat, question) in enumerate((chat, question) for chat in people for question in QUESTIONS):
            name, _, arguments = question.partition(" ")
            event = CommandEvent(
                update_id=f"drill:{number}",
                address=Address(channel="telegram", chat=chat),
                chat_kind=ChatKind.PRIVATE,
                sender=Sender(id=chat, name="Lan"),
                message=str(number),
                name=name,
                arguments=arguments,
            )
            await house.intake(event)
            await house.delivery.drain()
    finally:
        await house.store.stop()
    return [f"{said.address.chat}: {said.message.html}\n{said.message.choices}" for said in channel.sent]


async def test_the_bot_answers_from_its_backup_as_it_did(stage: Open, tmp_path: Path, postgres: Postgres) -> None:
    here = Home(database_url=f"sqlite:///{tmp_path}/story.db", files=tmp_path / "files")
    async with stage() as story:
        busy = asyncio.create_task(work(story))
        made: list[Manifest] = []
        while not busy.done() and len(made) < MOST:
            backup = tmp_path / f"{len(made)}.zip"
            made.append(await back_up(here, backup, now=story.scene.house.clock.now(), told=quiet))
            await asyncio.sleep(0.1)
        await busy
        people = [str(story.officer("so-y-te").id), str(story.head("huyen-a").id)]
        now = story.scene.house.clock.now()
    last = tmp_path / "last.zip"
    whole = await back_up(here, last, now=now, told=quiet)
    assert made[0].rows < made[-1].rows, "rows were written while they were made"

    halfway = Home(database_url=f"sqlite:///{tmp_path}/middle.db", files=tmp_path / "middle")
    assert await restore(tmp_path / f"{len(made) - 1}.zip", halfway, told=quiet) == made[-1]

    before = await answers(here, story, people, SimulatedClock(now))
    assert any(LAN in said for said in before)
    moved = Home(database_url=postgres.create(empty=True), files=tmp_path / "moved")
    assert await restore(last, moved, told=quiet) == whole
    assert await answers(moved, story, people, SimulatedClock(now)) == before
    (kept,) = whole.files
    assert (moved.files / kept).read_bytes() == b"%PDF bien ban"
    postgres.drop(moved.database_url)
