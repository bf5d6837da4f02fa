"""``/giaoviec``: a duty is written, addressed, dated, shown, and given."""

from datetime import date
from typing import Any

from bot.channels.base import CommandEvent, TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.tasks import Task
from bot.services.views import View, said
from handlers.presses import number

EMPTY: dict[str, Any] = {
    "step": "text",
    "text": "",
    "agencies": [],
    "people": [],
    "due": None,
    "dated": False,
    "page": 1,
}
NEXT = {"text": "who", "who": "due", "due": "ready"}


async def begin(event: CommandEvent, desk: Desk) -> None:
    """Begin a duty, with the text that follows the command if there is one."""
    await desk.tasks.begin(desk.speaker)
    text = event.arguments.strip()
    await _show(desk, {**EMPTY, "text": text, "step": "who" if text else "text"})


async def write(event: TextEvent, desk: Desk, draft: dict[str, Any]) -> None:
    """Take what was written for the step that is asked; a file is laid beside the duty at any step."""
    if event.file is not None:
        await desk.tasks.lay(desk.speaker, event.file, event.album)
    text = event.text.strip()
    if text:
        draft = await _written(draft, text, desk)
    elif event.file is None:
        raise Refused("text_needed")
    await _show(desk, draft)


async def _written(draft: dict[str, Any], text: str, desk: Desk) -> dict[str, Any]:
    match draft["step"]:
        case "text" | "ready":
            return _onward({**draft, "text": text})
        case "who":
            names = await desk.tasks.read_names(text, desk.contact)
            if desk.tasks.giver(desk.contact):
                return _onward({**draft, "agencies": names})
            return _onward({**draft, "people": [int(one) for one in names]})
        case _:
            return _onward({**draft, "due": desk.read_day(text).isoformat(), "dated": True})


def _onward(draft: dict[str, Any]) -> dict[str, Any]:
    """Go to the first step that is not answered yet."""
    if not draft["text"]:
        step = "text"
    elif not (draft["agencies"] or draft["people"]):
        step = "who"
    else:
        step = "ready" if draft["dated"] else "due"
    return {**draft, "step": step}


async def _show(desk: Desk, draft: dict[str, Any], *, here: bool = False) -> None:
    await desk.await_answer("task", draft)
    view = View(name="task", args={"member": desk.event.sender.id})
    await (desk.show(view) if here else desk.answer(view))


async def _draft(desk: Desk) -> dict[str, Any]:
    asked = await desk.question()
    if asked is None or asked.kind != "task":
        raise Refused("question_gone")
    return asked.args


async def turn(arguments: list[str], desk: Desk) -> None:
    await _show(desk, {**await _draft(desk), "page": number(arguments)}, here=True)


async def choose(arguments: list[str], desk: Desk) -> None:
    """Choose an agency or a person, or take the choice back."""
    draft = await _draft(desk)
    if desk.tasks.giver(desk.contact):
        chosen = desk.tasks.agency(":".join(arguments))
        await _show(desk, {**draft, "agencies": _toggled(draft["agencies"], chosen)}, here=True)
    else:
        await _show(desk, {**draft, "people": _toggled(draft["people"], number(arguments))}, here=True)


def _toggled(chosen: list[Any], one: Any) -> list[Any]:
    return [known for known in chosen if known != one] if one in chosen else [*chosen, one]


async def choose_kind(arguments: list[str], desk: Desk) -> None:
    """Choose all agencies of a kind; chosen already, take them back."""
    draft = await _draft(desk)
    theirs = desk.tasks.of_kind(":".join(arguments))
    others = [one for one in draft["agencies"] if one not in theirs]
    all_in = set(theirs) <= set(draft["agencies"])
    await _show(desk, {**draft, "agencies": others if all_in else [*others, *theirs]}, here=True)


async def enough(_arguments: list[str], desk: Desk) -> None:
    """Go on with those that are chosen."""
    await _show(desk, _onward(await _draft(desk)), here=True)


async def undated(_arguments: list[str], desk: Desk) -> None:
    await _show(desk, _onward({**await _draft(desk), "due": None, "dated": True}), here=True)


async def rewrite(arguments: list[str], desk: Desk) -> None:
    """Go back to a step."""
    draft = await _draft(desk)
    if len(arguments) != 1 or arguments[0] not in NEXT:
        raise Refused("gone")
    await _show(desk, {**draft, "step": arguments[0]}, here=True)


async def give(_arguments: list[str], desk: Desk) -> None:
    """Give the duty as it is shown."""
    draft = await _draft(desk)
    task = Task(
        text=draft["text"],
        agencies=tuple(draft["agencies"]),
        people=tuple(draft["people"]),
        due=date.fromisoformat(draft["due"]) if draft["due"] else None,
    )
    given = await desk.tasks.give(desk.speaker, task)
    await desk.drop_question()
    desk.say("toast.given")
    await desk.show(said("task_given", count=len(given)))
