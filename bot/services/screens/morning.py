"""One message a person a morning: reminders by directive, reports owed, and on its day the digest."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import REMINDED
from bot.domain.people import Contact
from bot.domain.quiet import stage
from bot.domain.reports import OWING, Report
from bot.domain.rights import Role
from bot.services.digest import PROVINCE
from bot.services.screens.duties import ROW, work_buttons
from bot.services.screens.lines import duty_line, fitting
from bot.services.screens.weekly import LETTERS, head_digest, province_week, report_line, silent_line, week_of
from bot.services.views import Button, Counted, Reader, Screen, assignment_subject, report_subject
from bot.storage.work import Work
from bot.texts.messages import DirectiveGroup, Morning, OverdueGroup

MOST_BUTTONS = 24
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
    asked = [(item["period"], await work.reports.of_period(item["period"])) for view, item in items if view == "silent"]
    periods = [silent_line(config, period, theirs, today) for period, theirs in asked]
    silent = [line for line in periods if line.silent.count or not fresh]
    digest = next((item for view, item in items if view == "digest"), None)
    told_on = date.fromisoformat(digest["day"]) if digest and "day" in digest else today
    groups = _by_directive(mine, config, today)
    week = await week_of(work, config, contact.agency, today) if digest is not None and not _sees(contact) else None
    province = None
    if digest is not None and _sees(contact):
        province = await province_week(work, config, reader, today, told_on, short=contact.role is Role.LEADER)
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
        reports=[*(report_line(one, today) for one in reports), *silent],
        head_digest=await head_digest(work, config, contact.agency, week, shown, today, told_on) if week else None,
        province_digest=province.digest if province else None,
    )
    if not (message.groups or message.overdue_elsewhere or message.reports or digest is not None):
        return None
    return Screen(
        message=message,
        make=province.picture if province else None,
        counted=_counted(message, contact, told_on) if digest and fresh else None,
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


def _counted(message: Morning, contact: Contact, day: date) -> Counted | None:
    """Return what a digest says: the next one tells the change against it."""
    told = message.province_digest or message.head_digest
    scope = PROVINCE if message.province_digest else contact.agency
    return Counted(scope=scope, day=day, cells=told.counts.cells) if told else None


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
        result.append(OverdueGroup(title=title, due=due, agencies=fitting(agencies, LETTERS)))
    return result
