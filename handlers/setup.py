"""The set-up of the bot, by its administrators: config read anew, the directive files' changes applied or dropped."""

from bot.channels.base import CommandEvent
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number, numbers


async def reload(_event: CommandEvent, desk: Desk) -> None:
    """Read config.yaml and the directive files anew."""
    await desk.answer(await desk.setup.reload(desk.speaker))


async def apply(arguments: list[str], desk: Desk) -> None:
    """Apply what was shown; if it is another by now, that is shown instead."""
    shown = number(arguments)
    found = await desk.proposing.apply(shown, desk.speaker, desk.pressed)
    if found is not None and found.id == shown:
        desk.say("toast.applied")
    else:
        desk.say("said.proposal_outdated" if found is not None else "said.nothing_to_apply", alert=True)
    await desk.repaint()


async def drop(arguments: list[str], desk: Desk) -> None:
    await desk.proposing.drop(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.dropped")
    await desk.repaint()


async def turn(arguments: list[str], desk: Desk) -> None:
    """Show another page of what waits."""
    shown, page = numbers(arguments, 2)
    await desk.proposing.to_see(shown, desk.speaker)
    await desk.show(View(name="proposal", args={"proposal": shown, "page": page}))
