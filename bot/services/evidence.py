"""Files that people hand in: checked by what the messenger says of them, noted, and fetched later."""

from datetime import time

from bot.channels.base import IncomingFile
from bot.domain.assignments import Assignment
from bot.errors import Refused
from bot.services.alarms import Alarms
from bot.services.base import Service, Speaker
from bot.services.views import assignment_subject, duty_subject, ticket_subject
from bot.storage.files import StoredFile

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
NEARLY_FULL = 0.9


class Evidence(Service):
    """What comes as a file."""

    def check(self, file: IncomingFile) -> None:
        """Raise Refused for a file that is too large or of a type that config does not take."""
        limit = self.config.files.max_megabytes
        if file.size is not None and file.size > limit * MEGABYTE:
            raise Refused("file_too_large", megabytes=-(-file.size // MEGABYTE), limit=limit)
        ending = file.name.rpartition(".")[2].lower()
        if ending not in self.config.files.types:
            raise Refused("file_type", types=", ".join(self.config.files.types))

    async def keep(self, file: IncomingFile, speaker: Speaker, subject: str, album: str | None = None) -> int:
        """Note a file that came with something; it is fetched after this transaction. Raises Refused."""
        self.check(file)
        await self._check_room(file, speaker)
        if len(await self.work.files.of(subject)) >= self.config.files.most:
            raise Refused("too_many_files", most=self.config.files.most)
        return await self.work.files.add(
            subject=subject,
            channel=speaker.contact.channel,
            ref=file.ref,
            name=file.name,
            kind=file.kind.value,
            mime=file.mime,
            size=file.size,
            by=speaker.contact.id,
            at=self.work.now,
            album=album,
        )

    async def _check_room(self, file: IncomingFile, speaker: Speaker) -> None:
        """Raise Refused for more than one sender may send on one day, or than there is room for."""
        limits, size = self.config.files, file.size or 0
        midnight = self.config.calendar.at(self.today, time())
        count, sent = await self.work.files.sent_since(speaker.contact.id, midnight)
        if count >= limits.most_a_day or sent + size > limits.megabytes_a_day * MEGABYTE:
            raise Refused("files_today", most=limits.most_a_day, megabytes=limits.megabytes_a_day)
        if await self.work.files.total() + size > limits.gigabytes * GIGABYTE:
            raise Refused("files_full")

    async def tell_if_nearly_full(self) -> None:
        """Tell the administrators, once a day, that there is soon no room for files any more."""
        limit = self.config.files.gigabytes
        if await self.work.files.total() >= NEARLY_FULL * limit * GIGABYTE:
            await Alarms(self.work, self.config).tell("files_nearly_full", key=self.today.isoformat(), gigabytes=limit)

    async def of_duty(self, found: Assignment) -> list[int]:
        """Return the files of a duty: its evidence, and what it was given with."""
        subjects = (duty_subject(found.directive, found.duty), assignment_subject(found.id))
        return [file.id for subject in subjects for file in await self.work.files.of(subject)]

    async def of_ticket(self, ticket: int) -> list[int]:
        return [file.id for file in await self.work.files.of(ticket_subject(ticket))]

    async def join(self, file: IncomingFile, speaker: Speaker, subject: str, album: str | None) -> None:
        """Lay a file of an album beside the first one. Raises Refused."""
        await self.keep(file, speaker, subject, album)
        await self.changed(subject)
        await self.noted(speaker, "lay_file", subject)

    async def same_album(self, speaker: Speaker, album: str | None) -> StoredFile | None:
        """Return a file of the same album that came before, if one did."""
        return None if album is None else await self.work.files.of_album(speaker.contact.id, album)
