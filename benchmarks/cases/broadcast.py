"""A broadcast at a thousand messages a second over a line of 60 ms, as Telegram sells it; and the default client."""

import asyncio
import time

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.cases import burst
from benchmarks.messenger import TOKEN, Limits, messenger
from benchmarks.running import Figures, main
from bot.channels.telegram.request import AiohttpRequest, Route

CONNECTIONS = 128


async def case(messages: int = 5000, per_second: int = 1000, latency: float = 0.06, baseline: int = 600) -> Figures:
    """Return how many messages a second the bot sends, and how many the library with its default client."""
    limits = Limits(latency=latency, per_second=per_second, per_chat_per_second=1)
    async with messenger(limits) as beside:
        ours = await burst.of_bot(beside, messages, per_second, latency, taps=False)
    route = Route(trusted=httpx.create_ssl_context())
    async with messenger(limits) as beside:
        default = await _in_flight(beside.base_url, baseline, HTTPXRequest(CONNECTIONS, pool_timeout=60))
    async with messenger(limits) as beside:
        ceiling = await _in_flight(beside.base_url, messages, AiohttpRequest(route, connections=CONNECTIONS))
    return {"bot": ours, "library": default, "ceiling": ceiling}


async def _in_flight(base_url: str, messages: int, request: BaseRequest) -> Figures:
    """Send to so many chats, ``CONNECTIONS`` of them at once, with the library's way of asking or ours.

    Nothing else is done, so that with ours it is what one process could reach at the most.
    """
    bot = Bot(TOKEN, base_url=base_url, request=request)
    await bot.initialize()
    chats = iter(range(1, messages + 1))

    async def send_on() -> int:
        return sum([await _send(bot, chat) for chat in chats])

    begin = time.perf_counter()
    sent = await asyncio.gather(*(send_on() for _ in range(CONNECTIONS)))
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
