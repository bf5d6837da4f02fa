"""What administrators are told of config and of the directive files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.texts.messages.base import Message


@dataclass(frozen=True, kw_only=True)
class Word:
    """A value that is a phrase under ``value``."""

    key: str


@dataclass(frozen=True, kw_only=True)
class ChangePoint:
    """One thing that is another: ``key`` is a phrase under ``field``; ``alone``: only ``new`` is to be said."""

    key: str
    old: date | Word | str | None
    new: date | Word | str | None
    alone: bool


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """A directive or duty (``action``: added, changed or removed); ``title`` is None for the directive itself.

    ``heading`` is the directive's title above its first line of a page.
    """

    action: str
    heading: str | None
    clause: str | None
    title: str | None
    points: Sequence[ChangePoint]


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Message):
    """What the directive files would change, and what comes of it; ``state`` is a phrase under ``proposal``."""

    template: ClassVar[str] = "proposal"
    state: str
    who: str | None
    when: str | None
    added: int
    changed: int
    removed: int
    given: int
    moved: int
    cancelled: int
    people: int
    lines: Sequence[ChangeLine]
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class StrangerLine:
    """An agency that config does not know, though people or open duties are there."""

    id: str
    people: int
    duties: int


@dataclass(frozen=True, kw_only=True)
class Restructured(Message):
    """Agencies were merged or split: ``open`` duties came to an agency, ``joined`` were the same as others."""

    template: ClassVar[str] = "restructured"
    agency: str
    sources: Sequence[str]
    open: int
    joined: int


@dataclass(frozen=True, kw_only=True)
class ConfigReloaded(Message):
    """Another config counts: ``changed`` are its sections; ``proposal``: the directive files changed too."""

    template: ClassVar[str] = "config_reloaded"
    changed: Sequence[str]
    proposal: bool
    strangers: Sequence[StrangerLine]


@dataclass(frozen=True, kw_only=True)
class ProblemLine:
    """One mistake in a file: ``where`` is file:line."""

    where: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ConfigRefused(Message):
    """The new config has mistakes: the old one counts."""

    template: ClassVar[str] = "config_refused"
    problems: Sequence[ProblemLine]
    more: int
