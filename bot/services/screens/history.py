"""The history of a duty: who did what, and when."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.config import Config
from bot.services.base import acting_contact
from bot.services.views import Button, Reader, Screen, assignment_subject
from bot.storage.audit import AuditEvent
from bot.storage.work import Work
from bot.texts.messages import History, HistoryLine

SHOWN = 25
LONGEST = 160
DAYS = ("wanted", "proposed", "due", "before", "until")
AGENCIES = ("source", "target", "status")
FACTS = ("figure", "unit", "result", "late", "reason", "text", "ticket", "holder", "rung", "name", *AGENCIES, *DAYS)
"""What the phrases of a history may speak of; what an event does not know is None."""


async def history(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List what happened to an assignment, the newest last."""
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    same = [found.id, *await work.assignments.merged_into(found.id)]
    events = await work.audit.of(assignment_subject(one) for one in same)
    names = await _names(work, events)
    assigned = HistoryLine(when=_when(config, found.assigned_at), who=None, action="assign", facts=dict.fromkeys(FACTS))
    lines = [assigned, *[_line(config, event, names) for event in events]]
    rows = [[Button(key="back", data=f"less:{found.id}")]]
    message = History(title=found.title, lines=lines[-SHOWN:], earlier=max(0, len(lines) - SHOWN))
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def _names(work: Work, events: Iterable[AuditEvent]) -> dict[int, str]:
    """Return the names of the contacts who acted, or were handed the duty."""
    acted = {contact for event in events if (contact := acting_contact(event.actor)) is not None}
    handed = {event.facts["holder"] for event in events if isinstance(event.facts.get("holder"), int)}
    return {one.id: one.name for one in await work.contacts.some(acted | handed)}


def _line(config: Config, event: AuditEvent, names: Mapping[int, str]) -> HistoryLine:
    facts = {name: _fact(name, event.facts.get(name)) for name in FACTS}
    facts["holder"] = names.get(event.facts.get("holder", 0), event.facts.get("holder"))
    who = event.facts.get("by") or names.get(acting_contact(event.actor) or 0)
    return HistoryLine(when=_when(config, event.at), who=who, action=event.action, facts=facts)


def _fact(name: str, value: Any) -> object:
    if isinstance(value, str) and name in DAYS:
        return date.fromisoformat(value)
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}…"
    return value


def _when(config: Config, moment: datetime) -> str:
    return f"{moment.astimezone(config.zone):%d/%m/%Y %H:%M}"
