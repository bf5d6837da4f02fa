"""A network between a process and a PostgreSQL server that can be cut: nothing is refused, nothing arrives any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict


class Network:
    """Carries bytes both ways while ``works``; ``url`` names the database on the other side."""

    def __init__(self, url: str) -> None:
        named = conninfo_to_dict(url)
        self._socket = Path(str(named["host"])) / ".s.PGSQL.5432"
        self._database = named["dbname"]
        self._port = 0
        self._carrying: set[asyncio.Task[None]] = set()
        self.works = asyncio.Event()
        self.works.set()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{self._database}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Network"]:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._carrying:
                task.cancel()
            await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asks = await asyncio.open_unix_connection(self._socket)
        for source, drain in ((reader, asks), (answers, writer)):
            task = asyncio.create_task(self._carry(source, drain))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _carry(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            try:
                while piece := await source.read(65536):
                    await self.works.wait()
                    drain.write(piece)
                    await drain.drain()
                await self.works.wait()
            finally:
                drain.close()
