"""From rows to the domain's frozen values."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import RowMapping

T = TypeVar("T")


def to(kind: type[T], row: RowMapping) -> T:
    """Build a dataclass from the columns of its fields' names; other columns are left alone."""
    return kind(**{name: row[name] for name in _names(kind)})


def all_to(kind: type[T], rows: Iterable[RowMapping]) -> list[T]:
    names = _names(kind)
    return [kind(**{name: row[name] for name in names}) for row in rows]


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]
