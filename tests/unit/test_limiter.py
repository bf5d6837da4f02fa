"""The limiter: a server that enforces its limits to the letter never has to refuse."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limiter import FORGET_ABOVE, Limiter

NOON = datetime(2009, 3, 31, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def limiter() -> Limiter:
    return Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20)


def test_it_lets_the_first_message_go_at_once() -> None:
    assert limiter().wait(False, "1", NOON) == 0.0


def test_it_makes_a_chat_wait_for_a_second_and_others_not() -> None:
    one = limiter()
    one.sent("1", NOON)
    assert one.wait(False, "1", NOON + SECOND / 4) == 0.75
    assert one.wait(False, "2", NOON) == 0.0


def test_it_makes_everybody_wait_after_thirty_in_a_second() -> None:
    one = limiter()
    for chat in range(30):
        one.sent(str(chat), NOON)
    assert one.wait(False, "new", NOON) == 1.0
    assert one.wait(False, "new", NOON + SECOND) == 0.0


def test_it_gives_a_group_twenty_a_minute() -> None:
    one = limiter()
    for second in range(20):
        one.sent("-1", NOON + second * SECOND)
    assert one.wait(True, "-1", NOON + 20 * SECOND) == 40.0
    assert one.wait(False, "-1", NOON + 20 * SECOND) == 0.0


def test_it_holds_one_chat_and_lets_the_others_go() -> None:
    one = limiter()
    one.hold(NOON + 7 * SECOND, "-1")
    one.hold(NOON + 3 * SECOND, "-1")
    assert one.wait(True, "-1", NOON) == 7.0
    assert one.wait(True, "-1", NOON + 7 * SECOND) == 0.0
    assert one.wait(False, "1", NOON) == 0.0


def test_it_keeps_other_limits_from_now_on_and_remembers_what_was_sent() -> None:
    one = limiter()
    for _ in range(2):
        one.sent("-1", NOON)
    one.change(per_second=2, per_chat_per_second=3, per_group_per_minute=2)
    assert one.wait(False, "1", NOON) == 1.0
    assert one.wait(True, "-1", NOON) == 60.0
    one.change(per_second=30, per_chat_per_second=3, per_group_per_minute=20)
    assert one.wait(True, "-1", NOON) == 0.0


def test_it_allows_for_the_way_to_the_server() -> None:
    one = Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20, jitter=0.5)
    one.sent("1", NOON)
    assert one.wait(False, "1", NOON) == 1.5


def test_it_does_not_wait_for_a_clock_that_was_set_back() -> None:
    one = limiter()
    one.sent("1", NOON)
    assert one.wait(False, "1", NOON - 60 * MINUTE) == 1.0


def test_it_forgets_chats_that_have_been_quiet() -> None:
    one = limiter()
    for chat in range(FORGET_ABOVE):
        one.sent(str(chat), NOON)
    one.sent("late", NOON + MINUTE)
    assert len(one._chats) == 1  # its memory is bounded: that can be seen from inside only


@given(steps=st.lists(st.tuples(st.sampled_from(["1", "2", "-1", "-2"]), st.floats(0, 2)), max_size=120))
def test_it_never_breaks_a_window_whoever_obeys_it(steps: list[tuple[str, float]]) -> None:
    one, now, log = Limiter(per_second=3, per_chat_per_second=1, per_group_per_minute=5), NOON, []
    for chat, pause in steps:
        now += timedelta(seconds=pause)
        now += timedelta(seconds=one.wait(chat.startswith("-"), chat, now), microseconds=1)
        one.sent(chat, now)
        log.append((chat, now))
    for chat, moment in log:
        until_then = [(other, at) for other, at in log if at <= moment]
        assert sum(at > moment - SECOND for _, at in until_then) <= 3
        assert sum(other == chat and at > moment - SECOND for other, at in until_then) <= 1
        if chat.startswith("-"):
            assert sum(other == chat and at > moment - MINUTE for other, at in until_then) <= 5
