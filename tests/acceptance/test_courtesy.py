"""Whatever people send: a clear answer, nothing lost, nothing changed that should not be."""

import unicodedata
from datetime import date

import pytest

from bot.domain.rights import Role
from bot.services.enrolment import Enrolment
from tests.acceptance.conftest import Open, Story, morning


async def outbox_states(story: Story) -> set[str]:
    async with story.scene.house.store.look() as work:
        return {notice.state.value for notice in await work.outbox.list()}


async def open_first_duty(story: Story, agency: str) -> None:
    await story.say(story.officer(agency), "/nhiemvu")
    await story.press(story.officer(agency), "1")


@pytest.mark.parametrize("words", ["chào bot", "/nhiemvu", "/start", "/start khong-phai-ma", "/baocao"])
async def test_a_stranger_learns_nothing(stage: Open, words: str) -> None:
    async with stage() as story:
        stranger = story.scene.world.add_person("Người lạ")
        await story.say(stranger, words)
        answer = story.last(stranger).text
        assert answer == story.said("bad_code" if words.startswith("/start ") else "stranger")
        assert "Sở Y tế" not in answer


async def test_a_code_works_once(stage: Open) -> None:
    async with stage() as story:
        async with story.scene.house.store.work() as work:
            code = await Enrolment(work, story.config).invite("so-y-te", Role.OFFICER, actor="test")
            await work.commit()
        first, second = story.scene.world.add_person("Lan"), story.scene.world.add_person("Minh")
        await story.say(first, f"/start {code}")
        assert "Đã đăng ký: cán bộ đầu mối, Sở Y tế" in story.last(first).text
        await story.say(second, f"/start {code}")
        assert story.last(second).text == story.said("bad_code")


async def test_another_agencys_duty_cannot_be_touched(stage: Open) -> None:
    async with stage() as story:
        mine, other = story.officer("so-y-te"), story.officer("huyen-a")
        await open_first_duty(story, "so-y-te")
        page = story.last(mine)
        done = next(one.data for row in page.buttons for one in row if one.text.startswith("✅"))
        await story.say(other, "/nhiemvu")
        shown = story.last(other)
        answer = await story.scene.people.press(other, other, shown.id, str(done), stale=True)
        await story.settle()
        assert (answer.text, answer.alert) == (story.said("not_yours"), True)
        assert "Trạng thái: Chưa thực hiện" in page.text


async def test_repeated_and_stale_presses_answer_politely_and_change_nothing(stage: Open) -> None:
    async with stage(start=morning(2009, 2, 26)) as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 2, 27))
        reminder = story.last(officer)
        done = next(one.data for row in reminder.buttons for one in row if one.text.startswith("✅"))
        await story.press(officer, "✅", message=reminder)
        asked = story.last(officer)
        skip = next(one.data for row in asked.buttons for one in row if "không ghi thêm" in one.text)
        await story.press(officer, "không ghi thêm", message=asked)
        for message, data in ((reminder, done), (asked, skip)):
            answer = await story.scene.people.press(officer, officer, message.id, str(data), stale=True)
            assert answer.text == story.said("stale", status="done", who=officer.name, when="09:00 27/02/2009")
            assert answer.alert
        async with story.scene.house.store.look() as work:
            done_events = [one async for one in work.audit.since() if one.action == "complete"]
        assert len(done_events) == 1


async def test_odd_messages_get_a_clear_answer(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        people = story.scene.people
        await story.say(officer, "/khongco")
        assert story.last(officer).text == story.said("unknown_command")
        await story.say(officer, "đã làm xong rồi nhé")
        assert story.last(officer).text == story.said("text_out_of_the_blue")
        people.send_sticker(officer, officer)
        await story.settle()
        assert story.last(officer).text == story.said("not_text")
        people.send_file(officer, officer, "bao-cao.pdf", b"%PDF", "application/pdf")
        await story.settle()
        assert story.last(officer).text == story.said("file_out_of_the_blue")
        await story.say(officer, "/huy")
        assert story.last(officer).text == story.said("nothing_to_cancel")
        assert await outbox_states(story) == {"sent"}


async def test_a_question_waits_until_it_is_answered_well(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        people = story.scene.people
        await open_first_duty(story, "so-y-te")
        await story.press(officer, "✅")
        people.send_file(officer, officer, "virus.exe", b"MZ", caption="kết quả")
        await story.settle()
        assert story.last(officer).text == story.said("file_type", types=", ".join(story.config.files.types))
        people.send_file(officer, officer, "to.pdf", b"%PDF" * 6_000_000, "application/pdf", caption="kết quả")
        await story.settle()
        assert story.last(officer).text == story.said("file_too_large", megabytes=23, limit=20)
        people.send_sticker(officer, officer)
        await story.settle()
        assert story.last(officer).text == story.said("text_needed")
        people.send_file(officer, officer, "bien-ban.pdf", b"%PDF", "application/pdf", caption="Biên bản số 12")
        await story.settle()
        await story.press(officer, "✅ Gửi hoàn thành")
        page = story.last(officer).text
        assert "Trạng thái: Đã hoàn thành" in page
        assert "Kết quả: Biên bản số 12" in page
        assert "📎 bien-ban.pdf" in page


async def test_the_longest_text_and_decomposed_letters_arrive_whole(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        text = unicodedata.normalize("NFD", "Thiếu kinh phí <b>&\n")
        text = (text * (4096 // len(text) + 1))[:4090].strip()
        await open_first_duty(story, "so-y-te")
        await story.press(officer, "🚧")
        await story.say(officer, text)
        arrived = "".join(one.text for one in story.from_bot(story.ict) if "Thi" in one.text or "kinh" in one.text)
        assert "".join(text.split()) in "".join(arrived.split())
        assert await outbox_states(story) == {"sent"}
