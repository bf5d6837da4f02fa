"""The periodic report: the walk, its sections, sending, approving, receiving, and its documents."""

from typing import Any

from bot.channels.base import CommandEvent, TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.filling import Answer
from bot.services.pictures import KINDS
from bot.services.views import View, said
from handlers.presses import number, numbers


async def owed(_event: CommandEvent, desk: Desk) -> None:
    """Show the report that this agency owes, or the last it gave."""
    found = await desk.filling.owed_by(desk.contact.agency)
    if found is None:
        raise Refused("no_report")
    await desk.filling.to_see(found.id, desk.contact)
    await desk.answer(View(name="report", args={"report": found.id}))


async def open_page(arguments: list[str], desk: Desk) -> None:
    """Show a report; from the walk, in its place."""
    found = await desk.filling.to_see(number(arguments), desk.contact)
    view = View(name="report", args={"report": found.id})
    screen = await desk.pressed_screen()
    await (desk.show(view) if screen is not None and screen.view == "walk" else desk.answer(view))


async def walk(arguments: list[str], desk: Desk) -> None:
    """Begin the walk, or take it up where it was left."""
    found = await desk.filling.to_fill(number(arguments), desk.contact)
    await desk.show(View(name="walk", args={"report": found.id}))


async def _go_on(desk: Desk, report: int, *, opened: str | None = None) -> None:
    """Show the next question in the pressed message."""
    screen = await desk.pressed_screen()
    known = screen.args.get("opened", []) if screen is not None and screen.view == "walk" else []
    await desk.show(View(name="walk", args={"report": report, "opened": [*known, *([opened] if opened else [])]}))


async def keep(arguments: list[str], desk: Desk) -> None:
    report, assignment = numbers(arguments, 2)
    await desk.filling.answer(report, [assignment], desk.speaker, Answer.KEPT, besides=desk.pressed)
    desk.say("toast.kept")
    await _go_on(desk, report)


async def leave_out(arguments: list[str], desk: Desk) -> None:
    report, assignment = numbers(arguments, 2)
    await desk.filling.answer(report, [assignment], desk.speaker, Answer.LEFT_OUT, besides=desk.pressed)
    desk.say("toast.left_out")
    await _go_on(desk, report)


async def keep_all(arguments: list[str], desk: Desk) -> None:
    await _all(arguments, desk, Answer.KEPT)
    desk.say("toast.kept")


async def leave_all_out(arguments: list[str], desk: Desk) -> None:
    await _all(arguments, desk, Answer.LEFT_OUT)
    desk.say("toast.left_out")


async def _all(arguments: list[str], desk: Desk, answer: Answer) -> None:
    """Answer for a whole group at once, as far as it is still to be answered."""
    report, group = numbers(arguments, 2)
    found = await desk.filling.to_fill(report, desk.contact)
    theirs = await desk.filling.unanswered(found, group)
    await desk.filling.answer(report, theirs, desk.speaker, answer, besides=desk.pressed)
    await _go_on(desk, report)


async def one_by_one(arguments: list[str], desk: Desk) -> None:
    """Go through a group one by one."""
    report, group = numbers(arguments, 2)
    await desk.filling.to_fill(report, desk.contact)
    await _go_on(desk, report, opened=desk.filling.group(group).value)


async def ask_own_words(arguments: list[str], desk: Desk) -> None:
    """Ask what the agency itself says of an assignment."""
    report, assignment = numbers(arguments, 2)
    await desk.filling.to_fill(report, desk.contact)
    screen = await desk.pressed_screen()
    opened = screen.args.get("opened", []) if screen is not None else []
    await desk.ask("own_words", {"report": report, "assignment": assignment, "opened": opened})
    desk.say("toast.write")


