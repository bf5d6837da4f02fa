"""Troubles to switch on: what a bot must live through, for trainers and tests."""

import asyncio
from dataclasses import dataclass

from sandbox.refusals import Json, Refusal, bad, too_many

FILE_GONE = "wrong file_id or the file is temporarily unavailable"
# What may be refused with 429 and what may be done though its answer is lost: whatever reaches people.
REACHING = ("send", "edit", "copy", "forward")


@dataclass(slots=True)
class Fault:
    """A trouble; ``value`` is in seconds. With ``times`` it goes away after as many requests."""

    name: str
    label: Json
    value: float | None = None
    on: bool = False
    times: int | None = None

    def as_json(self) -> Json:
        """Return what the page shows."""
        return {"name": self.name, "on": self.on, "value": self.value, "label": self.label}


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
        """Return all of them for the page."""
        return [fault.as_json() for fault in self._faults.values()]

    async def before(self, method: str) -> None:
        """Trouble a request before it is done. Raises Refusal (429, 500)."""
        if method == "getUpdates":
            if self._strikes("server_error"):
                raise Refusal(500, "Internal Server Error")
            return
        if fault := self._strikes("slow"):
            await self._pause(fault.value)
        if self._strikes("server_error"):
            raise Refusal(500, "Internal Server Error")
        if method.startswith(REACHING) and (fault := self._strikes("too_many_requests")):
            raise too_many(int(fault.value or 1))
        if method == "getFile" and self._strikes("file_gone"):
            raise bad(FILE_GONE)

    async def after(self, method: str) -> None:
        """Hold back the answer to what was done."""
        if method.startswith(REACHING) and (fault := self._strikes("timeout")):
            await self._pause(fault.value)

    def start(self) -> None:
        """Let troubled requests wait."""
        self._stopped.clear()

    def stop(self) -> None:
        """End all waiting."""
        self._stopped.set()

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
