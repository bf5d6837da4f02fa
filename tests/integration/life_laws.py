"""What must hold after every press and every tick in the life of a duty, read straight from the tables."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.config import Config
from bot.domain.ladder import next_rung
from bot.domain.obstacles import MOVES, TicketState, ticket_number
from bot.domain.service_levels import Overrun, ticket_overruns, verify_overruns
from bot.errors import Refused
from tests.integration.life_machine import Row, Step, Tables, day, moment

REMINDED = ("assigned", "in_progress", "returned")
OPEN = (*REMINDED, "paused")
PENDING = ("asked", "proposed")
MOVED_BY = {
    "assigned": {"assign", "resolve_ticket"},
    "in_progress": {"progress", "resolve_ticket"},
    "submitted": {"submit"},
    "done": {"complete", "accept"},
    "returned": {"return", "resolve_ticket"},
    "paused": {"open_ticket", "reopen_ticket"},
    "cancelled": {"cancel"},
}
"""Which events of the audit trail bring an assignment into a status."""
ONLY_MOVES = {"assign", "submit", "complete", "accept", "return", "cancel"}
REPEATED = ("assigned", "in_progress", "paused", "answered")
"""States whose events come again without a move; who comes second is told of the last one."""
TOLD = {"stale": "assignments", "ticket_stale": "tickets", "extension_stale": "extensions"}
"""Refusals that say who was quicker, and of what."""
TICKET_MOVED_BY = {
    "open": {"open_ticket", "reopen_ticket"},
    "claimed": {"claim_ticket", "reopen_ticket"},
    "answered": {"say_ict", "decide_ticket"},
    "escalated": {"escalate_ticket"},
    "resolved": {"resolve_ticket", "drop_ticket"},
}
EXTENSION_MOVED_BY = {
    "asked": "ask_extension",
    "proposed": "propose_extension",
    "granted": "grant_extension",
    "refused": "refuse_extension",
    "withdrawn": "withdraw_extension",
}
SYSTEM = "system"


def check(step: Step, config: Config) -> None:
    """Fail where a law is broken."""
    if step.refused is not None:
        nothing_changed(step)
    _assignments(step, config)
    _extensions(step)
    _tickets(step, config)
    _reminders(step, config)
    _audit(step)
    _absences(step, config)
    _outbox(step.after)


def nothing_changed(step: Step) -> None:
    """What is refused leaves everything as it was; only the answer is owed."""
    for table, rows in step.after.all.items():
        if table not in ("updates", "outbox"):
            assert rows == step.before.all[table], f"{step.what}: refused, and yet {table} changed"
    answers = step.after.after(step.before, "outbox")
    assert [row["view"] for row in answers] == ["said"]


class Witness:
    """Remembers who moved what, and when: whoever comes second is told so."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._moved: dict[tuple[str, int], tuple[str | None, str]] = {}

    def look(self, step: Step) -> None:
        if step.refused is not None:
            self._told_the_truth(step.what, step.refused, step)
            return
        when = f"{step.now.astimezone(self._config.zone):%H:%M %d/%m/%Y}"
        for table, state in (("assignments", "status"), ("tickets", "state"), ("extensions", "state")):
            for before, after in step.changed(table):
                if before is None or before[state] != after[state]:
                    dropped = table == "extensions" and step.what == "complete"
                    who = None if step.who is None or dropped else step.who.name
                    self._moved[table, after["id"]] = who, when

    def _told_the_truth(self, what: str, refused: Refused, step: Step) -> None:
        """What was told of who and when stands in the tables: the last who moved it."""
        facts = refused.facts
        known = [moved for key, moved in self._moved.items() if _is_told_of(facts, refused.reason, step.after, *key)]
        if refused.reason in TOLD and known:
            assert (facts["who"], facts["when"]) in known, f"{what}: not so, {facts}; {known}"


def _is_told_of(facts: Row, reason: str, tables: Tables, table: str, key: int) -> bool:
    """Tell whether a refusal may speak of a row (by its state, and a ticket by its number)."""
    if TOLD.get(reason) != table:
        return False
    row = tables.by_id(table)[key]
    state = row["status" if table == "assignments" else "state"]
    if table == "tickets" and facts["number"] != ticket_number(row["year"], row["sequence"]):
        return False
    return state not in REPEATED and bool(state == facts.get("status", facts.get("state")))


# Assignments


def _assignments(step: Step, config: Config) -> None:
    unresolved = {row["assignment"] for row in step.after.tickets.values() if row["state"] != "resolved"}
    for one in step.after.assignments.values():
        assert (one["status"] == "paused") == (one["id"] in unresolved), "paused exactly while a ticket is open"
        _next_at(one, config)
        _waits_at(one, step, config)
    for before, after in step.changed("assignments"):
        moved = None if before is None else before["status"]
        if before is not None and moved != after["status"]:
            _one_event_moved_it(step, before, after)
            _submitted_day(before, after)
        if before is not None and before["due"] != after["due"]:
            _one_event_moved_the_deadline(step, before, after)
    known, now_known = step.before.assignments.keys(), step.after.assignments.keys()
    assert known <= now_known, "no assignment is ever forgotten"
    if step.actor is not None:
        for new in now_known - known:
            assert [event["action"] for event in _about(step, new)] == ["give_duty"]


