"""The bot behind a proxy, and with a Bot API server of one's own: as the environment names them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import settings
from bot.app.live import telegram
from bot.channels.base import Outgoing
from tests.integration.conftest import Playground
from tests.integration.telegram import at, shown


class Proxy:
    """An HTTP proxy on loopback that passes on each request, and keeps their heads."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Proxy"]:
        async with await asyncio.start_server(self._pass_on, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        verb, address, rest = head.split(" ", 2)
        host, _, path = address.removeprefix("http://").partition("/")
        name, _, port = host.partition(":")
        theirs, ours = await asyncio.open_connection(name, int(port))
        ours.write(f"{verb} /{path} {rest.removesuffix(chr(13) + chr(10))}Connection: close\r\n\r\n".encode())
        pump = asyncio.create_task(self._pump(reader, ours))
        await self._pump(theirs, writer)
        pump.cancel()
        for one in (ours, writer):
            one.close()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()


async def test_it_reaches_a_server_of_ones_own_through_a_proxy(sandbox: Playground) -> None:
    async with Proxy().listening() as proxy:
        environment = {
            settings.API: f"{sandbox.server.base_url}/",
            settings.PROXY: f"http://127.0.0.1:{proxy.port}",
        }
        channel = telegram(
            sandbox.world.token,
            clock=sandbox.clock,
            api=settings.telegram_api(environment),
            proxy=settings.telegram_proxy(environment),
        )
        await channel.start()
        await channel.send(at(sandbox.lan), Outgoing(html="Chào chị"))
        health = await channel.health()
        await channel.stop()

    assert shown(sandbox, sandbox.lan).text == "Chào chị"
    assert (health.name, health.now) == (f"@{sandbox.world.bot.username}", sandbox.clock.now())
    own = f"POST {sandbox.server.base_url}/bot{sandbox.world.token}"
    lines = [head.splitlines()[0].removesuffix(" HTTP/1.1") for head in proxy.heads]
    assert lines[:2] == [f"{own}/getMe", f"{own}/sendMessage"]
