"""The limiter: a server that enforces its limits to the letter never has to refuse."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limiter import FORGET_ABOVE, Limiter

NOON = datetime(2009, 3, 31, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def send(one: Limiter, chat: str, now: datetime) -> None:
    """A message that arrives and is answered at once."""
    one.launched(chat, now)
    one.answered(chat, now, now)


def limiter() -> Limiter:
    return Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20)


def test_it_lets_the_first_message_go_at_once() -> None:
    assert limiter().wait(False, "1", NOON) == 0.0


def test_it_makes_a_chat_wait_for_a_second_and_others_not() -> None:
    one = limiter()
    send(one, "1", NOON)
    assert one.wait(False, "1", NOON + SECOND / 4) == 0.75
    assert one.wait(False, "2", NOON) == 0.0


def test_it_makes_everybody_wait_after_thirty_in_a_second() -> None:
    one = limiter()
    for chat in range(30):
        send(one, str(chat), NOON)
    assert one.wait(False, "new", NOON) == 1.0
    assert one.wait(False, "new", NOON + SECOND) == 0.0


def test_it_gives_a_group_twenty_a_minute() -> None:
    one = limiter()
    for second in range(20):
        send(one, "-1", NOON + second * SECOND)
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
        send(one, "-1", NOON)
    one.change(per_second=2, per_chat_per_second=3, per_group_per_minute=2)
    assert one.wait(False, "1", NOON) == 1.0
    assert one.wait(True, "-1", NOON) == 60.0
    one.change(per_second=30, per_chat_per_second=3, per_group_per_minute=20)
    assert one.wait(True, "-1", NOON) == 0.0


def test_it_widens_its_windows_by_the_jitter() -> None:
    one = Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20, jitter=0.5)
    send(one, "1", NOON)
    assert one.wait(False, "1", NOON) == 1.5


def test_a_message_counts_from_its_launch_until_a_second_after_its_answer() -> None:
    one = Limiter(per_second=2, per_chat_per_second=1, per_group_per_minute=20)
    send(one, "1", NOON)
    one.launched("2", NOON)
    assert one.wait(False, "new", NOON + 5 * SECOND) == 0.0
    one.launched("3", NOON + 5 * SECOND)
    assert one.wait(False, "new", NOON + 9 * SECOND) == 1.0  # both are away: it looks again when one is answered
    one.answered("2", NOON, NOON + 9 * SECOND)
    assert one.wait(False, "new", NOON + 9 * SECOND) == 1.0
    assert one.wait(False, "new", NOON + 10 * SECOND) == 0.0


def test_the_shortest_way_that_was_seen_is_not_counted() -> None:
    one = limiter()
    one.launched("1", NOON)
    one.answered("1", NOON, NOON + 0.25 * SECOND)
    assert one.wait(False, "1", NOON + 0.25 * SECOND) == 0.75
    one.launched("2", NOON + SECOND)
    one.answered("2", NOON + SECOND, NOON + 1.5 * SECOND)
    assert one.wait(False, "2", NOON + 1.5 * SECOND) == 0.75


def test_it_forgets_a_way_that_has_become_longer() -> None:
    one, way = limiter(), 0.25 * SECOND
    for half_minutes in range(4):
        now = NOON + half_minutes * MINUTE / 2
        one.launched("1", now)
        one.answered("1", now, now + way)
        way = 0.5 * SECOND
    assert one.wait(False, "1", now + way) == 0.5


def test_it_does_not_wait_for_a_clock_that_was_set_back() -> None:
    one = limiter()
    send(one, "1", NOON)
    assert one.wait(False, "1", NOON - 60 * MINUTE) == 1.0


def test_it_forgets_chats_that_have_been_quiet() -> None:
    one = limiter()
    for chat in range(FORGET_ABOVE):
        send(one, str(chat), NOON)
    send(one, "late", NOON + MINUTE)
    assert len(one._chats) == 1  # its memory is bounded: that can be seen from inside only


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["1", "2", "-1", "-2"]), st.floats(0, 1), st.floats(0, 2), st.floats(0, 2)),
        max_size=80,
    )
)
def test_no_window_is_broken_however_long_messages_and_answers_are_on_their_way(
    steps: list[tuple[str, float, float, float]],
) -> None:
    one, now = Limiter(per_second=3, per_chat_per_second=1, per_group_per_minute=5), NOON
    arrived: list[tuple[str, datetime]] = []
    awaited: list[tuple[datetime, str, datetime]] = []
    send(one, "0", now)  # the shortest way there and back has been seen
    arrived.append(("0", now))
    for chat, pause, there, back in steps:
        now += timedelta(seconds=pause)
        while True:
            for answer in [past for past in sorted(awaited) if past[0] <= now]:
                awaited.remove(answer)
                one.answered(answer[1], answer[2], answer[0])
            wait = one.wait(chat.startswith("-"), chat, now)
            if wait == 0.0:
                break
            next_answer = min((at for at, _, _ in awaited), default=now + MINUTE)
            now = min(now + timedelta(seconds=wait, microseconds=1), max(next_answer, now))
        one.launched(chat, now)
        arrived.append((chat, now + timedelta(seconds=there)))
        awaited.append((now + timedelta(seconds=there + back), chat, now))
    for chat, moment in arrived:
        until_then = [(other, at) for other, at in arrived if at <= moment]
        assert sum(at > moment - SECOND for _, at in until_then) <= 3
        assert sum(other == chat and at > moment - SECOND for other, at in until_then) <= 1
        if chat.startswith("-"):
            assert sum(other == chat and at > moment - MINUTE for other, at in until_then) <= 5
