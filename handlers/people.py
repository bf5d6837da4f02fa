"""Who is enrolled: the directory, inviting, removing, leaving."""

from typing import Any

from bot.channels.base import CommandEvent, TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View, said
from handlers.presses import number

MOST_WORDS = 100
NOTHING: dict[str, Any] = {"words": "", "agency": None}


async def directory(event: CommandEvent, desk: Desk) -> None:
    """``/danhba``: everybody, or those whom the words name."""
    desk.inviting.require_people(desk.contact)
    words = event.arguments.strip()[:MOST_WORDS]
    await desk.answer(View(name="directory", args={"words": words, "lacking": False, "page": 1}))


async def turn(arguments: list[str], desk: Desk) -> None:
    """Turn the directory's page where it stands; from an agency's page, go back to it."""
    desk.inviting.require_people(desk.contact)
    await _show(desk, page=number(arguments))


async def lacking(arguments: list[str], desk: Desk) -> None:
    """Show the agencies that lack an officer (1), or all of them again (0)."""
    desk.inviting.require_people(desk.contact)
    await _show(desk, lacking=bool(number(arguments)), words="", page=1)


async def _show(desk: Desk, **changes: Any) -> None:
    screen = await desk.pressed_screen()
    known = screen.args if screen is not None and screen.view == "directory" else {"words": "", "lacking": False}
    await desk.show(View(name="directory", args={**known, **changes}))


async def open_agency(arguments: list[str], desk: Desk) -> None:
    agency = desk.inviting.to_see(_word(arguments), desk.contact)
    await desk.show(View(name="agency", args={"agency": agency}))


async def answer_agency(arguments: list[str], desk: Desk) -> None:
    """Show an agency's people in a message of their own: the one that was pressed stays what it is."""
    agency = desk.inviting.to_see(_word(arguments), desk.contact)
    await desk.answer(View(name="agency", args={"agency": agency}))


async def begin(event: CommandEvent, desk: Desk) -> None:
    """``/moi``: invite somebody; the words that follow name the agency."""
    await _offer(event.arguments, desk)


async def search(event: TextEvent, desk: Desk, _args: dict[str, Any]) -> None:
    """Take a part of an agency's name."""
    await _offer(event.text, desk)


async def _offer(text: str, desk: Desk) -> None:
    """Offer the agencies that the words name; where that is one, ask for the role at once."""
    words = text.strip()[:MOST_WORDS]
    found = desk.inviting.agencies(desk.contact, words)
    if words and len(found) == 1:
        await _choose(found[0], desk)
    else:
        await desk.await_answer("invite", {**NOTHING, "words": words})
        await desk.answer(_invite(desk))


async def choose_agency(arguments: list[str], desk: Desk) -> None:
    """Invite somebody of the agency that was pressed."""
    await _choose(_word(arguments), desk)


async def _choose(agency: str, desk: Desk) -> None:
    roles = desk.inviting.to_invite(desk.contact, agency)
    if len(roles) == 1:
        await _make(agency, roles[0].value, desk)
    else:
        await desk.await_answer("invite", {**NOTHING, "agency": agency})
        await desk.show(_invite(desk))


def _invite(desk: Desk) -> View:
    return View(name="invite", args={"member": desk.event.sender.id})


async def choose_role(arguments: list[str], desk: Desk) -> None:
    asked = await desk.question()
    if asked is None or asked.kind != "invite" or asked.args["agency"] is None:
        raise Refused("question_gone")
    await _make(asked.args["agency"], _word(arguments), desk)


async def _make(agency: str, role: str, desk: Desk) -> None:
    """Make the code, and send it in a message of its own, to be passed on."""
    made = await desk.inviting.invite(desk.speaker, agency, role)
    await desk.drop_question()
    desk.say("toast.invited")
    await desk.show(said("invited", agency=agency))
    args = {
        "id": made.id,
        "code": made.code,
        "agency": agency,
        "role": made.role.value,
        "until": made.until.isoformat(),
    }
    await desk.answer(View(name="invitation", args=args), secret=True)


async def withdraw(arguments: list[str], desk: Desk) -> None:
    found = await desk.inviting.withdraw(desk.speaker, _word(arguments))
    desk.say("toast.withdrawn_code")
    screen = await desk.pressed_screen()
    if screen is not None and screen.view == "agency":
        await desk.repaint()
    else:
        await desk.show(said("code_withdrawn", agency=found.agency))


async def ask_expel(arguments: list[str], desk: Desk) -> None:
    found = await desk.leaving.to_remove(number(arguments), desk.speaker)
    await desk.show(View(name="expel", args={"person": found.id}))


async def expel(arguments: list[str], desk: Desk) -> None:
    found = await desk.leaving.remove(number(arguments), desk.speaker)
    desk.say("toast.expelled")
    await desk.show(said("person_removed", name=found.name, agency=found.agency))


async def ask_leave(_event: CommandEvent, desk: Desk) -> None:
    """``/roi``: ask once more."""
    if desk.in_group:
        raise Refused("private_only")
    await desk.answer(View(name="farewell"))


async def leave(_arguments: list[str], desk: Desk) -> None:
    agency = desk.contact.agency
    await desk.leaving.quit(desk.speaker)
    await desk.show(said("you_left", agency=agency))


async def stay(_arguments: list[str], desk: Desk) -> None:
    await desk.show(said("stayed"))


def _word(arguments: list[str]) -> str:
    """Return the one word that a press carries. Raises Refused for anything else."""
    if len(arguments) != 1:
        raise Refused("gone")
    return arguments[0]
