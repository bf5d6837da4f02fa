"""The stored register and its assignments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assignments import Assignment
from bot.domain.duties import Every, Origin, Status
from bot.storage.rows import all_to, many_to, to
from bot.storage.tables import UNPLANNED, assignments, directives, duties

_OF_ASSIGNMENT = (
    assignments,
    directives.c.title.label("directive_title"),
    duties.c.clause,
    duties.c.title,
    duties.c.every,
    duties.c.deliverable,
    duties.c.submit_to,
    duties.c.target,
    duties.c.coordinating,
    duties.c.verify,
    duties.c.given_by,
)


def _assignments() -> Select[Any]:
    """Return what is asked of all assignments, but for those that went into another."""
    return _all_assignments().where(assignments.c.merged_into.is_(None))


def _all_assignments() -> Select[Any]:
    joined = assignments.join(
        duties, and_(duties.c.directive == assignments.c.directive, duties.c.id == assignments.c.duty)
    ).join(directives, directives.c.id == assignments.c.directive)
    return select(*_OF_ASSIGNMENT).select_from(joined)


async def all_of(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Assignment]:
    """Return the assignments of which something is true, but for those that went into another."""
    query = _assignments().where(which).order_by(assignments.c.id)
    return await many_to(Assignment, (await connection.execute(query)).mappings())


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the ladders of ``count`` assignments stand: one deadline, dealt with until, to be looked at again (UTC)."""

    due: date
    every: Every | None
    handled_until: datetime
    next_at: datetime | None
    count: int


class Register:
    """Directives and duties as they were last synced, each with its whole body."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def bodies(self, origin: Origin | None = None) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Return the active directives' bodies, each with those of its active duties, in the order of storing."""
        active = select(directives.c.id, directives.c.body).where(directives.c.active)
        if origin is not None:
            active = active.where(directives.c.origin == origin)
        rows = await self._connection.execute(active)
        found: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {row.id: (row.body, []) for row in rows}
        query = select(duties.c.directive, duties.c.body).where(duties.c.active).order_by(duties.c.directive)
        for row in await self._connection.execute(query):
            if row.directive in found:
                found[row.directive][1].append(row.body)
        return list(found.values())

    async def count_duties(self, directive: str) -> int:
        """Return how many duties a directive was ever given."""
        query = select(func.count()).where(duties.c.directive == directive)
        return await self._connection.scalar(query) or 0

    async def put_directive(self, directive: str, values: dict[str, Any]) -> None:
        changed = await self._connection.execute(
            update(directives).where(directives.c.id == directive).values(**values)
        )
        if changed.rowcount == 0:
            await self._connection.execute(directives.insert().values(id=directive, **values))

    async def put_duty(self, directive: str, duty: str, values: dict[str, Any]) -> None:
        key = and_(duties.c.directive == directive, duties.c.id == duty)
        changed = await self._connection.execute(update(duties).where(key).values(**values))
        if changed.rowcount == 0:
            await self._connection.execute(duties.insert().values(directive=directive, id=duty, **values))


