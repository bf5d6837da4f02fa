"""Taking note of a reminder, and being reminded later: for one person, never past the deadline's own."""

from datetime import date, time

import pytest

from sandbox.model import Person
from tests.acceptance.conftest import OFFICE, Open, Story, morning

LAN = "Hoàn thành mạng nội bộ"
MACHINES = "Trang bị máy tính"


def reminded(story: Story, person: Person, title: str = LAN) -> list[date]:
    return [day for day, at in story.mornings(person, title) if at == time(8)]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_noted_is_shown_and_stops_the_repeats_for_that_person_only(stage: Open, language: str) -> None:
    async with stage(OFFICE, start=morning(2009, 4, 2)) as story:
        officer, head = story.officer("huyen-a"), story.head("huyen-a")
        await story.speak(language, officer)
        await story.until(date(2009, 4, 3))  # overdue since 31 March, the first of the reminders every 3 working days
        reminder = story.last(officer)
        assert LAN in reminder.text
        await story.tap(officer, "note", reminder)
        assert {"vi": "👌 Ông/bà đã nắm.", "en": "👌 You have taken note."}[language] in reminder.text
        assert story.label("note", language) not in story.buttons(reminder)
        await story.until(date(2009, 5, 8))
        since = date(2009, 4, 3)
        assert [day for day in reminded(story, officer) if day > since] == [
            date(2009, 4, 29),
            date(2009, 5, 6),
        ]  # weekly
        assert len([day for day in reminded(story, head) if day > since]) > 4


async def test_later_moves_the_next_reminder(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        officer = story.officer("huyen-a")
        await story.until(date(2009, 3, 17))
        await story.tap(officer, "later")
        offer = story.last(officer)
        assert offer.text.splitlines()[-1] == "Nhắc lại vào ngày nào? Muộn nhất thứ Ba 31/03/2009."
        assert story.buttons(offer)[:2] == ["thứ Tư 18/03/2009", "thứ Hai 23/03/2009"]
        await story.tap(officer, "day", offer, day=date(2009, 3, 18))
        assert offer.text == story.said("put_off_until", until="2009-03-18")
        await story.until(date(2009, 3, 31))
        assert reminded(story, officer) == [
            *(date(2009, 3, 17), date(2009, 3, 18), date(2009, 3, 24)),
            *(date(2009, 3, 27), date(2009, 3, 30), date(2009, 3, 31)),
        ]


async def test_later_passes_over_what_comes_before_and_never_the_deadlines_own(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        officer, head = story.officer("huyen-a"), story.head("huyen-a")
        await story.until(date(2009, 3, 17))
        await story.tap(officer, "later")
        await story.tap(officer, "other_day")
        await story.say(officer, "1/4")
        assert story.last(officer).text == story.said("too_late_to_put_off", latest="2009-03-31")
        await story.say(officer, "30/3")
        await story.tap(officer, "right_day")
        await story.until(date(2009, 3, 31))
        assert reminded(story, officer) == [date(2009, 3, 17), date(2009, 3, 30), date(2009, 3, 31)]
        assert reminded(story, head) == [
            date(2009, 3, 23),  # the weekly digest names it too
            *(date(2009, 3, 24), date(2009, 3, 27), date(2009, 3, 30), date(2009, 3, 31)),
        ]


async def test_what_is_done_meanwhile_is_not_brought_up_again(stage: Open) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        officer = story.officer("huyen-a")
        await story.until(date(2009, 3, 17))
        reminder = story.last(officer)
        await story.tap(officer, "later", reminder)
        await story.tap(officer, "day", day=date(2009, 3, 23))
        await story.tap(officer, "done", reminder)
        await story.tap(officer, "skip")
        await story.until(date(2009, 3, 31))
        assert reminded(story, officer) == [date(2009, 3, 17)]
