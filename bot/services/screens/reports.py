"""An agency's report: the walk through what the bot knows, its page, its documents; and the ICT department's board."""

from datetime import date
from functools import partial
from typing import Any

from bot.config import Config
from bot.documents.written import written
from bot.domain.people import Contact
from bot.domain.questionnaire import Group, Step
from bot.domain.reports import FILLING, Report, ReportState, Section, what_is_known
from bot.domain.rights import Action, may
from bot.errors import Refused
from bot.services.filling import MAY_WRITE, Filling
from bot.services.period_report import period_report
from bot.services.period_sources import Sources, read_sources
from bot.services.pictures import Pictures
from bot.services.reporting import Reporting
from bot.services.screens.lines import (
    counts,
    duty_line,
    duty_lines,
    figure_line,
    fitting,
    target_line,
    ticket_lines,
)
from bot.services.views import Button, Made, Reader, Screen, assignment_subject, period_subject, report_subject
from bot.storage.work import Work
from bot.texts.messages import AskSection, Board, KnownLine, Paper, Plot, Received, ReceivedLine, ReportPage, Said, Walk

PAGE = 20
FIVE = 5
BOARD_LETTERS = 1150  # of each list: a board is one message, for it is edited in place


async def report(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show a report as it would go out now."""
    found = await work.reports.get(args["report"])
    contact = reader.contact
    if found is None or contact is None:
        return None
    period = config.reporting_calendar.period(found.period)
    today = config.calendar.day_of(work.now)
    mine = await work.assignments.of_agency(found.agency)
    known = what_is_known(mine, start=period.start, today=today, calendar=config.calendar)
    chains = await Reporting(work, config).chains_of(period, found.agency)
    items = await work.reports.answers([found.id])
    own_words = {item.assignment: item.text for item in items if item.text}
    message = ReportPage(
        period=found.period,
        agency=config.organisation.full(found.agency),
        state=found.state.value,
        cutoff=period.cut_off,
        due=found.due,
        to=_names(config, [chain.to for chain in chains]),
        through=_names(config, [chain.through for chain in chains if chain.through and chain.through != found.agency]),
        counts=counts(mine, config, today, None),
        done=duty_lines(known.done, config, today),
        overdue=duty_lines(known.overdue, config, today),
        stuck=duty_lines(known.stuck, config, today),
        own_words=[(one.title, own_words[one.id]) for one in mine if one.id in own_words],
        remarks=found.remarks,
        obstacles=found.obstacles,
        proposals=found.proposals,
        returned=found.returned,
        submitted_on=config.calendar.day_of(found.submitted_at) if found.submitted_at else None,
        late=found.is_late(today),
    )
    waiting = await Filling(work, config).next_question(found) if found.state in FILLING else None
    receives = await _receives(work, config, contact, found.period)
    buttons = _buttons(found, contact, walks=waiting is not None, receives=receives)
    return Screen(message=message, buttons=buttons, subjects=(report_subject(found.id),))


async def _receives(work: Work, config: Config, contact: Contact, period: str) -> bool:
    try:
        await Filling(work, config).require_receiver(contact, period)
    except Refused:
        return False
    return True


def _buttons(found: Report, contact: Contact, *, walks: bool, receives: bool) -> list[list[Button]]:
    rows: list[list[Button]] = []
    own = contact.agency == found.agency and may(contact.actor, Action.FILL_REPORT, found.agency)
    if own and found.state in MAY_WRITE:
        if walks:
            rows.append([Button(key="walk", data=f"walk:{found.id}")])
        rows.append([Button(key=f"section_{one}", data=f"write:{found.id}:{one}") for one in Section])
    if own and found.state in FILLING:
        rows.append([Button(key="send_report", data=f"send:{found.id}")])
    if found.state is ReportState.WITH_HEAD and may(contact.actor, Action.APPROVE_REPORT, found.agency):
        rows.append([Button(key="approve", data=f"approve:{found.id}"), _back(found)])
    if found.state is ReportState.SUBMITTED and receives and not own:
        rows.append([Button(key="receive", data=f"receive:{found.id}"), _back(found)])
    rows.append([Button(key="word", data=f"paper:{found.id}:docx"), Button(key="excel", data=f"paper:{found.id}:xlsx")])
    return rows


def _back(found: Report) -> Button:
    return Button(key="return", data=f"giveback:{found.id}")


def _names(config: Config, agencies: list[str]) -> list[str]:
    return [config.organisation.full(agency) for agency in dict.fromkeys(agencies)]


async def walk(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Ask the next question of a report; when all are answered, for its sections, and then show it."""
    found = await work.reports.get(args["report"])
    if found is None or reader.contact is None:
        return None
    opened = [Group(one) for one in args.get("opened", ())]
    asked = await Filling(work, config).next_question(found, opened)
    if asked is None or found.state not in FILLING:
        return await _sections(work, config, reader, found)
    number, total, step = asked
    today = config.calendar.day_of(work.now)
    message = Walk(
        period=found.period,
        agency=config.organisation.full(found.agency),
        number=number,
        total=total,
        group=step.group.value,
        lines=[await _known(one_id, work, config) for one_id in _ids(step)],
        today=today,
    )
    subjects = (report_subject(found.id), *(assignment_subject(one) for one in _ids(step)))
    return Screen(message=message, buttons=_answers(found, step), subjects=subjects)


def _ids(step: Step) -> list[int]:
    return [one.id for one in step.assignments]


async def _known(assignment: int, work: Work, config: Config) -> KnownLine:
    """Tell what the bot knows of an assignment."""
    (found,) = await work.assignments.some([assignment])
    today = config.calendar.day_of(work.now)
    return KnownLine(
        duty=duty_line(found, 1, config, today),
        result=found.result if found.submitted_at else None,
        done_on=config.calendar.day_of(found.submitted_at) if found.submitted_at else None,
        target=target_line(found),
        figure=figure_line(found, config),
        tickets=await ticket_lines(await work.tickets.open_of(found.id), work, config),
    )


def _answers(found: Report, step: Step) -> list[list[Button]]:
    if len(step.assignments) == 1:
        tail = f"{found.id}:{step.assignments[0].id}"
        return [
            [Button(key="keep", data=f"keep:{tail}"), Button(key="leave_out", data=f"omit:{tail}")],
            [Button(key="own_words", data=f"reword:{tail}")],
            [Button(key="report_page", data=f"report:{found.id}")],
        ]
    tail = f"{found.id}:{list(Group).index(step.group)}"
    return [
        [Button(key="keep_all", data=f"keepall:{tail}"), Button(key="leave_all", data=f"omitall:{tail}")],
        [Button(key="one_by_one", data=f"each:{tail}")],
        [Button(key="report_page", data=f"report:{found.id}")],
    ]


async def _sections(work: Work, config: Config, reader: Reader, found: Report) -> Screen | None:
    """Ask for the first section that was not asked for yet; after the last one, show the report."""
    missing = next((one for one in Section if found.said(one) is None), None)
    if missing is None or found.state not in FILLING:
        return await report(work, config, reader, {"report": found.id})
    buttons = [
        [
            Button(key="write", data=f"write:{found.id}:{missing}"),
            Button(key="nothing", data=f"none:{found.id}:{missing}"),
        ],
        [Button(key="report_page", data=f"report:{found.id}")],
    ]
    message = AskSection(period=found.period, section=missing.value, asks=False)
    return Screen(message=message, buttons=buttons, subjects=(report_subject(found.id),))


async def ask_section(work: Work, _config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Ask for the text of a section."""
    found = await work.reports.get(args["report"])
    if found is None or reader.contact is None:
        return None
    message = AskSection(period=found.period, section=args["section"], asks=True)
    if reader.contact.is_group:
        return Screen(message=message, asks=True, subjects=(report_subject(found.id),))
    return Screen(
        message=message, buttons=[[Button(key="cancel", data="cancel")]], subjects=(report_subject(found.id),)
    )


async def board(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    reports = await work.reports.of_period(args["period"])
    period = config.reporting_calendar.period(args["period"])
    by_state: dict[str, list[str]] = {"submitted": [], "drafting": [], "silent": []}
    for one in reports:
        place = {ReportState.OPEN: "silent", ReportState.SUBMITTED: "submitted", ReportState.ACCEPTED: "submitted"}
        by_state[place.get(one.state, "drafting")].append(config.organisation.short(one.agency))
    message = Board(
        period=period.id,
        due=period.due,
        **{state: fitting(names, BOARD_LETTERS) for state, names in by_state.items()},
    )
    buttons = []
    if reader.contact is not None and await _receives(work, config, reader.contact, args["period"]):
        came = any(one.state is ReportState.SUBMITTED for one in reports)
        buttons = [
            [Button(key="received", data=f"received:{args['period']}:1")],
            *([[Button(key="consolidate", data=f"consolidate:{args['period']}")]] if came else []),
            [
                Button(key="word", data=f"wholepaper:{args['period']}:docx"),
                Button(key="excel", data=f"wholepaper:{args['period']}:xlsx"),
            ],
        ]
    return Screen(message=message, buttons=buttons, subjects=(period_subject(args["period"]),))


async def received(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List the reports of a period, those that came in first; each can be opened."""
    reports = await work.reports.of_period(args["period"])
    if not reports:
        return None
    came = (ReportState.SUBMITTED, ReportState.ACCEPTED)
    ordered = sorted(reports, key=lambda one: (one.state not in came, one.submitted_at is None, one.id))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(1, args["page"]), pages)
    shown = list(enumerate(ordered[(page - 1) * PAGE : page * PAGE], start=(page - 1) * PAGE + 1))
    lines = [_received_line(number, one, config) for number, one in shown]
    message = Received(period=args["period"], lines=lines, total=len(ordered), page=page, pages=pages)
    numbers = [
        Button(key="number", data=f"report:{one.id}", facts={"number": number})
        for number, one in shown
        if one.state in came
    ]
    turn = [Button(key="previous", data=f"received:{args['period']}:{page - 1}")] if page > 1 else []
    turn += [Button(key="next", data=f"received:{args['period']}:{page + 1}")] if page < pages else []
    rows = [*(numbers[start : start + FIVE] for start in range(0, len(numbers), FIVE)), turn]
    return Screen(message=message, buttons=[row for row in rows if row], subjects=(period_subject(args["period"]),))


def _received_line(number: int, one: Report, config: Config) -> ReceivedLine:
    on = config.calendar.day_of(one.submitted_at) if one.submitted_at else None
    late = on is not None and on > one.due
    return ReceivedLine(
        number=number, agency=config.organisation.short(one.agency), state=one.state.value, on=on, late=late
    )


async def paper(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Give a period's report as a file: an agency's, or the consolidated one; it is made outside the transaction."""
    period = config.reporting_calendar.period(args["period"])
    agency, form = args["agency"], args["form"]
    about = f"so-theo-doi-{args['day']}" if "day" in args else f"bao-cao-{period.id}-{agency or 'tong-hop'}"
    name = f"{about}.{form}"
    sources = await read_sources(work, config, period, agency)
    day = date.fromisoformat(args["day"]) if "day" in args else None
    message = Paper(period=period.id, agency=config.organisation.full(agency) if agency is not None else None, day=day)
    return Screen(message=message, make=Made(name=name, content=partial(_written, sources, config, form)))


def _written(sources: Sources, config: Config, form: str) -> bytes:
    return written(period_report(sources, config), form, config.documents.templates)


async def plot(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Give one of the pictures on request."""
    today = config.calendar.day_of(work.now)
    made = await Pictures(work, config, reader.language, today).plot(args["kind"])
    if made is None:
        return Screen(message=Said(key="no_plot", facts={"kind": args["kind"]}))
    return Screen(message=Plot(kind=args["kind"], day=today), make=made)
