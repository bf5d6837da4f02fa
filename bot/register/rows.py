"""The register as rows: one a duty, agency and role."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.duties import Cell, Directive, Duty, DutyKind, Status, Target, cell
from bot.domain.forecast import tracked
from bot.domain.working_days import WorkCalendar

OVERDUE = "overdue"
STATUSES = (*(status.value for status in Status), OVERDUE, Cell.OPEN_WITHIN.value, Cell.OPEN_NO_DEADLINE.value)
FIELDS = ("directive", "duty", "clause", "title", "kind", "agency", "role", "due", "status", "target")
NEXT_WITHIN = timedelta(days=366)
LEAD, COORDINATING = "lead", "coordinating"


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One duty of one agency. ``due`` is a recurring duty's next date; the files know no status but ``assigned``."""

    directive: str
    duty: str
    clause: str
    title: str
    kind: DutyKind
    agency: str
    role: str
    due: date | None
    status: Status
    cell: Cell
    target: Target | None

    def is_in(self, status: str) -> bool:
        """Tell whether the row belongs to ``status``, one of STATUSES."""
        return status in (self.status, self.cell) or (status == OVERDUE and self.cell is Cell.OPEN_OVERDUE)

    @property
    def target_text(self) -> str:
        """The target in short: ``≥ 80 %``."""
        return target_in_short(self.target) if self.target else ""

    def as_json(self) -> dict[str, Any]:
        target = self.target
        return {
            **self._fields(),
            "target": target
            and {
                "metric": target.metric,
                "unit": target.unit,
                "value": _number(target.value),
                "at_least": target.at_least,
            },
        }

    def as_csv(self) -> dict[str, Any]:
        return {**self._fields(), "target": self.target_text}

    def _fields(self) -> dict[str, Any]:
        return {
            "directive": self.directive,
            "duty": self.duty,
            "clause": self.clause,
            "title": self.title,
            "kind": self.kind.value,
            "agency": self.agency,
            "role": self.role,
            "due": self.due.isoformat() if self.due else None,
            "status": self.status.value,
        }


def duty_rows(directives: Iterable[Directive], calendar: WorkCalendar, today: date) -> Iterator[DutyRow]:
    """Yield a row for each agency that leads, then each that helps, duty after duty, as things stand on ``today``."""
    for directive in directives:
        for duty in directive.duties:
            due = _due(directive, duty, today)
            stands = cell(status=Status.ASSIGNED, due=due, submitted_on=None, today=today, calendar=calendar)
            for role, agencies in ((LEAD, duty.lead), (COORDINATING, duty.coordinating)):
                for agency in agencies:
                    yield DutyRow(
                        directive=directive.id,
                        duty=duty.id,
                        clause=duty.clause,
                        title=duty.title,
                        kind=duty.kind,
                        agency=agency,
                        role=role,
                        due=due,
                        status=Status.ASSIGNED,
                        cell=stands or Cell.OPEN_NO_DEADLINE,
                        target=duty.target,
                    )


def _due(directive: Directive, duty: Duty, today: date) -> date | None:
    """Return the deadline, or the next date of a recurring duty that has one."""
    if duty.kind is not DutyKind.RECURRING:
        return duty.due
    start = max(today, directive.in_force_from, duty.starts or date.min)
    coming = tracked(directive, duty, since=start, until=start + NEXT_WITHIN)
    return next((occurrence.due for occurrence in coming), None)


def target_in_short(target: Target) -> str:
    return f"{'≥' if target.at_least else '≤'} {_number(target.value)} {target.unit}"


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
