"""The chain of the audit trail: whatever is altered, the first event that does not hold is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.trail import FIRST, WHO, WORDS, Apart, Inspection, Link, Stored, Told, joined, split

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
Trail = list[Stored]


def trail() -> Trail:
    """Somebody asks for more time; a member of a group refuses; the duty is done; somebody is forgotten."""
    events: list[tuple[str, str, dict[str, Any]]] = [
        ("contact:7", "ask_extension", {"extension": 1, "reason": "Chưa có kinh phí"}),
        ("contact:12/987654", "refuse_extension", {"by": "Trần Văn Minh", "reason": "Đã gia hạn một lần"}),
        ("contact:7", "complete", {"late": True}),
        ("command line", "forget", {"erased": 1}),
    ]
    stored: Trail = []
    head = FIRST
    for number, (who, action, facts) in enumerate(events, start=1):
        told, bodies = split(Told(actor=who, subject="assignment:1", facts=facts))
        apart = tuple(Apart(part=part, salt=f"salt {number}", body=body) for part, body in bodies.items())
        link = Link(
            id=number, at=MONDAY + timedelta(hours=number), action=action, agency="so-xd",
            sealed={one.part: one.digest for one in apart}, **vars(told),
        )  # fmt: skip
        head = link.hash_after(head)
        stored.append(Stored(link=link, hash=head, apart=apart))
    return stored


def inspect(events: Trail, expected: str | None = None) -> Inspection:
    inspection = Inspection(expected=expected)
    for one in events:
        inspection.see(one)
    inspection.end()
    return inspection


def altered(event: int, **values: object) -> Callable[[Trail], None]:
    def alter(events: Trail) -> None:
        one = events[event - 1]
        events[event - 1] = replace(one, link=replace(one.link, **values))  # type: ignore[arg-type]

    return alter


def apart(event: int, *parts: Apart) -> Callable[[Trail], None]:
    def put(events: Trail) -> None:
        events[event - 1] = replace(events[event - 1], apart=parts)

    return put


def swap(events: Trail) -> None:
    events[1], events[2] = events[2], events[1]


def repeat(events: Trail) -> None:
    events.insert(2, events[1])


def both_parts_of_the_second_event(events: Trail) -> None:
    apart(2)(events)


ALTERED = "it was altered, or something before it was put in or taken out"
PARTS_ALTERED = "who did it or what was written there was altered"


def test_a_trail_that_nobody_touched_holds() -> None:
    events = trail()
    found = inspect(events, expected=events[1].hash)
    assert (found.events, found.head, found.missing, found.broken) == (4, events[-1].hash, 0, None)
    assert inspect([]).broken is None


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (altered(2, actor="contact:8"), f"event 2: {ALTERED}"),
        (altered(1, at=MONDAY), f"event 1: {ALTERED}"),
        (altered(3, facts={"late": False}), f"event 3: {ALTERED}"),
        (altered(3, agency=None), f"event 3: {ALTERED}"),
        (altered(3, id=5), f"event 5: {ALTERED}"),
        (altered(2, sealed={}), f"event 2: {ALTERED}"),
        (lambda events: events.pop(1), f"event 3: {ALTERED}"),
        (lambda events: events.pop(0), f"event 2: {ALTERED}"),
        (swap, f"event 3: {ALTERED}"),
        (repeat, "event 2: it stands behind event 2"),
        (apart(1, Apart(part=WORDS, salt="salt 1", body={"reason": "Ốm"})), f"event 1: {PARTS_ALTERED}"),
        (apart(3, Apart(part=WHO, salt="salt 3", body={"by": "Lan"})), f"event 3: {PARTS_ALTERED}"),
        (both_parts_of_the_second_event, "after event 4: 2 parts are missing, but only 1 was erased on record"),
    ],
)
def test_every_alteration_is_told(alter: Callable[[Trail], object], told: str) -> None:
    events = trail()
    alter(events)
    assert inspect(events).broken == told


def test_a_part_that_was_erased_on_record_is_not_missed() -> None:
    events = trail()
    apart(1)(events)
    found = inspect(events)
    assert (found.missing, found.broken) == (1, None)


def test_a_trail_that_was_cut_off_lacks_the_hash_that_was_kept_elsewhere() -> None:
    events = trail()
    kept = events.pop().hash
    assert inspect(events).broken is None
    assert inspect(events, kept).broken == f"no event has the hash {kept}: the trail was cut off, or written anew"


def test_an_event_is_parted_and_put_together_again() -> None:
    facts = {"extension": 4, "reason": "Chưa có kinh phí", "by": "Lan"}
    whole = Told(actor="contact:12/987654", subject="duty:ct-2009/lan", facts=facts)
    stays, parts = split(whole)
    assert stays == Told(actor="contact:12", subject="duty:ct-2009/lan", facts={"extension": 4})
    assert parts == {WHO: {"member": "987654", "by": "Lan"}, WORDS: {"reason": "Chưa có kinh phí"}}
    assert joined(stays, parts.values()) == whole
    assert joined(stays, []) == stays


def test_who_is_not_enrolled_is_known_by_their_chat_and_that_stands_apart() -> None:
    whole = Told(actor="chat:telegram/987654", subject="chat:telegram/987654", facts={"wrong": 3})
    stays, parts = split(whole)
    assert stays == Told(actor="chat:telegram", subject="chat:telegram", facts={"wrong": 3})
    assert parts == {WHO: {"member": "987654", "chat": "987654"}}
    assert joined(stays, parts.values()) == whole
