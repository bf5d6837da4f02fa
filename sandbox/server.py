"""The sandbox over HTTP on loopback: the Bot API for the bot, and the page with its API for people.

>>> async with SandboxServer(World(clock)) as server:
...     bot = Bot(server.world.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot")
"""

import asyncio
import json
import re
from collections.abc import Callable
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from uvicorn.server import ServerState

from sandbox.botapi import BotApi
from sandbox.faults import LineCut
from sandbox.methods import Upload
from sandbox.pageapi import PageApi
from sandbox.people import People
from sandbox.refusals import Json, Refusal, bad
from sandbox.stage import Stage
from sandbox.world import World

HOST = "127.0.0.1"
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
VERBS = ["GET", "POST"]
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BACKLOG = 1024
DROP_GRACE = 1.0
ROUNDS_TO_CLOSE = 5  # of the event loop, in which closed connections are forgotten


class SandboxServer:
    """Serves a world in the running event loop, from ``async with`` to its end; ``port`` 0 takes a free one.

    With a ``stage`` the page can turn the clock. The server listens on 127.0.0.1 only and prints nothing.
    """

    def __init__(self, world: World, *, port: int = 0, stage: Stage | None = None) -> None:
        self.world = world
        self.people = People(world)
        self._api = BotApi(world)
        self._page = PageApi(world, self.people, stage)
        self._port = port
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self._app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._bot, methods=VERBS),
                Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
                *self._page.routes(),
            ]
        )

    @property
    def base_url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{HOST}:{self._port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to listen. Raises OSError if the port is taken."""
        config = uvicorn.Config(
            self._serve,
            interface="asgi3",
            proxy_headers=False,
            lifespan="off",
            access_log=False,
            log_config=None,
            ws="none",
            timeout_keep_alive=60,
        )
        config.load()
        protocol = cast(Callable[..., asyncio.Protocol], config.http_protocol_class)
        self.world.updates.start()
        self.world.faults.start()
        self._server = await asyncio.get_running_loop().create_server(
            lambda: protocol(config=config, server_state=self._state, app_state={}),
            HOST,
            self._port,
            backlog=BACKLOG,
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End waiting polls, event streams and connections, and stop listening."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self.world.updates.stop()
        self.world.faults.stop()
        self.world.callbacks.stop()
        self._page.stop()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            _, late = await asyncio.wait(set(self._state.tasks), timeout=DROP_GRACE)
            for task in late:
                task.cancel()
        for _ in range(ROUNDS_TO_CLOSE):
            await asyncio.sleep(0)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; one that is cut off by the end of the server is still answered, so nothing is logged.

        Each answer tells the time, as Telegram's do: that of the stage.
        """

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self.world.clock.now(), usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
            await send(message)

        try:
            await self._app(scope, receive, dated)
        except asyncio.CancelledError:
            await Response(status_code=503)(scope, receive, send)

    async def _bot(self, request: Request) -> Response:
        try:
            self._check(request.path_params["token"])
            body = await self._api.call(request.path_params["method"], await _raw(request))
            return _answer(body, 200)
        except Refusal as refusal:
            if refusal.page is not None:
                return Response(refusal.page, refusal.code, media_type="text/html")
            return _answer(refusal.as_json(), refusal.code)
        except LineCut:
            self._cut(request)
            return _answer({"ok": False}, 503)  # nobody hears it

    def _cut(self, request: Request) -> None:
        """Break the connection by which a request came."""
        for connection in list(self._state.connections):
            if connection.transport.get_extra_info("peername") == tuple(request.client or ()):
                connection.transport.abort()

    async def _file(self, request: Request) -> Response:
        try:
            self._check(request.path_params["token"])
        except Refusal as refusal:
            return _answer(refusal.as_json(), refusal.code)
        file = self.world.files_by_path.get(request.path_params["path"])
        if file is None:
            return _answer(Refusal(404, "Not Found").as_json(), 404)
        return Response(file.content, media_type="application/octet-stream")

    def _check(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        if token != self.world.token:
            raise Refusal(401, "Unauthorized")


def _answer(body: Json, status: int) -> Response:
    return Response(ENCODER.encode(body), status, media_type="application/json")


async def _raw(request: Request) -> dict[str, Any]:
    """Return the parameters from the query and from a JSON, form or multipart body. Raises Refusal (400)."""
    raw: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            raw.update(await _multipart(request))
            return raw
        body = await request.body()
        if kind == "application/json" and body:
            sent = json.loads(body)
            if not isinstance(sent, dict):
                raise bad("object expected as parameters")
            raw.update(sent)
        elif body:
            raw.update(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad("can't parse request parameters JSON object") from None
    except HTTPException:
        raise bad("can't parse multipart body") from None
    return raw


async def _multipart(request: Request) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                raw[name] = Upload(value.filename or "file", mime, await value.read())
            else:
                raw[name] = value
    return raw
