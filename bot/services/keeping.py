"""Keeping files: what was noted is fetched from its messenger, outside of any transaction, and put into the cabinet.

A crash loses nothing: what is not kept yet is fetched again. What the messenger has no more is told to its sender.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.backoff import backoff
from bot.cabinet import Cabinet, TooLarge
from bot.channels.base import Channel, FileKind, IncomingFile
from bot.clock import Clock
from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.files import FileState
from bot.errors import BadContent, ChannelError, MessageGone
from bot.services.base import Service
from bot.services.evidence import MEGABYTE, Evidence
from bot.services.obstacles import Obstacles
from bot.services.views import said
from bot.storage.files import StoredFile
from bot.storage.work import Store

AT_ONCE = 4
LONGEST_REST = 60.0  # seconds between two looks when nobody poked


class Keeper:
    """Fetches what waits to be kept."""

    def __init__(
        self,
        store: Store,
        config: Callable[[], Config],
        channels: dict[str, Channel],
        cabinet: Cabinet,
        clock: Clock,
        kept: Callable[[], None],
    ) -> None:
        """``kept`` is called when there is something new to send."""
        self._store = store
        self._config = config
        self._channels = channels
        self._cabinet = cabinet
        self._clock = clock
        self._kept = kept
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._log = structlog.get_logger("keeper")

    def poke(self) -> None:
        """Say that there may be something new to fetch."""
        self._poked.set()

    async def run(self) -> None:
        """Keep for ever: at once when poked, and now and then for what could not be fetched before."""
        while True:
            try:
                await self.drain()
            except Exception:
                self._log.exception("keeping failed: trying again")
            sleep = asyncio.create_task(self._clock.sleep(LONGEST_REST))
            poke = asyncio.create_task(self._poked.wait())
            try:
                await asyncio.wait((sleep, poke), return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleep.cancel()
                poke.cancel()

    async def serve(self) -> None:
        """Keep for ever when poked, and only then: the clock is turned by somebody else."""
        while True:
            await self._poked.wait()
            try:
                await self.drain()
            except Exception:
                self._log.exception("keeping failed")

    async def drain(self) -> int:
        """Fetch all that waits now; return how many files were kept."""
        kept = 0
        async with self._one_at_a_time:
            self._poked.clear()
            while batch := await self._waiting():
                kept += sum(await asyncio.gather(*(self._keep(file) for file in batch)))
        return kept

    async def drop(self, paths: Sequence[str]) -> None:
        """Remove files from the cabinet that nothing needs any more."""
        for path in paths:
            await self._cabinet.drop(path)

    async def _waiting(self) -> list[StoredFile]:
        async with self._store.look() as work:
            return await work.files.to_fetch(work.now, AT_ONCE)

    async def _keep(self, file: StoredFile) -> bool:
        most = self._config().files.max_megabytes * MEGABYTE
        incoming = IncomingFile(ref=file.ref, name=file.name, kind=FileKind(file.kind), size=file.size, mime=file.mime)
        ending = file.name.rpartition(".")[2].lower()
        try:
            pieces = await self._channels[file.channel].fetch(incoming)
            path, size = await self._cabinet.put(file.id, ending, pieces, most=most, now=self._clock.now())
        except (MessageGone, BadContent, TooLarge) as error:
            await self._lose(file, type(error).__name__)
            return False
        except (ChannelError, OSError) as error:
            self._log.warning("not fetched", file=file.id, fault=type(error).__name__, attempt=file.attempts + 1)
            await self._postpone(file)
            return False
        await self._note_kept(file, path, size)
        return True

    async def _note_kept(self, file: StoredFile, path: str, size: int) -> None:
        async with self._store.work() as work:
            await work.files.change(file.id, state=FileState.KEPT, path=path, size=size, not_before=None)
            present = await work.files.get(file.id)
            service = Obstacles(work, self._config())
            if present is not None:
                await service.record("system", "keep_file", present.subject, file=file.id)
                await service.changed(present.subject)
                await service.relay_file(present)
            await Evidence(work, self._config()).tell_if_nearly_full()
            await work.commit()
        self._kept()

    async def _lose(self, file: StoredFile, fault: str) -> None:
        self._log.warning("lost", file=file.id, fault=fault)
        async with self._store.work() as work:
            await work.files.change(file.id, state=FileState.LOST, not_before=None)
            service = Service(work, self._config())
            await service.record("system", "lose_file", file.subject, file=file.id, fault=fault)
            await service.changed(file.subject)
            await service.tell(
                [await work.contacts.get(file.by)],
                said("file_lost", name=file.name),
                key=f"lost:{file.id}",
                lane=Lane.ANSWER,
            )
            await work.commit()
        self._kept()

    async def _postpone(self, file: StoredFile) -> None:
        async with self._store.work() as work:
            attempts = file.attempts + 1
            await work.files.change(file.id, attempts=attempts, not_before=work.now + backoff(attempts))
            await work.commit()
