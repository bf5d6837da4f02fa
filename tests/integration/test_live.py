"""The real bot, from start to end: it takes what is pushed, tells how it is, and pings as long as all is well."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import run
from bot.settings import Listening, Webhook
from bot.web import served
from tests.integration.conftest import Playground
from tests.unit.province import province

SECONDS = 30.0  # what a busy machine may need


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
