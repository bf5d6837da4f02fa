"""A deadline moves only when it was asked for with a reason, and granted; its history is kept and shown."""

from datetime import date, time

import pytest

from sandbox.model import Message, Person
from tests.acceptance.conftest import OFFICE, Open, Story, morning

LAN = "Hoàn thành mạng nội bộ"
REASON = "Chờ kết quả đấu thầu"


async def ask(story: Story, officer: Person, day: str = "15/4", shown: str = "2009-04-15") -> Message:
    """Ask for more time; return the ICT group's message."""
    await story.open_duty(officer, LAN)
    await story.tap(officer, "extend")
    await story.say(officer, day)
    assert date.fromisoformat(shown).strftime("%d/%m/%Y") in story.last(officer).text
    await story.tap(officer, "right_day")
    await story.say(officer, REASON)
    return story.last(story.ict)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_day_is_read_back_and_counts_when_it_is_granted(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        await story.speak(language, officer)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "extend")
        await story.say(officer, "thứ sáu tuần sau")
        too_early = {"vi": "thứ Ba 31/03/2009", "en": "Tue 31 Mar 2009"}[language]
        assert too_early in story.last(officer).text
        await story.say(officer, "cuối tháng 4")
        read = {"vi": "Xin gia hạn đến thứ Năm 30/04/2009?", "en": "Asked for until Thu 30 Apr 2009?"}[language]
        assert read in story.last(officer).text
        await story.say(officer, "15/4")
        assert {"vi": "thứ Tư 15/04/2009?", "en": "Wed 15 Apr 2009?"}[language] in story.last(officer).text
        await story.tap(officer, "right_day")
        await story.say(officer, REASON)
        mine, asked = story.last(officer), story.last(story.ict)
        assert REASON in asked.text
        await story.tap(expert, "grant", asked, story.ict)
        moved = {"vi": "Thời hạn mới: thứ Tư 15/04/2009", "en": "New deadline: Wed 15 Apr 2009"}[language]
        assert moved in mine.text
        page = await story.open_duty(officer, LAN)
        history = {
            "vi": f"📅 Đã gia hạn từ thứ Ba 31/03/2009 đến thứ Tư 15/04/2009 ({expert.name}, thứ Hai 02/03/2009)",
            "en": f"📅 Moved from Tue 31 Mar 2009 to Wed 15 Apr 2009 ({expert.name}, Mon 2 Mar 2009)",
        }[language]
        assert history in page.text


async def test_the_ladder_follows_the_granted_deadline_and_so_do_the_counts(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 31)) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        asked = await ask(story, officer)
        await story.tap(expert, "grant", asked, story.ict)
        await story.until(date(2009, 4, 15))
        mornings = [day for day, at in story.mornings(officer, LAN) if at == time(8)]
        assert mornings == [
            *(date(2009, 4, 1), date(2009, 4, 8), date(2009, 4, 10)),  # 3 days before is Sunday
            *(date(2009, 4, 14), date(2009, 4, 15)),
        ]
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        assert "(quá hạn)" not in story.last(officer).text


async def test_it_is_refused_with_a_reason_and_may_be_asked_again(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        asked = await ask(story, officer)
        grant = story.data(asked, "grant")
        await story.tap(expert, "refuse", asked, story.ict)
        why = story.last(story.ict)
        await story.send_file(expert, "ly-do.pdf", chat=story.ict, reply_to=why.id)
        assert story.last(story.ict).text == story.said("reason_needed")
        await story.say(expert, "Việc này đã gia hạn nhiều lần", story.ict, reply_to=why)
        answer = story.last(officer)
        assert f"❌ Thời hạn không đổi ({expert.name}): Việc này đã gia hạn nhiều lần" in answer.text
        told = await story.press_stale(story.ict_members[1], asked, grant, story.ict)
        facts = {"state": "refused", "who": expert.name, "when": "07:30 02/03/2009"}
        assert told == story.said("extension_stale", **facts)
        assert "Hạn thứ Ba 31/03/2009" in (await story.open_duty(officer, LAN)).text
        await ask(story, officer, "20/4", "2009-04-20")


async def test_another_day_is_proposed_and_taken(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, expert = story.officer("so-y-te"), story.ict_members[0]
        asked = await ask(story, officer, "quý II", "2009-06-30")
        await story.tap(expert, "propose", asked, story.ict)
        await story.say(expert, "cuối tháng 4", story.ict, reply_to=story.last(story.ict))
        await story.tap(expert, "right_day", chat=story.ict)
        offer = story.last(officer)
        assert f"📅 Đề xuất: thứ Năm 30/04/2009 ({expert.name})" in offer.text
        await story.tap(officer, "take", offer)
        assert "Thời hạn mới: thứ Năm 30/04/2009" in asked.text
        assert "Hạn thứ Năm 30/04/2009" in (await story.open_duty(officer, LAN)).text


async def test_one_request_at_a_time_and_it_can_be_taken_back(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        page = await story.open_duty(head, LAN)
        extend = story.data(page, "extend")
        asked = await ask(story, officer)
        mine = story.last(officer)
        assert story.label("extend") not in story.buttons(page)
        assert await story.press_stale(head, page, extend) == story.said("extension_pending", wanted="2009-04-15")
        await story.tap(officer, "withdraw", mine)
        assert asked.text.startswith("📅 Đề nghị gia hạn – Đã rút")
        assert story.label("extend") in story.buttons(page)


async def test_what_is_done_asks_for_no_more_time(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        asked = await ask(story, officer)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.tap(officer, "skip")
        assert asked.text.startswith("📅 Đề nghị gia hạn – Đã rút")


async def test_what_the_ict_department_leads_is_decided_by_the_leaders(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, leader = story.officer("stttt"), story.leader_members[0]
        await story.open_duty(officer, "Mở trang thông tin điện tử")
        await story.tap(officer, "extend")
        await story.say(officer, "15/4")
        await story.tap(officer, "right_day")
        await story.say(officer, REASON)
        asked = story.last(story.leaders)
        forged = await story.press_stale(
            story.ict_members[0], story.last(story.ict), story.data(asked, "grant"), story.ict
        )
        assert forged == story.said("not_allowed")
        await story.tap(leader, "grant", asked, story.leaders)
        assert "Hạn thứ Tư 15/04/2009" in (await story.open_duty(officer, "Mở trang thông tin điện tử")).text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("31/4", "date_impossible"),
        ("1/3/2009", "date_past"),
        ("hôm qua", "date_past"),
        ("khoảng 15/4", "date_ambiguous"),
        ("15/4 hoặc 20/4", "date_ambiguous"),
        ("khi nào xong", "date_unreadable"),
        ("👍", "date_unreadable"),
        ("15/4/2035", "date_too_far"),
    ],
)
async def test_a_day_that_is_not_clear_is_asked_again(stage: Open, typed: str, key: str) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "extend")
        await story.say(officer, typed)
        assert story.last(officer).text == story.said(key)
        await story.say(officer, "15/4")
        assert "thứ Tư 15/04/2009?" in story.last(officer).text
