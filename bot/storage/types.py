"""Column types: moments as UTC, numbers as written, enums by value."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum as PyEnum
from enum import IntEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, SmallInteger, String
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC and given back in UTC.

    SQLite drops offsets without converting, so this converts first; a naive value is refused.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("only aware datetimes are stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal number, stored as it is written: SQLite would make a float of it."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Number(TypeDecorator[IntEnum]):
    """A small number that is a member of an IntEnum."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, kind: type[IntEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_result_value(self, value: int | None, dialect: Dialect) -> IntEnum | None:
        return None if value is None else self.kind(value)


def one_of(kind: type[PyEnum], name: str | None = None) -> Enum:
    """Return a text column type that holds the values of ``kind`` and refuses all others.

    ``name`` names its CHECK where a table has two columns of one kind.
    """

    def values(cls: type[Any]) -> list[str]:
        return [member.value for member in cls]

    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=values,
        name=name or kind.__name__.lower(),
    )
