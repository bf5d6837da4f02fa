"""What a reminder can be answered with: taken note of, or later."""

from bot.channels.base import TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View, said
from handlers.presses import number, number_and_day


async def take_note(_arguments: list[str], desk: Desk) -> None:
    """Take note of all that the pressed message reminds of."""
    screen = await desk.pressed_screen()
    if screen is None or screen.view != "morning":
        raise Refused("gone")
    items = [item["args"] for item in screen.args["items"] if item["view"] == "reminder"]
    await desk.quieting.take_note([(item["assignment"], item["rung"]) for item in items], desk.speaker)
    desk.say("toast.noted")
    await desk.repaint()


async def offer_days(arguments: list[str], desk: Desk) -> None:
    found, _ = await desk.quieting.room(number(arguments), desk.contact)
    await desk.answer(View(name="put_off", args={"assignment": found.id}))


async def ask_day(arguments: list[str], desk: Desk) -> None:
    found, _ = await desk.quieting.room(number(arguments), desk.contact)
    await desk.ask("put_off", {"assignment": found.id})
    desk.say("toast.write_day")


async def read_day(event: TextEvent, desk: Desk, args: dict[str, int]) -> None:
    day = desk.read_day(event.text)
    found, room = await desk.quieting.room(args["assignment"], desk.contact)
    if day > room.latest:
        raise Refused("too_late_to_put_off", latest=room.latest.isoformat())
    await desk.read_back("put_off", "off", day, found.id, assignment=found.id)


async def put_off(arguments: list[str], desk: Desk) -> None:
    """Put the next reminder off to the day that was pressed."""
    assignment, day = number_and_day(arguments)
    until = await desk.quieting.put_off(assignment, desk.speaker, day)
    asked = await desk.question()
    if asked is not None and asked.kind == "put_off":
        await desk.drop_question()
    desk.say("toast.put_off")
    await desk.show(said("put_off_until", until=until.isoformat()))
