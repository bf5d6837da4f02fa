"""A ticket as the ICT department sees it, as the leaders do, as the officer does; a word relayed; and what waits."""

from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import OPEN, Status
from bot.domain.obstacles import Ticket, TicketState
from bot.domain.rights import Action, may
from bot.domain.service_levels import Waits
from bot.services.obstacles import Obstacles
from bot.services.screens.lines import duty_lines, file_lines, ticket_lines
from bot.services.views import Button, Reader, Screen, assignment_subject, ticket_subject
from bot.storage.work import Work
from bot.texts.messages import NoteLine, TicketOpened, TicketPage, TicketWord, Waiting, WhichTicket

LAST_NOTES = 5
WHOLE_STORY = 30
MOST_BUTTONS = 8


async def ticket(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show a ticket to the ICT department."""
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None or reader.contact is None:
        return None
    handles = found.is_open and may(reader.contact.actor, Action.ANSWER_OBSTACLE, found.agency)
    rows = _handling(found) if handles else []
    return await _page(work, config, found, assignment, rows, for_leaders=False)


async def escalation(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show the leaders the whole story of a ticket that was taken up to them."""
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None or reader.contact is None:
        return None
    decides = found.state is TicketState.ESCALATED and may(reader.contact.actor, Action.DECIDE, found.agency)
    rows = [[Button(key="decide", data=f"decide:{found.id}")]] if decides else []
    return await _page(work, config, found, assignment, rows, for_leaders=True)


async def _page(
    work: Work, config: Config, found: Ticket, assignment: Assignment, rows: list[list[Button]], *, for_leaders: bool
) -> Screen:
    notes = await work.tickets.notes(found.id)
    files = await work.files.of(ticket_subject(found.id))
    message = TicketPage(
        number=found.number,
        state=found.state.value,
        category=found.category.value,
        claimed_by=found.claimed_by,
        for_leaders=for_leaders,
        agency=config.organisation.full(found.agency),
        author=(await work.contacts.get(found.opened_by)).name,
        title=assignment.title,
        due=assignment.due,
        text=found.text,
        notes=[
            NoteLine(side=note.side.value, author=note.author, on=config.calendar.day_of(note.at), text=note.text)
            for note in notes[-(WHOLE_STORY if for_leaders else LAST_NOTES) :]
        ],
        files=file_lines(files),
        opened_on=config.calendar.day_of(found.opened_at),
    )
    seen = [Button(key="files", data=f"papers:{found.id}", facts={"count": len(files)})] if files else []
    rows = [*rows, [*seen, Button(key="open_page", data=f"open:{assignment.id}")]]
    return Screen(message=message, buttons=rows, subjects=_subjects(found))


def _handling(found: Ticket) -> list[list[Button]]:
    """Return what the ICT department can do with an open ticket: claim, take up, close."""
    rows = [[Button(key="claim", data=f"claim:{found.id}")]] if found.state is TicketState.OPEN else []
    close = Button(key="resolve", data=f"close:{found.id}")
    if found.may_become(TicketState.ESCALATED):
        return [*rows, [Button(key="escalate", data=f"escalate:{found.id}")], [close]]
    return [*rows, [close]]


async def ticket_opened(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show a ticket to the officer who opened it."""
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None:
        return None
    reopening = Obstacles(work, config).reopening
    may_reopen = found.may_be_reopened(work.now, reopening) and assignment.status in OPEN
    message = TicketOpened(
        number=found.number,
        state=found.state.value,
        title=assignment.title,
        text=found.text,
        ict=config.organisation.full(config.organisation.ict),
        category=found.category.value,
        claimed_by=found.claimed_by,
        due=assignment.due,
        may_reopen=may_reopen,
        reopen_days=reopening.days,
    )
    rows = [[Button(key="agree", data=f"close:{found.id}")]] if found.is_open else []
    if may_reopen:
        rows.append([Button(key="reopen", data=f"reopen:{found.id}")])
    rows.append([Button(key="open_page", data=f"open:{assignment.id}")])
    return Screen(message=message, buttons=rows, subjects=_subjects(found))


async def ticket_word(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Relay something said in a ticket; the officer can say that it is solved."""
    found = await work.tickets.get(args["ticket"])
    assignment = await work.assignments.get(found.assignment) if found else None
    if found is None or assignment is None or reader.contact is None:
        return None
    note = await work.tickets.get_note(args["note"])
    message = TicketWord(
        number=found.number,
        state=found.state.value,
        side=note.side.value,
        author=note.author,
        agency=config.organisation.full(found.agency),
        title=assignment.title,
        text=note.text,
    )
    asked = found.is_open and may(reader.contact.actor, Action.REPORT_OBSTACLE, found.agency)
    rows = [[Button(key="agree", data=f"close:{found.id}")]] if asked else []
    return Screen(message=message, buttons=rows, subjects=_subjects(found))


async def which_ticket(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Ask to which ticket a loose message belongs."""
    tickets = [one for one in [await work.tickets.get(known) for known in args["tickets"]] if one and one.is_open]
    lines = await ticket_lines(tickets, work, config)
    rows = [[Button(key="this_ticket", data=f"about:{one.id}", facts={"number": one.number})] for one in tickets]
    rows.append([Button(key="no_ticket", data="cancel")])
    subjects = tuple(ticket_subject(one.id) for one in tickets)
    return Screen(message=WhichTicket(text=args["text"], tickets=lines), buttons=rows, subjects=subjects)


async def waiting(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List what has waited too long, as far as it still does."""
    waits, ids = Waits(args["waits"]), args["ids"]
    tickets: list[Ticket] = []
    completions: list[Assignment] = []
    if waits is Waits.VERIFY:
        completions = [one for one in await work.assignments.some(ids) if one.status is Status.SUBMITTED]
    else:
        states = {TicketState.OPEN} if waits is Waits.CLAIM else {TicketState.OPEN, TicketState.CLAIMED}
        known = [await work.tickets.get(one) for one in ids]
        tickets = [one for one in known if one is not None and one.state in states]
    today = config.calendar.day_of(work.now)
    message = Waiting(
        waits=waits.value,
        lead=args["lead"],
        tickets=await ticket_lines(tickets, work, config),
        duties=duty_lines(completions, config, today),
        over=not (tickets or completions),
    )
    subject = assignment_subject if waits is Waits.VERIFY else ticket_subject
    rows = [
        [Button(key="this_ticket", data=f"ticket:{one.id}", facts={"number": one.number})]
        for one in tickets[:MOST_BUTTONS]
    ]
    rows += [
        [Button(key="open_duty", data=f"open:{one.id}", facts={"number": number})]
        for number, one in enumerate(completions[:MOST_BUTTONS], start=1)
    ]
    return Screen(message=message, buttons=rows, subjects=tuple(subject(one) for one in ids))


def _subjects(found: Ticket) -> tuple[str, ...]:
    """A ticket shows its duty's deadline too."""
    return (ticket_subject(found.id), assignment_subject(found.assignment))
