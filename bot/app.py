"""The composition root: builds everything once and passes it in. The only module that knows all the rooms."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import structlog

from bot.cabinet import Cabinet
from bot.channels.base import Channel
from bot.channels.limiter import Limiter
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, SimulatedClock, SystemClock
from bot.config import Config
from bot.domain.duties import Directive
from bot.domain.rights import Role
from bot.errors import ChannelError, NotOurToken, SetupError, TwoPollers
from bot.intake import Intake
from bot.rehearsal import Play, Rehearsal, name_of, players
from bot.services.delivery import Delivery, Line
from bot.services.enrolment import Enrolment
from bot.services.failures import backoff
from bot.services.keeping import Keeper
from bot.services.sync import Sync
from bot.storage.work import Store
from bot.texts.render import LANGUAGES, Texts
from handlers.router import MENU, dispatch
from sandbox.people import People
from sandbox.server import SandboxServer
from sandbox.stage import Upcoming as StageUpcoming
from sandbox.world import World
from schedules import live
from schedules.jobs import Job, jobs
from schedules.simulated import Simulation
from schedules.ticks import Ticks

DEMO_STARTS_AT = time(7, 30)  # before the first morning's messages
JITTER = 0.02  # seconds by which messages may differ on their way: on loopback no more 429 from here on
Ready = Callable[[str], None]
WRONG_TOKEN = "Telegram does not know this token: get it again from @BotFather."  # noqa: S105 - a sentence

TWO_POLLERS = "Another bot receives messages with this token: stop it, or give this one a token of its own."


@dataclass(frozen=True, kw_only=True)
class House:
    """A province's bot, built and ready."""

    config: Config
    clock: Clock
    store: Store
    texts: Texts
    channel: Channel
    delivery: Delivery
    keeper: Keeper
    intake: Intake
    ticks: Ticks
    jobs: list[Job]


def build(
    config: Config, *, clock: Clock, database_url: str, files: Path, channel: Channel, paced: bool = True
) -> House:
    """Build the house around one messenger.

    ``files`` is the folder where files that people hand in are kept; ``paced`` spreads unhurried messages evenly over
    each second.
    """
    store = Store(database_url, clock)
    texts = Texts()
    limits = config.channels.telegram
    limiter = Limiter(
        per_second=limits.per_second,
        per_chat_per_second=limits.per_chat_per_second,
        per_group_per_minute=limits.per_group_per_minute,
        jitter=JITTER if paced else 0.0,
    )
    line = Line(channel=channel, limiter=limiter, pace=1 / limits.per_second if paced else 0.0)

    def current() -> Config:
        return config

    cabinet, channels = Cabinet(files), {channel.name: channel}
    delivery = Delivery(store, current, {channel.name: line}, texts, cabinet, clock)
    keeper = Keeper(store, current, channels, cabinet, clock, delivery.poke)

    def poke() -> None:
        delivery.poke()
        keeper.poke()

    intake = Intake(store, current, texts, channels, poke, dispatch)
    ticks = Ticks(store, current, delivery, keeper)
    return House(
        config=config,
        clock=clock,
        store=store,
        texts=texts,
        channel=channel,
        delivery=delivery,
        keeper=keeper,
        intake=intake,
        ticks=ticks,
        jobs=jobs(config, ticks),
    )


def menu(texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """Return the commands that messengers offer, by language."""
    return {language: [(name, texts.label(f"command.{name}", language)) for name in MENU] for language in LANGUAGES}


async def run(
    config: Config, *, token: str, database_url: str, files: Path, api: str | None = None, proxy: str | None = None
) -> None:
    """Run the real bot until it is told to stop (SIGTERM, SIGINT).

    ``api`` is the address of a Bot API server of one's own (None: Telegram's), ``proxy`` that of an HTTP proxy. Raises
    SetupError for a token that nobody knows, and for a second bot that receives with the same one.
    """
    clock = SystemClock()
    channel = TelegramChannel(
        token,
        clock=clock,
        base_url=f"{api}/bot" if api else None,
        base_file_url=f"{api}/file/bot" if api else None,
        proxy=proxy,
    )
    house = build(config, clock=clock, database_url=database_url, files=files, channel=channel)
    log = structlog.get_logger("app")
    await house.store.start()
    try:
        await _say_hello(channel, house.texts, clock)
        await house.ticks.catch_up()
        scheduler = live.start(house.jobs)
        log.info("running", province=config.province.name)
        try:
            await _until_stopped(house.delivery.run(), house.keeper.run(), channel.receive(house.intake))
        except TwoPollers:
            raise SetupError(TWO_POLLERS) from None
        except NotOurToken:
            raise SetupError(WRONG_TOKEN) from None
        finally:
            scheduler.shutdown(wait=False)
            log.info("stopped")
    finally:
        await channel.stop()
        await house.store.stop()


async def _say_hello(channel: TelegramChannel, texts: Texts, clock: Clock) -> None:
    """Greet the messenger, as often as it takes: a network that is down at start comes back."""
    log = structlog.get_logger("app")
    attempts = 0
    while True:
        try:
            await channel.start()
            await channel.set_commands(menu(texts))
        except NotOurToken:
            raise SetupError(WRONG_TOKEN) from None
        except ChannelError as error:
            attempts += 1
            wait = backoff(attempts).total_seconds()
            log.warning("Telegram is not reached: trying again", fault=type(error).__name__, seconds=wait)
            await clock.sleep(wait)
        else:
            return


async def _until_stopped(*loops: Coroutine[object, object, None]) -> None:
    """Run some endless coroutines until a signal comes or one of them fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.create_task(one) for one in (*loops, _when(stop))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _when(stop: asyncio.Event) -> None:
    await stop.wait()


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
) -> None:
    """Play the province in the sandbox until a signal comes; ``ready`` is called with the page's address.

    ``keep`` is a folder where the database (``nhacviec.db``) and the files stay afterwards. Raises SetupError if the
    port is taken, or if a database is in that folder already: a demo begins anew.
    """
    begin = datetime.combine(start, DEMO_STARTS_AT, tzinfo=config.zone)
    with tempfile.TemporaryDirectory(prefix="nhacviec-demo-") as temporary:
        folder = keep or Path(temporary)
        if (folder / "nhacviec.db").exists():
            raise SetupError(f"There is a database in {folder} already: name another folder with --keep.")
        database = f"sqlite:///{folder}/nhacviec.db"
        files = folder / "files"
        async with rehearse(config, directives, start=begin, database_url=database, files=files, port=port) as scene:
            ready(scene.url)
            await _until_stopped()


@asynccontextmanager
async def rehearse(
    config: Config,
    directives: Sequence[Directive],
    *,
    start: datetime,
    database_url: str,
    files: Path,
    port: int = 0,
) -> AsyncIterator[Scene]:
    """Build the sandbox and the bot beside it, enrol an officer and a head of every agency, and sync the directives.

    Nothing waits for real: the bot is the same as live, with the real client, on a clock that is turned by hand.
    """
    clock = SimulatedClock(start)
    world, rehearsal = World(clock), Rehearsal(config, clock)
    async with _listening(SandboxServer(world, port=port, stage=rehearsal), port) as server:
        channel = TelegramChannel(
            world.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot", clock=clock
        )
        house = build(config, clock=clock, database_url=database_url, files=files, channel=channel, paced=False)
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
async def _listening(server: SandboxServer, port: int) -> AsyncIterator[SandboxServer]:
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
