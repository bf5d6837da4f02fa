"""The updates of the messengers: each is tried a few times, has its effects once, or is set aside whole."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.rows import all_to, insert_into
from bot.storage.tables import updates

_NEW = and_(updates.c.taken_at.is_(None), updates.c.set_aside.is_(None))


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """An update that could not be taken: ``set_aside`` says why, ``raw`` is the whole of it as it came.

    ``at`` is when it was offered first; ``raw`` holds what somebody wrote, so it is shown to nobody unasked.
    """

    channel: str
    update_id: str
    at: datetime
    tries: int
    set_aside: str
    raw: str | None
    sender: str | None


class Updates:
    """One row an update, forgotten when it cannot come again."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count_try(self, channel: str, update_id: str, now: datetime) -> int | None:
        """Put it on record that an update is about to be tried; return which try that is, None if it is dealt with."""
        inserted = insert_into(self._connection, updates).values(channel=channel, update_id=update_id, at=now, tries=1)
        statement = inserted.on_conflict_do_update(
            index_elements=["channel", "update_id"], set_={"tries": updates.c.tries + 1}, where=_NEW
        ).returning(updates.c.tries)
        tries: int | None = await self._connection.scalar(statement)
        return tries

    async def forgive_try(self, channel: str, update_id: str) -> None:
        """Take a try off the record that was none of the update's doing."""
        await self._connection.execute(
            update(updates)
            .where(updates.c.channel == channel, updates.c.update_id == update_id, updates.c.tries > 0)
            .values(tries=updates.c.tries - 1)
        )

    async def take(self, channel: str, update_id: str, now: datetime) -> bool:
        """Record that an update has its effects now; False if it had them before, or is set aside."""
        inserted = insert_into(self._connection, updates).values(
            channel=channel, update_id=update_id, at=now, tries=1, taken_at=now
        )
        statement = inserted.on_conflict_do_update(
            index_elements=["channel", "update_id"], set_={"taken_at": inserted.excluded.taken_at}, where=_NEW
        )
        return await self._connection.scalar(statement.returning(updates.c.update_id)) is not None

    async def put_aside(
        self, channel: str, update_id: str, now: datetime, *, reason: str, raw: str | None, sender: str | None = None
    ) -> bool:
        """Keep an update that cannot be taken; False if it is dealt with already."""
        inserted = insert_into(self._connection, updates).values(
            channel=channel, update_id=update_id, at=now, tries=1, set_aside=reason, raw=raw, sender=sender
        )
        kept = {name: inserted.excluded[name] for name in ("set_aside", "raw", "sender")}
        statement = inserted.on_conflict_do_update(index_elements=["channel", "update_id"], set_=kept, where=_NEW)
        return await self._connection.scalar(statement.returning(updates.c.update_id)) is not None

    async def bring_back(self, channel: str, update_id: str) -> None:
        """Let an update that was set aside be taken after all."""
        await self._connection.execute(
            update(updates)
            .where(updates.c.channel == channel, updates.c.update_id == update_id, updates.c.set_aside.is_not(None))
            .values(set_aside=None, raw=None, sender=None)
        )

    async def aside(self, update_id: str | None = None) -> list[SetAside]:
        """Return the updates that are set aside, or the one with this id in each channel, oldest first."""
        query = select(updates).where(updates.c.set_aside.is_not(None)).order_by(updates.c.at)
        if update_id is not None:
            query = query.where(updates.c.update_id == update_id)
        return all_to(SetAside, (await self._connection.execute(query)).mappings())

    async def count_aside(self, since: datetime | None = None) -> int:
        """Return how many updates are set aside, of those that came since a moment."""
        query = select(func.count()).where(updates.c.set_aside.is_not(None))
        if since is not None:
            query = query.where(updates.c.at >= since)
        return await self._connection.scalar(query) or 0

    async def forget_before(self, moment: datetime, most: int) -> int:
        """Forget updates that came before a moment, but for those that are set aside; return how many."""
        return await self._forget(most, updates.c.at < moment, updates.c.set_aside.is_(None))

    async def forget_aside_before(self, moment: datetime, most: int) -> int:
        """Forget updates that were set aside and came before a moment; return how many."""
        return await self._forget(most, updates.c.at < moment, updates.c.set_aside.is_not(None))

    async def _forget(self, most: int, *which: ColumnElement[bool]) -> int:
        key = tuple_(updates.c.channel, updates.c.update_id)
        chosen = select(updates.c.channel, updates.c.update_id).where(*which).limit(most)
        return (await self._connection.execute(delete(updates).where(key.in_(chosen)))).rowcount
