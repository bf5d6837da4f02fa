"""When the messenger does not take a message: each fault has a stated outcome in the ledger (``outcomes``)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.backoff import backoff
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.errors import (
    Blocked,
    ChannelError,
    ChatMoved,
    MaybeSent,
    MayNotWrite,
    MessageGone,
    NoSuchChat,
    NoTopics,
    NotOurToken,
    Removed,
    TopicGone,
    TryAgain,
    Unreachable,
)
from bot.services.landing import tell_defect
from bot.services.moving import Moving
from bot.services.outcomes import Outcome, reason
from bot.services.presence import Presence
from bot.storage.work import Store, Work

MOST_DEFECTS = 3
AT_ONCE = 3  # tries: what may be sent again at once must not be sent again at once for ever
WHY: dict[type[ChannelError], str] = {
    Blocked: "blocked",
    Removed: "removed",
    NoSuchChat: "no_such_chat",
    MayNotWrite: "may_not_write",
}
"""How the ICT department is told why somebody cannot be reached: phrases under ``unreachable``."""
STANDING = frozenset({"board"})
"""Views that stand in a chat for weeks and are looked up there: one that is gone is posted anew."""


class Failures:
    """Writes down what went wrong with a message, and what happens next."""

    def __init__(self, store: Store, config: Callable[[], Config], jitter: Callable[[], float]) -> None:
        self._store = store
        self._config = config
        self._jitter = jitter
        self._log = structlog.get_logger("delivery")

    async def handle(self, notices: Sequence[Notice], error: ChannelError) -> None:
        """Write down a fault of the messenger and what becomes of the message."""
        first = notices[0]
        async with self._store.work() as work:
            outcome = await self._write(work, notices, error)
            await work.commit()
        self._log.warning("not sent", notice=first.id, attempt=first.attempts, fault=error.fault, outcome=outcome.words)

    async def _write(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> Outcome:
        first = notices[0]
        match error:
            case TryAgain(after=float() | int() as seconds):
                until = work.now + timedelta(seconds=seconds)
                await work.outbox.rest_chat(first.channel, first.chat, until)
                return await self._postpone(work, notices, error, Outcome.WAITS, until)
            case TryAgain():
                return await self._postpone(work, notices, error, Outcome.LATER, self._later(work, first))
            case MaybeSent():
                return await self._postpone(work, notices, error, Outcome.RESENT, self._later(work, first))
            case NotOurToken():
                return await self._postpone(work, notices, error, Outcome.KEPT, work.now)
            case ChatMoved(new_chat=new_chat):
                outcome = await self._chat_moved(work, notices, error)
                await Moving(work, self._config()).move(first.channel, first.chat, new_chat)
                return outcome
            case TopicGone() | NoTopics():
                return await self._leave_topic(work, notices, error)
            case MessageGone() if first.edits is not None:
                return await self._message_gone(work, notices, error)
            case Unreachable():
                return await self._unreachable(work, notices, error)
            case _:
                self._log.error("a defect", notice=first.id, view=first.view, fault=error.fault, reason=str(error))
                await tell_defect(work, self._config(), first)
                return await self._close(work, notices, error, Outcome.GIVEN_UP)

    def _later(self, work: Work, first: Notice) -> datetime:
        return work.now + backoff(first.attempts, jitter=self._jitter())

    def _soon(self, work: Work, first: Notice) -> datetime:
        return work.now if first.attempts <= AT_ONCE else self._later(work, first)

    async def _postpone(
        self, work: Work, notices: Sequence[Notice], error: ChannelError, outcome: Outcome, until: datetime
    ) -> Outcome:
        unanswered = isinstance(error, MaybeSent)
        await work.outbox.postpone(notices, until=until, reason=reason(error, outcome), unanswered=unanswered)
        return outcome

    async def _close(self, work: Work, notices: Sequence[Notice], error: ChannelError, outcome: Outcome) -> Outcome:
        await work.outbox.close(notices, state=outcome.state, reason=reason(error, outcome), now=work.now)
        return outcome

    async def _chat_moved(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> Outcome:
        """Send a message to the chat's new address; what only showed a change in a message left behind is over."""
        first = notices[0]
        if first.edits is not None and first.lane is not Lane.ANSWER:
            return await self._close(work, notices, error, Outcome.FORGOTTEN)
        return await self._postpone(work, notices, error, Outcome.MOVED, self._soon(work, first))

    async def _leave_topic(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> Outcome:
        """Have a topic that is gone made anew; where none can be made, or a person was answered in it, do without."""
        first = notices[0]
        if isinstance(error, TopicGone) and first.topic_for is not None and first.contact is not None:
            await work.topics.forget(first.contact, first.topic_for)
            return await self._postpone(work, notices, error, Outcome.NEW_TOPIC, self._soon(work, first))
        if isinstance(error, NoTopics) and first.contact is not None:
            await work.contacts.change(first.contact, forum=False)  # the next command in the group tells it anew
        await self._postpone(work, notices, error, Outcome.NO_TOPIC, self._soon(work, first))
        await work.outbox.leave_topic(notices)
        return Outcome.NO_TOPIC

    async def _message_gone(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> Outcome:
        """Say anew what somebody waits for, or what is to stand there; what only showed a change is over."""
        first = notices[0]
        await work.screens.forget(first.channel, first.chat, first.edits or "")
        if first.lane is not Lane.ANSWER and first.view not in STANDING:
            return await self._close(work, notices, error, Outcome.FORGOTTEN)
        await work.outbox.post_anew(
            notices,
            reason=reason(error, Outcome.POSTED_ANEW),
            now=self._soon(work, first),
            silent=first.lane is not Lane.ANSWER,
        )
        return Outcome.POSTED_ANEW

    async def _unreachable(self, work: Work, notices: Sequence[Notice], error: ChannelError) -> Outcome:
        """Note that a chat takes no messages, and owe the notices to who stands in."""
        presence, first = Presence(work, self._config()), notices[0]
        if first.contact is not None:
            await presence.lost(await work.contacts.get(first.contact), WHY.get(type(error), "unreachable"))
        outcome = Outcome.GIVEN_UP
        for notice in notices:
            told = await presence.pass_on(notice)
            mine = Outcome.GIVEN_UP if told is None else Outcome.PASSED_ON
            outcome = await self._close(work, [notice], error, mine)
        return outcome

    async def put_back(self, parcels: Sequence[Sequence[Notice]]) -> None:
        """Give messages back that were in hand and were not tried after all."""
        if not parcels:
            return
        async with self._store.work() as work:
            await work.outbox.put_back([notice for notices in parcels for notice in notices], until=work.now)
            await work.commit()

    async def defect(self, notices: Sequence[Notice]) -> None:
        """A message could not be composed: try again later, and after some tries keep it as undeliverable."""
        async with self._store.work() as work:
            first = notices[0]
            if first.attempts < MOST_DEFECTS:
                until = work.now + backoff(first.attempts, jitter=self._jitter())
                await work.outbox.postpone(notices, until=until, reason="a defect: see the log")
            else:
                await work.outbox.close(
                    notices, state=Delivered.UNDELIVERABLE, reason="a defect: see the log", now=work.now
                )
                await tell_defect(work, self._config(), first)
            await work.commit()

    async def close(self, notices: Sequence[Notice], state: Delivered, reason: str) -> None:
        async with self._store.work() as work:
            await work.outbox.close(notices, state=state, reason=reason, now=work.now)
            await work.commit()
