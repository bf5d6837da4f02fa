"""A set-up on the examination table: ``nhacviec doctor`` with the real messenger and the system's clock."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot import settings
from bot.app.live import telegram
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, SystemClock
from bot.operations.doctor.visit import Patient


def patient(config: Path, environment: Mapping[str, str] = os.environ, clock: Clock | None = None) -> Patient:
    """Return what is to be examined."""
    watch = clock or SystemClock()

    @asynccontextmanager
    async def connected(token: str) -> AsyncIterator[TelegramChannel]:
        channel = telegram(
            token,
            clock=watch,
            api=settings.telegram_api(environment),
            proxy=settings.telegram_proxy(environment),
        )
        try:
            yield channel
        finally:
            await channel.stop()

    return Patient(
        config=config, environment=environment, clock=watch, open=connected, abilities=TelegramChannel.abilities
    )
