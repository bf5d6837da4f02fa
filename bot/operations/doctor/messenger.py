"""The messenger: is it reached, who receives, what may the bot do in its groups."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.channels.health import Health, Push, Standing
from bot.domain.people import Contact
from bot.errors import ChannelError
from bot.operations.doctor.findings import Finding, fine, wrong

RECENT = timedelta(hours=1)
MANY = 100  # updates
SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """How the messenger is to be reached: through a proxy, or a server of one's own; ``webhook`` is the address that
    it is to push to, None if it is asked."""

    proxy: str | None
    api: str | None
    webhook: str | None


async def proxy(address: str | None) -> Finding | None:
    """Look whether anybody answers at the proxy's address; None if there is none."""
    if address is None:
        return None
    parts = urlsplit(address)
    shown = f"{parts.hostname}:{parts.port or 80}"
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    except (OSError, TimeoutError):
        return wrong("proxy", f"Nobody answers at {shown}.", "See that the proxy runs, and NHACVIEC_TELEGRAM_PROXY.")
    writer.close()
    return fine("proxy", f"{shown} answers.")


def not_reached(error: ChannelError, way: Way) -> Finding:
    """Tell what to do when the messenger does not answer."""
    if way.api is not None:
        mend = f"See that your Bot API server runs at {way.api} (NHACVIEC_TELEGRAM_API)."
    elif way.proxy is not None:
        mend = "See that the proxy lets api.telegram.org:443 through."
    else:
        mend = "See that this machine reaches api.telegram.org. In Vietnam it takes a proxy: NHACVIEC_TELEGRAM_PROXY."
    return wrong("telegram", f"It is not reached: {error}.", mend)


def receiving(health: Health, way: Way, now: datetime) -> Iterator[Finding]:
    """Hold where Telegram pushes updates against where this bot wants them."""
    push = health.push
    if push is None:
        if way.webhook is None:
            yield fine("webhook", "None is set: the bot asks for updates.")
        else:
            yield wrong("webhook", "None is set, and the bot is to be pushed to.", "Start the bot: it sets it.")
        return
    host = urlsplit(push.url).netloc
    if way.webhook is None:
        yield wrong(
            "webhook",
            f"Telegram pushes updates to {host}, and this bot is to ask for them.",
            "Start the bot: it takes the webhook away. If another installation has this token, get one of its own.",
        )
    elif push.url != way.webhook:
        yield wrong(
            "webhook",
            f"Telegram pushes updates to another address, at {host}.",
            "Start the bot: it sets NHACVIEC_WEBHOOK_URL. If another installation has this token, get one of its own.",
        )
    yield from _pushing(push, host, now)


def _pushing(push: Push, host: str, now: datetime) -> Iterator[Finding]:
    recent = push.last_error_at is not None and now - push.last_error_at < RECENT
    if push.last_error is not None and recent:
        yield wrong(
            "webhook",
            f"Telegram could not push to {host}: {push.last_error}.",
            "See that the address is reached from outside, with a certificate that is valid.",
        )
    elif push.waiting > MANY:
        yield wrong("webhook", f"{push.waiting} updates wait to be pushed.", "See that the bot runs and answers.")
    else:
        yield fine("webhook", f"Telegram pushes updates to {host}; {push.waiting} wait.")


def group(contact: Contact, standing: Standing, health: Health) -> Iterator[Finding]:
    """Look what is missing in a group that is bound."""
    subject = f"group {contact.name}"
    if not standing.present:
        yield wrong(
            subject,
            "The bot is not in it: nothing reaches it.",
            f"Add {health.name} to the group again, or unbind it: nhacviec people --remove {contact.id}",
        )
        return
    missing = [*_missing(standing, health)]
    for what, mend in missing:
        yield wrong(subject, what, mend)
    if not missing:
        role = "an administrator" if standing.administrator else "a member"
        yield fine(subject, f"The bot is {role}, hears it and may write{' and make topics' if standing.forum else ''}.")


def _missing(standing: Standing, health: Health) -> Iterator[tuple[str, str]]:
    make = f"Make {health.name} an administrator of the group"
    if not standing.may_write:
        yield "The bot may not write in it.", f"{make}, or let its members write."
    elif not standing.may_send_files:
        yield "The bot may not send files and pictures in it.", f"{make}, or let its members send them."
    if standing.forum and not standing.may_manage_topics:
        yield "It has topics, and the bot may not make any.", f"{make} with the right to manage topics."
    if not health.hears_groups and not standing.administrator:
        yield (
            "Privacy mode is on: the bot does not hear what is said in it.",
            f"{make}, or turn privacy off in @BotFather (Bot Settings, Group Privacy) and add the bot anew.",
        )
