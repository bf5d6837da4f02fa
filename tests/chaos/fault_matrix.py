"""Every fault of the messenger against every kind of notice, through the real client and the sandbox.

A cell owes one notice to somebody who has just enrolled, lets the fault strike while it is delivered, ends it, and
plays on until the notice is closed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.cabinet import Cabinet
from bot.channels.barrier import Barrier
from bot.channels.base import Attachment, Outgoing
from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.channels.telegram import TelegramChannel, outbound
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.delivery import Delivered, Lane, Notice
from bot.domain.duties import Directive
from bot.errors import ChatMoved, NotOurToken
from bot.outbox import Draft
from bot.services.delivery import Delivery
from bot.services.failures import STANDING
from bot.services.flight import Flights
from bot.services.outcomes import OUTCOMES, Outcome
from bot.services.parcels import Parcel
from bot.services.presence import PERSONAL
from bot.services.screens import BUNDLED
from bot.storage.work import Store
from bot.texts.render import Texts
from sandbox.model import Chat, Person
from sandbox.people import People
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.chaos.matrix_faults import LONG, Cell, Facts, Fault
from tests.chaos.matrix_kinds import GROUPS, ROLES, Kind, Known, enrol, settle

TUESDAY = datetime(2009, 3, 17, 2, tzinfo=UTC)  # nine o'clock
WHOLE = {"per_second": 30, "per_chat_per_second": 1, "per_group_per_minute": 20}
MOST_TRIES = 12
WAITING = {"ticket", "extension"}  # the ticket is open and the extension asked for; nothing else waits here


class Pictured(Flights):
    """Makes each file once: drawing a picture takes longer than a whole cell."""

    made: dict[str, Attachment | None]

    async def _attachment(self, parcel: Parcel) -> Attachment | None:
        made = parcel.screen.make
        if made is None:
            return await super()._attachment(parcel)
        if made.name not in self.made:
            self.made[made.name] = await super()._attachment(parcel)
        return self.made[made.name]


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of a cell: the row, what the ledger said in the middle, what was seen, and who else was told."""

    row: Notice
    middle: str | None
    seen: int
    edited: bool
    passed_on: tuple[Delivered, ...]
    stopped: bool


