"""Pushing updates to the bot's own address, in order, again and again until it takes them."""

import asyncio
from collections import deque
from collections.abc import Callable

import httpx

from bot.clock import Clock
from sandbox.refusals import Json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the name of the header
FIRST_RETRY = 0.25
LONGEST_RETRY = 30.0
TIMEOUT = 60.0


class Webhook:
    """A webhook that is set: it posts the oldest update and goes on when that was answered with a 2xx.

    Retries wait in real time, longer each time: ``FIRST_RETRY`` to ``LONGEST_RETRY`` seconds.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        connections: int,
        pending: deque[Json],
        clock: Clock,
        confirm: Callable[[int], None],
    ) -> None:
        self.url = url
        self._headers = {SECRET_HEADER: secret} if secret else {}
        self._connections = connections
        self._pending = pending
        self._clock = clock
        self._confirm = confirm
        self._error: Json = {}
        self._arrived = asyncio.Event()
        self._arrived.set()
        self._task = asyncio.create_task(self._deliver(), name="sandbox webhook")

    def wake(self) -> None:
        """Tell that there is something to deliver."""
        self._arrived.set()

    def stop(self) -> None:
        """Deliver no more."""
        self._task.cancel()

    def as_json(self) -> Json:
        """Return its part of Telegram's ``WebhookInfo``."""
        return {"url": self.url, "max_connections": self._connections, "ip_address": "127.0.0.1", **self._error}

    async def _deliver(self) -> None:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, headers=self._headers) as client:
            pause = FIRST_RETRY
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self._pending:
                    update = self._pending[0]
                    fault = await self._post(client, update)
                    if fault is None:
                        self._confirm(update["update_id"] + 1)
                        pause = FIRST_RETRY
                        continue
                    self._error = {
                        "last_error_date": int(self._clock.now().timestamp()),
                        "last_error_message": fault,
                    }
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_RETRY)

    async def _post(self, client: httpx.AsyncClient, update: Json) -> str | None:
        """Return None if the bot took the update, else why not in Telegram's words."""
        try:
            answer = await client.post(self.url, json=update)
        except httpx.TimeoutException:
            return "Connection timed out"
        except httpx.HTTPError:
            return "Connection refused"
        if answer.is_success:
            return None
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
