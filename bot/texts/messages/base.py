"""The base of all messages, and the short answers."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Message:
    """Base of all messages."""

    template: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class Said(Message):
    """A short answer: ``key`` is a phrase under ``said`` in phrases.yaml, ``facts`` what it needs."""

    template: ClassVar[str] = "said"
    key: str
    facts: dict[str, object] = field(default_factory=dict)
