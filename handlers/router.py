"""Which conversation an event belongs to."""

from collections.abc import Awaitable, Callable

from bot.channels.base import (
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    Event,
    MembershipEvent,
    MovedEvent,
    TextEvent,
)
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.views import said
from handlers import duties, enrolment, general, reports, tickets, words

Command = Callable[[CommandEvent, Desk], Awaitable[None]]
Choice = Callable[[list[str], Desk], Awaitable[None]]

COMMANDS: dict[str, Command] = {
    "nhiemvu": duties.list_duties,
    "tuan": general.week,
    "baocao": reports.owed,
    "ngonngu": general.choose_language,
    "trogiup": general.help_page,
    "help": general.help_page,
    "huy": general.drop,
}
MENU = ("nhiemvu", "tuan", "baocao", "ngonngu", "trogiup", "huy")
CHOICES: dict[str, Choice] = {
    "open": duties.open_page,
    "more": duties.more,
    "less": duties.less,
    "list": duties.turn_page,
    "done": duties.ask_result,
    "skip": duties.complete_without_result,
    "stuck": duties.ask_obstacle,
    "close": tickets.close,
    "report": reports.open_page,
    "remarks": reports.ask_remarks,
    "send": reports.send,
    "lang": general.speak,
    "cancel": general.cancel,
}


async def dispatch(event: Event, desk: Desk) -> None:
    """Hand an event to its conversation. Raises Refused."""
    match event:
        case MembershipEvent():
            await enrolment.presence(event, desk)
        case MovedEvent():
            await desk.enrolment.move(event.address.channel, event.address.chat, event.new_chat)
        case CommandEvent(name="start"):
            await enrolment.start(event, desk)
        case _ if not desk.enrolled:
            _turn_away(event)
        case CommandEvent():
            await _command(event, desk)
        case ChoiceEvent():
            await _choice(event, desk)
        case TextEvent(edited=False):
            await words.take(event, desk)


def _turn_away(event: Event) -> None:
    """A stranger learns nothing; a group that is not enrolled is left in peace unless it calls."""
    if event.chat_kind is ChatKind.PRIVATE:
        raise Refused("stranger")
    if isinstance(event, CommandEvent | ChoiceEvent):
        raise Refused("stranger_group")


async def _command(event: CommandEvent, desk: Desk) -> None:
    command = COMMANDS.get(event.name)
    if command is not None:
        await command(event, desk)
    elif not desk.in_group:
        await desk.answer(said("unknown_command"))


async def _choice(event: ChoiceEvent, desk: Desk) -> None:
    action, *arguments = event.data.split(":")
    choice = CHOICES.get(action)
    if choice is None:
        raise Refused("gone")
    await choice(arguments, desk)
