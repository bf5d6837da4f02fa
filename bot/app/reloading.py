"""SIGHUP: config.yaml and the directive files are read anew; all of it counts from then on, or nothing."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.app.house import House
from bot.errors import NotLeading, SetupError, SourceError, StorageError
from bot.services.setup import Setup, refusal
from bot.services.views import View

ACTOR = "signal"


@contextmanager
def hangups() -> Iterator[asyncio.Event]:
    """Note SIGHUP from now on: before anything else, for whoever has no handler for it is ended by it."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, asked.set)
    try:
        yield asked
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def reloads(house: House, asked: asyncio.Event) -> None:
    """Read config anew whenever it is asked for, for ever."""
    while True:
        await asked.wait()
        asked.clear()
        await reload(house)


async def reload(house: House) -> None:
    """Read config anew. What came of it is in the log of every process; the one that leads tells the administrators."""
    log = structlog.get_logger("app")
    try:
        reloaded = await house.configuration.reload()
    except SetupError as error:
        log.error("config not read", reason=str(error))
        return
    except SourceError as error:
        for problem in error.problems:
            log.error("config refused: the old one counts", at=problem.where, reason=problem.message)
        view: View | None = refusal(error.problems)
    else:
        log.info("config reloaded", changed=list(reloaded.changed))
        view = None
    try:
        async with house.leading.work() as work:
            setup = Setup(work, house.config)
            await setup.tell_administrators(view or await setup.take_up(reloaded, actor=ACTOR))
            await work.commit()
    except NotLeading:
        return
    except StorageError as error:
        log.warning("administrators not told", fault=type(error).__name__, reason=str(error))
    house.poke()
