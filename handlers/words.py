"""What somebody writes: a reply to a ticket, the answer to a question, or something out of the blue."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.base import TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View, said
from handlers import tickets

Answer = Callable[[TextEvent, Desk, dict[str, Any]], Awaitable[None]]


async def take(event: TextEvent, desk: Desk) -> None:
    """Find out what a text is about. Raises Refused, and then what was asked still waits."""
    replied = await desk.replied_screen()
    if replied is not None and "ticket" in replied.args:
        _need_text(event)
        await tickets.say(event, desk, replied.args["ticket"])
        return
    asked = await desk.question()
    if asked is not None:
        await ANSWERS[asked.kind](event, desk, asked.args)
        await desk.drop_question()
    elif replied is not None and desk.in_group:
        await desk.answer(said("reply_to_what"))
    elif not desk.in_group:
        await desk.answer(said(_out_of_the_blue(event)))


async def _result(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    if event.file is None:
        _need_text(event)
    await desk.duties.complete(args["assignment"], desk.contact, result=event.text or None, file=event.file)
    await desk.answer(View(name="duty", args={"assignment": args["assignment"]}))


async def _obstacle(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    _need_text(event)
    ticket = await desk.obstacles.open(args["assignment"], desk.contact, event.text, event.file)
    await desk.answer(View(name="ticket_opened", args={"ticket": ticket.id}))


async def _remarks(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    _need_text(event)
    found = await desk.reporting.remark(args["report"], desk.contact, event.text)
    await desk.answer(View(name="report", args={"report": found.id}))


ANSWERS: dict[str, Answer] = {"result": _result, "obstacle": _obstacle, "remarks": _remarks}


def _need_text(event: TextEvent) -> None:
    if not event.text.strip():
        raise Refused("text_needed")


def _out_of_the_blue(event: TextEvent) -> str:
    if event.file is not None:
        return "file_out_of_the_blue"
    return "text_out_of_the_blue" if event.text.strip() else "not_text"
