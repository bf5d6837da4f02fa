"""What somebody writes: a reply to a ticket, the answer to a question, or something out of the blue."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.base import TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import ASKING, View, said
from handlers import completion, extensions, handing, people, reminders, reports, tasks, tickets

Answer = Callable[[TextEvent, Desk, dict[str, Any]], Awaitable[None]]


async def take(event: TextEvent, desk: Desk) -> None:
    """Find out what a text is about. Raises Refused, and then what was asked still waits.

    In a group only replies are for the bot: what else is said there is the group's own talk.
    """
    if await _joins_its_album(event, desk):
        return
    replied = await desk.replied_screen()
    is_answer = replied is not None and replied.view in ASKING
    if replied is not None and not is_answer and "ticket" in replied.args:
        await tickets.say(event, desk, replied.args["ticket"])
        return
    asked = await desk.question()
    if asked is not None and (is_answer or not desk.in_group):
        await ANSWERS[asked.kind](event, desk, asked.args)
    elif is_answer:
        await desk.require_asked()
        raise Refused("question_gone")
    elif desk.in_group:
        if replied is not None or event.to_bot:
            await desk.answer(said("reply_to_what"))
    elif not await tickets.loose(event, desk):
        await desk.answer(said(_out_of_the_blue(event)))


async def _joins_its_album(event: TextEvent, desk: Desk) -> bool:
    """Lay a file of an album beside the one that came before it, wherever that belongs."""
    if event.file is None:
        return False
    first = await desk.evidence.same_album(desk.speaker, event.album)
    if first is None:
        return False
    await desk.evidence.join(event.file, desk.speaker, first.subject, event.album)
    return True


async def _progress(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    found = await desk.duties.to_work_on(args["assignment"], desk.contact)
    await desk.duties.progress(found.id, desk.speaker, desk.read_figure(event.text, found.unit))
    await desk.drop_question()
    await desk.answer(View(name="duty", args={"assignment": found.id}))


async def _press_please(_event: TextEvent, _desk: Desk, _args: dict[str, Any]) -> None:
    raise Refused("press_please")


ANSWERS: dict[str, Answer] = {
    "away": handing.read_day,
    "decide": tickets.decide,
    "escalate": tickets.escalate,
    "extension_date": extensions.read_day,
    "extension_reason": extensions.ask,
    "give_back": reports.give_back,
    "obstacle": tickets.open_ticket,
    "invite": people.search,
    "own_words": reports.own_words,
    "progress": _progress,
    "propose": extensions.read_other_day,
    "put_off": reminders.read_day,
    "refuse": extensions.refuse,
    "result": completion.take_result,
    "return": completion.send_back,
    "section": reports.section,
    "task": tasks.write,
    "which_ticket": _press_please,
}


def _out_of_the_blue(event: TextEvent) -> str:
    if event.file is not None:
        return "file_out_of_the_blue"
    return "text_out_of_the_blue" if event.text.strip() else "not_text"
