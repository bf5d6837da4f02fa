"""Who writes faster than a person can: slowed down, told so once, and nobody else waits for it."""

import pytest

from bot.clock import SimulatedClock
from bot.gate import Gate, Passage
from tests.security.conftest import MONDAY, PROVINCE
from tests.security.fort import ICT, LAN, MINH, OTHER, STRANGER, Fort

HELP = "/trogiup"
AT_ONCE = PROVINCE.protection.at_once


async def test_a_flood_is_told_once_to_slow_down_and_then_meets_silence(fort: Fort) -> None:
    before = await fort.rows("updates")
    await fort.rush(LAN, HELP, AT_ONCE + 20)
    assert fort.seen(LAN)[-1] == fort.said("slow_down", seconds=3)
    assert len(fort.seen(LAN)) == AT_ONCE + 1
    assert await fort.rows("updates") - before == AT_ONCE + 1  # what is turned away costs no transaction

    fort.later(seconds=2)
    await fort.say(LAN, HELP)
    assert len(fort.seen(LAN)) == AT_ONCE + 1
    fort.later(seconds=4)
    await fort.say(LAN, HELP)
    assert len(fort.seen(LAN)) == AT_ONCE + 2


async def test_a_flood_slows_nobody_else(fort: Fort) -> None:
    await fort.rush(LAN, HELP, AT_ONCE * 3)
    for chat in (MINH, OTHER):
        await fort.say(chat, HELP)
        assert fort.seen(chat)[-1].startswith("<b>Nhắc Việc</b>")


async def test_a_member_who_floods_a_group_is_not_answered_there_and_the_others_are(fort: Fort) -> None:
    await fort.rush(ICT, HELP, AT_ONCE + 10, by="777")
    assert fort.said("slow_down", seconds=3) not in fort.seen(ICT)
    before = len(fort.seen(ICT))
    await fort.say(ICT, HELP, by="778")
    assert len(fort.seen(ICT)) == before + 1


async def test_presses_are_slowed_by_a_toast(fort: Fort) -> None:
    toasts = [await fort.press(LAN, "list:1") for _ in range(AT_ONCE + 2)]
    assert toasts[-2] == fort.said("slow_down", seconds=3)
    assert len(fort.channel.acknowledged) == AT_ONCE + 1


async def test_a_stranger_is_answered_a_few_times_and_then_no_more(fort: Fort) -> None:
    hourly = PROVINCE.protection.stranger_answers_per_hour
    await fort.rush(STRANGER, "chào", hourly + 10)
    assert fort.seen(STRANGER) == [fort.said("stranger")] * hourly
    fort.later(hours=1)
    await fort.say(STRANGER, "chào")
    assert len(fort.seen(STRANGER)) == hourly + 1


@pytest.mark.parametrize("attack", ["flood", "stranger"])
async def test_the_gate_is_what_holds_floods_back(fort: Fort, monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    monkeypatch.setattr(Gate, "ask", lambda *_arguments, **_limits: Passage.OPEN)
    chat, count = {"flood": (LAN, AT_ONCE + 1), "stranger": (STRANGER, 6)}[attack]
    await fort.rush(chat, HELP, count)
    assert len(fort.seen(chat)) == count


def test_the_gate_remembers_a_bounded_number_of_people() -> None:
    gate = Gate(SimulatedClock(MONDAY), remembered=100)
    for number in range(1000):
        gate.ask(str(number), at_once=2, per_minute=1)
    assert gate.remembers == 100


def test_who_goes_on_all_the_same_goes_on_waiting() -> None:
    clock = SimulatedClock(MONDAY)
    gate = Gate(clock)

    def ask() -> Passage:
        return gate.ask("1", at_once=4, per_minute=60)

    assert [ask() for _ in range(6)] == [*[Passage.OPEN] * 4, Passage.SLOW_DOWN, Passage.SHUT]
    for second in range(1, 20):
        clock.move_to(MONDAY.replace(second=second))
        assert ask() is Passage.SHUT
    clock.move_to(MONDAY.replace(second=22))
    assert ask() is Passage.OPEN
