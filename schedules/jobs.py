"""The triggers: few, with fixed ids. A late or doubled firing is harmless, because a tick asks the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.config import Config
from schedules.ticks import Ticks

SELF_CHECK_AT = time(6, 30)  # before the morning that would miss what is not planned
CATCH_UP = time(10)  # a second look each day, for a morning that failed
AT_NIGHT = time(2, 30)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One trigger and what it does; ``when`` makes the trigger, anew for each config."""

    id: str
    when: Callable[[], BaseTrigger]
    run: Callable[[], Awaitable[None]]

    @property
    def trigger(self) -> BaseTrigger:
        """The trigger as config has it now."""
        return self.when()

    def next_after(self, moment: datetime) -> datetime:
        """Return the first firing after ``moment`` (aware)."""
        fire: datetime = self.trigger.get_next_fire_time(moment, moment)
        return fire


def jobs(config: Callable[[], Config], ticks: Ticks) -> list[Job]:
    """Return all triggers of a province, in its zone; they follow its config."""

    def daily(at: Callable[[Config], time]) -> Callable[[], CronTrigger]:
        return lambda: _daily(at(config()), config())

    return [
        Job(id="reminders", when=daily(lambda one: one.ladder.at), run=ticks.reminders),
        Job(id="reports", when=daily(lambda one: one.reporting.at), run=ticks.reports),
        Job(id="digest", when=daily(lambda one: one.digest.at), run=ticks.digest),
        Job(id="catch-up", when=daily(lambda _one: CATCH_UP), run=ticks.catch_up),
        Job(id="service-levels", when=lambda: _hourly(config()), run=ticks.service_levels),
        Job(id="self-check", when=daily(lambda _one: SELF_CHECK_AT), run=ticks.self_check),
        Job(id="housekeeping", when=daily(lambda _one: AT_NIGHT), run=ticks.housekeeping),
    ]


def _daily(at: time, config: Config) -> CronTrigger:
    return CronTrigger(hour=at.hour, minute=at.minute, timezone=config.zone)


def _hourly(config: Config) -> CronTrigger:
    """Return the hours of work, counted from when offices open."""
    opens, closes = config.working_hours.from_, config.working_hours.to
    last = closes.hour - (closes.minute < opens.minute)
    return CronTrigger(hour=f"{opens.hour}-{max(last, opens.hour)}", minute=opens.minute, timezone=config.zone)
