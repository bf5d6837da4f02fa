"""What was owed by the rules and by the audit trail, held against what the ledger and the messenger have.

Nothing here asks the services: the ladder is walked again from its rules, over the times that the audit trail tells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered, Notice
from bot.domain.forecast import digest_days
from bot.domain.ladder import rungs
from bot.domain.reports import Report
from bot.storage.audit import AuditEvent
from bot.storage.work import Store

REMINDED_FROM = {"assign", "give_duty", "return", "resolve_ticket"}
RESTS_FROM = {"submit", "complete", "accept", "cancel", "open_ticket", "reopen_ticket"}
OPENS_TICKET, CLOSES_TICKET = {"open_ticket", "reopen_ticket"}, {"resolve_ticket", "drop_ticket"}
MOVES_DEADLINE = {"assign", "give_duty", "deadline", "grant_extension"}
SENDS_REPORT = {"submit_report", "approve_report"}
AT_ONCE = timedelta(minutes=5)  # what is handed in while the morning's tick runs need not be reminded of any more


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All that is stored of what was owed and done, at one moment."""

    notices: list[Notice]
    assignments: list[Assignment]
    reports: list[Report]
    events: dict[str, list[AuditEvent]]

    @property
    def sent(self) -> list[Notice]:
        """The messages that went out, edits not counted."""
        return [one for one in self.notices if one.state is Delivered.SENT and one.edits is None]

    @property
    def waiting(self) -> list[Notice]:
        return [one for one in self.notices if one.state in (Delivered.PENDING, Delivered.SENDING)]


async def read(store: Store) -> Ledger:
    """Read it all at once."""
    async with store.look() as work:
        events: dict[str, list[AuditEvent]] = {}
        async for event in work.audit.since():
            events.setdefault(event.subject, []).append(event)
        assignments = await work.assignments.of_all()
        reports = [one for period in await work.reports.periods() for one in await work.reports.of_period(period)]
        notices = await work.outbox.list(limit=1_000_000)
    return Ledger(notices=notices, assignments=assignments, reports=reports, events=events)


def missing(ledger: Ledger, config: Config, *, since: datetime, until: datetime) -> list[str]:
    """Return the names of the notices that the rules owed between two moments (UTC) and that are not on record.

    On record is what was sent, what waits and what was closed with the reason; whether it arrived is another question.
    """
    owed = [*_reminders(ledger, config, until), *_nags(ledger, config, until), *_digests(config, since, until)]
    return _not_recorded(ledger, owed)


def missing_reminders(ledger: Ledger, config: Config, until: datetime) -> list[str]:
    """Return the names of the reminders that were owed until a moment (UTC) and that are not on record."""
    return _not_recorded(ledger, _reminders(ledger, config, until))


def _not_recorded(ledger: Ledger, owed: Iterable[str]) -> list[str]:
    recorded = {name for one in ledger.notices for name in _beginnings(one.key)}
    return [name for name in owed if name not in recorded]


def _beginnings(key: str) -> Iterator[str]:
    """Yield what a key may name, before whom it was for."""
    parts = key.split(":")
    return (":".join(parts[:length]) for length in range(1, len(parts)))


def _reminders(ledger: Ledger, config: Config, until: datetime) -> Iterator[str]:
    for one in ledger.assignments:
        for due, begin, end in _reminded(one, ledger.events.get(f"assignment:{one.id}", ()), until):
            coming = rungs(due, ladder=config.ladder, calendar=config.calendar, every=one.every)
            for rung in takewhile(lambda rung, end=end: rung.at < end, coming):
                if rung.at > begin:
                    yield f"rung:{one.id}:{due.isoformat()}:{rung.name}"


def _reminded(
    one: Assignment, events: Sequence[AuditEvent], until: datetime
) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield the times (UTC, end excluded) in which an assignment was reminded of, each with its deadline then."""
    moved = [event for event in events if event.action in MOVES_DEADLINE and "before" in event.facts]
    due = _day(moved[0].facts["before"]) if moved else one.due
    begin, tickets = one.assigned_at, set[str]()
    reminded = True
    for event in events:
        if event.action not in REMINDED_FROM | RESTS_FROM | MOVES_DEADLINE | CLOSES_TICKET:
            continue
        if reminded and due is not None:
            yield due, begin, event.at - AT_ONCE
        if event.action in OPENS_TICKET:
            tickets.add(event.facts["ticket"])
        if event.action in CLOSES_TICKET:
            tickets.discard(event.facts["ticket"])
        if event.action in RESTS_FROM:
            reminded = False
        elif event.action in REMINDED_FROM and not tickets:
            reminded = True
        if event in moved:
            due = _day(event.facts["due"])
        begin = event.at
    if reminded and due is not None:
        yield due, begin, until


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _nags(ledger: Ledger, config: Config, until: datetime) -> Iterator[str]:
    """Yield what was owed of a report until it was sent for the first time."""
    for one in ledger.reports:
        sent = [event.at for event in ledger.events.get(f"report:{one.id}", ()) if event.action in SENDS_REPORT]
        end = min([until, *(at - AT_ONCE for at in sent)])
        period = config.reporting_calendar.period(one.period)
        for nag in takewhile(lambda nag, end=end: nag.at < end, config.reporting_calendar.nags(period)):
            yield f"nag:{one.id}:{nag.name}"


def _digests(config: Config, since: datetime, until: datetime) -> Iterator[str]:
    first, last = config.calendar.day_of(since), config.calendar.day_of(until)
    for day in digest_days(config.calendar, config.digest.weekday_number, since=first, until=last):
        if since < config.calendar.at(day, config.digest.at) < until:
            yield f"digest:{day.isoformat()}"
