"""What an examination finds."""

import re
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """``note``: nothing is broken, and yet somebody should know."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    subject: str
    state: State
    what: str
    mend: str | None = None


def fine(subject: str, what: str) -> Finding:
    return Finding(subject=subject, state=State.FINE, what=what)


def note(subject: str, what: str, mend: str) -> Finding:
    return Finding(subject=subject, state=State.NOTE, what=what, mend=mend)


def wrong(subject: str, what: str, mend: str) -> Finding:
    return Finding(subject=subject, state=State.WRONG, what=what, mend=mend)


def told(subject: str, error: Exception) -> Finding:
    """Return an error that says in one line what happened and then what to do."""
    what, *mend = re.split(r"\. (?=[A-Z])", str(error), maxsplit=1)
    return wrong(subject, f"{what.rstrip('.')}.", mend[0] if mend else "See docs/reference/commands.md, Environment.")
