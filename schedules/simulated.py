"""The same triggers on a clock that is turned: a half-year plays in seconds."""

from datetime import datetime
from typing import Protocol

from bot.clock import SimulatedClock
from schedules.jobs import Job


class Delivers(Protocol):
    """What the simulation asks of delivery."""

    next_moment: datetime | None

    @property
    def poked(self) -> bool: ...

    async def drain(self) -> int: ...


class Simulation:
    """Turns a clock from firing to firing; after each, everything owed is delivered."""

    def __init__(self, jobs: list[Job], clock: SimulatedClock, delivery: Delivers) -> None:
        self._jobs = jobs
        self._clock = clock
        self._delivery = delivery

    async def turn_until(self, moment: datetime) -> None:
        """Play all that happens up to and including ``moment`` (aware)."""
        await self._delivery.drain()
        fires = {job.id: job.next_after(self._clock.now()) for job in self._jobs}
        while (coming := self._next(fires)) <= moment:
            self._clock.move_to(coming)
            for job in self._jobs:
                if fires[job.id] <= coming:
                    await job.run()
                    fires[job.id] = job.next_after(coming)
            if self._delivery.poked or self._retries_by(coming):
                await self._delivery.drain()
        self._clock.move_to(moment)

    def _next(self, fires: dict[str, datetime]) -> datetime:
        """Return when something happens next: a firing, or another try of a message."""
        waiting = self._delivery.next_moment
        retry = [waiting] if waiting is not None and waiting > self._clock.now() else []
        return min([*fires.values(), *retry])

    def _retries_by(self, moment: datetime) -> bool:
        return self._delivery.next_moment is not None and self._delivery.next_moment <= moment
