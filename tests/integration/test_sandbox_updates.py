"""Updates: long polling with offsets, one poller, webhooks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters
from uvicorn.server import ServerState

from sandbox import webhook as webhook_module
from tests.integration.conftest import MONDAY, Playground, client

POLL = {"timeout": 5}
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_it_offers_an_update_until_its_offset_is_passed(sandbox: Playground) -> None:
    sandbox.people.say(sandbox.lan, sandbox.lan, "một")
    sandbox.people.say(sandbox.lan, sandbox.lan, "hai")

    first = await sandbox.bot.get_updates(limit=1)
    again = await sandbox.bot.get_updates()
    rest = await sandbox.bot.get_updates(offset=first[0].update_id + 1)

    assert [one.message.text for one in first if one.message] == ["một"]
    assert [one.message.text for one in again if one.message] == ["một", "hai"]
    assert [one.message.text for one in rest if one.message] == ["hai"]
    assert sandbox.world.updates_pending() == 1


async def test_it_forgets_all_but_the_newest_for_a_negative_offset(sandbox: Playground) -> None:
    for text in ("một", "hai", "ba"):
        sandbox.people.say(sandbox.lan, sandbox.lan, text)

    (newest,) = await sandbox.bot.get_updates(offset=-1)

    assert newest.message is not None
    assert newest.message.text == "ba"
    assert sandbox.world.updates_pending() == 1


async def test_it_answers_a_waiting_poll_as_soon_as_somebody_writes(sandbox: Playground) -> None:
    poll = asyncio.create_task(sandbox.bot.get_updates(**POLL))
    await asyncio.sleep(0.02)
    assert not poll.done()

    sandbox.people.say(sandbox.lan, sandbox.lan, "Xin chào")

    async with asyncio.timeout(1):
        (update,) = await poll
    assert update.message is not None
    assert update.message.text == "Xin chào"
    assert update.message.date == MONDAY


async def test_it_ends_a_waiting_poll_when_it_stops(sandbox: Playground) -> None:
    poll = asyncio.create_task(sandbox.bot.get_updates(**POLL))
    await asyncio.sleep(0.02)

    async with asyncio.timeout(1):
        await sandbox.server.stop()
        assert await poll == ()


async def test_it_tells_the_first_poller_of_the_second(sandbox: Playground) -> None:
    async with client(sandbox.server) as second:
        waiting = asyncio.create_task(sandbox.bot.get_updates(**POLL))
        await asyncio.sleep(0.02)
        taking_over = asyncio.create_task(second.get_updates(**POLL))

        with pytest.raises(Conflict) as refused:
            await waiting
        sandbox.people.say(sandbox.lan, sandbox.lan, "ai nghe?")

        assert refused.value.message == TWO_POLLERS
        assert len(await taking_over) == 1


async def test_it_sends_only_the_kinds_that_are_asked_for_and_remembers_them(sandbox: Playground) -> None:
    await sandbox.bot.get_updates(allowed_updates=["callback_query"])
    sandbox.people.say(sandbox.lan, sandbox.lan, "không ai nghe")
    assert await sandbox.bot.get_updates() == ()

    await sandbox.bot.get_updates(allowed_updates=[])
    sandbox.people.say(sandbox.lan, sandbox.lan, "có người nghe")
    assert len(await sandbox.bot.get_updates()) == 1


async def test_it_is_idle_when_everything_is_confirmed(sandbox: Playground) -> None:
    await sandbox.world.until_idle(within=0.1)
    sandbox.people.say(sandbox.lan, sandbox.lan, "chờ")

    with pytest.raises(TimeoutError):
        await sandbox.world.until_idle(within=0.02)
    (update,) = await sandbox.bot.get_updates()
    await sandbox.bot.get_updates(offset=update.update_id + 1)

    await sandbox.world.until_idle(within=0.1)


async def test_it_serves_a_whole_application_with_its_own_updater(sandbox: Playground) -> None:
    heard: list[str | None] = []

    async def hear(update: Update, context: Any) -> None:
        assert update.effective_message is not None
        heard.append(update.effective_message.text)
        await update.effective_message.reply_text("nghe rõ")

    url = sandbox.server.base_url
    application: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder().token(sandbox.world.token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    )
    application.add_handler(MessageHandler(filters.TEXT, hear))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(timeout=1)
        sandbox.people.say(sandbox.lan, sandbox.lan, "a lô")
        await sandbox.world.until_idle(within=5)
        await application.updater.stop()
        await application.stop()

    answer = sandbox.world.last_message(sandbox.lan)
    assert heard == ["a lô"]
    assert answer is not None
    assert answer.text == "nghe rõ"


@pytest.mark.parametrize(
    ("token", "code", "words"), [("7000000001:AAwrong", 401, "Unauthorized"), ("not-a-token", 404, "Not Found")]
)
async def test_it_knows_only_its_own_token(sandbox: Playground, token: str, code: int, words: str) -> None:
    async with httpx.AsyncClient(base_url=sandbox.server.base_url) as http:
        answers = [await http.get(f"/bot{token}/getMe"), await http.get(f"/file/bot{token}/documents/file_1.txt")]

    for answer in answers:
        assert answer.status_code == code
        assert answer.json() == {"ok": False, "error_code": code, "description": words}


async def test_it_knows_no_method_that_it_does_not_serve(sandbox: Playground) -> None:
    with pytest.raises(InvalidToken) as refused:
        await sandbox.bot.send_dice(sandbox.lan.id)

    assert refused.value.message == "Not Found: method not found"


class Listener:
    """The bot's own web address: takes updates, after as many failures as asked for."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.taken: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []

    async def take(self, request: Request) -> Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.failures:
            self.failures -= 1
            return Response(status_code=503)
        self.taken.append(await request.json())
        return Response()


