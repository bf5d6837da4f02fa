"""Filling a report in: the walk through the agency's assignments, its sections, sending it, the head's approval.

Every answer is stored at once, so it can be left and taken up again any day, by another officer, on another phone.
"""

from collections.abc import Collection, Sequence

from bot.domain.assignments import Assignment
from bot.domain.delivery import Delivered, Lane
from bot.domain.people import Contact
from bot.domain.periods import UnknownPeriod
from bot.domain.questionnaire import Answer as Answer
from bot.domain.questionnaire import Group, Step, next_step, steps
from bot.domain.reports import FILLING, OWING, Report, ReportState, Section
from bot.domain.rights import Action, Role, may
from bot.errors import Refused
from bot.services.base import Place, Service, Speaker, check_length
from bot.services.reporting import NAG_VIEWS, Reporting
from bot.services.views import View, period_subject, report_subject, said

MOVES = ("submit_report", "approve_report", "return_report", "accept_report")
MAY_WRITE = FILLING | {ReportState.SUBMITTED}
"""Submitted, a report can still be corrected, until it has been accepted for consolidation."""


class Filling(Service):
    """One agency's report, from the first answer to its acceptance."""

    async def owed_by(self, agency: str) -> Report | None:
        """Return the report an agency should fill in next: one it owes, else the last one it gave."""
        reports = await self.work.reports.of_agency(agency)
        owing = [report for report in reports if report.state in OWING]
        return owing[0] if owing else (reports[-1] if reports else None)

    async def find(self, report: int, contact: Contact, action: Action = Action.FILL_REPORT) -> Report:
        """Return a report that ``contact`` may act on. Raises Refused."""
        found = await self.work.reports.get(report)
        if found is None:
            raise Refused("gone")
        self.require(contact, action, found.agency)
        return found

    async def to_see(self, report: int, contact: Contact) -> Report:
        """Return a report that ``contact`` may read: their own, or as who receives it. Raises Refused."""
        found = await self.work.reports.get(report)
        if found is None:
            raise Refused("gone")
        if found.agency == contact.agency:
            self.require(contact, Action.FILL_REPORT, found.agency)
        else:
            await self.require_receiver(contact, found.period)
        return found

    def require_province(self, contact: Contact) -> None:
        """Raise Refused unless ``contact`` sees the whole province."""
        self.require(contact, Action.SEE_PROVINCE, contact.agency)

    async def require_receiver(self, contact: Contact, period: str) -> None:
        """Raise Refused unless ``contact`` receives the reports of a period: by role, or as a link of a chain."""
        if may(contact.actor, Action.RECEIVE_REPORT, contact.agency):
            return
        links = await Reporting(self.work, self.config).receivers(self.config.reporting_calendar.period(period))
        if contact.agency not in links:
            raise Refused("not_allowed")

    async def to_fill(self, report: int, contact: Contact) -> Report:
        """Return a report that ``contact`` may still change. Raises Refused, with who moved it."""
        found = await self.find(report, contact)
        if found.state not in MAY_WRITE:
            raise await self.stale(found)
        return found

    async def walk(self, found: Report, opened: Collection[Group] = ()) -> list[Step]:
        """Return the questions of a report, as things stand now."""
        period = self.config.reporting_calendar.period(found.period)
        return steps(
            await self.work.assignments.of_agency(found.agency),
            start=period.start,
            today=self.today,
            calendar=self.config.calendar,
            opened=opened,
        )

    async def next_question(self, found: Report, opened: Collection[Group] = ()) -> tuple[int, int, Step] | None:
        """Return the next question with its number and how many there are; None when the walk is done."""
        walk = await self.walk(found, opened)
        answered = {item.assignment for item in await self.work.reports.answers([found.id])}
        coming = next_step(walk, answered)
        return None if coming is None else (coming[0], len(walk), coming[1])

    async def unanswered(self, found: Report, group: int) -> list[int]:
        """Return the assignments of a group (by its place) that are still to be answered. Raises Refused."""
        wanted = self.group(group)
        answered = {item.assignment for item in await self.work.reports.answers([found.id])}
        return [
            one.id
            for step in await self.walk(found)
            if step.group == wanted
            for one in step.assignments
            if one.id not in answered
        ]

    def group(self, place: int) -> Group:
        """Return a group by its place. Raises Refused."""
        groups = list(Group)
        if place >= len(groups):
            raise Refused("gone")
        return groups[place]

    def section(self, name: str) -> Section:
        """Return a section by its name. Raises Refused."""
        try:
            return Section(name)
        except ValueError:
            raise Refused("gone") from None

    async def period(self, name: str, contact: Contact) -> str:
        """Return a period's id as who receives the reports names it. Raises Refused."""
        try:
            found = self.config.reporting_calendar.period(name).id
        except UnknownPeriod:
            raise Refused("gone") from None
        await self.require_receiver(contact, found)
        return found

    async def consolidate(self, name: str, speaker: Speaker) -> int:
        """Accept all that has come in for a period and send the consolidated report on, as Word and Excel.

        Return how many reports that were; who reports later is in the next edition. Raises Refused if nothing is new.
        """
        period = await self.period(name, speaker.contact)
        came = [one for one in await self.work.reports.of_period(period) if one.state is ReportState.SUBMITTED]
        if not came:
            raise Refused("nothing_to_consolidate", period=period)
        for one in came:
            await self.must_change(one, state=ReportState.ACCEPTED)
            await self.noted(speaker, "accept_report", report_subject(one.id), agency=one.agency, period=period)
            await self.changed(report_subject(one.id))
        reporting = Reporting(self.work, self.config)
        addressees = await reporting.addressees(self.config.reporting_calendar.period(period))
        edition = sum(one.state is ReportState.ACCEPTED for one in await self.work.reports.of_period(period))
        for form in ("docx", "xlsx"):
            await self.tell(
                [*addressees, *await self.ict_contacts()],
                View(name="paper", args={"period": period, "agency": None, "form": form}),
                key=f"consolidated:{period}:{edition}:{form}",
                lane=Lane.OBSTACLE,
                silent=self.outside_hours(),
            )
        await self.noted(speaker, "consolidate", period_subject(period), reports=len(came))
        await self.changed(period_subject(period))
        return len(came)

    async def answer(
        self,
        report: int,
        assignments: Sequence[int],
        speaker: Speaker,
        answer: Answer,
        text: str | None = None,
        besides: Place | None = None,
    ) -> Report:
        """Store what the agency says of some of its assignments. Raises Refused."""
        found = await self.to_fill(report, speaker.contact)
        check_length(text or "")
        mine: list[Assignment] = await self.work.assignments.some(assignments)
        if not mine or any(one.agency != found.agency for one in mine):
            raise Refused("gone")
        for one in mine:
            await self.work.reports.answer(report, one.id, answer, text, speaker.contact.id, self.work.now)
        await self._written(
            found, speaker, "answer_report", besides, answer=answer.value, assignments=list(assignments)
        )
        return found

    async def write(self, report: int, speaker: Speaker, section: Section, text: str) -> Report:
        """Write a section; an empty text says that there is nothing to say. Raises Refused."""
        found = await self.to_fill(report, speaker.contact)
        check_length(text)
        await self._written(found, speaker, "write_report", None, {section.value: text}, section=section.value)
        return found

    async def send(self, report: int, speaker: Speaker, besides: Place | None = None) -> Report:
        """Send a report: to the head for approval if there is one, straight on if it is the head who sends it.

        Raises Refused.
        """
        found = await self.find(report, speaker.contact)
        if found.state not in FILLING:
            raise await self.stale(found)
        heads = await self.work.contacts.of(agencies=[found.agency], roles=[Role.HEAD])
        if not heads or speaker.contact.role is Role.HEAD:
            await self._submit(found, speaker, "submit_report", besides)
            return found
        await self.must_change(found, state=ReportState.WITH_HEAD, returned=None)
        await self.noted(speaker, "send_to_head", report_subject(report), agency=found.agency, period=found.period)
        await self.tell(
            heads,
            View(name="report", args={"report": report}),
            key=f"approve:{report}:{found.revision}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        await self._changed(found, besides)
        return found

    async def approve(self, report: int, speaker: Speaker, besides: Place | None = None) -> Report:
        """Approve a report as the agency's head: it is submitted, today. Raises Refused."""
        found = await self.find(report, speaker.contact, Action.APPROVE_REPORT)
        if found.state is not ReportState.WITH_HEAD:
            raise await self.stale(found)
        await self._submit(found, speaker, "approve_report", besides)
        officers = await self.work.contacts.of(agencies=[found.agency], roles=[Role.OFFICER])
        await self.tell(
            officers,
            said("report_approved", period=found.period),
            key=f"approved:{report}:{found.revision}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        return found

    async def to_return(self, report: int, speaker: Speaker) -> Report:
        """Return a report that ``speaker`` may send back: its head before it is submitted, who receives it after that.

        Raises Refused, with who was quicker.
        """
        found = await self.work.reports.get(report)
        if found is None:
            raise Refused("gone")
        own = found.agency == speaker.contact.agency and speaker.contact.role is Role.HEAD
        if own:
            self.require(speaker.contact, Action.APPROVE_REPORT, found.agency)
        else:
            await self.require_receiver(speaker.contact, found.period)
        if found.state is not (ReportState.WITH_HEAD if own else ReportState.SUBMITTED):
            raise await self.stale(found)
        return found

    async def send_back(self, report: int, speaker: Speaker, reason: str) -> Report:
        """Send a report back with a reason: the agency owes it again and is urged on. Raises Refused."""
        found = await self.to_return(report, speaker)
        check_length(reason)
        calendar = self.config.reporting_calendar
        owed = calendar.owed(calendar.period(found.period), handled_until=self.work.now, now=self.work.now)
        await self.must_change(
            found,
            state=ReportState.RETURNED,
            returned=reason,
            submitted_at=None,
            submitted_by=None,
            handled_until=self.work.now,
            next_at=owed.next_at,
        )
        await self.noted(speaker, "return_report", report_subject(report), agency=found.agency, reason=reason)
        await self.tell(
            await self.agency_side(found.agency, found.submitted_by),
            View(name="report", args={"report": report}),
            key=f"returned:{report}:{found.revision}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        await self._changed(found)
        return found

    async def accept(self, report: int, speaker: Speaker, besides: Place | None = None) -> Report:
        """Accept a report for consolidation: it cannot be corrected any more. Raises Refused."""
        found = await self.work.reports.get(report)
        if found is None:
            raise Refused("gone")
        await self.require_receiver(speaker.contact, found.period)
        if found.state is not ReportState.SUBMITTED:
            raise await self.stale(found)
        await self.must_change(found, state=ReportState.ACCEPTED)
        await self.noted(speaker, "accept_report", report_subject(report), agency=found.agency, period=found.period)
        await self._changed(found, besides)
        return found

    async def _submit(self, found: Report, speaker: Speaker, action: str, besides: Place | None) -> None:
        await self.must_change(
            found,
            state=ReportState.SUBMITTED,
            submitted_at=self.work.now,
            submitted_by=speaker.contact.id,
            returned=None,
            next_at=None,
        )
        await self.work.outbox.close_waiting(
            report_subject(found.id), state=Delivered.CANCELLED, reason="the report was sent", now=self.work.now,
            views=NAG_VIEWS,
        )  # fmt: skip
        await self.noted(speaker, action, report_subject(found.id), agency=found.agency, period=found.period)
        await self._changed(found, besides)

    async def _written(
        self,
        found: Report,
        speaker: Speaker,
        action: str,
        besides: Place | None,
        values: dict[str, str] | None = None,
        **facts: object,
    ) -> None:
        """Note what was written; in a submitted report that is a correction, and who receives it is told once a day."""
        corrects = found.state is ReportState.SUBMITTED
        state = ReportState.SUBMITTED if corrects else ReportState.DRAFT
        await self.must_change(found, state=state, **(values or {}))
        await self.noted(
            speaker, "correct_report" if corrects else action, report_subject(found.id), agency=found.agency, **facts
        )
        if corrects:
            await self.tell(
                await self.ict_contacts(),
                said("report_corrected", agency=found.agency, period=found.period),
                key=f"corrected:{found.id}:{self.today.isoformat()}",
                lane=Lane.REMINDER,
                silent=self.outside_hours(),
            )
        await self._changed(found, besides)

    async def stale(self, found: Report) -> Refused:
        """Return the refusal for a report that stands elsewhere by now: where, and who moved it when."""
        moved = await self.who_and_when(report_subject(found.id), (*MOVES, "send_to_head"))
        return Refused("report_stale", state=found.state.value, **moved)

    async def must_change(self, found: Report, **values: object) -> None:
        if not await self.work.reports.change(found, **values):
            raise await self.stale(await self.work.reports.get(found.id) or found)

    async def _changed(self, found: Report, besides: Place | None = None) -> None:
        await self.changed(report_subject(found.id), besides=besides)
        await self.changed(period_subject(found.period))
