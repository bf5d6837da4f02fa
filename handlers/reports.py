"""The periodic report: see it, add to it, send it."""

from bot.channels.base import CommandEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number


async def owed(_event: CommandEvent, desk: Desk) -> None:
    """Show the report that this agency owes, or the last it gave."""
    found = await desk.reporting.owed_by(desk.contact.agency)
    if found is None:
        raise Refused("no_report")
    await desk.answer(View(name="report", args={"report": found.id}))


async def open_page(arguments: list[str], desk: Desk) -> None:
    found = await desk.reporting.find(number(arguments), desk.contact)
    await desk.answer(View(name="report", args={"report": found.id}))


async def ask_remarks(arguments: list[str], desk: Desk) -> None:
    found = await desk.reporting.to_fill(number(arguments), desk.contact)
    await desk.ask("remarks", {"report": found.id}, View(name="ask_remarks", args={"report": found.id}))
    desk.say("toast.write")


async def send(arguments: list[str], desk: Desk) -> None:
    """Send the report as it stands."""
    await desk.reporting.submit(number(arguments), desk.speaker, besides=desk.pressed)
    desk.say("toast.sent")
    await desk.repaint()
