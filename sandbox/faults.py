"""Troubles to switch on: what a bot must live through, for trainers and tests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.refusals import Json, Refusal, bad, too_many

FILE_GONE = "wrong file_id or the file is temporarily unavailable"
# What may be refused with 429 and what may be done though its answer is lost: whatever reaches people.
REACHING = ("send", "edit", "copy", "forward")
UPLOADS = ("sendPhoto", "sendDocument")
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"


class LineCut(Exception):
    """The connection breaks here and now, without an answer."""


@dataclass(slots=True)
class Fault:
    """A trouble; ``value`` is in seconds, or characters. With ``times`` it goes away after as many requests.

    Without a ``label`` it is for tests only: the page does not offer it.
    """

    name: str
    label: Json | None = None
    value: float | None = None
    on: bool = False
    times: int | None = None

    def as_json(self) -> Json:
        """Return what the page shows."""
        return {"name": self.name, "on": self.on, "value": self.value, "label": self.label}


def _is_marked_up(arguments: Json) -> bool:
    return "parse_mode" in arguments


def _has_buttons(arguments: Json) -> bool:
    return "reply_markup" in arguments


def _is_dressed(arguments: Json) -> bool:
    return _is_marked_up(arguments) or _has_buttons(arguments)


def _is_reply(arguments: Json) -> bool:
    return "reply_parameters" in arguments


def _says_something(arguments: Json) -> bool:
    return "text" in arguments or "caption" in arguments


def _always(_arguments: Json) -> bool:
    return True


# What is refused as if the bot had said it wrong: the fault, of which requests, and Telegram's words.
CONTENT: tuple[tuple[str, Callable[[Json], bool], str], ...] = (
    ("markup_refused", _is_marked_up, 'can\'t parse entities: unsupported start tag "x" at byte offset 0'),
    ("buttons_refused", _has_buttons, "BUTTON_DATA_INVALID"),
    ("dress_refused", _is_dressed, "this is not to somebody's liking"),
    ("reply_refused", _is_reply, "message to be replied not found"),
    ("text_empty", _says_something, "message text is empty"),
    ("all_refused", _always, "this is not to anybody's liking"),
)


class Faults:
    """All troubles of the server; those of one chat (blocked, migrated) are deeds of people."""

    def __init__(self) -> None:
        self._faults = {
            fault.name: fault
            for fault in (
                Fault(
                    "too_many_requests",
                    {"vi": "Quá nhiều yêu cầu (429), thử lại sau … giây", "en": "Too many requests (429), seconds"},
                    value=5,
                ),
                Fault("server_error", {"vi": "Máy chủ lỗi (500)", "en": "Server error (500)"}),
                Fault("slow", {"vi": "Máy chủ chậm … giây", "en": "Slow server, seconds"}, value=2),
                Fault(
                    "timeout",
                    {"vi": "Tin gửi được nhưng mất phản hồi", "en": "Sent, but the answer is lost"},
                    value=60,
                ),
                Fault(
                    "file_gone",
                    {"vi": "Tệp đã gửi không còn trên máy chủ", "en": "Files that were sent are gone from the server"},
                ),
                Fault("bad_gateway"),
                Fault("line_cut"),
                Fault("answer_cut"),
                Fault("token_revoked"),
                Fault("token_unknown"),
                Fault("picture_refused"),
                Fault("file_too_large"),
                Fault("length_refused", value=1000),
                *(Fault(name) for name, _, _ in CONTENT),
            )
        }
        self._stopped = asyncio.Event()

    def switch(self, name: str, on: bool = True, value: float | None = None, times: int | None = None) -> None:
        """Switch a trouble on or off; ``times`` ends it after so many requests. Raises KeyError for an unknown one."""
        fault = self._faults[name]
        fault.on = on
        fault.times = times
        if value is not None:
            fault.value = value

    def as_json(self) -> list[Json]:
        """Return those that the page offers."""
        return [fault.as_json() for fault in self._faults.values() if fault.label is not None]

    async def before(self, method: str, arguments: Json) -> None:
        """Trouble a request before it is done. Raises Refusal (400, 401, 404, 429, 500, 502) and LineCut."""
        self._trouble_token()
        if method != "getUpdates" and (fault := self._strikes("slow")):
            await self._pause(fault.value)
        self._trouble_server()
        if method == "getFile" and self._strikes("file_gone"):
            raise bad(FILE_GONE)
        if not method.startswith(REACHING):
            return
        if fault := self._strikes("too_many_requests"):
            raise too_many(int(fault.value or 1))
        if self._strikes("line_cut"):
            raise LineCut
        self._trouble_content(method, arguments)

    async def after(self, method: str) -> None:
        """Hold back the answer to what was done. Raises LineCut where it is lost at once."""
        if not method.startswith(REACHING):
            return
        if fault := self._strikes("timeout"):
            await self._pause(fault.value)
        if self._strikes("answer_cut"):
            raise LineCut

    def start(self) -> None:
        """Let troubled requests wait."""
        self._stopped.clear()

    def stop(self) -> None:
        """End all waiting."""
        self._stopped.set()

    def _trouble_token(self) -> None:
        if self._strikes("token_revoked"):
            raise Refusal(401, "Unauthorized")
        if self._strikes("token_unknown"):
            raise Refusal(404, "Not Found")

    def _trouble_server(self) -> None:
        if self._strikes("server_error"):
            raise Refusal(500, "Internal Server Error")
        if self._strikes("bad_gateway"):
            raise Refusal(502, "Bad Gateway", page=BAD_GATEWAY)

    def _trouble_content(self, method: str, arguments: Json) -> None:
        for name, concerns, words in CONTENT:
            if self._faults[name].on and concerns(arguments) and self._strikes(name):
                raise bad(words)
        if method == "sendPhoto" and self._strikes("picture_refused"):
            raise bad("IMAGE_PROCESS_FAILED")
        if method in UPLOADS and self._strikes("file_too_large"):
            raise Refusal(413, "Request Entity Too Large")
        limit = self._faults["length_refused"]
        if limit.on and _length(arguments) > (limit.value or 0) and self._strikes("length_refused"):
            raise bad("message is too long")

    def _strikes(self, name: str) -> Fault | None:
        fault = self._faults[name]
        if not fault.on:
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                fault.on = False
        return fault

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds or 0):
                await self._stopped.wait()
        except TimeoutError:
            pass


def _length(arguments: Json) -> int:
    return len(arguments.get("text") or arguments.get("caption") or "")
