"""The list of duties, a duty's page and its history, and what a search finds."""

from collections.abc import Sequence
from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import REMINDED, Cell, Status
from bot.domain.extensions import Extension, ExtensionState
from bot.domain.people import Contact
from bot.domain.rights import Action, may
from bot.services.handing import Handing
from bot.services.screens.lines import duty_line, figure_line, file_lines, target_line, ticket_lines
from bot.services.stored import stored_directives
from bot.services.views import Button, Reader, Screen, assignment_subject, duty_subject
from bot.storage.work import Work
from bot.texts.messages import DeadlineLine, DutyList, DutyPage, Found
from bot.words import fold

PAGE = 8
ROW = 4


async def duties(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List an agency's duties: open ones first, the nearest deadline on top, then what is done."""
    if reader.contact is None:
        return None
    agency = reader.contact.agency
    today = config.calendar.day_of(work.now)
    mine = sorted(await work.assignments.of_agency(agency), key=lambda one: not one.is_open)
    pages = max(1, -(-len(mine) // PAGE))
    page = min(max(1, int(args["page"])), pages)
    first = (page - 1) * PAGE
    shown = list(enumerate(mine[first : first + PAGE], start=first + 1))
    message = DutyList(
        agency=config.organisation.full(agency),
        today=today,
        lines=[duty_line(one, number, config, today) for number, one in shown],
        total=len(mine),
        overdue=sum(one.is_overdue(today, config.calendar) for one in mine),
        helping=len(await work.assignments.coordinated_by(agency)),
        page=page,
        pages=pages,
    )
    return Screen(
        message=message,
        buttons=[*_numbers(shown), *_paging(page, pages, "list")],
        subjects=tuple(assignment_subject(one.id) for _, one in shown),
    )


async def found(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List the duties that have all the words, with or without diacritics: of the agency, or of all of them."""
    contact = reader.contact
    if contact is None:
        return None
    everywhere = may(contact.actor, Action.SEE_PROVINCE, contact.agency)
    words = fold(args["words"]).split()
    page = max(1, int(args["page"]))
    today = config.calendar.day_of(work.now)
    shown, total = await work.assignments.search(
        words, agency=None if everywhere else contact.agency, offset=(page - 1) * PAGE, limit=PAGE
    )
    pages = max(1, -(-total // PAGE))
    numbered = list(enumerate(shown, start=(page - 1) * PAGE + 1))
    message = Found(
        words=args["words"],
        lines=[duty_line(one, number, config, today) for number, one in numbered],
        total=total,
        page=min(page, pages),
        pages=pages,
        several_agencies=everywhere,
    )
    return Screen(
        message=message,
        buttons=[*_numbers(numbered), *_paging(page, pages, "found")],
        subjects=tuple(assignment_subject(one.id) for one in shown),
    )


def _numbers(shown: Sequence[tuple[int, Assignment]]) -> list[list[Button]]:
    numbers = [Button(key="number", data=f"open:{one.id}", facts={"number": number}) for number, one in shown]
    return [numbers[start : start + ROW] for start in range(0, len(numbers), ROW)]


def _paging(page: int, pages: int, action: str) -> list[list[Button]]:
    row = []
    if page > 1:
        row.append(Button(key="previous", data=f"{action}:{page - 1}"))
    if page < pages:
        row.append(Button(key="next", data=f"{action}:{page + 1}"))
    return [row] if row else []


async def duty(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show one assignment as it stands now."""
    one = await work.assignments.get(args["assignment"])
    if one is None or reader.contact is None:
        return None
    today = config.calendar.day_of(work.now)
    details = bool(args.get("details"))
    directive = next((known for known in await stored_directives(work) if known.id == one.directive), None)
    kept = next((known for known in directive.duties if known.id == one.duty), None) if directive else None
    subject = assignment_subject(one.id)
    files = [*await work.files.of(duty_subject(one.directive, one.duty)), *await work.files.of(subject)]
    extensions = await work.extensions.of(one.id)
    pending = next((extension for extension in extensions if extension.is_pending), None)
    message = DutyPage(
        line=duty_line(one, 1, config, today),
        agency=config.organisation.full(one.agency),
        number=directive.number if directive else None,
        deliverable=one.deliverable,
        submit_to=config.organisation.full(one.submit_to) if one.submit_to else None,
        coordinating=[config.organisation.short(agency) for agency in one.coordinating],
        target=target_line(one),
        figure=figure_line(one, config),
        holder=(await work.contacts.get(one.holder)).name if one.holder is not None else None,
        result=one.result,
        submitted_on=config.calendar.day_of(one.submitted_at) if one.submitted_at else None,
        late=one.cell(today, config.calendar) is Cell.DONE_LATE,
        returned=await _reason(work, one),
        files=file_lines(files),
        deadlines=_moved(extensions, config),
        wanted=(pending.proposed or pending.wanted) if pending else None,
        tickets=await ticket_lines(await work.tickets.of_assignment(one.id), work, config),
        details=details,
        note=kept.note if kept else None,
    )
    hands = await Handing(work, config).may_hand(reader.contact, one.agency)
    buttons = _duty_buttons(one, reader.contact, details=details, files=len(files), hands=hands, pending=pending)
    return Screen(message=message, buttons=buttons, subjects=(subject, duty_subject(one.directive, one.duty)))


async def _reason(work: Work, one: Assignment) -> str | None:
    """Return why a completion was returned, while it is."""
    if one.status is not Status.RETURNED:
        return None
    events = [event for event in await work.audit.of([assignment_subject(one.id)]) if event.action == "return"]
    return events[-1].facts.get("reason") if events else None


def _moved(extensions: Sequence[Extension], config: Config) -> list[DeadlineLine]:
    """Return the history of a deadline: each time it was moved."""
    return [
        DeadlineLine(
            before=one.due_before,
            due=one.granted,
            by=one.answered_by or "",
            on=config.calendar.day_of(one.answered_at),
        )
        for one in extensions
        if one.state is ExtensionState.GRANTED and one.granted is not None and one.answered_at is not None
    ]


def _duty_buttons(
    one: Assignment, contact: Contact, *, details: bool, files: int, hands: bool, pending: Extension | None
) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if one.is_open and may(contact.actor, Action.WORK_ON_DUTY, one.agency):
        rows.append(work_buttons(one))
        second = [Button(key="working", data=f"working:{one.id}")]
        if one.due is not None and pending is None:
            second.append(Button(key="extend", data=f"extend:{one.id}"))
        rows.append(second)
        third = [Button(key="later", data=f"later:{one.id}")] if one.due and one.status in REMINDED else []
        if hands:
            third.append(Button(key="hand", data=f"hand:{one.id}"))
        rows.append(third)
    if one.status is Status.SUBMITTED and may(contact.actor, Action.VERIFY, one.agency):
        rows.append(verify_buttons(one))
    less_or_more = Button(key="less" if details else "details", data=f"{'less' if details else 'more'}:{one.id}")
    rows.append([less_or_more, Button(key="history", data=f"history:{one.id}")])
    last = [Button(key="files", data=f"files:{one.id}", facts={"count": files})] if files else []
    rows.append([*last, Button(key="list", data="list:1")])
    return [row for row in rows if row]


def work_buttons(one: Assignment) -> list[Button]:
    """Return the two taps of an officer: done, stuck."""
    return [
        Button(key="done", data=f"done:{one.id}"),
        Button(key="stuck", data=f"stuck:{one.id}"),
    ]


def verify_buttons(one: Assignment) -> list[Button]:
    """Return the two taps of the ICT department on a completion: accept, return."""
    return [Button(key="accept", data=f"accept:{one.id}"), Button(key="return", data=f"return:{one.id}")]
