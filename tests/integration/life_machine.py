"""A small province whose people press anything at any time: what the state machine of a duty's life is played with.

Every press is one transaction, as the intake makes it: what is refused is taken back, and the answer says why.
"""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from shutil import copyfile
from typing import Any, TypeVar

from bot.cabinet import Cabinet
from bot.channels.base import Address, Outgoing
from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.duties import Directive
from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.domain.trail import WHO
from bot.errors import MaybeSent, Refused
from bot.outbox import Draft
from bot.register.files import load_province
from bot.services.base import Speaker
from bot.services.completion import Completion
from bot.services.delivery import Delivery
from bot.services.duties import Duties
from bot.services.extending import Extending
from bot.services.handing import Handing
from bot.services.keeping import Keeper
from bot.services.obstacles import Obstacles
from bot.services.quieting import Quieting
from bot.services.sync import Sync
from bot.services.tasks import Tasks
from bot.services.views import said
from bot.storage.tables import metadata
from bot.storage.work import Store, Work
from bot.texts.render import Texts
from schedules.ticks import Ticks
from tests.chaos import ledger
from tests.chaos.steps import Killed, Reaper
from tests.unit.province import directive, write_province

MONDAY = datetime(2009, 1, 5, 2, tzinfo=UTC)
AGENCIES = ("so-xd", "huyen-a", "stttt")
PLACES = ("officer", "colleague", "head")
ICT = ("ict", "ict too")
GROUPS = (*ICT, "leaders")
NEIGHBOURS = ("neighbour", "neighbour's head")
EVERYBODY = (*PLACES, *GROUPS, *NEIGHBOURS, "admin")
"""Who may press, as seen from the agency whose duty it is."""
DUTIES = (
    '{id: licence, clause: "1", title: Rà soát bản quyền, lead: [so-xd, huyen-a], due: 2009-02-06, verify: ict}',
    '{id: lan, clause: "2", title: Mạng nội bộ, lead: [huyen-a, so-xd], due: 2009-01-23}',
    '{id: mail, clause: "3", title: Hộp thư, lead: [so-xd], due: 2009-03-31,'
    " target: {metric: hộp thư, unit: hộp, value: 300}}",
    '{id: awareness, clause: "4", title: Phổ biến, lead: [huyen-a], ongoing: true}',
    '{id: plan, clause: "5", title: Lập kế hoạch, lead: [stttt], due: 2009-02-13, verify: ict}',
)
KEPT_FILES = {f"kept-{number}": b"%PDF-1.4" for number in range(100)}

T = TypeVar("T")
Row = Mapping[str, Any]


def moment(text: str) -> datetime:
    """Return a stored moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """Return a stored day."""
    return None if text is None else date.fromisoformat(text)


class Tables:
    """All that is stored, as it is at one moment."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            self.all: dict[str, list[Row]] = {
                table.name: [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}"')]  # noqa: S608
                for table in metadata.sorted_tables
            }

    def by_id(self, table: str) -> dict[int, Row]:
        return {row["id"]: row for row in self.all[table]}

    @cached_property
    def assignments(self) -> dict[int, Row]:
        return self.by_id("assignments")

    @cached_property
    def tickets(self) -> dict[int, Row]:
        return self.by_id("tickets")

    @cached_property
    def extensions(self) -> dict[int, Row]:
        return self.by_id("extensions")

    @cached_property
    def contacts(self) -> dict[int, Row]:
        return self.by_id("contacts")

    def after(self, before: "Tables", table: str) -> list[Row]:
        """Return the rows of an append-only table that were not there before."""
        known = {row["id"] for row in before.all[table]}
        return [row for row in self.all[table] if row["id"] not in known]


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one press or tick made of the tables; ``who`` pressed, None for a tick."""

    what: str
    before: Tables
    after: Tables
    now: datetime
    who: Speaker | None = None
    refused: Refused | None = None

    @property
    def actor(self) -> str | None:
        """As the audit trail names who pressed."""
        return self.who.actor if self.who else None

    @cached_property
    def events(self) -> list[Row]:
        """The new events, each with the member of a group who acted, which stands apart."""
        members = {
            row["event"]: f"/{json.loads(row['body'])['member']}"
            for row in self.after.all["audit_apart"]
            if row["part"] == WHO
        }
        new = self.after.after(self.before, "audit")
        return [{**row, "actor": row["actor"] + members.get(row["id"], "")} for row in new]

    @cached_property
    def owed(self) -> list[Row]:
        """The new messages owed, but for answers and new faces of what stands in a chat."""
        new = self.after.after(self.before, "outbox")
        return [row for row in new if row["lane"] != Lane.ANSWER and row["edits"] is None]

    def changed(self, table: str) -> Iterator[tuple[Row | None, Row]]:
        """Yield the rows of a table that are new or not what they were, each with what it was."""
        before = self.before.by_id(table)
        for key, row in self.after.by_id(table).items():
            if before.get(key) != row:
                yield before.get(key), row


class Clock(SimulatedClock):
    """One that somebody may set wrong."""

    def set_back(self, hours: float) -> None:
        self._now -= timedelta(hours=hours)


class Messenger(MemoryChannel):
    """One whose answers may be lost though it has done what it was asked."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files=files)
        self.to_lose = 0

    def mend(self) -> int:
        """Let all go well from now on; return how many answers were not lost that were to be."""
        self._faults.clear()
        spared, self.to_lose = self.to_lose, 0
        return spared

    async def send(self, address: Address, message: Outgoing) -> str:
        number = await super().send(address, message)
        if self.to_lose:
            self.to_lose -= 1
            raise MaybeSent("the answer was lost")
        return number


