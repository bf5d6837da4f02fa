"""The composition root: builds everything once and passes it in. The only module that knows all the rooms."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.channels.base import Channel
from bot.channels.limiter import Limiter
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.domain.duties import Directive
from bot.errors import NotOurToken, SetupError
from bot.intake import Intake
from bot.services.delivery import Delivery, Line
from bot.services.sync import Sync
from bot.storage.work import Store
from bot.texts.render import LANGUAGES, Texts
from handlers.router import MENU, dispatch
from schedules import live
from schedules.jobs import Job, jobs
from schedules.ticks import Ticks

WRONG_TOKEN = "Telegram does not know this token: get it again from @BotFather."  # noqa: S105 - a sentence


@dataclass(frozen=True, kw_only=True)
class House:
    """A province's bot, built and ready."""

    config: Config
    clock: Clock
    store: Store
    texts: Texts
    channel: Channel
    delivery: Delivery
    intake: Intake
    ticks: Ticks
    jobs: list[Job]


def build(config: Config, *, clock: Clock, database_url: str, channel: Channel) -> House:
    """Build the house around one messenger."""
    store = Store(database_url, clock)
    texts = Texts()
    limits = config.channels.telegram
    limiter = Limiter(
        per_second=limits.per_second,
        per_chat_per_second=limits.per_chat_per_second,
        per_group_per_minute=limits.per_group_per_minute,
    )
    line = Line(channel=channel, limiter=limiter, pace=1 / limits.per_second)

    def current() -> Config:
        return config

    delivery = Delivery(store, current, {channel.name: line}, texts, clock)
    intake = Intake(store, current, texts, {channel.name: channel}, delivery, dispatch)
    ticks = Ticks(store, current, delivery)
    return House(
        config=config,
        clock=clock,
        store=store,
        texts=texts,
        channel=channel,
        delivery=delivery,
        intake=intake,
        ticks=ticks,
        jobs=jobs(config, ticks),
    )


def menu(texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """Return the commands that messengers offer, by language."""
    return {language: [(name, texts.label(f"command.{name}", language)) for name in MENU] for language in LANGUAGES}


async def run(config: Config, *, token: str, database_url: str) -> None:
    """Run the real bot until it is told to stop (SIGTERM, SIGINT). Raises SetupError for a token nobody knows."""
    clock = SystemClock()
    channel = TelegramChannel(token, clock=clock)
    house = build(config, clock=clock, database_url=database_url, channel=channel)
    log = structlog.get_logger("app")
    await house.store.start()
    try:
        await _say_hello(channel)
        await channel.set_commands(menu(house.texts))
        await house.ticks.catch_up()
        scheduler = live.start(house.jobs)
        log.info("running", province=config.province.name)
        try:
            await _until_stopped(house.delivery.run(), channel.receive(house.intake))
        finally:
            scheduler.shutdown(wait=False)
            log.info("stopped")
    finally:
        await channel.stop()
        await house.store.stop()


async def _say_hello(channel: Channel) -> None:
    try:
        await channel.start()
    except NotOurToken:
        raise SetupError(WRONG_TOKEN) from None


async def _until_stopped(*loops: object) -> None:
    """Run some endless coroutines until a signal comes or one of them fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.ensure_future(one) for one in loops]  # type: ignore[call-overload]
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)


async def sync(config: Config, directives: Sequence[Directive], store: Store, *, actor: str) -> None:
    """Apply the directive files to a database."""
    async with store.work() as work:
        await Sync(work, config).apply(directives, actor=actor)
        await work.commit()
