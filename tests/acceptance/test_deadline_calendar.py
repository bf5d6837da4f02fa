"""/lich: the open deadlines for the calendar of one's phone."""

import re
from datetime import date

import pytest

from sandbox.model import Chat, Message, Person
from tests.acceptance.conftest import Open, Story, morning

LAN, UPKEEP, PLAN = "Hoàn thành mạng nội bộ", "Bảo trì mạng hằng năm", "Lập kế hoạch phần mềm nguồn mở"


async def calendar(
    story: Story, person: Person, chat: Chat | None = None
) -> tuple[Message, list[tuple[str, str, str]]]:
    """Ask for the calendar; return its message, and of each day what it is: day, title, more."""
    await story.say(person, "/lich", chat)
    await story.settle()
    message = story.last(chat or person)
    assert message.file is not None
    text = message.file.content.decode().replace("\r\n ", "")
    return message, re.findall(r"DATE:(\d{8})\r\nSUMMARY:(.*)\r\nDESCRIPTION:(.*)\r\n", text)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_officer_takes_the_deadlines_of_the_agency_into_a_calendar(stage: Open, language: str) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        await story.speak(language, officer)
        card, days = await calendar(story, officer)
        assert card.file is not None
        assert card.file.name == "thoi-han-so-y-te.ics"
        clause = {"vi": "mục", "en": "clause"}[language]
        assert days == [
            ("20090331", LAN, f"Tăng cường ứng dụng CNTT\\, {clause} 2"),
            ("20091215", UPKEEP, f"Tăng cường ứng dụng CNTT\\, {clause} 6"),
        ]
        assert card.text.startswith(
            {
                "vi": "📅 Lịch thời hạn – Sở Y tế\nTính đến thứ Hai 05/01/2009: 2 thời hạn",
                "en": "📅 Calendar of deadlines – Sở Y tế\nAs of Mon 5 Jan 2009: 2 deadlines",
            }[language]
        )


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_report_that_is_asked_for_is_in_it_and_what_is_done_is_not(stage: Open, language: str) -> None:
    async with stage(start=morning(2009, 5, 29)) as story:
        officer = story.officer("so-y-te")
        await story.speak(language, officer)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        await story.until(date(2009, 6, 1))
        _, days = await calendar(story, officer)
        report = {"vi": "Gửi báo cáo 6 tháng đầu năm 2009", "en": "Send the report for the first half of 2009"}[
            language
        ]
        assert [(day, title) for day, title, _ in days] == [("20090616", report), ("20091215", UPKEEP)]


async def test_the_ict_department_sees_whose_the_deadlines_of_the_province_are(stage: Open) -> None:
    async with stage() as story:
        card, days = await calendar(story, story.ict_members[0], story.ict)
        assert card.text.startswith("📅 Lịch thời hạn – toàn tỉnh\n")
        assert days[:2] == [
            ("20090331", LAN, "Tăng cường ứng dụng CNTT\\, mục 2\\nChủ trì: Sở Y tế\\, Huyện A"),
            ("20090331", PLAN, "Tăng cường ứng dụng CNTT\\, mục 5\\nChủ trì: Sở TT&TT"),
        ]


async def test_without_a_deadline_there_is_no_file(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("huyen-a")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        await story.say(officer, "/lich")
        assert story.last(officer).text == story.said("no_deadlines")
