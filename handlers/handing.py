"""Handing a duty to somebody, and naming a deputy while somebody is away."""

from datetime import date

from bot.channels.base import CommandEvent, TextEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import View
from handlers.presses import number, number_and_day, numbers


async def offer_people(arguments: list[str], desk: Desk) -> None:
    found = await desk.handing.to_hand(number(arguments), desk.speaker)
    await desk.show(View(name="hand_over", args={"assignment": found.id}))


async def hand_over(arguments: list[str], desk: Desk) -> None:
    """Hand a duty to the person that was pressed; 0 hands it back to all officers."""
    assignment, person = numbers(arguments, 2)
    await desk.handing.hand(assignment, desk.speaker, person or None, desk.pressed)
    desk.say("toast.handed")
    await desk.show(View(name="duty", args={"assignment": assignment}))


async def absence(event: CommandEvent, desk: Desk) -> None:
    """``/vangmat đến 30/6``: who stands in is asked next; alone it shows how things stand, or asks until when."""
    people = await desk.handing.who_may_be_away(desk.speaker)
    if event.arguments:
        await _offer(desk, desk.read_day(event.arguments))
        return
    away = [one for one in people if one.deputy is not None]
    for one in away:
        await desk.answer(View(name="absence", args={"person": one.id}))
    if not any(one.id == desk.contact.id for one in away):
        await desk.ask("away", {})


async def read_day(event: TextEvent, desk: Desk, _args: dict[str, int]) -> None:
    """Take the last day away; it is read back beside the question who stands in."""
    await _offer(desk, desk.read_day(event.text))
    await desk.drop_question()


async def _offer(desk: Desk, day: date) -> None:
    """Read the day back and offer who may stand in; a head is asked first who is away."""
    people = await desk.handing.who_may_be_away(desk.speaker)
    if len(people) == 1:
        await desk.handing.deputies(people[0].id, desk.speaker)
    await desk.answer(View(name="leave", args={"day": day.isoformat(), "person": None}))


async def choose_person(arguments: list[str], desk: Desk) -> None:
    """A head names who is away."""
    person, day = number_and_day(arguments)
    await desk.handing.deputies(person, desk.speaker)
    await desk.show(View(name="leave", args={"day": day.isoformat(), "person": person}))


async def leave(arguments: list[str], desk: Desk) -> None:
    """Let a deputy stand in until the day that was pressed."""
    if len(arguments) != len(("person", "deputy", "day")):
        raise Refused("gone")
    person, deputy = numbers(arguments[:2], 2)
    _, day = number_and_day([arguments[0], arguments[2]])
    await desk.handing.leave(person, desk.speaker, day, deputy)
    desk.say("toast.away")
    await desk.show(View(name="absence", args={"person": person}))


async def come_back(arguments: list[str], desk: Desk) -> None:
    await desk.handing.come_back(number(arguments), desk.speaker)
    desk.say("toast.present")
    await desk.repaint()
