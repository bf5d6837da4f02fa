"""Obstacles: the word of a reply, and closing."""

from bot.channels.base import TextEvent
from bot.services.desk import Desk
from bot.services.views import said
from handlers.presses import number


async def say(event: TextEvent, desk: Desk, ticket: int) -> None:
    """Relay a reply to the other side of its ticket."""
    found, side = await desk.obstacles.say(
        ticket, desk.contact, author=event.sender.name, sender=event.sender.id, text=event.text, file=event.file
    )
    if side.value == "ict":
        await desk.answer(said("relayed", number=found.number, agency=found.agency))
    else:
        await desk.answer(said("relayed_to_ict", number=found.number, agency=desk.ict))


async def close(arguments: list[str], desk: Desk) -> None:
    """Close a ticket; its duty's reminders go on."""
    await desk.obstacles.resolve(number(arguments), desk.contact, sender=desk.event.sender.id, besides=desk.pressed)
    desk.say("toast.resolved")
    await desk.repaint()
