"""The triggers: few, with fixed ids. A late or doubled firing is harmless, because a tick asks the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.config import Config
from schedules.ticks import Ticks

SELF_CHECK_AT = time(6, 30)  # before the morning that would miss what is not planned
CATCH_UP_HOUR = 10  # a second look each day, for a morning that failed


@dataclass(frozen=True, kw_only=True)
class Job:
    """One trigger and what it does."""

    id: str
    trigger: BaseTrigger
    run: Callable[[], Awaitable[None]]

    def next_after(self, moment: datetime) -> datetime:
        """Return the first firing after ``moment`` (aware)."""
        fire: datetime = self.trigger.get_next_fire_time(moment, moment)
        return fire


def jobs(config: Config, ticks: Ticks) -> list[Job]:
    """Return all triggers of a province, in its zone."""

    def daily(at: time) -> CronTrigger:
        return CronTrigger(hour=at.hour, minute=at.minute, timezone=config.zone)

    opens, closes = config.working_hours.from_, config.working_hours.to
    last = closes.hour - (closes.minute < opens.minute)
    hourly = CronTrigger(hour=f"{opens.hour}-{max(last, opens.hour)}", minute=opens.minute, timezone=config.zone)
    return [
        Job(id="reminders", trigger=daily(config.ladder.at), run=ticks.reminders),
        Job(id="reports", trigger=daily(config.reporting.at), run=ticks.reports),
        Job(id="digest", trigger=daily(config.digest.at), run=ticks.digest),
        Job(id="catch-up", trigger=daily(time(CATCH_UP_HOUR)), run=ticks.catch_up),
        Job(id="service-levels", trigger=hourly, run=ticks.service_levels),
        Job(id="self-check", trigger=daily(SELF_CHECK_AT), run=ticks.self_check),
        Job(id="housekeeping", trigger=daily(time(2, 30)), run=ticks.housekeeping),
    ]
