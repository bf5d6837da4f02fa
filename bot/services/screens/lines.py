"""Parts that several screens share: lines of duties, counts, ticket lines."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import Cell, count_cells
from bot.domain.obstacles import Side, Ticket
from bot.storage.files import StoredFile
from bot.storage.work import Work
from bot.texts.messages import Counts, DutyLine, FigureLine, FileLine, Names, TargetLine, TicketLine


def duty_line(assignment: Assignment, number: int, config: Config, today: date) -> DutyLine:
    return DutyLine(
        number=number,
        title=assignment.title,
        clause=assignment.clause,
        directive=assignment.directive_title,
        status=assignment.status.value,
        due=assignment.due,
        days_left=assignment.days_left(today),
        overdue=assignment.is_overdue(today, config.calendar),
        agency=config.organisation.short(assignment.agency),
    )


def duty_lines(assignments: Iterable[Assignment], config: Config, today: date) -> list[DutyLine]:
    return [duty_line(one, number, config, today) for number, one in enumerate(assignments, start=1)]


def target_line(assignment: Assignment) -> TargetLine | None:
    if assignment.target is None:
        return None
    return TargetLine(
        metric=assignment.target["metric"],
        unit=assignment.target["unit"],
        value=Decimal(assignment.target["value"]),
        at_least=assignment.target["at_least"],
    )


def figure_line(assignment: Assignment, config: Config) -> FigureLine | None:
    """Return how far a duty has come, and whether that is what its target (or the whole) asks."""
    if assignment.figure is None or assignment.figure_at is None:
        return None
    target = target_line(assignment)
    wanted, at_least = (target.value, target.at_least) if target else (Decimal(100), True)
    reached = assignment.figure >= wanted if at_least else assignment.figure <= wanted
    on = config.calendar.day_of(assignment.figure_at)
    return FigureLine(value=assignment.figure, unit=assignment.unit, on=on, reached=reached)


def file_lines(files: Iterable[StoredFile]) -> list[FileLine]:
    return [FileLine(name=file.name, state=file.state.value) for file in files]


def counts(assignments: Iterable[Assignment], config: Config, today: date, before: dict[str, int] | None) -> Counts:
    """Count the cells; ``before`` is what the last digest counted."""
    cells = count_cells(one.cell(today, config.calendar) for one in assignments)
    change = None if before is None else {cell.value: cells[cell] - before.get(cell.value, 0) for cell in Cell}
    return Counts(**{cell.value: count for cell, count in cells.items()}, change=change)


async def ticket_lines(tickets: Sequence[Ticket], work: Work, config: Config) -> list[TicketLine]:
    """Return the tickets as lines, each with the last answer it was given."""
    titles = {one.id: one.title for one in await work.assignments.some([ticket.assignment for ticket in tickets])}
    said = await work.tickets.notes_of([ticket.id for ticket in tickets])
    today = config.calendar.day_of(work.now)
    lines = []
    for ticket in tickets:
        answers = [note for note in said[ticket.id] if note.side is not Side.AGENCY and note.at <= work.now]
        opened_on = config.calendar.day_of(ticket.opened_at)
        lines.append(
            TicketLine(
                number=ticket.number,
                state=ticket.state.value,
                text=ticket.text,
                agency=config.organisation.short(ticket.agency),
                title=titles[ticket.assignment],
                opened_on=opened_on,
                days=(today - opened_on).days,
                answer=answers[-1].text if answers else None,
            )
        )
    return lines


def fitting(names: Sequence[str], letters: int) -> Names:
    """Return the first names, as many as ``letters`` hold, and how many more there are."""
    ends = accumulate(len(name) + len(", ") for name in names)
    fit = sum(end <= letters for end in ends)
    return Names(shown=names[:fit], more=len(names) - fit)
