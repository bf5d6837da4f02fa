"""The gate before the conversations: lets each person through as fast as a person acts, and no faster.

One who floods uses up their own allowance and nobody else's; what is turned away costs no transaction.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.clock import Clock

MINUTE = 60.0  # seconds
REMEMBERED = 10_000  # people; beyond that those who were quiet longest are forgotten
REOPENS_AT = 0.5  # of the allowance: who was turned away is let in again when so much has come back


class Passage(Enum):
    """``SLOW_DOWN`` is said once; after it the same person meets silence until they have waited."""

    OPEN = "open"
    SLOW_DOWN = "slow_down"
    SHUT = "shut"


@dataclass(slots=True)
class _Allowance:
    left: float
    at: datetime
    shut: bool = False


class Gate:
    """A token bucket for each person, in memory: it is per process, and a restart forgives."""

    def __init__(self, clock: Clock, remembered: int = REMEMBERED) -> None:
        self._clock = clock
        self._people: OrderedDict[str, _Allowance] = OrderedDict()
        self._remembered = remembered

    @property
    def remembers(self) -> int:
        """How many people are remembered now."""
        return len(self._people)

    def ask(self, person: str, *, at_once: int, per_minute: float) -> Passage:
        """Let ``person`` through or not: ``at_once`` events in a burst, after that ``per_minute``."""
        now = self._clock.now()
        known = self._people.pop(person, None) or _Allowance(left=at_once, at=now)
        self._people[person] = known
        if len(self._people) > self._remembered:
            self._people.popitem(last=False)
        passed = max(0.0, (now - known.at).total_seconds())
        known.left = min(at_once, known.left + passed * per_minute / MINUTE)
        known.at = now
        if known.shut and known.left < max(1.0, at_once * REOPENS_AT):
            known.left = max(0.0, known.left - 1)  # who goes on all the same goes on waiting
            return Passage.SHUT
        known.shut = known.left < 1
        if known.shut:
            return Passage.SLOW_DOWN
        known.left -= 1
        return Passage.OPEN
