"""Files that people hand in: checked by what the messenger says of them, noted, and fetched later."""

from bot.channels.base import IncomingFile
from bot.domain.assignments import Assignment
from bot.errors import Refused
from bot.services.base import Service, Speaker
from bot.services.views import assignment_subject, duty_subject, ticket_subject
from bot.storage.files import StoredFile

MEGABYTE = 1024 * 1024


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
