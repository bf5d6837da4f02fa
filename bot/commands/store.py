"""Open the database for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.storage.work import Store


@asynccontextmanager
async def opened(at: datetime | None = None) -> "AsyncIterator[Store]":
    """Open the database that the environment names, with its tables up to date; ``at``: look at it as of a moment."""
    from bot import logs, settings
    from bot.clock import SimulatedClock, SystemClock
    from bot.storage.work import Store

    logs.configure(level="WARNING", json=settings.logs_as_json())
    store = Store(settings.database_url(), SystemClock() if at is None else SimulatedClock(at))
    try:
        await store.start()
        yield store
    finally:
        await store.stop()
