"""A broadcast at a thousand messages a second over a line of 60 ms, as Telegram sells it; and the default client."""

import asyncio
import time

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from benchmarks.cases import burst
from benchmarks.messenger import TOKEN, Limits, messenger
from benchmarks.running import Figures, main

CONNECTIONS = 256


async def case(messages: int = 5000, per_second: int = 1000, latency: float = 0.06, baseline: int = 600) -> Figures:
    """Return how many messages a second the bot sends, and how many the library with its default client."""
    limits = Limits(latency=latency, per_second=per_second, per_chat_per_second=1)
    async with messenger(limits) as beside:
        ours = await burst.of_bot(beside, messages, per_second, latency, taps=False)
    async with messenger(limits) as beside:
        theirs = await _all_at_once(beside.base_url, baseline)
    return {"bot": ours, "library": theirs}


async def _all_at_once(base_url: str, messages: int) -> Figures:
    """Send to so many chats at once with the library's own client, its pool made large enough."""
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        pool_timeout=60,
        httpx_kwargs={"limits": httpx.Limits(max_connections=CONNECTIONS)},
    )
    bot = Bot(TOKEN, base_url=base_url, request=request)
    await bot.initialize()
    begin = time.perf_counter()
    sent = await asyncio.gather(*(_send(bot, 1 + number) for number in range(messages)))
    seconds = time.perf_counter() - begin
    await bot.shutdown()
    return {"taken": sum(sent), "seconds": seconds, "a_second": sum(sent) / seconds}


async def _send(bot: Bot, chat: int) -> bool:
    try:
        await bot.send_message(chat, "Nhắc việc")
    except TelegramError:
        return False
    return True


if __name__ == "__main__":
    main(case)
