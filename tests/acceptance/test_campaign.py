"""A whole reporting campaign, role by role, with an outage of days in its middle."""

from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from bot.domain.delivery import Delivered
from sandbox.model import Chat, Message, Person
from tests.acceptance.conftest import Open, Story

MAY = datetime(2009, 5, 29, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TWELVE_HOURS = 43_200  # seconds
MISSED, REPLACED = "missed: a newer one is sent", "a newer reminder took its place"
NAG = {
    "vi": "📝 Báo cáo 6 tháng đầu năm 2009\nHạn thứ Ba 16/06/2009 – {left}. Gõ /baocao để lập và gửi.",
    "en": "📝 Report for the first half of 2009\nDue Tue 16 Jun 2009 – {left}. Send /baocao to fill it in and send it.",
}
LATE = {"vi": "quá hạn 2 ngày", "en": "2 days overdue"}
SILENT = {
    "vi": "📝 Báo cáo 6 tháng đầu năm 2009\nHạn thứ Ba 16/06/2009, chưa gửi: {names}",
    "en": "📝 Report for the first half of 2009\nDue Tue 16 Jun 2009, not sent: {names}",
}
BOARD = {
    "vi": "📝 Báo cáo 6 tháng đầu năm 2009\nHạn gửi thứ Ba 16/06/2009\n\n"
    "✅ Đã gửi: {0}\n\n✍️ Đang soạn: {1}\n\n▫️ Chưa lập: {2}",
    "en": "📝 Report for the first half of 2009\nDue Tue 16 Jun 2009\n\n"
    "✅ Sent: {0}\n\n✍️ Being written: {1}\n\n▫️ Not started: {2}",
}


def board(story: Story, language: str) -> Message:
    """Return the ICT department's board: one message, edited in place."""
    head = BOARD[language].partition("\n\n")[0]
    (found,) = [one for one in story.from_bot(story.ict) if one.text.startswith(f"{head}\n\n")]
    return found


def told(story: Story, place: Person | Chat, words: str) -> list[date]:
    return [day for day, _ in story.mornings(place, words)]


async def goes_down(story: Story) -> None:
    """The bot stands still from the 10th to the 18th of June, and finds its work when it is started again."""
    house = story.scene.house
    await story.until(date(2009, 6, 10))
    house.clock.move_to(datetime(2009, 6, 18, 8, 30, tzinfo=story.config.zone))  # type: ignore[attr-defined]
    for _ in range(2):  # a second start finds nothing more to do
        await house.ticks.catch_up()
        await story.settle()


async def messenger_refuses(story: Story) -> None:
    """The messenger takes nothing from the 10th of June on until the 18th."""
    await story.until(date(2009, 6, 10))
    story.scene.world.faults.switch("too_many_requests", True, TWELVE_HOURS)
    await story.until(date(2009, 6, 18), time(7))
    story.scene.world.faults.switch("too_many_requests", False)
    await story.until(date(2009, 6, 18), time(22))


OUTAGES = {"bot": (goes_down, MISSED), "messenger": (messenger_refuses, REPLACED)}


@pytest.mark.parametrize(("language", "outage"), [("vi", "bot"), ("en", "messenger")])
async def test_a_campaign_survives_an_outage_and_ends_in_a_consolidated_report(
    stage: Open, language: str, outage: str
) -> None:
    async with stage(start=MAY) as story:
        house = story.scene.house
        health, district = story.officer("so-y-te"), story.officer("huyen-a")
        heads = {agency: story.head(agency) for agency in ("so-y-te", "huyen-a")}
        expert, ict = story.ict_members[0], story.ict
        await story.speak(language, health, district, *heads.values())

        # the period opens: everybody is asked, the board stands in the ICT department's group
        await story.until(date(2009, 6, 1))
        opening = NAG[language].format(left={"vi": "còn 15 ngày", "en": "15 days left"}[language])
        assert told(story, health, opening) == told(story, district, opening) == [date(2009, 6, 1)]
        assert told(story, heads["huyen-a"], opening) == []
        all_silent = BOARD[language].format("0", "0", "3\nSở TT&TT, Sở Y tế, Huyện A")
        assert board(story, language).text == all_silent

        # an officer begins, and leaves it
        await story.say(health, "/baocao")
        await story.tap(health, "walk")
        await story.tap(health, "own_words")
        await story.say(health, "Đã xong phần cứng")
        drafting = BOARD[language].format("0", "1\nSở Y tế", "2\nSở TT&TT, Huyện A")
        assert board(story, language).text == drafting

        # days without bot or messenger: of five mornings only the newest is said, the others are on record
        go, reason = OUTAGES[outage]
        await go(story)
        late = NAG[language].format(left=LATE[language])
        for person in (health, district, heads["so-y-te"], heads["huyen-a"]):
            assert told(story, person, late) == [date(2009, 6, 18)]
        nagged = NAG[language].partition("–")[0]
        assert told(story, district, nagged) == [date(2009, 6, 1), date(2009, 6, 18)]
        silent = SILENT[language].format(names="Sở TT&TT, Sở Y tế, Huyện A")
        assert told(story, ict, silent) == [date(2009, 6, 18)]
        assert told(story, story.leaders, silent) == []
        async with house.store.look() as work:
            skipped = [one for one in await work.outbox.list(limit=1000) if one.state is Delivered.SKIPPED]
        rungs = sorted(one.key.split(":")[2] for one in skipped if one.view == "nag" and one.key.split(":")[1] == "2")
        assert rungs == ["late-1", "t-0", "t-1", "t-3"]
        assert {one.reason for one in skipped if one.view == "nag"} == {reason}

        # what was typed is there: the officer goes on, the head returns it, and approves the second time
        await story.say(health, "/baocao")
        page = story.last(health)
        assert "✏️ Hoàn thành mạng nội bộ: Đã xong phần cứng" in page.text
        await story.tap(health, "send_report", page)
        asked = story.last(heads["so-y-te"])
        await story.tap(heads["so-y-te"], "return", asked)
        await story.say(heads["so-y-te"], "Bổ sung số máy")
        assert "Bổ sung số máy" in page.text
        await story.tap(health, "section_remarks", page)
        await story.say(health, "Đã trang bị 45 máy")
        await story.tap(health, "send_report", page)
        await story.tap(heads["so-y-te"], "approve", asked)

        # the district sends its own; the ICT department returns it once, then accepts
        await story.say(district, "/baocao")
        theirs = story.last(district)
        await story.tap(district, "send_report", theirs)
        await story.tap(heads["huyen-a"], "approve")
        await story.tap(expert, "received", board(story, language), ict)
        await story.tap(expert, "number", chat=ict, number=2)
        shown = story.last(ict)
        await story.tap(expert, "return", shown, ict)
        await story.say(expert, "Ghi rõ tiến độ mạng nội bộ", ict, reply_to=story.last(ict))
        assert "Ghi rõ tiến độ mạng nội bộ" in theirs.text
        await story.tap(district, "section_obstacles", theirs)
        await story.say(district, "Thiếu kinh phí")
        await story.tap(district, "send_report", theirs)
        await story.tap(heads["huyen-a"], "approve", story.last(heads["huyen-a"]))
        await story.tap(expert, "receive", shown, ict)
        two_came = BOARD[language].format("2\nSở Y tế, Huyện A", "0", "1\nSở TT&TT")
        assert board(story, language).text == two_came

        # five working days late: the leaders read who is missing
        await story.until(date(2009, 6, 23))
        assert told(story, story.leaders, SILENT[language].format(names="Sở TT&TT")) == [date(2009, 6, 23)]

        # what came in is consolidated: a Word file to sign and an Excel file to check, for those the chain leads to
        await story.tap(expert, "consolidate", board(story, language), ict)
        *_, word, excel = [one.file for one in story.from_bot(story.leaders) if one.file is not None]
        assert [word.name, excel.name] == ["bao-cao-2009-H1-tong-hop.docx", "bao-cao-2009-H1-tong-hop.xlsx"]
        written = [paragraph.text for paragraph in Document(BytesIO(word.content)).paragraphs]
        assert "Về chế độ báo cáo: 02/03 cơ quan đã gửi báo cáo." in written
        assert "Cơ quan chưa gửi báo cáo (01): Sở Thông tin và Truyền thông." in written
        assert "V. Ý KIẾN, KIẾN NGHỊ" in written
        assert "02 cơ quan có ý kiến, kiến nghị (chi tiết tại Phụ lục V)." in written
