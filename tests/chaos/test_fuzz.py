"""Odd updates, through the real translation, the intake, and the webhook for a part: nothing falls, nothing changes.

``NHACVIEC_CAMPAIGN=1 pytest -s tests/chaos/test_fuzz.py`` plays a hundred thousand.
"""

import gc
import hashlib
import re
import time
from collections import Counter
from pathlib import Path

import httpx
from sqlalchemy import event, select

from bot.app.house import House, build
from bot.channels.base import Arrival, Event, Unreadable
from bot.channels.memory import MemoryChannel
from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.intake import TRIES
from bot.register.files import load_province
from bot.services.sync import Sync
from bot.services.watch import Watch
from bot.storage.tables import metadata
from bot.vitals import Vitals
from bot.web.app import application
from bot.web.hook import SECRET_HEADER, Hook
from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.odd_updates import GROUP, OFFICER, Odd
from tests.integration.conftest import MONDAY
from tests.unit.province import PLAN, directive, write_province

COUNT = 100_000 if LONG else 400
WARM = COUNT // 5  # updates after which the memory held is looked at first, and then again and again
PUSHED = 10  # one in so many comes through the webhook
MORE_MEGABYTES = 25
SEED = 2009
TOKEN = "1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PATH, SECRET = "/A1b2C3", "s3cret"
MAY_GROW = frozenset({"updates", "outbox", "audit", "audit_apart", "tries"})
"""What is taken, answered, refused and told; how often a code was guessed."""


async def opened(folder: Path) -> House:
    """Open a house with an officer and the ICT department's group in it, and a duty."""
    config, directives = load_province(write_province(folder, directive(PLAN)))
    house = build(
        config,
        clock=SimulatedClock(MONDAY),
        database_url=f"sqlite:///{folder}/fuzz.db",
        files=folder / "files",
        channel=MemoryChannel("telegram"),
        guarded=False,  # who floods is let in here: it is what they bring that counts
    )

    @event.listens_for(house.store.engine.sync_engine, "connect")
    def hasty(connection: object, _record: object) -> None:
        connection.cursor().execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    await house.store.start()
    async with house.store.work() as work:
        for chat, kind, role in ((OFFICER, ContactKind.PERSON, Role.OFFICER), (GROUP, ContactKind.GROUP, Role.ICT)):
            await work.contacts.enrol(
                kind=kind, channel="telegram", chat=str(chat), name="Lan", agency="stttt", role=role, language="vi",
                forum=False, now=work.now,
            )  # fmt: skip
        await Sync(work, config).apply(directives, actor="test")
        await work.commit()
    return house


async def state(house: House) -> dict[str, str]:
    """Return a mark of all that is stored, by table, but for what grows with what comes."""
    marks = {}
    async with house.store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name not in MAY_GROW:
                rows = (await connection.execute(select(table).order_by(*table.primary_key))).all()
                marks[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return marks


def megabytes() -> float:
    """Return the memory that this process holds."""
    gc.collect()
    held = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert held
    return int(held[1]) / 1024


async def offered(house: House, arrival: Arrival) -> str:
    """Offer an arrival as a channel does, until it is taken; return what became of it."""
    for _ in range(TRIES):
        try:
            await house.intake(arrival)
        except Exception as error:
            last = error
        else:
            return "unreadable" if isinstance(arrival, Unreadable) else "taken"
    raise AssertionError(f"{arrival} is still not taken") from last


async def test_odd_updates_end_nothing_and_change_nothing(tmp_path: Path) -> None:
    house = await opened(tmp_path)
    channel = TelegramChannel(TOKEN, clock=house.clock)
    hook = Hook(PATH, SECRET, read=channel.read, intake=house.intake)
    watch = Watch(house.store, house.clock, Vitals(house.clock), polls=False)
    before, outcomes = await state(house), Counter[str]()
    held: list[float] = []
    begun = time.perf_counter()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application(watch, hook)), base_url="http://bot", headers={SECRET_HEADER: SECRET}
    ) as client:
        for number, body in enumerate(Odd(SEED).bodies(COUNT), start=1):
            if number % WARM == 0:
                held.append(megabytes())
            if number % PUSHED == 0:
                status = 503
                while status == 503:
                    status = (await client.post(PATH, content=body.encode("utf-8", "replace"))).status_code
                assert status == 200, body
                outcomes["pushed"] += 1
                continue
            arrival = channel.read(body)
            outcomes[await offered(house, arrival) if isinstance(arrival, Event | Unreadable) else "of no use"] += 1
    seconds = time.perf_counter() - begun
    grown = max(held) - held[0]

    async with house.store.look() as work:
        failed = Counter(one.set_aside for one in await work.updates.aside() if " < " in one.set_aside)
    after = await state(house)
    await channel.stop()
    await house.store.stop()
    assert failed == Counter()  # what can be read is answered or refused, whatever is in it
    assert [table for table in before if before[table] != after[table]] == []
    assert grown < MORE_MEGABYTES
    assert min(outcomes[kind] for kind in ("taken", "unreadable", "of no use", "pushed")) > COUNT // 50
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(outcomes.items()))
    tell(
        Figures(
            campaign="Fuzz",
            load=f"{COUNT:,} odd updates: {told}",
            faults="wrong types, missing fields, unknown kinds, deep nesting, NUL, halves of letters, huge and torn",
            lost=0,
            doubled=0,
            note=f"nothing stored has changed; memory {grown:+.1f} MB; {COUNT / seconds:,.0f} a second",
        )
    )
