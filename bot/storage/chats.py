"""What goes on in chats: questions asked, and screens that still show something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.rows import all_to, to
from bot.storage.tables import questions, screen_subjects, screens, topics


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something the bot asked one person in one chat, and waits to be told."""

    id: int
    kind: str
    args: dict[str, Any]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A message in a chat that shows something that may change."""

    id: int
    channel: str
    chat: str
    message_id: str
    contact: int | None
    view: str
    args: dict[str, Any]
    language: str
    is_group: bool


class Topics:
    """The topics of forum groups: one an agency."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, contact: int, agency: str) -> str | None:
        query = select(topics.c.topic).where(topics.c.contact == contact, topics.c.agency == agency)
        found: str | None = await self._connection.scalar(query)
        return found

    async def put(self, contact: int, agency: str, topic: str) -> None:
        await self.forget(contact, agency)
        await self._connection.execute(topics.insert().values(contact=contact, agency=agency, topic=topic))

    async def forget(self, contact: int, agency: str) -> None:
        await self._connection.execute(delete(topics).where(topics.c.contact == contact, topics.c.agency == agency))


class Questions:
    """At most one pending question a person and chat."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ask(
        self, *, channel: str, chat: str, sender: str, kind: str, args: dict[str, Any], now: datetime
    ) -> None:
        """Store what was asked; an older question of the same person there is dropped."""
        await self.drop(channel=channel, chat=chat, sender=sender)
        await self._connection.execute(
            questions.insert().values(channel=channel, chat=chat, sender=sender, kind=kind, args=args, asked_at=now)
        )

    async def pending(self, *, channel: str, chat: str, sender: str) -> Question | None:
        query = select(questions).where(
            questions.c.channel == channel, questions.c.chat == chat, questions.c.sender == sender
        )
        row = (await self._connection.execute(query)).mappings().first()
        return to(Question, row) if row else None

    async def move(self, channel: str, old_chat: str, new_chat: str) -> None:
        """Let what was asked in a chat be answered in another; what was asked there already stays."""
        there = select(questions.c.sender).where(questions.c.channel == channel, questions.c.chat == new_chat)
        moved = (questions.c.channel == channel, questions.c.chat == old_chat)
        await self._connection.execute(delete(questions).where(*moved, questions.c.sender.in_(there)))
        await self._connection.execute(update(questions).where(*moved).values(chat=new_chat))

    async def drop(self, *, channel: str, chat: str, sender: str) -> bool:
        result = await self._connection.execute(
            delete(questions).where(
                questions.c.channel == channel, questions.c.chat == chat, questions.c.sender == sender
            )
        )
        return result.rowcount > 0

    async def drop_chat(self, channel: str, chat: str) -> None:
        """Forget all that was asked in a chat, of whomever."""
        await self._connection.execute(
            delete(questions).where(questions.c.channel == channel, questions.c.chat == chat)
        )


_SHOWS = screen_subjects.insert().from_select(
    ["screen", "subject"],
    select(screens.c.id, bindparam("what", type_=screen_subjects.c.subject.type)).where(
        screens.c.channel == bindparam("of"),
        screens.c.chat == bindparam("where"),
        screens.c.message_id == bindparam("which"),
    ),
)
"""Adds one subject to a message: many of them go to the database at once, and need no ids."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message that shows ``subjects`` as of now; ``new``: it has just been sent, not edited."""

    new: bool
    channel: str
    chat: str
    message_id: str
    contact: int | None
    view: str
    args: dict[str, Any]
    language: str
    is_group: bool
    subjects: tuple[str, ...]

    @property
    def row(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("new", "subjects")}


class Screens:
    """Messages to edit when what they show changes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def show(self, shown: Sequence[Shown], now: datetime) -> None:
        """Remember what messages show; one that is not new takes the place of what it showed."""
        new = [one for one in shown if one.new or not await self._replace(one, now)]
        if new:
            await self._connection.execute(screens.insert(), [{**one.row, "shown_at": now} for one in new])
        rows = [
            {"of": one.channel, "where": one.chat, "which": one.message_id, "what": subject}
            for one in shown
            for subject in sorted(set(one.subjects))
        ]
        if rows:
            await self._connection.execute(_SHOWS, rows)

    async def _replace(self, one: Shown, now: datetime) -> bool:
        """Put what a message shows in the place of what it showed; False if that is not remembered."""
        there = _is_message(one.channel, one.chat, one.message_id)
        change = update(screens).where(there).values(**one.row, shown_at=now).returning(screens.c.id)
        screen = await self._connection.scalar(change)
        if screen is None:
            return False
        await self._connection.execute(delete(screen_subjects).where(screen_subjects.c.screen == screen))
        return True

    async def at(self, channel: str, chat: str, message_id: str) -> Screen | None:
        query = select(screens).where(_is_message(channel, chat, message_id))
        row = (await self._connection.execute(query)).mappings().first()
        return to(Screen, row) if row else None

    async def showing(self, subject: str) -> list[Screen]:
        query = (
            select(screens)
            .join(screen_subjects, screen_subjects.c.screen == screens.c.id)
            .where(screen_subjects.c.subject == subject)
            .order_by(screens.c.id)
        )
        return all_to(Screen, (await self._connection.execute(query)).mappings())

    async def take(self, channel: str, chat: str) -> list[Screen]:
        """Forget all messages of a chat; return what they showed, oldest first."""
        there = (screens.c.channel == channel, screens.c.chat == chat)
        query = select(screens).where(*there).order_by(screens.c.id)
        found = all_to(Screen, (await self._connection.execute(query)).mappings())
        await self._connection.execute(delete(screens).where(*there))
        return found

    async def forget(self, channel: str, chat: str, message_id: str) -> None:
        await self._connection.execute(delete(screens).where(_is_message(channel, chat, message_id)))

    async def forget_chat(self, channel: str, chat: str) -> None:
        """Forget all that stands in a chat: nothing of it is painted anew."""
        await self._connection.execute(delete(screens).where(screens.c.channel == channel, screens.c.chat == chat))


def _is_message(channel: str, chat: str, message_id: str) -> ColumnElement[bool]:
    return and_(screens.c.channel == channel, screens.c.chat == chat, screens.c.message_id == message_id)
