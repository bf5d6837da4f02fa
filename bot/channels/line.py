"""A line: one messenger with what stands before it, the limiter, the pace and the barrier."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.barrier import Barrier
from bot.channels.base import Channel
from bot.channels.limiter import Limiter

LEAST_IN_HAND = 32
MOST_IN_HAND = 256
MOST_BEHIND = timedelta(seconds=0.25)


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A message that was launched (UTC), and its number for the barrier."""

    number: int
    chat: str
    at: datetime


class Line:
    """Tells what may go by a messenger at a moment; ``pace`` is the least seconds between two unhurried messages."""

    def __init__(self, *, channel: Channel, limiter: Limiter, pace: float, barrier: Barrier | None = None) -> None:
        self.channel = channel
        self.barrier = barrier or Barrier()
        self._limiter = limiter
        self._pace = timedelta(seconds=pace)
        self._next_unhurried: datetime | None = None

    @property
    def most_in_hand(self) -> int:
        """How many messages may be in hand at once: those of a quarter of a second."""
        return min(max(LEAST_IN_HAND, self._limiter.per_second // 4), MOST_IN_HAND)

    def change(self, *, pace: float, **limits: int) -> None:
        """Keep another pace, and the limiter's other limits, from now on."""
        self._limiter.change(**limits)
        self._pace = timedelta(seconds=pace)

    def limited(self, chat: str, now: datetime, *, is_group: bool) -> float:
        """Return how many seconds a message has to wait for the limits of the messenger."""
        return self._limiter.wait(is_group, chat, now)

    def wait(self, chat: str, now: datetime, *, is_group: bool, hurried: bool) -> float:
        """Return how many seconds a message has to wait: for the limits, and if unhurried for its pace."""
        wait = self.limited(chat, now, is_group=is_group)
        if hurried or self._next_unhurried is None:
            return wait
        return max(wait, (self._next_unhurried - now).total_seconds())

    def launched(self, chat: str, now: datetime, *, hurried: bool) -> Launch:
        """Note that a message goes to ``chat`` at this moment."""
        self._limiter.launched(chat, now)
        if not hurried:  # who comes late does not make all behind them late; the limiter sees to it that none is early
            due = max(self._next_unhurried or now, now - MOST_BEHIND)
            self._next_unhurried = due + self._pace
        return Launch(number=self.barrier.launched(), chat=chat, at=now)

    def returned(self, launch: Launch, now: datetime) -> None:
        """Note that a message is on its way no more, whatever became of it."""
        self._limiter.answered(launch.chat, launch.at, now)

    def told_to_wait(self, launch: Launch, seconds: float, now: datetime) -> None:
        """Note that the messenger takes nothing for that chat for ``seconds``, and perhaps nothing at all."""
        until = now + timedelta(seconds=seconds)
        self._limiter.hold(until, launch.chat)
        self.barrier.told_to_wait(launch.number, until, now)
