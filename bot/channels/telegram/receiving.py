"""Telegram's updates: fetched in a loop of our own, or pushed to an address of ours; read one by one.

PTB's Updater confirms updates before their handlers have finished, and a crash loses them: here the offset moves on
only after the intake has committed. And the library reads a batch as a whole, so that one update which it does not
understand would stand in the way of all others: here each is read by itself, and what cannot be read is told apart.
"""

import asyncio
import hashlib
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.base import Arrival, Intake, Unreadable
from bot.channels.telegram import faults, inbound
from bot.errors import NotOurToken, TryAgain, TwoPollers
from bot.redaction import redacted

POLL_SECONDS = 25
ANSWER_SECONDS = 20.0
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 15.0
WEBHOOK_CONNECTIONS = 20  # at once, of the 100 that Telegram may open: one is taken at a time anyway
MOST_RIVALS = 5  # refusals because another one polls, over some 20 seconds, before it is taken for a second bot
LARGEST_UPDATE = 2**53

Json = dict[str, Any]


class Client(Bot):
    """The library's bot, which also hands out updates as they came."""

    async def raw_updates(self, offset: int | None) -> list[Json]:
        """Confirm what lies below ``offset`` and wait for more. Raises TelegramError."""
        asked = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": inbound.KINDS}
        found: Any = await self._post("getUpdates", asked, read_timeout=POLL_SECONDS + ANSWER_SECONDS)
        return list(found)


class Receiver:
    """Hears what people do, by polling or by webhook.

    ``username`` tells the bot's name once it is known; ``heard`` is called after each poll that was answered;
    ``pause`` waits, in real seconds.
    """

    def __init__(
        self,
        bot: Client,
        *,
        channel: str,
        username: Callable[[], str],
        heard: Callable[[], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._channel = channel
        self._username = username
        self._heard = heard
        self._pause = pause
        self._rivals = 0
        self._log = structlog.get_logger("telegram")

    async def poll(self, intake: Intake) -> None:
        """Poll for ever; an update is acknowledged to Telegram by the next poll, after ``intake`` has committed.

        A webhook that was set is taken off first: Telegram does not let a bot be polled that has one. Raises
        NotOurToken and TwoPollers: only the operator can mend those.
        """
        polling = False
        offset: int | None = None
        failures = 0
        while True:
            try:
                if not polling:
                    await self._bot.delete_webhook()
                    polling = True
                updates = await self._bot.raw_updates(offset)
            except Exception as error:
                failures += 1
                await self._rest("poll failed", error, failures)
                continue
            failures = 0
            self._heard()
            if not updates:  # nobody else polled all the while
                self._rivals = 0
            for update in updates:
                await self._offer(self._read(update, _text(update)), intake)
                offset = _next_offset(update, offset)

    async def listen(self, url: str, secret: str) -> None:
        """Ask Telegram to push updates to ``url`` with ``secret``, as often as it takes. Raises NotOurToken."""
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    url, allowed_updates=inbound.KINDS, max_connections=WEBHOOK_CONNECTIONS, secret_token=secret
                )
            except Exception as error:
                failures += 1
                await self._rest("webhook not set", error, failures)
            else:
                self._log.info("webhook set")
                return

    def read(self, raw: str) -> Arrival | None:
        """Return what an update in JSON says; None for what the bot has no use for."""
        try:
            update = json.loads(raw)
        except (ValueError, RecursionError) as error:
            return self._unreadable(None, raw, error)
        return self._read(update, raw)

    def _read(self, update: Any, raw: str) -> Arrival | None:
        try:
            event = inbound.event_of(Update.de_json(update), channel=self._channel, bot_username=self._username())
        except Exception as error:  # whatever it is: it would stand in the way of all others
            return self._unreadable(update, raw, error)
        return None if event is None else replace(event, raw=raw)

    def _unreadable(self, update: Any, raw: str, error: Exception) -> Unreadable:
        return Unreadable(channel=self._channel, update_id=_name(update, raw), raw=raw, reason=type(error).__name__)

    async def _offer(self, arrival: Arrival | None, intake: Intake) -> None:
        """Offer an update until it is taken."""
        failures = 0
        while arrival is not None:
            try:
                await intake(arrival)
            except Exception as error:
                failures += 1
                self._log.warning("not taken", update=arrival.update_id, fault=type(error).__name__, attempt=failures)
                await self._pause(_delay(failures))
            else:
                return

    async def _rest(self, what: str, error: Exception, failures: int) -> None:
        """Wait before Telegram is asked again. Raises what no waiting mends.

        Where one replica takes over from another, the other's poll may still be open on Telegram's side for a moment.
        """
        mine: Exception = error
        if isinstance(error, TelegramError):
            mine = faults.ours(error, repeatable=True)
            if isinstance(mine, TwoPollers):
                self._rivals += 1
                failures = self._rivals
            if isinstance(mine, NotOurToken) or self._rivals > MOST_RIVALS:
                raise mine from None
        reason = redacted(str(mine))[: faults.MOST_WORDS]
        self._log.warning(what, fault=type(mine).__name__, reason=reason, attempt=failures)
        await self._pause(_backoff(mine, failures))


def _next_offset(update: Any, offset: int | None) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number + 1 if type(number) is int else offset


def _name(update: Any, raw: str) -> str:
    """Return the update's own id, or one made of its content if it has none that can be one."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if type(number) is int and 0 <= number < LARGEST_UPDATE:
        return str(number)
    return f"sha-{hashlib.sha256(raw.encode('utf-8', 'replace')).hexdigest()[:24]}"


def _text(update: Any) -> str:
    """Return an update as JSON, in letters that every database takes."""
    try:
        return json.dumps(update)
    except RecursionError:
        return ""


def _backoff(error: Exception, failures: int) -> float:
    if isinstance(error, TryAgain) and error.after is not None:
        return error.after
    return _delay(failures)


def _delay(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row, doubled each time, with jitter."""
    longest = min(FIRST_BACKOFF * 2.0 ** min(failures - 1, 10), LONGEST_BACKOFF)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
