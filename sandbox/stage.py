"""What the page needs to turn the clock: whoever puts the sandbox together gives it, for only they make time pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Amount = Literal["hour", "day", "week", "month", "next"]


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """Something that will happen: when (aware), its kind, and what, in both languages."""

    at: datetime
    kind: str
    what_vi: str
    what_en: str


class Stage(Protocol):
    """A province whose clock can be turned; ``zone`` is an IANA name such as ``Asia/Ho_Chi_Minh``."""

    province: str
    zone: str

    def now(self) -> datetime:
        """Return the simulated moment, aware."""
        ...

    async def turn(self, amount: Amount) -> None:
        """Let so much time pass, with all that is due in it; ``next``: to the next event."""
        ...

    async def turn_until(self, moment: datetime) -> None:
        """Let time pass until ``moment`` (aware)."""
        ...

    async def upcoming(self, limit: int) -> list[Upcoming]:
        """Return what comes next, soonest first, at most ``limit``."""
        ...
