"""Another deadline: asked for with a day and a reason; granted, refused, or another proposed."""

from datetime import date
from typing import Any

from bot.channels.base import TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View, said
from handlers.presses import number, number_and_day

Args = dict[str, Any]


async def ask_day(arguments: list[str], desk: Desk) -> None:
    found = await desk.extending.to_ask(number(arguments), desk.contact)
    await desk.ask("extension_date", {"assignment": found.id})
    desk.say("toast.write_day")


async def read_day(event: TextEvent, desk: Desk, args: Args) -> None:
    """Read a day back; the question stays, so that another may be written."""
    day = desk.read_day(event.text)
    found = await desk.extending.to_ask(args["assignment"], desk.contact)
    desk.extending.check_later(found, day)
    await desk.read_back("extension", "until", day, args["assignment"], assignment=found.id)


async def ask_reason(arguments: list[str], desk: Desk) -> None:
    """Ask for the reason, once the day is confirmed."""
    assignment, day = number_and_day(arguments)
    found = await desk.extending.to_ask(assignment, desk.contact)
    desk.extending.check_later(found, day)
    args = {"assignment": assignment, "day": day.isoformat()}
    await desk.await_answer("extension_reason", args)
    desk.say("toast.write")
    await desk.show(View(name="ask", args={"key": "extension_reason", **args}))


async def ask(event: TextEvent, desk: Desk, args: Args) -> None:
    """Ask for the extension, with the reason that was written."""
    if not event.text.strip():
        raise Refused("reason_needed")
    day = date.fromisoformat(args["day"])
    extension = await desk.extending.ask(args["assignment"], desk.speaker, day, event.text)
    await desk.drop_question()
    await desk.answer(View(name="extension_answer", args={"extension": extension.id}))


async def grant(arguments: list[str], desk: Desk) -> None:
    await desk.extending.grant(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.granted")
    await desk.repaint()


async def ask_why_not(arguments: list[str], desk: Desk) -> None:
    found = await desk.extending.to_decide(number(arguments), desk.speaker)
    await desk.ask("refuse", {"extension": found.id})
    desk.say("toast.write")


async def refuse(event: TextEvent, desk: Desk, args: Args) -> None:
    if not event.text.strip():
        raise Refused("reason_needed")
    found = await desk.extending.refuse(args["extension"], desk.speaker, event.text)
    await desk.drop_question()
    await desk.answer(said("extension_refused", agency=found.agency))


async def ask_other_day(arguments: list[str], desk: Desk) -> None:
    found = await desk.extending.to_decide(number(arguments), desk.speaker)
    await desk.ask("propose", {"extension": found.id})
    desk.say("toast.write_day")


async def read_other_day(event: TextEvent, desk: Desk, args: Args) -> None:
    day = desk.read_day(event.text)
    found = await desk.extending.to_decide(args["extension"], desk.speaker)
    await desk.read_back("proposal", "offer", day, found.id, assignment=found.assignment)


async def propose(arguments: list[str], desk: Desk) -> None:
    """Propose the day that was confirmed."""
    extension, day = number_and_day(arguments)
    await desk.extending.propose(extension, desk.speaker, day)
    await desk.drop_question()
    desk.say("toast.proposed")
    await desk.show(View(name="extension", args={"extension": extension}))


async def take(arguments: list[str], desk: Desk) -> None:
    """Take the day that was proposed."""
    await desk.extending.take(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.granted")
    await desk.repaint()


async def withdraw(arguments: list[str], desk: Desk) -> None:
    await desk.extending.withdraw(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.withdrawn")
    await desk.repaint()
