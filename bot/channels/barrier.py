"""Whether a messenger takes messages at this moment. Pure but for what it remembers: is given ``now``, never sleeps.

It is shut when the messenger does not answer: after some faults in a row nothing goes until one message, tried after a
while, is answered; so an outage costs a few tries and not one for each message that waits.

It is held when the messenger asks to wait, and does not say for whom: one chat, or all. What is not hurried then waits
as told; what is goes on, to other chats. If that is answered, only the one chat was meant; if it is told to wait too,
all were. Where nothing hurried comes, one message is tried after a minute: one chat must not stop a province for hours.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from bot.backoff import backoff

FAULTS_IN_A_ROW = 3
LONGEST_SHUT = timedelta(minutes=5)
NUDGED = timedelta(seconds=15)
FIRST_TRIAL = timedelta(minutes=1)


class Way(Enum):
    """What may go: everything, only what is hurried, one message at a time to try, or nothing."""

    OPEN = "open"
    HURRIED = "hurried"
    TRIAL = "trial"
    SHUT = "shut"


class Barrier:
    """The state of one messenger, from what became of the messages that were launched."""

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        """``jitter`` returns a number from 0.0 to 1.0."""
        self._jitter = jitter
        self._launches = 0
        self._faults = 0
        self._shuts = 0
        self._shut_until: datetime | None = None
        self._shut_after = 0  # launches: what was launched before tells nothing new
        self._held_until: datetime | None = None
        self._held_after = 0
        self._holds_all = False
        self._trial_wait = FIRST_TRIAL
        self._trial_at: datetime | None = None

    @property
    def is_shut(self) -> bool:
        """Tell whether the messenger did not answer, as far as is known."""
        return self._shut_until is not None

    def way(self, now: datetime) -> Way:
        """Return what may go."""
        if self._shut_until is not None:
            return Way.TRIAL if now >= self._shut_until else Way.SHUT
        if self._held_until is None or now >= self._held_until:
            return Way.OPEN
        if self._trial_at is not None and now >= self._trial_at:
            return Way.TRIAL
        return Way.SHUT if self._holds_all else Way.HURRIED

    def opens(self, now: datetime, *, hurried: bool) -> datetime:
        """Return when such a message may go at the earliest."""
        if self._shut_until is not None:
            return max(now, self._shut_until)
        if self._held_until is None or (hurried and not self._holds_all):
            return now
        return max(now, min(self._held_until, self._trial_at or self._held_until))

    def launched(self) -> int:
        """Note that a message was launched; return its number, by which its end is told."""
        self._launches += 1
        return self._launches

    def answered(self, launch: int) -> None:
        """Note that the messenger took a message, or refused that very one: it is there."""
        self._faults = self._shuts = 0
        self._shut_until = None
        if launch > self._held_after:
            self._held_until, self._holds_all = None, False

    def failed(self, launch: int, now: datetime) -> None:
        """Note that the messenger is broken or did not answer."""
        if self._shut_until is None:
            self._faults += 1
            if self._faults < FAULTS_IN_A_ROW:
                return
        elif launch <= self._shut_after:
            return
        self._shuts += 1
        self._shut_until = now + backoff(self._shuts, jitter=self._jitter(), longest=LONGEST_SHUT)
        self._shut_after = self._launches

    def nudge(self, now: datetime) -> None:
        """Wait no longer for a messenger that does not answer than ``NUDGED`` from now: there is something new."""
        if self._shut_until is not None:
            self._shut_until = min(self._shut_until, now + NUDGED)

    def told_to_wait(self, launch: int, until: datetime, now: datetime) -> None:
        """Note that the messenger took nothing before ``until``."""
        if self._held_until is None or now >= self._held_until:
            self._held_until, self._holds_all, self._trial_wait = until, False, FIRST_TRIAL
        elif launch > self._held_after:
            self._holds_all, self._trial_wait = True, self._trial_wait * 2
        else:
            self._held_until = max(self._held_until, until)
            return
        self._held_until = max(self._held_until, until)
        self._held_after = self._launches
        self._trial_at = now + self._trial_wait
