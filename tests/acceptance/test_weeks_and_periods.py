"""The Monday digest, the report of June, and the same words in English."""

from datetime import date, time

from sandbox.model import Chat
from tests.acceptance.conftest import Open, Story, morning


def weekly(story: Story, place: Chat) -> str:
    """Return the last digest that was sent to a place."""
    return next(one.text for one in reversed(story.from_bot(place)) if one.text.startswith("📊 Bản tin tuần"))


async def test_the_digest_goes_out_on_monday_with_the_change_since_the_last(stage: Open) -> None:
    async with stage() as story:
        head = story.head("so-y-te")
        await story.until(date(2009, 1, 6))
        assert story.mornings(head, "Bản tin tuần") == [(date(2009, 1, 5), time(8))]
        await story.say(story.officer("so-y-te"), "/nhiemvu")
        await story.press(story.officer("so-y-te"), "1")
        await story.press(story.officer("so-y-te"), "✅")
        await story.press(story.officer("so-y-te"), "không ghi thêm")
        await story.until(date(2009, 1, 12))
        lines = story.last(head).text.splitlines()
        assert lines[:2] == ["📊 Bản tin tuần – Sở Y tế", "Tính đến thứ Hai 12/01/2009"]
        assert [line for line in lines if line.endswith(("(+1)", "(-1)"))] == [
            "✅ Hoàn thành đúng hạn: 1 (+1)",
            "▫️ Chưa hoàn thành, trong hạn: 1 (-1)",
        ]
        for place in (story.ict, story.leaders):
            assert weekly(story, place).startswith("📊 Bản tin tuần toàn tỉnh\nTính đến thứ Hai 12/01/2009")
        assert story.last(story.ict).text == "📊 Sổ theo dõi toàn tỉnh, tính đến thứ Hai 12/01/2009"


async def test_a_monday_in_the_tet_week_moves_the_digest_to_the_next_working_day(stage: Open) -> None:
    async with stage(start=morning(2009, 1, 22)) as story:
        await story.until(date(2009, 2, 3))
        days = [day for day, _ in story.mornings(story.ict, "Bản tin tuần")]
        assert date(2009, 1, 26) not in days  # the first day of the year of the Ox
        assert days == [date(2009, 1, 30), date(2009, 2, 2)]


async def test_in_june_each_agency_is_asked_and_the_board_shows_who_has_answered(stage: Open) -> None:
    async with stage(start=morning(2009, 5, 29)) as story:
        officer, late = story.officer("so-y-te"), story.officer("huyen-a")
        await story.until(date(2009, 6, 1))
        prompt = story.last(officer)
        assert "📝 Báo cáo 6 tháng đầu năm 2009\nHạn thứ Ba 16/06/2009 – còn 15 ngày" in prompt.text
        board = next(one for one in story.from_bot(story.ict) if "Chưa lập" in one.text)
        assert "Chưa lập: 3\nSở TT&TT, Sở Y tế, Huyện A" in board.text

        await story.press(officer, "Lập báo cáo", message=prompt)
        assert "Trạng thái: Chưa lập" in story.last(officer).text
        page = story.last(officer)
        await story.press(officer, "✍️ Nhận xét")
        await story.say(officer, "Đã tập huấn 45 cán bộ; đề nghị bổ sung kinh phí.")
        assert "Đã tập huấn 45 cán bộ; đề nghị bổ sung kinh phí." in page.text
        assert "Đang soạn: 1\nSở Y tế" in board.text
        assert await story.press(officer, "Gửi báo cáo", message=page) == "Đã gửi."
        assert "Trạng thái: Chờ thủ trưởng duyệt" in page.text
        assert "Đang soạn: 1\nSở Y tế" in board.text
        assert await story.press(story.head("so-y-te"), "✔️ Duyệt và gửi") == "Đã gửi."
        assert "Trạng thái: Đã gửi" in page.text
        assert "Đã gửi: 1\nSở Y tế" in board.text

        await story.until(date(2009, 6, 18))
        assert story.mornings(officer, "2009\nĐã gửi, hạn") == [(date(2009, 6, 1), time(8))]
        assert [day for day, at in story.mornings(officer, "2009\nHạn") if at == time(8)] == []
        nagged = [day for day, _ in story.mornings(late, "📝 Báo cáo 6 tháng đầu năm 2009\nHạn")]
        assert nagged == [date(2009, 6, day) for day in (1, 11, 15, 16, 17, 18)]
        assert story.mornings(story.head("huyen-a"), "📝 Báo cáo 6 tháng đầu năm 2009\nHạn")[-1][0] == date(2009, 6, 18)


async def test_the_same_words_come_in_english(stage: Open) -> None:
    async with stage(start=morning(2009, 2, 26)) as story:
        officer = story.officer("so-y-te")
        await story.say(officer, "/ngonngu")
        assert await story.press(officer, "English") == "Switched to English."
        assert "reminds of the deadlines" in story.last(officer).text
        await story.until(date(2009, 2, 27))
        assert story.last(officer).text.startswith("🔔 Reminder, Fri 27 Feb 2009")
        await story.press(officer, "🚧")
        await story.say(officer, "No money for the server")
        assert "VM-2009-0001 – New\nPassed on to Sở Thông tin và Truyền thông." in story.last(officer).text
        assert "VM-2009-0001 – Mới" in story.last(story.ict).text


async def test_the_heads_digest_leads_into_the_duties(stage: Open) -> None:
    async with stage(start=morning(2009, 4, 3)) as story:
        head = story.head("huyen-a")
        await story.until(date(2009, 4, 7))  # Monday makes up for the Hùng Kings' Sunday
        digest = story.last(head)
        assert "Quá hạn\n🔴 1. Hoàn thành mạng nội bộ\nHạn thứ Ba 31/03/2009 – quá hạn 7 ngày" in digest.text
        await story.tap(head, "number", digest, number=1)
        assert story.last(head).text.startswith("🔴 Hoàn thành mạng nội bộ")


async def test_the_provinces_digest_names_who_cannot_be_reached(stage: Open) -> None:
    async with stage(start=morning(2009, 2, 26)) as story:
        officer = story.officer("huyen-a")
        story.scene.people.block(officer)
        await story.until(date(2009, 3, 2))
        assert f"📵 Không gửi được tin\n{officer.name} (Huyện A)" in weekly(story, story.ict)


async def test_the_provinces_digest_comes_as_a_picture_and_plots_on_request(stage: Open) -> None:
    async with stage() as story:
        await story.until(date(2009, 1, 5))
        digest = next(one for one in story.from_bot(story.ict) if one.text.startswith("📊 Bản tin tuần toàn tỉnh"))
        assert digest.file is not None
        assert digest.file.content.startswith(b"\x89PNG")
        expert = story.ict_members[0]
        await story.say(expert, "/bieudo", story.ict)
        *_, completion, obstacles, reports = story.from_bot(story.ict)
        assert completion.text == "📈 Tiến độ hoàn thành, tính đến thứ Hai 05/01/2009"
        assert completion.file is not None
        assert obstacles.text == story.said("no_plot", kind="obstacles")
        assert reports.text == story.said("no_plot", kind="reports")
        await story.say(story.officer("so-y-te"), "/bieudo")
        assert story.last(story.officer("so-y-te")).text == story.said("not_allowed")
