"""When the messenger does not take a message: each fault has a stated outcome in the ledger."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.config import Config
from bot.domain.delivery import Delivered, Notice
from bot.errors import (
    ChannelError,
    ChatMoved,
    MaybeSent,
    MessageGone,
    NoTopics,
    NotOurToken,
    TopicGone,
    TryAgain,
    Unreachable,
)
from bot.services.enrolment import Enrolment
from bot.storage.work import Store, Work

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
MOST_DOUBLINGS = 10
MOST_DEFECTS = 3


class Failures:
    """Writes down what went wrong with a message, and what happens next."""

    def __init__(self, store: Store, config: Callable[[], Config]) -> None:
        self._store = store
        self._config = config
        self._log = structlog.get_logger("delivery")

    async def handle(self, notices: Sequence[Notice], error: ChannelError) -> datetime | None:
        """Write down a fault of the messenger; return until when (UTC) nothing may be sent, if it said so."""
        first = notices[0]
        self._log.warning("not sent", notice=first.id, fault=type(error).__name__, attempt=first.attempts)
        async with self._store.work() as work:
            hold = await self._write(work, notices, error)
            await work.commit()
        return hold

    async def _write(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> datetime | None:
        first, reason = notices[0], f"{type(error).__name__}: {error}"
        match error:
            case TryAgain(after=float() | int() as seconds):
                until = work.now + timedelta(seconds=seconds)
                await work.outbox.postpone(notices, until=until, reason=reason)
                return until
            case TryAgain() | MaybeSent() | NotOurToken():
                await work.outbox.postpone(notices, until=work.now + backoff(first.attempts), reason=reason)
            case ChatMoved(new_chat=new_chat):
                await work.outbox.postpone(notices, until=work.now, reason=reason)
                await Enrolment(work, self._config()).move(first.channel, first.chat, new_chat)
            case TopicGone() if first.topic_for is not None and first.contact is not None:
                await work.outbox.postpone(notices, until=work.now, reason=reason)
                await work.topics.forget(first.contact, first.topic_for)
            case TopicGone() | NoTopics() if first.topic is not None or first.topic_for is not None:
                await work.outbox.postpone(notices, until=work.now, reason=reason)
                await work.outbox.leave_topic(notices)
            case MessageGone():
                await work.outbox.close(notices, state=Delivered.CANCELLED, reason=reason, now=work.now)
                await work.screens.forget(first.channel, first.chat, first.edits or "")
            case Unreachable():
                await work.outbox.close(notices, state=Delivered.UNDELIVERABLE, reason=reason, now=work.now)
                await self._unreachable(work, first)
            case _:
                await work.outbox.close(notices, state=Delivered.UNDELIVERABLE, reason=reason, now=work.now)
        return None

    async def _unreachable(self, work: Work, notice: Notice) -> None:
        if notice.contact is None:
            return
        contact = await work.contacts.get(notice.contact)
        if contact.unreachable_since is None:
            await Enrolment(work, self._config()).note_presence(contact, present=False)

    async def defect(self, notices: Sequence[Notice]) -> None:
        """A message could not be composed: try again later, and after some tries keep it as undeliverable."""
        async with self._store.work() as work:
            first = notices[0]
            if first.attempts < MOST_DEFECTS:
                until = work.now + backoff(first.attempts)
                await work.outbox.postpone(notices, until=until, reason="a defect: see the log")
            else:
                await work.outbox.close(
                    notices, state=Delivered.UNDELIVERABLE, reason="a defect: see the log", now=work.now
                )
            await work.commit()

    async def close(self, notices: Sequence[Notice], state: Delivered, reason: str) -> None:
        async with self._store.work() as work:
            await work.outbox.close(notices, state=state, reason=reason, now=work.now)
            await work.commit()


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the ``attempts``-th try: 2 s, doubled each time, at most 15 minutes."""
    doublings = min(max(attempts - 1, 0), MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
