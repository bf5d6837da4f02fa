"""A bare Bot API server in a process of its own: it counts, keeps the limits to the letter and waits as it is told.

It knows no more of Telegram than a benchmark needs, so that what is measured is the bot and not the server beside it.
``messenger()`` starts one; ``python -m benchmarks.messenger`` is what it starts.
"""

import argparse
import asyncio
import json
import sys
import time
from array import array
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from aiohttp import web

TOKEN = "123456:" + "B" * 35
HOST = "127.0.0.1"
SENDING = ("send", "edit")
BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
ANSWERED = "answerCallbackQuery"
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Messages that are taken; None: as many as come. ``latency`` in seconds."""

    latency: float = 0.0
    per_second: int | None = None
    per_chat_per_second: int | None = None
    per_group_per_minute: int | None = None


class Window:
    """The moments of the last ``seconds``, at most ``most`` of them."""

    def __init__(self, most: int | None, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def has_room(self, now: float) -> bool:
        return self._most is None or len(self._times) < self._most or now - self._times[0] >= self._seconds

    def add(self, now: float) -> None:
        if self._most is not None:
            self._times.append(now)


class Messenger:
    """The server's state. All moments are the machine's clock, in seconds, so that two processes can compare them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._all = Window(limits.per_second, 1.0)
        self._chats: dict[str, Window] = defaultdict(lambda: Window(limits.per_chat_per_second, 1.0))
        self._groups: dict[str, Window] = defaultdict(lambda: Window(limits.per_group_per_minute, 60.0))
        self._arrived = array("d")
        self._taken: dict[str, int] = defaultdict(int)
        self._refused = 0
        self._messages = 0
        self._updates: deque[Json] = deque()
        self._more = asyncio.Event()
        self._news = asyncio.Event()
        self._last_update = 0
        self._tapped: dict[str, float] = {}
        self._waiting: dict[str, float] = {}
        self._toasts: list[float] = []
        self._answers: list[float] = []
        self._taps: asyncio.Task[None] | None = None

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method of the Bot API."""
        method = request.match_info["method"]
        arguments = dict(await request.post())
        if method.startswith(SENDING):
            return await self._take(str(arguments["chat_id"]))
        if self.limits.latency:
            await asyncio.sleep(self.limits.latency)
        if method == "getMe":
            return _done(BOT)
        if method == "getUpdates":
            return _done(await self._poll(int(str(arguments.get("offset", 0))), float(str(arguments["timeout"]))))
        if method == ANSWERED:
            pushed = self._tapped.pop(str(arguments["callback_query_id"]), None)
            if pushed is not None:
                self._toasts.append(time.time() - pushed)
        return _done(True)

    async def _take(self, chat: str) -> web.Response:
        now = time.time()
        windows = [self._all, self._chats[chat], *([self._groups[chat]] if chat.startswith("-") else [])]
        refused = not all(window.has_room(now) for window in windows)
        if refused:
            self._refused += 1
        else:
            for window in windows:
                window.add(now)
            self._arrived.append(now)
            self._taken[chat] += 1
            self._messages += 1
            self._news.set()
            pushed = self._waiting.pop(chat, None)
            if pushed is not None:
                self._answers.append(now - pushed)
        number = self._messages
        if self.limits.latency:
            await asyncio.sleep(self.limits.latency)
        if refused:
            return web.json_response(
                {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}},
                status=429,
            )
        where = {"id": int(chat), "type": "private", "first_name": "A"}
        return _done({"message_id": number, "date": int(now), "chat": where, "from": BOT, "text": "."})

    async def _poll(self, offset: int, seconds: float) -> list[Json]:
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if not self._updates:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), seconds)
            except TimeoutError:
                return []
        return list(self._updates)[:100]

    async def tap(self, request: web.Request) -> web.Response:
        """Let people press buttons from now on: ``presses`` are (chat, data), one every ``every`` seconds."""
        wanted = await request.json()
        self._taps = asyncio.create_task(self._press([tuple(one) for one in wanted["presses"]], wanted["every"]))
        return web.json_response({})

    async def _press(self, presses: list[tuple[str, str]], every: float) -> None:
        for chat, data in presses:
            self._last_update += 1
            person = {"id": int(chat), "is_bot": False, "first_name": "A"}
            where = {"id": int(chat), "type": "private", "first_name": "A"}
            message = {"message_id": 1, "date": 0, "chat": where, "from": BOT, "text": "."}
            press = {"id": str(self._last_update), "from": person, "chat_instance": "1", "data": data}
            now = time.time()
            self._tapped[str(press["id"])] = now
            self._waiting[chat] = now
            self._updates.append({"update_id": self._last_update, "callback_query": {**press, "message": message}})
            self._more.set()
            await asyncio.sleep(every)

    async def figures(self, request: web.Request) -> web.Response:
        """Tell what was counted; once messages to ``chats`` chats were taken, or ``within`` so many seconds."""
        wanted, within = int(request.query.get("chats", 0)), float(request.query.get("within", 0))
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while len(self._taken) < wanted:
                    self._news.clear()
                    await self._news.wait()
        return web.json_response(
            {
                "taken": self._messages,
                "chats": len(self._taken),
                "refused": self._refused,
                "first": self._arrived[0] if self._arrived else None,
                "last": self._arrived[-1] if self._arrived else None,
                "toasts": self._toasts,
                "answers": self._answers,
            }
        )


def _done(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


class Beside:
    """A messenger that runs beside, as its starter sees it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self._client = httpx.AsyncClient(base_url=self.url, trust_env=False)

    @property
    def base_url(self) -> str:
        return f"{self.url}/bot"

    async def figures(self) -> Json:
        """Return what it counted so far."""
        found: Json = (await self._client.get("/figures")).json()
        return found

    async def until_reached(self, chats: int, within: float) -> Json:
        """Return the figures once so many chats got a message, or after so many seconds. The server waits, not we."""
        asked = {"chats": chats, "within": within}
        found: Json = (await self._client.get("/figures", params=asked, timeout=within + 10)).json()
        return found

    async def tap(self, presses: list[tuple[str, str]], every: float) -> None:
        await self._client.post("/taps", json={"presses": presses, "every": every})

    async def close(self) -> None:
        await self._client.aclose()


@asynccontextmanager
async def messenger(limits: Limits) -> AsyncIterator[Beside]:
    """Run a messenger in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.messenger", json.dumps(vars(limits)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    beside = Beside(int(await process.stdout.readline()))
    try:
        yield beside
    finally:
        await beside.close()
        process.terminate()
        await process.wait()


async def serve(limits: Limits) -> None:
    """Serve until the process is ended; the port is the first line of the output."""
    state = Messenger(limits)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", state.call)
    app.router.add_get("/figures", state.figures)
    app.router.add_post("/taps", state.tap)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0, backlog=1024)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("limits", type=json.loads)
    asyncio.run(serve(Limits(**parser.parse_args().limits)))
