"""The weekly digest: an agency's, as its head reads it, and the province's, with its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import Status
from bot.domain.reports import OWING, Report
from bot.domain.rights import Role
from bot.services.digest import PROVINCE
from bot.services.hindsight import Hindsight
from bot.services.pictures import Pictures
from bot.services.screens.lines import counts, duty_line, fitting, ticket_lines
from bot.services.views import Made, Reader
from bot.storage.work import Work
from bot.texts.messages import AgencyScore, DutyLine, HeadDigest, ProvinceDigest, ReportLine

WORST = 10
WORST_SHORT = 5
TICKETS = 8
TICKETS_SHORT = 5
OVERDUE_LINES = 8  # of a head's digest: the rest is in the list of duties
WEEK_LINES = 4
LETTERS = 300  # of a list of names
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Week:
    """The duties of one agency that its week is about: those shown, and of each list how many more there are."""

    mine: list[Assignment]
    overdue: list[Assignment]
    this: list[Assignment]
    next: list[Assignment]
    more: int

    @property
    def all(self) -> list[Assignment]:
        return [*self.overdue, *self.this, *self.next]


async def week_of(work: Work, config: Config, agency: str, today: date) -> Week:
    """Return what an agency is late with, and what is due this week and the next."""
    mine = await Hindsight(work, config).of_agency(agency)
    monday = today - timedelta(days=today.weekday())
    opened = [one for one in mine if one.is_open and one.due is not None]

    def within(start: date) -> list[Assignment]:
        return [one for one in opened if one.due and max(start, today) <= one.due < start + WEEK]

    overdue = [one for one in opened if one.is_overdue(today, config.calendar)]
    this, following = within(monday), within(monday + WEEK)
    shown = overdue[:OVERDUE_LINES], this[:WEEK_LINES], following[:WEEK_LINES]
    more = len(overdue) + len(this) + len(following) - sum(map(len, shown))
    return Week(mine=mine, overdue=shown[0], this=shown[1], next=shown[2], more=more)


async def head_digest(
    work: Work, config: Config, agency: str, week: Week, numbers: dict[int, int], today: date, told_on: date
) -> HeadDigest:
    """Return an agency's week; ``numbers`` are those by which its duties are opened.

    The change is told against the digest before that of ``told_on``.
    """
    then = Hindsight(work, config)
    helping = await work.assignments.coordinated_by(agency)
    reports = [one for one in await then.reports_of_agency(agency) if one.state in OWING]
    tickets = await then.open_tickets(agency)

    def lines(assignments: Sequence[Assignment]) -> list[DutyLine]:
        return [duty_line(one, numbers[one.id], config, today) for one in assignments]

    return HeadDigest(
        counts=counts(week.mine, config, today, await work.digests.before(agency, told_on)),
        this_week=lines(week.this),
        next_week=lines(week.next),
        overdue=lines(week.overdue),
        more=week.more,
        helping_overdue=sum(one.is_overdue(today, config.calendar) for one in helping),
        tickets=await ticket_lines(tickets[:TICKETS_SHORT], work, config),
        more_tickets=max(0, len(tickets) - TICKETS_SHORT),
        reports=[report_line(one, today) for one in reports],
    )


@dataclass(frozen=True, kw_only=True)
class ProvinceWeek:
    """The province's digest, and the picture that goes with it (None: there is nothing to show)."""

    digest: ProvinceDigest
    picture: Made | None


async def province_week(
    work: Work, config: Config, reader: Reader, today: date, told_on: date, *, short: bool
) -> ProvinceWeek:
    """Return the province's week, for leaders ``short`` and without a picture."""
    then = Hindsight(work, config)
    everything = await then.everything()
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
    tickets, most = await then.open_tickets(), TICKETS_SHORT if short else TICKETS
    enrolled = await work.contacts.roles_by_agency()
    missing = [agency for agency in by_agency if Role.OFFICER not in enrolled.get(agency, set())]
    unreachable = [f"{one.name} ({config.organisation.short(one.agency)})" for one in await then.unreachable()]
    asked = [
        (period.id, reports)
        for period in config.reporting_calendar.open_periods(today)
        if (reports := await then.reports_of_period(period.id))
    ]
    digest = ProvinceDigest(
        counts=counts(everything, config, today, await work.digests.before(PROVINCE, told_on)),
        agencies=len(by_agency),
        worst=worst[: WORST_SHORT if short else WORST],
        tickets=await ticket_lines(tickets[:most], work, config),
        more_tickets=max(0, len(tickets) - most),
        reports=[silent_line(config, period, reports, today) for period, reports in asked],
        not_enrolled=fitting([config.organisation.short(agency) for agency in missing], LETTERS),
        unreachable=fitting(unreachable, LETTERS),
        waiting=sum(one.status is Status.SUBMITTED for one in everything),
        short=short,
    )
    draws = not short and not digest.quiet
    picture = Pictures(work, config, reader.language, today).standing(everything) if draws else None
    return ProvinceWeek(digest=digest, picture=picture)


def report_line(report: Report, today: date) -> ReportLine:
    """Return what an agency reads of a report it owes."""
    return ReportLine(
        period=report.period,
        due=report.due,
        days_left=(report.due - today).days,
        sent=report.state not in OWING,
        state=report.state.value,
    )


def silent_line(config: Config, period: str, reports: Sequence[Report], today: date) -> ReportLine:
    """Return who has not reported for a period."""
    silent = fitting([config.organisation.short(one.agency) for one in reports if one.state in OWING], LETTERS)
    due = config.reporting_calendar.period(period).due
    return ReportLine(period=period, due=due, days_left=(due - today).days, silent=silent, sent=not silent.count)
