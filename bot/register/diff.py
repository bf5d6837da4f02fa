"""What changes when the directive files take the place of the stored register. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from bot.domain.duties import Directive, Duty

_AGENCIES = ("lead", "coordinating")


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field's old and new value."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, kw_only=True)
class DutyChange:
    """A duty that both have, with what differs; agencies gained and lost apart from the other fields."""

    old: Duty
    new: Duty
    fields: tuple[FieldChange, ...]
    lead_gained: tuple[str, ...]
    lead_lost: tuple[str, ...]
    coordinating_gained: tuple[str, ...]
    coordinating_lost: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.new.key


@dataclass(frozen=True, kw_only=True)
class DirectiveChange:
    """A directive that both have whose own fields differ (its duties are told apart)."""

    old: Directive
    new: Directive
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterDiff:
    """Added, changed and removed. The duties of an added or removed directive are among the added or removed duties."""

    directives_added: tuple[Directive, ...]
    directives_changed: tuple[DirectiveChange, ...]
    directives_removed: tuple[Directive, ...]
    duties_added: tuple[Duty, ...]
    duties_changed: tuple[DutyChange, ...]
    duties_removed: tuple[Duty, ...]

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


def diff(stored: Iterable[Directive], files: Iterable[Directive]) -> RegisterDiff:
    """Compare the ``stored`` register with the ``files``; a duty is known by its directive and id.

    Added and changed come in the order of the files, removed in the order of the store.
    """
    old = {directive.id: directive for directive in stored}
    new = {directive.id: directive for directive in files}
    old_duties = {duty.key: duty for directive in old.values() for duty in directive.duties}
    new_duties = {duty.key: duty for directive in new.values() for duty in directive.duties}
    return RegisterDiff(
        directives_added=_missing_from(old, new),
        directives_changed=tuple(
            DirectiveChange(old=old[key], new=directive, fields=changes)
            for key, directive in new.items()
            if key in old and (changes := _changes(old[key], directive, but=("duties",)))
        ),
        directives_removed=_missing_from(new, old),
        duties_added=_missing_from(old_duties, new_duties),
        duties_changed=tuple(
            change
            for key, duty in new_duties.items()
            if key in old_duties and (change := _duty_change(old_duties[key], duty))
        ),
        duties_removed=_missing_from(new_duties, old_duties),
    )


Key = TypeVar("Key")
Value = TypeVar("Value")


def _missing_from(one: Mapping[Key, Value], other: Mapping[Key, Value]) -> tuple[Value, ...]:
    return tuple(value for key, value in other.items() if key not in one)


def _duty_change(old: Duty, new: Duty) -> DutyChange | None:
    """Return what differs; None if nothing does: another order of the same agencies is no change."""
    change = DutyChange(
        old=old,
        new=new,
        fields=_changes(old, new, but=_AGENCIES),
        lead_gained=_less(new.lead, old.lead),
        lead_lost=_less(old.lead, new.lead),
        coordinating_gained=_less(new.coordinating, old.coordinating),
        coordinating_lost=_less(old.coordinating, new.coordinating),
    )
    moved = change.lead_gained + change.lead_lost + change.coordinating_gained + change.coordinating_lost
    return change if change.fields or moved else None


def _changes(old: Any, new: Any, *, but: tuple[str, ...]) -> tuple[FieldChange, ...]:
    names = (field.name for field in fields(old) if field.name not in but)
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(FieldChange(name=name, old=was, new=now) for name, was, now in pairs if was != now)


def _less(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    known = frozenset(those)
    return tuple(agency for agency in these if agency not in known)