def _next_at(one: Row, config: Config) -> None:
    if one["status"] not in REMINDED or one["due"] is None:
        assert one["next_at"] is None
        return
    due = date.fromisoformat(one["due"])
    expected = next_rung(due, moment(one["handled_until"]), config.ladder, config.calendar).at
    assert one["next_at"] is not None, "an open duty with a deadline has a next reminder"
    assert moment(one["next_at"]) == expected


def _waits_at(one: Row, step: Step, config: Config) -> None:
    if one["status"] != "submitted":
        assert one["waits_at"] is None
        return
    overruns = verify_overruns(moment(one["submitted_at"]), config.service, config.calendar)
    _looked_at_in_time(one["waits_at"], overruns, step.now)


def _looked_at_in_time(looked_at: str | None, overruns: Iterable[Overrun], now: datetime) -> None:
    coming = [one.at for one in overruns if one.at > now]
    if coming:
        assert looked_at is not None
        assert moment(looked_at) <= min(coming)


def _one_event_moved_it(step: Step, before: Row, after: Row) -> None:
    expected = MOVED_BY[after["status"]]
    if before["status"] != "paused":
        expected = expected - {"resolve_ticket"}
    events = [event for event in _about(step, after["id"]) if event["action"] in expected]
    assert len(events) == 1, f"{step.what}: {before['status']} became {after['status']}, told {len(events)} times"
    assert events[0]["actor"] == (step.actor or SYSTEM)


def _submitted_day(before: Row, after: Row) -> None:
    day_and_who = ("submitted_at", "submitted_by")
    if (before["status"], after["status"]) == ("submitted", "done"):
        assert [before[name] for name in day_and_who] == [after[name] for name in day_and_who]
    if after["status"] == "returned":
        assert [after[name] for name in day_and_who] == [None, None]


def _one_event_moved_the_deadline(step: Step, before: Row, after: Row) -> None:
    events = [
        event for event in _about(step, after["id"]) if event["action"] in ("deadline", "grant_extension", "assign")
    ]
    assert len(events) == 1, f"{step.what}: a deadline moved, told {len(events)} times"
    facts = _facts(events[0])
    assert [facts["before"], facts["due"]] == [before["due"], after["due"]]
    assert events[0]["actor"] == (step.actor or SYSTEM)


# Extensions


def _extensions(step: Step) -> None:
    pending = Counter(row["assignment"] for row in step.after.extensions.values() if row["state"] in PENDING)
    assert all(count == 1 for count in pending.values()), "one request at a time"
    for assignment in pending:
        assert step.after.assignments[assignment]["status"] in OPEN, "nobody waits for an answer that means nothing"
    for before, after in step.changed("extensions"):
        state = after["state"]
        events = [event for event in _about(step, after["assignment"]) if _facts(event).get("extension") == after["id"]]
        assert [event["action"] for event in events] == [EXTENSION_MOVED_BY[state]]
        assert before is None or before["state"] in PENDING, "what is decided stays decided"
        if state == "granted":
            due = (
                step.before.assignments[after["assignment"]]["due"],
                step.after.assignments[after["assignment"]]["due"],
            )
            assert due == (after["due_before"], after["granted"])


# Tickets


def _tickets(step: Step, config: Config) -> None:
    for before, after in step.changed("tickets"):
        if before is None:
            assert after["state"] == "open"
        elif before["state"] != after["state"]:
            assert TicketState(after["state"]) in MOVES[TicketState(before["state"])]
        if before is None or before["state"] != after["state"]:
            number = ticket_number(after["year"], after["sequence"])
            events = [event for event in _about(step, after["assignment"]) if _facts(event).get("ticket") == number]
            assert len(events) == 1
            assert events[0]["action"] in TICKET_MOVED_BY[after["state"]]
            assert events[0]["actor"] == (step.actor or SYSTEM)
        if before is not None and before["state"] == "resolved":
            last = moment(before["resolved_at"]) + timedelta(days=config.service_levels.reopen_days)
            assert step.now <= last, "what was closed so long ago stays closed"
    for ticket in step.after.tickets.values():
        overruns = ticket_overruns(
            TicketState(ticket["state"]), moment(ticket["waiting_since"]), config.service, config.calendar
        )
        _looked_at_in_time(ticket["next_at"], overruns, step.now)


# Reminders


def _reminders(step: Step, config: Config) -> None:
    for row in step.after.all["outbox"]:
        if row["view"] == "reminder" and row["state"] == "pending":
            _may_wait(row, step.after)
    for row in step.owed:
        if row["view"] == "reminder":
            _may_wait(row, step.after)
            if row["state"] == "pending":
                _is_for_them(row, step, config)
                _is_not_quiet(row, step, config)
    for snooze in step.after.all["snoozes"]:
        _not_past_the_deadlines_own(snooze, step, config)
    if step.what == "tick":
        looks = [row["next_at"] for row in step.after.assignments.values() if row["next_at"] is not None]
        looks += [row["until"] for row in step.after.all["snoozes"]]
        assert all(moment(look) > step.now for look in looks), "nothing is left that has come"


