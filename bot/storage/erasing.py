"""Erasing: what was kept for long enough, and what says who somebody is. The record that something was done stays."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    RowMapping,
    String,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.duties import Status
from bot.domain.extensions import PENDING
from bot.domain.files import FileState
from bot.domain.obstacles import TicketState
from bot.domain.people import ContactKind
from bot.domain.trail import WHO, WORDS
from bot.outbox import NOBODY
from bot.storage.rows import some_of
from bot.storage.tables import (
    assignments,
    audit,
    audit_apart,
    contacts,
    extensions,
    files,
    outbox,
    questions,
    screens,
    ticket_notes,
    tickets,
    tries,
    updates,
)

BATCH = 500  # rows at a time, so that nobody waits for long
ERASED_TEXT = "[…]"  # stands where somebody's words stood
FORGOTTEN = "forgotten:"  # begins the address of a contact who was forgotten
CONVERSATION = (
    *("open_ticket", "say_agency", "say_ict", "escalate_ticket", "decide_ticket", "add_file"),
    *("ask_extension", "refuse_extension", "return", "return_report"),
)
"""Events whose words are talk between people; the words of all others are the agency's record."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom to erase: a contact (None: a member of groups only), and who they are in the messenger."""

    contact: int | None
    channel: str
    chat: str
    names: frozenset[str]
    pseudonym: str


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One thing that somebody did, as the audit trail has it: when, and to which ticket or extension."""

    event: int
    at: datetime
    action: str
    ticket: tuple[int, int] | None
    extension: int | None


class Erasing:
    """Takes out, and never adds."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    # What was kept for long enough: each takes out one batch and returns how many that was

    async def messages(self, before: datetime) -> int:
        """Take out messages that were dealt with, and what is remembered of messages that stand in chats."""
        closed = and_(outbox.c.created_at < before, outbox.c.closed_at.is_not(None))
        return await self._batch(outbox, closed) + await self._batch(screens, screens.c.shown_at < before)

    async def files(self, before: datetime) -> tuple[int, list[str]]:
        """Let files go that came with what is over; return their number, and the paths that nothing needs any more."""
        ended = assignments.c.status.in_((Status.DONE, Status.CANCELLED))
        of_duty = and_(assignments.c.id == _number_after("assignment:"), ended)
        of_ticket = and_(tickets.c.id == _number_after("ticket:"), tickets.c.state == TicketState.RESOLVED)
        over = or_(exists().where(of_duty), exists().where(of_ticket))
        query = select(files.c.id, files.c.path).where(files.c.at < before, files.c.state == FileState.KEPT, over)
        chosen = (await self._connection.execute(query.order_by(files.c.at).limit(BATCH))).all()
        ids = [row.id for row in chosen]
        await self._connection.execute(
            update(files).where(files.c.id.in_(ids)).values(state=FileState.REMOVED, path=None)
        )
        return len(ids), await self._free(row.path for row in chosen)

    async def drafts(self, before: datetime, prefix: str) -> tuple[int, list[str]]:
        """Take out files that were laid beside something that was never handed in."""
        query = select(files.c.id, files.c.path).where(files.c.at < before, files.c.subject.startswith(prefix))
        return await self._drop_files(query.order_by(files.c.at).limit(BATCH))

    async def texts(self, before: datetime) -> int:
        """Take out what people wrote to each other about what is over."""
        resolved = and_(tickets.c.state == TicketState.RESOLVED, tickets.c.resolved_at < before)
        of_tickets = select(tickets.c.id).where(resolved)
        decided = and_(extensions.c.state.not_in(PENDING), extensions.c.asked_at < before)
        count = 0
        for table, column, which in (
            (tickets, tickets.c.text, resolved),
            (ticket_notes, ticket_notes.c.text, ticket_notes.c.ticket.in_(of_tickets)),
            (extensions, extensions.c.reason, decided),
            (extensions, extensions.c.answer, decided),
        ):
            count += await self._blank(table, column, which, BATCH)
        return count

    async def words(self, before: datetime) -> int:
        """Take what people wrote to each other out of the audit trail; return how many parts."""
        talk = and_(audit.c.id == audit_apart.c.event, audit.c.at < before, audit.c.action.in_(CONVERSATION))
        query = select(audit.c.id).where(talk, audit_apart.c.part == WORDS).order_by(audit.c.id).limit(BATCH)
        return await self.parts(WORDS, list(await self._connection.scalars(query)))

    async def gone(self, before: datetime) -> list[int]:
        """Return some people who are no longer enrolled, and of whom nothing was heard since a moment."""
        heard = and_(audit.c.subject == literal("contact:") + cast(contacts.c.id, String), audit.c.at >= before)
        query = select(contacts.c.id).where(
            ~contacts.c.active,
            contacts.c.kind == ContactKind.PERSON,
            ~contacts.c.chat.startswith(FORGOTTEN),
            ~exists().where(heard),
        )
        return list(await self._connection.scalars(query.order_by(contacts.c.id).limit(BATCH)))

    # Somebody

    async def traces(self, person: Person) -> list[Trace]:
        """Return what somebody did, as a contact, as a member of a group, or before they enrolled; oldest first."""
        wanted = []
        if person.contact is not None:
            wanted.append(select(audit).where(audit.c.actor == f"contact:{person.contact}"))
        apart = select(audit_apart.c.event, audit_apart.c.body).where(
            audit_apart.c.part == WHO, cast(audit_apart.c.body, String).contains(json.dumps(person.chat))
        )
        rows = (await self._connection.execute(apart)).all()
        known = [row.event for row in rows if person.chat in (row.body.get("member"), row.body.get("chat"))]
        wanted += [select(audit).where(audit.c.id.in_(some)) for some in some_of(known)]
        found = [_trace(row) for query in wanted for row in (await self._connection.execute(query)).mappings()]
        return sorted({one.event: one for one in found}.values(), key=lambda one: one.event)

    async def names_of(self, traces: Sequence[Trace]) -> set[str]:
        """Return the names by which somebody acted in groups."""
        names: set[str] = set()
        for some in some_of(traces):
            ids = [one.event for one in some]
            query = select(audit_apart.c.body).where(audit_apart.c.part == WHO, audit_apart.c.event.in_(ids))
            names |= {body["by"] for body in await self._connection.scalars(query) if "by" in body}
        return names

    async def parts(self, part: str, events: Sequence[int]) -> int:
        """Take a part out of some events; return how many had it."""
        count = 0
        for some in some_of(events):
            of_these = and_(audit_apart.c.part == part, audit_apart.c.event.in_(some))
            count += (await self._connection.execute(delete(audit_apart).where(of_these))).rowcount
        return count

    async def unsign(self, traces: Sequence[Trace], pseudonym: str) -> None:
        """Put the pseudonym where somebody's name stands under what they did to tickets and extensions."""
        for some in some_of(traces):
            of_tickets, notes, answers = _acts(some)
            for table, which, column in (
                (tickets, and_(of_tickets, tickets.c.claimed_at.in_(_moments(some))), tickets.c.claimed_by),
                (ticket_notes, notes, ticket_notes.c.author),
                (extensions, answers, extensions.c.answered_by),
            ):
                await self._connection.execute(update(table).where(which).values({column: pseudonym}))

    async def silence(self, contact: int | None, traces: Sequence[Trace]) -> int:
        """Take out what somebody wrote in tickets and about extensions; return how many texts."""
        count = 0
        if contact is not None:
            for table, column, writer in (
                (tickets, tickets.c.text, tickets.c.opened_by),
                (extensions, extensions.c.reason, extensions.c.asked_by),
            ):
                count += await self._blank(table, column, writer == contact)
        for some in some_of(traces):
            _, notes, answers = _acts(some)
            count += await self._blank(ticket_notes, ticket_notes.c.text, notes)
            count += await self._blank(extensions, extensions.c.answer, answers)
        return count

    async def files_of(self, contact: int, prefixes: Sequence[str]) -> tuple[int, list[str]]:
        """Take out the files that somebody sent for things whose names begin so; return their number and paths."""
        which = or_(*(files.c.subject.startswith(prefix) for prefix in prefixes))
        return await self._drop_files(select(files.c.id, files.c.path).where(files.c.by == contact, which))

    async def rename(self, contact: int, pseudonym: str) -> None:
        """Leave of a contact that there was one."""
        await self._connection.execute(
            update(contacts)
            .where(contacts.c.id == contact)
            .values(
                name=pseudonym,
                chat=f"{FORGOTTEN}{contact}",
                active=False,
                forum=False,
                unreachable_since=None,
                deputy=None,
                away_until=None,
            )
        )

    async def addresses(self, person: Person) -> None:
        """Take somebody out of everything that is about to be sent, stands in a chat, or came in."""
        mine = and_(outbox.c.channel == person.channel, outbox.c.chat == person.chat)
        await self._connection.execute(update(outbox).where(mine).values(chat=NOBODY, topic=None, args={}))
        told = outbox.c.key.contains(f":{person.chat}:", autoescape=True)
        number = literal(FORGOTTEN) + cast(outbox.c.id, String)
        await self._connection.execute(update(outbox).where(told).values(key=number, args={}))
        for table in (outbox, screens):
            await self._unname(table, person)
        for table, column in ((questions, questions.c.sender), (tries, tries.c.sender)):
            of_them = and_(table.c.channel == person.channel, column == person.chat)
            await self._connection.execute(delete(table).where(of_them))
        sent = and_(updates.c.channel == person.channel, updates.c.sender == person.chat)
        await self._connection.execute(update(updates).where(sent).values(raw=None, sender=None))

    async def _unname(self, table: Table, person: Person) -> None:
        """Put the pseudonym where a message's arguments have somebody's name, and nothing where they have their id."""
        needles = [json.dumps(one) for one in (*sorted(person.names), person.chat)]
        text = cast(table.c.args, String)
        named = or_(*(text.contains(needle, autoescape=True) for needle in needles))
        query = select(table.c.id, table.c.args).where(named)
        others = dict.fromkeys(person.names, person.pseudonym) | {person.chat: NOBODY}
        for row in (await self._connection.execute(query)).all():
            changed = update(table).where(table.c.id == row.id).values(args=replaced(row.args, others))
            await self._connection.execute(changed)

    async def _batch(self, table: Table, which: ColumnElement[bool]) -> int:
        chosen = select(table.c.id).where(which).limit(BATCH)
        return (await self._connection.execute(delete(table).where(table.c.id.in_(chosen)))).rowcount

    async def _blank(self, table: Table, column: Any, which: ColumnElement[bool], most: int | None = None) -> int:
        chosen = select(table.c.id).where(which, column.is_not(None), column != ERASED_TEXT).limit(most)
        statement = update(table).where(table.c.id.in_(chosen)).values({column: ERASED_TEXT})
        return (await self._connection.execute(statement)).rowcount

    async def _drop_files(self, query: Any) -> tuple[int, list[str]]:
        chosen = (await self._connection.execute(query)).all()
        await self._connection.execute(delete(files).where(files.c.id.in_([row.id for row in chosen])))
        return len(chosen), await self._free(row.path for row in chosen)

    async def _free(self, paths: Iterable[str | None]) -> list[str]:
        """Return those of some paths that no file needs any more: a copy stands for the same one."""
        known = {path for path in paths if path is not None}
        used = select(files.c.path).where(files.c.path.in_(known)).distinct()
        return sorted(known.difference(await self._connection.scalars(used)))


