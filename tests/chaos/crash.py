"""A province whose bot is killed again and again, in the middle of whatever it does.

The messenger (the sandbox) and the people live in this process, the house in one of its own. Only the database, the
files and the clock outlive a kill; the messenger remembers what it received, and so knows what came twice.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import SIGKILL

from sqlalchemy import func, select

from bot.config import Config
from bot.domain.delivery import Delivered
from bot.domain.duties import Directive
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.rehearsal import players
from bot.services.sync import Sync
from bot.storage.tables import outbox, updates
from bot.storage.work import Store, Work
from sandbox.model import Chat, Person
from sandbox.server import SandboxServer
from sandbox.updates import FIRST_UPDATE
from sandbox.world import World
from tests.chaos import house, ledger
from tests.chaos.clock import SharedClock
from tests.chaos.house import Address

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.chaos.house", "bot.documents.charts.ranked", "holidays.countries"])
"""A house is forked from a process that has everything imported: it stands in half a second."""

LATENCY = 0.004  # real seconds that the messenger takes: so more than one message is on its way at most moments
DIES_STARTING = 0.15  # of the houses, within so many real seconds:
STARTING = 0.8
LONGEST_LIFE = 0.4  # real seconds until a kill that waits for no message
MOST_MESSAGES = 20  # until a kill that does
NO_MESSAGES = 1.0  # real seconds after which it waits no longer
AFTER_A_MESSAGE = 0.02  # at most so many real seconds later: before it is marked, or just after
PRESSES = 10  # in a life
BETWEEN_PRESSES = 0.15  # real seconds at most
ANSWERED = 5.0  # real seconds after which somebody who pressed waits no longer
PATIENCE = 600.0  # real seconds: what takes longer will never end
MINUTE = timedelta(minutes=1)
MORNINGS = 2  # in which what was held for the morning goes out, and what comes of that
GAPS = (*[timedelta()] * 5, *[timedelta(minutes=2)] * 5, *[timedelta(hours=3)] * 5, timedelta(days=4))
"""How long the province is without its bot after a kill."""
COMMANDS = ("/nhiemvu", "/tuan", "/baocao", "/tim mạng", "/trogiup")
WORDS = ("Đã xong", "thiếu kinh phí", "30/6/2009", "chưa rõ", "40", "tuần sau", "không có")

Messages = set[tuple[str, str]]
"""By chat and number."""


@dataclass
class Counted:
    """What the campaign found."""

    kills: int = 0
    presses: int = 0
    acknowledged: int = 0
    messages: int = 0
    in_flight: int = 0
    unexplained: int = 0
    may_be_double: int = 0
    doubled: int = 0
    lost: list[str] = field(default_factory=list)


class Province:
    """Everybody, their messenger, and a house that lives one short life after another."""

    def __init__(self, config: Config, server: SandboxServer, store: Store, address: Address, seed: int) -> None:
        self.config = config
        self.clock = server.world.clock
        self.counted = Counted()
        self.store = store
        self.address = address
        self.people = server.people
        self.world = server.world
        self._orphans: Messages = set()
        self._in_hand: set[tuple[int, int]] = set()
        self._asked: list[int] = []
        self._taken: set[str] = set()
        self._chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self._presses: set[asyncio.Task[object]] = set()

    async def found(self, directives: Sequence[Directive]) -> None:
        """Enrol an officer and a head of every agency, the ICT department and the leaders, and give them the duties."""
        await self.store.start()
        async with self.store.work() as work:
            for player in players(self.config, directives):
                person = self.world.add_person(player.name)
                person.started = True
                await _enrol(work, person, player.agency, Role(player.role))
            organisation = self.config.organisation
            for role, agency in ((Role.ICT, organisation.ict), (Role.LEADER, organisation.leaders)):
                members = [self.world.add_person(f"{role} {number}") for number in range(2)]
                await _enrol(work, self.world.add_group(role, members), agency, role)
            await Sync(work, self.config).apply(directives, actor="files")
            await work.commit()

    # One life

    async def cut_short(self, moment: datetime) -> None:
        """Let the house live until ``moment`` (aware), and kill it in the middle of what happens then.

        Some die before: while they start, and make up for what was missed.
        """
        with self._house() as (process, orders):
            doing: list[asyncio.Task[None]] = []
            if self._chance.random() < DIES_STARTING:
                await asyncio.sleep(self._chance.uniform(0, STARTING))
            else:
                await self._drive(orders, moment - MINUTE)
                happens = (_turn(orders, moment + MINUTE), self._press_on())
                doing = [asyncio.create_task(one) for one in happens]
                await self._moment_to_die()
            process.kill()
            process.join()
            assert process.exitcode == -SIGKILL, "it had ended by itself"
            for task in doing:
                task.cancel()
            await asyncio.gather(*doing, return_exceptions=True)
        self.counted.kills += 1
        await self._look_at_what_is_left()
        self.clock.move_to(self.clock.now() + self._chance.choice(GAPS))

    async def die_at(self, step: str, until: datetime) -> int | None:
        """Let the house live until its process ends at a step (``tests.chaos.steps``); return its exit code."""
        with self._house(step) as (process, orders):
            with suppress(EOFError, ConnectionError):
                await self._drive(orders, until)
            await asyncio.to_thread(process.join, PATIENCE)
            code = process.exitcode
        self.counted.kills += 1
        await self._look_at_what_is_left()
        return code

    async def live_on(self, until: datetime) -> None:
        """Let the house live undisturbed until a moment, and on until nothing waits: some things do for a morning."""
        with self._house() as (process, orders):
            await self._drive(orders, until)
            await self.world.until_idle(within=PATIENCE)
            for _ in range(MORNINGS):
                await _turn(orders, max(until, await self._last_moment()) + MINUTE)
            process.kill()
            process.join()
        for press in self._presses:
            press.cancel()
        await asyncio.gather(*self._presses, return_exceptions=True)
        await self._look_at_what_is_left()

    @contextmanager
    def _house(self, last_step: str | None = None) -> Iterator[tuple[ForkServerProcess, Connection]]:
        orders, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=house.live, args=(theirs, self.address, last_step), daemon=True)
        process.start()
        theirs.close()
        try:
            yield process, orders
        finally:
            process.kill()
            process.join()
            orders.close()

    async def _drive(self, orders: Connection, until: datetime) -> None:
        """Wait until the house stands, then turn the clock."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(orders.recv)
            await _turn(orders, until)

    async def _moment_to_die(self) -> None:
        """Wait for a random moment: some time, or a little after some message."""
        if self._chance.random() < 0.5:
            await asyncio.sleep(self._chance.uniform(0, LONGEST_LIFE))
        else:
            await self._messages(self._chance.randint(1, MOST_MESSAGES))
            await asyncio.sleep(self._chance.uniform(0, AFTER_A_MESSAGE))

    async def _messages(self, count: int) -> None:
        """Wait for some messages and edits, but not for ever: there may be no more."""
        with self.world.listen() as events, suppress(TimeoutError):
            async with asyncio.timeout(NO_MESSAGES):
                while count:
                    count -= (await events.get())["type"] in ("message", "edited")

    async def _last_moment(self) -> datetime:
        """Return when the last message that waits may go; the present if none does."""
        waiting = (Delivered.PENDING, Delivered.SENDING)
        async with self.store.engine.connect() as connection:
            last = await connection.scalar(select(func.max(outbox.c.not_before)).where(outbox.c.state.in_(waiting)))
        return last or self.clock.now()

    # People

    async def _press_on(self) -> None:
        for _ in range(PRESSES):
            await asyncio.sleep(self._chance.uniform(0, BETWEEN_PRESSES))
            seat = self._chance.choice(list(self.world.chats.values()))
            person = seat.person or self.world.persons[self._chance.choice(list(seat.members))]
            self._act(person, seat)
            self.counted.presses += 1

    def _act(self, person: Person, chat: Chat) -> None:
        """Do what a person may do there: press a button of the last messages, answer, or ask for something."""
        shown = [one for one in list(chat.messages.values())[-3:] for row in one.buttons for _ in row]
        how = self._chance.random()
        if shown and how < 0.7:
            message = self._chance.choice(shown)
            button = self._chance.choice([one for row in message.buttons for one in row if one.data])
            press = self.people.press(person, chat, message.id, button.data or "", stale=True, within=ANSWERED)
            self._presses.add(asyncio.create_task(press))
        elif how < 0.85:
            self.people.say(person, chat, self._chance.choice(COMMANDS))
            if chat.private:
                self._asked.append(FIRST_UPDATE + self.counted.presses)
        else:
            asked = [one.id for one in chat.messages.values() if one.force_reply]
            self.people.say(person, chat, self._chance.choice(WORDS), asked[-1] if asked else None)

    # What is left

    async def _look_at_what_is_left(self) -> None:
        """Count what was on its way at the end, what arrived unmarked, and what the messenger believes was taken."""
        async with self.store.engine.connect() as connection:
            in_hand = select(outbox.c.id, outbox.c.attempts, outbox.c.chat, outbox.c.bundle).where(
                outbox.c.state == Delivered.SENDING, outbox.c.edits.is_(None)
            )
            rows = (await connection.execute(in_hand)).all()
            marked = select(outbox.c.chat, outbox.c.message_id).where(outbox.c.state == Delivered.SENT)
            recorded = {(row.chat, row.message_id) for row in await connection.execute(marked)}
            taken = set(await connection.scalars(select(updates.c.update_id).where(updates.c.taken_at.is_not(None))))
        newly = [row for row in rows if (row.id, row.attempts) not in self._in_hand]
        flying = Counter(chat for chat, _ in {(row.chat, row.bundle or row.id) for row in newly})
        self._in_hand = {(row.id, row.attempts) for row in rows}
        orphans = self._received() - recorded - self._first_halves()
        unexplained = Counter(chat for chat, _ in orphans - self._orphans) - flying
        self._orphans = orphans
        self.counted.in_flight += flying.total()
        self.counted.unexplained += unexplained.total()
        self._check_presses(taken)

    def _check_presses(self, taken: set[str]) -> None:
        """Hold what was confirmed since the last time against the database, which forgets the ids after a week."""
        self._taken |= taken
        confirmed = self.counted.presses - self.world.updates_pending()
        ids = (str(FIRST_UPDATE + number) for number in range(self.counted.acknowledged, confirmed))
        self.counted.lost += [f"update {update} has no effects" for update in ids if update not in self._taken]
        self.counted.acknowledged = confirmed

    def _received(self) -> Messages:
        """Return what the messenger received from the bot."""
        bot = self.world.bot
        return {
            (str(chat.id), str(message.id))
            for chat in self.world.chats.values()
            for message in chat.messages.values()
            if message.sender is bot
        }

    def _first_halves(self) -> Messages:
        """Return the pictures whose words were too many for a caption: the message after them stands for both."""
        bot = self.world.bot
        halves = set()
        for chat in self.world.chats.values():
            for message, following in pairwise(chat.messages.values()):
                if message.sender is following.sender is bot and message.file is not None and not message.text:
                    halves.add((str(chat.id), str(message.id)))
        return halves

    async def settle_accounts(self, since: datetime, until: datetime) -> Counted:
        """Hold the ledger against the rules and against the messenger, once all is done."""
        counted, book = self.counted, await ledger.read(self.store)
        received, recorded = self._received(), {(one.chat, one.message_id or "") for one in book.sent}
        keys = {one.key for one in book.notices}
        counted.may_be_double = sum(one.unanswered for one in book.sent)
        counted.messages, counted.doubled = len(received), len(received - recorded - self._first_halves())
        counted.lost += [f"{name} was owed" for name in ledger.missing(book, self.config, since=since, until=until)]
        counted.lost += [
            f"{one.key} was never received" for one in book.sent if (one.chat, one.message_id) not in received
        ]
        counted.lost += [f"{one.key} still waits" for one in book.waiting]
        counted.lost += [f"{one.key}: {one.reason}" for one in book.notices if one.state is Delivered.UNDELIVERABLE]
        counted.lost += [
            f"question {update} was not answered" for update in self._asked if f"answer:telegram:{update}:1" not in keys
        ]
        return counted


