"""A completion is something that somebody accepted: progress, results, evidence, acceptance and return."""

from datetime import date, time

import pytest

from tests.acceptance.conftest import OFFICE, Open, morning

LAN = "Hoàn thành mạng nội bộ"
PORTAL = "Mở trang thông tin điện tử"
EMAIL = "Cấp hộp thư cho cán bộ"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_was_handed_in_is_returned_and_then_accepted(stage: Open, language: str) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 23)) as story:
        officer, (expert, other, _) = story.officer("so-y-te"), story.ict_members
        await story.speak(language, officer)
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        await story.say(officer, "Đã mở tại địa chỉ syt.gov.vn")
        asked = story.last(story.ict)
        assert asked.text.startswith(
            {"vi": "📤 Chờ xác nhận hoàn thành", "en": "📤 A completion to be accepted"}[language]
        )
        assert "Đã mở tại địa chỉ syt.gov.vn" in asked.text

        accept = story.data(asked, "accept")
        await story.tap(expert, "return", asked, story.ict)
        await story.say(expert, "Trang chưa có mục công khai", story.ict, reply_to=story.last(story.ict))
        verdict = story.last(officer)
        assert "Trang chưa có mục công khai" in verdict.text
        told = await story.press_stale(other, asked, accept, story.ict)
        facts = {"status": "returned", "who": expert.name, "when": "07:30 23/03/2009"}
        assert told == story.said("stale", language, **facts)

        await story.until(date(2009, 3, 24))
        await story.tap(officer, "done", verdict)
        await story.say(officer, "Đã bổ sung")
        again = story.last(story.ict)
        await story.until(date(2009, 4, 2))
        await story.tap(other, "accept", again, story.ict)
        page = await story.open_duty(officer, PORTAL)
        done = {"vi": "Ngày hoàn thành: thứ Ba 24/03/2009", "en": "Completed: Tue 24 Mar 2009"}[language]
        assert done in page.text
        assert "quá hạn" not in page.text
        assert "(late)" not in page.text


async def test_a_returned_duty_is_reminded_of_again_and_a_waiting_one_is_not(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 24)) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        asked = story.last(story.ict)
        await story.until(date(2009, 3, 26))
        assert [at for at in story.mornings(officer, PORTAL) if at[1] == time(8)] == []
        await story.tap(expert, "return", asked, story.ict)
        await story.say(expert, "Thiếu đường dẫn", story.ict, reply_to=story.last(story.ict))
        await story.until(date(2009, 3, 31))
        reminded = [day for day, at in story.mornings(officer, PORTAL) if at == time(8)]
        assert reminded == [date(2009, 3, 27), date(2009, 3, 30), date(2009, 3, 31)]


