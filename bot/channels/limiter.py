"""One limiter before a messenger: how long a message must wait. Pure but for what it remembers; never sleeps."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FORGET_ABOVE = 5000  # chats: beyond that the idle ones are forgotten


@dataclass
class Traffic:
    """Messages that are on their way, and when those before them were answered (UTC)."""

    answered: deque[datetime]
    away: int = 0


class Limiter:
    """Sliding windows over all messages, over each chat's and over each group's (Telegram: 30/s, 1/s, 20/min).

    A server that enforces the limits to the letter never has to refuse. It counts a message when it arrives, and that
    is known by the answer only: somewhere between the launch and the answer, less the shortest way there and back that
    was seen lately. So a message takes its place in the windows from its launch on, and leaves them a window after its
    answer less that shortest way. ``jitter`` (seconds) widens each window by as much. Edits count like messages.
    """

    def __init__(
        self, *, per_second: int, per_chat_per_second: int, per_group_per_minute: int, jitter: float = 0.0
    ) -> None:
        self._second = SECOND + timedelta(seconds=jitter)
        self._minute = MINUTE + timedelta(seconds=jitter)
        self._all = Traffic(deque())
        self._chats: dict[str, Traffic] = {}
        self._chats_held_until: dict[str, datetime] = {}
        self._tidied: datetime | None = None
        self._shortest = Shortest()
        self.change(
            per_second=per_second,
            per_chat_per_second=per_chat_per_second,
            per_group_per_minute=per_group_per_minute,
        )

    def change(self, *, per_second: int, per_chat_per_second: int, per_group_per_minute: int) -> None:
        """Keep other limits from now on; what was sent is remembered."""
        self.per_second = per_second
        self._per_chat = per_chat_per_second
        self._per_group = per_group_per_minute
        self._all.answered = deque(self._all.answered, maxlen=per_second)
        for traffic in self._chats.values():
            traffic.answered = deque(traffic.answered, maxlen=self._remembered)

    def wait(self, is_group: bool, chat: str, now: datetime) -> float:
        """Return the seconds until a message to ``chat`` may go; 0.0 is now. Where answers are awaited: a second."""
        one = self._chats.get(chat)
        waits = [self._until_room(self._all, self.per_second, self._second, now)]
        if one is not None:
            waits.append(self._until_room(one, self._per_chat, self._second, now))
            if is_group:
                waits.append(self._until_room(one, self._per_group, self._minute, now))
        if chat in self._chats_held_until:
            waits.append((self._chats_held_until[chat] - now).total_seconds())
        return max(0.0, *waits)

    def launched(self, chat: str, now: datetime) -> None:
        """Note that a message goes to ``chat`` at this moment."""
        if chat not in self._chats:
            self._forget_idle(now)
            self._chats[chat] = Traffic(deque(maxlen=self._remembered))
        for traffic in (self._all, self._chats[chat]):
            traffic.away += 1

    def answered(self, chat: str, launched_at: datetime, now: datetime) -> None:
        """Note that the message that went to ``chat`` then is on its way no more, whatever became of it."""
        self._shortest.seen(now - launched_at, now)
        for traffic in (self._all, self._chats[chat]):
            traffic.away -= 1
            traffic.answered.append(now)

    def hold(self, until: datetime, chat: str) -> None:
        """Let nothing go to ``chat`` before ``until``: the messenger said so. It only ever grows longer."""
        self._chats_held_until[chat] = max(until, self._chats_held_until.get(chat, until))

    def _until_room(self, traffic: Traffic, most: int, window: timedelta, now: datetime) -> float:
        """Return the seconds until fewer than ``most`` messages are away or counted within the last ``window``.

        Never more than ``window``, though the machine's clock was set back meanwhile.
        """
        free = most - traffic.away
        if free <= 0:
            return SECOND.total_seconds()
        if len(traffic.answered) < free:
            return 0.0
        return min(traffic.answered[-free] - self._shortest.lately + window - now, window).total_seconds()

    @property
    def _remembered(self) -> int:
        """How many messages to one chat the windows can reach."""
        return max(self._per_chat, self._per_group)

    def _forget_idle(self, now: datetime) -> None:
        """Forget, once a minute at most, what no window reaches any more."""
        if len(self._chats) < FORGET_ABOVE or (self._tidied is not None and now - self._tidied < MINUTE):
            return
        self._tidied = now
        self._chats = {
            chat: one for chat, one in self._chats.items() if one.away or now - one.answered[-1] < self._minute
        }
        self._chats_held_until = {chat: until for chat, until in self._chats_held_until.items() if until > now}


class Shortest:
    """The shortest way there and back of the last half minute at least, and of a whole one at most."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._before: timedelta | None = None
        self._now: timedelta | None = None

    def seen(self, took: timedelta, now: datetime) -> None:
        """Note how long an answer took; a clock that was set back meanwhile makes it none at all."""
        if self._since is None or abs(now - self._since) >= MINUTE / 2:
            self._since, self._before, self._now = now, self._now, None
        took = max(took, timedelta())
        self._now = took if self._now is None else min(took, self._now)

    @property
    def lately(self) -> timedelta:
        """The shortest; none at all as long as nothing was answered."""
        return min((one for one in (self._before, self._now) if one is not None), default=timedelta())
