"""The real bot: the house on the system's clock, with Telegram and the triggers of APScheduler.

Of several processes on one database, one leads: it polls, ticks, keeps files and delivers. The others stand by.
"""

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog

from bot.app.house import House, build, menu
from bot.app.reloading import hangups, reloads
from bot.app.running import Endless, side_by_side, together, until_stopped
from bot.app.watching import hear, watched
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
from bot.settings import Listening
from bot.storage.integrity import LONGEST_CHECK
from bot.storage.leadership import leadership
from bot.storage.work import Store
from bot.texts.render import Texts
from bot.vitals import Part, Vitals
from bot.web.ping import Ping
from schedules import live

WRONG_TOKEN = "Telegram does not know this token: get it again from @BotFather."  # noqa: S105 - a sentence
TWO_POLLERS = "Another bot receives messages with this token: stop it, or give this one a token of its own."
LONGEST_WAIT = 15.0  # seconds between two tries to open the database


async def run(
    config: Config,
    *,
    token: str,
    database_url: str,
    files: Path,
    api: str | None = None,
    proxy: str | None = None,
    listening: Listening | None = None,
    ping: str | None = None,
    source: Path | None = None,
) -> None:
    """Run the real bot until it is told to stop (SIGTERM, SIGINT).

    ``api`` is the address of a Bot API server of one's own (None: Telegram's), ``proxy`` that of an HTTP proxy;
    ``listening`` is where the bot itself can be reached, ``ping`` what it calls once a minute while all is well;
    ``source`` is config.yaml, which is read anew on SIGHUP. Raises
    SetupError for a token that nobody knows, for a second bot that receives with the same one, and for an address that
    is taken.
    """
    clock = SystemClock()
    vitals = Vitals(clock, leading=False)
    channel = telegram(token, clock=clock, api=api, proxy=proxy, heard=partial(vitals.moved, Part.POLL))
    lead = leadership(database_url)
    house = build(
        config,
        clock=clock,
        database_url=database_url,
        files=files,
        channel=channel,
        leadership=lead,
        vitals=vitals,
        source=source,
    )
    webhook = listening.webhook if listening else None
    log = structlog.get_logger("app")

    async def leads() -> None:
        with vitals.leads():
            await _lead(house, partial(hear, house, channel, webhook), vitals)

    try:
        with hangups() as asked:
            async with watched(house, channel, vitals, listening) as watch:
                opening, hello = _open(house.store, clock), _say_hello(channel, house.texts, clock)
                sound, _ = await side_by_side(opening, hello)
                gc.freeze()  # what was loaded stays: to look through it for garbage would hold everybody up
                log.info("running", province=config.province.name)
                pings = Ping(ping) if ping else None
                reading = () if sound else (read_through(house.store),)
                await until_stopped(lead.lead(leads, house.poke), watch.run(pings), reloads(house, asked), *reading)
    except TwoPollers:
        raise SetupError(TWO_POLLERS) from None
    except NotOurToken:
        raise SetupError(WRONG_TOKEN) from None
    finally:
        log.info("stopped")
        await channel.stop()
        await house.store.stop()


async def _lead(house: House, hearing: Callable[[], Endless], vitals: Vitals) -> None:
    """Do what only one process does. Whoever led before sends no more: what was in its hands is owed again."""
    async with house.leading.work() as work:
        await work.outbox.release_all()
        await work.commit()
    ticked = partial(vitals.moved, Part.TICK)
    await together(house.delivery.run(), house.keeper.run(), hearing(), _tick(house, ticked))


async def _tick(house: House, ticked: Callable[[], None]) -> None:
    """Do what was missed, then what each trigger says."""
    log = structlog.get_logger("app")
    try:
        await house.ticks.catch_up()
        ticked()
    except StorageError:
        raise
    except Exception:
        log.exception("catching up failed: the next tick tries again")
    scheduler = live.start(house.jobs, ticked)
    try:
        with house.configuration.heeded(partial(live.replan, scheduler, house.jobs)):
            await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


async def _open(store: Store, clock: Clock) -> bool:
    """Open the database, as often as it takes while it is only busy or not there yet; tell whether it is known sound.

    Raises StorageDamaged.
    """
    log = structlog.get_logger("app")
    attempts = 0
    while True:
        try:
            sound = store.small and await store.check()
            await store.start()
        except (StorageBusy, StorageLost) as error:
            attempts += 1
            wait = min(backoff(attempts).total_seconds(), LONGEST_WAIT)
            log.warning("no database: trying again", fault=type(error).__name__, reason=str(error), seconds=wait)
            await clock.sleep(wait)
        else:
            return sound


async def read_through(store: Store) -> None:
    """Read a large database file while the bot runs. Raises StorageDamaged, and so ends the bot."""
    log = structlog.get_logger("app")
    log.info("the database file is large: it is read through meanwhile")
    if not await store.check():
        log.warning("the database file is large: read in part only", seconds=LONGEST_CHECK)
    await asyncio.Event().wait()


def telegram(
    token: str, *, clock: Clock, api: str | None, proxy: str | None, heard: Callable[[], None] = lambda: None
) -> TelegramChannel:
    """Return the channel to Telegram, or to a Bot API server of one's own. Raises SetupError, NotOurToken."""
    return TelegramChannel(
        token,
        clock=clock,
        base_url=f"{api}/bot" if api else None,
        base_file_url=f"{api}/file/bot" if api else None,
        proxy=proxy,
        heard=heard,
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
