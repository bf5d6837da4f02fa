"""Telegram by python-telegram-bot's ``Bot``: sends, and leaves receiving to :mod:`bot.channels.telegram.receiving`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from telegram import BotCommand, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import FileSizeLimit, ForumTopicLimit, MessageLimit, ParseMode
from telegram.error import InvalidToken, TelegramError

from bot.channels.base import Abilities, Address, Arrival, Attachment, IncomingFile, Intake, Outgoing
from bot.channels.health import Health, Standing
from bot.channels.telegram import faults, outbound
from bot.channels.telegram.examining import Examiner
from bot.channels.telegram.receiving import Client, Receiver
from bot.channels.telegram.request import AiohttpRequest, Route
from bot.clock import Clock
from bot.errors import BadContent, FileTooLarge, MessageGone, NotOurToken, TryAgain

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
CONNECTIONS = 256  # at most: as many as messages may be in hand; they are opened as they are needed
BETWEEN_PARTS = 1.0  # seconds: Telegram takes one message a second in a chat
PART_TRIES = 3
LONGEST_BETWEEN_PARTS = 60.0  # seconds: less than a message in hand may take
TOPIC_NAME = int(ForumTopicLimit.MAX_NAME_LENGTH)
CHUNK = 64 * 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """One bot on Telegram, or on a server that speaks its Bot API (``base_url`` ends with ``/bot``).

    ``proxy`` is ``http://[user:password@]host:port``. ``heard`` is called after each poll that was answered. ``pause``
    waits, in real seconds, before trouble is faced again: the network is real though the clock be simulated, and what
    cannot be reached must not move it.
    """

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
        heard: Callable[[], None] = lambda: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare; nothing is asked of the network. Raises NotOurToken, and SetupError for a proxy of another kind."""
        for chatty in ("httpx", "httpcore", "telegram"):
            logging.getLogger(chatty).setLevel(logging.WARNING)  # at INFO they log the token in the URL
        logging.getLogger("telegram.request").setLevel(logging.CRITICAL)  # it logs the pages of broken servers
        trusted = httpx.create_ssl_context()  # once for both: it reads a hundred certificates
        route = Route.by(proxy, trusted)
        self._requests = AiohttpRequest(route, connections=CONNECTIONS), AiohttpRequest(route, connections=1)
        try:
            self._bot = Client(
                token,
                request=self._requests[0],
                get_updates_request=self._requests[1],
                base_url=base_url or TELEGRAM,
                base_file_url=base_file_url or TELEGRAM_FILES,
            )
        except InvalidToken:
            raise NotOurToken("the token is malformed") from None
        origin = (base_url or TELEGRAM).removesuffix("/bot")
        self._examiner = Examiner(self._bot, origin, route)
        self._clock = clock
        self._username = ""
        self._receiver = Receiver(
            self._bot, channel=self.name, username=lambda: self._username, heard=heard, pause=pause
        )

    async def start(self) -> None:
        """Say hello to Telegram and learn the bot's name. Raises NotOurToken, TryAgain."""
        with _told(repeatable=True):
            await self._bot.initialize()
        self._username = self._bot.username

    async def stop(self) -> None:
        """Close connections; the library leaves them open if Telegram never answered."""
        await self._bot.shutdown()
        for request in self._requests:
            await request.shutdown()

    async def ping(self) -> None:
        """Ask Telegram who we are."""
        with _told(repeatable=True):
            await self._bot.get_me()

    async def send(self, address: Address, message: Outgoing) -> str:
        """Send a message, in parts if it is long; return the id of the last, which has the buttons.

        Raises what any of Telegram's refusals means. Once a part is out, the next waits if it has to.
        """
        attachment = message.attachment
        with _told():
            if attachment is None:
                return await self._send_text(address, message)
            if len(attachment.content) > self.abilities.upload_bytes:
                raise FileTooLarge("the file is too large to be sent")
            if outbound.visible_length(outbound.addressed(message)) <= self._fits(message, caption=True):
                return _id(await self._send_file(address, message, attachment, captioned=True))
            await self._send_file(address, message, attachment, captioned=False)
            return await self._send_text(address, message, begun=True)

    async def _send_text(self, address: Address, message: Outgoing, *, begun: bool = False) -> str:
        """Send the text a second after what is ``begun``; after the last of several, the chat rests as long."""
        *first, last = self._parts(message)
        common = self._common(address, message) | {"link_preview_options": NO_PREVIEW}
        for part in first:
            await self._send_part({"text": part, **common}, begun=begun)
            begun = True
        sent = await self._send_part({"text": last, "reply_markup": outbound.markup(message), **common}, begun=begun)
        if begun:
            await self._clock.sleep(BETWEEN_PARTS)
        return _id(sent)

    async def _send_part(self, part: dict[str, Any], *, begun: bool) -> Message:
        """Send a part; once the message is ``begun``, do not give it up for being asked to wait.

        To begin again would say its first parts twice; to wait for hours would keep it in hand.
        """
        if begun:
            await self._clock.sleep(BETWEEN_PARTS)
        for _ in range(PART_TRIES if begun else 0):
            try:
                return await self._bot.send_message(**part)
            except TelegramError as error:
                mine = faults.ours(error)
                wait = (mine.after or BETWEEN_PARTS) if isinstance(mine, TryAgain) else None
                if wait is None or wait > LONGEST_BETWEEN_PARTS:
                    raise
                await self._clock.sleep(wait)
        return await self._bot.send_message(**part)

    async def _send_file(
        self, address: Address, message: Outgoing, attachment: Attachment, *, captioned: bool
    ) -> Message:
        file = InputFile(attachment.content, filename=attachment.name)
        common = self._common(address, message)
        if captioned:
            caption = _worded(outbound.addressed(message), message)
            common |= {"caption": caption, "reply_markup": outbound.markup(message)}
        if attachment.picture:
            return await self._bot.send_photo(photo=file, **common)
        return await self._bot.send_document(document=file, **common)

    def _common(self, address: Address, message: Outgoing) -> dict[str, Any]:
        reply = None
        if message.reply_to is not None:
            reply = ReplyParameters(message_id=int(message.reply_to), allow_sending_without_reply=True)
        return {
            "chat_id": int(address.chat),
            "message_thread_id": int(address.topic) if address.topic else None,
            "parse_mode": _parse_mode(message),
            "disable_notification": message.silent,
            "reply_parameters": reply,
        }

    def _parts(self, message: Outgoing) -> list[str]:
        """Return what is to be said one after the other, without what nobody would see; there always is one."""
        html = outbound.addressed(message)
        parts = outbound.parts(html, self._fits(message))
        return [_worded(one, message) for one in parts if not outbound.is_blank(one)] or [html]

    def _fits(self, message: Outgoing, *, caption: bool = False) -> int:
        length = self.abilities.caption_length if caption else self.abilities.text_length
        return length // 2 if message.short else length

    async def edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        """Replace text and buttons, or the caption of a file; succeed if nothing has changed. Raises MessageGone.

        Of a text too long for one message the last part is shown: it was the last that had the buttons. Of one too
        long for a caption the beginning is shown: there is no other message for the rest.
        """
        try:
            await self._edit(address, message_id, message)
        except TelegramError as error:
            if not faults.is_not_modified(error):
                faults.raise_ours(error, repeatable=True)

    async def _edit(self, address: Address, message_id: str, message: Outgoing) -> None:
        common: dict[str, Any] = {
            "chat_id": int(address.chat),
            "message_id": int(message_id),
            "parse_mode": _parse_mode(message),
            "reply_markup": outbound.buttons(message),
        }
        try:
            text = self._parts(message)[-1]
            await self._bot.edit_message_text(text=text, link_preview_options=NO_PREVIEW, **common)
        except TelegramError as error:
            if not faults.has_no_text(error):
                raise
            caption = outbound.beginning(outbound.addressed(message), self._fits(message, caption=True))
            await self._bot.edit_message_caption(caption=_worded(caption, message), **common)

    async def create_topic(self, address: Address, name: str) -> str:
        """Make a topic; of a name only the first 128 characters are kept. Raises NoTopics where that cannot be.

        A lost answer is TryAgain, never MaybeSent: a topic twice is better than what belongs into it never.
        """
        with _told(repeatable=True):
            made = await self._bot.create_forum_topic(int(address.chat), name[:TOPIC_NAME])
        return str(made.message_thread_id)

    async def acknowledge(self, press: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a press; one that is too old has nobody waiting any more, and that is no error."""
        try:
            await self._bot.answer_callback_query(press, text=text, show_alert=alert)
        except TelegramError as error:
            mine = faults.ours(error, repeatable=True)
            if not isinstance(mine, BadContent):
                raise mine from None

    async def fetch(self, file: IncomingFile) -> AsyncIterator[bytes]:
        """Return the file in pieces of bytes. Raises MessageGone if Telegram lost it, FileTooLarge."""
        self._check_size(file.size)
        try:
            found = await self._bot.get_file(file.ref)
        except TelegramError as error:
            mine = faults.ours(error, repeatable=True)
            if isinstance(mine, BadContent) and not isinstance(mine, FileTooLarge):
                raise MessageGone(str(mine)) from None
            raise mine from None
        self._check_size(found.file_size)
        try:
            content = bytes(await found.download_as_bytearray())
        except InvalidToken:  # so the library reads 404, which here is the file's: the token was good a moment ago
            raise MessageGone("the file is not there any more") from None
        except TelegramError as error:
            faults.raise_ours(error, repeatable=True)
        return _pieces(content)

    def _check_size(self, size: int | None) -> None:
        if size is not None and size > self.abilities.download_bytes:
            raise FileTooLarge("the file is too large to be fetched")

    async def receive(self, intake: Intake) -> None:
        """Poll for ever. Raises NotOurToken and TwoPollers: only the operator can mend those."""
        await self._receiver.poll(intake)

    async def listen(self, url: str, secret: str) -> None:
        """Ask Telegram to push updates to ``url``, each with ``secret``. Raises NotOurToken."""
        await self._receiver.listen(url, secret)

    def read(self, raw: str) -> Arrival | None:
        """Return what an update in JSON says, as Telegram pushes it; None for what the bot has no use for."""
        return self._receiver.read(raw)

    def start_link(self, code: str) -> str | None:
        """Return ``https://t.me/<bot>?start=CODE``."""
        return f"https://t.me/{self._username}?start={code}" if self._username else None

    async def health(self) -> Health:
        """Ask Telegram how things stand. Raises NotOurToken, TryAgain."""
        return await self._examiner.health()

    async def standing(self, chat: str) -> Standing:
        """Ask what the bot may do in a group. Raises TryAgain."""
        return await self._examiner.standing(chat)

    async def set_commands(self, menu: Mapping[str, Sequence[tuple[str, str]]], default: str = "vi") -> None:
        """Offer the commands beside the text field, by language; ``default`` is for everybody else's."""
        with _told(repeatable=True):
            for language, commands in menu.items():
                offered = [BotCommand(name, description) for name, description in commands]
                if language == default:
                    await self._bot.set_my_commands(offered)
                await self._bot.set_my_commands(offered, language_code=language)


def _parse_mode(message: Outgoing) -> str | None:
    return None if message.plain else ParseMode.HTML


def _worded(html: str, message: Outgoing) -> str:
    return outbound.plain(html) if message.plain else html


@contextmanager
def _told(*, repeatable: bool = False) -> Iterator[None]:
    """Tell Telegram's errors as ours."""
    try:
        yield
    except TelegramError as error:
        faults.raise_ours(error, repeatable=repeatable)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def _id(message: Message) -> str:
    return str(message.message_id)
