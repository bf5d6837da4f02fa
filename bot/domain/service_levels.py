"""How soon the ICT department takes up and answers what waits for it, counted in working hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from bot.domain.obstacles import TicketState
from bot.domain.working_days import WorkCalendar


class Waits(StrEnum):
    """What has waited too long."""

    CLAIM = "claim"
    ANSWER = "answer"
    VERIFY = "verify"


@dataclass(frozen=True, kw_only=True)
class Service:
    """Allowed times in working days; ``lead``: so much later the department's head is told."""

    opens: time
    closes: time
    claim: int = 1
    answer: int = 2
    verify: int = 2
    lead: int = 1


@dataclass(frozen=True, kw_only=True)
class Overrun:
    """A moment (UTC) at which something has waited too long; ``lead``: it is the head's turn to hear of it."""

    waits: Waits
    lead: bool
    at: datetime

    @property
    def name(self) -> str:
        return f"{self.waits}-lead" if self.lead else str(self.waits)


def after_working_days(moment: datetime, days: int, service: Service, calendar: WorkCalendar) -> datetime:
    """Return the same time of day so many working days later; what comes outside hours counts from the next opening."""
    local = moment.astimezone(calendar.zone)
    day, at = local.date(), local.time()
    if not calendar.is_working(day) or at >= service.closes:
        day, at = calendar.add(day, 1), service.opens
    return calendar.at(calendar.add(day, days), max(at, service.opens))


def ticket_overruns(
    state: TicketState, waiting_since: datetime, service: Service, calendar: WorkCalendar
) -> list[Overrun]:
    """Return when a ticket in this state will have waited too long, in the order of time."""
    waits = {
        TicketState.OPEN: ((Waits.CLAIM, service.claim), (Waits.ANSWER, service.answer)),
        TicketState.CLAIMED: ((Waits.ANSWER, service.answer),),
    }
    return _overruns(waits.get(state, ()), waiting_since, service, calendar)


def verify_overruns(submitted_at: datetime, service: Service, calendar: WorkCalendar) -> list[Overrun]:
    """Return when a completion will have waited too long to be accepted or returned."""
    return _overruns(((Waits.VERIFY, service.verify),), submitted_at, service, calendar)


def _overruns(
    waits: Iterable[tuple[Waits, int]], since: datetime, service: Service, calendar: WorkCalendar
) -> list[Overrun]:
    found = [
        Overrun(waits=what, lead=lead, at=after_working_days(since, days + lead * service.lead, service, calendar))
        for what, days in waits
        for lead in (False, True)
    ]
    return sorted(found, key=lambda one: one.at)


@dataclass(frozen=True, kw_only=True)
class OverrunsOwed:
    """What is owed now, the newest for the group and the newest for the head, and when to look again (UTC)."""

    send: tuple[Overrun, ...]
    next_at: datetime | None


def overruns_owed(overruns: Sequence[Overrun], *, handled_until: datetime, now: datetime) -> OverrunsOwed:
    """Return what is owed at ``now`` when everything up to ``handled_until`` (UTC) has been dealt with."""
    passed = {one.lead: one for one in overruns if handled_until < one.at <= now}
    coming = [one.at for one in overruns if one.at > now]
    return OverrunsOwed(send=tuple(passed.values()), next_at=min(coming, default=None))
