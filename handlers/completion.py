"""Done: a line of result, evidence, handing in; and the ICT department's accepting or returning."""

from typing import Any

from bot.channels.base import TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number


async def ask_result(arguments: list[str], desk: Desk) -> None:
    found = await desk.duties.to_work_on(number(arguments), desk.contact)
    args = {"assignment": found.id, "result": None}
    await desk.ask("result", args, View(name="ask_result", args={"assignment": found.id}))
    desk.say("toast.write")


async def take_result(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    """Take a line of result, or a file.

    A line alone hands in at once; with files, all is laid together until it is handed in by its button.
    """
    assignment, member = args["assignment"], event.sender.id
    draft = View(name="draft", args={"assignment": assignment, "member": member})
    laid = await desk.completion.laid(assignment, desk.speaker)
    if event.file is not None:
        await desk.completion.add_file(assignment, desk.speaker, event.file, event.album)
    elif not event.text.strip():
        raise Refused("text_needed")
    elif not laid:
        await desk.completion.complete(assignment, desk.speaker, result=event.text)
        await desk.drop_question()
        await desk.answer(View(name="duty", args={"assignment": assignment}))
        return
    if event.text.strip():
        await desk.await_answer("result", {**args, "result": event.text})
    if laid:
        await desk.completion.show_draft(assignment, desk.speaker)
    else:
        await desk.answer(draft)


async def hand_in(arguments: list[str], desk: Desk) -> None:
    """Hand in what is written and laid beside it so far; with nothing, that it is done."""
    assignment = number(arguments)
    asked = await desk.question()
    if asked is None or asked.kind != "result" or asked.args["assignment"] != assignment:
        await desk.duties.to_work_on(assignment, desk.contact)
        raise Refused("question_gone")
    await desk.completion.complete(assignment, desk.speaker, result=asked.args.get("result"), besides=desk.pressed)
    await desk.drop_question()
    desk.say("toast.done")
    await desk.show(View(name="duty", args={"assignment": assignment}))


async def accept(arguments: list[str], desk: Desk) -> None:
    await desk.completion.accept(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.accepted")
    await desk.repaint()


async def ask_reason(arguments: list[str], desk: Desk) -> None:
    """Ask why a completion is returned."""
    found = await desk.completion.to_verify(number(arguments), desk.speaker)
    await desk.ask("return", {"assignment": found.id})
    desk.say("toast.write")


async def send_back(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    """Return a completion for the reason that was written."""
    if not event.text.strip():
        raise Refused("reason_needed")
    await desk.completion.send_back(args["assignment"], desk.speaker, event.text)
    await desk.drop_question()
    await desk.answer(View(name="verify", args={"assignment": args["assignment"]}))