class Matrix:
    """The province, its messenger and its delivery."""

    def __init__(
        self, server: SandboxServer, folder: Path, config: Config, clock: SimulatedClock, texts: Texts
    ) -> None:
        self._server = server
        self.world: World = server.world
        self.people: People = server.people
        self.config = config
        self.clock = clock
        self.store = Store(f"sqlite:///{folder}/matrix.db", clock)
        url = server.base_url
        self.channel = TelegramChannel(
            self.world.token, clock=clock, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot"
        )
        self.cabinet = Cabinet(folder / "files")
        self._texts = texts
        self._made: dict[str, Attachment | None] = {}
        self._looked_at: dict[str, Facts] = {}

    async def open(self, directives: tuple[Directive, ...]) -> Known:
        """Fill the province and let everything be delivered that comes of it."""
        await self.store.start()
        await self.channel.start()
        chats = {who: self._newcomer(who)[0] for who in ROLES}
        async with self.store.work() as work:
            names = {who: str(chat.id) for who, chat in chats.items()}
            known = await settle(work, self.config, directives, self.cabinet, names)
            await work.commit()
        await self._until_closed(self._delivery(), None)
        return known

    async def close(self) -> None:
        await self.channel.stop()
        await self.store.stop()

    def _delivery(self) -> Delivery:
        """Return a delivery that remembers nothing of the cells before."""
        line = Line(channel=self.channel, limiter=Limiter(**WHOLE), pace=0.0, barrier=Barrier(jitter=lambda: 1.0))
        delivery = Delivery(
            self.store, lambda: self.config, {"telegram": line}, self._texts, self.cabinet, self.clock,
            jitter=lambda: 1.0,
        )  # fmt: skip
        flights = Pictured(self.cabinet, self.clock)
        flights.made = self._made
        delivery._flights = flights
        return delivery

    def _newcomer(self, who: str, kind: Kind | None = None) -> tuple[Chat, Person]:
        person = self.world.add_person(f"{who} {len(self.world.persons)}")
        if who not in GROUPS:
            self.people.start(person)
            return self.world.chats[person.id], person
        forum = kind is not None and (kind.topic_for is not None or kind.in_topic)
        return self.world.add_group(f"Nhóm {len(self.world.chats)}", [person], forum=forum), person

    async def play(self, kind: Kind, fault: Fault | None) -> tuple[Came, Facts]:
        """Play one cell; the fault has to be one that can strike such a message."""
        cell, facts = await self._prepare(kind)
        before = self._messages(cell)
        edited_before = cell.message.edited_at if cell.message else None
        key = f"cell:{uuid4()}:{cell.contact.id}"
        await self._owe(cell, key)
        delivery, stopped = self._delivery(), False
        if fault is not None:
            fault.strike(self._server, cell)
            try:
                await delivery.drain()
            except NotOurToken:
                stopped = True
        middle = await self._row(key)
        if fault is not None:
            fault.ends(self._server, cell)
        await self._until_closed(delivery, key)
        row = await self._row(key)
        others = [one for one in await self._rows(key.rpartition(":")[0]) if one.id != row.id]
        came = Came(
            row=row,
            middle=middle.reason,
            seen=len(self._messages(cell) - before),
            edited=cell.message is not None and cell.message.edited_at != edited_before,
            passed_on=tuple(one.state for one in others),
            stopped=stopped,
        )
        await self._leave(cell)
        return came, facts

    async def _prepare(self, kind: Kind) -> tuple[Cell, Facts]:
        chat, person = self._newcomer(kind.who, kind)
        async with self.store.work() as work:
            contact = await enrol(work, kind.who, str(chat.id), forum=chat.forum)
            if kind.asks is not None:
                name, args = kind.asks
                await work.questions.ask(
                    channel="telegram", chat=str(chat.id), sender=str(chat.id), kind=name, args=dict(args), now=work.now
                )
            await work.commit()
        cell = Cell(kind=kind, contact=contact, chat=chat, person=person)
        if kind.in_topic:
            cell.topic = self.world.add_topic(chat, "Sở Y tế", person).id
        if kind.topic_for is not None:
            topic = self.world.add_topic(chat, "Sở Y tế", person)
            cell.topic = topic.id
            async with self.store.work() as work:
                await work.topics.put(contact.id, kind.topic_for, str(topic.id))
                await work.commit()
        if kind.edits:
            await self._owe(cell, key := f"first:{uuid4()}")
            await self._until_closed(self._delivery(), key)
            stands = (await self._row(key)).message_id
            assert stands is not None, f"{kind.name}: nothing was said"
            cell.message = chat.messages[int(stands)]
            self.clock.move_to(self.clock.now().replace(microsecond=0))
        if kind.name not in self._looked_at:
            self._looked_at[kind.name] = await self._facts(cell)
        return cell, self._looked_at[kind.name]

    async def _owe(self, cell: Cell, key: str) -> None:
        kind, chat = cell.kind, str(cell.chat.id)
        args = {name: chat if value == "{chat}" else value for name, value in kind.args.items()}
        if cell.message is not None and kind.view == "said":
            args = {**args, "key": "cancelled"}
        draft = Draft(
            key=key,
            lane=kind.lane,
            channel="telegram",
            chat=chat,
            contact=cell.contact.id,
            view=kind.view,
            args=args,
            language="en" if cell.message is not None else "vi",  # so that an edit changes something
            bundle="morning" if kind.view in BUNDLED else None,
            edits=str(cell.message.id) if cell.message else None,
            reply_to=str(self.people.say(cell.person, cell.chat, "/trogiup").id) if kind.replies else None,
            topic=str(cell.topic) if kind.in_topic else None,
            topic_for=kind.topic_for,
            is_group=kind.who in GROUPS,
        )
        async with self.store.work() as work:
            await work.outbox.enqueue([draft], work.now)
            await work.commit()

    async def _facts(self, cell: Cell) -> Facts:
        """Look at what a message would say: it is owed, said and taken back."""
        await self._owe(cell, key := f"look:{uuid4()}")
        delivery = self._delivery()
        await delivery._claim()
        await delivery._prepare()
        (parcel,) = [one for one in delivery._hand.ready if one.first.key == key]
        async with self.store.work() as work:
            await work.outbox.close(parcel.notices, state=Delivered.CANCELLED, reason="only looked at", now=work.now)
            await work.commit()
        message, screen, kind = parcel.message, parcel.screen, cell.kind
        file = not kind.edits and (screen.make is not None or screen.file is not None)
        return Facts(
            edits=kind.edits,
            answer=kind.lane is Lane.ANSWER,
            personal=kind.view in PERSONAL,
            standing=kind.view in STANDING,
            group=kind.who in GROUPS,
            picture=file and screen.make is not None and screen.make.picture,
            file=file,
            buttons=bool(message.choices or message.link or (message.asks and not kind.edits)),
            long=outbound.visible_length(message.html) > LONG,
            replies=kind.replies,
            topic=kind.in_topic,
            own_topic=kind.topic_for is not None,
            waits=kind.view in WAITING,
            whole=self._pieces(message, file=file),
        )

    def _pieces(self, message: Outgoing, *, file: bool) -> int:
        """Return in how many messages something is said: a short text goes below its file."""
        fits = outbound.visible_length(outbound.addressed(message)) <= self.channel.abilities.caption_length
        return 1 if file and fits else len(self.channel._parts(message)) + file

    async def _until_closed(self, delivery: Delivery, key: str | None) -> None:
        """Deliver, turning the clock from try to try, until a row is closed, or everything."""
        for _ in range(MOST_TRIES):
            await delivery.drain()
            if key is None and delivery.next_moment is None:
                return
            if key is not None and (await self._row(key)).closed_at is not None and delivery.next_moment is None:
                return
            if delivery.next_moment is not None:
                self.clock.move_to(delivery.next_moment)
        raise AssertionError(f"{key} is not closed after {MOST_TRIES} tries")

    async def _row(self, key: str) -> Notice:
        (row,) = await self._rows(key)
        return row

    async def _rows(self, prefix: str) -> list[Notice]:
        async with self.store.look() as work:
            return [one for one in await work.outbox.list(limit=12) if one.key.startswith(prefix)]

    def _messages(self, cell: Cell) -> set[tuple[int, int]]:
        """Return the messages of the bot that stand with the recipient, wherever the chat is now."""
        places = {cell.chat.id, cell.chat.migrated_to or cell.chat.id}
        return {
            (place, number)
            for place in places & set(self.world.chats)
            for number, one in self.world.chats[place].messages.items()
            if one.sender is self.world.bot and one.service is None
        }

    async def _leave(self, cell: Cell) -> None:
        async with self.store.work() as work:
            await work.contacts.change(cell.contact.id, active=False)
            for chat in {cell.chat.id, cell.chat.migrated_to or cell.chat.id}:
                await work.screens.take("telegram", str(chat))
            await work.commit()


