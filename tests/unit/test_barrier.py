"""The barrier: what may go when a messenger does not answer, or asks to wait. And how long between tries."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.backoff import LONGEST_WAIT, backoff
from bot.channels.barrier import FAULTS_IN_A_ROW, FIRST_TRIAL, LONGEST_SHUT, Barrier, Way

NOON = datetime(2009, 3, 31, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def barrier() -> Barrier:
    """Return one that nothing is left to chance."""
    return Barrier(jitter=lambda: 1.0)


def shut(now: datetime = NOON) -> Barrier:
    """Return one whose messenger has not answered some times in a row."""
    one = barrier()
    for _ in range(FAULTS_IN_A_ROW):
        one.failed(one.launched(), now)
    return one


def test_it_stays_open_while_faults_come_one_by_one() -> None:
    one = barrier()
    for _ in range(FAULTS_IN_A_ROW * 2):
        one.failed(one.launched(), NOON)
        one.answered(one.launched())
    assert one.way(NOON) is Way.OPEN


def test_it_shuts_after_some_faults_in_a_row_and_lets_one_message_try() -> None:
    one = shut()
    assert one.is_shut
    assert [one.way(NOON + wait) for wait in (0 * SECOND, 2 * SECOND)] == [Way.SHUT, Way.TRIAL]
    assert one.opens(NOON, hurried=True) == NOON + 2 * SECOND
    one.answered(one.launched())
    assert one.way(NOON + 2 * SECOND) is Way.OPEN


def test_it_waits_twice_as_long_after_each_try_up_to_five_minutes() -> None:
    one, now, waits = shut(), NOON, []
    for _ in range(10):
        opens = one.opens(now, hurried=True)
        waits.append((opens - now).total_seconds())
        now = opens
        one.failed(one.launched(), now)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert timedelta(seconds=waits[-1]) == LONGEST_SHUT


def test_it_tries_soon_when_there_is_something_new() -> None:
    one = shut()
    for _ in range(9):
        one.failed(one.launched(), NOON)
    one.nudge(NOON)
    one.nudge(NOON + SECOND)
    assert one.opens(NOON, hurried=True) == NOON + 15 * SECOND
    open_one = barrier()
    open_one.nudge(NOON)
    assert open_one.way(NOON) is Way.OPEN


def test_what_was_on_its_way_when_it_shut_makes_it_wait_no_longer() -> None:
    one = barrier()
    launched = [one.launched() for _ in range(32)]
    for launch in launched:
        one.failed(launch, NOON)
    assert one.opens(NOON, hurried=True) == NOON + 2 * SECOND


def test_it_holds_what_is_not_hurried_as_told_and_lets_answers_go() -> None:
    one = barrier()
    one.told_to_wait(one.launched(), NOON + 40 * SECOND, NOON)
    assert one.way(NOON + 39 * SECOND) is Way.HURRIED
    assert one.opens(NOON, hurried=True) == NOON
    assert one.opens(NOON, hurried=False) == NOON + 40 * SECOND
    assert one.way(NOON + 40 * SECOND) is Way.OPEN


def test_an_answer_that_is_taken_meanwhile_shows_that_one_chat_was_meant() -> None:
    one = barrier()
    before = one.launched()
    one.told_to_wait(one.launched(), NOON + HOUR, NOON)
    one.answered(before)
    assert one.way(NOON) is Way.HURRIED, "it was launched before, and tells nothing"
    one.answered(one.launched())
    assert one.way(NOON) is Way.OPEN


def test_an_answer_that_has_to_wait_too_shows_that_all_were_meant() -> None:
    one = barrier()
    one.told_to_wait(one.launched(), NOON + HOUR, NOON)
    one.told_to_wait(one.launched(), NOON + HOUR, NOON + SECOND)
    assert one.way(NOON + SECOND) is Way.SHUT
    assert one.opens(NOON + SECOND, hurried=True) == NOON + SECOND + 2 * FIRST_TRIAL


def test_two_that_were_on_their_way_together_show_nothing() -> None:
    one = barrier()
    first, second = one.launched(), one.launched()
    one.told_to_wait(first, NOON + 30 * SECOND, NOON)
    one.told_to_wait(second, NOON + 40 * SECOND, NOON)
    assert one.way(NOON) is Way.HURRIED
    assert one.opens(NOON, hurried=False) == NOON + 40 * SECOND


def test_where_nobody_is_answered_one_message_tries_after_a_minute_and_then_seldom() -> None:
    one, now, tried = barrier(), NOON, []
    end = NOON + timedelta(seconds=10_072)
    one.told_to_wait(one.launched(), end, now)
    while one.way(now := one.opens(now, hurried=False)) is Way.TRIAL:
        tried.append(int((now - NOON).total_seconds()))
        one.told_to_wait(one.launched(), end, now)
    assert tried == [60, 180, 420, 900, 1860, 3780, 7620]
    assert now == end


@pytest.mark.parametrize(
    ("failures", "jitter", "seconds"),
    [(0, 1.0, 2), (1, 1.0, 2), (2, 1.0, 4), (5, 1.0, 32), (5, 0.0, 16), (5, 0.5, 24), (10**6, 1.0, 900)],
)
def test_it_waits_longer_after_each_failure_and_leaves_some_of_it_to_chance(
    failures: int, jitter: float, seconds: int
) -> None:
    assert backoff(failures, jitter=jitter).total_seconds() == seconds
    assert backoff(failures, jitter=jitter) <= LONGEST_WAIT
