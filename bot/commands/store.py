"""Open the database for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.storage.work import Store


@asynccontextmanager
async def opened() -> "AsyncIterator[Store]":
    """Open the database that the environment names, with its tables up to date."""
    from bot import logs, settings
    from bot.clock import SystemClock
    from bot.storage.work import Store

    logs.configure(level="WARNING")
    store = Store(settings.database_url(), SystemClock())
    try:
        await store.start()
        yield store
    finally:
        await store.stop()
