"""What people send into a report, and what there is to report on: little, nothing, a year, several directives."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from docx import Document

from bot.services.views import report_subject
from sandbox.model import Person
from tests.acceptance.conftest import Open, Story, altered
from tests.integration.test_sandbox_messages import png

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MAY, NOVEMBER = datetime(2009, 5, 29, 7, 30, tzinfo=HANOI), datetime(2009, 11, 27, 7, 30, tzinfo=HANOI)
LAST = "  - {id: awareness"
NOTHING_YET = (
    '  - {id: later, clause: "9", title: Tổng kết, lead: [huyen-a], every: year, due: 12-15, from: 2011-01-01}\n'
)


async def word(story: Story, officer: Person) -> list[str]:
    """Return the paragraphs of the report that an officer owes."""
    await story.say(officer, "/baocao")
    await story.tap(officer, "word")
    await story.settle()
    file = story.last(officer).file
    assert file is not None
    return [paragraph.text for paragraph in Document(BytesIO(file.content)).paragraphs]


async def test_only_words_are_taken_and_all_of_them(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 6, 1))
        await story.say(officer, "/baocao")
        page = story.last(officer)
        await story.tap(officer, "walk", page)
        await story.tap(officer, "own_words")
        for caption in ("", "Ảnh chụp phòng máy"):
            story.scene.people.send_file(
                officer, officer, "anh.png", png(40, 30), "image/png", as_photo=True, caption=caption
            )
            await story.settle()
            assert story.last(officer).text == story.said("words_only")
        await story.say(officer, "👍")
        await story.say(officer, "/baocao")
        page = story.last(officer)
        assert "✏️ Hoàn thành mạng nội bộ: 👍" in page.text
        long = "Đề nghị bổ sung kinh phí <máy chủ> & đường truyền. " * 82
        await story.tap(officer, "section_proposals", page)
        await story.say(officer, long[:4096])
        written = await word(story, officer)
        assert any(text.endswith("Kết quả: 👍") for text in written)
        assert f"Kiến nghị, đề xuất: {long[:4096].strip()}" in written


async def test_what_is_corrected_after_sending_is_on_record(stage: Open) -> None:
    async with stage(start=MAY) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        await story.until(date(2009, 6, 1))
        await story.say(officer, "/baocao")
        page = story.last(officer)
        await story.tap(officer, "send_report", page)
        await story.tap(head, "approve")
        await story.tap(officer, "section_remarks", page)
        await story.say(officer, "Số máy là 45")
        async with story.scene.house.store.look() as work:
            (mine,) = await work.reports.of_agency("so-y-te")
            trail = [(one.action, one.facts.get("section")) for one in await work.audit.of([report_subject(mine.id)])]
        assert trail == [("send_to_head", None), ("approve_report", None), ("correct_report", "remarks")]
        assert mine.remarks == "Số máy là 45"


async def test_an_agency_without_assignments_says_so_in_a_few_taps(stage: Open, tmp_path: Path) -> None:
    config = altered(
        tmp_path,
        **{"[so-y-te, huyen-a]": "[so-y-te]", "lead: [all]": "lead: [so-y-te]", LAST: f"{NOTHING_YET}{LAST}"},
    )
    async with stage(config, start=MAY) as story:
        officer = story.officer("huyen-a")
        await story.until(date(2009, 6, 1))
        await story.say(officer, "/baocao")
        page = story.last(officer)
        assert story.label("walk") not in story.buttons(page)
        assert "Trong kỳ, cơ quan không có nhiệm vụ được giao." in await word(story, officer)
        assert await story.tap(officer, "send_report", page) == "Đã gửi."


async def test_several_directives_are_one_questionnaire_for_all_who_are_told(stage: Open, tmp_path: Path) -> None:
    config = altered(tmp_path)
    (config.parent / "directives" / "kh.yaml").write_text(
        "directive: {id: kh, kind: ke-hoach, issuer: UBND tỉnh, in_force_from: 2009-01-05, title: Kế hoạch CNTT}\n"
        "reporting: {every: [half-year], to: stttt}\n"
        'duties:\n  - {id: mail, clause: "1", title: Thư điện tử, lead: [so-y-te], due: 2009-12-31}\n',
        encoding="utf-8",
    )
    async with stage(config, start=MAY) as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 6, 1))
        async with story.scene.house.store.look() as work:
            assert [one.period for one in await work.reports.of_agency("so-y-te")] == ["2009-H1"]
        written = await word(story, officer)
        begin = written.index("Kính gửi:")
        assert written[begin + 1 : begin + 3] == [
            "- Ủy ban nhân dân tỉnh (qua Sở Thông tin và Truyền thông);",
            "- Sở Thông tin và Truyền thông.",
        ]
        headings = [text for text in written if text[:2] in ("1.", "2.")]
        assert headings[:2] == [
            "1. Chỉ thị số 01/CT-UBND ngày 05 tháng 01 năm 2009 của UBND tỉnh: Tăng cường ứng dụng CNTT",
            "2. Kế hoạch của UBND tỉnh: Kế hoạch CNTT",
        ]


async def test_in_december_the_half_year_and_the_year_are_reported_one_after_the_other(stage: Open) -> None:
    async with stage(start=NOVEMBER) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        await story.until(date(2009, 11, 28))
        await story.say(officer, "/baocao")
        assert story.last(officer).text == story.said("no_report")  # it was not there in June
        await story.until(date(2009, 12, 1))
        asked = next(one.text for one in story.from_bot(officer) if "Báo cáo năm 2009" in one.text)
        assert "📝 Báo cáo 6 tháng cuối năm 2009\nHạn thứ Tư 16/12/2009" in asked
        assert "📝 Báo cáo năm 2009\nHạn thứ Tư 16/12/2009" in asked
        for name in ("6 tháng cuối năm 2009", "năm 2009"):
            await story.say(officer, "/baocao")
            page = story.last(officer)
            assert page.text.startswith(f"📝 Báo cáo {name}\nSở Y tế\nChốt số liệu thứ Hai 14/12/2009")
            await story.tap(officer, "send_report", page)
            await story.tap(head, "approve")
        boards = [one.text for one in story.from_bot(story.ict) if "✅ Đã gửi: 1\nSở Y tế" in one.text]
        assert len(boards) == 2
