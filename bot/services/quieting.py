"""Taking note of a reminder, and putting the next one off: each for one person only."""

from collections.abc import Iterable
from datetime import date

from bot.domain.assignments import Assignment
from bot.domain.duties import REMINDED
from bot.domain.people import Contact
from bot.domain.quiet import PutOff, put_off, stage
from bot.errors import Refused
from bot.services.base import Service, Speaker
from bot.services.duties import Duties
from bot.services.views import assignment_subject

Reminded = tuple[int, str]
"""An assignment and the name of the rung that reminded of it."""


class Quieting(Service):
    """Reminders that a person needs no more, or not yet."""

    async def take_note(self, reminders: Iterable[Reminded], speaker: Speaker) -> int:
        """Record that ``speaker`` has taken note of some reminders; return how many that were. Raises Refused."""
        duties = Duties(self.work, self.config)
        counted = 0
        for assignment, rung in reminders:
            found = await duties.find(assignment, speaker.contact)
            if found.due is None or found.agency != speaker.contact.agency:
                continue
            what = stage(rung, self.config.ladder)
            if await self.work.quiet.note(found.id, speaker.contact.id, found.due, what, self.work.now):
                counted += 1
                await self.noted(speaker, "take_note", assignment_subject(found.id), agency=found.agency, rung=rung)
        if not counted:
            raise Refused("noted_already")
        return counted

    async def room(self, assignment: int, contact: Contact) -> tuple[Assignment, PutOff]:
        """Return an assignment and to when its next reminder may be put off. Raises Refused if there is no room."""
        found = await Duties(self.work, self.config).to_work_on(assignment, contact)
        if found.due is None or found.status not in REMINDED:
            raise Refused("nothing_to_put_off")
        room = put_off(
            found.due, now=self.work.now, ladder=self.config.ladder, calendar=self.config.calendar, every=found.every
        )
        if room is None:
            raise Refused("no_room")
        return found, room

    async def put_off(self, assignment: int, speaker: Speaker, day: date) -> date:
        """Put the reminders of a duty to ``speaker`` off to a day (a day off: the next working day); return it.

        Raises Refused for a day past the deadline's own reminder.
        """
        found, room = await self.room(assignment, speaker.contact)
        if day <= self.today:
            raise Refused("date_past")
        working = self.config.calendar.on_or_after(day)
        if working > room.latest:
            raise Refused("too_late_to_put_off", latest=room.latest.isoformat())
        until = self.config.calendar.at(working, self.config.ladder.at)
        await self.work.quiet.put_off(found.id, speaker.contact.id, until)
        await self.noted(
            speaker, "put_off", assignment_subject(found.id), agency=found.agency, until=working.isoformat()
        )
        return working
