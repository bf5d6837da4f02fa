"""Where a messenger pushes its updates. It hears 200 once an update is taken or set aside, and 503 if it has to come
again; whoever does not know the secret learns nothing.
"""

import asyncio
import hmac
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.channels.base import Arrival, Intake

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
LARGEST = 2**20  # bytes; Telegram's updates have some thousands
BODY_SECONDS = 20.0


class TooLarge(Exception):
    """The body is larger than any update."""


class Hook:
    """The endpoint of one messenger, as an ASGI application.

    ``read`` makes an arrival of a body; ``moved`` is called for each request that knew the secret.
    """

    def __init__(
        self,
        path: str,
        secret: str,
        *,
        read: Callable[[str], Arrival | None],
        intake: Intake,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self._secret = secret.encode()
        self._read = read
        self._intake = intake
        self._moved = moved
        self._strangers = 0
        self._log = structlog.get_logger("webhook")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            status = await self._answer(request)
        except ClientDisconnect:
            return
        await Response(status_code=status)(scope, receive, send)

    async def _answer(self, request: Request) -> int:
        if not self._knows_the_secret(request):
            self._note_stranger()
            return 401
        self._moved()
        try:
            body = await _body(request)
        except TooLarge:
            self._log.error("update too large", most=LARGEST)
            return 413
        except TimeoutError:
            return 408
        return await self._take(body.decode("utf-8", "replace"))

    def _note_stranger(self) -> None:
        """Log the 1st, 2nd, 4th, 8th, …: whoever knocks all day fills no log."""
        self._strangers += 1
        if self._strangers & (self._strangers - 1) == 0:
            self._log.warning("wrong secret", times=self._strangers)

    def _knows_the_secret(self, request: Request) -> bool:
        """Compare in the same time whatever is said."""
        told = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(told.encode("utf-8", "replace"), self._secret)

    async def _take(self, raw: str) -> int:
        """Offer an update; what cannot be read is set aside and so not sent again."""
        arrival = self._read(raw)
        if arrival is None:
            return 200
        try:
            await self._intake(arrival)
        except Exception as error:
            self._log.warning("not taken", update=arrival.update_id, fault=type(error).__name__)
            return 503
        return 200


async def _body(request: Request) -> bytes:
    """Return the body. Raises TooLarge as soon as it is, TimeoutError for one that does not come."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > LARGEST:
        raise TooLarge
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise TooLarge
    return bytes(body)
