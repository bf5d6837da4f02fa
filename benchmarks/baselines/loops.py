"""What people write first: a loop that sends, with or without python-telegram-bot's own limiter."""

import time

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from benchmarks.messenger import TOKEN, Beside
from benchmarks.running import Figures


async def plain_loop(beside: Beside, chats: list[str], *, limited: bool) -> Figures:
    """Send one text to each chat, one after the other; what is refused is lost, as it is in such a loop."""
    limiter = AIORateLimiter() if limited else None
    bot: Bot = ExtBot(TOKEN, base_url=beside.base_url, rate_limiter=limiter)
    await bot.initialize()
    lost = 0
    begin = time.perf_counter()
    for chat in chats:
        try:
            await bot.send_message(int(chat), "Nhắc việc")
        except TelegramError:
            lost += 1
    seconds = time.perf_counter() - begin
    await bot.shutdown()
    counted = await beside.figures()
    return {"taken": counted["taken"], "refused": counted["refused"], "lost": lost, "seconds": seconds}
