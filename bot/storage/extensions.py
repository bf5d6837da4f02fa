"""Requests to move a deadline."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.extensions import PENDING, Extension, ExtensionState
from bot.storage.rows import all_to, to
from bot.storage.tables import extensions


class Extensions:
    """Extensions, pending and decided; at most one of an assignment is pending."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ask(self, **values: Any) -> Extension:
        """Store a request."""
        result = await self._connection.execute(
            extensions.insert().values(state=ExtensionState.ASKED, revision=1, **values).returning(extensions)
        )
        return to(Extension, result.mappings().one())

    async def get(self, extension: int) -> Extension | None:
        row = (
            (await self._connection.execute(select(extensions).where(extensions.c.id == extension))).mappings().first()
        )
        return to(Extension, row) if row else None

    async def of(self, assignment: int) -> list[Extension]:
        """Return all requests for an assignment, oldest first."""
        query = select(extensions).where(extensions.c.assignment == assignment).order_by(extensions.c.id)
        return all_to(Extension, (await self._connection.execute(query)).mappings())

    async def pending(self, assignment: int) -> Extension | None:
        return next((one for one in await self.of(assignment) if one.state in PENDING), None)

    async def change(self, extension: Extension, **values: object) -> bool:
        """Write a change of state, if nobody changed it in between; False if somebody did."""
        result = await self._connection.execute(
            update(extensions)
            .where(extensions.c.id == extension.id, extensions.c.revision == extension.revision)
            .values(revision=extension.revision + 1, **values)
        )
        return result.rowcount == 1
