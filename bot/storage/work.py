"""The unit of work: one transaction and all that may be read and written in it. Rolled back unless committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import copy

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.clock import Clock
from bot.outbox import Outbox
from bot.storage import integrity
from bot.storage.audit import Audit
from bot.storage.chats import Questions, Screens, Topics
from bot.storage.codes import Codes, Tries
from bot.storage.database import open_engine, revision, ring, transaction, upgrade
from bot.storage.duties import Assignments, Register
from bot.storage.erasing import Erasing
from bot.storage.extensions import Extensions
from bot.storage.files import Files
from bot.storage.gauges import Gauges
from bot.storage.people import Contacts
from bot.storage.proposals import Proposals
from bot.storage.quiet import Quiet
from bot.storage.reports import Digests, Reports
from bot.storage.tickets import Tickets
from bot.storage.transfers import Transfers
from bot.storage.updates import Updates

Check = Callable[[AsyncConnection], Awaitable[None]]
"""Raises what forbids a transaction to write."""


class Work:
    """One transaction. ``now`` (UTC) is the same from its beginning to its end."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self.now = clock.now()
        self.contacts = Contacts(connection)
        self.codes = Codes(connection)
        self.tries = Tries(connection)
        self.register = Register(connection)
        self.assignments = Assignments(connection)
        self.extensions = Extensions(connection)
        self.quiet = Quiet(connection)
        self.tickets = Tickets(connection)
        self.files = Files(connection)
        self.reports = Reports(connection)
        self.digests = Digests(connection)
        self.questions = Questions(connection)
        self.outbox = Outbox(connection)
        self.screens = Screens(connection)
        self.topics = Topics(connection)
        self.updates = Updates(connection)
        self.proposals = Proposals(connection)
        self.erasing = Erasing(connection)
        self.transfers = Transfers(connection)
        self.audit = Audit(connection)
        self.gauges = Gauges(connection)

    async def commit(self) -> None:
        """Let it stay; whoever leads is told if there is something new to send or to fetch."""
        await self.audit.flush()
        if self.outbox.grew or self.files.grew:
            await ring(self._connection)
        await self._connection.commit()

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Take back what is done inside if it raises, and nothing else of this transaction."""
        noted = self.audit.noted
        try:
            async with self._connection.begin_nested():
                yield
        except BaseException:
            self.audit.take_back(noted)
            raise


class Store:
    """The database of one province. What it cannot do it raises as StorageError, and nothing of it stays."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.engine: AsyncEngine = open_engine(url)
        self._clock = clock
        self._check: Check | None = None
        self._in_line = asyncio.Lock()

    def checked(self, check: Check) -> "Store":
        """Return the same database, but that each transaction that writes begins with ``check``."""
        other = copy(self)
        other._check = check
        return other

    async def start(self) -> None:
        """Bring the tables up to date."""
        await upgrade(self.engine)

    async def revision(self) -> str | None:
        """Return the version of the tables; None if there are none yet."""
        return await revision(self.engine)

    @property
    def small(self) -> bool:
        """Whether the database is checked so soon that everything else can wait."""
        return integrity.small(self.engine)

    async def check(self, *, within: float = integrity.LONGEST_CHECK) -> bool:
        """Make sure that the database file is sound; False if ``within`` (seconds) was too short to read all of it.

        Raises StorageDamaged.
        """
        return await integrity.check(self.engine, within=within)

    async def stop(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """Open a transaction that writes; nothing stays unless ``commit`` is called.

        There is one writer at a time anyhow. Here they wait in line: a database's own waiting is by trying again, and
        who has bad luck waits for seconds.
        """
        async with self._in_line, transaction(self.engine) as connection:
            if self._check is not None:
                await self._check(connection)
            yield Work(connection, self._clock)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Work]:
        """Open a transaction that only reads, and so waits for no writer."""
        async with transaction(self.engine, reads_only=True) as connection:
            yield Work(connection, self._clock)
