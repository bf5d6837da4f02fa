"""Files that change, a bot that was down, and a restart in the middle of a question."""

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app.house import build
from bot.channels.base import Address, ChatKind, Sender, TextEvent
from bot.domain.delivery import Delivered
from bot.register.files import load_province
from bot.services.sync import Sync
from schedules.simulated import Simulation
from tests.acceptance.conftest import BOTH, PROVINCE, ROOT, Open, Story, morning

DUTY = "Hoàn thành mạng nội bộ"


async def sync(story: Story, config: Path) -> None:
    province, directives = load_province(config)
    async with story.scene.house.store.work() as work:
        await Sync(work, province).apply(directives, actor="test")
        await work.commit()
    story.scene.house.delivery.poke()
    await story.settle()


def copy(folder: Path) -> Path:
    """Copy the small province to where it may be changed; return its config."""
    shutil.copytree(PROVINCE.parent, folder / "province")
    return folder / "province" / "config.yaml"


def change(config: Path, old: str, new: str) -> None:
    file = config.parent / "directives" / "ct.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


async def test_a_new_deadline_is_announced_and_gives_a_new_ladder(stage: Open, tmp_path: Path) -> None:
    async with stage(start=morning(2009, 3, 19)) as story:
        officer, config = story.officer("so-y-te"), copy(tmp_path)
        await story.until(date(2009, 3, 20))
        change(config, "coordinating: [stttt], due: 2009-03-31", "coordinating: [stttt], due: 2009-04-24")
        await sync(story, config)
        assert "thứ Sáu 24/04/2009" in story.last(officer).text
        await sync(story, config)
        await story.until(date(2009, 4, 26))
        days = [day for day, at in story.mornings(officer, DUTY) if at == time(8)]
        assert days[-6:] == [date(2009, 3, 25), *(date(2009, 4, day) for day in (10, 17, 21, 23, 24))]
        assert date(2009, 3, 31) not in days


async def test_a_duty_taken_out_is_cancelled_not_deleted_and_comes_back(stage: Open, tmp_path: Path) -> None:
    async with stage(start=morning(2009, 3, 16)) as story:
        officer, config = story.officer("so-y-te"), copy(tmp_path)
        file = config.parent / "directives" / "ct.yaml"
        whole = file.read_text(encoding="utf-8")
        file.write_text("".join(line for line in whole.splitlines(keepends=True) if "id: lan," not in line), "utf-8")
        await sync(story, config)
        assert DUTY in story.last(officer).text
        await story.until(date(2009, 3, 18))
        assert [day for day, at in story.mornings(officer, DUTY) if at == time(8)] == []
        async with story.scene.house.store.look() as work:
            kept = await work.assignments.of_duty("ct", "lan")
        assert {one.status.value for one in kept} == {"cancelled"}

        file.write_text(whole, encoding="utf-8")
        await sync(story, config)
        await story.until(date(2009, 3, 24))
        assert story.mornings(officer, DUTY)[-1] == (date(2009, 3, 24), time(8))


async def test_a_week_down_is_caught_up_with_the_newest_reminder_only(stage: Open) -> None:
    async with stage(start=morning(2009, 3, 17)) as story:
        officer, house = story.officer("so-y-te"), story.scene.house
        await story.until(date(2009, 3, 20))
        house.clock.move_to(datetime(2009, 3, 30, 10, 30, tzinfo=story.config.zone))  # type: ignore[attr-defined]
        for _ in range(2):  # a second start finds nothing more to do
            await house.ticks.catch_up()
            await story.settle()
        assert [day for day, _ in story.mornings(officer, DUTY)][-2:] == [date(2009, 3, 17), date(2009, 3, 30)]
        async with house.store.look() as work:
            notices = [
                one for one in await work.outbox.list() if one.view == "reminder" and one.due == date(2009, 3, 31)
            ]
        skipped = {(one.key.split(":")[3], one.reason) for one in notices if one.state is Delivered.SKIPPED}
        assert skipped == {
            ("t-7", "missed: a newer one is sent"),
            ("t-3", "missed: a newer one is sent"),
        }


