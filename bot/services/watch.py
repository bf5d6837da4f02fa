"""The watch on the bot itself: what is wrong now, what waits, and a ping elsewhere as long as all is well."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.clock import Clock
from bot.services.digest import PROVINCE
from bot.storage.gauges import Queue
from bot.storage.work import Store
from bot.vitals import Part, Vitals

CYCLE = 60.0  # seconds
DATABASE_SECONDS = 5.0  # the database has to answer in
LATEST_TICK = timedelta(minutes=15)
STILL = {Part.DELIVERY: timedelta(minutes=5), Part.POLL: timedelta(minutes=3)}
"""How long a part of the leader may not move: delivery looks once a minute, a poll takes half of one."""
WHAT_IS_WRONG = {
    Part.DELIVERY: "delivery does not look at the outbox",
    Part.POLL: "no poll of the messenger was answered",
}

Ping = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What the database tells, at one moment (UTC)."""

    at: datetime
    queues: Sequence[Queue]
    in_hand: int
    set_aside: int
    next_rung: datetime | None
    last_digest: date | None

    @property
    def tick_lag(self) -> timedelta:
        """How long the oldest rung that has come waits for its tick."""
        late = timedelta(0) if self.next_rung is None else self.at - self.next_rung
        return max(late, timedelta(0))


@dataclass(frozen=True, kw_only=True)
class Health:
    """How this process is. ``problems`` are sentences for the operator; ``seconds`` the ages behind them."""

    leading: bool
    problems: tuple[str, ...]
    seconds: dict[str, float | None]

    @property
    def ok(self) -> bool:
        return not self.problems


class Watch:
    """Looks at one process and its database. ``polls``: it asks the messenger for updates; else they are pushed."""

    def __init__(self, store: Store, clock: Clock, vitals: Vitals, *, polls: bool) -> None:
        self._store = store
        self._clock = clock
        self.vitals = vitals
        self._parts = [Part.DELIVERY, Part.POLL] if polls else [Part.DELIVERY]
        self._log = structlog.get_logger("watch")

    async def readings(self) -> Readings:
        """Ask the database. Raises whatever keeps it from answering, TimeoutError after 5 seconds."""
        async with asyncio.timeout(DATABASE_SECONDS), self._store.look() as work:
            return Readings(
                at=work.now,
                queues=await work.gauges.queues(),
                in_hand=await work.gauges.in_hand(),
                set_aside=await work.updates.count_aside(),
                next_rung=await work.gauges.next_rung(),
                last_digest=await work.digests.last_day(PROVINCE),
            )

    async def health(self) -> Health:
        """Return how this process is. Raises nothing: a database that does not answer is a problem among others."""
        try:
            readings = await self.readings()
        except Exception as error:
            self._log.warning("the database does not answer", fault=type(error).__name__)
            return self._health(None)
        return self._health(readings)

    def _health(self, readings: Readings | None) -> Health:
        problems = [] if readings else ["the database does not answer"]
        if self.vitals.leading:
            problems += [
                f"{WHAT_IS_WRONG[part]}: for {_seconds(still):.0f} s"
                for part in self._parts
                if (still := self.vitals.still_for(part)) > STILL[part]
            ]
            if readings and readings.tick_lag > LATEST_TICK:
                problems.append(f"reminders are due and no tick has come: for {_seconds(readings.tick_lag):.0f} s")
        now = self._clock.now()
        seconds = {
            f"since_{part}": None if (last := self.vitals.last(part)) is None else _seconds(now - last) for part in Part
        }
        seconds["tick_lag"] = _seconds(readings.tick_lag) if readings else None
        seconds["update_lag"] = None if self.vitals.lag is None else _seconds(self.vitals.lag)
        return Health(leading=self.vitals.leading, problems=tuple(problems), seconds=seconds)

    async def run(self, ping: Ping | None = None) -> None:
        """Look once a minute for ever and say what has changed; ping while this replica leads and all is well."""
        told: tuple[str, ...] = ()
        while True:
            health = await self.health()
            kinds = tuple(problem.partition(":")[0] for problem in health.problems)
            if kinds != told:
                told = kinds
                self._log.warning("unwell" if kinds else "well again", problems=list(health.problems))
            if ping is not None and health.ok and health.leading:
                await ping()
            await self._clock.sleep(CYCLE)


def _seconds(span: timedelta) -> float:
    return round(span.total_seconds(), 1)
