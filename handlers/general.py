"""Help, language, the digest and the calendar of deadlines now, and dropping what is half entered."""

from bot.channels.base import CommandEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View, said


async def help_page(_event: CommandEvent, desk: Desk) -> None:
    await desk.answer(View(name="help"))


async def week(_event: CommandEvent, desk: Desk) -> None:
    """Show the weekly digest as it would be now."""
    await desk.answer(View(name="morning", args={"items": [{"view": "digest", "args": {}}]}))


async def calendar(_event: CommandEvent, desk: Desk) -> None:
    """Send the open deadlines as a calendar file."""
    await desk.answer(View(name="deadlines"))


async def choose_language(_event: CommandEvent, desk: Desk) -> None:
    await desk.answer(View(name="language"))


async def speak(arguments: list[str], desk: Desk) -> None:
    """Go on in the language that was pressed."""
    if arguments not in (["vi"], ["en"]):
        raise Refused("gone")
    desk.use(await desk.enrolment.speak(desk.contact, arguments[0]))
    desk.say("toast.language")
    await desk.show(View(name="help"))


async def drop(_event: CommandEvent, desk: Desk) -> None:
    """Forget what was asked."""
    await desk.answer(said("cancelled" if await desk.drop_question() else "nothing_to_cancel"))


async def cancel(_arguments: list[str], desk: Desk) -> None:
    """Forget what was asked, by its button. Raises Refused if it was asked of somebody else."""
    await desk.require_asked()
    await desk.drop_question()
    desk.say("toast.cancelled")
    await desk.show(said("cancelled"))
