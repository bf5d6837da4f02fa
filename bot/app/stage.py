"""The stage: the same house with the sandbox in the messenger's place and a clock that is turned by hand."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.app.house import House, build, menu
from bot.app.running import until_stopped
from bot.channels.telegram import TelegramChannel
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.duties import Directive
from bot.domain.rights import Role
from bot.errors import SetupError
from bot.rehearsal import Play, Rehearsal, name_of, players
from bot.services.enrolment import Enrolment
from bot.services.sync import Sync
from bot.texts.render import Texts
from sandbox.people import People
from sandbox.server import SandboxServer
from sandbox.stage import Upcoming as StageUpcoming
from sandbox.world import World
from schedules.simulated import Simulation

DEMO_STARTS_AT = time(7, 30)  # before the first morning's messages
Ready = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A province on the sandbox's stage: everybody enrolled, the clock standing still."""

    house: House
    world: World
    people: People
    rehearsal: Rehearsal
    url: str


async def demo(
    config: Config,
    directives: Sequence[Directive],
    *,
    start: date,
    port: int,
    ready: Ready,
    keep: Path | None = None,
    source: Path | None = None,
) -> None:
    """Play the province in the sandbox until a signal comes; ``ready`` is called with the page's address.

    ``keep`` is a folder where the database (``nhacviec.db``) and the files stay afterwards; ``source`` is the
    config.yaml that may be read anew. Raises SetupError if the port is taken, or if a database is in that folder
    already: a demo begins anew.
    """
    begin = datetime.combine(start, DEMO_STARTS_AT, tzinfo=config.zone)
    with tempfile.TemporaryDirectory(prefix="nhacviec-demo-") as temporary:
        folder = keep or Path(temporary)
        if (folder / "nhacviec.db").exists():
            raise SetupError(f"There is a database in {folder} already: name another folder with --keep.")
        database = f"sqlite:///{folder}/nhacviec.db"
        files = folder / "files"
        async with rehearse(
            config, directives, start=begin, database_url=database, files=files, port=port, source=source
        ) as scene:
            ready(scene.url)
            await until_stopped()


@asynccontextmanager
async def rehearse(
    config: Config,
    directives: Sequence[Directive],
    *,
    start: datetime,
    database_url: str,
    files: Path,
    port: int = 0,
    texts: Texts | None = None,
    source: Path | None = None,
    enrolled: World | None = None,
) -> AsyncIterator[Scene]:
    """Build the sandbox and the bot beside it, enrol an officer and a head of every agency, and sync the directives.

    ``source`` is the config.yaml that an administrator may have read anew. Nothing waits for real: the bot is the same
    as live, with the real client, on a clock that is turned by hand. To read the ``texts`` anew takes a while: scene
    after scene can share them. So does enrolling: ``enrolled`` is the world of a rehearsal that has been opened just so
    before, and ``database_url`` a copy of its database; then the bot only starts again, beside a copy of that world.
    """
    clock = SimulatedClock(start)
    world = enrolled.copied(clock) if enrolled else World(clock)
    rehearsal = Rehearsal(config, clock)
    async with listening(SandboxServer(world, port=port, stage=rehearsal), port) as server:
        channel = TelegramChannel(
            world.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot", clock=clock
        )
        house = build(
            config,
            clock=clock,
            database_url=database_url,
            files=files,
            channel=channel,
            paced=False,
            guarded=False,
            texts=texts,
            source=source,
        )
        await house.store.start()
        await channel.start()
        await channel.set_commands(menu(house.texts))
        loops = [
            asyncio.create_task(house.delivery.serve()),
            asyncio.create_task(house.keeper.serve()),
            asyncio.create_task(channel.receive(house.intake)),
        ]

        async def settled() -> None:
            await world.until_idle()
            await house.keeper.drain()
            await house.delivery.drain()

        play = Play(
            store=house.store,
            texts=house.texts,
            turner=Simulation(house.jobs, clock, house.delivery),
            settled=settled,
            upcoming=StageUpcoming,
        )
        try:
            if enrolled is None:
                await _enrol(house, world, server.people, directives)
                await settled()
                async with house.store.work() as work:
                    await Sync(work, config).apply(directives, actor="demo")
                    await work.commit()
                await settled()
            rehearsal.open(play)
            yield Scene(house=house, world=world, people=server.people, rehearsal=rehearsal, url=server.base_url)
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await channel.stop()
            await house.store.stop()


@asynccontextmanager
async def listening(server: SandboxServer, port: int) -> AsyncIterator[SandboxServer]:
    """Let a sandbox serve. Raises SetupError if its port is taken."""
    try:
        await server.start()
    except OSError:
        raise SetupError(f"Port {port} is taken: choose another with --port.") from None
    try:
        yield server
    finally:
        await server.stop()


async def _enrol(house: House, world: World, people: People, directives: Sequence[Directive]) -> None:
    """Give everybody a seat and let them enrol as they would for real: with /start and a one-time code."""
    config, texts = house.config, house.texts
    for player in players(config, directives):
        person = world.add_person(player.name)
        agency = config.organisation.agencies[player.agency]
        title = texts.label(f"role.{player.role}", config.province.language)
        world.seat(person, player.name, f"{title} – {agency.short}", player.role, featured=player.featured)
        code = await _invite(house, player.agency, Role(player.role))
        people.say(person, person, f"/start {code}")
    for role, agency_id, size in (
        (Role.ICT, config.organisation.ict, 3),
        (Role.LEADER, config.organisation.leaders, 2),
    ):
        short = config.organisation.agencies[agency_id].short
        members = [world.add_person(name_of(len(world.persons))) for _ in range(size)]
        title = texts.label(f"group.{role.value}", config.province.language, {"agency": short})
        group = world.add_group(title, members)
        world.seat(group, title, ", ".join(member.name for member in members), role.value, featured=True)
        people.say(members[0], group, f"/start {await _invite(house, agency_id, role)}")


async def _invite(house: House, agency: str, role: Role) -> str:
    async with house.store.work() as work:
        code = await Enrolment(work, house.config).invite(agency, role, actor="demo")
        await work.commit()
        return code