class Assignments:
    """What each agency has to do."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._ahead: dict[int, Assignment | None] = {}

    async def get(self, assignment: int) -> Assignment | None:
        """Return an assignment; of one that went into another, that other."""
        into = select(assignments.c.merged_into).where(assignments.c.id == assignment).scalar_subquery()
        query = _assignments().where(assignments.c.id == func.coalesce(into, assignment))
        row = (await self._connection.execute(query)).mappings().first()
        return to(Assignment, row) if row else None

    async def merged_into(self, assignment: int) -> list[int]:
        """Return the ids of those that went into an assignment."""
        query = select(assignments.c.id).where(assignments.c.merged_into == assignment).order_by(assignments.c.id)
        return list(await self._connection.scalars(query))

    async def read_ahead(self, ids: Sequence[int]) -> None:
        """Read at once what ``some`` is asked for later, in a transaction that only reads."""
        found = {one.id: one for one in await self.some(sorted(set(ids)))}
        self._ahead = {one: found.get(one) for one in ids}

    async def some(self, ids: Sequence[int]) -> list[Assignment]:
        if all(one in self._ahead for one in ids):
            return [found for one in dict.fromkeys(ids) if (found := self._ahead[one]) is not None]
        query = _all_assignments().where(assignments.c.id.in_(ids))
        return all_to(Assignment, (await self._connection.execute(query)).mappings())

    async def of_agency(self, agency: str) -> list[Assignment]:
        """Return an agency's assignments but for the cancelled: dated ones first, nearest deadline first."""
        query = (
            _assignments()
            .where(assignments.c.agency == agency, assignments.c.status != Status.CANCELLED)
            .order_by(assignments.c.due.is_(None), assignments.c.due, assignments.c.id)
        )
        return all_to(Assignment, (await self._connection.execute(query)).mappings())

    async def held_by(self, contact: int, agency: str) -> list[Assignment]:
        """Return an agency's assignments that were handed to somebody."""
        query = _assignments().where(assignments.c.agency == agency, assignments.c.holder == contact)
        return all_to(Assignment, (await self._connection.execute(query.order_by(assignments.c.id))).mappings())

    async def search(
        self, words: Sequence[str], *, agency: str | None, offset: int, limit: int
    ) -> tuple[list[Assignment], int]:
        """Return a page of the assignments whose duty has all ``words`` (folded), and how many there are.

        Open ones first, the nearest deadline on top; ``agency`` None: of all agencies.
        """
        text = duties.c.folded
        wanted = and_(
            assignments.c.status != Status.CANCELLED, *(text.contains(word, autoescape=True) for word in words)
        )
        if agency is not None:
            wanted = and_(wanted, assignments.c.agency == agency)
        matching = _assignments().where(wanted)
        order = (
            assignments.c.status == Status.DONE,
            assignments.c.due.is_(None),
            assignments.c.due,
            assignments.c.id,
        )
        page = (await self._connection.execute(matching.order_by(*order).offset(offset).limit(limit))).mappings()
        total = await self._connection.scalar(select(func.count()).select_from(matching.subquery()))
        return all_to(Assignment, page), total or 0

    async def waiting_too_long(self, now: datetime) -> list[Assignment]:
        """Return the completions that wait to be accepted and whose service level has to be looked at."""
        query = _assignments().where(assignments.c.waits_at <= now).order_by(assignments.c.waits_at, assignments.c.id)
        return all_to(Assignment, (await self._connection.execute(query)).mappings())

    async def next_look(self) -> datetime | None:
        """Return when the next completion that waits has to be looked at (UTC)."""
        query = select(func.min(assignments.c.waits_at)).where(assignments.c.waits_at.is_not(None))
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def looked_at(self, assignment: Assignment, *, handled_until: datetime, waits_at: datetime | None) -> None:
        """Write how far the service level has been dealt with; that is no change of state."""
        await self._connection.execute(
            update(assignments)
            .where(assignments.c.id == assignment.id)
            .values(handled_until=handled_until, waits_at=waits_at)
        )

    async def of_all(self) -> list[Assignment]:
        query = _assignments().where(assignments.c.status != Status.CANCELLED).order_by(assignments.c.id)
        return await many_to(Assignment, (await self._connection.execute(query)).mappings())

    async def first_given_at(self) -> datetime | None:
        """Return when the first assignment was given (UTC)."""
        moment: datetime | None = await self._connection.scalar(select(func.min(assignments.c.assigned_at)))
        return moment

    async def of_duty(self, directive: str, duty: str) -> list[Assignment]:
        query = _assignments().where(assignments.c.directive == directive, assignments.c.duty == duty)
        return all_to(Assignment, (await self._connection.execute(query.order_by(assignments.c.id))).mappings())

    async def of_duties(self, keys: Sequence[tuple[str, str]]) -> list[Assignment]:
        """Return all assignments of some duties (directive, id), the cancelled too."""
        if not keys:
            return []
        query = _assignments().where(tuple_(assignments.c.directive, assignments.c.duty).in_(keys))
        return await many_to(Assignment, (await self._connection.execute(query.order_by(assignments.c.id))).mappings())

    async def open_by_agency(self, among: Collection[str] | None = None) -> dict[str, int]:
        """Return how many assignments of each agency (None: of all) are neither done nor cancelled."""
        ended = assignments.c.status.in_((Status.DONE, Status.CANCELLED)) | assignments.c.merged_into.is_not(None)
        query = select(assignments.c.agency, func.count()).where(~ended).group_by(assignments.c.agency)
        if among is not None:
            query = query.where(assignments.c.agency.in_([*among]))
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def coordinated_by(self, agency: str) -> list[Assignment]:
        """Return the assignments of others that ``agency`` helps with."""
        named = select(duties.c.directive, duties.c.id, duties.c.coordinating).where(duties.c.active)
        helping = [(r.directive, r.id) for r in await self._connection.execute(named) if agency in r.coordinating]
        if not helping:
            return []
        query = _assignments().where(
            assignments.c.status != Status.CANCELLED,
            assignments.c.agency != agency,
            tuple_(assignments.c.directive, assignments.c.duty).in_(helping),
        )
        return all_to(Assignment, (await self._connection.execute(query.order_by(assignments.c.id))).mappings())

    async def due_for_ladder(self, now: datetime, limit: int) -> list[Assignment]:
        """Return those whose next rung has come, oldest first."""
        query = _assignments().where(assignments.c.next_at <= now).order_by(assignments.c.next_at).limit(limit)
        return all_to(Assignment, (await self._connection.execute(query)).mappings())

    async def plans(self) -> list[Plan]:
        """Return how the ladders of all open assignments with a deadline stand, those that stand alike together."""
        of_duty = and_(duties.c.directive == assignments.c.directive, duties.c.id == assignments.c.duty)
        stands = (assignments.c.due, duties.c.every, assignments.c.handled_until, assignments.c.next_at)
        query = select(*stands, func.count().label("count")).join(duties, of_duty).group_by(*stands)
        planned, unplanned = query.where(assignments.c.next_at.is_not(None)), query.where(UNPLANNED)
        found: list[Plan] = []
        for which in (planned, unplanned):
            found += all_to(Plan, (await self._connection.execute(which)).mappings())
        return found

    async def replan(self, plan: Plan, next_at: datetime) -> list[int]:
        """Let all ladders that stand like this be looked at again at another moment; return whose they are.

        That is no change of state.
        """
        alike = select(duties.c.id).where(
            duties.c.directive == assignments.c.directive,
            duties.c.id == assignments.c.duty,
            duties.c.every.is_not_distinct_from(plan.every),
        )
        changed = await self._connection.scalars(
            update(assignments)
            .where(
                UNPLANNED if plan.next_at is None else assignments.c.next_at == plan.next_at,
                assignments.c.due == plan.due,
                assignments.c.handled_until == plan.handled_until,
                alike.exists(),
            )
            .values(next_at=next_at)
            .returning(assignments.c.id)
        )
        return sorted(changed)

    async def coming(self) -> list[tuple[datetime, int, list[str]]]:
        """Return the next moments of the ladder (UTC), each with how many assignments and which duties it concerns."""
        query = (
            select(assignments.c.next_at, duties.c.title, func.count())
            .join(duties, and_(duties.c.directive == assignments.c.directive, duties.c.id == assignments.c.duty))
            .where(assignments.c.next_at.is_not(None))
            .group_by(assignments.c.next_at, duties.c.title)
            .order_by(assignments.c.next_at, duties.c.title)
        )
        moments: dict[datetime, tuple[int, list[str]]] = {}
        for at, title, count in await self._connection.execute(query):
            known = moments.setdefault(at, (0, []))
            moments[at] = (known[0] + count, [*known[1], title])
        return [(at, count, titles) for at, (count, titles) in moments.items()]

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            await self._connection.execute(insert(assignments), list(rows))

    async def change(self, assignment: Assignment, **values: object) -> bool:
        """Write a change of state, if nobody changed it in between; False if somebody did."""
        result = await self._connection.execute(
            update(assignments)
            .where(assignments.c.id == assignment.id, assignments.c.revision == assignment.revision)
            .values(revision=assignment.revision + 1, **values)
        )
        return result.rowcount == 1

    async def climbed(self, next_at: Mapping[int, datetime | None], *, handled_until: datetime) -> None:
        """Write how far ladders have been dealt with, and when each is looked at next; that is no change of state."""
        await self._connection.execute(
            update(assignments)
            .where(assignments.c.id == bindparam("which"))
            .values(handled_until=handled_until, next_at=bindparam("coming")),
            [{"which": assignment, "coming": moment} for assignment, moment in next_at.items()],
        )
