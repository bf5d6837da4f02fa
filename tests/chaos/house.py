"""The house as a process of its own, which may be killed at any moment.

The real client beside a sandbox in another process, a database file or server that outlives it, and a clock that
others turn. What the operating system does for ``nhacviec run`` the campaign does here: it starts it again.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from bot.app.house import House, build
from bot.app.running import together
from bot.channels.telegram import TelegramChannel
from bot.config import Config
from bot.storage.leadership import Patience, leadership
from schedules.simulated import Simulation
from tests.chaos.clock import SharedClock
from tests.chaos.steps import Reaper, leave_at_once, watch

LOG = "house.log"
PATIENCE = Patience(look_again=0.05, answer=60, trust=90, silence=120)
"""A busy machine is no reason to give up the lead here: how soon it is lost and won is tried in test_failover."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a house finds what outlives it; ``folder`` holds the clock, the log and the cabinet."""

    config: Config
    folder: Path
    database_url: str
    api: str
    token: str

    @property
    def clock(self) -> Path:
        return self.folder / "clock"


def live(orders: Connection, address: Address, last_step: str | None = None) -> None:
    """Run until killed. For each moment that comes by ``orders`` play all until then, and answer with the present.

    At its ``last_step`` (``tests.chaos.steps``) the process ends.
    """
    if last_step is not None:
        reaper = Reaper(leave_at_once)
        reaper.kill_at(last_step)
        watch(reaper, TelegramChannel)
    with (address.folder / LOG).open("a", encoding="utf-8") as log:
        structlog.configure(
            logger_factory=structlog.PrintLoggerFactory(log),
            wrapper_class=structlog.make_filtering_bound_logger("warning"),
            cache_logger_on_first_use=False,
        )
        asyncio.run(_live(orders, address))


async def _live(orders: Connection, address: Address) -> None:
    """Start as ``nhacviec run`` does, and lead."""
    clock = SharedClock(address.clock)
    channel = TelegramChannel(
        address.token, base_url=f"{address.api}/bot", base_file_url=f"{address.api}/file/bot", clock=clock
    )
    lead = leadership(address.database_url, PATIENCE)
    house = build(
        address.config, clock=clock, database_url=address.database_url, files=address.folder / "files",
        channel=channel, paced=False, guarded=False, leadership=lead,
    )  # fmt: skip
    await house.store.start()
    await channel.start()
    await lead.lead(lambda: _lead(house, orders), house.poke)


async def _lead(house: House, orders: Connection) -> None:
    """Give back what a dead house had in hand, do what it missed, and only then hear people and obey."""
    async with house.leading.work() as work:
        await work.outbox.release_all()
        await work.commit()
    await house.ticks.catch_up()
    await together(
        house.delivery.serve(), house.keeper.serve(), house.channel.receive(house.intake), _obey(house, orders)
    )


async def _obey(house: House, orders: Connection) -> None:
    simulation = Simulation(house.jobs, house.clock, house.delivery)
    while True:
        orders.send(house.clock.now())
        moment: datetime = await asyncio.to_thread(orders.recv)
        await house.keeper.drain()
        await simulation.turn_until(moment)
