"""The same conversations when the messenger pushes what people do, instead of being asked for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.base import Event, TextEvent
from bot.channels.telegram import TelegramChannel
from bot.services.desk import Desk
from bot.services.watch import Watch
from bot.vitals import Vitals
from bot.web.app import application
from bot.web.hook import Hook
from bot.web.serving import served
from tests.acceptance.conftest import OFFICE, Open, Story

PATH, SECRET = "/A1b2C3", "s3cret"


@asynccontextmanager
async def pushed(story: Story) -> AsyncIterator[TelegramChannel]:
    """Let the messenger push; it ends the poll that waits."""
    house, channel = story.scene.house, story.scene.house.channel
    assert isinstance(channel, TelegramChannel)
    watch = Watch(house.store, house.clock, Vitals(house.clock), polls=False)
    hook = Hook(PATH, SECRET, read=channel.read, intake=house.intake)
    async with served(application(watch, hook), "127.0.0.1", 0) as port:
        await channel.listen(f"http://127.0.0.1:{port}{PATH}", SECRET)
        yield channel


async def test_an_obstacle_goes_there_and_back_through_a_webhook_and_then_by_polling(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, (expert, *_) = story.officer("so-y-te"), story.ict_members
        async with pushed(story) as channel:
            await story.open_duty(officer, "Hoàn thành mạng nội bộ")
            await story.tap(officer, "stuck")
            await story.tap(officer, "category_funding")
            await story.say(officer, "Chưa có kinh phí")
            ticket = story.last(story.ict)
            assert "VM-2009-0001" in ticket.text
            assert "Chưa có kinh phí" in ticket.text
            assert await story.tap(expert, "claim", ticket, story.ict) == story.scene.house.texts.label(
                "toast.claimed", "vi"
            )
            info = story.scene.world.updates.webhook_info()
            assert (info["pending_update_count"], "last_error_message" in info) == (0, False)

        polling = asyncio.create_task(channel.receive(story.scene.house.intake))  # the operator goes back to that
        await story.say(expert, "Đã bố trí kinh phí", story.ict, reply_to=ticket)
        assert "Đã bố trí kinh phí" in story.last(officer).text
        assert story.scene.world.updates.webhook is None
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def test_a_poison_update_does_not_stand_in_the_way_of_the_next(
    stage: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(OFFICE) as story:
        officer, intake = story.officer("so-y-te"), story.scene.house.intake
        dispatch = intake._dispatch

        async def stumble(event: Event, desk: Desk) -> None:
            if isinstance(event, TextEvent):
                raise RuntimeError("a defect")
            await dispatch(event, desk)

        monkeypatch.setattr(intake, "_dispatch", stumble)
        async with pushed(story):
            await story.say(officer, "độc")
            assert story.last(officer).text == story.said("sorry")
            await story.say(officer, "/nhiemvu")
            assert "Hoàn thành mạng nội bộ" in story.last(officer).text
        async with story.scene.house.store.look() as work:
            (kept,) = await work.updates.aside()
        assert (kept.tries, json.loads(kept.raw or "")["message"]["text"]) == (3, "độc")
        # nobody is the administrator there: the ICT department hears of it
        assert f"nhacviec updates --retry {kept.update_id}" in story.last(story.ict).text
