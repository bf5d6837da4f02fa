"""The report that each agency owes: a few answers, the head's approval, the files that people sign and check."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.domain.rights import Role
from sandbox.model import Message, Person
from tests.acceptance.conftest import Open, Story

LAN = "Hoàn thành mạng nội bộ"
OPENS = date(2009, 6, 1)
MAY = datetime(2009, 5, 29, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # the period opens on the next working day


async def begin(story: Story, officer: Person) -> Message:
    """Begin the walk of the officer's report; return its message."""
    await story.say(officer, "/baocao")
    await story.tap(officer, "walk")
    return story.last(officer)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_few_answers_make_a_report_that_the_head_approves(stage: Open, language: str) -> None:
    async with stage(start=MAY) as story:
        officer, head, expert = story.officer("so-y-te"), story.head("so-y-te"), story.ict_members[0]
        await story.speak(language, officer, head)
        await story.until(OPENS)
        walk = await begin(story, officer)
        first = {"vi": "· 1/3\nNhiệm vụ quá hạn", "en": "· 1/3\nOverdue duties"}[language]
        assert first in walk.text
        assert LAN in walk.text
        await story.tap(officer, "own_words", walk)
        await story.say(officer, "Đã xong phần cứng, chờ nghiệm thu")
        walk = story.last(officer)
        assert "· 2/3" in walk.text
        await story.tap(officer, "keep", walk)
        assert "· 3/3" in walk.text
        await story.tap(officer, "leave_out", walk)
        assert {"vi": "Nhận xét chung: cơ quan có", "en": "General remarks: is there"}[language] in walk.text
        await story.tap(officer, "nothing", walk)
        await story.tap(officer, "write", walk)
        await story.say(officer, "Thiếu kinh phí bảo trì")
        await story.tap(officer, "nothing")
        page = story.last(officer)
        assert "✏️ Hoàn thành mạng nội bộ: Đã xong phần cứng, chờ nghiệm thu" in page.text
        assert {"vi": "Khó khăn, vướng mắc: ", "en": "Obstacles: "}[language] + "Thiếu kinh phí bảo trì" in page.text

        await story.tap(officer, "send_report", page)
        asked = story.last(head)
        assert story.label("approve", language) in story.buttons(asked)
        await story.tap(head, "return", asked)
        await story.say(head, "Bổ sung số máy trạm")
        assert {"vi": "Lý do trả lại: ", "en": "Returned because: "}[language] + "Bổ sung số máy trạm" in page.text
        await story.tap(officer, "send_report", page)
        await story.tap(head, "approve", asked)
        assert story.last(officer).text == story.said("report_approved", language, period="2009-H1")

        board = next(
            one for one in story.from_bot(story.ict) if story.label("received", language) in story.buttons(one)
        )
        await story.tap(expert, "received", board, story.ict)
        await story.tap(expert, "number", chat=story.ict, number=1)
        theirs = story.last(story.ict)
        assert "Thiếu kinh phí bảo trì" in theirs.text
        await story.tap(expert, "receive", theirs, story.ict)
        accepted = story.scene.house.texts.label("report.accepted", language)
        assert accepted in page.text


async def test_the_walk_is_left_and_taken_up_by_another_officer(stage: Open) -> None:
    async with stage(start=MAY) as story:
        first = story.officer("so-y-te")
        second = await story.enrol("so-y-te", Role.OFFICER, "Đỗ Thu Hà")
        await story.until(OPENS)
        walk = await begin(story, first)
        await story.tap(first, "keep", walk)
        await story.until(date(2009, 6, 3))
        again = await begin(story, second)
        assert "· 2/3" in again.text
        await story.tap(second, "keep", again)
        assert "· 3/3" in again.text
        assert "· 3/3" in walk.text


