"""A morning's burst at the messenger's limits, kept to the letter by the server, while people go on pressing.

The whole way: the tick makes the rows, delivery claims, says and sends them with the real client. Beside it, one after
the other so that none takes the processor from another, what people would write instead, with fewer messages.
"""

import asyncio
import gc
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.baselines.loops import plain_loop
from benchmarks.measure import percentile
from benchmarks.messenger import TOKEN, Beside, Limits, messenger
from benchmarks.province import CHATS_FROM, fill, open_store, small_province, synced
from benchmarks.running import Figures, main
from bot.app.house import House, build
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role

TELEGRAM = Limits(per_second=30, per_chat_per_second=1, per_group_per_minute=20)
TAPPERS_FROM = 9_000_000
TAPPERS = 40
BASELINES = 16  # one message of so many is enough to see what the loops do
PATIENCE = 1.5  # times the theoretical time, and then it is over


async def case(messages: int = 5000, per_second: int = 30, latency: float = 0.0, taps: bool = True) -> Figures:
    """Return the figures of the bot, of the taps meanwhile, and of the two loops."""
    limits = Limits(
        latency=latency, per_second=per_second, per_chat_per_second=TELEGRAM.per_chat_per_second,
        per_group_per_minute=TELEGRAM.per_group_per_minute,
    )  # fmt: skip
    chats = [str(CHATS_FROM + number) for number in range(messages // BASELINES)]
    async with messenger(limits) as beside:
        ours = await of_bot(beside, messages, per_second, latency, taps=taps)
    async with messenger(limits) as beside:
        loop = await plain_loop(beside, chats, limited=False)
    async with messenger(limits) as beside:
        limited = await plain_loop(beside, chats, limited=True)
    return {"bot": ours, "loop": loop, "limited": limited, "baseline": len(chats)}


async def of_bot(beside: Beside, messages: int, per_second: int, latency: float, *, taps: bool) -> Figures:
    """Return the figures of the whole way, from the tick to the last message's arrival."""
    with tempfile.TemporaryDirectory() as name:
        house = await _house(beside, Path(name), messages, per_second)
        loops = [asyncio.create_task(house.delivery.run()), asyncio.create_task(house.channel.receive(house.intake))]
        theoretical = (messages - 1) / per_second
        gc.freeze()  # as a start does
        await house.ticks.catch_up()
        if taps:
            await _tap(beside, house, theoretical)
        processor = time.process_time()
        await beside.until_reached(messages + (TAPPERS if taps else 0), PATIENCE * theoretical + 60)
        processor = time.process_time() - processor
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await house.channel.stop()
        await house.store.stop()
        figures = _figures(await beside.figures(), per_second, latency)
        return figures | {"processor": processor / figures["taken"]}


def _figures(counted: dict[str, Any], per_second: int, latency: float) -> Figures:
    """In theory each second brings as many messages and edits as it may: reminders, and answers to those who tap."""
    seconds = counted["last"] - counted["first"]
    theoretical = (counted["taken"] - 1) / per_second
    found = {
        "taken": counted["chats"],
        "refused": counted["refused"],
        "seconds": seconds,
        "a_second": (counted["taken"] - 1) / seconds,
        "times_the_theory": seconds / theoretical,
    }
    for name in ("toasts", "answers"):
        if values := counted[name]:
            above = [max(value - latency, 0.0) for value in values]
            found[name] = {"count": len(above), "p50": percentile(above, 0.5), "p99": percentile(above, 0.99)}
    return found


async def _house(beside: Beside, folder: Path, messages: int, per_second: int) -> House:
    """Build the bot before a morning on which ``messages`` officers are each owed a reminder."""
    now = datetime.now(UTC)
    limits = f"{{per_second: {per_second}, per_chat_per_second: 1, per_group_per_minute: 20}}"
    config, directives = small_province(folder, now.date(), limits)
    clock = SystemClock()
    store, database = open_store(folder, clock)
    await synced(store, config, directives)
    await store.stop()
    fill(database, config, waiting=TAPPERS, due=messages, now=now)
    channel = TelegramChannel(TOKEN, clock=clock, base_url=beside.base_url, base_file_url=f"{beside.url}/file/bot")
    house = build(config, clock=clock, database_url=f"sqlite:///{database}", files=folder / "files", channel=channel)
    await house.store.start()
    await channel.start()
    return house


async def _tap(beside: Beside, house: House, seconds: float) -> None:
    """Enrol some officers who have nothing due, and let them press one after the other for so many seconds."""
    presses = []
    async with house.store.work() as work:
        for number in range(TAPPERS):
            agency, chat = f"w{number}", str(TAPPERS_FROM + number)
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="telegram", chat=chat, name="Cán bộ", agency=agency,
                role=Role.OFFICER, language="vi", forum=False, now=work.now,
            )  # fmt: skip
            (duty,) = await work.assignments.of_agency(agency)
            presses.append((chat, f"open:{duty.id}"))
        await work.commit()
    every = 0.25
    count = max(int(seconds * 0.9 / every), 1)
    await beside.tap([presses[number % TAPPERS] for number in range(count)], every)


if __name__ == "__main__":
    main(case)