def _number_after(kind: str) -> ColumnElement[int | None]:
    """Return the id in a file's subject of a kind; of another kind nothing."""
    number = cast(func.substr(files.c.subject, len(kind) + 1), Integer)
    return case((files.c.subject.startswith(kind), number), else_=None)


def _trace(row: RowMapping) -> Trace:
    ticket = row["facts"].get("ticket")
    year, sequence = map(int, ticket.split("-")[1:]) if ticket else (None, None)
    return Trace(
        event=row["id"],
        at=row["at"],
        action=row["action"],
        ticket=None if year is None or sequence is None else (year, sequence),
        extension=row["facts"].get("extension"),
    )


def _moments(traces: Iterable[Trace]) -> list[datetime]:
    return [one.at for one in traces]


def _acts(traces: Sequence[Trace]) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Return which tickets somebody had to do with, which notes they wrote and which extensions they answered.

    What one person did at one moment to one thing nobody else did.
    """
    numbers = [one.ticket for one in traces if one.ticket is not None]
    of_tickets = tuple_(tickets.c.year, tickets.c.sequence).in_(numbers)
    notes = and_(
        ticket_notes.c.ticket.in_(select(tickets.c.id).where(of_tickets)), ticket_notes.c.at.in_(_moments(traces))
    )
    known = [one.extension for one in traces if one.extension is not None]
    answers = and_(extensions.c.id.in_(known), extensions.c.answered_at.in_(_moments(traces)))
    return of_tickets, notes, answers


def replaced(value: Any, others: Mapping[str, str]) -> Any:
    """Return what JSON holds with other texts in the place of some."""
    if isinstance(value, dict):
        return {key: replaced(one, others) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, others) for one in value]
    return others.get(value, value) if isinstance(value, str) else value
