"""What may stand in a directive file, and what of it cannot be meant."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.domain.duties import Every, MonthDay, Target
from bot.domain.organisation import Organisation, UnknownSelector
from bot.schema import (
    Day,
    Label,
    Many,
    Number,
    Slug,
    Strict,
    Text,
    as_day,
    as_month_day,
    looks_like_month_day,
    suggest,
)
from bot.sections import instead
from bot.source import Where

Mistake = tuple[Where, str]
"""Where in an entry, and what."""


def _as_due(value: object) -> date | MonthDay:
    return as_month_day(value) if looks_like_month_day(value) else as_day(value)


class DirectiveEntry(Strict):
    """The document itself; ``null`` where the text gives no number or date."""

    id: Slug
    number: Label | None = None
    kind: Literal["chi-thi", "quyet-dinh", "ke-hoach", "giao-viec"]
    issuer: Text
    issued_on: Day | None = None
    in_force_from: Day
    in_force_until: Day | None = None
    title: Text

    def mistakes(self) -> Iterator[Mistake]:
        if self.in_force_until and self.in_force_until < self.in_force_from:
            yield ("in_force_until",), f"in_force_until: {self.in_force_until} is before {self.in_force_from}"


class TargetEntry(Strict):
    metric: Text
    unit: Label
    value: Number
    at_least: bool = True

    def target(self) -> Target:
        return Target(metric=self.metric, unit=self.unit, value=self.value, at_least=self.at_least)


class DutyEntry(Strict):
    """One duty: exactly one of a full date in ``due``, ``every``, and ``ongoing: true``."""

    id: Slug
    clause: Label
    title: Text
    lead: Annotated[Many[str], Field(min_length=1)]
    except_: Many[str] = Field(default=(), alias="except")
    coordinating: Many[str] = ()
    due: Annotated[date | MonthDay | None, BeforeValidator(_as_due)] = None
    every: Annotated[Every, Field(strict=False)] | None = None
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    ongoing: bool = False
    target: TargetEntry | None = None
    deliverable: Text | None = None
    submit_to: str | None = None
    verify: Literal["ict"] | None = None
    note: Text | None = None

    def mistakes(self, in_force_from: date | None) -> Iterator[Mistake]:
        """Yield what cannot be meant, whoever the agencies are; ``in_force_from`` is the directive's first day."""
        yield from self._mistakes_of_kind()
        if isinstance(self.due, date) and in_force_from and self.due < in_force_from:
            yield ("due",), f"due: {self.due} is before the directive is in force ({in_force_from})"
        if self.from_ and self.until and self.until < self.from_:
            yield ("until",), f"until: {self.until} is before {self.from_}"

    def _mistakes_of_kind(self) -> Iterator[Mistake]:
        dated = isinstance(self.due, date)
        if self.every and self.ongoing:
            yield ("ongoing",), "a duty is either recurring (every) or ongoing, not both"
        elif self.ongoing and self.due is not None:
            yield ("ongoing",), "a duty has either a deadline (due) or is ongoing, not both"
        elif self.every and dated:
            yield ("due",), f"due: a recurring duty's due is month and day: write {self.due:%m-%d}, or leave out every"
        elif isinstance(self.due, MonthDay) and not self.every:
            yield ("due",), f"due: {self.due} has no year: write a full date (2009-{self.due}), or say every: year"
        elif not (dated or self.every or self.ongoing):
            yield (), f"the duty '{self.id}' needs one of due (2009-03-31), every (year, …) or ongoing: true"
        if not self.every:
            for name, day in (("from", self.from_), ("until", self.until)):
                if day is not None:
                    yield (name,), f"{name}: only a recurring duty (every) has it"

    def mistakes_of_agencies(self, organisation: Organisation) -> Iterator[Mistake]:
        """Yield the selectors that name nobody, and agencies named twice."""
        found = [*self._unknown_selectors(organisation)]
        yield from found
        if self.submit_to is not None and organisation.present(self.submit_to) is None:
            hint = instead(self.submit_to, organisation)
            yield ("submit_to",), f"submit_to: unknown agency '{self.submit_to}'{hint}"
        for number, agency in enumerate(self.coordinating):
            if agency in self.lead and agency in organisation.agencies:
                yield ("coordinating", number), f"coordinating: '{agency}' already leads this duty"
        if not found and not self.leading(organisation):
            yield ("lead",), "lead: nobody is left: no agency is both named in lead and not in except"

    def _unknown_selectors(self, organisation: Organisation) -> Iterator[Mistake]:
        for name, selectors in (("lead", self.lead), ("except", self.except_), ("coordinating", self.coordinating)):
            for number, selector in enumerate(selectors):
                try:
                    organisation.named(selector)
                except UnknownSelector:
                    known = (*organisation.agencies, "all", *(f"kind:{kind}" for kind in organisation.kinds))
                    what = "kind" if selector.startswith("kind:") else "agency"
                    was = selector in organisation.former
                    hint = instead(selector, organisation) if was else suggest(selector, known)
                    yield (name, number), f"{name}: unknown {what} '{selector}'{hint}"

    def leading(self, organisation: Organisation) -> tuple[str, ...]:
        return organisation.select(self.lead, self.except_)

    def helping(self, organisation: Organisation) -> tuple[str, ...]:
        """Return the coordinating agencies, less those that lead."""
        return organisation.select(self.coordinating, self.leading(organisation))
