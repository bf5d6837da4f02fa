"""The real bot: the house on the system's clock, with Telegram and the triggers of APScheduler.

Of several processes on one database, one leads: it polls, ticks, keeps files and delivers. The others stand by.
"""

import asyncio
from pathlib import Path

import structlog

from bot.app.house import House, build, menu
from bot.app.running import together, until_stopped
from bot.backoff import backoff
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.errors import (
    ChannelError,
    NotOurToken,
    SetupError,
    StorageBusy,
    StorageError,
    StorageLost,
    TwoPollers,
)
from bot.storage.leadership import leadership
from bot.storage.work import Store
from bot.texts.render import Texts
from schedules import live

WRONG_TOKEN = "Telegram does not know this token: get it again from @BotFather."  # noqa: S105 - a sentence
TWO_POLLERS = "Another bot receives messages with this token: stop it, or give this one a token of its own."
LONGEST_WAIT = 15.0  # seconds between two tries to open the database


async def run(
    config: Config, *, token: str, database_url: str, files: Path, api: str | None = None, proxy: str | None = None
) -> None:
    """Run the real bot until it is told to stop (SIGTERM, SIGINT).

    ``api`` is the address of a Bot API server of one's own (None: Telegram's), ``proxy`` that of an HTTP proxy. Raises
    SetupError for a token that nobody knows, and for a second bot that receives with the same one.
    """
    clock = SystemClock()
    channel = telegram(token, clock=clock, api=api, proxy=proxy)
    lead = leadership(database_url)
    house = build(config, clock=clock, database_url=database_url, files=files, channel=channel, leadership=lead)
    log = structlog.get_logger("app")
    try:
        await _open(house.store, clock)
        await _say_hello(channel, house.texts, clock)
        log.info("running", province=config.province.name)
        await until_stopped(lead.lead(lambda: _lead(house), house.poke))
    except TwoPollers:
        raise SetupError(TWO_POLLERS) from None
    except NotOurToken:
        raise SetupError(WRONG_TOKEN) from None
    finally:
        log.info("stopped")
        await channel.stop()
        await house.store.stop()


async def _lead(house: House) -> None:
    """Do what only one process does. Whoever led before sends no more: what was in its hands is owed again."""
    async with house.leading.work() as work:
        await work.outbox.release_all()
        await work.commit()
    await together(house.delivery.run(), house.keeper.run(), house.channel.receive(house.intake), _tick(house))


async def _tick(house: House) -> None:
    """Do what was missed, then what each trigger says."""
    log = structlog.get_logger("app")
    try:
        await house.ticks.catch_up()
    except StorageError:
        raise
    except Exception:
        log.exception("catching up failed: the next tick tries again")
    scheduler = live.start(house.jobs)
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


async def _open(store: Store, clock: Clock) -> None:
    """Open the database, as often as it takes while it is only busy or not there yet."""
    log = structlog.get_logger("app")
    attempts = 0
    while True:
        try:
            await store.check()
            await store.start()
        except (StorageBusy, StorageLost) as error:
            attempts += 1
            wait = min(backoff(attempts).total_seconds(), LONGEST_WAIT)
            log.warning("no database: trying again", fault=type(error).__name__, reason=str(error), seconds=wait)
            await clock.sleep(wait)
        else:
            return


def telegram(token: str, *, clock: Clock, api: str | None, proxy: str | None) -> TelegramChannel:
    """Return the channel to Telegram, or to a Bot API server of one's own. Raises SetupError, NotOurToken."""
    return TelegramChannel(
        token,
        clock=clock,
        base_url=f"{api}/bot" if api else None,
        base_file_url=f"{api}/file/bot" if api else None,
        proxy=proxy,
    )


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