def wrong(fault: Fault | None, came: Came, facts: Facts) -> str | None:
    """Return in what a cell differs from what is promised, if it does."""
    outcome = fault.expects(facts) if fault is not None else None
    told = f"{came.row.state}, {came.row.reason!r}, first {came.middle!r}, seen {came.seen}, edited {came.edited}"
    if fault is None or outcome is None:
        right = came.row.state is Delivered.SENT and came.row.reason is None and came.row.unanswered == 0
        return None if right and _is_seen(came, facts) else f"should be sent: {told}"
    assert outcome in OUTCOMES[fault.error], f"{fault.name}: {outcome} is not in the table"
    said = f"{fault.error.fault}: {outcome.words} ("
    if not any(reason is not None and said in reason for reason in (came.middle, came.row.reason)):
        return f"the ledger should say {said!r}: {told}"
    if came.stopped != (fault.error is NotOurToken):
        return f"should {'stop' if not came.stopped else 'not stop'}: {told}"
    ends = Delivered.SENT if outcome.state is Delivered.PENDING else outcome.state
    if came.row.state is not ends:
        return f"should end {ends}: {told}"
    return None if _is_promised(outcome, fault, came, facts) else f"not as promised ({outcome.words}): {told}"


def _is_promised(outcome: Outcome, fault: Fault, came: Came, facts: Facts) -> bool:
    """Tell whether people saw what an outcome promises: once, twice at most, or not at all."""
    match outcome:
        case Outcome.RESENT:
            arrived = 1 if fault.name == "answer lost" else 0
            return came.row.unanswered == 1 and came.seen == facts.whole + arrived
        case Outcome.PASSED_ON:
            return (
                came.seen == 0 and bool(came.passed_on) and set(came.passed_on) <= {Delivered.SENT, Delivered.CANCELLED}
            )
        case Outcome.FORGOTTEN if fault.error is ChatMoved:
            return came.seen == facts.waits and not came.edited
        case Outcome.GIVEN_UP | Outcome.FORGOTTEN:
            return came.seen == 0 and not came.edited and came.passed_on == ()
        case Outcome.POSTED_ANEW | Outcome.MOVED if facts.edits:
            return came.seen >= 1
        case Outcome.IN_PARTS | Outcome.NO_FILE | Outcome.AS_DOCUMENT:
            return came.edited if facts.edits else came.seen >= 1
        case _:
            return _is_seen(came, facts)


def _is_seen(came: Came, facts: Facts) -> bool:
    return came.edited and came.seen == 0 if facts.edits else came.seen == facts.whole
