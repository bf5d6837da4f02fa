"""A bot that was down for minutes, days, a month: one message a person, the newest, and in the morning."""

from datetime import date, datetime, time, timedelta

from bot.domain.delivery import Delivered, Lane, Notice
from sandbox.model import Message, Person
from schedules.simulated import Simulation
from tests.acceptance.conftest import Open, Story

LAN = "Hoàn thành mạng nội bộ"


async def wake(story: Story, day: date, at: time) -> None:
    """Let the bot, which was down meanwhile, start at a local moment."""
    house = story.scene.house
    house.clock.move_to(moment(story, day, at))  # type: ignore[attr-defined]
    await house.ticks.catch_up()
    await story.settle()


async def play(story: Story, minutes: int) -> None:
    """Let some minutes pass in which the bot is there."""
    house = story.scene.house
    end = house.clock.now() + timedelta(minutes=minutes)
    await Simulation(house.jobs, house.clock, house.delivery).turn_until(end)  # type: ignore[arg-type]


def moment(story: Story, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=story.config.zone)


def since(story: Story, person: Person, day: date) -> list[tuple[str, Message]]:
    """Return what came from the bot from a day on, each with its local moment."""
    messages = [one for one in story.from_bot(person) if one.at >= moment(story, day, time(0))]
    return [(f"{one.at.astimezone(story.config.zone):%d.%m. %H:%M}", one) for one in messages]


async def rows(story: Story, person: Person, *views: str) -> list[Notice]:
    async with story.scene.house.store.look() as work:
        found = await work.outbox.list(limit=10_000)
    return [one for one in found[::-1] if one.chat == str(person.id) and one.view in views]


async def test_after_some_minutes_down_the_morning_comes_some_minutes_late(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        await wake(story, date(2009, 2, 27), time(8, 7))
        ((at, message),) = since(story, officer, date(2009, 2, 27))
        assert at == "27.02. 08:07"
        assert LAN in message.text


async def test_back_at_three_in_the_night_it_answers_at_once_and_reminds_in_the_morning_once(stage: Open) -> None:
    async with stage() as story:
        officer, tuesday = story.officer("so-y-te"), date(2009, 3, 24)
        await wake(story, tuesday, time(3))
        assert since(story, officer, tuesday) == []
        await story.say(officer, "/trogiup")
        ((at, _),) = since(story, officer, tuesday)
        assert at == "24.03. 03:00"
        (held,) = await rows(story, officer, "reminder")
        assert (held.state, held.reason) == (Delivered.PENDING, "held until the morning")

        await play(story, 6 * 60)
        _, (at, message) = since(story, officer, tuesday)
        assert (at, LAN in message.text, message.silent) == ("24.03. 08:00", True, False)
        (older, newest) = await rows(story, officer, "reminder")
        assert (older.state, older.reason) == (Delivered.SKIPPED, "a newer reminder took its place")
        assert newest.state is Delivered.SENT


async def test_after_a_month_down_and_on_a_sunday_monday_brings_one_message_with_everything(stage: Open) -> None:
    async with stage() as story:
        officer, head = story.officer("so-y-te"), story.head("so-y-te")
        sunday, monday = date(2009, 3, 29), date(2009, 3, 30)
        await wake(story, sunday, time(10))
        assert [since(story, one, sunday) for one in (officer, head)] == [[], []]
        await play(story, 24 * 60)
        ((at, message),) = since(story, officer, sunday)
        assert (at, LAN in message.text) == ("30.03. 08:00", True)
        ((at, digest),) = since(story, head, monday)
        assert (at, digest.text.count("Bản tin tuần")) == ("30.03. 08:00", 1)
        async with story.scene.house.store.look() as work:
            ledger = await work.outbox.list(limit=10_000)
        missed = {one.key.split(":")[3] for one in ledger if one.reason == "missed: a newer one is sent"}
        assert missed >= {"t-30", "t-14", "t-7"}
        assert [one for one in ledger if one.closed_at is None] == []


async def test_what_waited_out_an_outage_of_weeks_tells_the_present_truth_in_one_message(stage: Open) -> None:
    async with stage() as story:
        officer, faults = story.officer("so-y-te"), story.scene.world.faults
        faults.switch("server_error")
        for day in (date(2009, 2, 27), date(2009, 3, 2), date(2009, 3, 17)):
            await wake(story, day, time(8))
        assert since(story, officer, date(2009, 2, 27)) == []
        faults.switch("server_error", on=False)
        await play(story, 10)
        ((at, message),) = since(story, officer, date(2009, 2, 27))
        assert at.startswith("17.03. 08:0")
        assert "còn 14 ngày" in message.text
        reminders = await rows(story, officer, "reminder")
        assert {one.reason for one in reminders if one.state is Delivered.SKIPPED} == {
            "a newer reminder took its place"
        }
        assert {one.state for one in reminders} == {Delivered.SKIPPED, Delivered.SENT}
        assert sum(one.attempts for one in reminders) <= 4
        assert {one.lane for one in reminders} == {Lane.REMINDER}
