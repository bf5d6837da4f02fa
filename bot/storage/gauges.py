"""What the watch reads: how much waits, since when. Each by an index, for it is asked all the time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivered, Lane
from bot.storage.tables import assignments, outbox


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits in a lane of the outbox: how many messages, and since when the oldest is owed (UTC)."""

    lane: Lane
    waiting: int
    oldest: datetime


class Gauges:
    """Counts and moments, never a text or a name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def queues(self) -> list[Queue]:
        """Return what waits to be sent, the most urgent lane first; lanes where nothing waits are left out."""
        query = (
            select(outbox.c.lane, func.count(), func.min(outbox.c.created_at))
            .where(_is(Delivered.PENDING))
            .group_by(outbox.c.lane)
            .order_by(outbox.c.lane)
        )
        return [
            Queue(lane=Lane(lane), waiting=count, oldest=oldest)
            for lane, count, oldest in await self._connection.execute(query)
        ]

    async def in_hand(self) -> int:
        """Return how many messages are being sent."""
        query = select(func.count()).where(_is(Delivered.SENDING))
        return await self._connection.scalar(query) or 0

    async def next_rung(self) -> datetime | None:
        """Return the moment (UTC) of the first rung that no tick has dealt with, coming or past."""
        query = select(func.min(assignments.c.next_at)).where(assignments.c.next_at.is_not(None))
        moment: datetime | None = await self._connection.scalar(query)
        return moment


def _is(state: Delivered) -> ColumnElement[bool]:
    """Compare the state with a literal: a partial index is not used for a bound parameter."""
    return outbox.c.state == literal(state, outbox.c.state.type, literal_execute=True)
