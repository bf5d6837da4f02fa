"""One message a person a morning: reminders by directive, reports owed, and on its day the digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import REMINDED, Status
from bot.domain.people import Contact
from bot.domain.quiet import stage
from bot.domain.reports import OWING, Report
from bot.domain.rights import Role
from bot.services.digest import PROVINCE
from bot.services.pictures import Pictures
from bot.services.screens.duties import ROW, work_buttons
from bot.services.screens.lines import counts, duty_line, shortened, ticket_lines
from bot.services.views import Button, Reader, Screen, assignment_subject, report_subject
from bot.storage.work import Work
from bot.texts.messages import (
    AgencyScore,
    DirectiveGroup,
    DutyLine,
    HeadDigest,
    Morning,
    OverdueGroup,
    ProvinceDigest,
    ReportLine,
)

WORST = 10
WORST_SHORT = 5
TICKETS = 10
MOST_BUTTONS = 24
WEEK = timedelta(days=7)
SEES_PROVINCE = frozenset({Role.ICT, Role.LEADER, Role.ADMIN})


async def morning(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Compose the notices ``args["items"]`` (view and args each) as one message.

    When it is ``fresh`` only what is still true is said, and None returned if nothing is; a message that stands in the
    chat and is painted anew keeps its lines, each as it is now.
    """
    contact = reader.contact
    if contact is None:
        return None
    today = date.fromisoformat(args["day"]) if "day" in args else config.calendar.day_of(work.now)
    items = [(item["view"], item["args"]) for item in args["items"]]
    ids = [item["assignment"] for view, item in items if view == "reminder"]
    fresh = bool(args.get("fresh"))
    reminded = [one for one in await _in_order(work, ids) if one.status in REMINDED or not fresh]
    mine = [one for one in reminded if one.agency == contact.agency]
    others = [one for one in reminded if one.agency != contact.agency and one.status in REMINDED]
    own_reports = [await work.reports.get(item["report"]) for view, item in items if view == "nag"]
    reports = [one for one in own_reports if one is not None and (one.state in OWING or not fresh)]
    periods = [await _silent(work, config, item["period"], today) for view, item in items if view == "silent"]
    silent = [line for line in periods if line.silent or not fresh]
    wants_digest = any(view == "digest" for view, _ in items)
    groups = _by_directive(mine, config, today)
    week = await _week(work, config, contact, today) if wants_digest and _is_head(contact) else None
    shown = _numbered([*_flat(_grouped(mine)), *(week.all if week else ())])
    rungs = [(item["assignment"], item["rung"]) for view, item in items if view == "reminder"]
    noted = await _noted(work, config, contact, mine, rungs)
    message = Morning(
        noted=noted,
        today=today,
        agency=config.organisation.full(contact.agency),
        audience=contact.role.value,
        groups=groups,
        overdue_elsewhere=_overdue_elsewhere(others, config),
        reports=[*(_report_line(one, today) for one in reports), *silent],
        head_digest=await _head_digest(work, config, contact, week, shown, today) if week else None,
        province_digest=await _province(work, config, contact, today) if wants_digest and _sees(contact) else None,
    )
    if not (message.groups or message.overdue_elsewhere or message.reports or wants_digest):
        return None
    picture = None
    if message.province_digest is not None and not message.province_digest.short and not message.province_digest.quiet:
        everything = await work.assignments.of_all()
        picture = Pictures(work, config, reader.language, today).standing(everything)
    return Screen(
        message=message,
        make=picture,
        buttons=_buttons(mine, shown, [one for one in reports if one.state in OWING], noted=noted),
        subjects=(*(assignment_subject(one.id) for one in mine), *(report_subject(one.id) for one in reports)),
    )