async def test_the_documents_come_in_chat_as_they_are(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer, head, expert = story.officer("so-y-te"), story.head("so-y-te"), story.ict_members[0]
        await story.until(OPENS)
        walk = await begin(story, officer)
        await story.tap(officer, "own_words", walk)
        await story.say(officer, "Đã xong phần cứng <b>&")
        await story.say(officer, "/baocao")
        page = story.last(officer)
        await story.tap(officer, "word", page)
        await story.settle()
        card = story.last(officer)
        assert card.text == "📄 Báo cáo 6 tháng đầu năm 2009\nSở Y tế"
        assert card.file is not None
        assert card.file.name == "bao-cao-2009-H1-so-y-te.docx"
        document = Document(BytesIO(card.file.content))
        assert any("BÁO CÁO" in paragraph.text for paragraph in document.paragraphs)

        await story.tap(officer, "send_report", page)
        await story.tap(head, "approve")
        board = next(one for one in story.from_bot(story.ict) if "Đã gửi: 1" in one.text)
        await story.tap(expert, "excel", board, story.ict)
        whole = story.last(story.ict)
        assert whole.file is not None
        assert whole.file.name == "bao-cao-2009-H1-tong-hop.xlsx"
        sheets = load_workbook(BytesIO(whole.file.content)).sheetnames
        assert len(sheets) >= 3


async def test_a_correction_after_sending_is_possible_until_it_is_accepted_and_is_told(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer, head, expert = story.officer("so-y-te"), story.head("so-y-te"), story.ict_members[0]
        await story.until(OPENS)
        await story.say(officer, "/baocao")
        page = story.last(officer)
        await story.tap(officer, "send_report", page)
        await story.tap(head, "approve")
        await story.tap(officer, "section_proposals", page)
        await story.say(officer, "Bổ sung biên chế")
        assert "Trạng thái: Đã gửi" in page.text
        assert "Kiến nghị, đề xuất: Bổ sung biên chế" in page.text
        assert story.last(story.ict).text == story.said("report_corrected", agency="Sở Y tế", period="2009-H1")
        write = story.data(page, "section_remarks")
        async with story.scene.house.store.look() as work:
            (mine,) = [one for one in await work.reports.of_period("2009-H1") if one.agency == "so-y-te"]
        await story.say(expert, "/tuan", story.ict)
        told = await story.press_stale(expert, story.last(story.ict), f"receive:{mine.id}", story.ict)
        assert told == "Đã tiếp nhận."
        assert (await story.press_stale(officer, page, write) or "").startswith("Báo cáo này hiện ở trạng thái")


async def test_a_forged_press_is_refused_and_changes_nothing(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer, other = story.officer("so-y-te"), story.officer("huyen-a")
        await story.until(OPENS)
        walk = await begin(story, officer)
        keep = story.data(walk, "keep")
        await story.say(other, "/baocao")
        shown = story.last(other)
        assert await story.press_stale(other, shown, keep) == story.said("not_yours")
        report = keep.split(":")[1]
        for data in (f"approve:{report}", f"receive:{report}", f"giveback:{report}"):
            assert await story.press_stale(officer, walk, data) in (story.said("not_allowed"), story.said("not_yours"))
        for data in (f"keep:{report}:999", f"keepall:{report}:99", "paper:1:exe", "received:2009-H9:1", "write:1:x"):
            assert await story.press_stale(officer, walk, data) in (
                *(story.said("gone"), story.said("not_yours"), story.said("not_allowed")),
            )
        assert "· 1/3" in walk.text


async def test_what_came_in_is_consolidated_and_sent_on_to_the_leaders(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer, head, expert = story.officer("so-y-te"), story.head("so-y-te"), story.ict_members[0]
        await story.until(OPENS)
        board = next(one for one in story.from_bot(story.ict) if "Chưa lập: 3" in one.text)
        assert story.label("consolidate") not in story.buttons(board)
        await story.say(officer, "/baocao")
        await story.tap(officer, "send_report")
        await story.tap(head, "approve")
        told = await story.tap(expert, "consolidate", board, story.ict)
        assert told == "Đã tiếp nhận 1 báo cáo và gửi bản tổng hợp."
        names = [one.file.name for one in story.from_bot(story.leaders) if one.file]
        assert names[-2:] == ["bao-cao-2009-H1-tong-hop.docx", "bao-cao-2009-H1-tong-hop.xlsx"]
        assert story.label("consolidate") not in story.buttons(board)
        told = await story.press_stale(expert, board, "consolidate:2009-H1", story.ict)
        assert told == story.said("nothing_to_consolidate", period="2009-H1")
