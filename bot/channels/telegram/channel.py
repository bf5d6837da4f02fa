"""Telegram by python-telegram-bot's ``Bot``: sends, and polls in a loop of its own.

PTB's Updater confirms updates before their handlers have finished, and a crash loses them: here the offset moves on
only after the intake has committed.
"""

import logging
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import structlog
from httpx import Proxy
from httpx_aiohttp import AiohttpTransport
from telegram import (
    Bot,
    BotCommand,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import FileSizeLimit, MessageLimit, ParseMode
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Abilities, Address, IncomingFile, Intake, Outgoing
from bot.channels.telegram import faults, inbound, outbound
from bot.clock import Clock
from bot.errors import BadContent, MessageGone, NotOurToken, TryAgain, TwoPollers

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
POLL_SECONDS = 25
CONNECTIONS = 64
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0
CHUNK = 64 * 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """One bot on Telegram, or on a server that speaks its Bot API (``base_url`` ends with ``/bot``)."""

    name = "telegram"
    abilities = Abilities(
        buttons=True,
        editing=True,
        files=True,
        groups=True,
        topics=True,
        text_length=MessageLimit.MAX_TEXT_LENGTH,
        caption_length=MessageLimit.CAPTION_LENGTH,
        upload_bytes=FileSizeLimit.FILESIZE_UPLOAD,
        download_bytes=FileSizeLimit.FILESIZE_DOWNLOAD,
    )

    def __init__(
        self,
        token: str,
        *,
        clock: Clock,
        base_url: str | None = None,
        base_file_url: str | None = None,
        proxy: str | None = None,
    ) -> None:
        for chatty in ("httpx", "httpcore", "telegram"):
            logging.getLogger(chatty).setLevel(logging.WARNING)  # at INFO they log the token in the URL
        try:
            self._bot = Bot(
                token,
                request=_request(proxy, CONNECTIONS),
                get_updates_request=_request(proxy, 1),
                base_url=base_url or TELEGRAM,
                base_file_url=base_file_url or TELEGRAM_FILES,
            )
        except InvalidToken:
            raise NotOurToken("the token is malformed") from None
        self._clock = clock
        self._username = ""
        self._log = structlog.get_logger("telegram")

    async def start(self) -> None:
        """Say hello to Telegram and learn the bot's name. Raises NotOurToken, TryAgain."""
        try:
            await self._bot.initialize()
        except TelegramError as error:
            faults.raise_ours(error)
        self._username = self._bot.username

    async def stop(self) -> None:
        await self._bot.shutdown()

    async def send(self, address: Address, message: Outgoing) -> str:
        """Send a message, in parts if it is long; return the id of the last, which has the buttons."""
        try:
            return await self._send(address, message)
        except TelegramError as error:
            faults.raise_ours(error)

    async def _send(self, address: Address, message: Outgoing) -> str:
        if message.attachment is not None:
            if outbound.visible_length(message.html) <= self.abilities.caption_length:
                return _id(await self._send_file(address, message, caption=message.html))
            await self._send_file(address, message, caption=None)
        *first, last = outbound.parts(message.html, self.abilities.text_length)
        for part in first:
            await self._bot.send_message(text=part, **self._common(address, message))
        sent = await self._bot.send_message(
            text=last, reply_markup=outbound.markup(message), **self._common(address, message)
        )
        return _id(sent)

    async def _send_file(self, address: Address, message: Outgoing, caption: str | None) -> Message:
        attachment = message.attachment
        if attachment is None:
            raise BadContent("no file to send")
        file = InputFile(attachment.content, filename=attachment.name)
        common = self._common(address, message)
        common.pop("link_preview_options")
        buttons = outbound.markup(message) if caption is not None else None
        if attachment.picture:
            return await self._bot.send_photo(photo=file, caption=caption, reply_markup=buttons, **common)
        return await self._bot.send_document(document=file, caption=caption, reply_markup=buttons, **common)

    def _common(self, address: Address, message: Outgoing) -> dict[str, Any]:
        reply = None
        if message.reply_to is not None:
            reply = ReplyParameters(message_id=int(message.reply_to), allow_sending_without_reply=True)
        return {
            "chat_id": int(address.chat),
            "message_thread_id": int(address.topic) if address.topic else None,
            "parse_mode": ParseMode.HTML,
            "link_preview_options": NO_PREVIEW,
            "disable_notification": message.silent,
            "reply_parameters": reply,
        }

    async def edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        """Replace text and buttons; of a text too long for one message the first part is shown. Raises MessageGone."""
        try:
            await self._bot.edit_message_text(
                chat_id=int(address.chat),
                message_id=int(message_id),
                text=outbound.parts(message.html, self.abilities.text_length)[0],
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=outbound.buttons(message),
            )
        except TelegramError as error:
            if not faults.is_not_modified(error):
                faults.raise_ours(error)

    async def acknowledge(self, press: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a press; one that is too old has nobody waiting any more, and that is no error."""
        try:
            await self._bot.answer_callback_query(press, text=text, show_alert=alert)
        except TelegramError as error:
            mine = faults.ours(error)
            if not isinstance(mine, BadContent):
                raise mine from None

    async def fetch(self, file: IncomingFile) -> AsyncIterator[bytes]:
        """Return the file in pieces of bytes. Raises MessageGone if Telegram lost it, BadContent if it is too big."""
        if file.size is not None and file.size > self.abilities.download_bytes:
            raise BadContent("the file is too large to be fetched")
        try:
            found = await self._bot.get_file(file.ref)
            content = bytes(await found.download_as_bytearray())
        except TelegramError as error:
            mine = faults.ours(error)
            if isinstance(mine, BadContent) and "too big" not in str(mine):
                raise MessageGone(str(mine)) from None
            raise mine from None

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(content), CHUNK):
                yield content[start : start + CHUNK]

        return pieces()

    async def receive(self, intake: Intake) -> None:
        """Poll for ever; an update is acknowledged to Telegram by the next poll, after ``intake`` has committed.

        Raises NotOurToken and TwoPollers: only the operator can mend those.
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=POLL_SECONDS, allowed_updates=inbound.KINDS
                )
                for update in updates:
                    await self._offer(update, intake)
                    offset = update.update_id + 1
                failures = 0
            except TelegramError as error:
                mine = faults.ours(error)
                if isinstance(mine, NotOurToken | TwoPollers):
                    raise mine from None
                failures += 1
                self._log.warning("poll failed", fault=type(mine).__name__, attempt=failures)
                await self._clock.sleep(_backoff(mine, failures))

    async def _offer(self, update: Update, intake: Intake) -> None:
        """Offer an update until it is taken."""
        event = inbound.event_of(update, channel=self.name, bot_username=self._username)
        if event is None:
            return
        failures = 0
        while True:
            try:
                await intake(event)
            except Exception as error:
                failures += 1
                self._log.warning("not taken", update=update.update_id, fault=type(error).__name__, attempt=failures)
                await self._clock.sleep(_delay(failures))
            else:
                return

    def start_link(self, code: str) -> str | None:
        """Return ``https://t.me/<bot>?start=CODE``."""
        return f"https://t.me/{self._username}?start={code}" if self._username else None

    async def set_commands(self, menu: Mapping[str, Sequence[tuple[str, str]]], default: str = "vi") -> None:
        """Offer the commands beside the text field, by language; ``default`` is for everybody else's."""
        try:
            for language, commands in menu.items():
                offered = [BotCommand(name, description) for name, description in commands]
                if language == default:
                    await self._bot.set_my_commands(offered)
                await self._bot.set_my_commands(offered, language_code=language)
        except TelegramError as error:
            faults.raise_ours(error)


def _request(proxy: str | None, connections: int) -> HTTPXRequest:
    """Return a client over aiohttp's pool: httpx's own scans all its connections on each request."""
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=20,
        pool_timeout=30,
        httpx_kwargs={"transport": AiohttpTransport(proxy=Proxy(proxy) if proxy else None)},
    )


def _id(message: Message) -> str:
    return str(message.message_id)


def _backoff(error: Exception, failures: int) -> float:
    if isinstance(error, TryAgain) and error.after is not None:
        return error.after
    return _delay(failures)


def _delay(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row, doubled each time, with jitter."""
    longest = min(FIRST_BACKOFF * 2.0 ** min(failures - 1, 10), LONGEST_BACKOFF)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
