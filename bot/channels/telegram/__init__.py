"""Telegram behind the channel port: ``channel`` sends and receives, ``inbound``, ``outbound``, ``faults`` translate."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