class Services:
    """What a conversation has at hand for one press."""

    def __init__(self, work: Work, config: Config) -> None:
        self.completion = Completion(work, config)
        self.duties = Duties(work, config)
        self.extending = Extending(work, config)
        self.handing = Handing(work, config)
        self.obstacles = Obstacles(work, config)
        self.quieting = Quieting(work, config)
        self.tasks = Tasks(work, config)


Press = Callable[[Services, Speaker], Awaitable[object]]
"""What somebody does with one press."""


class Town:
    """The province: people, a clock, and everything that may happen."""

    def __init__(self, runner: asyncio.Runner, folder: Path, config: Config, texts: Texts) -> None:
        """``folder`` holds the database ``town.db``."""
        self._runner = runner
        self._folder = folder
        self._texts = texts
        self.config = config
        self.clock = Clock(MONDAY)
        self.messenger = Messenger(files=KEPT_FILES)
        self.tables = Tables(folder / "town.db")
        self._updates = 0
        self._open()

    def _open(self) -> None:
        """Start a bot on what is there."""
        config, channel, cabinet = self.config, self.messenger, Cabinet(self._folder / "files")
        self.store = Store(f"sqlite:///{self._folder}/town.db", self.clock)
        limiter = Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20)
        line = Line(channel=channel, limiter=limiter, pace=0.0)
        self._delivery = Delivery(self.store, lambda: config, {"memory": line}, self._texts, cabinet, self.clock)
        poke = self._delivery.poke
        self._keeper = Keeper(self.store, lambda: config, {"memory": channel}, cabinet, self.clock, poke)
        self._ticks = Ticks(self.store, lambda: config, self._delivery, self._keeper)

    def close(self) -> None:
        self._run(self.store.stop())

    def restart(self) -> None:
        """Stop the bot, or bury it; start another."""
        self.close()
        self._open()

    @property
    def today(self) -> date:
        return self.config.calendar.day_of(self.clock.now())

    def speaker(self, who: str, agency: str) -> Speaker:
        """Return one of EVERYBODY, as seen from an agency."""
        contact, member = self._run(self._speaker(_chat(who, agency)))
        return Speaker(contact=contact, id=member, name=member)

    async def _speaker(self, chat: str) -> tuple[Contact, str]:
        room, _, member = chat.partition("#")
        async with self.store.look() as work:
            contact = await work.contacts.at("memory", room)
        assert contact is not None
        return contact, member or contact.name

    def press(self, what: str, speaker: Speaker, do: Press) -> Step:
        """Let somebody press: what is refused is taken back, all but the answer."""
        return self._step(what, self._press(speaker, do), who=speaker)

    async def _press(self, speaker: Speaker, do: Press) -> Refused | None:
        self._updates += 1
        refusal = None
        async with self.store.work() as work:
            await work.updates.take("memory", str(self._updates), work.now)
            try:
                async with work.attempt():
                    await do(Services(work, self.config), speaker)
            except Refused as refused:
                refusal = refused
                await work.outbox.enqueue([self._answer(speaker, refused)], work.now)
            await work.commit()
        return refusal

    def _answer(self, speaker: Speaker, refused: Refused) -> Draft:
        view = said(refused.reason, **refused.facts)
        contact = speaker.contact
        return Draft(
            key=f"answer:memory:{self._updates}:1", lane=Lane.ANSWER, channel=contact.channel, chat=contact.chat,
            contact=contact.id, view=view.name, args=view.args, is_group=contact.is_group,
        )  # fmt: skip

    def sync(self, files: Directive) -> Step:
        """Put another register in the place of the files."""
        return self._step("sync", self._sync(files))

    async def _sync(self, files: Directive) -> None:
        async with self.store.work() as work:
            await Sync(work, self.config).apply([files], actor="files")
            await work.commit()

    def turn(self, hours: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(hours=hours))

    def tick(self) -> Step:
        """Run the ticks that have to do with a duty's life, as the scheduler does."""
        return self._step("tick", self._tick())

    async def _tick(self) -> None:
        await self._ticks.reminders()
        await self._ticks.service_levels()

    def deliver(self) -> Step:
        """Send what is owed: from then on it stands in the chats, and is painted anew when it changes."""
        return self._step("deliver", self._delivery.drain())

    def fetch(self) -> Step:
        """Fetch the files that wait; what the messenger has no more is lost."""
        return self._step("fetch", self._keeper.drain())

    def die(self, reaper: Reaper, last_step: str) -> Step:
        """Let the bot be killed at a step of a tick, or of the delivery after it; another starts at once."""
        reaper.kill_at(last_step)
        return self._step("die", self._die(reaper))

    async def _die(self, reaper: Reaper) -> None:
        with suppress(Killed):
            await self._tick()
            await self._delivery.drain()
        reaper.let_live()

    def book(self) -> ledger.Ledger:
        """Read the ledger."""
        return self._run(ledger.read(self.store))

    def _step(self, what: str, doing: Awaitable[object], *, who: Speaker | None = None) -> Step:
        before, result = self.tables, self._run(doing)
        self.tables = Tables(self._folder / "town.db")
        refused = result if isinstance(result, Refused) else None
        return Step(what=what, before=before, after=self.tables, now=self.clock.now(), who=who, refused=refused)

    def _run(self, doing: Awaitable[T]) -> T:
        async def wait() -> T:
            return await doing

        return self._runner.run(wait())


