"""Obstacles: saying what is in the way, and all that goes on in a ticket until it is closed."""

from typing import Any

from bot.channels.base import FileKind, IncomingFile, TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.obstacles import category_of
from bot.services.views import View, said
from handlers.presses import number


async def ask_obstacle(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.to_work_on(number(arguments), desk.contact)
    args = {"assignment": found.id, "category": None}
    await desk.ask("obstacle", args, View(name="ask_obstacle", args=args))
    desk.say("toast.write")


async def choose_category(arguments: list[str], desk: Desk) -> None:
    """Note what kind of obstacle it is; the question for its text stays."""
    if len(arguments) != len(("assignment", "category")):
        raise Refused("gone")
    found = await desk.duties.to_work_on(number(arguments[:1]), desk.contact)
    asked = await desk.question()
    if asked is None or asked.kind != "obstacle" or asked.args["assignment"] != found.id:
        raise Refused("question_gone")
    args = {"assignment": found.id, "category": category_of(arguments[1]).value}
    await desk.await_answer("obstacle", args)
    desk.say("toast.write")
    await desk.show(View(name="ask_obstacle", args=args))


async def open_ticket(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    if not event.text.strip():
        raise Refused("text_needed")
    ticket = await desk.obstacles.open(
        args["assignment"],
        desk.speaker,
        event.text,
        category_of(args.get("category")),
        event.file,
        event.album,
    )
    await desk.drop_question()
    await desk.answer(View(name="ticket_opened", args={"ticket": ticket.id}))


async def open_page(arguments: list[str], desk: Desk) -> None:
    found = await desk.obstacles.find(number(arguments), desk.contact)
    await desk.answer(desk.obstacles.view_for(desk.contact, found.id))


async def files(arguments: list[str], desk: Desk) -> None:
    """Send the files of a ticket."""
    found = await desk.obstacles.find(number(arguments), desk.contact)
    await desk.give_files(await desk.evidence.of_ticket(found.id), about=found.number)


async def say(event: TextEvent, desk: Desk, ticket: int) -> None:
    """Relay a reply to the other side of its ticket."""
    if not event.text.strip():
        await _add_file(event, desk, ticket)
        return
    found, side = await desk.obstacles.say(ticket, desk.speaker, event.text, event.file, event.album)
    await desk.answer(_relayed(desk, found.number, found.agency, side.value))


async def _add_file(event: TextEvent, desk: Desk, ticket: int) -> None:
    if event.file is None:
        raise Refused("text_needed")
    found, side = await desk.obstacles.add_file(ticket, desk.speaker, event.file, event.album)
    await desk.answer(_relayed(desk, found.number, found.agency, side.value))


def _relayed(desk: Desk, ticket: str, agency: str, side: str) -> View:
    match side:
        case "agency":
            return said("relayed_to_ict", number=ticket, agency=desk.ict)
        case "leaders":
            return said("decided", number=ticket, agency=agency)
        case _:
            return said("relayed", number=ticket, agency=agency)


async def claim(arguments: list[str], desk: Desk) -> None:
    await desk.obstacles.claim(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.claimed")
    await desk.repaint()


async def ask_note(arguments: list[str], desk: Desk) -> None:
    """Ask with what note a ticket is taken up to the leaders."""
    found = await desk.obstacles.to_escalate(number(arguments), desk.speaker)
    await desk.ask("escalate", {"ticket": found.id})
    desk.say("toast.write")


async def escalate(event: TextEvent, desk: Desk, args: dict[str, int]) -> None:
    if not event.text.strip():
        raise Refused("text_needed")
    found = await desk.obstacles.escalate(args["ticket"], desk.speaker, event.text)
    await desk.drop_question()
    await desk.answer(said("escalated", number=found.number))


async def ask_decision(arguments: list[str], desk: Desk) -> None:
    found = await desk.obstacles.to_decide(number(arguments), desk.speaker)
    await desk.ask("decide", {"ticket": found.id})
    desk.say("toast.write")


async def decide(event: TextEvent, desk: Desk, args: dict[str, int]) -> None:
    """Relay the leaders' decision to both sides."""
    await desk.obstacles.to_decide(args["ticket"], desk.speaker)
    await say(event, desk, args["ticket"])
    await desk.drop_question()


async def close(arguments: list[str], desk: Desk) -> None:
    """Close a ticket; its duty's reminders go on."""
    await desk.obstacles.resolve(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.resolved")
    await desk.repaint()


async def reopen(arguments: list[str], desk: Desk) -> None:
    await desk.obstacles.reopen(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.reopened")
    await desk.repaint()


async def loose(event: TextEvent, desk: Desk) -> bool:
    """Take a message that replies to nothing: with one open ticket it is about that, with several it is asked which.

    Return whether it was about a ticket.
    """
    opened = await desk.obstacles.own(desk.contact)
    if not opened or not (event.text.strip() or event.file):
        return False
    if len(opened) == 1:
        await say(event, desk, opened[0])
        return True
    args = {
        "tickets": opened,
        "text": event.text,
        "file": vars(event.file) if event.file else None,
        "album": event.album,
    }
    await desk.ask("which_ticket", args, View(name="which_ticket", args={"tickets": opened, "text": event.text}))
    return True


async def about(arguments: list[str], desk: Desk) -> None:
    """Relay the loose message to the ticket that was pressed."""
    ticket = number(arguments)
    asked = await desk.question()
    if asked is None or asked.kind != "which_ticket" or ticket not in asked.args["tickets"]:
        raise Refused("question_gone")
    stored, text = asked.args["file"], asked.args["text"]
    file = IncomingFile(**{**stored, "kind": FileKind(stored["kind"])}) if stored else None
    if text.strip():
        found, side = await desk.obstacles.say(ticket, desk.speaker, text, file, asked.args["album"])
    elif file is not None:
        found, side = await desk.obstacles.add_file(ticket, desk.speaker, file, asked.args["album"])
    else:
        raise Refused("question_gone")
    await desk.drop_question()
    await desk.show(_relayed(desk, found.number, found.agency, side.value))
