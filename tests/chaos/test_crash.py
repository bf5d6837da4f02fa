"""A real process is killed with SIGKILL again and again while a half-year goes by: nothing is lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.config import Config
from bot.register.files import load_province
from tests.chaos.crash import Province, province
from tests.chaos.figures import LONG, Figures, tell
from tests.unit.province import directive, write_province

ROOT = Path(__file__).parents[2]
PROVINCE = ROOT / "config.yaml" if LONG else ROOT / "tests" / "acceptance" / "province" / "config.yaml"
SEED = 2009
KILLS, DAYS = (200, 181) if LONG else (4, 1)
KILLED = 9  # the exit code
LAN = '{id: lan, clause: "2", title: Mạng nội bộ, lead: [so-xd], due: 2009-03-31}'
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"} if LONG else {"sqlite": "SQLite"}


def moments(config: Config, first: date) -> list[datetime]:
    """Return random moments of the days: every second at 8, when the reminders are due, the others at any time.

    No day is left out, so that less than a week lies between two looks: then the database forgets whom it has heard.
    """
    chance = random.Random(SEED)  # noqa: S311 - chance that can be repeated
    found = []
    for number in range(KILLS):
        at = config.ladder.at if number % 2 else time(chance.randrange(7, 18), chance.randrange(60))
        found.append(config.calendar.at(first + timedelta(days=number * DAYS // KILLS), at))
    return sorted(found)


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
async def test_a_bot_that_is_killed_at_random_moments_loses_nothing(database_url: str, tmp_path: Path) -> None:
    began = monotonic()
    config, directives = load_province(PROVINCE)
    start = config.calendar.at(config.province.starts_on, config.ladder.at) - timedelta(minutes=30)
    end = start + timedelta(days=DAYS)
    async with province(config, directives, folder=tmp_path, database_url=database_url, start=start, seed=SEED) as town:
        for moment in moments(config, start.date()):
            await town.cut_short(moment)
        await town.live_on(end)
        counted = await town.settle_accounts(start, end)
    tell(
        Figures(
            campaign=f"Crash, {DATABASES[database_url.partition(':')[0]]}",
            load=f"{DAYS} days, {counted.messages:,} messages, {counted.presses:,} presses",
            faults=f"{counted.kills} SIGKILLs at random moments",
            lost=len(counted.lost),
            doubled=counted.doubled,
            at_most=counted.in_flight,
            note=f"{counted.acknowledged:,} presses acknowledged; {monotonic() - began:.0f} s",
        )
    )
    assert counted.lost == [], (tmp_path / "house.log").read_text(encoding="utf-8")
    assert counted.unexplained == 0, "a message was sent that nobody had in hand"
    assert counted.doubled <= counted.may_be_double, "the ledger does not tell what may be there twice"
    assert counted.doubled <= counted.in_flight


@asynccontextmanager
async def small_province(folder: Path) -> AsyncIterator[Province]:
    """Found a province of four agencies, one of which has a duty: an officer and a head, and two groups."""
    config, directives = load_province(write_province(folder, directive(LAN)))
    start = config.calendar.at(config.province.starts_on, time(7))
    url = f"sqlite:///{folder}/province.db"
    async with province(config, directives, folder=folder, database_url=url, start=start, seed=SEED) as town:
        yield town


async def test_a_process_that_ends_before_it_marks_what_it_sent_doubles_that(tmp_path: Path) -> None:
    async with small_province(tmp_path) as town:
        start, end = town.clock.now(), town.clock.now() + timedelta(minutes=30)
        assert await town.die_at("after send", end) == KILLED
        await town.live_on(end)
        counted = await town.settle_accounts(start, end)
    assert counted.lost == []
    assert 1 <= counted.doubled <= counted.in_flight, "two people are told of the new duty"


async def test_a_press_is_answered_though_the_process_ended_before_that(tmp_path: Path) -> None:
    async with small_province(tmp_path) as town:
        soon = town.clock.now() + timedelta(minutes=10)
        await town.live_on(soon)
        officer = next(iter(town.world.persons.values()))
        (told,) = town.world.history(officer)
        button = told.buttons[0][0].data
        pressing = asyncio.create_task(town.people.press(officer, officer, told.id, button, within=60))
        assert await town.die_at("before acknowledge", soon) == KILLED
        assert town.world.updates_pending() == 1, "the messenger keeps it for the next"
        await town.live_on(soon + timedelta(minutes=20))
        assert (await pressing).answered
        assert len(town.world.history(officer)) == 2, "the duty's page came, once"
