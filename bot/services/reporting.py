"""The campaign of a period: it opens by the calendar, each agency that owes a report is asked and urged."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.delivery import Delivered, Lane
from bot.domain.duties import ReportingChain
from bot.domain.ladder import Audience
from bot.domain.mornings import MORNING
from bot.domain.people import Contact
from bot.domain.periods import Nag, Period, asking, who_reports
from bot.domain.reports import OWING, Report, ReportState
from bot.domain.rights import Role
from bot.services.base import Service, unsent
from bot.services.stored import stored_directives
from bot.services.views import View, period_subject, report_subject

NAG_VIEWS = ("nag",)
SILENT_VIEWS = ("silent",)


class Reporting(Service):
    """Reports owed and asked for."""

    async def open_periods(self) -> list[str]:
        """Open the periods whose day has come: a report for each agency that owes one, and the ICT board."""
        opened = []
        known = await self.work.reports.periods()
        for period in self.config.reporting_calendar.open_periods(self.today):
            opening = next(self.config.reporting_calendar.nags(period)).at
            if period.id in known or opening > self.work.now:
                continue
            agencies = await self._owing(period)
            if not agencies or not await self._was_there_by(period.due):
                continue
            before_all = self.config.calendar.at(period.start, self.config.reporting.at)
            await self._ask(period, agencies, handled_until=before_all)
            await self.tell(
                await self._watchers(period),
                View(name="board", args={"period": period.id}),
                key=f"board:{period.id}",
                lane=Lane.DIGEST,
            )
            await self.record("system", "open_period", period_subject(period.id), agencies=len(agencies))
            opened.append(period.id)
        return opened

    async def follow_register(self) -> int:
        """Ask who came to owe a report since a period opened, and nobody who no longer does; return how many changed.

        Directives are withdrawn and agencies dissolved in the middle of a campaign. What such an agency has written is
        kept, and what it sent stands.
        """
        changed = 0
        known = await self.work.reports.periods()
        for period in self.config.reporting_calendar.open_periods(self.today):
            if period.id not in known:
                continue
            owing = await self._owing(period)
            asked, dropped = await self.work.reports.of_period(period.id), await self.work.reports.dropped(period.id)
            gone = [one for one in asked if one.agency not in owing and one.state in OWING]
            back = [one for one in dropped if one.agency in owing]
            standing = {one.agency for one in (*asked, *dropped)}
            new = [agency for agency in owing if agency not in standing] if self.today <= period.due else []
            for one in gone:
                await self._drop(one)
            for one in back:
                await self._take_up(period, one)
            if new:
                newest = [nag.at for nag in self.config.reporting_calendar.nags(period) if nag.at <= self.work.now][-1]
                await self._ask(period, new, handled_until=newest - newest.resolution)
            if gone or back or new:
                await self.changed(period_subject(period.id))
            changed += len(gone) + len(back) + len(new)
        return changed

    async def _was_there_by(self, day: date) -> bool:
        """Tell whether anything was tracked by a day: a province that begins in November is not asked for June."""
        first = await self.work.assignments.first_given_at()
        return first is not None and self.config.calendar.day_of(first) <= day

    async def _owing(self, period: Period) -> list[str]:
        """Return the agencies that owe a report, as the register says today, in the order of the organisation."""
        owing = who_reports(period, await stored_directives(self.work))
        return [agency for agency in self.config.organisation.agencies if agency in owing]

    async def _ask(self, period: Period, agencies: Sequence[str], *, handled_until: datetime) -> None:
        """Give each agency a report to write; the newest nag since ``handled_until`` (UTC) asks for it at once."""
        await self.work.reports.add(
            [
                {
                    "period": period.id,
                    "agency": agency,
                    "state": ReportState.OPEN,
                    "revision": 1,
                    "due": period.due,
                    "opened_at": self.work.now,
                    "handled_until": handled_until,
                    "next_at": self.work.now,
                }
                for agency in agencies
            ]
        )

    async def _drop(self, found: Report) -> None:
        await self.work.reports.change(found, dropped_at=self.work.now, next_at=None)
        await self.work.outbox.close_waiting(
            report_subject(found.id), state=Delivered.CANCELLED, reason="nobody asks for the report any more",
            now=self.work.now, views=NAG_VIEWS,
        )  # fmt: skip
        await self.record("system", "drop_report", report_subject(found.id), agency=found.agency, period=found.period)

    async def _take_up(self, period: Period, found: Report) -> None:
        owed = self.config.reporting_calendar.owed(period, handled_until=self.work.now, now=self.work.now)
        await self.work.reports.change(found, dropped_at=None, handled_until=self.work.now, next_at=owed.next_at)
        await self.record(
            "system", "take_up_report", report_subject(found.id), agency=found.agency, period=found.period
        )

    async def nag(self) -> int:
        """Tell those who owe a report that it is time; return how many agencies that were."""
        due = await self.work.reports.due_for_nagging(self.work.now)
        if not due:
            return 0
        people: dict[tuple[str, Role], list[Contact]] = {}
        agencies = sorted({report.agency for report in due})
        for contact in await self.work.contacts.of(agencies=agencies, roles=[Role.OFFICER, Role.HEAD]):
            people.setdefault((contact.agency, contact.role), []).append(contact)
        wider: dict[str, tuple[Nag, set[Audience]]] = {}
        for report in due:
            nag = await self._nag(report, people)
            if nag is not None:
                wider.setdefault(report.period, (nag, set()))[1].update(nag.audiences)
        for nag, audiences in wider.values():
            await self._tell_wider(nag, audiences)
        return len(due)

    async def _watchers(self, period: Period) -> list[Contact]:
        """Return who follows the reports of a period: the ICT department, and every link that receives them."""
        found = await self.ict_contacts()
        for agency in sorted(await self.receivers(period)):
            if agency == self.config.organisation.leaders:
                found += await self.work.contacts.of(roles=[Role.LEADER])
            elif agency != self.config.organisation.ict:
                found += await self.agency_side(agency)
        return found

    async def receivers(self, period: Period) -> set[str]:
        """Return the agencies that receive the agencies' own reports: the first link of each chain, and who
        consolidates; who gets the consolidated report only is not among them.
        """
        chains = [chain for one in await stored_directives(self.work) if (chain := asking(one, period))]
        first = {chain.through or chain.consolidated_by or chain.to for chain in chains}
        return first | {chain.consolidated_by for chain in chains if chain.consolidated_by}

    async def addressees(self, period: Period) -> list[Contact]:
        """Return who gets the consolidated report: those to whom the chains lead; what the last link of a chain
        consolidates itself goes to the leaders.
        """
        chains = [chain for one in await stored_directives(self.work) if (chain := asking(one, period))]
        leaders = self.config.organisation.leaders
        agencies = {leaders if chain.to == chain.consolidated_by else chain.to for chain in chains} or {
            self.config.default_chain.to
        }
        found: list[Contact] = []
        for agency in sorted(agencies):
            if agency == leaders:
                found += await self.work.contacts.of(roles=[Role.LEADER])
            else:
                found += await self.agency_side(agency)
        return found

    async def chains_of(self, period: Period, agency: str) -> list[ReportingChain]:
        """Return the chains by which the directives that ``agency`` leads duties of ask for this period's report."""
        return [
            chain
            for directive in await stored_directives(self.work)
            if any(agency in duty.lead for duty in directive.duties) and (chain := asking(directive, period))
        ]

    async def _nag(self, report: Report, people: dict[tuple[str, Role], list[Contact]]) -> Nag | None:
        period = self.config.reporting_calendar.period(report.period)
        result = self.config.reporting_calendar.owed(period, handled_until=report.handled_until, now=self.work.now)
        view = View(name="nag", args={"report": report.id})
        subject = report_subject(report.id)
        for skipped in result.skipped:
            draft = unsent(
                f"nag:{report.id}:{skipped.name}:skipped", Lane.REMINDER, view, subject=subject, due=report.due
            )
            await self.work.outbox.record(
                [draft], self.work.now, state=Delivered.SKIPPED, reason="missed: a newer one is sent"
            )
        if result.send is not None:
            officers = people.get((report.agency, Role.OFFICER), [])
            heads = people.get((report.agency, Role.HEAD), [])
            both = officers + heads if Audience.HEAD in result.send.audiences else officers or heads
            if report.state is ReportState.WITH_HEAD and heads:
                both = heads
            await self.work.outbox.close_waiting(
                subject, state=Delivered.SKIPPED, reason="a newer reminder took its place", now=self.work.now,
                views=NAG_VIEWS,
            )  # fmt: skip
            await self.tell(
                both,
                view,
                key=f"nag:{report.id}:{result.send.name}",
                lane=Lane.REMINDER,
                bundle=MORNING,
                subject=subject,
                due=report.due,
            )
        await self.work.reports.nagged(report, handled_until=self.work.now, next_at=result.next_at)
        return result.send

    async def _tell_wider(self, nag: Nag, audiences: set[Audience]) -> None:
        """Show the ICT department, and later the leaders, who has not reported."""
        contacts: list[Contact] = []
        if Audience.ICT in audiences:
            contacts += await self.ict_contacts()
        if Audience.LEADERS in audiences:
            contacts += await self.work.contacts.of(roles=[Role.LEADER])
        if contacts:
            subject = period_subject(nag.period)
            await self.work.outbox.close_waiting(
                subject, state=Delivered.SKIPPED, reason="a newer list took its place", now=self.work.now,
                views=SILENT_VIEWS,
            )  # fmt: skip
            await self.tell(
                contacts,
                View(name="silent", args={"period": nag.period}),
                key=f"silent:{nag.period}:{nag.name}",
                lane=Lane.REMINDER,
                bundle=MORNING,
                subject=subject,
            )
