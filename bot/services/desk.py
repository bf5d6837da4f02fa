"""The desk: what a conversation has before it for one event: who speaks, the services, and ways to answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.channels.base import ChatKind, ChoiceEvent, CommandEvent, Event, TextEvent
from bot.config import Config
from bot.dates import Misdate, read_date
from bot.domain.delivery import Lane
from bot.domain.people import Contact
from bot.errors import Refused
from bot.numbers import Misnumber, read_number
from bot.outbox import Draft
from bot.services.base import Place, Speaker
from bot.services.completion import Completion
from bot.services.duties import Duties
from bot.services.enrolment import Enrolment
from bot.services.evidence import Evidence
from bot.services.extending import Extending
from bot.services.filling import Filling
from bot.services.handing import Handing
from bot.services.inviting import Inviting
from bot.services.leaving import Leaving
from bot.services.moving import Moving
from bot.services.obstacles import Obstacles
from bot.services.presence import Presence
from bot.services.proposing import Proposing
from bot.services.quieting import Quieting
from bot.services.setup import Reload, Setup
from bot.services.tasks import Tasks
from bot.services.views import ASKING, View, said
from bot.storage.chats import Question, Screen
from bot.storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Toast:
    """A short text over the chat, in answer to a press; ``key`` is a phrase."""

    key: str
    facts: dict[str, Any]
    alert: bool = False


class Desk:
    """One event, in one transaction."""

    def __init__(
        self, work: Work, config: Config, event: Event, contact: Contact | None, reload: Reload | None = None
    ) -> None:
        self._work = work
        self._config = config
        self._contact = contact
        self._answers = 0
        self.event = event
        self.toast: Toast | None = None
        self.completion = Completion(work, config)
        self.duties = Duties(work, config)
        self.enrolment = Enrolment(work, config)
        self.evidence = Evidence(work, config)
        self.extending = Extending(work, config)
        self.handing = Handing(work, config)
        self.inviting = Inviting(work, config)
        self.leaving = Leaving(work, config)
        self.moving = Moving(work, config)
        self.obstacles = Obstacles(work, config)
        self.presence = Presence(work, config)
        self.proposing = Proposing(work, config)
        self.quieting = Quieting(work, config)
        self.filling = Filling(work, config)
        self.setup = Setup(work, config, reload)
        self.tasks = Tasks(work, config)

    @property
    def enrolled(self) -> bool:
        """Tell whether this chat is enrolled."""
        return self._contact is not None

    @property
    def contact(self) -> Contact:
        """Return who speaks. Raises Refused for a stranger."""
        if self._contact is None:
            raise Refused("stranger")
        return self._contact

    @property
    def speaker(self) -> Speaker:
        """Return who acts. Raises Refused for a stranger."""
        return Speaker(contact=self.contact, id=self.event.sender.id, name=self.event.sender.name)

    @property
    def in_group(self) -> bool:
        return self.event.chat_kind is ChatKind.GROUP

    @property
    def ict(self) -> str:
        """Return the agency that handles obstacles."""
        return self._config.organisation.ict

    @property
    def language(self) -> str:
        return self._contact.language if self._contact else self._config.province.language

    @property
    def pressed(self) -> Place | None:
        """Return the message whose button was pressed."""
        if not isinstance(self.event, ChoiceEvent):
            return None
        return Place(channel=self.event.address.channel, chat=self.event.address.chat, message=self.event.message)

    def use(self, contact: Contact) -> None:
        """Go on as ``contact``: somebody who has just enrolled, or changed language."""
        self._contact = contact

    def read_day(self, text: str) -> date:
        """Return the day that a text means. Raises Refused for one that is past, or could be another."""
        calendar = self._config.calendar
        day = read_date(text, calendar.day_of(self._work.now), calendar=calendar)
        if isinstance(day, Misdate):
            raise Refused(f"date_{day.name.lower()}")
        return day

    def read_figure(self, text: str, unit: str) -> Decimal:
        """Return the number that a text means, in a unit. Raises Refused for what is not one, or could be another."""
        figure = read_number(text, unit)
        if isinstance(figure, Misnumber):
            raise Refused(f"number_{figure.name.lower()}", unit=unit)
        return figure

    async def read_back(self, purpose: str, action: str, day: date, subject: int, *, assignment: int) -> None:
        """Show a day as it was understood; its button presses ``action:subject:day``."""
        args = {"purpose": purpose, "action": action, "day": day.isoformat(), "id": subject, "assignment": assignment}
        await self.answer(View(name="read_back", args=args))

    async def give_files(self, files: Iterable[int], about: str) -> None:
        """Send files from the cabinet. Raises Refused if there is none."""
        ids = list(files)
        if not ids:
            raise Refused("no_files")
        for file in ids:
            await self.answer(View(name="file", args={"file": file, "about": about}))

    def say(self, key: str, *, alert: bool = False, **facts: Any) -> None:
        """Answer a press with a short text."""
        self.toast = Toast(key=key, facts=facts, alert=alert)

    async def answer(self, view: View, *, secret: bool = False) -> None:
        """Send a message to where the event came from; what a ``secret`` one says is wiped once it is sent."""
        await self._work.outbox.enqueue([replace(self._draft(view), secret=secret)], self._work.now)

    async def apologise(self) -> None:
        """Say that what came could not be taken; under a key of its own, for it may be taken after all."""
        draft = self._draft(said("sorry"))
        key = f"sorry:{draft.channel}:{self.event.update_id}"
        await self._work.outbox.enqueue([replace(draft, key=key)], self._work.now)

    async def show(self, view: View) -> None:
        """Show a view in the message that was pressed; without one, send it."""
        place = self.pressed
        if place is None:
            await self.answer(view)
            return
        await self._work.outbox.replace_edit(self._draft(view, edits=place.message), self._work.now)

    async def ask(self, kind: str, args: dict[str, Any], view: View | None = None) -> None:
        """Ask this person something; the question is stored until it is answered or dropped.

        Without a view the words of the question are those of ``kind`` (see the view "ask").
        """
        await self.await_answer(kind, args)
        await self.answer(view or View(name="ask", args={"key": kind, **args}))

    async def await_answer(self, kind: str, args: dict[str, Any]) -> None:
        """Store what is asked, in words that stand in the chat already."""
        await self._work.questions.ask(**self._whose, kind=kind, args=args, now=self._work.now)

    async def question(self) -> Question | None:
        """Return what this person was asked here, if it is still open."""
        return await self._work.questions.pending(**self._whose)

    async def drop_question(self) -> bool:
        """Forget what was asked; tell whether anything was."""
        return await self._work.questions.drop(**self._whose)

    async def pressed_screen(self) -> Screen | None:
        """Return what the pressed message shows, if that is remembered."""
        return await self._screen(self.event.message) if isinstance(self.event, ChoiceEvent) else None

    async def replied_screen(self) -> Screen | None:
        """Return what the message shows that this one replies to, if that is remembered."""
        if not isinstance(self.event, TextEvent | CommandEvent) or self.event.reply_to is None:
            return None
        return await self._screen(self.event.reply_to)

    async def require_asked(self) -> None:
        """Raise Refused if the pressed message, or the one replied to, asks another member of the group."""
        screen = await (self.pressed_screen() if isinstance(self.event, ChoiceEvent) else self.replied_screen())
        asked = screen.args.get("asked") if screen is not None else None
        if asked is not None and asked["id"] != self.event.sender.id:
            raise Refused("asked_another", name=asked["name"])

    async def repaint(self) -> None:
        """Show in the pressed message what is true now."""
        screen = await self.pressed_screen()
        if screen is not None:
            await self.show(View(name=screen.view, args=screen.args))

    async def _screen(self, message: str) -> Screen | None:
        return await self._work.screens.at(self.event.address.channel, self.event.address.chat, message)

    @property
    def _whose(self) -> dict[str, str]:
        address = self.event.address
        return {"channel": address.channel, "chat": address.chat, "sender": self.event.sender.id}

    def _addressed(self, view: View) -> dict[str, Any]:
        """In a group a question says whom it asks."""
        if not (self.in_group and view.name in ASKING):
            return view.args
        return {**view.args, "asked": {"id": self.event.sender.id, "name": self.event.sender.name}}

    def _draft(self, view: View, edits: str | None = None) -> Draft:
        self._answers += 1
        address = self.event.address
        message = self.event.message if isinstance(self.event, TextEvent | CommandEvent) else None
        return Draft(
            key=f"answer:{address.channel}:{self.event.update_id}:{self._answers}",
            lane=Lane.ANSWER if self._contact else Lane.OBSTACLE,  # strangers after who is enrolled, at night too
            channel=address.channel,
            chat=address.chat,
            topic=address.topic,
            contact=self._contact.id if self._contact else None,
            language=self.language,
            view=view.name,
            args=self._addressed(view),
            edits=edits,
            reply_to=message if self.in_group else None,
            is_group=self.in_group,
        )
