"""Serve an application on an address; what is under way at the end is still answered."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SetupError

MOST_AT_ONCE = 200  # connections: a messenger opens a few, whoever watches one or two
GRACE = 10  # seconds that what is under way has at the end


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process: it has more to end than this server."""
        yield


@asynccontextmanager
async def served(application: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """Serve from here to the end of the block, on ``port`` (0: one that is free), which is told.

    Raises SetupError if the address cannot be had.
    """
    listening = _listening(host, port)
    server = _Server(
        uvicorn.Config(
            application,
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            ws="none",
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=GRACE,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
        listening.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SetupError(f"The bot cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}).") from None
