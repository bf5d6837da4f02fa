"""The real bot: the house on the system's clock, with Telegram and the triggers of APScheduler."""

from pathlib import Path

import structlog

from bot.app.house import build, menu
from bot.app.running import until_stopped
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.errors import ChannelError, NotOurToken, SetupError, TwoPollers
from bot.services.failures import backoff
from bot.texts.render import Texts
from schedules import live

WRONG_TOKEN = "Telegram does not know this token: get it again from @BotFather."  # noqa: S105 - a sentence
TWO_POLLERS = "Another bot receives messages with this token: stop it, or give this one a token of its own."


async def run(
    config: Config, *, token: str, database_url: str, files: Path, api: str | None = None, proxy: str | None = None
) -> None:
    """Run the real bot until it is told to stop (SIGTERM, SIGINT).

    ``api`` is the address of a Bot API server of one's own (None: Telegram's), ``proxy`` that of an HTTP proxy. Raises
    SetupError for a token that nobody knows, and for a second bot that receives with the same one.
    """
    clock = SystemClock()
    channel = TelegramChannel(
        token,
        clock=clock,
        base_url=f"{api}/bot" if api else None,
        base_file_url=f"{api}/file/bot" if api else None,
        proxy=proxy,
    )
    house = build(config, clock=clock, database_url=database_url, files=files, channel=channel)
    log = structlog.get_logger("app")
    await house.store.start()
    try:
        await _say_hello(channel, house.texts, clock)
        await house.ticks.catch_up()
        scheduler = live.start(house.jobs)
        log.info("running", province=config.province.name)
        try:
            await until_stopped(house.delivery.run(), house.keeper.run(), channel.receive(house.intake))
        except TwoPollers:
            raise SetupError(TWO_POLLERS) from None
        except NotOurToken:
            raise SetupError(WRONG_TOKEN) from None
        finally:
            scheduler.shutdown(wait=False)
            log.info("stopped")
    finally:
        await channel.stop()
        await house.store.stop()


async def _say_hello(channel: TelegramChannel, texts: Texts, clock: Clock) -> None:
    """Greet the messenger, as often as it takes: a network that is down at start comes back."""
    log = structlog.get_logger("app")
    attempts = 0
    while True:
        try:
            await channel.start()
            await channel.set_commands(menu(texts))
        except NotOurToken:
            raise SetupError(WRONG_TOKEN) from None
        except ChannelError as error:
            attempts += 1
            wait = backoff(attempts).total_seconds()
            log.warning("Telegram is not reached: trying again", fault=type(error).__name__, seconds=wait)
            await clock.sleep(wait)
        else:
            return
