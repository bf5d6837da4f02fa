"""Restructuring: agencies are merged, or one is split. Duties, people, tickets and reports go along; nothing is lost.

Where two had the same duty, the one stays that is still owed (``bot.domain.merging``): merging makes nothing look done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import OPEN, REMINDED, Directive, Duty, Status
from bot.domain.merging import Going
from bot.domain.merging import plan as plan_goings
from bot.domain.people import Contact
from bot.domain.reports import FILLING, Report, ReportState, Section
from bot.domain.rights import Role
from bot.errors import SetupError
from bot.services.base import Service
from bot.services.duties import Duties
from bot.services.extending import Extending
from bot.services.stored import directive_body, duty_body, stored_directives
from bot.services.views import DIRECTORY, View, assignment_subject, report_subject

REASON = "the duty went to another agency"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done: ``sources`` become ``targets``. The first target gets what ``duties`` (by ``directive/duty``)
    and ``people`` (by contact) send nowhere else.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    duties: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)

    def of_duty(self, directive: str, duty: str) -> str:
        return self.duties.get(f"{directive}/{duty}", self.targets[0])


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What a restructuring does; ``known`` are all assignments concerned, by their ids."""

    order: Order
    goings: Sequence[Going]
    known: Mapping[int, Assignment]
    people: Mapping[int, str]
    reports: Sequence[Report]

    @property
    def joined(self) -> int:
        """How many assignments go into another."""
        return sum(len(one.joins) for one in self.goings)


