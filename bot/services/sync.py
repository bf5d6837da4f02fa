"""Sync: the directive files take the place of the stored register, and the assignments follow."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.assignments import Assignment
from bot.domain.delivery import Lane
from bot.domain.duties import Directive, Origin, Status
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.register.diff import RegisterDiff
from bot.services.assigning import directive_row, duty_row, first_rung
from bot.services.base import Service
from bot.services.duties import Duties
from bot.services.extending import Extending
from bot.services.obstacles import Obstacles
from bot.services.stored import stored_directives
from bot.services.sync_plan import Back, Plan, Planning, Told
from bot.services.views import View, assignment_subject


class Sync(Service):
    """Bring the stored register up to the files. A second sync of the same files changes nothing."""

    async def plan(self, files: Sequence[Directive]) -> Plan:
        """Return what a sync would do, without doing it."""
        return await Planning(self.work, self.config).plan(files)

    async def apply(self, files: Sequence[Directive], *, actor: str) -> Plan:
        """Store the files, give, change and cancel assignments, and announce it to the agencies concerned."""
        plan = await self.plan(files)
        await self.carry_out(plan, actor=actor)
        return plan

    async def carry_out(self, plan: Plan, *, actor: str) -> None:
        """Do what was planned in this transaction."""
        difference = plan.difference
        if difference.is_empty:
            return
        await self._store(difference)
        for one in plan.cancelled:
            await self._close(one)
        for one, due in plan.touched:
            if due != one.due:
                await self._new_deadline(one, due)
            await self.changed(assignment_subject(one.id))
        await self._give(plan)
        await self._announce(plan)
        await self.record(
            actor,
            "sync",
            "register",
            added=len(difference.duties_added),
            changed=len(difference.duties_changed),
            removed=len(difference.duties_removed),
            given=plan.given,
            cancelled=len(plan.cancelled),
            moved=plan.moved,
        )

    async def roll_on(self) -> int:
        """Give the next occurrences of recurring duties whose time has come near; return how many are new."""
        plan = await Planning(self.work, self.config).next_occurrences()
        await self._give(plan)
        return plan.given

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

    async def _new_deadline(self, found: Assignment, due: date | None) -> None:
        """The directive has another deadline: it takes the place of the old one and of what was granted on it."""
        await Extending(self.work, self.config).drop(found)
        await Duties(self.work, self.config).move_deadline(found, due)
        subject = assignment_subject(found.id)
        await self.record("system", "deadline", subject, agency=found.agency, **_moved(found.due, due))

    async def _give(self, plan: Plan) -> None:
        await self.work.assignments.add(plan.rows)
        for one in plan.back:
            await self._bring_back(one)

    async def _bring_back(self, back: Back) -> None:
        found, due = back.found, back.due
        await self.work.assignments.change(
            found,
            status=Status.ASSIGNED,
            due=due,
            handled_until=self.work.now,
            next_at=None if due is None else first_rung(due, self.config, self.work.now, back.every),
        )
        subject = assignment_subject(found.id)
        await self.record("system", "assign", subject, agency=found.agency, **_moved(found.due, due))
        await self.changed(subject)

    async def _announce(self, plan: Plan) -> None:
        """Tell each agency once a directive what it was given, what changed and what was taken away."""
        added = {directive.id for directive in plan.difference.directives_added}
        by_agency: dict[str, list[Contact]] = {}
        for contact in await self.work.contacts.of(roles=[Role.OFFICER, Role.HEAD]):
            by_agency.setdefault(contact.agency, []).append(contact)
        for (directive, agency), note in plan.told.items():
            people = by_agency.get(agency, [])
            if people and (note.new or note.changed or (note.coordinating and directive in added)):
                await self._say(people, _announcement(directive, agency, note, new=directive in added))
            if people and note.removed:
                args = {"directive": plan.titles[directive], "agency": agency, "titles": sorted(set(note.removed))}
                await self._say(people, View(name="removed", args=args), about=directive)

    async def _say(self, people: Sequence[Contact], view: View, about: str | None = None) -> None:
        directive, agency = about or view.args["directive"], view.args["agency"]
        await self.tell(
            people,
            view,
            key=f"{view.name}:{directive}:{agency}:{self.work.now:%Y%m%dT%H%M%S}",
            lane=Lane.REMINDER,
            silent=self.outside_hours(),
        )


def _announcement(directive: str, agency: str, note: Told, *, new: bool) -> View:
    args = {
        "directive": directive,
        "agency": agency,
        "duties": sorted({*note.new, *note.changed}),
        "coordinating": note.coordinating,
        "changed": not new,
    }
    return View(name="announcement", args=args)


def _moved(before: date | None, due: date | None) -> dict[str, Any]:
    """Return what the audit trail tells of a deadline that moved."""
    return {"before": before.isoformat() if before else None, "due": due.isoformat() if due else None}
