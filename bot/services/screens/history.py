"""The history of a duty: who did what, and when."""

from datetime import date
from typing import Any

from bot.config import Config
from bot.services.base import Service
from bot.services.views import Button, Reader, Screen, assignment_subject
from bot.storage.chats import AuditEvent
from bot.storage.work import Work
from bot.texts.messages import History, HistoryLine

SHOWN = 25
LONGEST = 160
DAYS = ("wanted", "proposed", "due", "before", "until")
FACTS = ("figure", "unit", "result", "late", "reason", "text", "ticket", "holder", "rung", "name", *DAYS)
"""What the phrases of a history may speak of; what an event does not know is None."""


async def history(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """List what happened to an assignment, the newest last."""
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    events = await work.audit.of([assignment_subject(found.id)])
    namer = Service(work, config)
    assigned = HistoryLine(when=_when(namer, found.assigned_at), who=None, action="assign", facts=dict.fromkeys(FACTS))
    lines = [assigned, *[await _line(namer, event) for event in events]]
    rows = [[Button(key="back", data=f"less:{found.id}")]]
    message = History(title=found.title, lines=lines[-SHOWN:], earlier=max(0, len(lines) - SHOWN))
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def _line(namer: Service, event: AuditEvent) -> HistoryLine:
    facts = {name: _fact(name, event.facts.get(name)) for name in FACTS}
    who = await namer.name_of(event.actor, event.facts)
    return HistoryLine(when=_when(namer, event.at), who=who, action=event.action, facts=facts)


def _fact(name: str, value: Any) -> object:
    if isinstance(value, str) and name in DAYS:
        return date.fromisoformat(value)
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}…"
    return value


def _when(namer: Service, moment: Any) -> str:
    return f"{namer.local(moment):%d/%m/%Y %H:%M}"
