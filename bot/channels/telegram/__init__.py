"""Telegram behind the channel port: ``channel`` sends and receives, ``inbound``, ``outbound``, ``faults`` translate."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # RetryAfter tells a timedelta; the old number warns at every read

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
