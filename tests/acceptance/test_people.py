"""Who holds a duty, and who is told while somebody is away."""

from datetime import date, time

import pytest

from bot.domain.rights import Role
from tests.acceptance.conftest import OFFICE, Open, morning

LAN = "Hoàn thành mạng nội bộ"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_head_hands_a_duty_over_and_reminders_follow(stage: Open, language: str) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        first, head = story.officer("so-y-te"), story.head("so-y-te")
        second = await story.enrol("so-y-te", Role.OFFICER, "Đỗ Thu Hà")
        await story.speak(language, head, second)
        await story.open_duty(head, LAN)
        await story.tap(head, "hand")
        await story.tap(head, "person", name="Đỗ Thu Hà")
        held = {"vi": "Người thực hiện: Đỗ Thu Hà", "en": "Held by: Đỗ Thu Hà"}[language]
        assert held in story.last(head).text
        told = {"vi": "👤 Ông/bà được giao thực hiện", "en": "👤 A duty was handed to you"}[language]
        assert story.last(second).text.startswith(f"{told} ({'người giao' if language == 'vi' else 'by'}")
        await story.until(date(2009, 3, 18))
        assert story.mornings(second, LAN)[-1] == (date(2009, 3, 17), time(8))
        assert (date(2009, 3, 17), time(8)) not in story.mornings(first, LAN)

        await story.open_duty(head, LAN)
        await story.tap(head, "hand")
        await story.tap(head, "all_officers")
        await story.until(date(2009, 3, 24))
        assert (date(2009, 3, 24), time(8)) in story.mornings(first, LAN)


async def test_the_first_officer_hands_over_and_the_others_do_not(stage: Open) -> None:
    async with stage(OFFICE) as story:
        first = story.officer("so-y-te")
        second = await story.enrol("so-y-te", Role.OFFICER, "Đỗ Thu Hà")
        page = await story.open_duty(first, LAN)
        hand = story.data(page, "hand")
        theirs = await story.open_duty(second, LAN)
        assert story.label("hand") not in story.buttons(theirs)
        assert await story.press_stale(second, theirs, hand) == story.said("head_hands_over")
        await story.tap(first, "hand", page)
        await story.tap(first, "person", name="Đỗ Thu Hà")
        await story.tap(first, "hand")
        foreign = story.officer("huyen-a")
        async with story.scene.house.store.look() as work:
            stranger = await work.contacts.at("telegram", str(foreign.id))
        assert stranger is not None
        assert await story.press_stale(first, page, f"holder:1:{stranger.id}") == story.said("gone")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_deputy_is_told_while_somebody_is_away_and_it_ends_by_itself(stage: Open, language: str) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        first, head = story.officer("so-y-te"), story.head("so-y-te")
        second = await story.enrol("so-y-te", Role.OFFICER, "Đỗ Thu Hà")
        await story.speak(language, first, second)
        await story.open_duty(head, LAN)
        await story.tap(head, "hand")
        await story.tap(head, "person", name=first.name)

        await story.say(first, "/vangmat đến 20/3")
        read = {"vi": "🌴 Vắng mặt đến hết thứ Sáu 20/03/2009.", "en": "🌴 Away until the end of Fri 20 Mar 2009."}[
            language
        ]
        assert story.last(first).text.startswith(read)
        await story.tap(first, "person", name="Đỗ Thu Hà")
        shown = story.last(first)
        assert "Đỗ Thu Hà" in shown.text
        stands_in = {
            "vi": f"👤 Ông/bà nhận thay thông báo của {first.name} đến hết thứ Sáu 20/03/2009.",
            "en": f"👤 You stand in for {first.name} until the end of Fri 20 Mar 2009.",
        }[language]
        deputy = story.last(second)
        assert deputy.text == stands_in

        await story.until(date(2009, 3, 18))
        assert story.mornings(second, LAN)[-1] == (date(2009, 3, 17), time(8))
        assert (date(2009, 3, 17), time(8)) not in story.mornings(first, LAN)
        await story.until(date(2009, 3, 24))
        assert (date(2009, 3, 24), time(8)) in story.mornings(first, LAN)
        back = story.said("back_from_absence", language)
        assert [one.at.astimezone(story.config.zone).date() for one in story.from_bot(first) if one.text == back] == [
            date(2009, 3, 21)
        ]
        assert deputy.text.startswith({"vi": "👤 Ông/bà không còn", "en": "👤 You no longer"}[language])


async def test_a_head_names_a_deputy_for_an_officer_who_comes_back_early(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        await story.say(head, "/vangmat đến thứ sáu tuần sau")
        assert "Ai vắng mặt?" in story.last(head).text
        await story.tap(head, "person", name=officer.name)
        await story.tap(head, "person", name=head.name)
        assert story.last(head).text.startswith(f"🌴 {officer.name} vắng mặt đến hết thứ Sáu 13/03/2009.")
        await story.say(officer, "/vangmat")
        await story.tap(officer, "come_back")
        assert story.last(officer).text == f"🏢 {officer.name} đang có mặt; thông báo gửi trực tiếp."


async def test_nobody_to_stand_in_is_said_at_once(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        await story.say(officer, "/vangmat 31/4")
        assert story.last(officer).text == story.said("date_impossible")
        await story.say(head, "/vangmat đến 20/3")
        await story.tap(head, "person", name=head.name)
        await story.tap(head, "person", name=officer.name)
        await story.say(officer, "/vangmat đến 20/3")
        assert story.last(officer).text == story.said("no_deputy")
        await story.say(story.ict_members[0], "/vangmat đến 20/3", story.ict)
        assert story.last(story.ict).text == story.said("not_allowed")