def _chat(who: str, agency: str) -> str:
    """Return the chat of somebody, and in a group the member."""
    if who in GROUPS:
        return {"ict": "ict#An", "ict too": "ict#Bảo", "leaders": "leaders#Chủ tịch"}[who]
    if who in NEIGHBOURS:
        other = AGENCIES[1] if agency == AGENCIES[0] else AGENCIES[0]
        return f"{other} {'officer' if who == 'neighbour' else 'head'}"
    return who if who == "admin" else f"{agency} {who}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A province that has just been set up: everybody is enrolled, the first duties are given."""

    folder: Path
    config: Config
    files: Directive
    texts: Texts

    def found(self, runner: asyncio.Runner, folder: Path) -> Town:
        """Return a town of its own, in an empty folder."""
        copyfile(self.folder / "town.db", folder / "town.db")
        return Town(runner, folder, self.config, self.texts)


async def draw_up(folder: Path) -> Plan:
    """Set the province up once; towns are copies of it."""
    config, directives = load_province(write_province(folder, directive(*DUTIES)))
    store = Store(f"sqlite:///{folder}/town.db", SimulatedClock(MONDAY))
    await store.start()
    try:
        async with store.work() as work:
            for agency in AGENCIES:
                for place in PLACES:
                    role = Role.HEAD if place == "head" else Role.OFFICER
                    await _enrol(work, f"{agency} {place}", agency, role)
            await _enrol(work, "ict", config.organisation.ict, Role.ICT, ContactKind.GROUP)
            await _enrol(work, "leaders", config.organisation.leaders, Role.LEADER, ContactKind.GROUP)
            await _enrol(work, "admin", config.organisation.leaders, Role.ADMIN)
            await Sync(work, config).apply(directives, actor="files")
            await work.commit()
    finally:
        await store.stop()
    return Plan(folder=folder, config=config, files=directives[0], texts=Texts())


async def _enrol(work: Work, chat: str, agency: str, role: Role, kind: ContactKind = ContactKind.PERSON) -> None:
    await work.contacts.enrol(
        kind=kind, channel="memory", chat=chat, name=chat, agency=agency, role=role, language="vi", forum=False,
        now=work.now,
    )  # fmt: skip
