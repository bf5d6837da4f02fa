"""The list of duties, a duty's page, and the questions asked from it."""

from decimal import Decimal
from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import Cell
from bot.domain.people import Contact
from bot.domain.rights import Action, may
from bot.services.screens.lines import duty_line, full, short, ticket_lines
from bot.services.stored import stored_directives
from bot.services.views import Button, Reader, Screen, assignment_subject
from bot.storage.work import Work
from bot.texts.messages import AskObstacle, AskResult, DutyList, DutyPage, Said, TargetLine

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
        agency=full(config, agency),
        today=today,
        lines=[duty_line(one, number, config, today) for number, one in shown],
        total=len(mine),
        overdue=sum(one.is_overdue(today, config.calendar) for one in mine),
        helping=len(await work.assignments.coordinated_by(agency)),
        page=page,
        pages=pages,
    )
    numbers = [Button(key="number", data=f"open:{one.id}", facts={"number": number}) for number, one in shown]
    rows = [numbers[start : start + ROW] for start in range(0, len(numbers), ROW)]
    return Screen(
        message=message,
        buttons=[*rows, *_paging(page, pages)],
        subjects=tuple(assignment_subject(one.id) for _, one in shown),
    )


def _paging(page: int, pages: int) -> list[list[Button]]:
    row = []
    if page > 1:
        row.append(Button(key="previous", data=f"list:{page - 1}"))
    if page < pages:
        row.append(Button(key="next", data=f"list:{page + 1}"))
    return [row] if row else []


async def duty(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show one assignment as it stands now."""
    found = await work.assignments.get(args["assignment"])
    if found is None or reader.contact is None:
        return None
    today = config.calendar.day_of(work.now)
    details = bool(args.get("details"))
    directive = next((one for one in await stored_directives(work) if one.id == found.directive), None)
    kept = next((one for one in directive.duties if one.id == found.duty), None) if directive else None
    subject = assignment_subject(found.id)
    message = DutyPage(
        line=duty_line(found, 1, config, today),
        agency=full(config, found.agency),
        number=directive.number if directive else None,
        deliverable=found.deliverable,
        submit_to=full(config, found.submit_to) if found.submit_to else None,
        coordinating=[short(config, agency) for agency in found.coordinating],
        target=_target(found),
        result=found.result,
        submitted_on=config.calendar.day_of(found.submitted_at) if found.submitted_at else None,
        late=found.cell(today, config.calendar) is Cell.DONE_LATE,
        files=[file.name for file in await work.files.of(subject)],
        tickets=await ticket_lines(await work.tickets.of_assignment(found.id), work, config),
        details=details,
        note=kept.note if kept else None,
    )
    return Screen(message=message, buttons=_duty_buttons(found, reader.contact, details=details), subjects=(subject,))


def _duty_buttons(found: Assignment, contact: Contact, *, details: bool) -> list[list[Button]]:
    rows = []
    if found.is_open and may(contact.actor, Action.WORK_ON_DUTY, found.agency):
        rows.append(work_buttons(found))
    less_or_more = Button(key="less" if details else "details", data=f"{'less' if details else 'more'}:{found.id}")
    rows.append([less_or_more, Button(key="list", data="list:1")])
    return rows


def work_buttons(found: Assignment) -> list[Button]:
    """Return the two taps of an officer: done, stuck."""
    return [
        Button(key="done", data=f"done:{found.id}"),
        Button(key="stuck", data=f"stuck:{found.id}"),
    ]


def _target(found: Assignment) -> TargetLine | None:
    if found.target is None:
        return None
    return TargetLine(
        metric=found.target["metric"],
        unit=found.target["unit"],
        value=Decimal(found.target["value"]),
        at_least=found.target["at_least"],
    )


async def ask_result(work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    if not found.is_open:
        return Screen(message=Said(key="stale", facts={"status": found.status.value}))
    buttons = [[Button(key="skip", data=f"skip:{found.id}")], [Button(key="cancel", data="cancel")]]
    return Screen(message=AskResult(title=found.title), buttons=buttons, subjects=(assignment_subject(found.id),))


async def ask_obstacle(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    return Screen(message=AskObstacle(title=found.title, ict=full(config, config.organisation.ict)), asks=True)
