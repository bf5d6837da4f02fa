"""Differences of the register that were shown to the administrators, and what they decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.proposals import ProposalState
from bot.storage.rows import to
from bot.storage.tables import proposals


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``digest`` is that of the difference, ``body`` what is shown of it; ``decided_by`` is a contact."""

    id: int
    digest: str
    state: ProposalState
    body: dict[str, Any]
    made_at: datetime
    decided_at: datetime | None
    decided_by: int | None


class Proposals:
    """At most one is open."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, proposal: int) -> Proposal | None:
        row = (await self._connection.execute(select(proposals).where(proposals.c.id == proposal))).mappings().first()
        return to(Proposal, row) if row else None

    async def open(self) -> Proposal | None:
        query = select(proposals).where(proposals.c.state == ProposalState.OPEN)
        row = (await self._connection.execute(query)).mappings().first()
        return to(Proposal, row) if row else None

    async def add(self, *, digest: str, body: dict[str, Any], now: datetime) -> Proposal:
        values = {"digest": digest, "body": body, "state": ProposalState.OPEN, "made_at": now}
        result = await self._connection.execute(proposals.insert().values(**values).returning(proposals))
        return to(Proposal, result.mappings().one())

    async def close(self, proposal: int, state: ProposalState, *, by: int | None = None, now: datetime) -> bool:
        """End an open proposal; False if it is open no more."""
        decided = {"decided_by": by, "decided_at": now if by is not None else None}
        result = await self._connection.execute(
            update(proposals)
            .where(proposals.c.id == proposal, proposals.c.state == ProposalState.OPEN)
            .values(state=state, **decided)
        )
        return result.rowcount == 1
