"""SIGHUP: config.yaml and the directive files are read anew; all of it counts from then on, or nothing."""

import asyncio
import signal

import structlog

from bot.app.house import House
from bot.errors import NotLeading, SetupError, SourceError, StorageError
from bot.services.setup import Setup, refusal
from bot.services.views import View

ACTOR = "signal"


async def reloads(house: House) -> None:
    """Read config anew whenever this process gets SIGHUP, for ever."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, asked.set)
    try:
        while True:
            await asked.wait()
            asked.clear()
            await reload(house)
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


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
            log.error("config refused: the old one counts", at=f"{problem.file}:{problem.line}", reason=problem.message)
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
