"""The messenger in memory, which other tests rely on."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import (
    Address,
    Channel,
    ChatKind,
    Choice,
    Event,
    FileKind,
    IncomingFile,
    Outgoing,
    Sender,
    TextEvent,
)
from bot.channels.memory import EVERYTHING, Acknowledged, MemoryChannel, Said
from bot.errors import MaybeSent, MessageGone, NoTopics, TryAgain

LAN = Address(channel="memory", chat="1")
HELLO = Outgoing(html="Chào")


def text(number: int) -> Event:
    sender = Sender(id="1", name="Lan")
    return TextEvent(update_id=str(number), address=LAN, chat_kind=ChatKind.PRIVATE, sender=sender, message=str(number))


@pytest.fixture
async def channel() -> AsyncIterator[MemoryChannel]:
    memory = MemoryChannel(files={"F1": b"abc"})
    port: Channel = memory
    await port.start()
    yield memory
    await port.stop()


async def test_it_keeps_what_was_sent_and_shows_it_as_edited(channel: MemoryChannel) -> None:
    first = await channel.send(LAN, HELLO)
    await channel.send(Address(channel="memory", chat="2"), HELLO)
    done = Outgoing(html="Xong", choices=[[Choice(label="Mở lại", data="again")]])
    await channel.edit(LAN, first, done)

    assert channel.sent[0] == Said(id="1", address=LAN, message=HELLO)
    assert channel.edited == [Said(id="1", address=LAN, message=done)]
    assert channel.shown(LAN) == [done]


async def test_it_tells_topics_apart(channel: MemoryChannel) -> None:
    await channel.send(Address(channel="memory", chat="-1", topic="2"), HELLO)

    assert channel.shown(Address(channel="memory", chat="-1")) == [HELLO]
    assert channel.shown(Address(channel="memory", chat="-1", topic="3")) == []


async def test_it_makes_topics_where_there_can_be_any(channel: MemoryChannel) -> None:
    group = Address(channel="memory", chat="-1")

    assert await channel.create_topic(group, "VM-2009-0001") == "topic-1"
    assert channel.topics == [(group, "VM-2009-0001")]
    channel.fail(NoTopics("not here"))
    with pytest.raises(NoTopics, match=r"^not here$"):
        await channel.create_topic(group, "VM-2009-0002")
    plain = MemoryChannel(abilities=dataclasses.replace(EVERYTHING, topics=False))
    with pytest.raises(NoTopics, match=r"^this messenger has no topics$"):
        await plain.create_topic(group, "VM-2009-0002")


async def test_it_cannot_edit_what_is_gone(channel: MemoryChannel) -> None:
    channel.forget(LAN, await channel.send(LAN, HELLO))

    with pytest.raises(MessageGone, match=r"^message 1 is not in chat 1$"):
        await channel.edit(LAN, "1", HELLO)


async def test_it_fails_as_often_as_it_is_told(channel: MemoryChannel) -> None:
    channel.fail(TryAgain("slow down", after=3), MaybeSent("no answer"))

    for fault in (TryAgain, MaybeSent):
        with pytest.raises(fault):
            await channel.send(LAN, HELLO)
    assert await channel.send(LAN, HELLO) == "1"


async def test_it_keeps_the_answers_to_presses(channel: MemoryChannel) -> None:
    await channel.acknowledge("P1", "Đã ghi", alert=True)

    assert channel.acknowledged == [Acknowledged(press="P1", text="Đã ghi", alert=True)]


async def test_it_gives_the_files_it_has(channel: MemoryChannel) -> None:
    def file(ref: str) -> IncomingFile:
        return IncomingFile(ref=ref, name="a.txt", kind=FileKind.DOCUMENT)

    assert b"".join([piece async for piece in await channel.fetch(file("F1"))]) == b"abc"
    with pytest.raises(MessageGone, match=r"^there is no file F2$"):
        await channel.fetch(file("F2"))


async def test_it_offers_events_in_order_until_they_are_taken(channel: MemoryChannel) -> None:
    offered: list[str] = []

    async def intake(event: Event) -> None:
        offered.append(event.update_id)
        if len(offered) < 3:
            raise RuntimeError("not yet")

    channel.feed(text(1), text(2))
    receiving = asyncio.create_task(channel.receive(intake))
    await channel.until_taken(within=1)
    receiving.cancel()

    assert offered == ["1", "1", "1", "2"]


def test_it_has_links_that_start_it(channel: MemoryChannel) -> None:
    assert channel.start_link("AB") == "memory:memory?start=AB"
