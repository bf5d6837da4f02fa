"""The open deadlines as a calendar file: an agency's own, or for who sees the province all of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from bot.config import Config
from bot.documents.calendar_file import Deadline, deadline_calendar
from bot.documents.calendar_words import CalendarWords, calendar_words
from bot.domain.assignments import Assignment
from bot.domain.reports import OWING, Report
from bot.domain.rights import Action, may
from bot.services.screens.lines import fitting
from bot.services.views import Made, Reader, Screen
from bot.storage.work import Work
from bot.texts.messages import Deadlines, Said

LETTERS = 300  # of a list of agencies


async def deadlines(work: Work, config: Config, reader: Reader, _args: dict[str, Any]) -> Screen | None:
    """Give the calendar, as of now; a file that is taken in again moves what has moved and doubles nothing."""
    contact = reader.contact
    if contact is None:
        return None
    words, organisation = calendar_words(reader.language), config.organisation
    everything = may(contact.actor, Action.SEE_PROVINCE, contact.agency)
    if everything:
        mine, owed = await work.assignments.of_all(), await _owed_in_the_province(work, config)
        name, file = words.of_province.format(province=config.province.name), "toan-tinh"
    else:
        mine, owed = await work.assignments.of_agency(contact.agency), await work.reports.of_agency(contact.agency)
        name, file = words.of_agency.format(agency=organisation.short(contact.agency)), contact.agency
    scope = None if everything else contact.agency
    found = [*_duties(mine, config, words, scope), *_reports(owed, config, words, scope)]
    if not found:
        return Screen(message=Said(key="no_deadlines"))
    message = Deadlines(
        agency=None if everything else organisation.full(contact.agency),
        today=config.calendar.day_of(work.now),
        count=len(found),
    )
    made = partial(deadline_calendar, sorted(found, key=lambda one: one.day), name=name, now=work.now)
    return Screen(message=message, make=Made(name=f"thoi-han-{file}.ics", content=made))


async def _owed_in_the_province(work: Work, config: Config) -> list[Report]:
    periods = config.reporting_calendar.open_periods(config.calendar.day_of(work.now))
    return [one for period in periods for one in await work.reports.of_period(period.id)]


def _duties(
    assignments: Iterable[Assignment], config: Config, words: CalendarWords, scope: str | None
) -> Iterable[Deadline]:
    """Yield a day for each duty and deadline, with the agencies that still have it to do."""
    days: dict[tuple[str, str, str, date], list[Assignment]] = {}
    for one in assignments:
        if one.is_open and one.due is not None:
            days.setdefault((one.directive, one.duty, one.occurrence, one.due), []).append(one)
    for (directive, duty, occurrence, due), theirs in days.items():
        first = theirs[0]
        where = words.clause.format(directive=first.directive_title, clause=first.clause)
        lead = words.lead.format(agencies=_named([one.agency for one in theirs], config, words))
        # an agency's own day moves with its deadline; in the province each deadline of a duty is a day of its own
        which = (directive, duty, occurrence, scope or due.isoformat())
        yield Deadline(
            key="|".join(("duty", *which)),
            revision=max(one.revision for one in theirs),
            day=due,
            title=first.title,
            about=where if scope else f"{where}\n{lead}",
        )


def _reports(reports: Iterable[Report], config: Config, words: CalendarWords, scope: str | None) -> Iterable[Deadline]:
    """Yield a day for each period that is still owed, with the agencies that owe it."""
    days: dict[tuple[str, date], list[Report]] = {}
    for one in reports:
        if one.state in OWING:
            days.setdefault((one.period, one.due), []).append(one)
    for (period, due), theirs in days.items():
        yield Deadline(
            key="|".join(("report", period, scope or "")),
            revision=max(one.revision for one in theirs),
            day=due,
            title=words.report.format(period=words.period(period)),
            about="" if scope else _named([one.agency for one in theirs], config, words),
        )


def _named(agencies: Sequence[str], config: Config, words: CalendarWords) -> str:
    names = fitting([config.organisation.short(agency) for agency in agencies], LETTERS)
    return ", ".join(names.shown) + (words.more.format(count=names.more) if names.more else "")
