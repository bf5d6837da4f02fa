"""The cabinet: files that people handed in, on disk, under names of our own. A file is there whole or not at all."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from bot.errors import NhacViecError

TOKEN_BYTES = 6


class TooLarge(NhacViecError):
    """A file turned out to be larger than it may be."""


class Cabinet:
    """A folder with a folder a month; paths are given and taken relative to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(
        self, number: int, ending: str, pieces: AsyncIterator[bytes], *, most: int, now: datetime
    ) -> tuple[str, int]:
        """Keep a file of at most ``most`` bytes; return its path and its size in bytes.

        Raises TooLarge, and OSError for a disk that is full or not there; nothing is left behind then.
        """
        path = f"{now:%Y/%m}/{number}-{secrets.token_hex(TOKEN_BYTES)}.{ending}"
        content = bytearray()
        async for piece in pieces:
            content += piece
            if len(content) > most:
                raise TooLarge(f"more than {most} bytes")
        await asyncio.to_thread(self._write, path, bytes(content))
        return path, len(content)

    async def get(self, path: str) -> bytes:
        """Return a file's content. Raises OSError if it is not there."""
        return await asyncio.to_thread((self._folder / path).read_bytes)

    async def drop(self, path: str) -> None:
        """Remove a file; one that is not there is no error."""
        await asyncio.to_thread((self._folder / path).unlink, missing_ok=True)

    def _write(self, path: str, content: bytes) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".part")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