async def _noted(
    work: Work, config: Config, contact: Contact, mine: Sequence[Assignment], rungs: Sequence[tuple[int, str]]
) -> bool:
    """Tell whether this reader has taken note of all that is still to be done of a message."""
    known = await work.quiet.noted([one.id for one in mine])
    due = {one.id: one.due for one in mine if one.status in REMINDED}
    wanted = [
        (assignment, contact.id, due[assignment], stage(rung, config.ladder))
        for assignment, rung in rungs
        if assignment in due
    ]
    return bool(wanted) and all(one in known for one in wanted)


def _is_head(contact: Contact) -> bool:
    return contact.role not in SEES_PROVINCE


def _sees(contact: Contact) -> bool:
    return contact.role in SEES_PROVINCE


async def _in_order(work: Work, ids: list[int]) -> list[Assignment]:
    """Return assignments by deadline, most urgent first, grouped as their directives come."""
    found = await work.assignments.some(ids)
    return sorted(found, key=lambda one: (one.due or date.max, one.directive, one.id))


def _by_directive(assignments: Sequence[Assignment], config: Config, today: date) -> list[DirectiveGroup]:
    groups = _grouped(assignments)
    numbers = {one.id: number for number, one in enumerate(_flat(groups), start=1)}
    return [
        DirectiveGroup(directive=title, lines=[duty_line(one, numbers[one.id], config, today) for one in theirs])
        for title, theirs in groups.items()
    ]


def _grouped(assignments: Sequence[Assignment]) -> dict[str, list[Assignment]]:
    groups: dict[str, list[Assignment]] = {}
    for one in assignments:
        groups.setdefault(one.directive_title, []).append(one)
    return groups


def _numbered(assignments: Sequence[Assignment]) -> dict[int, int]:
    """Return the number by which each assignment of a message is opened, by its id; one that comes twice has one."""
    return {one: number for number, one in enumerate(dict.fromkeys(a.id for a in assignments), start=1)}


def _flat(groups: dict[str, list[Assignment]]) -> list[Assignment]:
    return [one for theirs in groups.values() for one in theirs]


def _buttons(
    mine: Sequence[Assignment], shown: dict[int, int], owed: Sequence[Report], *, noted: bool
) -> list[list[Button]]:
    """One duty has its two taps at once; several have a number each. What still is to be done can be taken note of."""
    rows: list[list[Button]] = []
    if len(shown) == len(mine) == 1:
        only = mine[0]
        rows = [work_buttons(only)] if only.is_open else []
        later = [Button(key="later", data=f"later:{only.id}")] if only.status in REMINDED else []
        rows.append([*_note(mine, noted=noted), *later])
        rows.append([Button(key="open_page", data=f"open:{only.id}")])
    elif shown:
        numbers = [
            Button(key="number", data=f"open:{one}", facts={"number": number})
            for one, number in list(shown.items())[:MOST_BUTTONS]
        ]
        rows = [numbers[start : start + ROW] for start in range(0, len(numbers), ROW)]
        rows.append(_note(mine, noted=noted))
    rows = [row for row in rows if row]
    rows += [[Button(key="open_report", data=f"report:{one.id}")] for one in owed]
    return rows


def _note(mine: Sequence[Assignment], *, noted: bool) -> list[Button]:
    if noted or not any(one.status in REMINDED for one in mine):
        return []
    return [Button(key="note", data="noted")]


def _overdue_elsewhere(others: Sequence[Assignment], config: Config) -> list[OverdueGroup]:
    """Group what other agencies are late with by duty: a hundred lines become a few."""
    groups: dict[tuple[str, date], list[str]] = {}
    for one in others:
        if one.due is not None:
            groups.setdefault((one.title, one.due), []).append(config.organisation.short(one.agency))
    result = []
    for (title, due), agencies in groups.items():
        names, more = shortened(agencies)
        result.append(OverdueGroup(title=title, due=due, agencies=names, more=more))
    return result


def _report_line(report: Report, today: date) -> ReportLine:
    days_left = (report.due - today).days
    return ReportLine(
        period=report.period,
        due=report.due,
        days_left=days_left,
        sent=report.state not in OWING,
        state=report.state.value,
    )


