"""The real bot, from start to end: it takes what is pushed, tells how it is, and pings as long as all is well."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app.live import WRONG_TOKEN, run
from bot.clock import SystemClock
from bot.domain.delivery import Delivered
from bot.errors import SetupError
from bot.settings import Listening, Webhook
from bot.storage.work import Store
from bot.web.serving import served
from tests.integration.conftest import Playground
from tests.unit.province import province

SECONDS = 30.0  # what a busy machine may need


HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest_asyncio.fixture
async def pinged() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """An address elsewhere, and whether it was called."""
    called = asyncio.Event()

    async def note(_request: Request) -> Response:
        called.set()
        return Response()

    async with served(Starlette(routes=[Route("/alive", note)]), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/alive", called


async def test_it_runs_behind_a_webhook_and_is_watched(
    sandbox: Playground, tmp_path: Path, pinged: tuple[str, asyncio.Event]
) -> None:
    port = free_port()
    url, called = pinged
    hook = Webhook(url=f"http://127.0.0.1:{port}/A1b2C3", path="/A1b2C3", secret="s3cret")
    running = asyncio.create_task(
        run(
            province(tmp_path),
            token=sandbox.world.token,
            database_url=f"sqlite:///{tmp_path}/live.db",
            files=tmp_path / "files",
            api=sandbox.server.base_url,
            listening=Listening(host="127.0.0.1", port=port, webhook=hook),
            ping=url,
        )
    )
    sandbox.people.say(sandbox.lan, sandbox.lan, "có ai không?")
    async with asyncio.timeout(SECONDS), httpx.AsyncClient(trust_env=False) as client:
        await sandbox.world.until_idle(within=SECONDS)
        await called.wait()
        health = await client.get(f"http://127.0.0.1:{port}/healthz")
    info = await sandbox.bot.get_webhook_info()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert (info.url, info.allowed_updates, info.max_connections) == (
        hook.url,
        ("callback_query", "edited_message", "message", "my_chat_member"),
        20,
    )
    assert (health.status_code, health.json()["role"], health.json()["problems"]) == (200, "leader", [])


async def test_a_token_that_is_revoked_while_it_runs_ends_it_with_a_sentence_and_nothing_lost(
    sandbox: Playground, tmp_path: Path
) -> None:
    port, url = free_port(), f"sqlite:///{tmp_path}/live.db"
    hook = Webhook(url=f"http://127.0.0.1:{port}/A1b2C3", path="/A1b2C3", secret="s3cret")
    running = asyncio.create_task(
        run(
            province(tmp_path),
            token=sandbox.world.token,
            database_url=url,
            files=tmp_path / "files",
            api=sandbox.server.base_url,
            listening=Listening(host="127.0.0.1", port=port, webhook=hook),
        )
    )
    async with asyncio.timeout(SECONDS):
        while not (await sandbox.bot.get_webhook_info()).url:  # noqa: ASYNC110 - the bot sets it when it is up
            await asyncio.sleep(0.05)
        sandbox.world.faults.switch("token_revoked")
        sandbox.people.say(sandbox.lan, sandbox.lan, "có ai không?")
        with pytest.raises(SetupError) as ended:
            await running
    store = Store(url, SystemClock())
    async with store.look() as work:
        rows = await work.outbox.list()
    await store.stop()
    assert str(ended.value) == WRONG_TOKEN
    assert [(one.state, one.reason) for one in rows] == [
        (
            Delivered.PENDING,
            "token refused: kept until the token is mended (Telegram does not accept the token)",
        )
    ]


async def test_what_is_pushed_to_a_replica_that_stands_by_is_answered_at_once(
    sandbox: Playground, tmp_path: Path, postgres_url: str
) -> None:
    """It is taken there, and the leader is rung by the database: it would not have looked before a minute was over."""
    ports = [free_port(), free_port()]
    running = [asyncio.create_task(replica(sandbox, tmp_path, postgres_url, port)) for port in ports]
    async with asyncio.timeout(SECONDS), httpx.AsyncClient(trust_env=False) as client:
        standby = await one_that_stands_by(client, ports)
        before, pushed = sandbox.world.last_message(sandbox.lan), monotonic()
        answer = await client.post(
            f"http://127.0.0.1:{standby}/hook", json=start_by(sandbox), headers={HEADER: "s3cret"}
        )
        while sandbox.world.last_message(sandbox.lan) is before:  # noqa: ASYNC110 - the answer comes over a network
            await asyncio.sleep(0.01)
        waited = monotonic() - pushed
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert answer.status_code == 200
    assert waited < SECONDS / 2


async def replica(sandbox: Playground, folder: Path, database_url: str, port: int) -> None:
    """Run one of several; Telegram is told an address that nobody has, so that only the test pushes."""
    hook = Webhook(url="http://127.0.0.1:1/hook", path="/hook", secret="s3cret")
    await run(
        province(folder),
        token=sandbox.world.token,
        database_url=database_url,
        files=folder / "files",
        api=sandbox.server.base_url,
        listening=Listening(host="127.0.0.1", port=port, webhook=hook),
    )


async def one_that_stands_by(client: httpx.AsyncClient, ports: list[int]) -> int:
    """Wait until one leads and the other stands by; return the port of the latter."""
    while True:
        roles = [await role(client, port) for port in ports]
        if sorted(roles) == ["leader", "standby"]:
            return ports[roles.index("standby")]
        await asyncio.sleep(0.05)


async def role(client: httpx.AsyncClient, port: int) -> str:
    try:
        return str((await client.get(f"http://127.0.0.1:{port}/healthz")).json()["role"])
    except httpx.ConnectError:
        return "not there yet"


def start_by(sandbox: Playground) -> dict[str, object]:
    """Return the update of somebody who sends a code that nobody knows."""
    lan = sandbox.lan
    message = {
        "message_id": 900,
        "date": int(sandbox.clock.now().timestamp()),
        "chat": {"id": lan.id, "type": "private", "first_name": lan.name},
        "from": {"id": lan.id, "is_bot": False, "first_name": lan.name},
        "text": "/start khong-co-ma-nay",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return {"update_id": 987_654, "message": message}
