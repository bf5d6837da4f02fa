"""An obstacle is a ticket that somebody owns: taken in hand, answered, taken up, decided, closed, reopened."""

from datetime import date, time

import pytest

from sandbox.model import Message, Person
from tests.acceptance.conftest import OFFICE, Open, Story, morning

LAN = "Hoàn thành mạng nội bộ"
PORTAL = "Mở trang thông tin điện tử"


async def stuck(story: Story, officer: Person, title: str = LAN, text: str = "Chưa có kinh phí") -> Message:
    """Report an obstacle; return the ICT group's message."""
    await story.open_duty(officer, title)
    await story.tap(officer, "stuck")
    await story.tap(officer, "category_funding")
    await story.say(officer, text)
    return story.last(story.ict)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_ticket_goes_from_the_officer_to_the_leaders_and_back(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        officer, (expert, other, _) = story.officer("so-y-te"), story.ict_members
        leader = story.leader_members[0]
        await story.speak(language, officer)
        ticket = await stuck(story, officer)
        mine = story.last(officer)
        assert ticket.text.startswith(f"🚧 VM-2009-0001 – {story.scene.house.texts.label('ticket.open', language)}")

        await story.tap(expert, "claim", ticket, story.ict)
        assert expert.name in ticket.text
        assert expert.name in mine.text
        claim = f"claim:{ticket_id(ticket)}"
        told = await story.press_stale(other, ticket, claim, story.ict)
        expected = {"number": "VM-2009-0001", "state": "claimed", "who": expert.name, "when": "07:30 02/03/2009"}
        assert told == story.said("ticket_stale", language, **expected)

        await story.say(expert, "Đang làm việc với Sở Tài chính", story.ict, reply_to=ticket)
        answer = story.last(officer)
        assert "Đang làm việc với Sở Tài chính" in answer.text
        await story.say(officer, "Cần trước tháng 4", reply_to=answer)
        assert "Cần trước tháng 4" in story.last(story.ict).text

        await story.tap(expert, "escalate", ticket, story.ict)
        await story.say(expert, "Vượt thẩm quyền của Sở", story.ict, reply_to=story.last(story.ict))
        taken_up = story.last(story.leaders)
        for words in ("Chưa có kinh phí", "Đang làm việc với Sở Tài chính", "Cần trước tháng 4", "Vượt thẩm quyền"):
            assert words in taken_up.text
        await story.tap(leader, "decide", taken_up, story.leaders)
        await story.say(leader, "Bố trí từ nguồn dự phòng", story.leaders, reply_to=story.last(story.leaders))
        assert "Bố trí từ nguồn dự phòng" in story.last(officer).text
        assert "Bố trí từ nguồn dự phòng" in story.last(story.ict).text
        assert story.label("decide", language) not in story.buttons(taken_up)

        await story.tap(officer, "agree")
        assert story.scene.house.texts.label("ticket.resolved", language) in ticket.text
        assert story.last(story.ict).text == story.said(
            "ticket_agreed", language, number="VM-2009-0001", agency="Sở Y tế"
        )


def ticket_id(message: Message) -> str:
    return next(one.data for row in message.buttons for one in row if one.data).partition(":")[2]


async def test_the_ladder_rests_meanwhile_and_goes_on_without_a_burst(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 25)) as story:
        officer = story.officer("so-y-te")
        ticket = await stuck(story, officer)
        await story.until(date(2009, 3, 26))
        mornings = [day for day, at in story.mornings(officer, LAN) if at == time(8)]
        assert mornings == []
        page = await story.open_duty(officer, LAN)
        assert "Hạn thứ Ba 31/03/2009 – còn 5 ngày" in page.text
        assert "Trạng thái: Đang vướng mắc" in page.text
        await story.tap(story.ict_members[0], "resolve", ticket, story.ict)
        await story.until(date(2009, 3, 31))
        mornings = [day for day, at in story.mornings(officer, LAN) if at == time(8)]
        assert mornings == [date(2009, 3, 27), date(2009, 3, 30), date(2009, 3, 31)]