@BOTH
async def test_a_restart_forgets_no_question(stage: Open, story_url: str, tmp_path: Path) -> None:
    async with stage() as story:
        officer, house = story.officer("so-y-te"), story.scene.house
        await story.say(officer, "/nhiemvu")
        await story.press(officer, "1")
        await story.press(officer, "✅")
        again = build(
            story.config, clock=house.clock, database_url=story_url, files=tmp_path, channel=house.channel, paced=False
        )
        answer = TextEvent(
            update_id="after-the-restart",
            address=Address(channel="telegram", chat=str(officer.id)),
            chat_kind=ChatKind.PRIVATE,
            sender=Sender(id=str(officer.id), name=officer.name),
            message="1",
            text="Biên bản số 12",
        )
        await again.intake(answer)
        await again.intake(answer)  # a replayed update has no effect
        await again.delivery.drain()
        assert "Kết quả: Biên bản số 12" in story.last(officer).text
        assert len([one for one in story.from_bot(officer) if "Kết quả: Biên bản số 12" in one.text]) == 2
        await again.store.stop()


async def test_what_the_messenger_refuses_is_sent_later_once(stage: Open) -> None:
    async with stage(start=morning(2009, 2, 26)) as story:
        officer, house = story.officer("so-y-te"), story.scene.house
        story.scene.world.faults.switch("server_error", True, times=3)
        await story.until(date(2009, 2, 27), time(12))
        story.scene.world.faults.switch("too_many_requests", True, 40, times=1)
        await story.say(officer, "/trogiup")
        await Simulation(house.jobs, house.clock, house.delivery).turn_until(  # type: ignore[arg-type]
            house.clock.now() + timedelta(minutes=2)
        )
        assert [day for day, _ in story.mornings(officer, DUTY)].count(date(2009, 2, 27)) == 1
        assert len(story.mornings(officer, "✅ Hoàn thành – ")) == 1
        async with house.store.look() as work:
            assert {one.state for one in await work.outbox.list()} <= {Delivered.SENT, Delivered.SKIPPED}


async def test_a_group_that_moved_goes_on_where_it_is_with_what_is_open_and_what_was_asked(stage: Open) -> None:
    async with stage() as story:
        officer, handler = story.officer("so-y-te"), story.ict_members[0]
        for text in ("Chưa có kinh phí", "Thiếu người"):
            await story.open_duty(officer, DUTY)
            await story.tap(officer, "stuck")
            await story.say(officer, text)
        solved, open_ticket = [one for one in story.from_bot(story.ict) if one.text.startswith("🚧")]
        await story.tap(handler, "resolve", solved, story.ict)
        await story.tap(handler, "escalate", open_ticket, story.ict)

        moved = story.scene.people.migrate(story.ict)
        await story.settle()
        anew, question = story.from_bot(moved)
        assert anew.text == open_ticket.text, "what is solved needs nobody any more"
        await story.say(handler, "Kính trình UBND tỉnh", moved, reply_to=question)
        assert anew.text.startswith("🚧 VM-2009-0002 – Đã chuyển UBND tỉnh")
        assert "Kính trình UBND tỉnh" in story.last(story.leaders).text
        await story.open_duty(officer, DUTY)
        await story.tap(officer, "stuck")
        await story.say(officer, "Chưa có máy chủ")
        assert "VM-2009-0003" in story.last(moved).text


@pytest.mark.parametrize("province", ["vinh-long", "ha-tinh", "hoa-binh", "quang-ninh"])
async def test_a_real_province_plays_its_first_days_without_a_fault(stage: Open, province: str) -> None:
    async with stage(ROOT / "examples" / province / "config.yaml") as story:
        await story.until(story.config.province.starts_on + timedelta(days=8))
        async with story.scene.house.store.look() as work:
            states = {one.state for one in await work.outbox.list(limit=100_000)}
        assert states <= {Delivered.SENT, Delivered.SKIPPED}
