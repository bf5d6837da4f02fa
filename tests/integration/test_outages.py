"""When the messenger is away, asks to wait or loses its answers: what the ledger says then, and what people see."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cabinet import Cabinet
from bot.channels.barrier import Barrier
from bot.channels.base import Address, Outgoing
from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.domain.delivery import Delivered, Lane, Notice
from bot.errors import (
    BadButtons,
    BadContent,
    BadMarkup,
    MaybeSent,
    NotOurToken,
    NotReached,
    ServerTrouble,
    TooMany,
)
from bot.outbox import Draft
from bot.register.files import load_province
from bot.services.delivery import Delivery
from bot.storage.work import Store
from bot.texts.render import Texts
from tests.unit.province import write_province

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
WHOLE = {"per_second": 30, "per_chat_per_second": 1, "per_group_per_minute": 20}


class Post:
    """A delivery on a clock that is turned, and nothing left to chance."""

    def __init__(self, folder: Path) -> None:
        self.clock = SimulatedClock(MONDAY)
        self.channel = MemoryChannel()
        self.store = Store(f"sqlite:///{folder}/post.db", self.clock)
        self._config, _ = load_province(write_province(folder))
        self.delivery = self.restarted()

    def restarted(self) -> Delivery:
        line = Line(channel=self.channel, limiter=Limiter(**WHOLE), pace=0.0, barrier=Barrier(jitter=lambda: 1.0))
        self.delivery = Delivery(
            self.store, lambda: self._config, {"memory": line}, Texts(), Cabinet(Path("files")), self.clock,
            jitter=lambda: 1.0,
        )  # fmt: skip
        return self.delivery

    async def owe(self, *chats: str, lane: Lane = Lane.REMINDER) -> None:
        view = {"view": "said", "args": {"key": "not_text", "facts": {}}}
        drafts = [
            Draft(key=f"{lane.name}:{chat}", lane=lane, channel="memory", chat=chat, **view)  # type: ignore[arg-type]
            for chat in chats
        ]
        async with self.store.work() as work:
            await work.outbox.enqueue(drafts, work.now)
            await work.commit()

    async def until(self, seconds: float) -> None:
        """Let delivery do what it does until so many seconds after the beginning."""
        end = MONDAY + timedelta(seconds=seconds)
        await self.delivery.drain()
        while (moment := self.delivery.next_moment) is not None and moment <= end:
            self.clock.move_to(moment)
            await self.delivery.drain()
        self.clock.move_to(end)

    def arrived(self) -> list[str]:
        return [one.address.chat for one in self.channel.sent]

    async def ledger(self) -> list[Notice]:
        """Return the rows, oldest first."""
        async with self.store.look() as work:
            return (await work.outbox.list(limit=10_000))[::-1]


@pytest_asyncio.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    opened = Post(tmp_path)
    await opened.store.start()
    yield opened
    await opened.store.stop()


async def test_a_chat_that_has_to_wait_waits_as_told_and_an_answer_elsewhere_frees_the_others(post: Post) -> None:
    await post.owe("1")
    post.channel.fail(TooMany("retry after 40", after=40))
    await post.until(1)
    await post.owe("2")
    await post.owe("1", "2", lane=Lane.ANSWER)
    await post.until(39)
    assert post.arrived() == ["2", "2"], "the answer first, and then the reminder that waited behind it"
    await post.until(42)
    assert post.arrived() == ["2", "2", "1", "1"]
    assert [(one.state, one.attempts) for one in await post.ledger()] == [
        (Delivered.SENT, 2), (Delivered.SENT, 1), (Delivered.SENT, 1), (Delivered.SENT, 1),
    ]  # fmt: skip


async def test_three_hours_of_waiting_outlive_a_restart_and_hold_nobody_else_for_long(post: Post) -> None:
    await post.owe("1")
    post.channel.fail(TooMany("retry after 10072", after=10_072))
    await post.until(1)
    (row,) = await post.ledger()
    assert (row.state, row.reason) == (Delivered.PENDING, "too many requests: waits as told (retry after 10072)")
    await post.owe("2", "3")
    await post.until(59)
    assert post.arrived() == []
    await post.until(65)
    assert post.arrived() == ["2", "3"]
    post.restarted()
    await post.until(10_071)
    assert post.arrived() == ["2", "3"]
    await post.until(10_073)
    assert post.arrived() == ["2", "3", "1"]


async def test_where_everybody_has_to_wait_nothing_goes_not_even_answers(post: Post) -> None:
    await post.owe("1", lane=Lane.ANSWER)
    post.channel.fail(TooMany("retry after 90", after=90), TooMany("retry after 90", after=90))
    await post.until(1)
    await post.owe("2", lane=Lane.ANSWER)
    await post.until(2)
    await post.owe("3", lane=Lane.ANSWER)
    await post.until(88)
    assert post.arrived() == []
    await post.until(95)
    assert sorted(post.arrived()) == ["1", "2", "3"]


async def test_an_outage_costs_a_few_tries_and_not_one_for_each_message(post: Post) -> None:
    await post.owe(*(str(number) for number in range(100)))
    post.channel.go_down(NotReached("no route to host"))
    await post.until(3600)
    rows = await post.ledger()
    assert {one.state for one in rows} == {Delivered.PENDING}
    assert sum(one.attempts for one in rows) <= 32
    assert post.channel.pings <= 3600 / 300 + 10

    post.channel.go_down(None)
    await post.until(3600 + 330)
    assert sorted(post.arrived(), key=int) == [str(number) for number in range(100)]
    assert {one.state for one in await post.ledger()} == {Delivered.SENT}


async def test_answers_that_are_lost_while_messages_arrive_double_each_once_at_most(post: Post) -> None:
    await post.owe(*(str(number) for number in range(60)))
    post.channel.lose_answers(MaybeSent("Timed out"))
    await post.until(900)
    arrived = post.arrived()
    assert len(arrived) == len(set(arrived)) <= 32

    post.channel.lose_answers(None)
    await post.until(900 + 330)
    rows = await post.ledger()
    doubled = [chat for chat in set(post.arrived()) if post.arrived().count(chat) == 2]
    assert len(set(post.arrived())) == 60
    assert len(post.arrived()) == 60 + len(doubled)
    assert sorted(doubled) == sorted(one.chat for one in rows if one.unanswered)
    assert {one.reason for one in rows if one.unanswered} == {"sent again after no answer, may be there twice"}


async def test_a_message_that_is_never_taken_stands_in_nobodys_way(post: Post) -> None:
    await post.owe("poison", "1", "2")
    taken = post.channel.send

    async def send(address: Address, message: Outgoing) -> str:
        if address.chat == "poison":
            raise ServerTrouble("Internal Server Error")
        return await taken(address, message)

    post.channel.send = send  # type: ignore[method-assign]
    await post.until(3600)
    assert post.arrived() == ["1", "2"]
    (poison, *_) = await post.ledger()
    assert poison.state is Delivered.PENDING
    assert poison.attempts <= 14, "less and less often"


async def test_a_token_that_is_revoked_stops_it_with_nothing_lost(post: Post) -> None:
    await post.owe(*(str(number) for number in range(50)))
    post.channel.go_down(NotOurToken("Telegram does not accept the token"))
    with pytest.raises(NotOurToken):
        await post.delivery.run()
    rows = await post.ledger()
    assert {one.state for one in rows} == {Delivered.PENDING}
    assert {one.reason for one in rows if one.reason} == {
        "token refused: kept until the token is mended (Telegram does not accept the token)"
    }
    post.channel.go_down(None)
    await post.until(60)
    assert len(post.arrived()) == 50


async def test_what_is_refused_goes_in_milder_and_milder_forms_and_the_ledger_tells_which(post: Post) -> None:
    await post.owe("1")
    post.channel.fail(BadMarkup("can't parse entities"), BadButtons("Button_data_invalid"), BadContent("what?"))
    await post.until(10)
    row, alarm = await post.ledger()
    assert (row.state, row.attempts) == (Delivered.UNDELIVERABLE, 1)
    assert row.reason == "buttons refused: given up (Button_data_invalid)", "it had no buttons"
    assert (alarm.view, alarm.reason) == ("alarm", "nobody is enrolled"), "the administrators are told of a defect"

    await post.owe("2")
    post.channel._faults.clear()
    post.channel.fail(BadMarkup("can't parse entities"))
    await post.until(20)
    *_, second = await post.ledger()
    assert (second.state, second.reason) == (
        Delivered.SENT,
        "markup refused: sent as plain text (can't parse entities)",
    )
    (said,) = post.channel.sent
    assert said.message.plain
