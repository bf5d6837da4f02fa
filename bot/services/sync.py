"""Sync: the directive files take the place of the stored register, and the assignments follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import OPEN, Directive, Duty, Occurrence, Origin, Status, duties_of
from bot.domain.forecast import tracked
from bot.domain.rights import Role
from bot.register.diff import RegisterDiff, diff
from bot.services.assigning import assignment_rows, directive_row, duty_row, first_rung
from bot.services.base import Service
from bot.services.duties import Duties
from bot.services.extending import Extending
from bot.services.obstacles import Obstacles
from bot.services.stored import stored_directives
from bot.services.views import View, assignment_subject
from bot.storage.work import Work

DAYS_A_MONTH = 31
UNDONE = OPEN | {Status.SUBMITTED}


@dataclass(kw_only=True)
class _Told:
    """What one agency has to be told about one directive: assignment ids and titles."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    coordinating: int = 0


class Sync(Service):
    """Bring the stored register up to the files. A second sync of the same files changes nothing."""

    def __init__(self, work: Work, config: Config) -> None:
        super().__init__(work, config)
        self._directives: dict[str, Directive] = {}

    async def compare(self, files: Sequence[Directive]) -> RegisterDiff:
        """Return what a sync would change, without changing it."""
        return diff(await stored_directives(self.work, Origin.FILE), files)

    async def apply(self, files: Sequence[Directive], *, actor: str) -> RegisterDiff:
        """Store the files, give, change and cancel assignments, and announce it to the agencies concerned."""
        difference = await self.compare(files)
        if difference.is_empty:
            return difference
        await self._store(difference)
        await self._know_directives()
        told: dict[tuple[str, str], _Told] = {}
        await self._drop(difference, told)
        await self._rearm(difference, told)
        await self._assign(difference.duties_added, told)
        await self._assign([change.new for change in difference.duties_changed], told)
        _count_coordinating(difference, told)
        await self._announce(difference, told)
        await self.record(
            actor,
            "sync",
            "register",
            added=len(difference.duties_added),
            changed=len(difference.duties_changed),
            removed=len(difference.duties_removed),
        )
        return difference

    async def roll_on(self) -> int:
        """Give the next occurrences of recurring duties whose time has come near; return how many are new."""
        recurring = [duty for duty in duties_of(await self._know_directives()) if duty.every is not None]
        if not recurring:
            return 0
        return await self._assign(recurring, {})

    async def _store(self, difference: RegisterDiff) -> None:
        changed = [change.new for change in difference.directives_changed]
        for directive in (*difference.directives_added, *changed):
            row = directive_row(directive, Origin.FILE, self.work.now)
            await self.work.register.put_directive(directive.id, row)
        for directive in difference.directives_removed:
            row = directive_row(directive, Origin.FILE, self.work.now, active=False)
            await self.work.register.put_directive(directive.id, row)
        known = {one.id: one for one in (*await stored_directives(self.work), *difference.directives_removed)}
        for duty in (*difference.duties_added, *(change.new for change in difference.duties_changed)):
            await self.work.register.put_duty(duty.directive, duty.id, duty_row(duty, known[duty.directive]))
        for duty in difference.duties_removed:
            row = duty_row(duty, known[duty.directive], active=False)
            await self.work.register.put_duty(duty.directive, duty.id, row)

    async def _drop(self, difference: RegisterDiff, told: dict[tuple[str, str], _Told]) -> None:
        """Cancel what the files no longer ask for; what is done stays done."""
        for duty in difference.duties_removed:
            await self._cancel(await self.work.assignments.of_duty(duty.directive, duty.id), told)
        for change in difference.duties_changed:
            stored = await self.work.assignments.of_duty(change.new.directive, change.new.id)
            lost = [one for one in stored if one.agency in change.lead_lost or _other_kind(one, change.new)]
            await self._cancel(lost, told)

    async def _cancel(self, found: Iterable[Assignment], told: dict[tuple[str, str], _Told]) -> None:
        for assignment in found:
            if assignment.status in UNDONE:
                await self._close(assignment)
                told.setdefault((assignment.directive, assignment.agency), _Told()).removed.append(assignment.title)

    async def _close(self, found: Assignment) -> None:
        """Cancel an assignment with all that hangs on it."""
        await self.work.assignments.change(
            found, status=Status.CANCELLED, before_pause=None, next_at=None, waits_at=None, submitted_at=None,
            submitted_by=None,
        )  # fmt: skip
        await Duties(self.work, self.config).rest(found.id, "the duty was taken out of its directive")
        await self.work.quiet.wake(found.id)
        await Extending(self.work, self.config).drop(found)
        await Obstacles(self.work, self.config).drop(found)
        await self.record("system", "cancel", assignment_subject(found.id), agency=found.agency)
        await self.changed(assignment_subject(found.id))

    async def _rearm(self, difference: RegisterDiff, told: dict[tuple[str, str], _Told]) -> None:
        """Give assignments that are not done the new deadline of their duty, with a fresh ladder."""
        for change in difference.duties_changed:
            stored = await self.work.assignments.of_duty(change.new.directive, change.new.id)
            for assignment in stored:
                if assignment.status not in UNDONE:
                    continue
                note = told.setdefault((assignment.directive, assignment.agency), _Told())
                if change.old.due != change.new.due and not assignment.occurrence:
                    await self._new_deadline(assignment, change.new.due)
                note.changed.append(change.new.id)
                await self.changed(assignment_subject(assignment.id))

    async def _new_deadline(self, found: Assignment, due: date | None) -> None:
        """The directive has another deadline: it takes the place of the old one and of what was granted on it."""
        await Extending(self.work, self.config).drop(found)
        await Duties(self.work, self.config).move_deadline(found, due)
        subject = assignment_subject(found.id)
        await self.record("system", "deadline", subject, agency=found.agency, **_moved(found.due, due))

    async def _assign(self, duties: Sequence[Duty], told: dict[tuple[str, str], _Told]) -> int:
        """Add the assignments that are missing; one that was cancelled comes back."""
        known = await self.work.assignments.keys()
        rows: list[dict[str, Any]] = []
        revived = 0
        for duty in duties:
            for occurrence in self._occurrences(duty):
                key = occurrence.key
                missing = [agency for agency in duty.lead if (duty.directive, duty.id, agency, key) not in known]
                rows += assignment_rows(duty, missing, occurrence, self.config, self.work.now)
                for agency in missing:
                    told.setdefault((duty.directive, agency), _Told()).new.append(duty.id)
            revived += await self._revive(duty, told)
        await self.work.assignments.add(rows)
        return len(rows) + revived

    async def _revive(self, duty: Duty, told: dict[tuple[str, str], _Told]) -> int:
        wanted = {occurrence.key: occurrence.due for occurrence in self._occurrences(duty)}
        back = [
            assignment
            for assignment in await self.work.assignments.of_duty(duty.directive, duty.id)
            if assignment.status is Status.CANCELLED and assignment.agency in duty.lead
            if assignment.occurrence in wanted
        ]
        for assignment in back:
            due = wanted[assignment.occurrence]
            await self.work.assignments.change(
                assignment,
                status=Status.ASSIGNED,
                due=due,
                handled_until=self.work.now,
                next_at=None if due is None else first_rung(due, self.config, self.work.now, duty.every),
            )
            subject = assignment_subject(assignment.id)
            await self.record("system", "assign", subject, agency=assignment.agency, **_moved(assignment.due, due))
            await self.changed(subject)
            told.setdefault((duty.directive, assignment.agency), _Told()).new.append(duty.id)
        return len(back)

    async def _know_directives(self) -> list[Directive]:
        found = await stored_directives(self.work)
        self._directives = {directive.id: directive for directive in found}
        return found

    def _occurrences(self, duty: Duty) -> list[Occurrence]:
        """Return what is tracked now: of a recurring duty what falls due within one interval from today."""
        months = duty.every.months if duty.every else 0
        until = self.today + timedelta(days=months * DAYS_A_MONTH)
        return list(tracked(self._directives[duty.directive], duty, since=self.today, until=until))

    async def _announce(self, difference: RegisterDiff, told: dict[tuple[str, str], _Told]) -> None:
        """Tell each agency once a directive what it was given, what changed and what was taken away."""
        titles = {directive.id: directive.title for directive in await stored_directives(self.work)}
        titles |= {directive.id: directive.title for directive in difference.directives_removed}
        added = {directive.id for directive in difference.directives_added}
        stamp = f"{self.work.now:%Y%m%dT%H%M%S}"
        by_agency: dict[str, list[Any]] = {}
        for contact in await self.work.contacts.of(roles=[Role.OFFICER, Role.HEAD]):
            by_agency.setdefault(contact.agency, []).append(contact)
        for (directive, agency), note in told.items():
            people = by_agency.get(agency, [])
            if not people:
                continue
            if note.new or note.changed or (note.coordinating and directive in added):
                args = {
                    "directive": directive,
                    "agency": agency,
                    "duties": sorted({*note.new, *note.changed}),
                    "coordinating": note.coordinating,
                    "changed": directive not in added,
                }
                view = View(name="announcement", args=args)
                await self.tell(
                    people,
                    view,
                    key=f"announce:{directive}:{agency}:{stamp}",
                    lane=Lane.REMINDER,
                    silent=self.outside_hours(),
                )
            if note.removed:
                args = {"directive": titles[directive], "agency": agency, "titles": sorted(set(note.removed))}
                await self.tell(
                    people,
                    View(name="removed", args=args),
                    key=f"removed:{directive}:{agency}:{stamp}",
                    lane=Lane.REMINDER,
                    silent=self.outside_hours(),
                )


def _moved(before: date | None, due: date | None) -> dict[str, str | None]:
    """Return what the audit trail tells of a deadline that moved."""
    return {"before": before.isoformat() if before else None, "due": due.isoformat() if due else None}


def _other_kind(assignment: Assignment, duty: Duty) -> bool:
    """Tell whether an assignment was given when the duty recurred and no longer does, or the other way round."""
    return bool(assignment.occurrence) != (duty.every is not None)


def _count_coordinating(difference: RegisterDiff, told: dict[tuple[str, str], _Told]) -> None:
    for directive in difference.directives_added:
        for duty in directive.duties:
            for agency in duty.coordinating:
                told.setdefault((directive.id, agency), _Told()).coordinating += 1
