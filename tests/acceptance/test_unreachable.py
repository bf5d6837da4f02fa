"""People and groups that take no messages: others are told, the ICT department acts once, and it ends by itself."""

from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.delivery import Delivered, Notice
from bot.domain.rights import Role
from sandbox.model import Chat, Message, Person
from tests.acceptance.conftest import Open, Story

LAN = "Hoàn thành mạng nội bộ"


async def on(story: Story, day: date, at: time = time(8)) -> None:
    """Let the bot, which was asleep meanwhile, wake up at a local moment."""
    house = story.scene.house
    house.clock.move_to(datetime.combine(day, at, tzinfo=story.config.zone))  # type: ignore[attr-defined]
    await house.ticks.catch_up()
    await story.settle()


async def ledger(story: Story, view: str, **of: Any) -> list[Notice]:
    """Return the rows of a view, oldest first."""
    async with story.scene.house.store.look() as work:
        rows = [one for one in await work.outbox.list(limit=10_000) if one.view == view]
    return [one for one in rows[::-1] if all(getattr(one, name) == value for name, value in of.items())]


def actions(story: Story, place: Person | Chat) -> list[Message]:
    return [one for one in story.from_bot(place) if one.text.startswith(("📵", "✔️"))]


async def test_an_officer_who_blocked_the_bot_becomes_an_action_and_comes_back_by_themselves(stage: Open) -> None:
    async with stage() as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        officer.blocked = True  # the bot is not told
        await on(story, date(2009, 2, 27))
        assert story.mornings(head, LAN)[-1] == (date(2009, 2, 27), time(8))
        (failed,) = await ledger(story, "reminder", due=date(2009, 3, 31), chat=str(officer.id))
        assert (failed.state, failed.reason) == (
            Delivered.UNDELIVERABLE,
            "blocked: told who stands in (Forbidden: bot was blocked by the user)",
        )
        (action,) = actions(story, story.ict)
        assert action.text == (
            f"📵 Không gửi được tin cho {officer.name}\n"
            "Sở Y tế – cán bộ đầu mối, từ 08:00 27/02/2009\n\n"
            "Người nhận đã chặn bot hoặc không còn dùng tài khoản Telegram này. Mời liên hệ để người nhận mở lại bot "
            "và gửi một tin bất kỳ; nếu đã đổi tài khoản, mời cấp mã mời mới.\n"
            f"Trong lúc này, thông báo được gửi thay đến {head.name}."
        )

        seen = story.data(action, "note")
        await story.tap(story.ict_members[0], "note", action, story.ict)
        assert action.text.endswith(f"👌 {story.ict_members[0].name} đã nắm.")
        assert story.buttons(action) == [story.label("folk")]
        await story.tap(story.ict_members[0], "folk", action, story.ict)
        assert story.last(story.ict).text.startswith("📒 Sở Y tế")
        await on(story, date(2009, 3, 17))
        assert story.mornings(head, LAN)[-1] == (date(2009, 3, 17), time(8))
        *_, later = await ledger(story, "reminder", due=date(2009, 3, 31), chat=str(officer.id))
        assert (later.state, later.attempts, later.reason) == (
            Delivered.UNDELIVERABLE, 0, f"unreachable: told {head.name} instead",
        )  # fmt: skip
        assert actions(story, story.ict) == [action], "once"

        story.scene.people.unblock(officer)
        await story.settle()
        assert action.text == f"✔️ {officer.name} (cán bộ đầu mối, Sở Y tế) đã nhận lại được tin từ 08:00 17/03/2009."
        toast = await story.press_stale(story.ict_members[0], action, seen, story.ict)
        assert toast == story.said("reachable_again", name=officer.name)
        await on(story, date(2009, 3, 24))
        assert story.mornings(officer, LAN)[-1] == (date(2009, 3, 24), time(8))


async def test_who_came_back_unheard_is_tried_again_on_the_digests_day(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        story.scene.people.block(officer)
        await story.settle()
        officer.blocked = False  # the bot was down, and was not told
        await on(story, date(2009, 3, 24))
        await on(story, date(2009, 3, 30))  # a Monday
        await on(story, date(2009, 3, 31))
        assert [day.day for day, _ in story.mornings(officer, LAN) if day.month == 3] == [30, 31]


async def test_where_nobody_can_be_reached_it_ends_and_everything_is_on_record(stage: Open) -> None:
    async with stage() as story:
        admin = await story.enrol("stttt", Role.ADMIN, "Quản trị")
        for seat in story.scene.world.seats.values():
            if seat.chat.person:
                seat.chat.person.blocked = True
        story.scene.people.restrict_bot(story.ict_members[0], story.ict, write=False)
        await on(story, date(2009, 2, 27))
        (alarm,) = [one for one in story.from_bot(admin) if one.text.startswith("🛠️")]
        assert alarm.text.startswith("🛠️ Báo quản trị viên\nBot không gửi được tin cho cơ quan chuyên trách CNTT")
        admin.blocked = True
        await on(story, date(2009, 3, 16))  # a Monday: all are tried once more
        await on(story, date(2009, 3, 17))
        async with story.scene.house.store.look() as work:
            rows = await work.outbox.list(limit=10_000)
        late = [one for one in rows if one.created_at >= datetime(2009, 2, 27, tzinfo=UTC) and one.view == "reminder"]
        assert {one.state for one in late} == {Delivered.UNDELIVERABLE}
        assert {one.attempts for one in late} <= {0, 1}, "nobody is tried twice with the same"
        assert [one for one in rows if one.closed_at is None] == []


async def test_a_group_that_put_the_bot_out_is_told_to_who_stands_in_and_is_heard_again(stage: Open) -> None:
    async with stage() as story:
        officer, ict_head = story.officer("so-y-te"), story.head("stttt")
        story.scene.people.kick_bot(story.ict_members[0], story.ict)
        await story.settle()
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        await story.say(officer, "Chưa có kinh phí")
        assert "VM-2009-0001" in story.last(ict_head).text
        story.scene.people.add_bot(story.ict_members[0], story.ict)
        await story.settle()
        await story.say(officer, "Xin nói thêm: đã dự toán", reply_to=story.last(officer))
        assert "Xin nói thêm" in story.last(story.ict).text
