"""Seeing a duty, and its two taps: done, stuck."""

from bot.channels.base import CommandEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number


async def list_duties(_event: CommandEvent, desk: Desk) -> None:
    await desk.answer(View(name="duties", args={"page": 1}))


async def turn_page(arguments: list[str], desk: Desk) -> None:
    """Turn the list's page where it stands; from elsewhere, send the list."""
    view = View(name="duties", args={"page": number(arguments)})
    screen = await desk.pressed_screen()
    if screen is not None and screen.view == "duties":
        await desk.show(view)
    else:
        await desk.answer(view)


async def open_page(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.answer(View(name="duty", args={"assignment": found.id}))


async def more(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.show(View(name="duty", args={"assignment": found.id, "details": True}))


async def less(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.show(View(name="duty", args={"assignment": found.id}))


async def ask_result(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.to_work_on(number(arguments), desk.contact)
    await desk.ask("result", {"assignment": found.id}, View(name="ask_result", args={"assignment": found.id}))
    desk.say("toast.write")


async def complete_without_result(arguments: list[str], desk: Desk) -> None:
    """Complete a duty whose result was asked for, with nothing to add."""
    assignment = number(arguments)
    asked = await desk.question()
    if asked is None or asked.kind != "result" or asked.args["assignment"] != assignment:
        await desk.duties.to_work_on(assignment, desk.contact)
        raise Refused("question_gone")
    await desk.duties.complete(assignment, desk.contact, result=None, besides=desk.pressed)
    await desk.drop_question()
    desk.say("toast.done")
    await desk.show(View(name="duty", args={"assignment": assignment}))


async def ask_obstacle(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.to_work_on(number(arguments), desk.contact)
    await desk.ask("obstacle", {"assignment": found.id}, View(name="ask_obstacle", args={"assignment": found.id}))
    desk.say("toast.write")