def _may_wait(row: Row, tables: Tables) -> None:
    """A reminder is owed for an open assignment only, and for the deadline that stands."""
    one = tables.assignments[int(row["subject"].removeprefix("assignment:"))]
    assert one["status"] in REMINDED, f"a reminder of what is {one['status']}"
    assert one["due"] == row["due"]


def _is_for_them(row: Row, step: Step, config: Config) -> None:
    """The holder hears of it, else all officers; the head; of what is late the ICT department; or their deputies."""
    one = step.after.assignments[int(row["subject"].removeprefix("assignment:"))]
    people = [
        each for each in step.after.contacts.values() if each["agency"] == one["agency"] and each["kind"] == "person"
    ]
    told = {each["id"] for each in people if each["role"] == "head" or one["holder"] in (None, each["id"])}
    if ":overdue-" in row["key"] or ":again-" in row["key"]:
        told |= {each["id"] for each in step.after.contacts.values() if each["role"] == "ict"}
    today = config.calendar.day_of(step.now)
    told = {_present(who, step.after, today) or who for who in told}
    assert row["contact"] in told, "reminders follow the holder"


def _is_not_quiet(row: Row, step: Step, config: Config) -> None:
    """What somebody has taken note of, or put off, is not repeated to them."""
    assignment, contact, rung = (
        int(row["subject"].removeprefix("assignment:")),
        row["contact"],
        row["key"].split(":")[3],
    )
    if rung.startswith("again-"):
        return
    late = rung.startswith("overdue-") and int(rung.removeprefix("overdue-")) <= config.ladder.overdue_times
    for noted in step.before.all["acknowledgements"]:
        known = noted["assignment"], noted["contact"], noted["due"], noted["stage"]
        assert known != (assignment, contact, row["due"], "overdue" if late else rung)
    for snooze in step.before.all["snoozes"]:
        if (snooze["assignment"], snooze["contact"]) == (assignment, contact):
            assert moment(snooze["until"]) <= step.now


def _not_past_the_deadlines_own(snooze: Row, step: Step, config: Config) -> None:
    one = step.after.assignments[snooze["assignment"]]
    assert one["status"] in OPEN
    due = day(one["due"])
    assert due is not None
    until, calendar, ladder = moment(snooze["until"]), config.calendar, config.ladder
    own = calendar.at(calendar.on_or_before(due), ladder.at)
    if until > step.now:
        assert until <= (own if own > step.now else next_rung(due, step.now, ladder, calendar).at)


# The audit trail


def _audit(step: Step) -> None:
    """Every event is of now and of who pressed; one that tells of a move tells the truth."""
    for event in step.events:
        assert event["actor"] in (step.actor, SYSTEM, "files")
        kind, _, number = event["subject"].partition(":")
        if kind == "assignment" and event["action"] in ONLY_MOVES:
            status = step.after.assignments[int(number)]["status"]
            assert event["action"] in MOVED_BY[status], f"{event['action']} was told of what is {status}"
    if step.actor is not None and step.refused is None:
        assert step.actor in {event["actor"] for event in step.events}, f"{step.what} left no trace"
    for before, after in step.changed("assignments"):
        if before is not None and before["holder"] != after["holder"]:
            assert [event["action"] for event in _about(step, after["id"])] == ["hand_over"]


# Absences, and the outbox


def _absences(step: Step, config: Config) -> None:
    """Nobody who is away is told anything while somebody stands in."""
    today = config.calendar.day_of(step.now)
    for row in step.owed:
        contact = step.after.contacts.get(row["contact"])
        if contact is not None and _is_away(contact, today):
            assert _present(contact["id"], step.after, today) is None, f"{row['view']} for somebody who is away"
    if step.what == "tick":
        assert all(row["away_until"] is None or _is_away(row, today) for row in step.after.contacts.values())


def _is_away(contact: Row, today: date) -> bool:
    until = day(contact["away_until"])
    return until is not None and today <= until


def _present(contact: int, tables: Tables, today: date) -> int | None:
    """Follow the deputies; None if everybody in the row is away."""
    for _ in tables.contacts:
        found = tables.contacts[contact]
        if not _is_away(found, today):
            return contact
        contact = found["deputy"]
    return None


def _outbox(tables: Tables) -> None:
    """Nobody is reminded twice of one rung of one deadline, and every message can be said."""
    told = Counter(_told(tables))
    assert all(count == 1 for count in told.values())
    assert not [row["view"] for row in tables.all["outbox"] if row["reason"] and "defect" in row["reason"]]


def _told(tables: Tables) -> Iterator[tuple[str, str, str, str]]:
    for row in tables.all["outbox"]:
        if row["view"] == "reminder" and row["contact"] is not None and row["state"] in ("pending", "sent"):
            yield row["subject"], row["due"], row["key"].split(":")[3], row["chat"]


def _about(step: Step, assignment: int) -> list[Row]:
    return [event for event in step.events if event["subject"] == f"assignment:{assignment}"]


def _facts(event: Row) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event["facts"])
    return facts