async def own_words(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    _need_text(event)
    await desk.filling.answer(args["report"], [args["assignment"]], desk.speaker, Answer.CHANGED, event.text.strip())
    await desk.drop_question()
    await desk.answer(View(name="walk", args={"report": args["report"], "opened": args["opened"]}))


async def ask_section(arguments: list[str], desk: Desk) -> None:
    """Ask for the text of a section."""
    report, section = number(arguments[:1]), _section(arguments, desk)
    await desk.filling.to_fill(report, desk.contact)
    args = {"report": report, "section": section}
    await desk.ask("section", args, View(name="ask_section", args=args))
    desk.say("toast.write")


async def section(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    _need_text(event)
    named = desk.filling.section(args["section"])
    await desk.filling.write(args["report"], desk.speaker, named, event.text.strip())
    await desk.drop_question()
    await desk.answer(View(name="walk", args={"report": args["report"]}))


async def nothing(arguments: list[str], desk: Desk) -> None:
    """Say that there is nothing to write in a section."""
    report, named = number(arguments[:1]), desk.filling.section(_section(arguments, desk))
    await desk.filling.write(report, desk.speaker, named, "")
    desk.say("toast.kept")
    await _go_on(desk, report)


def _section(arguments: list[str], desk: Desk) -> str:
    if len(arguments) != len(("report", "section")):
        raise Refused("gone")
    return desk.filling.section(arguments[1]).value


async def send(arguments: list[str], desk: Desk) -> None:
    """Send the report as it stands: to the head, or on."""
    await desk.filling.send(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.sent")
    await desk.repaint()


async def approve(arguments: list[str], desk: Desk) -> None:
    await desk.filling.approve(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.sent")
    await desk.repaint()


async def receive(arguments: list[str], desk: Desk) -> None:
    await desk.filling.accept(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.received")
    await desk.repaint()


async def ask_why(arguments: list[str], desk: Desk) -> None:
    """Ask why a report is sent back."""
    found = await desk.filling.to_return(number(arguments), desk.speaker)
    await desk.ask("give_back", {"report": found.id})
    desk.say("toast.write")


async def give_back(event: TextEvent, desk: Desk, args: dict[str, Any]) -> None:
    _need_text(event)
    found = await desk.filling.send_back(args["report"], desk.speaker, event.text)
    await desk.drop_question()
    await desk.answer(said("report_returned", agency=found.agency))


async def received(arguments: list[str], desk: Desk) -> None:
    """List the reports of a period, to open them."""
    if len(arguments) != len(("period", "page")):
        raise Refused("gone")
    period = await desk.filling.period(arguments[0], desk.contact)
    view = View(name="received", args={"period": period, "page": number(arguments[1:])})
    screen = await desk.pressed_screen()
    await (desk.show(view) if screen is not None and screen.view == "received" else desk.answer(view))


async def paper(arguments: list[str], desk: Desk) -> None:
    """Send a report as the document it is."""
    if len(arguments) != len(("report", "form")) or arguments[1] not in ("docx", "xlsx"):
        raise Refused("gone")
    found = await desk.filling.to_see(number(arguments[:1]), desk.contact)
    args = {"period": found.period, "agency": found.agency, "form": arguments[1]}
    desk.say("toast.preparing")
    await desk.answer(View(name="paper", args=args))


async def whole_paper(arguments: list[str], desk: Desk) -> None:
    """Send the consolidated report of a period."""
    if len(arguments) != len(("period", "form")) or arguments[1] not in ("docx", "xlsx"):
        raise Refused("gone")
    period = await desk.filling.period(arguments[0], desk.contact)
    desk.say("toast.preparing")
    await desk.answer(View(name="paper", args={"period": period, "agency": None, "form": arguments[1]}))


async def consolidate(arguments: list[str], desk: Desk) -> None:
    """Accept what has come in and send the consolidated report on."""
    if len(arguments) != 1:
        raise Refused("gone")
    count = await desk.filling.consolidate(arguments[0], desk.speaker)
    desk.say("toast.consolidated", count=count)
    await desk.repaint()


async def plots(_event: CommandEvent, desk: Desk) -> None:
    """Send the pictures on request, to who sees the province."""
    desk.filling.require_province(desk.contact)
    for kind in KINDS:
        await desk.answer(View(name="plot", args={"kind": kind}))


def _need_text(event: TextEvent) -> None:
    """Raise Refused for anything but words: a report has no files of its own."""
    if event.file is not None or not event.text.strip():
        raise Refused("words_only")
