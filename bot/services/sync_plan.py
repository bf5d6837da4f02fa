"""What a sync will do, worked out before anything is done: shown to people, then carried out as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.domain.assignments import Assignment
from bot.domain.duties import OPEN, Directive, Duty, Every, Occurrence, Origin, Status, duties_of
from bot.domain.forecast import tracked
from bot.domain.rights import Role
from bot.errors import AgenciesFirst
from bot.register.diff import RegisterDiff, diff
from bot.services.assigning import assignment_rows
from bot.services.base import Service
from bot.services.stored import stored_directives

DAYS_A_MONTH = 31
UNDONE = OPEN | {Status.SUBMITTED}


@dataclass(kw_only=True)
class Told:
    """What one agency has to be told about one directive: ids of duties, and titles of those it loses."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    coordinating: int = 0


@dataclass(frozen=True, kw_only=True)
class Back:
    """An assignment that was cancelled and comes back, with the deadline it gets."""

    found: Assignment
    due: date | None
    every: Every | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a sync does: ``rows`` are new assignments, ``back`` those that were cancelled and come back.

    ``touched`` are open assignments of duties that changed, with the deadline they get; ``moved`` tells of each whether
    that is another one. ``told`` is by directive and agency; ``people`` is how many hear of it.
    """

    difference: RegisterDiff
    titles: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    back: list[Back] = field(default_factory=list)
    cancelled: list[Assignment] = field(default_factory=list)
    touched: list[tuple[Assignment, date | None]] = field(default_factory=list)
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    people: int = 0

    @property
    def given(self) -> int:
        """How many assignments are given."""
        return len(self.rows) + len(self.back)

    @property
    def moved(self) -> int:
        """How many assignments get another deadline."""
        return sum(one.due != due for one, due in self.touched)

    def note(self, directive: str, agency: str) -> Told:
        return self.told.setdefault((directive, agency), Told())


class Planning(Service):
    """Works out what a sync does. Reads only."""

    async def plan(self, files: Sequence[Directive]) -> Plan:
        """Return what it takes to bring the stored register up to the files.

        Raises AgenciesFirst while an agency that is no more still has duties: they would be cancelled and given anew.
        """
        await self._require_moved()
        given = await stored_directives(self.work, Origin.CHAT)
        stands = await stored_directives(self.work, Origin.FILE)
        difference = diff(stands, files)
        plan = Plan(difference=difference, titles={one.id: one.title for one in (*stands, *files)})
        if difference.is_empty:
            return plan
        changed = [change.new for change in difference.duties_changed]
        concerned = [*difference.duties_removed, *changed, *difference.duties_added]
        stored = await self._stored(concerned)
        self._cancel(plan, stored)
        self._touch(plan, stored)
        directives = {one.id: one for one in (*given, *files)}
        await self._assign(plan, [*difference.duties_added, *changed], directives, stored)
        for directive in difference.directives_added:
            for duty in directive.duties:
                for agency in duty.coordinating:
                    plan.note(directive.id, agency).coordinating += 1
        agencies = sorted({agency for _, agency in plan.told})
        people = len(await self.work.contacts.of(agencies=agencies, roles=[Role.OFFICER, Role.HEAD]))
        return Plan(**{**vars(plan), "people": people})

    async def next_occurrences(self) -> Plan:
        """Return what it takes to give recurring duties their next occurrences, whose time has come near."""
        directives = await stored_directives(self.work)
        recurring = [duty for duty in duties_of(directives) if duty.every is not None]
        plan = Plan(difference=diff([], []))
        if recurring:
            by_id = {one.id: one for one in directives}
            await self._assign(plan, recurring, by_id, await self._stored(recurring))
        return plan

    async def _require_moved(self) -> None:
        former = self.config.organisation.former
        left = sorted(await self.work.assignments.open_by_agency(former))
        if left:
            raise AgenciesFirst(left[0], former[left[0]].into)

    async def _stored(self, duties: Sequence[Duty]) -> dict[tuple[str, str], list[Assignment]]:
        found: dict[tuple[str, str], list[Assignment]] = {duty.key: [] for duty in duties}
        for one in await self.work.assignments.of_duties(list(found)):
            found[one.directive, one.duty].append(one)
        return found

    def _cancel(self, plan: Plan, stored: dict[tuple[str, str], list[Assignment]]) -> None:
        """Cancel what the files no longer ask for; what is done stays done."""
        for duty in plan.difference.duties_removed:
            plan.cancelled.extend(one for one in stored[duty.key] if one.status in UNDONE)
        for change in plan.difference.duties_changed:
            lost = (one for one in stored[change.key] if one.agency in change.lead_lost or _other_kind(one, change.new))
            plan.cancelled.extend(one for one in lost if one.status in UNDONE)
        for one in plan.cancelled:
            plan.note(one.directive, one.agency).removed.append(one.title)

    def _touch(self, plan: Plan, stored: dict[tuple[str, str], list[Assignment]]) -> None:
        """Give assignments that are not done the new deadline of their duty."""
        lost = {one.id for one in plan.cancelled}
        for change in plan.difference.duties_changed:
            moves = change.old.due != change.new.due
            for one in stored[change.key]:
                if one.status in UNDONE and one.id not in lost:
                    plan.touched.append((one, change.new.due if moves and not one.occurrence else one.due))
                    plan.note(one.directive, one.agency).changed.append(change.new.id)

    async def _assign(
        self,
        plan: Plan,
        duties: Sequence[Duty],
        directives: dict[str, Directive],
        stored: dict[tuple[str, str], list[Assignment]],
    ) -> None:
        """Add the assignments that are missing; one that was cancelled comes back."""
        for duty in duties:
            occurrences = self._occurrences(duty, directives[duty.directive])
            known = {(one.agency, one.occurrence) for one in stored[duty.key]}
            for occurrence in occurrences:
                missing = [agency for agency in duty.lead if (agency, occurrence.key) not in known]
                plan.rows.extend(assignment_rows(duty, missing, occurrence, self.config, self.work.now))
                for agency in missing:
                    plan.note(duty.directive, agency).new.append(duty.id)
            wanted = {occurrence.key: occurrence for occurrence in occurrences}
            for one in stored[duty.key]:
                if one.status is Status.CANCELLED and one.agency in duty.lead and one.occurrence in wanted:
                    plan.back.append(Back(found=one, due=wanted[one.occurrence].due, every=duty.every))
                    plan.note(duty.directive, one.agency).new.append(duty.id)

    def _occurrences(self, duty: Duty, directive: Directive) -> list[Occurrence]:
        """Return what is tracked now: of a recurring duty what falls due within one interval from today."""
        months = duty.every.months if duty.every else 0
        until = self.today + timedelta(days=months * DAYS_A_MONTH)
        return list(tracked(directive, duty, since=self.today, until=until))


def _other_kind(assignment: Assignment, duty: Duty) -> bool:
    """Tell whether an assignment was given when the duty recurred and no longer does, or the other way round."""
    return bool(assignment.occurrence) != (duty.every is not None)
