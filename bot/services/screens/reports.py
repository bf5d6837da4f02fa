"""An agency's report, the question for remarks, and the ICT department's board."""

from typing import Any

from bot.config import Config
from bot.domain.reports import OWING, ReportState, what_is_known
from bot.services.reporting import Reporting
from bot.services.screens.lines import counts, duty_lines, full, short
from bot.services.views import Button, Reader, Screen, period_subject, report_subject
from bot.storage.work import Work
from bot.texts.messages import AskRemarks, Board, ReportPage


async def report(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.reports.get(args["report"])
    if found is None:
        return None
    period = config.reporting_calendar.period(found.period)
    today = config.calendar.day_of(work.now)
    mine = await work.assignments.of_agency(found.agency)
    known = what_is_known(mine, start=period.start, today=today, calendar=config.calendar)
    chains = await Reporting(work, config).chains_of(period, found.agency)
    message = ReportPage(
        period=found.period,
        agency=full(config, found.agency),
        state=found.state.value,
        cutoff=period.cut_off,
        due=found.due,
        to=_names(config, [chain.to for chain in chains]),
        through=_names(config, [chain.through for chain in chains if chain.through and chain.through != found.agency]),
        counts=counts(mine, config, today, None),
        done=duty_lines(known.done, config, today),
        overdue=duty_lines(known.overdue, config, today),
        stuck=duty_lines(known.stuck, config, today),
        remarks=found.remarks,
        submitted_on=config.calendar.day_of(found.submitted_at) if found.submitted_at else None,
        late=found.is_late(today),
    )
    return Screen(message=message, buttons=_buttons(found.id, found.state, found.remarks),
                  subjects=(report_subject(found.id),))  # fmt: skip


def _buttons(report_id: int, state: ReportState, remarks: str | None) -> list[list[Button]]:
    if state not in OWING:
        return []
    return [
        [Button(key="change_remarks" if remarks else "remarks", data=f"remarks:{report_id}")],
        [Button(key="send_report", data=f"send:{report_id}")],
    ]


def _names(config: Config, agencies: list[str]) -> list[str]:
    return [full(config, agency) for agency in dict.fromkeys(agencies)]


async def ask_remarks(work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.reports.get(args["report"])
    return Screen(message=AskRemarks(period=found.period), asks=True) if found else None


async def board(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    reports = await work.reports.of_period(args["period"])
    if not reports:
        return None
    by_state: dict[str, list[str]] = {"submitted": [], "drafting": [], "silent": []}
    for one in reports:
        place = {ReportState.OPEN: "silent", ReportState.SUBMITTED: "submitted", ReportState.ACCEPTED: "submitted"}
        by_state[place.get(one.state, "drafting")].append(short(config, one.agency))
    message = Board(period=args["period"], due=reports[0].due, **by_state)
    return Screen(message=message, subjects=(period_subject(args["period"]),))
