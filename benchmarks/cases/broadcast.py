"""A broadcast at a thousand messages a second over a line of 60 ms, as Telegram sells it; and the default client."""

import asyncio
import time

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.cases import burst
from benchmarks.messenger import TOKEN, Limits, messenger
from benchmarks.running import Figures, main
from bot.channels.telegram.request import AiohttpRequest, Route

CONNECTIONS = 128
TEXT = "<b>Nhắc việc</b>\nViệc của Sở hôm nay phải xong: Nhiệm vụ số 1, hạn thứ Ba 31/03/2009. Xin báo kết quả ở đây."
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton(f"Việc {n}", callback_data=f"open:{n}")] for n in range(3)])
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


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

    begin, processor = time.perf_counter(), time.process_time()
    sent = await asyncio.gather(*(send_on() for _ in range(CONNECTIONS)))
    seconds, processor = time.perf_counter() - begin, time.process_time() - processor
    await bot.shutdown()
    count = sum(sent)
    return {"taken": count, "seconds": seconds, "a_second": count / seconds, "processor": processor / count}


async def _send(bot: Bot, chat: int) -> bool:
    try:
        await bot.send_message(
            chat, TEXT, parse_mode=ParseMode.HTML, reply_markup=BUTTONS, link_preview_options=NO_PREVIEW
        )
    except TelegramError:
        return False
    return True


if __name__ == "__main__":
    main(case)
