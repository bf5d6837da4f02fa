"""From rows to the domain's frozen values."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import RowMapping

T = TypeVar("T")


def to(kind: type[T], row: RowMapping) -> T:
    """Build a dataclass from the columns of its fields' names; other columns are left alone."""
    return kind(**{field.name: row[field.name] for field in fields(cast("Any", kind))})


def all_to(kind: type[T], rows: Iterable[RowMapping]) -> list[T]:
    return [to(kind, row) for row in rows]
