"""Intake: takes one event of a channel, once, and returns when its effects are committed.

The id of the update is written in the transaction of its effects, so a replay has none; the channel acknowledges to
the messenger after this returns, so a crash loses nothing.
"""

from collections.abc import Awaitable, Callable

import structlog

from bot.channels.base import Channel, ChatKind, ChoiceEvent, Event
from bot.config import Config
from bot.errors import ChannelError, Refused
from bot.services.desk import Desk, Toast
from bot.services.views import said
from bot.storage.work import Store, Work
from bot.texts.render import Texts

TRIES = 3
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
    ) -> None:
        self._store = store
        self._config = config
        self._texts = texts
        self._channels = channels
        self._poke = poke
        self._dispatch = dispatch
        self._tries: dict[tuple[str, str], int] = {}
        self._log = structlog.get_logger("intake")

    async def __call__(self, event: Event) -> None:
        """Take an event. Raises what went wrong, to be offered it again; after three tries it is set aside."""
        key = (event.address.channel, event.update_id)
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
                await _refuse(event, desk, refusal)
            await work.commit()
            self._log.info("taken", update=event.update_id, kind=type(event).__name__)
            return desk.toast, desk.language

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


async def _refuse(event: Event, desk: Desk, refusal: Refused) -> None:
    """Say why not; a press on an old message also brings that message up to date."""
    if isinstance(event, ChoiceEvent):
        desk.say(f"said.{refusal.reason}", alert=True, **refusal.facts)
        await desk.repaint()
    elif desk.enrolled or event.chat_kind is ChatKind.PRIVATE:
        await desk.answer(said(refusal.reason, **refusal.facts))
