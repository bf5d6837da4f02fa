"""The main story, through the real client: reminded on the right mornings, stuck, answered, done, left in peace."""

from datetime import date, time

from tests.acceptance.conftest import Open, Story, morning

DUTY = "Hoàn thành mạng nội bộ"


def reminded(story: Story, agency: str) -> list[date]:
    """Return the days on which the agency's officer was reminded of the duty, all at 08:00."""
    moments = story.mornings(story.officer(agency), DUTY)
    return [day for day, at in moments if at == time(8)]


async def test_it_reminds_on_the_working_mornings_before_the_deadline(stage: Open) -> None:
    async with stage(start=morning(2009, 2, 26)) as story:
        await story.until(date(2009, 3, 31))
        assert reminded(story, "so-y-te") == [
            date(2009, 2, 27),  # 30 days before is Sunday 1 March
            date(2009, 3, 17),
            date(2009, 3, 24),
            date(2009, 3, 27),  # 3 days before is Saturday
            date(2009, 3, 30),
            date(2009, 3, 31),
        ]


async def test_an_obstacle_pauses_the_ladder_and_its_end_resumes_it_without_a_burst(stage: Open) -> None:
    async with stage(start=morning(2009, 3, 16)) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        await story.until(date(2009, 3, 17))
        pressed_at = story.scene.rehearsal.now()
        await story.press(officer, "🚧")
        await story.say(officer, "Chưa có kinh phí")
        ticket = story.last(story.ict)
        assert "VM-2009-0001" in ticket.text
        assert "Chưa có kinh phí" in ticket.text
        assert ticket.at == pressed_at

        await story.until(date(2009, 3, 28))
        assert reminded(story, "so-y-te") == [date(2009, 3, 17)]
        assert reminded(story, "huyen-a")[-1] == date(2009, 3, 27)

        await story.say(expert, "Đã bố trí", chat=story.ict, reply_to=ticket)
        assert "Đã bố trí" in story.last(officer).text
        await story.press(expert, "✔️", message=ticket, chat=story.ict)
        await story.until(date(2009, 3, 31))
        assert reminded(story, "so-y-te") == [date(2009, 3, 17), date(2009, 3, 30), date(2009, 3, 31)]


async def test_a_duty_that_is_done_is_left_in_peace(stage: Open) -> None:
    async with stage(start=morning(2009, 3, 16)) as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 3, 17))
        reminder = story.last(officer)
        await story.press(officer, "✅")
        await story.say(officer, "Biên bản số 12/BB-SYT")
        assert "Biên bản số 12/BB-SYT" in story.last(officer).text
        assert [one.text for row in reminder.buttons for one in row] == ["ℹ️ Mở nhiệm vụ"]
        await story.until(date(2009, 4, 10))
        assert reminded(story, "so-y-te") == [date(2009, 3, 17)]
        assert reminded(story, "huyen-a")[-1] == date(2009, 4, 9)  # 6 April makes up for the Hùng Kings' Sunday
