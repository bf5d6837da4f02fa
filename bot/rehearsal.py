"""The demo's people and its stage: a whole province rehearsed with a clock to turn. Knows no messenger."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.duties import Directive, DutyKind
from bot.services.upcoming import Coming, Upcoming
from bot.storage.work import Store
from bot.texts.render import Texts

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Ngọc", "Quốc", "Hồng", "Đức", "Thu", "Xuân", "Hữu")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng", "Khánh", "Lan", "Linh",
         "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vinh", "Yến")  # fmt: skip
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}
SHOWN_TITLES = 3

Amount = Literal["hour", "day", "week", "month", "next"]


@dataclass(frozen=True, kw_only=True)
class Player:
    """A person of the demo."""

    name: str
    agency: str
    role: Literal["officer", "head"]
    featured: bool


def name_of(number: int) -> str:
    """Return the name of the ``number``-th person; always the same one."""
    return f"{FAMILY[number % len(FAMILY)]} {MIDDLE[number * 3 % len(MIDDLE)]} {GIVEN[number * 7 % len(GIVEN)]}"


def players(config: Config, directives: Sequence[Directive]) -> list[Player]:
    """Return an officer and a head for every agency that leads a duty; those with most deadlines are featured."""
    dated: dict[str, int] = {}
    for directive in directives:
        for duty in directive.duties:
            for agency in duty.lead:
                dated[agency] = dated.get(agency, 0) + (duty.kind is not DutyKind.ONGOING)
    leads = [agency for agency in config.organisation.agencies if agency in dated]
    star = max((agency for agency in leads if agency != config.organisation.ict), key=lambda a: dated[a], default=None)
    cast: list[Player] = []
    for agency in leads:
        for role in ("officer", "head"):
            cast.append(Player(name=name_of(len(cast)), agency=agency, role=role, featured=agency == star))
    return cast


class Turner(Protocol):
    """What plays the triggers: ``schedules.simulated.Simulation``."""

    async def turn_until(self, moment: datetime) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Play:
    """The house that plays on the stage: known only after the messenger's address is."""

    store: Store
    texts: Texts
    turner: Turner
    settled: Callable[[], Awaitable[object]]
    upcoming: Callable[..., Any]


class Rehearsal:
    """The stage: the simulated clock, how it is turned, and what comes next. Dark until ``open`` is called."""

    def __init__(self, config: Config, clock: SimulatedClock) -> None:
        self.province = config.province.name
        self.zone = config.province.timezone
        self._config = config
        self._clock = clock
        self._play: Play | None = None

    def open(self, play: Play) -> None:
        """Begin: from now on the clock can be turned."""
        self._play = play

    def now(self) -> datetime:
        """Return the simulated moment (UTC)."""
        return self._clock.now()

    async def settled(self) -> None:
        """Let the bot finish what people have done."""
        if self._play is not None:
            await self._play.settled()

    async def turn(self, amount: Amount) -> None:
        """Turn the clock by an amount, or to the next event."""
        if amount != "next":
            await self.turn_until(self._clock.now() + STEPS[amount])
        elif coming := await self._coming(1):
            await self.turn_until(coming[0].at)

    async def turn_until(self, moment: datetime) -> None:
        """Play all that happens until ``moment`` (aware)."""
        if self._play is not None:
            await self._play.settled()
            await self._play.turner.turn_until(moment)
            await self._play.settled()

    async def upcoming(self, limit: int) -> list[Any]:
        """Return what comes next, said in both languages."""
        if self._play is None:
            return []
        play, coming = self._play, await self._coming(limit)
        return [
            play.upcoming(at=one.at, kind=one.kind, what_vi=_say(one, play, "vi"), what_en=_say(one, play, "en"))
            for one in coming
        ]

    async def _coming(self, limit: int) -> list[Coming]:
        if self._play is None:
            return []
        async with self._play.store.look() as work:
            return await Upcoming(work, self._config).next_events(limit)


def _say(one: Coming, play: Play, language: str) -> str:
    facts = {"count": one.count, "titles": one.titles[:SHOWN_TITLES], "more": max(0, len(one.titles) - SHOWN_TITLES)}
    return play.texts.label(f"coming.{one.kind}", language, facts)
