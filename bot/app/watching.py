"""How the bot hears, and how it is watched: polling or a webhook, its own web server, the ping elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.app.house import House
from bot.channels.telegram import TelegramChannel
from bot.services.watch import Watch
from bot.settings import Listening, Webhook
from bot.vitals import Part, Vitals


async def hear(house: House, channel: TelegramChannel, webhook: Webhook | None) -> None:
    """Take what people do, for ever: pushed to the webhook if there is one, else asked for.

    Raises NotOurToken and TwoPollers.
    """
    if webhook is None:
        await channel.receive(house.intake)
    else:
        await channel.listen(webhook.url, webhook.secret)
        await asyncio.Event().wait()


@asynccontextmanager
async def watched(
    house: House, channel: TelegramChannel, vitals: Vitals, listening: Listening | None
) -> AsyncIterator[Watch]:
    """Watch the house and, if there is an address for it, serve what the watch sees and the webhook.

    Raises SetupError if the address cannot be had.
    """
    webhook = listening.webhook if listening else None
    watch = Watch(house.store, house.clock, vitals, polls=webhook is None)
    if listening is None:
        yield watch
        return
    from bot.web.app import application  # who is not watched loads no web server
    from bot.web.hook import Hook
    from bot.web.serving import served

    hook = None
    if webhook is not None:
        moved = partial(vitals.moved, Part.WEBHOOK)
        hook = Hook(webhook.path, webhook.secret, read=channel.read, intake=house.intake, moved=moved)
    async with served(application(watch, hook), listening.host, listening.port):
        yield watch
