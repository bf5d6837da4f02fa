"""The outbox: every message is a row first, written with the state that caused it.

enqueue (a second one with the same key is a no-op) → claim with a lease, before the network call → mark how it ended.
An expired lease is claimed again: nothing is lost, at worst one message is doubled by a crash in that instant.
"""

from collections.abc import AsyncIterator, Iterable, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivered, Lane, Notice
from bot.storage.rows import add_once, all_to
from bot.storage.tables import outbox

LEASE = timedelta(minutes=5)
OUT_OF_STEP = timedelta(minutes=1)  # by which the clocks of several machines may differ
NOBODY = "-"
CRASHED = "taken in hand, and no word of it; sent again, may be there twice"
HELD = "held until the morning"
MOVED = "chat moved: forgotten, it only showed a change"
TWICE = "sent again after no answer, may be there twice"
_WIPED = case((outbox.c.secret, literal({}, outbox.c.args.type)), else_=outbox.c.args)
"""What stays of a row's arguments when it is closed: of a secret, nothing."""
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=Delivered.SENT,
        lease_until=None,
        closed_at=bindparam("now"),
        message_id=bindparam("message"),
        reason=func.coalesce(
            bindparam("remark", type_=outbox.c.reason.type),
            case((outbox.c.unanswered > 0, TWICE), else_=outbox.c.reason),
        ),
        args=_WIPED,
    )
)
"""Marks one row as sent, with its own message and remark: many of them go to the database at once."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A notice to enqueue. ``key`` names it for ever: what, rung, deadline, recipient.

    ``secret``: its arguments are wiped when it is closed, whichever way it ended.
    """

    key: str
    lane: Lane
    channel: str
    chat: str
    view: str
    language: str = "vi"
    args: dict[str, Any] = field(default_factory=dict)
    topic: str | None = None
    topic_for: str | None = None
    contact: int | None = None
    bundle: str | None = None
    subject: str | None = None
    edits: str | None = None
    reply_to: str | None = None
    due: date | None = None
    silent: bool = False
    secret: bool = False
    is_group: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that was sent, the notices in it, and a remark if it is not quite as it was meant to be."""

    notices: Sequence[Notice]
    message_id: str
    remark: str | None = None


@dataclass(kw_only=True)
class Pile:
    """Rows that are written together."""

    owed: list[dict[str, Any]] = field(default_factory=list)
    recorded: list[dict[str, Any]] = field(default_factory=list)


class Outbox:
    """The rows of messages owed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._pile: Pile | None = None
        self.grew = False  # whether this transaction owes something new

    @asynccontextmanager
    async def piling(self) -> AsyncIterator[None]:
        """Write what is owed and recorded meanwhile at the end, with a statement each instead of one a message."""
        pile = self._pile = Pile()
        try:
            yield
        finally:
            self._pile = None
        await self._owe(pile.owed)
        await add_once(self._connection, outbox, pile.recorded)

    async def enqueue(self, drafts: Iterable[Draft], now: datetime) -> None:
        """Owe some messages; one that was owed before stays as it is."""
        rows = [
            _row(draft, now, not_before=draft.not_before or now, state=Delivered.PENDING, closed_at=None, reason=None)
            for draft in drafts
        ]
        if self._pile is None:
            await self._owe(rows)
        else:
            self._pile.owed += rows

    async def _owe(self, rows: list[dict[str, Any]]) -> None:
        self.grew = await add_once(self._connection, outbox, rows) > 0 or self.grew

    async def record(self, drafts: Iterable[Draft], now: datetime, *, state: Delivered, reason: str) -> None:
        """Write down messages that will not be sent, and why."""
        rows = [_row(draft, now, not_before=now, state=state, closed_at=now, reason=reason) for draft in drafts]
        if self._pile is None:
            await add_once(self._connection, outbox, rows)
        else:
            self._pile.recorded += rows

    async def enqueue_edit(self, draft: Draft, now: datetime) -> None:
        """Owe a message its new face, unless that is owed already: it is painted when it is sent."""
        waiting = await self._connection.scalar(
            select(outbox.c.id)
            .where(_is(Delivered.PENDING), outbox.c.channel == draft.channel, outbox.c.chat == draft.chat,
                   outbox.c.edits == draft.edits)
            .limit(1)
        )  # fmt: skip
        if waiting is None:
            await self.enqueue([draft], now)

    async def replace_edit(self, draft: Draft, now: datetime) -> None:
        """Owe a message another face, in the place of one that waits."""
        await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.PENDING), outbox.c.channel == draft.channel, outbox.c.chat == draft.chat,
                   outbox.c.edits == draft.edits)
            .values(state=Delivered.SKIPPED, reason="a newer face took its place", closed_at=now, args=_WIPED)
        )  # fmt: skip
        await self.enqueue([draft], now)

    async def close_waiting(
        self, *subjects: str, state: Delivered, reason: str, now: datetime, views: Sequence[str]
    ) -> int:
        """Close what still waits about ``subjects``: a newer notice takes its place, or it is no longer true."""
        if not subjects:
            return 0
        result = await self._connection.execute(
            update(outbox)
            .where(outbox.c.subject.in_(subjects), _is(Delivered.PENDING), outbox.c.view.in_(views))
            .values(state=state, reason=reason, closed_at=now, args=_WIPED)
        )
        return result.rowcount

    async def close_chat(self, channel: str, chat: str, *, reason: str, now: datetime) -> None:
        """Close what still waits to be sent to a chat; what is on its way at this moment is not tried again."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.closed_at.is_(None))
            .values(state=Delivered.CANCELLED, reason=reason, closed_at=now, lease_until=None, args=_WIPED)
        )

    async def release_expired(self, now: datetime) -> int:
        """Give back what a crashed sender had in hand; a lease from before the clock was set back is none."""
        return await self._release(or_(outbox.c.lease_until <= now, outbox.c.lease_until > now + LEASE + OUT_OF_STEP))

    async def hurry(self, now: datetime) -> int:
        """Let go at once what was owed before the clock was set back: else it would wait until that hour again."""
        result = await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.PENDING), outbox.c.created_at > now + OUT_OF_STEP)
            .values(created_at=now, not_before=now)
        )
        return result.rowcount

    async def release_all(self) -> int:
        """Give back whatever is in hand: only for who knows that nobody else is sending any more."""
        return await self._release(true())

    async def _release(self, which: ColumnElement[bool]) -> int:
        result = await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.SENDING), which)
            .values(state=Delivered.PENDING, lease_until=None, reason=CRASHED, unanswered=outbox.c.unanswered + 1)
        )
        return result.rowcount

    async def claim(
        self,
        now: datetime,
        *,
        channel: str,
        limit: int,
        busy: Iterable[str] = (),
        lanes: Sequence[Lane] = tuple(Lane),
    ) -> list[list[Notice]]:
        """Take the next messages of a channel in hand, most urgent lane first; each inner list is one message to send.

        ``busy`` chats are left alone. With a notice comes all that waits in its bundle, were it to wait longer. The
        attempt is on record before the messenger is called.
        """
        first = (
            select(outbox.c.id, outbox.c.chat, outbox.c.bundle)
            .where(_is(Delivered.PENDING), outbox.c.not_before <= now, outbox.c.channel == channel,
                   outbox.c.lane.in_(lanes), outbox.c.chat.not_in(list(busy)))
            .order_by(outbox.c.lane, outbox.c.id)
            .limit(limit)
        )  # fmt: skip
        chosen = (await self._connection.execute(first)).all()
        if not chosen:
            return []
        bundles = {(row.chat, row.bundle) for row in chosen if row.bundle is not None}
        ids = {row.id for row in chosen} | await self._bundled(channel, bundles)
        taken = await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.PENDING), outbox.c.id.in_(sorted(ids)))
            .values(state=Delivered.SENDING, lease_until=now + LEASE, attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
        notices = all_to(Notice, taken.mappings())
        return _messages(sorted(notices, key=lambda notice: (notice.lane, notice.id)))

    async def _bundled(self, channel: str, bundles: Set[tuple[str, str]]) -> set[int]:
        """Return the ids of what waits in some chats' bundles."""
        if not bundles:
            return set()
        chats, names = (sorted(set(one)) for one in zip(*bundles, strict=True))
        query = select(outbox.c.id, outbox.c.chat, outbox.c.bundle).where(
            _is(Delivered.PENDING), outbox.c.channel == channel, outbox.c.chat.in_(chats), outbox.c.bundle.in_(names)
        )
        return {row.id for row in await self._connection.execute(query) if (row.chat, row.bundle) in bundles}

    async def sent(self, messages: Sequence[Sent], now: datetime) -> list[bool]:
        """Mark messages as sent; tell of each whether it was not yet: a commit whose answer was lost may have done it.

        Without a remark the ledger keeps what was on their way.
        """
        ids = [notice.id for one in messages for notice in one.notices]
        query = select(outbox.c.id).where(outbox.c.id.in_(ids), outbox.c.closed_at.is_(None))
        open_ones = set(await self._connection.scalars(query))
        rows = [
            {"row": notice.id, "message": one.message_id, "remark": one.remark, "now": now}
            for one in messages
            for notice in one.notices
            if notice.id in open_ones
        ]
        if rows:
            await self._connection.execute(_SENT, rows)
        return [any(notice.id in open_ones for notice in one.notices) for one in messages]

    async def close(self, notices: Sequence[Notice], *, state: Delivered, reason: str, now: datetime) -> None:
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([notice.id for notice in notices]), outbox.c.closed_at.is_(None))
            .values(lease_until=None, closed_at=now, args=_WIPED, state=state, reason=reason)
        )

    async def postpone(
        self, notices: Sequence[Notice], *, until: datetime, reason: str, unanswered: bool = False
    ) -> None:
        """Put messages back to wait, with what went wrong on record; ``unanswered``: they may have arrived."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([notice.id for notice in notices]), _is(Delivered.SENDING))
            .values(
                state=Delivered.PENDING,
                lease_until=None,
                not_before=until,
                reason=reason,
                unanswered=outbox.c.unanswered + int(unanswered),
            )
        )

    async def post_anew(self, notices: Sequence[Notice], *, reason: str, now: datetime, silent: bool) -> None:
        """Let what was to be edited be sent as a new message: the old one is not there any more."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([notice.id for notice in notices]), _is(Delivered.SENDING))
            .values(state=Delivered.PENDING, lease_until=None, not_before=now, reason=reason, edits=None, silent=silent)
        )

    async def hold(self, until: datetime) -> int:
        """Let what nobody waits for and what would ring wait until then, with its digest's file; return how much."""
        rings = or_(outbox.c.silent.is_(False), outbox.c.lane == Lane.DIGEST)
        unhurried = [lane for lane in Lane if not lane.hurried]
        result = await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.PENDING), outbox.c.lane.in_(unhurried), outbox.c.edits.is_(None), rings,
                   outbox.c.contact.is_not(None),
                   outbox.c.not_before < until)
            .values(not_before=until, reason=HELD)
        )  # fmt: skip
        return result.rowcount

    async def rest_chat(self, channel: str, chat: str, until: datetime) -> None:
        """Let all that waits for a chat wait until then at least."""
        await self._connection.execute(
            update(outbox)
            .where(_is(Delivered.PENDING), outbox.c.channel == channel, outbox.c.chat == chat,
                   outbox.c.not_before < until)
            .values(not_before=until)
        )  # fmt: skip

    async def put_back(self, notices: Sequence[Notice], *, until: datetime) -> None:
        """Give messages back that were taken in hand but not tried."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([notice.id for notice in notices]), _is(Delivered.SENDING))
            .values(state=Delivered.PENDING, lease_until=None, not_before=until, attempts=outbox.c.attempts - 1)
        )

    async def leave_topic(self, notices: Sequence[Notice]) -> None:
        """Send messages to the group itself: their topic is not there any more, or cannot be made."""
        await self._connection.execute(
            update(outbox).where(outbox.c.id.in_([notice.id for notice in notices])).values(topic=None, topic_for=None)
        )

    async def readdress(self, channel: str, old_chat: str, new_chat: str, now: datetime) -> None:
        """Send what waits for a chat to its new address, where none of the old messages can be edited or replied to.

        What a press is to be shown in is sent as a new message; where only a change was to be shown, nothing is.
        """
        there = and_(outbox.c.channel == channel, outbox.c.chat == old_chat, outbox.c.closed_at.is_(None))
        await self._connection.execute(
            update(outbox)
            .where(there, outbox.c.edits.is_not(None), outbox.c.lane != Lane.ANSWER)
            .values(state=Delivered.CANCELLED, lease_until=None, reason=MOVED, closed_at=now, args=_WIPED)
        )
        await self._connection.execute(
            update(outbox).where(there).values(chat=new_chat, topic=None, edits=None, reply_to=None)
        )

    async def next_moments(self, channel: str) -> dict[Lane, datetime]:
        """Return for each lane of a channel when the next message that waits may go (UTC)."""
        earliest = [
            select(func.min(outbox.c.not_before))
            .where(_is(Delivered.PENDING), outbox.c.channel == channel, outbox.c.lane == lane)
            .scalar_subquery()
            for lane in Lane
        ]
        found = (await self._connection.execute(select(*earliest))).one()
        return {lane: moment for lane, moment in zip(Lane, found, strict=True) if moment is not None}

    async def next_moment(self) -> datetime | None:
        """Return when the next waiting message of all may go (UTC)."""
        moment: datetime | None = await self._connection.scalar(
            select(func.min(outbox.c.not_before)).where(_is(Delivered.PENDING))
        )
        return moment

    async def late(self, moment: datetime) -> tuple[int, datetime | None]:
        """Return how many messages could have gone before ``moment`` and wait still, and since when (UTC)."""
        waits = outbox.c.not_before < moment
        query = select(func.count(), func.min(outbox.c.not_before)).where(_is(Delivered.PENDING), waits)
        count, since = (await self._connection.execute(query)).one()
        return count, since

    async def list(self, *, state: Delivered | None = None, limit: int = 1000) -> list[Notice]:
        """Return the newest rows, newest first."""
        query = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(outbox.c.state == state)
        return all_to(Notice, (await self._connection.execute(query)).mappings())


def _is(state: Delivered) -> ColumnElement[bool]:
    """Compare the state with a literal: a partial index is not used for a bound parameter."""
    return outbox.c.state == literal(state, outbox.c.state.type, literal_execute=True)


def _row(draft: Draft, now: datetime, **state: object) -> dict[str, Any]:
    return {**asdict(draft), "attempts": 0, "unanswered": 0, "created_at": now, **state}


def _messages(notices: list[Notice]) -> list[list[Notice]]:
    """Group the notices of one bundle and chat into one message, where the first of them stands."""

    def place(notice: Notice) -> tuple[str, str]:
        return (notice.chat, f"bundle:{notice.bundle}" if notice.bundle else f"id:{notice.id}")

    first: dict[tuple[str, str], int] = {}
    for position, notice in enumerate(notices):
        first.setdefault(place(notice), position)
    ordered = sorted(notices, key=lambda notice: (first[place(notice)], notice.id))
    return [list(group) for _, group in groupby(ordered, key=place)]
