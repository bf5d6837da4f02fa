"""A province on a messenger in memory, for those who attack it: the real intake, conversations and delivery."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app.house import House, build
from bot.channels.base import (
    Address,
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    IncomingFile,
    Sender,
    TextEvent,
)
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.domain.delivery import Notice
from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.enrolment import Enrolment
from bot.storage.codes import Code
from bot.storage.database import transaction
from bot.storage.files import StoredFile
from bot.storage.rows import all_to
from bot.storage.tables import metadata
from handlers.router import dispatch

LAN, MINH, HEAD = "101", "102", "103"  # officers and head of so-y-te
OTHER, OTHER_HEAD = "201", "202"  # officer and head of huyen-a
ICT, ICT_PERSON, LEADERS, ADMIN = "-900", "301", "-901", "401"
STRANGER, FOREIGN_GROUP = "666", "-666"
CAST = {
    LAN: ("Nguyễn Thị Lan", "so-y-te", Role.OFFICER),
    MINH: ("Trần Văn Minh", "so-y-te", Role.OFFICER),
    HEAD: ("Lê Hà", "so-y-te", Role.HEAD),
    OTHER: ("Phạm An", "huyen-a", Role.OFFICER),
    OTHER_HEAD: ("Vũ Bình", "huyen-a", Role.HEAD),
    ICT: ("Tổ CNTT", "stttt", Role.ICT),
    ICT_PERSON: ("Đỗ Dũng", "stttt", Role.ICT),
    LEADERS: ("Lãnh đạo", "ubnd-tinh", Role.LEADER),
    ADMIN: ("Hồ Quân", "stttt", Role.ADMIN),
}
NO_RIGHT = frozenset({"not_allowed", "not_yours", "gone", "question_gone", "stranger", "code_gone", "head_hands_over"})
"""What is said to who has no right."""
SILENT_TABLES = frozenset({"updates", "outbox"})
"""What an attack may leave behind: that an update was taken, and an answer."""


@dataclass
class Fort:
    """The province, and the hands of whoever tries it. In a group ``by`` is the member who acts."""

    house: House
    clock: SimulatedClock
    channel: MemoryChannel
    database: str
    folder: Path
    names: dict[str, str] = field(default_factory=dict)
    _updates: Iterator[int] = field(default_factory=lambda: count(1))

    async def say(self, chat: str, text: str, *, by: str | None = None, **more: Any) -> None:
        """Write a text, or a command if it begins with a slash; replies and files are in ``more``."""
        common = self._common(chat, by)
        if text.startswith("/"):
            name, _, arguments = text[1:].partition(" ")
            await self.offer(CommandEvent(**common, message="5", name=name, arguments=arguments.strip(), **more))
        else:
            await self.offer(TextEvent(**common, message="5", text=text, **more))

    async def press(
        self, chat: str, data: str, *, by: str | None = None, message: str = "1", settled: bool = True
    ) -> str | None:
        """Press a button that carries ``data``; return the toast."""
        await self.house.intake(ChoiceEvent(**self._common(chat, by), press="p", data=data, message=message))
        if settled:
            await self.settle()
        return self.channel.acknowledged[-1].text if self.channel.acknowledged else None

    async def tried(self, presses: Iterable[tuple[str, str]], *, by: str | None = None) -> list[str | None]:
        """Press ``(chat, data)`` and take back what each has done; return why it was refused, None if it was not."""
        reasons: list[str | None] = []
        async with self.house.store.work() as work:
            for chat, data in presses:
                event = ChoiceEvent(**self._common(chat, by), press="p", data=data, message="1")
                desk = Desk(work, self.house.config, event, await work.contacts.at("memory", chat))
                try:
                    async with work.attempt():
                        await dispatch(event, desk)
                except Refused as refusal:
                    reasons.append(refusal.reason)
                else:
                    reasons.append(None)
        return reasons

    async def send(self, chat: str, name: str, size: int | None = 10, text: str = "", **more: Any) -> None:
        """Send a file."""
        file = IncomingFile(ref="F1", name=name, kind=FileKind.DOCUMENT, size=size)
        await self.offer(TextEvent(**self._common(chat, None), message="5", text=text, file=file, **more))

    async def rush(self, chat: str, text: str, times: int, *, by: str | None = None) -> None:
        """Write the same as fast as can be."""
        for _ in range(times):
            await self.house.intake(
                TextEvent(**self._common(chat, by), message="5", text=text)
                if not text.startswith("/")
                else CommandEvent(**self._common(chat, by), message="5", name=text[1:])
            )
        await self.settle()

    async def offer(self, event: Event) -> None:
        """Let an event come in, and all that follows from it happen."""
        await self.house.intake(event)
        await self.settle()

    async def settle(self) -> None:
        await self.house.keeper.drain()
        await self.house.delivery.drain()

    def _common(self, chat: str, by: str | None) -> dict[str, Any]:
        group = chat.startswith("-")
        sender = by or ("777" if group else chat)
        name = self.names.get(sender) or CAST.get(sender, (f"Người {sender}",))[0]
        return {
            "update_id": str(next(self._updates)),
            "address": Address(channel="memory", chat=chat),
            "chat_kind": ChatKind.GROUP if group else ChatKind.PRIVATE,
            "sender": Sender(id=sender, name=name),
            "chat_title": "Nhóm" if group else None,
        }

    def seen(self, chat: str) -> list[str]:
        """Return what stands in a chat."""
        return [one.html for one in self.channel.shown(Address(channel="memory", chat=chat))]

    def said(self, key: str, **facts: object) -> str:
        """Return a short answer as it is sent."""
        return self.house.texts.label(f"said.{key}", "vi", facts)

    @property
    def refusals(self) -> frozenset[str]:
        """What is said to who has no right."""
        return frozenset(self.said(key) for key in NO_RIGHT)

    async def contact(self, chat: str) -> Contact | None:
        async with self.house.store.look() as work:
            return await work.contacts.at("memory", chat)

    async def ids(self, agency: str) -> dict[str, int]:
        """Return an agency's assignments by the ids of their duties."""
        async with self.house.store.look() as work:
            return {one.duty: one.id for one in await work.assignments.of_agency(agency)}

    async def invite(self, agency: str, role: Role) -> str:
        async with self.house.store.work() as work:
            code = await Enrolment(work, self.house.config).invite(agency, role, actor="test")
            await work.commit()
        return code

    async def outbox(self) -> list[Notice]:
        """Return the messages that were owed, newest first."""
        async with self.house.store.look() as work:
            return await work.outbox.list()

    async def codes(self) -> list[Code]:
        """Return the codes that are good."""
        async with self.house.store.look() as work:
            return await work.codes.good(work.now)

    @asynccontextmanager
    async def beside(self) -> AsyncIterator["Fort"]:
        """Open another replica on the same database, with a messenger of its own."""
        channel = MemoryChannel()
        house = build(
            self.house.config, clock=self.clock, database_url=self.database, files=Path("files"), channel=channel,
            paced=False,
        )  # fmt: skip
        yield Fort(house, self.clock, channel, self.database, self.folder, self.names, self._updates)
        await house.store.stop()

    async def stored_files(self) -> list[StoredFile]:
        """Return what is noted of files, oldest first."""
        async with transaction(self.house.store.engine, reads_only=True) as connection:
            rows = await connection.execute(select(metadata.tables["files"]).order_by("id"))
            return all_to(StoredFile, rows.mappings())

    async def state(self, *, besides: frozenset[str] = SILENT_TABLES) -> Mapping[str, list[Any]]:
        """Return every row of every table, but for what any event leaves behind."""
        async with transaction(self.house.store.engine, reads_only=True) as connection:
            return {
                table.name: [tuple(row) for row in await connection.execute(select(table))]
                for table in metadata.sorted_tables
                if table.name not in besides
            }

    async def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        async with transaction(self.house.store.engine, reads_only=True) as connection:
            return len((await connection.execute(select(metadata.tables[table]))).all())

    def later(self, **how_long: float) -> None:
        """Turn the clock."""
        self.clock.move_to(self.clock.now() + timedelta(**how_long))


def kind_of(chat: str) -> ContactKind:
    return ContactKind.GROUP if chat.startswith("-") else ContactKind.PERSON
