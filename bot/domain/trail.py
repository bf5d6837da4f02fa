"""The audit trail as a chain: the hash of each event covers the event and the hash before it.

What could tell who somebody is (a group member's id and name) and what people wrote stands apart from the event; the
chain holds only its digest, with a random salt that goes with it. So a person can be forgotten and the chain still
holds, but nothing can be altered, put in, taken out or moved without a trace.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
"""What stands in the place of the hash before the first event."""
WHO, WORDS = "who", "words"
"""The parts of an event that stand apart: which member of a group acted, and what somebody wrote."""
PARTS: Mapping[str, str] = {
    "by": WHO,
    "chat": WHO,
    "member": WHO,
    "name": WORDS,
    "reason": WORDS,
    "result": WORDS,
    "text": WORDS,
}
"""Of each fact that stands apart: its part. All other facts belong to the record itself and stay for good."""
ERASED = "erased"
"""The fact in which an event that erased parts of others tells how many."""
MEMBER = "/"
CHAT = "chat:"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Apart:
    """One part of an event that stands apart, with its salt."""

    part: str
    salt: str
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        return _hash(self.salt, self.body)


@dataclass(frozen=True, kw_only=True)
class Link:
    """An event as the chain holds it: ``sealed`` has the digest of each part that stands apart."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    agency: str | None
    facts: dict[str, Any]
    sealed: dict[str, str]

    def hash_after(self, before: str) -> str:
        """Return the event's hash, given the one before it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return _hash(
            before, [self.id, moment, self.actor, self.action, self.subject, self.agency, self.facts, self.sealed]
        )


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A link as it is stored: with its hash and what is still there of its parts."""

    link: Link
    hash: str
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an event tells: who did what to what, and all that is known of it."""

    actor: str
    subject: str
    facts: Mapping[str, Any]


def split(told: Told) -> tuple[Told, dict[str, dict[str, Any]]]:
    """Part an event: what stays for good, and the parts that stand apart.

    An actor is ``kind:id``, or ``kind:id/member``; who is not enrolled is known by their chat, ``chat:messenger/id``.
    """
    actor, _, member = told.actor.partition(MEMBER)
    subject, _, chat = told.subject.partition(MEMBER) if told.subject.startswith(CHAT) else (told.subject, "", "")
    who = {name: value for name, value in (("member", member), ("chat", chat)) if value}
    parts: dict[str, dict[str, Any]] = {WHO: who} if who else {}
    stays = {}
    for name, value in told.facts.items():
        if name in PARTS:
            parts.setdefault(PARTS[name], {})[name] = value
        else:
            stays[name] = value
    return Told(actor=actor, subject=subject, facts=stays), parts


def joined(told: Told, parts: Iterable[Mapping[str, Any]]) -> Told:
    """Put an event together again, as far as its parts are still there."""
    whole = dict(told.facts)
    for body in parts:
        whole |= body
    member, chat = whole.pop("member", None), whole.pop("chat", None)
    return Told(
        actor=f"{told.actor}{MEMBER}{member}" if member else told.actor,
        subject=f"{told.subject}{MEMBER}{chat}" if chat else told.subject,
        facts=whole,
    )


@dataclass(kw_only=True)
class Inspection:
    """Walks a trail from its first event to its last; ``broken`` says in plain words what is wrong, and where.

    ``expected`` is a hash that was kept elsewhere: it must come by, or the trail was cut off or written anew.
    """

    expected: str | None = None
    events: int = 0
    last: int = 0
    head: str = FIRST
    missing: int = 0
    erased: int = 0
    broken: str | None = None
    _met: bool = field(default=False, init=False)

    def see(self, stored: Stored) -> None:
        """Look at the next event."""
        link = stored.link
        if self.broken is not None:
            return
        if link.id <= self.last:
            self.broken = f"event {link.id}: it stands behind event {self.last}"
        elif stored.hash != link.hash_after(self.head):
            self.broken = f"event {link.id}: it was altered, or something before it was put in or taken out"
        elif any(link.sealed.get(one.part) != one.digest for one in stored.apart):
            self.broken = f"event {link.id}: who did it or what was written there was altered"
        self.events += 1
        self.last, self.head = link.id, stored.hash
        self.missing += len(link.sealed) - len(stored.apart)
        self.erased += link.facts.get(ERASED, 0)
        self._met = self._met or stored.hash == self.expected

    def end(self) -> None:
        """Look at the trail as a whole, after its last event."""
        if self.broken is not None:
            return
        if self.missing > self.erased:
            told = f"{_counted(self.missing)} missing, but only {self.erased or 'none'} was erased on record"
            self.broken = f"after event {self.last}: {told}"
        elif self.expected is not None and not self._met:
            self.broken = f"no event has the hash {self.expected}: the trail was cut off, or written anew"


def _counted(parts: int) -> str:
    return "1 part is" if parts == 1 else f"{parts} parts are"


def _hash(before: str, body: Any) -> str:
    return hashlib.sha256(f"{before}\n{_CANONICAL.encode(body)}".encode()).hexdigest()