async def _turn(orders: Connection, moment: datetime) -> None:
    """Let a house play all until a moment. Raises EOFError if it dies meanwhile."""
    orders.send(moment)
    await asyncio.to_thread(orders.recv)


async def _enrol(work: Work, place: Person | Chat, agency: str, role: Role) -> None:
    group = isinstance(place, Chat)
    await work.contacts.enrol(
        kind=ContactKind.GROUP if group else ContactKind.PERSON, channel="telegram", chat=str(place.id),
        name=place.title if group else place.name, agency=agency, role=role, language="vi", forum=False, now=work.now,
    )  # fmt: skip


@asynccontextmanager
async def province(
    config: Config, directives: Sequence[Directive], *, folder: Path, database_url: str, start: datetime, seed: int
) -> AsyncIterator[Province]:
    """Found a province at ``start`` (aware) whose bot has not lived yet."""
    clock = SharedClock(folder / "clock", start)
    world = World(clock)
    world.faults.switch("slow", value=LATENCY)
    async with SandboxServer(world) as server:
        bare = Config.model_construct(**{name: getattr(config, name) for name in Config.model_fields})
        address = Address(config=bare, folder=folder, database_url=database_url, api=server.base_url, token=world.token)
        store = Store(database_url, clock)
        try:
            founded = Province(config, server, store, address, seed)
            await founded.found(directives)
            yield founded
        finally:
            await store.stop()
