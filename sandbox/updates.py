"""The updates that wait for the bot: numbered, kept until confirmed, fetched by long polling or pushed to a webhook."""

import asyncio
import re
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from bot.clock import Clock
from sandbox import limits
from sandbox.refusals import Json, bad, conflict
from sandbox.webhook import Webhook

# Sent only to a bot that asks for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
SECRET = re.compile(r"[A-Za-z0-9_-]*")
FIRST_UPDATE = 100_000_001
LONGEST_POLL = 50
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Updates:
    """The queue. One poller at a time, or a webhook, as on Telegram's server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: deque[Json] = deque()
        self._next_id = FIRST_UPDATE
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopped = False
        self.webhook: Webhook | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def copied(self, clock: Clock) -> "Updates":
        """Return a queue in which nothing waits and whose numbers go on from here."""
        other = Updates(clock)
        other._next_id, other._allowed = self._next_id, self._allowed
        return other

    def put(self, kind: str, content: Json) -> None:
        """Add an update, unless the bot does not want its kind."""
        if kind not in self._allowed if self._allowed is not None else kind in ON_REQUEST:
            return
        self._pending.append({"update_id": self._next_id, kind: content})
        self._next_id += 1
        self._idle.clear()
        if self.webhook:
            self.webhook.wake()
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def take(self, arguments: Json) -> list[Json]:
        """Answer getUpdates: confirm what lies below ``offset``, then wait up to ``timeout`` real seconds."""
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._allow(arguments.get("allowed_updates"))
        self._confirm(arguments.get("offset", 0))
        timeout = min(arguments.get("timeout", 0), LONGEST_POLL)
        if not self._pending and timeout > 0 and not self._stopped:
            await self._wait(timeout)
        limit = arguments.get("limit", limits.UPDATES_AT_ONCE)
        if not 1 <= limit <= limits.UPDATES_AT_ONCE:
            limit = limits.UPDATES_AT_ONCE
        return [self._pending[index] for index in range(min(limit, len(self._pending)))]

    async def until_idle(self) -> None:
        """Wait until nothing is left to confirm."""
        await self._idle.wait()

    def set_webhook(self, arguments: Json) -> str:
        """Answer setWebhook; return what it tells. Raises Refusal (400) for an address or a secret it cannot take."""
        url = arguments.get("url", "")
        if not url:
            return self.delete_webhook(arguments)
        _check_address(url)
        secret = arguments.get("secret_token", "")
        if len(secret) > limits.SECRET_TOKEN:
            raise bad("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self._allow(arguments.get("allowed_updates"))
        if arguments.get("drop_pending_updates"):
            self._confirm(self._next_id)
        self._end_poll("terminated by setWebhook request")
        if self.webhook:
            self.webhook.stop()
        connections = min(max(arguments.get("max_connections", 40), 1), limits.WEBHOOK_CONNECTIONS)
        self.webhook = Webhook(url, secret, connections, self._pending, self._clock, self._confirm)
        return "Webhook was set"

    def delete_webhook(self, arguments: Json) -> str:
        """Answer deleteWebhook; return what it tells."""
        if arguments.get("drop_pending_updates"):
            self._confirm(self._next_id)
        if self.webhook is None:
            return "Webhook is already deleted"
        self.webhook.stop()
        self.webhook = None
        return "Webhook was deleted"

    def webhook_info(self) -> Json:
        """Answer getWebhookInfo."""
        info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self)}
        if self.webhook:
            info.update(self.webhook.as_json())
        if self._allowed is not None:
            info["allowed_updates"] = sorted(self._allowed)
        return info

    def start(self) -> None:
        """Let polls wait."""
        self._stopped = False

    def stop(self) -> None:
        """End a waiting poll at once and deliver no more."""
        self._stopped = True
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        if self.webhook:
            self.webhook.stop()

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, why: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(why))

    def _allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds are wanted: none named means the usual ones, no list at all changes nothing."""
        if kinds is None:
            return
        known = frozenset(kinds) & limits.UPDATE_KINDS
        self._allowed = known or None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = self._next_id + offset
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        if not self._pending:
            self._idle.set()


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host: Any = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise bad("bad webhook: invalid webhook URL specified")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
