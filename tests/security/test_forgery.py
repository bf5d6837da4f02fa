"""Presses and replies that no screen offered: replayed, edited, from elsewhere, from nobody that is known."""

import pytest

from bot.channels.base import Address, ChatKind, ChoiceEvent, CommandEvent, Sender, TextEvent
from bot.domain.rights import Role
from bot.storage.updates import Updates
from handlers.router import CHOICES
from tests.security.business import Presses
from tests.security.fort import HEAD, ICT, LAN, MINH, OTHER, Fort

NONSENSE = ("", "-1", "99999999", "1:2:3:4", "x:y", "１", "../../etc", "{{7*7}}", "99999999:20091332", "9" * 40)
HARMLESS = frozenset({"cancel", "noted", "quit", "stay"})
"""What follows the names of these buttons is not even looked at."""


async def test_a_replayed_press_has_no_effect(fort: Fort) -> None:
    duty = (await fort.ids("so-y-te"))["lan"]
    await fort.press(LAN, f"working:{duty}")
    press = ChoiceEvent(
        update_id="7000", address=Address(channel="memory", chat=LAN), chat_kind=ChatKind.PRIVATE,
        sender=Sender(id=LAN, name="Lan"), press="p", data=f"figure:{duty}:50", message="1",
    )  # fmt: skip
    await fort.offer(press)
    before, answers = await fort.state(), len(fort.channel.sent)
    await fort.offer(press)
    async with fort.beside() as other:  # and if it comes to another replica
        await other.offer(press)
    assert await fort.state() == before
    assert len(fort.channel.sent) == answers


async def test_the_record_of_updates_is_what_stops_a_replay(fort: Fort, monkeypatch: pytest.MonkeyPatch) -> None:
    words = TextEvent(
        update_id="7000", address=Address(channel="memory", chat=LAN), chat_kind=ChatKind.PRIVATE,
        sender=Sender(id=LAN, name="Lan"), message="5", text="chào",
    )  # fmt: skip
    await fort.offer(words)
    await fort.offer(words)
    assert len(fort.seen(LAN)) == 1

    async def forgetful(*_: object, **__: object) -> bool:
        return True

    async def first(*_: object) -> int:
        return 1

    monkeypatch.setattr(Updates, "take", forgetful)
    monkeypatch.setattr(Updates, "count_try", first)
    before = len(await fort.outbox())
    await fort.offer(words)
    assert len(await fort.outbox()) == before  # the key of the answer is the second lock


async def test_edited_data_is_refused_whatever_it_says(busy: Fort) -> None:
    pressed = [f"{name}:{data}" for name in sorted(set(CHOICES) - HARMLESS) for data in NONSENSE]
    reasons = await busy.tried((OTHER, data) for data in pressed)
    assert [data for data, why in zip(pressed, reasons, strict=True) if why is None] == [
        "list:99999999"
    ]  # its last page


async def test_a_button_that_is_not_ours_says_politely_that_it_is_gone(fort: Fort) -> None:
    for data in ("drop_table", "__class__", "eval:1", "start:abc", ""):
        assert await fort.press(LAN, data) == fort.said("gone")


async def test_a_press_in_another_chat_counts_for_that_chat(fort: Fort) -> None:
    """A message with buttons that was passed on is pressed where it came to: as whoever sits there."""
    duty = (await fort.ids("so-y-te"))["lan"]
    before = await fort.state()
    assert await fort.press(OTHER, f"done:{duty}") == fort.said("not_yours")
    assert await fort.press("-666", f"done:{duty}", by=LAN) == fort.said("stranger_group")
    assert await fort.press(ICT, f"done:{duty}", by=LAN) == fort.said("not_yours")
    assert await fort.state() == before


async def test_a_reply_in_a_foreign_group_is_not_heard(busy: Fort) -> None:
    before = await busy.state()
    for number in range(1, 30):
        await busy.say("-666", "Đã duyệt", by=LAN, reply_to=str(number), to_bot=True)
        busy.later(seconds=1)
    assert await busy.state() == before
    assert busy.seen("-666") == []


async def test_a_question_is_answered_by_whom_it_was_asked(busy: Fort, presses: Presses) -> None:
    await busy.press(ICT, presses["escalate"], by="777")
    question = busy.channel.sent[-1].id
    before = await busy.state()
    await busy.say(ICT, "Tôi trả lời thay", by="778", reply_to=question, to_bot=True)
    assert busy.seen(ICT)[-1] == busy.said("asked_another", name="Người 777")
    assert await busy.state() == before


async def test_an_anonymous_administrator_binds_nothing(fort: Fort) -> None:
    code = await fort.invite("stttt", Role.ICT)
    start = CommandEvent(
        update_id="7000", address=Address(channel="memory", chat="-7"), chat_kind=ChatKind.GROUP, chat_title="Tổ",
        sender=Sender(id="-7", name="Tổ", anonymous=True), message="5", name="start", arguments=code,
    )  # fmt: skip
    await fort.offer(start)
    assert await fort.contact("-7") is None
    assert fort.seen("-7") == [fort.said("anonymous")]
    assert [one.role for one in await fort.codes()] == [Role.ICT]  # the code is still good
    await fort.say("-7", f"/start {code}", by="778")
    assert await fort.contact("-7") is not None


async def test_a_stale_press_changes_nothing_and_says_who_was_quicker(fort: Fort) -> None:
    duty = (await fort.ids("so-y-te"))["lan"]
    await fort.press(LAN, f"done:{duty}")
    await fort.say(LAN, "Xong")
    before = await fort.state()
    toast = await fort.press(MINH, f"done:{duty}")
    assert toast == fort.said("stale", status="done", who="Nguyễn Thị Lan", when="09:00 02/03/2009")
    assert await fort.press(HEAD, f"working:{duty}") == toast
    assert await fort.state() == before
