"""How Telegram and its groups stand to the bot, for ``nhacviec doctor``."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatPermissions,
    WebhookInfo,
)
from telegram.error import TelegramError

from bot.channels.health import Health, Push, Standing
from bot.channels.telegram import faults
from bot.channels.telegram.request import Route
from bot.errors import Unreachable
from bot.redaction import redacted

LIMIT = aiohttp.ClientTimeout(total=10.0)
GONE = (ChatMember.LEFT, ChatMember.BANNED)


class Examiner:
    """Asks, and changes nothing. ``origin`` is the address of the server, ``route`` is the way to it."""

    def __init__(self, bot: Bot, origin: str, route: Route) -> None:
        self._bot = bot
        self._origin = origin
        self._route = route

    async def health(self) -> Health:
        """Ask how things stand. Raises NotOurToken, TryAgain."""
        try:
            me, webhook = await self._bot.get_me(), await self._bot.get_webhook_info()
        except TelegramError as error:
            faults.raise_ours(error, repeatable=True)
        return Health(
            name=f"@{me.username}",
            now=await self._now(),
            hears_groups=bool(me.can_read_all_group_messages),
            push=pushing(webhook),
        )

    async def standing(self, chat: str) -> Standing:
        """Ask what the bot may do in a group. Raises TryAgain."""
        try:
            found, me = await self._bot.get_chat(int(chat)), await self._bot.get_me()
            return standing(found, await self._bot.get_chat_member(int(chat), me.id))
        except TelegramError as error:
            mine = faults.ours(error, repeatable=True)
            if isinstance(mine, Unreachable):
                return Standing(present=False)
            raise mine from None

    async def _now(self) -> datetime | None:
        """Return the server's clock; it stands on every answer, whatever is asked."""
        try:
            async with (
                self._route.session(1) as session,
                self._route.ask(session, "HEAD", self._origin, timeout=LIMIT) as answer,
            ):
                return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
            return None


def pushing(webhook: WebhookInfo) -> Push | None:
    """Return where Telegram pushes updates; None if it does not."""
    if not webhook.url:
        return None
    return Push(
        url=webhook.url,
        waiting=webhook.pending_update_count,
        last_error=redacted(webhook.last_error_message) if webhook.last_error_message else None,
        last_error_at=webhook.last_error_date,
    )


def standing(chat: ChatFullInfo, member: ChatMember) -> Standing:
    """Return what a member may do in a chat."""
    if member.status in GONE or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return Standing(present=False)
    administrator = isinstance(member, ChatMemberAdministrator | ChatMemberOwner)
    limits = member if isinstance(member, ChatMemberRestricted) else chat.permissions
    free = administrator or limits is None
    return Standing(
        present=True,
        administrator=administrator,
        may_write=free or _allows(limits, "can_send_messages"),
        may_send_files=free or _allows(limits, "can_send_documents", "can_send_photos"),
        forum=bool(chat.is_forum),
        may_manage_topics=isinstance(member, ChatMemberAdministrator) and bool(member.can_manage_topics),
    )


def _allows(limits: ChatPermissions | ChatMemberRestricted | None, *rights: str) -> bool:
    """Tell whether all of some rights are given; what is not told is not taken away."""
    return all(getattr(limits, right) is not False for right in rights)
