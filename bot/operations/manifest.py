"""What a backup says about itself."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

NAME = "manifest.json"
VERSION: Final = 1
PATH = r"^[0-9]{4}/[0-9]{2}/[0-9A-Za-z][0-9A-Za-z._-]{0,120}$"
"""What the cabinet's paths look like: year, month, and a name of our own. Nothing else is unpacked anywhere."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sealed(_Frozen):
    """A member's size in bytes and its SHA-256; ``rows`` of a table."""

    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rows: Annotated[int, Field(ge=0)] | None = None


class Head(BaseModel):
    """By which a backup is known, whatever its version."""

    format: Literal["nhacviec-backup"]
    version: int
    made_by: str


class Manifest(_Frozen):
    """What a backup holds. ``revision`` is the version of the tables, ``missing`` files that were gone already."""

    format: Literal["nhacviec-backup"] = "nhacviec-backup"
    version: Literal[1] = VERSION
    made_by: str
    made_at: datetime
    revision: str
    tables: dict[Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")], Sealed]
    files: dict[Annotated[str, Field(pattern=PATH)], Sealed]
    missing: list[str] = []

    @property
    def rows(self) -> int:
        return sum(sealed.rows or 0 for sealed in self.tables.values())

    @property
    def size(self) -> int:
        """Return how many bytes it holds, unpacked."""
        return sum(sealed.bytes for sealed in self.members().values())

    def members(self) -> dict[str, Sealed]:
        """Return every member of the archive but the manifest, by its name there."""
        tables = {member_of_table(name): sealed for name, sealed in self.tables.items()}
        return tables | {member_of_file(path): sealed for path, sealed in self.files.items()}


def member_of_table(name: str) -> str:
    return f"tables/{name}.jsonl"


def member_of_file(path: str) -> str:
    return f"files/{path}"
