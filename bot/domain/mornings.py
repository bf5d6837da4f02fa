"""When what nobody waits for may ring: in office hours. What is late at night waits for the next working morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.working_days import WorkCalendar

NOON = time(12)
MORNING = "morning"
"""The bundle of what is told together in the morning: whatever of it waits for a chat goes out as one message."""
AFTER_THE_TICK = timedelta(minutes=5)
"""So long what was held waits for the morning's own message, to go with it; where there is none it goes alone."""


@dataclass(frozen=True, kw_only=True)
class Mornings:
    """``opens`` and ``closes`` are local times of day; ``reminds`` when the ladder's tick comes."""

    calendar: WorkCalendar
    opens: time
    closes: time
    reminds: time

    def held_until(self, now: datetime) -> datetime | None:
        """Return until when (UTC) what nobody waits for is held at ``now``; None in office hours."""
        local = now.astimezone(self.calendar.zone)
        day = local.date()
        if self.calendar.is_working(day) and self.opens <= local.time() < self.closes:
            return None
        if local.time() >= self.opens:
            day += timedelta(days=1)
        begins = max(self.opens, self.reminds) if self.reminds < NOON else self.opens
        return self.calendar.at(self.calendar.on_or_after(day), begins) + AFTER_THE_TICK
