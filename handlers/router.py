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
from handlers import (
    completion,
    duties,
    enrolment,
    extensions,
    general,
    handing,
    people,
    reminders,
    reports,
    setup,
    tasks,
    tickets,
    words,
)

Command = Callable[[CommandEvent, Desk], Awaitable[None]]
Choice = Callable[[list[str], Desk], Awaitable[None]]

COMMANDS: dict[str, Command] = {
    "nhiemvu": duties.list_duties,
    "tim": duties.search,
    "giaoviec": tasks.begin,
    "vangmat": handing.absence,
    "tuan": general.week,
    "lich": general.calendar,
    "bieudo": reports.plots,
    "baocao": reports.owed,
    "danhba": people.directory,
    "moi": people.begin,
    "roi": people.ask_leave,
    "napcauhinh": setup.reload,
    "ngonngu": general.choose_language,
    "trogiup": general.help_page,
    "help": general.help_page,
    "huy": general.drop,
}
MENU = (
    *("nhiemvu", "tim", "giaoviec", "vangmat", "tuan", "lich", "bieudo", "baocao", "danhba", "moi"),
    *("ngonngu", "trogiup", "huy", "roi"),
)
CHOICES: dict[str, Choice] = {
    "about": tickets.about,
    "accept": completion.accept,
    "apply": setup.apply,
    "approve": reports.approve,
    "as": people.choose_role,
    "at": people.open_agency,
    "cancel": general.cancel,
    "claim": tickets.claim,
    "close": tickets.close,
    "consolidate": reports.consolidate,
    "decide": tickets.ask_decision,
    "deputy": handing.leave,
    "done": completion.ask_result,
    "drop": setup.drop,
    "each": reports.one_by_one,
    "enough": tasks.enough,
    "escalate": tickets.ask_note,
    "expel": people.ask_expel,
    "expelled": people.expel,
    "extend": extensions.ask_day,
    "figure": duties.figure,
    "files": duties.files,
    "folk": people.answer_agency,
    "for": people.choose_agency,
    "found": duties.turn_found,
    "give": tasks.give,
    "giveback": reports.ask_why,
    "grant": extensions.grant,
    "hand": handing.offer_people,
    "history": duties.history,
    "holder": handing.hand_over,
    "keep": reports.keep,
    "keepall": reports.keep_all,
    "kind": tickets.choose_category,
    "lacking": people.lacking,
    "lang": general.speak,
    "later": reminders.offer_days,
    "less": duties.less,
    "list": duties.turn_page,
    "more": duties.more,
    "none": reports.nothing,
    "noted": reminders.take_note,
    "off": reminders.put_off,
    "offday": reminders.ask_day,
    "offer": extensions.propose,
    "omit": reports.leave_out,
    "omitall": reports.leave_all_out,
    "open": duties.open_page,
    "paper": reports.paper,
    "papers": tickets.files,
    "people": people.turn,
    "present": handing.come_back,
    "proposal": setup.turn,
    "propose": extensions.ask_other_day,
    "quit": people.leave,
    "receive": reports.receive,
    "received": reports.received,
    "refuse": extensions.ask_why_not,
    "reopen": tickets.reopen,
    "report": reports.open_page,
    "return": completion.ask_reason,
    "reword": reports.ask_own_words,
    "rewrite": tasks.rewrite,
    "seen": enrolment.see,
    "send": reports.send,
    "skip": completion.hand_in,
    "stay": people.stay,
    "stuck": tickets.ask_obstacle,
    "take": extensions.take,
    "ticket": tickets.open_page,
    "to": tasks.choose,
    "undated": tasks.undated,
    "until": extensions.ask_reason,
    "unvite": people.withdraw,
    "walk": reports.walk,
    "who": tasks.turn,
    "whole": tasks.choose_kind,
    "wholepaper": reports.whole_paper,
    "whom": handing.choose_person,
    "withdraw": extensions.withdraw,
    "working": duties.ask_progress,
    "write": reports.ask_section,
}


async def dispatch(event: Event, desk: Desk) -> None:
    """Hand an event to its conversation. Raises Refused."""
    if not isinstance(event, MembershipEvent):
        await enrolment.heard(event, desk)
    match event:
        case MembershipEvent():
            await enrolment.presence(event, desk)
        case MovedEvent():
            await desk.moving.move(event.address.channel, event.address.chat, event.new_chat)
        case CommandEvent() if event.sender.anonymous:
            await enrolment.anonymous(event, desk)
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
    await desk.enrolment.note_forum(desk.contact, forum=event.forum)
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
