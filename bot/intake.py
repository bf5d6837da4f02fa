"""Intake: takes one event of a channel, once, and returns when its effects are committed.

The id of the update is written in the transaction of its effects, so a replay has none; the channel acknowledges to
the messenger after this returns, so a crash loses nothing. That an update is tried is on record before it is, so that
one which ends the process every time is set aside too, whichever replica it comes to.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from math import ceil

import structlog

from bot.channels.base import Arrival, Channel, ChatKind, ChoiceEvent, Event, MembershipEvent, MovedEvent, Unreadable
from bot.config import Config
from bot.errors import ChannelError, Refused, StorageError
from bot.gate import MINUTE, REOPENS_AT, Gate, Passage
from bot.harmless import harmless
from bot.logs import trace
from bot.services.alarms import Alarms
from bot.services.desk import Desk, Toast
from bot.services.setup import Reload
from bot.services.views import said
from bot.storage.work import Store, Work
from bot.texts.render import Texts

TRIES = 3
MINUTES_AN_HOUR = 60
TOAST_LENGTH = 200  # Telegram's limit for the answer to a press
LONGEST_RAW = 2**20  # characters of an update that is set aside: what a webhook takes at the most
MOST_ALARMS = 10  # a day, about updates set aside one by one; after that one for them all
MOST_FAILED = 1000
A_DAY = timedelta(days=1)
STOPPED = "the bot stopped each time it was tried"
SORRY = Toast(key="said.sorry", facts={}, alert=True)
PATIENCE = Toast(key="said.patience", facts={}, alert=True)  # the press is kept by the messenger, and offered again

Dispatch = Callable[[Event, Desk], Awaitable[None]]
"""A conversation: what an event says becomes service calls and answers. Raises Refused."""


async def _nothing(_event: Event) -> None:
    """Do nothing after an event."""


class Intake:
    """Stands between the channels and the conversations."""

    def __init__(
        self,
        store: Store,
        config: Callable[[], Config],
        texts: Texts,
        channels: dict[str, Channel],
        poke: Callable[[], None],
        dispatch: Dispatch,
        *,
        gate: Gate | None = None,
        took: Callable[[Event], None] = lambda _event: None,
        after: Callable[[Event], Awaitable[None]] = _nothing,
        reload: Reload | None = None,
    ) -> None:
        """``gate`` slows down who floods; without one everybody comes in, as on a stage whose clock stands still.

        ``took`` is told of every event that had its effects; ``reload`` reads config.yaml anew.
        """
        self._store = store
        self._config = config
        self._texts = texts
        self._channels = channels
        self._poke = poke
        self._dispatch = dispatch
        self._gate = gate
        self._took = took
        self._after = after
        self._reload = reload
        self._failed: set[tuple[str, str]] = set()  # let in before, and offered again
        self._one_at_a_time = asyncio.Lock()  # hands over in the order of coming, and so keeps that of each chat
        self._log = structlog.get_logger("intake")

    async def __call__(self, arrival: Arrival) -> None:
        """Take an arrival. Raises what went wrong, to be offered it again; after three tries it is set aside.

        A fault of the database is no try: it says nothing of the update.
        """
        if isinstance(arrival, Unreadable):
            await self._keep_unreadable(arrival)
            return
        event = harmless(arrival)
        if _key(event) not in self._failed and not await self._let_in(event):
            return
        again = _key(event) in self._failed
        try:
            async with self._one_at_a_time:
                toast, language = await self._try(event)
        except StorageError:
            self._remember(event)
            if not again:
                await self._acknowledge(event, PATIENCE, self._config().province.language)
            raise
        self._failed.discard(_key(event))
        self._poke()
        await self._acknowledge(event, toast, language)
        await self._after(event)

    async def again(self, event: Event, *, actor: str) -> None:
        """Take an event that was set aside. Raises what goes wrong, and then it stays so."""
        event = harmless(event)
        async with self._one_at_a_time:
            toast, language = await self._take(event, brought_back_by=actor)
        self._poke()
        await self._acknowledge(event, toast, language)

    async def _let_in(self, event: Event) -> bool:
        """Tell whether an event may come in; who is too fast is told so once, and then meets silence."""
        if self._gate is None or isinstance(event, MembershipEvent | MovedEvent):
            return True
        limits = self._config().protection
        passage = self._gate.ask(_person(event), at_once=limits.at_once, per_minute=limits.per_minute)
        if passage is Passage.SLOW_DOWN:
            self._log.warning("slowed down", update=event.update_id, sender=event.sender.id)
            await self._slow_down(event)
        return passage is Passage.OPEN

    async def _slow_down(self, event: Event) -> None:
        limits = self._config().protection
        seconds = ceil(limits.at_once * REOPENS_AT * MINUTE / limits.per_minute)
        async with self._store.work() as work:
            desk = await self._desk(work, event)
            if isinstance(event, ChoiceEvent):
                desk.say("said.slow_down", alert=True, seconds=seconds)
            elif desk.enrolled and not desk.in_group:
                await work.updates.take(event.address.channel, event.update_id, work.now)
                await desk.answer(said("slow_down", seconds=seconds))
            await work.commit()
        self._poke()
        await self._acknowledge(event, desk.toast, desk.language)

    async def _try(self, event: Event) -> tuple[Toast | None, str]:
        """Take an event, or set it aside after enough tries; return what to say over the chat, in which language."""
        language = self._config().province.language
        tries = await self._count_try(event)
        if tries is None:
            return None, language
        if tries > TRIES:
            await self._set_aside(event, STOPPED)
            return SORRY, language
        try:
            return await self._take(event)
        except StorageError:
            await self._forgive_try(event)
            raise
        except Exception as error:
            self._log.error("not taken", update=event.update_id, attempt=tries, fault=trace(error))
            self._remember(event)
            if tries < TRIES:
                raise
            await self._set_aside(event, trace(error))
            return SORRY, language

    def _remember(self, event: Event) -> None:
        """Let an event in when it is offered again; of very many that were not, none is remembered."""
        if len(self._failed) >= MOST_FAILED:
            self._failed.clear()
        self._failed.add(_key(event))

    async def _count_try(self, event: Event) -> int | None:
        """Put it on record that an event is tried now; return which try that is, None if it is dealt with."""
        async with self._store.work() as work:
            tries = await work.updates.count_try(event.address.channel, event.update_id, work.now)
            await work.commit()
        return tries

    async def _forgive_try(self, event: Event) -> None:
        """Take a try off the record, if the database that failed lets that be."""
        with suppress(StorageError):
            async with self._store.work() as work:
                await work.updates.forgive_try(event.address.channel, event.update_id)
                await work.commit()

    async def _take(self, event: Event, *, brought_back_by: str | None = None) -> tuple[Toast | None, str]:
        async with self._store.work() as work:
            channel, update = _key(event)
            contact = await work.contacts.at(channel, event.address.chat)
            desk = Desk(work, self._config(), event, contact, self._reload)
            if brought_back_by is not None:
                await work.updates.bring_back(channel, update)
                await work.audit.record(
                    at=work.now, actor=brought_back_by, action="retry_update", subject=f"update:{channel}/{update}"
                )
            if not await work.updates.take(channel, update, work.now):
                return None, desk.language
            try:
                async with work.attempt():
                    await self._dispatch(event, desk)
            except Refused as refusal:
                desk = Desk(work, self._config(), event, contact)
                if desk.enrolled or self._answers_stranger(event):
                    await _refuse(event, desk, refusal)
            await work.commit()
        self._log.info("taken", update=update, kind=type(event).__name__)
        self._took(event)
        return desk.toast, desk.language

    def _answers_stranger(self, event: Event) -> bool:
        if self._gate is None:
            return True
        hourly = self._config().protection.stranger_answers_per_hour
        passage = self._gate.ask(f"stranger:{_person(event)}", at_once=hourly, per_minute=hourly / MINUTES_AN_HOUR)
        return passage is Passage.OPEN

    async def _keep_unreadable(self, arrival: Unreadable) -> None:
        async with self._store.work() as work:
            await self._put_aside(work, arrival.channel, arrival.update_id, reason=arrival.reason, raw=arrival.raw)
            await work.commit()
        self._log.warning("not understood", update=arrival.update_id, fault=arrival.reason)
        self._poke()

    async def _set_aside(self, event: Event, reason: str) -> None:
        channel, update = _key(event)
        async with self._store.work() as work:
            kept = await self._put_aside(work, channel, update, reason=reason, raw=event.raw, sender=event.sender.id)
            if kept and event.chat_kind is ChatKind.PRIVATE:
                desk = await self._desk(work, event)
                await desk.apologise()
            await work.commit()

    async def _put_aside(
        self, work: Work, channel: str, update: str, *, reason: str, raw: str | None, sender: str | None = None
    ) -> bool:
        """Keep an update and tell the administrator, in a transaction; False if it is dealt with already."""
        whole = None if raw is None else raw.replace("\0", "\\u0000")[:LONGEST_RAW]
        if not await work.updates.put_aside(channel, update, work.now, reason=reason, raw=whole, sender=sender):
            return False
        alarms = Alarms(work, self._config())
        if await work.updates.count_aside(since=work.now - A_DAY) <= MOST_ALARMS:
            await alarms.tell("update_set_aside", key=f"{channel}:{update}", update=update)
        else:
            await alarms.tell("many_set_aside", key=f"{channel}:{work.now:%Y-%m-%d}", count=MOST_ALARMS)
        return True

    async def _desk(self, work: Work, event: Event) -> Desk:
        contact = await work.contacts.at(event.address.channel, event.address.chat)
        return Desk(work, self._config(), event, contact)

    async def _acknowledge(self, event: Event, toast: Toast | None, language: str) -> None:
        if not isinstance(event, ChoiceEvent):
            return
        text = self._texts.label(toast.key, language, toast.facts)[:TOAST_LENGTH] if toast else None
        try:
            channel = self._channels[event.address.channel]
            await channel.acknowledge(event.press, text, alert=toast.alert if toast else False)
        except ChannelError as error:
            self._log.warning("press not acknowledged", update=event.update_id, fault=type(error).__name__)


def _key(event: Event) -> tuple[str, str]:
    return event.address.channel, event.update_id


def _person(event: Event) -> str:
    return f"{event.address.channel}:{event.sender.id}"


async def _refuse(event: Event, desk: Desk, refusal: Refused) -> None:
    """Say why not; a press on an old message also brings that message up to date."""
    if isinstance(event, ChoiceEvent):
        desk.say(f"said.{refusal.reason}", alert=True, **refusal.facts)
        await desk.repaint()
    elif desk.enrolled or event.chat_kind is ChatKind.PRIVATE:
        await desk.answer(said(refusal.reason, **refusal.facts))
