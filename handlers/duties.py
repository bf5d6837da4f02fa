"""Seeing duties: the list, a search, a page, its history, its files; and how far it has come."""

from bot.channels.base import CommandEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number, numbers

MOST_WORDS = 100


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


async def search(event: CommandEvent, desk: Desk) -> None:
    """Find duties by their words; a ticket's number opens the ticket."""
    wanted = event.arguments.strip()[:MOST_WORDS]
    if not wanted:
        raise Refused("search_for_what")
    ticket = await desk.obstacles.numbered(wanted, desk.contact)
    if ticket is not None:
        await desk.answer(desk.obstacles.view_for(desk.contact, ticket))
    else:
        await desk.answer(View(name="found", args={"words": wanted, "page": 1}))


async def turn_found(arguments: list[str], desk: Desk) -> None:
    """Turn the page of what a search found."""
    screen = await desk.pressed_screen()
    if screen is None or screen.view != "found":
        raise Refused("gone")
    await desk.show(View(name="found", args={**screen.args, "page": number(arguments)}))


async def open_page(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.answer(View(name="duty", args={"assignment": found.id}))


async def more(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.show(View(name="duty", args={"assignment": found.id, "details": True}))


async def less(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.show(View(name="duty", args={"assignment": found.id}))


async def history(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.show(View(name="history", args={"assignment": found.id}))


async def files(arguments: list[str], desk: Desk) -> None:
    """Send the evidence of a duty."""
    found = await desk.duties.find(number(arguments), desk.contact)
    await desk.give_files(await desk.evidence.of_duty(found), about=found.title)


async def ask_progress(arguments: list[str], desk: Desk) -> None:
    """Note that a duty is being worked on, and ask how far it has come."""
    found = await desk.duties.progress(number(arguments), desk.speaker)
    args = {"assignment": found.id}
    await desk.ask("progress", args, View(name="ask_progress", args=args))
    desk.say("toast.working")


async def figure(arguments: list[str], desk: Desk) -> None:
    """Take a percentage that was pressed."""
    assignment, percent = numbers(arguments, 2)
    found = await desk.duties.to_work_on(assignment, desk.contact)
    await desk.duties.progress(assignment, desk.speaker, desk.read_figure(str(percent), found.unit))
    await desk.drop_question()
    desk.say("toast.progress")
    await desk.show(View(name="duty", args={"assignment": assignment}))
