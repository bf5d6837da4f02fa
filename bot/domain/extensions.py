"""Extensions: a deadline moves only when it was asked for with a reason, and granted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ExtensionState(StrEnum):
    """asked → granted | refused | proposed (another date) → granted | withdrawn."""

    ASKED = "asked"
    PROPOSED = "proposed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PENDING = frozenset({ExtensionState.ASKED, ExtensionState.PROPOSED})


@dataclass(frozen=True, kw_only=True)
class Extension:
    """One request. Days are local; ``due_before`` is the deadline that it asks to move, ``granted`` where to."""

    id: int
    assignment: int
    agency: str
    state: ExtensionState
    revision: int
    due_before: date
    wanted: date
    reason: str
    asked_by: int
    asked_at: datetime
    proposed: date | None
    granted: date | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING
