"""A ticket as the ICT department sees it, as the officer sees it, and a word relayed."""

from typing import Any

from bot.config import Config
from bot.domain.obstacles import Ticket
from bot.domain.rights import Action, may
from bot.services.screens.lines import full
from bot.services.views import Button, Reader, Screen, ticket_subject
from bot.storage.work import Work
from bot.texts.messages import NoteLine, TicketOpened, TicketPage, TicketWord

LAST_NOTES = 5


async def ticket(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None or reader.contact is None:
        return None
    notes = await work.tickets.notes(found.id)
    message = TicketPage(
        number=found.number,
        state=found.state.value,
        agency=full(config, found.agency),
        author=(await work.contacts.get(found.opened_by)).name,
        title=assignment.title,
        due=assignment.due,
        text=found.text,
        notes=[
            NoteLine(side=note.side.value, author=note.author, on=config.calendar.day_of(note.at), text=note.text)
            for note in notes[-LAST_NOTES:]
        ],
        files=[file.name for file in await work.files.of(ticket_subject(found.id))],
        opened_on=config.calendar.day_of(found.opened_at),
    )
    may_close = found.is_open and may(reader.contact.actor, Action.ANSWER_OBSTACLE, found.agency)
    return Screen(message=message, buttons=_close(found) if may_close else (), subjects=(ticket_subject(found.id),))


def _close(found: Ticket) -> list[list[Button]]:
    return [[Button(key="resolve", data=f"close:{found.id}")]]


async def ticket_opened(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None:
        return None
    message = TicketOpened(
        number=found.number,
        state=found.state.value,
        title=assignment.title,
        text=found.text,
        ict=full(config, config.organisation.ict),
    )
    buttons = [[Button(key="my_duties", data="list:1")]]
    return Screen(message=message, buttons=buttons, subjects=(ticket_subject(found.id),))


async def ticket_word(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None:
        return None
    note = await work.tickets.get_note(args["note"])
    message = TicketWord(
        number=found.number,
        side=note.side.value,
        author=note.author,
        agency=full(config, found.agency),
        title=assignment.title,
        text=note.text,
    )
    return Screen(message=message, subjects=(ticket_subject(found.id),))
