"""The house: a province's bot, built around one messenger. The same live, on the stage and in tests."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.cabinet import Cabinet
from bot.channels.base import Channel
from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.clock import Clock
from bot.config import Config
from bot.configuration import Configuration
from bot.gate import Gate
from bot.intake import Intake
from bot.services.delivery import Delivery
from bot.services.groups import Groups
from bot.services.keeping import Keeper
from bot.storage.leadership import Leadership
from bot.storage.work import Store
from bot.texts.render import LANGUAGES, Texts
from bot.vitals import Counted, Part, Vitals
from handlers.router import MENU, dispatch
from schedules.jobs import Job, jobs
from schedules.ticks import Ticks

JITTER = 0.003  # seconds: what may be missing at the shortest way there and back that was seen


@dataclass(frozen=True, kw_only=True)
class House:
    """A province's bot, built and ready. ``leading`` is the store for what only one process may do."""

    configuration: Configuration
    clock: Clock
    store: Store
    leading: Store
    texts: Texts
    channel: Channel
    delivery: Delivery
    keeper: Keeper
    intake: Intake
    ticks: Ticks
    jobs: list[Job]

    @property
    def config(self) -> Config:
        """The config as it is now."""
        return self.configuration()

    def poke(self) -> None:
        """Say that there may be something new to send and to fetch."""
        self.delivery.poke()
        self.keeper.poke()


def build(
    config: Config,
    *,
    clock: Clock,
    database_url: str,
    files: Path,
    channel: Channel,
    paced: bool = True,
    guarded: bool = True,
    leadership: Leadership | None = None,
    vitals: Vitals | None = None,
    texts: Texts | None = None,
    source: Path | None = None,
) -> House:
    """Build the house around one messenger.

    ``files`` is the folder where files that people hand in are kept; ``paced`` spreads unhurried messages evenly over
    each second; ``guarded`` slows down who floods; without the ``leadership`` nobody may deliver, keep files and
    tick (None: there is nobody else); ``vitals`` is where the house leaves its signs of life; ``texts`` may have been
    read already; ``source`` is the config.yaml that can be read anew.
    """
    current = Configuration(config, source)
    store = Store(database_url, clock)
    leading = store.checked(leadership.check) if leadership else store
    texts = texts or Texts()
    vitals = vitals or Vitals(clock)
    line = _line(current, Counted(channel, vitals), paced=paced)
    cabinet, channels = Cabinet(files), {channel.name: channel}
    leads = (lambda: leadership.is_leader) if leadership else (lambda: True)
    delivery = Delivery(
        leading,
        current,
        {channel.name: line},
        texts,
        cabinet,
        clock,
        leads,
        looked=partial(vitals.moved, Part.DELIVERY),
    )
    keeper = Keeper(leading, current, channels, cabinet, clock, delivery.poke)

    def poke() -> None:
        delivery.poke()
        keeper.poke()

    gate = Gate(clock) if guarded else None
    intake = Intake(
        store,
        current,
        texts,
        channels,
        poke,
        dispatch,
        gate=gate,
        took=vitals.took,
        reload=current.reload,
        after=Groups(store, current, channels, poke).look,
    )
    ticks = Ticks(leading, current, delivery, keeper)
    return House(
        configuration=current,
        clock=clock,
        store=store,
        leading=leading,
        texts=texts,
        channel=channel,
        delivery=delivery,
        keeper=keeper,
        intake=intake,
        ticks=ticks,
        jobs=jobs(current, ticks),
    )


def _line(current: Configuration, channel: Channel, *, paced: bool) -> Line:
    """Return the line to a messenger; its limits and its pace follow config."""
    limits = current().channels.telegram
    limiter = Limiter(**dict(limits), jitter=JITTER if paced else 0.0)
    line = Line(channel=channel, limiter=limiter, pace=1 / limits.per_second if paced else 0.0)

    def follow() -> None:
        limits = current().channels.telegram
        line.change(pace=1 / limits.per_second if paced else 0.0, **dict(limits))

    current.heed(follow)
    return line


def menu(texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """Return the commands that messengers offer, by language."""
    return {language: [(name, texts.label(f"command.{name}", language)) for name in MENU] for language in LANGUAGES}