async def _silent(work: Work, config: Config, period: str, today: date) -> ReportLine:
    reports = await work.reports.of_period(period)
    names, more = shortened([config.organisation.short(one.agency) for one in reports if one.state in OWING])
    due = reports[0].due
    return ReportLine(period=period, due=due, days_left=(due - today).days, silent=names, more=more, sent=not names)


@dataclass(frozen=True, kw_only=True)
class Week:
    """The duties of one agency that its week is about."""

    mine: list[Assignment]
    overdue: list[Assignment]
    this: list[Assignment]
    next: list[Assignment]

    @property
    def all(self) -> list[Assignment]:
        return [*self.overdue, *self.this, *self.next]


async def _week(work: Work, config: Config, contact: Contact, today: date) -> Week:
    mine = await work.assignments.of_agency(contact.agency)
    monday = today - timedelta(days=today.weekday())
    opened = [one for one in mine if one.is_open and one.due is not None]

    def within(start: date) -> list[Assignment]:
        return [one for one in opened if one.due and max(start, today) <= one.due < start + WEEK]

    return Week(
        mine=mine,
        overdue=[one for one in opened if one.is_overdue(today, config.calendar)],
        this=within(monday),
        next=within(monday + WEEK),
    )


async def _head_digest(
    work: Work, config: Config, contact: Contact, week: Week, numbers: dict[int, int], today: date
) -> HeadDigest:
    helping = await work.assignments.coordinated_by(contact.agency)
    reports = [one for one in await work.reports.of_agency(contact.agency) if one.state in OWING]

    def lines(assignments: Sequence[Assignment]) -> list[DutyLine]:
        return [duty_line(one, numbers[one.id], config, today) for one in assignments]

    return HeadDigest(
        counts=counts(week.mine, config, today, await work.digests.before(contact.agency, today)),
        this_week=lines(week.this),
        next_week=lines(week.next),
        overdue=lines(week.overdue),
        helping_overdue=sum(one.is_overdue(today, config.calendar) for one in helping),
        tickets=await ticket_lines(await work.tickets.all_open(contact.agency), work, config),
        reports=[_report_line(one, today) for one in reports],
    )


async def _province(work: Work, config: Config, contact: Contact, today: date) -> ProvinceDigest:
    is_short = contact.role is Role.LEADER
    everything = await work.assignments.of_all()
    by_agency: dict[str, list[Assignment]] = {}
    for one in everything:
        by_agency.setdefault(one.agency, []).append(one)
    scores = [
        AgencyScore(
            agency=config.organisation.short(agency),
            overdue=sum(one.is_overdue(today, config.calendar) for one in theirs),
            total=len(theirs),
        )
        for agency, theirs in by_agency.items()
    ]
    worst = sorted((score for score in scores if score.overdue), key=lambda score: -score.overdue)
    tickets = await work.tickets.all_open()
    enrolled = await work.contacts.roles_by_agency()
    missing = [
        config.organisation.short(agency) for agency in by_agency if Role.OFFICER not in enrolled.get(agency, set())
    ]
    periods = [
        period.id for period in config.reporting_calendar.open_periods(today) if await work.reports.of_period(period.id)
    ]
    return ProvinceDigest(
        counts=counts(everything, config, today, await work.digests.before(PROVINCE, today)),
        agencies=len(by_agency),
        worst=worst[: WORST_SHORT if is_short else WORST],
        tickets=await ticket_lines(tickets[:TICKETS], work, config),
        more_tickets=max(0, len(tickets) - TICKETS),
        reports=[await _silent(work, config, period, today) for period in periods],
        not_enrolled=missing,
        unreachable=[
            f"{one.name} ({config.organisation.short(one.agency)})" for one in await work.contacts.unreachable()
        ],
        waiting=sum(one.status is Status.SUBMITTED for one in everything),
        short=is_short,
    )