class Restructuring(Service):
    """Merging and splitting."""

    def check(self, order: Order) -> None:
        """Raise SetupError unless config.yaml says the same, and nothing forbids it."""
        organisation = self.config.organisation
        for target in order.targets:
            if target not in organisation.agencies:
                raise SetupError(
                    f"There is no agency '{target}' in config.yaml: add it to organisation.agencies first."
                )
        for source in order.sources:
            former = organisation.former.get(source)
            if former is not None and set(former.into) == set(order.targets):
                continue
            into = order.targets[0] if len(order.targets) == 1 else f"[{', '.join(order.targets)}]"
            names = f"name: {organisation.full(source)}, short: {organisation.short(source)}"
            raise SetupError(
                f"config.yaml has to say first what became of '{source}': take it out of organisation.agencies,"
                f" and write in organisation.former: - {{id: {source}, {names}, into: {into}}}"
            )
        stray = sorted({*order.duties.values(), *order.people.values()}.difference(order.targets))
        if stray:
            raise SetupError(f"'{stray[0]}' is not among those that take over: {', '.join(order.targets)}.")

    async def plan(self, order: Order) -> Transfer:
        """Return what would be done. Raises SetupError if something in the order names nothing."""
        self.check(order)
        moving = await self.work.transfers.assignments_of(order.sources)
        people = await self.work.transfers.people_of(order.sources)
        _check_known(order, moving, people)
        there = await self.work.transfers.assignments_of(order.targets)
        to = {one.id: order.of_duty(one.directive, one.duty) for one in moving}
        return Transfer(
            order=order,
            goings=plan_goings(moving, there, to),
            known={one.id: one for one in (*moving, *there)},
            people={person: order.people.get(person, order.targets[0]) for person in people},
            reports=[
                one
                for one in await self.work.transfers.reports_of(order.sources)
                if one.state is not ReportState.ACCEPTED
            ],
        )

    async def carry_out(self, transfer: Transfer, *, actor: str) -> None:
        """Do what was planned in this transaction, and tell the people."""
        order = transfer.order
        await self.work.transfers.enrol(transfer.people)
        for going in transfer.goings:
            await self._join(transfer, going, actor)
        await self._move(transfer, actor)
        await self._merge_reports(transfer, actor)
        await self._rewrite_register(transfer)
        await self.work.transfers.readdress(order.sources, order.targets[0])
        for target in order.targets:
            await self.record(
                actor,
                "restructure",
                f"agency:{target}",
                agency=target,
                sources=list(order.sources),
                names=[self.config.organisation.full(one) for one in order.sources],
                assignments=sum(one.to == target for one in transfer.goings),
                joined=sum(len(one.joins) for one in transfer.goings if one.to == target),
                people=sum(agency == target for agency in transfer.people.values()),
            )
        await self.changed(DIRECTORY)
        await self._tell(transfer)

    async def _join(self, transfer: Transfer, going: Going, actor: str) -> None:
        """Let the others of one duty go into the one that stays."""
        for other in going.joins:
            goes = transfer.known[other]
            await Extending(self.work, self.config).drop(goes)
            await self._rest(goes.id)
            await self.work.transfers.join(goes.id, going.stays)
            await self.work.transfers.items_follow(goes.id, going.stays)
            await self.record(
                actor,
                "absorb",
                assignment_subject(going.stays),
                agency=going.to,
                source=self.config.organisation.full(goes.agency),
                status=goes.status.value,
                other=goes.id,
            )

    async def _move(self, transfer: Transfer, actor: str) -> None:
        """Give the assignments to their agencies, each with a fresh ladder."""
        by_target: dict[str, list[int]] = {}
        for going in transfer.goings:
            by_target.setdefault(going.to, []).append(going.stays)
        for target, ids in by_target.items():
            await self.work.transfers.give(ids, target)
        for going in transfer.goings:
            before = transfer.known[going.stays]
            if before.agency == going.to and not going.joins:
                continue
            await self._arm(transfer, before, going)
            if before.agency != going.to:
                await self.record(
                    actor,
                    "transfer",
                    assignment_subject(before.id),
                    agency=going.to,
                    source=self.config.organisation.full(before.agency),
                    target=self.config.organisation.full(going.to),
                )

    async def _arm(self, transfer: Transfer, before: Assignment, going: Going) -> None:
        found = await self.work.assignments.get(before.id)
        if found is None or found.status not in OPEN:
            return
        holder = found.holder if transfer.people.get(found.holder or 0, going.to) == going.to else None
        await self._rest(found.id)
        climbs = found.status in REMINDED and going.due is not None
        duties = Duties(self.work, self.config)
        await duties.must_change(
            found,
            due=going.due,
            holder=holder,
            handled_until=self.work.now,
            next_at=duties.rung_after_now(going.due, found) if climbs and going.due is not None else None,
        )
        stuck = await self.work.tickets.open_of(found.id)
        if stuck and found.status is not Status.PAUSED:
            present = await self.work.assignments.get(found.id)
            if present is not None:
                await duties.pause(present)
        await self.changed(assignment_subject(found.id))

    async def _rest(self, assignment: int) -> None:
        await Duties(self.work, self.config).rest(assignment, REASON)
        await self.work.quiet.wake(assignment)

    async def _merge_reports(self, transfer: Transfer, actor: str) -> None:
        """Make one report of those that are being written for a period; one that was accepted stays as it is."""
        target = transfer.order.targets[0]
        theirs = {one.period: one for one in await self.work.transfers.reports_of([target])}
        for period in sorted({one.period for one in transfer.reports}):
            mine = [one for one in transfer.reports if one.period == period]
            stays = theirs.get(period)
            if stays is not None and stays.state is ReportState.ACCEPTED:
                for one in mine:
                    await self.work.transfers.give_report(one.id, one.agency, next_at=None)
                continue
            first, *others = [stays, *mine] if stays is not None else mine
            await self._one_report(first, others, target)
            await self.record(
                actor, "merge_reports", report_subject(first.id), agency=target, period=period,
                sources=[one.agency for one in mine],
            )  # fmt: skip
            await self.changed(report_subject(first.id))

    async def _one_report(self, first: Report, others: Sequence[Report], target: str) -> None:
        """Let the others' words go into the first; with several it has to be looked through, and sent, anew."""
        if not others:
            await self.work.transfers.give_report(first.id, target)
            return
        for other in others:
            await self.work.transfers.join_reports(other, first)
        states = {one.state for one in (first, *others)}
        await self.work.transfers.give_report(
            first.id,
            target,
            state=ReportState.OPEN if states == {ReportState.OPEN} else ReportState.DRAFT,
            submitted_at=None,
            submitted_by=None,
            dropped_at=None,
            next_at=first.next_at if first.state in FILLING and first.next_at is not None else self.work.now,
            **self._said([first, *others]),
        )

    def _said(self, reports: Sequence[Report]) -> dict[str, str]:
        """Return what stands in each section of some reports, with the agencies' names where several wrote."""
        together = {}
        for section in Section:
            texts = [(one.agency, text) for one in reports if (text := one.said(section))]
            named = [f"{self.config.organisation.full(agency)}: {text}" for agency, text in texts]
            if texts:
                together[section.value] = "\n".join(named) if len(named) > 1 else texts[0][1]
        return together

    async def _rewrite_register(self, transfer: Transfer) -> None:
        """Let the stored register name today's agencies, so that what comes next goes to them."""
        order = transfer.order
        got: dict[tuple[str, str], list[str]] = {}
        for going in transfer.goings:
            one = transfer.known[going.stays]
            got.setdefault((one.directive, one.duty), []).append(going.to)
        for directive in await stored_directives(self.work):
            await self._rewrite_chain(directive, order)
            for duty in directive.duties:
                lead = _instead(duty.lead, order, got.get(duty.key, [order.of_duty(*duty.key)]))
                helping = _instead(duty.coordinating, order, [order.targets[0]])
                await self._rewrite_duty(duty, lead, tuple(one for one in helping if one not in lead), order)

    async def _rewrite_chain(self, directive: Directive, order: Order) -> None:
        chain = directive.reporting
        if chain is None or not {chain.to, chain.through, chain.consolidated_by} & {*order.sources}:
            return
        names = dict.fromkeys(order.sources, order.targets[0])
        through, consolidated_by = chain.through, chain.consolidated_by
        now = replace(
            chain,
            to=names.get(chain.to, chain.to),
            through=names.get(through, through) if through else None,
            consolidated_by=names.get(consolidated_by, consolidated_by) if consolidated_by else None,
        )
        await self.work.transfers.register(directive.id, directive_body(replace(directive, reporting=now)))

    async def _rewrite_duty(self, duty: Duty, lead: tuple[str, ...], helping: tuple[str, ...], order: Order) -> None:
        submit_to = order.targets[0] if duty.submit_to in order.sources else duty.submit_to
        now = replace(duty, lead=lead, coordinating=helping, submit_to=submit_to)
        if now != duty:
            await self.work.transfers.duty(
                duty.key, body=duty_body(now), coordinating=list(helping), submit_to=submit_to
            )

    async def _tell(self, transfer: Transfer) -> None:
        """Tell the people of the agencies that take over, and the ICT department."""
        order = transfer.order
        for target in order.targets:
            mine = [one for one in transfer.goings if one.to == target]
            args = {
                "agency": target,
                "sources": list(order.sources),
                "open": sum(transfer.known[one.stays].status in OPEN for one in mine),
                "joined": sum(len(one.joins) for one in mine),
            }
            people = await self.work.contacts.of(agencies=[target], roles=[Role.OFFICER, Role.HEAD])
            await self._say([*people, *await self.ict_contacts()], View(name="restructured", args=args), target)

    async def _say(self, people: Iterable[Contact], view: View, target: str) -> None:
        await self.tell(
            people,
            view,
            key=f"restructured:{target}:{self.work.now:%Y%m%dT%H%M%S}",
            lane=Lane.REMINDER,
            silent=self.outside_hours(),
        )


def _instead(agencies: Sequence[str], order: Order, targets: Sequence[str]) -> tuple[str, ...]:
    """Return agencies with ``targets`` in the place of the first that is no more, each once."""
    found: dict[str, None] = {}
    for agency in agencies:
        found |= dict.fromkeys(targets if agency in order.sources else [agency])
    return tuple(found)


def _check_known(order: Order, moving: Iterable[Assignment], people: Mapping[int, str]) -> None:
    """Raise SetupError if the order sends something that is not there."""
    duties = {f"{one.directive}/{one.duty}" for one in moving}
    for duty in order.duties:
        if duty not in duties:
            raise SetupError(
                f"'{duty}' is no duty of {', '.join(order.sources)}: write directive/duty as nhacviec duties."
            )
    for person in order.people:
        if person not in people:
            raise SetupError(f"{person} is nobody of {', '.join(order.sources)}: nhacviec people shows the ids.")