@asynccontextmanager
async def listening(failures: int = 0) -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener(failures)
    app = Starlette(routes=[Route("/hook", listener.take, methods=["POST"])])
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_config=None)
    config.load()
    state = ServerState()
    protocol: Any = config.http_protocol_class
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    try:
        yield listener, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        await asyncio.sleep(0)


async def test_it_pushes_updates_to_a_webhook_with_its_secret(sandbox: Playground) -> None:
    async with listening() as (listener, url):
        await sandbox.bot.set_webhook(url, secret_token="mot-bi-mat")
        sandbox.people.say(sandbox.lan, sandbox.lan, "một")
        sandbox.people.say(sandbox.lan, sandbox.lan, "hai")
        await sandbox.world.until_idle(within=2)

        with pytest.raises(Conflict) as refused:
            await sandbox.bot.get_updates()
        await sandbox.bot.delete_webhook()

    assert [one["message"]["text"] for one in listener.taken] == ["một", "hai"]
    assert listener.secrets == ["mot-bi-mat"] * 2
    assert refused.value.message == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert await sandbox.bot.get_updates() == ()


async def test_it_offers_an_update_to_a_webhook_until_it_is_taken(
    sandbox: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_module, "FIRST_RETRY", 0.01)
    async with listening(failures=2) as (listener, url):
        await sandbox.bot.set_webhook(url)
        sandbox.people.say(sandbox.lan, sandbox.lan, "kiên nhẫn")
        await sandbox.world.until_idle(within=2)
        info = await sandbox.bot.get_webhook_info()

        assert len(listener.taken) == 1
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        assert info.last_error_date == MONDAY


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://bot.example.vn/hook", "", "Bad webhook: an https url must be provided for webhook"),
        ("https://", "", "Bad webhook: invalid webhook url specified"),
        ("https://bot.example.vn/hook", "bí mật", "Secret token contains unallowed characters"),
        ("https://bot.example.vn/hook", "a" * 257, "Secret token is too long"),
    ],
)
async def test_it_refuses_a_webhook_that_telegram_would_not_call(
    sandbox: Playground, url: str, secret: str, words: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        await sandbox.bot.set_webhook(url, secret_token=secret)

    assert refused.value.message == words
