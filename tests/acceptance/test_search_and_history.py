"""Finding a duty by its words, a ticket by its number; and who did what with a duty, and when."""

import unicodedata
from datetime import date

import pytest

from tests.acceptance.conftest import OFFICE, Open

LAN = "Hoàn thành mạng nội bộ"


@pytest.mark.parametrize(
    "words",
    [
        "mạng nội bộ",
        "mang noi bo",
        "MẠNG NỘI BỘ",
        unicodedata.normalize("NFD", "mạng nội bộ"),
        "bộ mạng",
        "  mạng   nội ",
        "tang cuong hoan thanh",  # words of the directive's title count too
    ],
)
async def test_it_finds_a_duty_however_it_is_typed(stage: Open, words: str) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.say(officer, f"/tim {words}")
        assert story.last(officer).text.splitlines()[1:] == [
            "Tìm thấy 1 nhiệm vụ",
            "",
            "▫️ 1. Hoàn thành mạng nội bộ",
            "Hạn thứ Ba 31/03/2009 – còn 29 ngày",
            "",
            "Bấm số để mở nhiệm vụ.",
        ]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_who_sees_the_province_finds_the_duties_of_all(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        expert = story.ict_members[0]
        await story.speak(language)
        await story.say(expert, "/tim mang", chat=story.ict)
        lines = story.last(story.ict).text.splitlines()
        assert lines[1] == {"vi": "Tìm thấy 2 nhiệm vụ", "en": "2 duties found"}[language]
        assert [line.rpartition(" · ")[2] for line in lines if " · " in line] == ["Sở Y tế", "Huyện A"]
        await story.press(expert, "2", chat=story.ict)
        assert {"vi": "Chủ trì: UBND huyện A", "en": "Lead: UBND huyện A"}[language] in story.last(story.ict).text


async def test_another_agencys_duties_are_not_found(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        for words in ("may tinh", "%", "_", "Trang bị máy tính"):
            await story.say(officer, f"/tim {words}")
            assert story.last(officer).text.splitlines()[1].startswith("Không tìm thấy nhiệm vụ nào")
        await story.say(officer, "/tim")
        assert story.last(officer).text == story.said("search_for_what")


async def test_a_ticket_is_found_by_its_number_by_those_who_may_see_it(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, other = story.officer("so-y-te"), story.officer("huyen-a")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        await story.say(officer, "Chưa có kinh phí")
        await story.say(officer, "/tim vm-2009-0001")
        assert story.last(officer).text.startswith("🚧 VM-2009-0001 – Mới")
        await story.say(other, "/tim VM-2009-0001")
        assert "Không tìm thấy" in story.last(other).text
        await story.say(story.ict_members[0], "/tim VM-2009-0001", story.ict)
        assert story.label("claim") in story.buttons(story.last(story.ict))


async def test_many_results_are_paged_where_they_stand(stage: Open) -> None:
    async with stage(OFFICE) as story:
        expert = story.ict_members[0]
        await story.say(expert, "/tim ung dung cntt", story.ict)
        found = story.last(story.ict)
        assert "trang 1/2" not in found.text
        await story.say(story.officer("so-y-te"), "/tim a")
        assert "Tìm thấy" in story.last(story.officer("so-y-te")).text


async def test_the_history_tells_who_did_what_and_when(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        await story.open_duty(officer, LAN)
        await story.tap(officer, "working")
        await story.tap(officer, "percent", value="25")
        await story.until(date(2009, 3, 3))
        await story.tap(officer, "extend")
        await story.say(officer, "15/4")
        await story.tap(officer, "right_day")
        await story.say(officer, "Chờ đấu thầu")
        await story.until(date(2009, 3, 4))
        await story.tap(expert, "grant", story.last(story.ict), story.ict)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        await story.say(officer, "Chưa có kinh phí")
        await story.tap(expert, "claim", chat=story.ict)
        await story.tap(officer, "agree")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "history")
        name, by = officer.name, expert.name
        assert story.last(officer).text.splitlines() == [
            "🕘 Hoàn thành mạng nội bộ",
            "",
            "02/03/2009 07:30 · Bot: được giao",
            f"02/03/2009 07:30 · {name}: đang thực hiện",
            f"02/03/2009 07:30 · {name}: đang thực hiện: 25%",
            f"03/03/2009 09:00 · {name}: xin gia hạn đến thứ Tư 15/04/2009: Chờ đấu thầu",
            f"04/03/2009 09:00 · {by}: gia hạn từ thứ Ba 31/03/2009 đến thứ Tư 15/04/2009",
            f"04/03/2009 09:00 · {name}: báo vướng mắc VM-2009-0001: Chưa có kinh phí",
            f"04/03/2009 09:00 · {by}: nhận xử lý VM-2009-0001",
            f"04/03/2009 09:00 · {name}: đóng vướng mắc VM-2009-0001",
        ]
        await story.tap(officer, "back")
        assert story.last(officer).text.startswith("⏳ Hoàn thành mạng nội bộ")
