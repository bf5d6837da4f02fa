"""The audit trail: who did what. Append-only and chained (``bot.domain.trail``); the database refuses anything else.

Events are written when their transaction commits, all at once. There is one writer at a time, on both databases, so
the order of the ids is the order of the commits.
"""

import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.trail import FIRST, Apart, Link, Stored, Told, joined, split
from bot.storage.rows import all_to
from bot.storage.tables import audit, audit_apart

SALT_BYTES = 16
PAGE = 2_000


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """Something that somebody did to a subject. ``facts`` and ``actor`` lack what was erased since."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    agency: str | None
    facts: dict[str, Any]
    hash: str


class Audit:
    """Who did what, append-only."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._pending: list[dict[str, Any]] = []

    async def record(
        self, *, at: datetime, actor: str, action: str, subject: str, agency: str | None = None, **facts: Any
    ) -> None:
        """Note an event; it is written, and seen, when this transaction commits."""
        self._pending.append(
            {"at": at, "actor": actor, "action": action, "subject": subject, "agency": agency, "facts": facts}
        )

    @property
    def noted(self) -> int:
        """How many events wait to be written."""
        return len(self._pending)

    def take_back(self, noted: int) -> None:
        """Forget the events that were noted after the first ``noted``: what they tell was rolled back."""
        del self._pending[noted:]

    async def flush(self) -> None:
        """Write what was noted at the end of the chain, just before the commit."""
        if not self._pending:
            return
        last, head = await self.head()
        rows, parts = [], []
        for number, noted in enumerate(self._pending, start=last + 1):
            told, bodies = split(Told(actor=noted["actor"], subject=noted["subject"], facts=noted["facts"]))
            apart = [Apart(part=part, salt=secrets.token_hex(SALT_BYTES), body=body) for part, body in bodies.items()]
            sealed = {one.part: one.digest for one in apart}
            link = Link(**{**noted, **vars(told), "id": number, "sealed": sealed})
            head = link.hash_after(head)
            rows.append({**vars(link), "hash": head})
            parts += [{"event": number, **vars(one)} for one in apart]
        self._pending.clear()
        await self._connection.execute(audit.insert(), rows)
        if parts:
            await self._connection.execute(audit_apart.insert(), parts)

    async def head(self) -> tuple[int, str]:
        """Return the newest event's id and hash; of an empty trail what the first event follows."""
        newest = select(func.max(audit.c.id)).scalar_subquery()
        row = (await self._connection.execute(select(audit.c.id, audit.c.hash).where(audit.c.id == newest))).first()
        return (row.id, row.hash) if row else (0, FIRST)

    async def last(self) -> int:
        """Return the id of the newest event; 0 if there is none."""
        return (await self.head())[0]

    async def count(self) -> int:
        """Return how many events there are."""
        return await self._connection.scalar(select(func.count()).select_from(audit)) or 0

    async def newest(self, subjects: Iterable[str], *, after: int) -> dict[str, int]:
        """Return the newest event of each of some subjects to which anything happened after an event."""
        query = (
            select(audit.c.subject, func.max(audit.c.id))
            .where(audit.c.subject.in_(sorted(set(subjects))), audit.c.id > after)
            .group_by(audit.c.subject)
        )
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def of(self, subjects: Iterable[str]) -> list[AuditEvent]:
        """Return what happened to some subjects, oldest first."""
        return [_event(one) for one in await self._stored(audit.c.subject.in_(list(subjects)))]

    async def since(self, moment: datetime | None = None) -> AsyncIterator[AuditEvent]:
        """Yield all events from a moment on (None: from the first), oldest first, read page by page."""
        async for one in self.stored(true() if moment is None else audit.c.at >= moment):
            yield _event(one)

    async def stored(self, wanted: ColumnElement[bool] | None = None) -> AsyncIterator[Stored]:
        """Yield all events as they are stored, oldest first, read page by page."""
        last = 0
        while page := await self._stored(true() if wanted is None else wanted, after=last):
            for one in page:
                yield one
            last = page[-1].link.id

    async def _stored(self, wanted: ColumnElement[bool], after: int | None = None) -> list[Stored]:
        """Return events with their parts: all, or one page of those after an id."""
        chosen = select(audit).where(wanted).order_by(audit.c.id)
        if after is not None:
            chosen = chosen.where(audit.c.id > after).limit(PAGE)
        rows = list((await self._connection.execute(chosen)).mappings())
        if not rows:
            return []
        within = audit.c.id.between(rows[0]["id"], rows[-1]["id"]) & wanted
        parts = select(audit_apart).join(audit, audit.c.id == audit_apart.c.event).where(within)
        found = list((await self._connection.execute(parts)).mappings())
        apart: dict[int, list[Apart]] = {}
        for row, part in zip(found, all_to(Apart, found), strict=True):
            apart.setdefault(row["event"], []).append(part)
        links = zip(rows, all_to(Link, rows), strict=True)
        return [Stored(link=link, hash=row["hash"], apart=tuple(apart.get(link.id, ()))) for row, link in links]


def _event(stored: Stored) -> AuditEvent:
    link = stored.link
    told = joined(Told(actor=link.actor, subject=link.subject, facts=link.facts), (one.body for one in stored.apart))
    return AuditEvent(
        id=link.id,
        at=link.at,
        actor=told.actor,
        action=link.action,
        subject=told.subject,
        agency=link.agency,
        facts=dict(told.facts),
        hash=stored.hash,
    )