async def test_completions_nobody_looks_at_are_brought_up_again(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        await story.until(date(2009, 3, 5), time(17))
        assert story.last(story.ict).text == "⏱ Hoàn thành chờ xác nhận\n\n📤 1. Sở Y tế: Mở trang thông tin điện tử"
        assert story.last(story.head("stttt")).text.startswith("⏱ Hoàn thành chờ xác nhận\nTổ CNTT đã được nhắc")


async def test_the_ict_department_does_not_verify_itself(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("stttt")
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        assert "Trạng thái: Đã hoàn thành" in story.last(officer).text


async def test_evidence_is_laid_together_kept_and_fetched_again(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        await story.send_file(officer, "bien-ban.pdf", b"%PDF bien ban", caption="Biên bản số 12/BB-SYT")
        draft = story.last(officer)
        await story.send_file(officer, "anh.pdf", b"%PDF anh")
        assert draft.text.splitlines() == [
            "✅ Mở trang thông tin điện tử",
            "Kết quả: Biên bản số 12/BB-SYT",
            "📎 bien-ban.pdf",
            "📎 anh.pdf",
            "",
            "Gửi thêm tệp hoặc ghi một dòng kết quả; xong thì bấm nút để gửi.",
        ]
        await story.say(officer, "Biên bản số 13/BB-SYT")
        assert "Kết quả: Biên bản số 13/BB-SYT" in draft.text
        await story.tap(officer, "hand_in", draft)
        asked = story.last(story.ict)
        assert "Biên bản số 13/BB-SYT\n📎 bien-ban.pdf\n📎 anh.pdf" in asked.text

        await story.tap(expert, "files", asked, story.ict, count=2)
        first, second = story.from_bot(story.ict)[-2:]
        assert (
            first.text == f"📎 bien-ban.pdf\nMở trang thông tin điện tử – {officer.name}, Sở Y tế, thứ Hai 02/03/2009"
        )
        assert (first.file.content, second.file.content) == (b"%PDF bien ban", b"%PDF anh")

        async with story.scene.house.store.look() as work:
            kept = [await work.files.get(number) for number in (1, 2)]
        assert [file.path.startswith("2009/03/") for file in kept if file and file.path] == [True, True]
        assert "bien-ban" not in str(kept[0].path)


async def test_bad_evidence_is_refused_and_what_is_laid_stays(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.send_file(officer, "virus.exe", b"MZ")
        assert story.last(officer).text == story.said("file_type", types=", ".join(story.config.files.types))
        await story.send_file(officer, "to.pdf", b"%PDF" * 400_000)
        assert story.last(officer).text == story.said("file_too_large", megabytes=2, limit=1)
        for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf"):
            await story.send_file(officer, name)
        assert story.last(officer).text == story.said("too_many_files", most=3)
        assert "Trạng thái: Chưa thực hiện" in (await story.open_duty(officer, LAN)).text


async def test_two_press_at_once_and_the_second_is_told_who_was_quicker(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        mine, theirs = await story.open_duty(officer, LAN), await story.open_duty(head, LAN)
        done = story.data(theirs, "done")
        await story.tap(officer, "done", mine)
        await story.tap(officer, "skip")
        told = await story.press_stale(head, theirs, done)
        assert told == story.said("stale", status="done", who=officer.name, when="07:30 02/03/2009")
        assert "Trạng thái: Đã hoàn thành" in theirs.text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("12,5 %", "⏳ Đã đạt 12,5% (thứ Hai 02/03/2009)"),
        ("mười", "⏳ Đã đạt 10% (thứ Hai 02/03/2009)"),
        ("85", "🎯 Đã đạt 85% (thứ Hai 02/03/2009)"),
    ],
)
async def test_progress_is_shown_against_the_target(stage: Open, typed: str, answer: str) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, EMAIL)
        await story.tap(officer, "working")
        await story.say(officer, typed)
        page = story.last(officer).text
        assert "Trạng thái: Đang thực hiện" in page
        assert f"Chỉ tiêu: Cán bộ có hộp thư, tối thiểu 80%\n{answer}" in page


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("120%", "number_range"),
        ("-5", "number_negative"),
        ("40 máy", "number_other_unit"),
        ("nhiều lắm", "number_unreadable"),
        ("1,250", "number_ambiguous"),
        ("40-50", "number_ambiguous"),
    ],
)
async def test_a_number_that_cannot_be_is_asked_again(stage: Open, typed: str, key: str) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, EMAIL)
        await story.tap(officer, "working")
        await story.say(officer, typed)
        assert story.last(officer).text == story.said(key, unit="%")
        await story.say(officer, "45")
        assert "Đã đạt 45%" in story.last(officer).text


async def test_a_percentage_is_one_tap_and_a_number_of_things_has_its_unit(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, other = story.officer("so-y-te"), story.officer("huyen-a")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "working")
        await story.tap(officer, "percent", value="75")
        assert "⏳ Đã đạt 75%" in story.last(officer).text
        await story.open_duty(other, "Trang bị máy tính")
        await story.tap(other, "working")
        await story.say(other, "1.250 máy")
        assert "Chỉ tiêu: Máy tính mới, tối thiểu 120 máy\n🎯 Đã đạt 1.250 máy" in story.last(other).text


async def test_a_file_that_telegram_lost_changes_nothing(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        story.scene.world.faults.switch("file_gone")
        await story.send_file(officer, "bien-ban.pdf")
        assert story.last(officer).text == story.said("file_lost", name="bien-ban.pdf")
        draft = story.from_bot(officer)[-2]
        assert "📎 bien-ban.pdf – chưa lưu được, mời gửi lại" in draft.text
        assert "Trạng thái: Chưa thực hiện" in (await story.open_duty(officer, LAN)).text
