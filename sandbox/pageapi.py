"""The page and its JSON API: play everybody, turn the clock, switch troubles on, follow what happens.

Only the machine's own browser is answered: another Host or another site's Origin gets 403.
"""

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.model import Chat, NotPossible, Person, Picked
from sandbox.pageview import clock_view, message_view, seat_view
from sandbox.people import People
from sandbox.refusals import Json
from sandbox.stage import Amount, Stage
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ZONE = "Asia/Ho_Chi_Minh"
PING_SECONDS = 15.0
COMING = 12
MOST_MESSAGES = 200
GUARD = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# What somebody uploaded never runs as part of the page.
FILE_GUARD = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}

Endpoint = Callable[[Request], Awaitable[Response]]


class NotThere(Exception):
    """What was asked for does not exist."""


class PageApi:
    """The routes of the page over one world."""

    def __init__(self, world: World, people: People, stage: Stage | None) -> None:
        self._world = world
        self._people = people
        self._stage = stage
        self._zone = ZoneInfo(stage.zone if stage else ZONE)
        self._turning = False
        self._streams: set[asyncio.Queue[Json]] = set()

    def routes(self) -> list[Route]:
        """Return the routes for the server."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/", self._index),
            ("GET", "/page/{file:path}", self._static),
            ("GET", "/api/session", self._session),
            ("GET", "/api/seats", self._seats),
            ("GET", "/api/chats/{chat}/messages", self._messages),
            ("POST", "/api/chats/{chat}/messages", self._say),
            ("POST", "/api/chats/{chat}/files", self._send_file),
            ("POST", "/api/chats/{chat}/albums", self._send_album),
            ("POST", "/api/chats/{chat}/press", self._press),
            ("POST", "/api/chats/{chat}/read", self._read),
            ("POST", "/api/chats/{chat}/block", self._block),
            ("GET", "/api/files/{file}/{name}", self._file),
            ("GET", "/api/clock", self._clock),
            ("POST", "/api/clock", self._turn),
            ("GET", "/api/faults", self._faults),
            ("POST", "/api/faults", self._switch),
            ("GET", "/api/events", self._events),
        ]
        return [Route(path, guarded(do), methods=[verb]) for verb, path, do in table]

    def stop(self) -> None:
        """End all event streams."""
        for queue in self._streams:
            queue.put_nowait({"type": "end"})

    async def _index(self, request: Request) -> Response:
        return _page_file("index.html")

    async def _static(self, request: Request) -> Response:
        return _page_file(request.path_params["file"])

    async def _session(self, request: Request) -> Response:
        world, stage = self._world, self._stage
        language = request.query_params.get("language", "vi")
        return JSONResponse(
            {
                "province": stage.province if stage else "",
                "now": clock_view(stage, world.clock.now(), self._zone, [], self._turning)["now"],
                "zone": self._zone.key,
                "bot": {"id": world.bot.id, "username": world.bot.username, "name": world.bot.name},
                "commands": world.profile.shown_commands("all_private_chats", language),
                "can_turn_clock": stage is not None,
            }
        )

    async def _seats(self, request: Request) -> Response:
        return JSONResponse([seat_view(seat) for seat in self._world.seats.values()])

    async def _messages(self, request: Request) -> Response:
        chat = self._chat(request)
        before = _number(request.query_params.get("before")) or chat.last_id + 1
        limit = min(max(int(request.query_params.get("limit", 50)), 1), MOST_MESSAGES)
        topic = _number(request.query_params.get("topic"))
        older = [message for message in self._world.history(chat, topic) if message.id < before]
        shown = older[-limit:]
        return JSONResponse({"messages": [message_view(one) for one in shown], "more": len(older) > len(shown)})

    async def _say(self, request: Request) -> Response:
        chat, body = self._chat(request), await _body(request)
        message = self._people.say(
            self._person(body.get("as")), chat, str(body.get("text", "")), body.get("reply_to"), body.get("topic")
        )
        return JSONResponse(message_view(message), 201)

    async def _send_file(self, request: Request) -> Response:
        chat = self._chat(request)
        async with request.form() as form:
            picked = await _picked(form)
            if not picked:
                raise NotPossible("there is no file")
            file = picked[0]
            message = self._people.send_file(
                self._person(form.get("as")),
                chat,
                file.name,
                file.content,
                file.mime,
                as_photo=file.as_photo,
                caption=str(form.get("caption") or ""),
                reply_to=_number(form.get("reply_to")),
                topic=_number(form.get("topic")),
            )
        return JSONResponse(message_view(message), 201)

    async def _send_album(self, request: Request) -> Response:
        chat = self._chat(request)
        async with request.form() as form:
            messages = self._people.send_album(
                self._person(form.get("as")),
                chat,
                await _picked(form),
                caption=str(form.get("caption") or ""),
                reply_to=_number(form.get("reply_to")),
                topic=_number(form.get("topic")),
            )
        return JSONResponse([message_view(one) for one in messages], 201)

    async def _press(self, request: Request) -> Response:
        chat, body = self._chat(request), await _body(request)
        person = self._person(body.get("as"))
        answer = await self._people.press(person, chat, int(body.get("message", 0)), str(body.get("data", "")))
        return JSONResponse({"text": answer.text, "alert": answer.alert, "answered": answer.answered})

    async def _read(self, request: Request) -> Response:
        self._chat(request).unread = 0
        return Response(status_code=204)

    async def _block(self, request: Request) -> Response:
        self._chat(request)
        body = await _body(request)
        person = self._person(body.get("as"))
        if body.get("blocked"):
            self._people.block(person)
        else:
            self._people.unblock(person)
        return Response(status_code=204)

    async def _file(self, request: Request) -> Response:
        file = self._world.file(request.path_params["file"])
        if file is None:
            raise NotThere("no such file")
        # Only what was measured as a picture is shown in place; anything else is for saving.
        kind = file.mime if file.width else "application/octet-stream"
        disposition = {} if file.width else {"Content-Disposition": "attachment"}
        return Response(file.content, media_type=kind, headers={**FILE_GUARD, **disposition})

    async def _clock(self, request: Request) -> Response:
        return JSONResponse(await self._clock_now())

    async def _turn(self, request: Request) -> Response:
        stage, body = self._stage, await _body(request)
        if stage is None:
            raise NotPossible("this clock cannot be turned")
        if self._turning:
            return JSONResponse({"error": "the clock is turning"}, 409)
        amount, until = body.get("turn"), body.get("until")
        moment = datetime.fromisoformat(str(until)) if until else None
        if moment is None and amount not in get_args(Amount):
            raise NotPossible("turn the clock by an hour, a day, a week, a month, or to the next event")
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        self._turning = True
        try:
            await self._tell_clock()
            if moment is None:
                await stage.turn(cast(Amount, amount))
            else:
                await stage.turn_until(moment)
        finally:
            self._turning = False
            await self._tell_clock()
        return JSONResponse(await self._clock_now())

    async def _faults(self, request: Request) -> Response:
        return JSONResponse(self._world.faults.as_json())

    async def _switch(self, request: Request) -> Response:
        body = await _body(request)
        name, on = str(body.get("name", "")), bool(body.get("on"))
        if name in {"blocked", "migrate"}:
            chat = self._world.chat(int(body.get("chat", 0)))
            self._trouble(chat, name, on)
            return JSONResponse(self._world.faults.as_json())
        value = body.get("value")
        try:
            self._world.faults.switch(name, on, None if value is None else float(value))
        except KeyError:
            raise NotThere(f"no trouble is called {name}") from None
        return JSONResponse(self._world.faults.as_json())

    def _trouble(self, chat: Chat, name: str, on: bool) -> None:
        if name == "migrate":
            self._people.migrate(chat)
        elif chat.person is None:
            raise NotPossible("only a person blocks the bot")
        elif on:
            self._people.block(chat.person)
        else:
            self._people.unblock(chat.person)

    async def _events(self, request: Request) -> Response:
        headers = {**GUARD, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        with self._world.listen() as queue:
            self._streams.add(queue)
            try:
                yield ": hello\n\n"
                while True:
                    try:
                        event = await asyncio.wait_for(queue.get(), PING_SECONDS)
                    except TimeoutError:
                        yield ": ping\n\n"
                        continue
                    if event["type"] == "end":
                        return
                    yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
            finally:
                self._streams.discard(queue)

    async def _tell_clock(self) -> None:
        self._world.announce({"type": "clock", "clock": await self._clock_now()})

    async def _clock_now(self) -> Json:
        upcoming = await self._stage.upcoming(COMING) if self._stage else []
        return clock_view(self._stage, self._world.clock.now(), self._zone, upcoming, self._turning)

    def _chat(self, request: Request) -> Chat:
        chat = self._world.chats.get(int(request.path_params["chat"]))
        if chat is None:
            raise NotThere("no such chat")
        return chat

    def _person(self, given: Any) -> Person:
        person = self._world.persons.get(int(given or 0))
        if person is None:
            raise NotThere("no such person")
        return person


def guarded(endpoint: Endpoint) -> Endpoint:
    """Refuse other hosts and sites, and turn what is not possible into 400 and what is not there into 404."""

    @wraps(endpoint)
    async def safe(request: Request) -> Response:
        host = request.headers.get("host", "")
        origin = request.headers.get("origin")
        if urlsplit(f"//{host}").hostname not in LOOPBACK or (origin and urlsplit(origin).netloc != host):
            return JSONResponse({"error": "only this machine may play here"}, 403)
        try:
            return await endpoint(request)
        except NotThere as fault:
            return JSONResponse({"error": str(fault)}, 404)
        except (NotPossible, ValueError, TypeError) as fault:
            return JSONResponse({"error": str(fault)}, 400)

    return safe


def _page_file(name: str) -> Response:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        raise NotThere("no such page")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), media_type=kind, headers=GUARD)


async def _body(request: Request) -> Json:
    body = await request.json()
    if not isinstance(body, dict):
        raise NotPossible("a JSON object is expected")
    return body


async def _picked(form: FormData) -> list[Picked]:
    """Return the files of a form; all are photos if it says ``photo=1`` and they are pictures."""
    picked = []
    for upload in form.getlist("file"):
        if isinstance(upload, UploadFile):
            mime = upload.content_type or "application/octet-stream"
            as_photo = form.get("photo") == "1" and mime.startswith("image/")
            name = Path(upload.filename or "file").name
            picked.append(Picked(name=name, content=await upload.read(), mime=mime, as_photo=as_photo))
    return picked


def _number(given: Any) -> int | None:
    return int(given) if given else None
