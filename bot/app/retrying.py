"""Take an update that was set aside, after all: the same house, for one event."""

from pathlib import Path

from bot.app.house import House, build
from bot.app.live import WRONG_TOKEN, telegram
from bot.channels.base import Unreadable
from bot.channels.telegram import TelegramChannel
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import ChannelError, NotOurToken, SetupError
from bot.logs import trace
from bot.storage.updates import SetAside


async def retry(
    config: Config,
    update_id: str,
    *,
    actor: str,
    token: str,
    database_url: str,
    files: Path,
    api: str | None = None,
    proxy: str | None = None,
) -> None:
    """Take an update that was set aside; what it leads to is sent by the bot that runs.

    Raises SetupError if there is none with this id, or if it cannot be taken now either: then it stays as it was.
    """
    clock = SystemClock()
    channel = telegram(token, clock=clock, api=api, proxy=proxy)
    house = build(config, clock=clock, database_url=database_url, files=files, channel=channel)
    await house.store.start()
    try:
        async with house.store.look() as work:
            found = [one for one in await work.updates.aside(update_id) if one.channel == channel.name]
        if not found:
            raise SetupError(f"Nothing is set aside with the id {update_id}: see nhacviec updates.")
        await _learn_its_name(channel)
        await _take(house, channel, found[0], actor)
    finally:
        await channel.stop()
        await house.store.stop()


async def _learn_its_name(channel: TelegramChannel) -> None:
    try:
        await channel.start()
    except NotOurToken:
        raise SetupError(WRONG_TOKEN) from None
    except ChannelError:
        raise SetupError("Telegram is not reached: try again when it is.") from None


async def _take(house: House, channel: TelegramChannel, kept: SetAside, actor: str) -> None:
    arrival = channel.read(kept.raw or "")
    if isinstance(arrival, Unreadable):
        raise SetupError(f"{kept.update_id} still cannot be read ({arrival.reason}): it stays where it is.")
    if arrival is None:
        raise SetupError(f"{kept.update_id} says nothing that the bot has a use for: it stays where it is.")
    try:
        await house.intake.again(arrival, actor=actor)
    except Exception as error:
        raise SetupError(f"{kept.update_id} still fails ({trace(error)}): it stays where it is.") from None
