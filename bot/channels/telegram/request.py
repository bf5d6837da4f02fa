"""How the library's requests go out: by aiohttp, straight, with a pool of its own.

The library's own client scans all its connections at each request: 64 on their way at 60 ms made 95 messages a second.
"""

from base64 import b64encode
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import TypedDict, Unpack

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.errors import SetupError

SECONDS_TO_CONNECT = 5.0
SECONDS_TO_ANSWER = 20.0
SECONDS_FOR_A_CONNECTION = 30.0  # until one of the pool is free
SECONDS_IDLE = 5.0  # one that was idle for longer may be closed over there just as we use it: then nobody knows
HEADERS = {"User-Agent": BaseRequest.USER_AGENT}
FORM_HEADERS = HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}


class Asking(TypedDict, total=False):
    """What is asked, as aiohttp takes it."""

    data: bytes | aiohttp.FormData | None
    headers: dict[str, str]
    timeout: aiohttp.ClientTimeout


@dataclass(frozen=True, kw_only=True)
class Route:
    """The way to a server: whose certificates are ``trusted``, and the proxy if there is one, as aiohttp takes it."""

    trusted: SSLContext
    proxy: URL | None = None
    proxy_headers: dict[str, str] | None = field(default=None, repr=False)

    @classmethod
    def by(cls, proxy: str | None, trusted: SSLContext) -> "Route":
        """Return the way by ``http://[user:password@]host:port``. Raises SetupError for a proxy of another kind."""
        if proxy is None:
            return cls(trusted=trusted)
        try:
            url = URL(proxy)
        except ValueError:
            url = URL()
        if url.scheme not in ("http", "https") or not url.host:
            raise SetupError("The proxy for Telegram looks like http://host:port or http://user:password@host:port.")
        if url.user is None:
            return cls(trusted=trusted, proxy=url)
        basic = b64encode(f"{url.user}:{url.password or ''}".encode()).decode()
        headers = {"Proxy-Authorization": f"Basic {basic}"}
        return cls(trusted=trusted, proxy=url.with_user(None), proxy_headers=headers)

    def session(self, connections: int) -> aiohttp.ClientSession:
        """Return a session with so many connections at most; the loop must run."""
        connector = aiohttp.TCPConnector(limit=connections, ssl=self.trusted, keepalive_timeout=SECONDS_IDLE)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    def ask(
        self, session: aiohttp.ClientSession, method: str, url: str, **how: Unpack[Asking]
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Ask by this way. Redirects are answers."""
        return session.request(
            method,
            URL(url, encoded=True),
            allow_redirects=False,
            proxy=self.proxy,
            proxy_headers=self.proxy_headers,
            **how,
        )


class AiohttpRequest(BaseRequest):
    """Sends what a ``telegram.Bot`` asks; at most ``connections`` at once, opened as they are needed."""

    def __init__(self, route: Route, *, connections: int) -> None:
        self._route = route
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, in seconds; the library adds to it while it polls."""
        return SECONDS_TO_ANSWER

    async def initialize(self) -> None:
        """Do nothing: connections are opened when something is asked."""

    async def shutdown(self) -> None:
        """Close the connections; what is asked after that opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask and return the status and what was answered. Raises TimedOut where it is not known what became of it.

        The cause of a NetworkError tells how far it came.
        """
        if self._session is None:
            self._session = self._route.session(self._connections)
        data, headers = _body(request_data)
        timeout = aiohttp.ClientTimeout(
            sock_read=_seconds(read_timeout, SECONDS_TO_ANSWER),
            sock_connect=_seconds(connect_timeout, SECONDS_TO_CONNECT),
            connect=_seconds(pool_timeout, SECONDS_FOR_A_CONNECTION),
        )
        try:
            async with self._route.ask(
                self._session, method, url, data=data, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            raise TimedOut(_told(error)) from error
        except aiohttp.ClientError as error:
            raise NetworkError(_told(error)) from error


def _body(asked: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Return the body of a request, and its headers: a form, in parts if files go with it."""
    if asked is None:
        return None, HEADERS
    if not asked.contains_files:
        return asked.url_encoded_parameters().encode(), FORM_HEADERS
    form = aiohttp.FormData()
    for name, value in asked.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in asked.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, HEADERS


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def _seconds(given: object, otherwise: float) -> float | None:
    """Return a time limit as the library gives it: a number, None for no limit, or its word for the default."""
    if given is BaseRequest.DEFAULT_NONE:
        return otherwise
    return float(given) if isinstance(given, int | float) else None