async def test_a_closed_ticket_may_be_reopened_for_seven_days(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        ticket = await stuck(story, officer)
        await story.tap(expert, "claim", ticket, story.ict)
        await story.tap(expert, "resolve", ticket, story.ict)
        closed = story.last(officer)
        await story.until(date(2009, 3, 6))
        await story.tap(officer, "reopen", closed)
        again = story.last(story.ict)
        assert again.text.startswith("🚧 VM-2009-0001 – Đã tiếp nhận")
        assert "Trạng thái: Đang vướng mắc" in (await story.open_duty(officer, LAN)).text

        await story.tap(expert, "resolve", again, story.ict)
        reopen = story.data(story.last(officer), "reopen")
        shown = story.last(officer)
        await story.until(date(2009, 3, 16))
        told = await story.press_stale(officer, shown, reopen)
        assert told == story.said("too_late_to_reopen", number="VM-2009-0001", days=7)


async def test_several_tickets_run_side_by_side_and_a_loose_word_is_asked_which(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        first = await stuck(story, officer)
        mine = story.last(officer)
        await story.say(officer, "Nói thêm khi chỉ có một vướng mắc")
        assert "Nói thêm khi chỉ có một vướng mắc" in first.text
        second = await stuck(story, officer, PORTAL, "Thiếu người quản trị")
        await story.say(officer, "Bổ sung cho cái đầu", reply_to=mine)
        assert "Bổ sung cho cái đầu" in first.text
        assert "Bổ sung cho cái đầu" not in second.text

        await story.say(officer, "Đã tuyển được người")
        asked = story.last(officer)
        assert "Nội dung này về vướng mắc nào?" in asked.text
        await story.tap(officer, "this_ticket", number="VM-2009-0002")
        assert story.last(officer).text == story.said(
            "relayed_to_ict", number="VM-2009-0002", agency="Sở Thông tin và Truyền thông"
        )
        assert "Đã tuyển được người" in second.text

        await story.say(expert, "Trả lời cho cái thứ hai", story.ict, reply_to=second)
        assert story.last(officer).text.startswith("💬 VM-2009-0002")
        await story.tap(expert, "resolve", first, story.ict)
        await story.say(officer, "Còn nữa", reply_to=mine)
        assert story.last(officer).text == story.said("ticket_closed", number="VM-2009-0001", days=7)


async def test_nobody_takes_it_and_the_group_is_nagged_and_then_its_head(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head = story.officer("so-y-te"), story.head("stttt")
        ticket = await stuck(story, officer)  # Monday 2 March, just after the offices opened
        await story.until(date(2009, 3, 5), time(17))
        nags = [(one.at.astimezone(story.config.zone), one.text.splitlines()[0]) for one in story.from_bot(story.ict)]
        told = [(f"{at:%d %H:%M}", first) for at, first in nags if "⏱" in first]
        assert told == [
            ("03 08:30", "⏱ Vướng mắc chưa có người nhận"),
            ("04 08:30", "⏱ Vướng mắc chưa được trả lời"),
        ]
        to_head = [one for one in story.from_bot(head) if "⏱" in one.text]
        assert [f"{one.at.astimezone(story.config.zone):%d %H:%M}" for one in to_head] == ["04 08:30", "05 08:30"]
        assert "kính báo ông/bà" in to_head[0].text
        await story.tap(story.ict_members[0], "claim", ticket, story.ict)
        await story.say(story.ict_members[0], "Đã rõ", story.ict, reply_to=ticket)
        assert to_head[1].text == "✔️ Các việc đến hạn xử lý ở tin này đã được xử lý."


async def test_files_of_a_ticket_reach_the_other_side(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        ticket = await stuck(story, officer)
        await story.send_file(officer, "du-toan.pdf", b"%PDF du toan", reply_to=story.last(officer).id)
        card = story.last(story.ict)
        assert card.text == "📎 du-toan.pdf\nVM-2009-0001 – " + officer.name + ", Sở Y tế, thứ Hai 02/03/2009"
        assert "📎 du-toan.pdf" in ticket.text
        await story.send_file(expert, "huong-dan.pdf", chat=story.ict, caption="Xem kèm", reply_to=ticket.id)
        assert [one.text.splitlines()[0] for one in story.from_bot(officer)[-2:]] == [
            "💬 VM-2009-0001 – Đã trả lời",
            "📎 huong-dan.pdf",
        ]


async def test_a_duty_that_is_done_has_no_open_ticket(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        ticket = await stuck(story, officer)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.say(officer, "Đã xong")
        assert ticket.text.startswith("✔️ VM-2009-0001 – Đã giải quyết")
        told = await story.press_stale(story.ict_members[0], ticket, f"close:{1}", story.ict)
        assert told is not None
        assert told.startswith("Vướng mắc VM-2009-0001 hiện ở trạng thái: Đã giải quyết")


async def test_a_reply_to_what_is_no_ticket_is_told_and_talk_in_the_group_is_left_alone(stage: Open) -> None:
    async with stage(OFFICE) as story:
        expert, other, _ = story.ict_members
        await story.say(expert, "/trogiup", story.ict)
        help_page = story.last(story.ict)
        await story.say(expert, "Trả lời vào đâu?", story.ict, reply_to=help_page)
        assert story.last(story.ict).text == story.said("reply_to_what")
        told = len(story.from_bot(story.ict))
        await story.say(expert, "Chiều nay họp nhé", story.ict)
        talk = story.scene.world.history(story.ict)[-1]
        await story.say(other, "Vâng", story.ict, reply_to=talk)
        assert len(story.from_bot(story.ict)) == told
