"""Intake: takes one event of a channel, once, and returns when its effects are committed.

The id of the update is written in the transaction of its effects, so a replay has none; the channel acknowledges to
the messenger after this returns, so a crash loses nothing.
"""

from collections.abc import Awaitable, Callable
from math import ceil

import structlog

from bot.channels.base import Channel, ChatKind, ChoiceEvent, Event, MembershipEvent, MovedEvent
from bot.config import Config
from bot.errors import ChannelError, Refused
from bot.gate import MINUTE, REOPENS_AT, Gate, Passage
from bot.harmless import harmless
from bot.services.desk import Desk, Toast
from bot.services.views import said
from bot.storage.work import Store, Work
from bot.texts.render import Texts

TRIES = 3
MINUTES_AN_HOUR = 60
TOAST_LENGTH = 200  # Telegram's limit for the answer to a press

Dispatch = Callable[[Event, Desk], Awaitable[None]]
"""A conversation: what an event says becomes service calls and answers. Raises Refused."""


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
    ) -> None:
        """``gate`` slows down who floods; without one everybody comes in, as on a stage whose clock stands still."""
        self._store = store
        self._config = config
        self._texts = texts
        self._channels = channels
        self._poke = poke
        self._dispatch = dispatch
        self._gate = gate
        self._tries: dict[tuple[str, str], int] = {}
        self._log = structlog.get_logger("intake")

    async def __call__(self, event: Event) -> None:
        """Take an event. Raises what went wrong, to be offered it again; after three tries it is set aside."""
        event = harmless(event)
        key = (event.address.channel, event.update_id)
        if key not in self._tries and not await self._let_in(event):
            return
        try:
            toast, language = await self._take(event)
        except Exception as error:
            self._tries[key] = self._tries.get(key, 0) + 1
            self._log.exception("not taken", update=event.update_id, attempt=self._tries[key])
            if self._tries[key] < TRIES:
                raise
            await self._set_aside(event, error)
            toast, language = Toast(key="said.sorry", facts={}, alert=True), self._config().province.language
        self._tries.pop(key, None)
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

    async def _take(self, event: Event) -> tuple[Toast | None, str]:
        async with self._store.work() as work:
            address = event.address
            contact = await work.contacts.at(address.channel, address.chat)
            desk = Desk(work, self._config(), event, contact)
            if not await work.updates.take(address.channel, event.update_id, work.now):
                return None, desk.language
            try:
                async with work.attempt():
                    await self._dispatch(event, desk)
            except Refused as refusal:
                desk = Desk(work, self._config(), event, contact)
                if desk.enrolled or self._answers_stranger(event):
                    await _refuse(event, desk, refusal)
            await work.commit()
            self._log.info("taken", update=event.update_id, kind=type(event).__name__)
            return desk.toast, desk.language

    def _answers_stranger(self, event: Event) -> bool:
        if self._gate is None:
            return True
        hourly = self._config().protection.stranger_answers_per_hour
        passage = self._gate.ask(f"stranger:{_person(event)}", at_once=hourly, per_minute=hourly / MINUTES_AN_HOUR)
        return passage is Passage.OPEN

    async def _set_aside(self, event: Event, error: Exception) -> None:
        async with self._store.work() as work:
            address = event.address
            reason = f"{type(error).__name__}: {event!r}"
            await work.updates.take(address.channel, event.update_id, work.now, set_aside=reason)
            if event.chat_kind is ChatKind.PRIVATE:
                desk = await self._desk(work, event)
                await desk.answer(said("sorry"))
            await work.commit()

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


def _person(event: Event) -> str:
    return f"{event.address.channel}:{event.sender.id}"


async def _refuse(event: Event, desk: Desk, refusal: Refused) -> None:
    """Say why not; a press on an old message also brings that message up to date."""
    if isinstance(event, ChoiceEvent):
        desk.say(f"said.{refusal.reason}", alert=True, **refusal.facts)
        await desk.repaint()
    elif desk.enrolled or event.chat_kind is ChatKind.PRIVATE:
        await desk.answer(said(refusal.reason, **refusal.facts))
