"""One limiter before a messenger: how long a message must wait. Pure but for what it remembers; never sleeps."""

from collections import deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FORGET_ABOVE = 5000  # chats: beyond that the idle ones are forgotten


class Limiter:
    """Sliding windows over all messages, over each chat's and over each group's (Telegram: 30/s, 1/s, 20/min).

    A server that enforces the limits to the letter never has to refuse: the windows are as it counts them. It counts
    when messages arrive, and some are longer on their way than others: ``jitter`` (seconds) widens each window by as
    much. Edits count like messages.
    """

    def __init__(
        self, *, per_second: int, per_chat_per_second: int, per_group_per_minute: int, jitter: float = 0.0
    ) -> None:
        self._second = SECOND + timedelta(seconds=jitter)
        self._minute = MINUTE + timedelta(seconds=jitter)
        self._all: deque[datetime] = deque()
        self._chats: dict[str, deque[datetime]] = {}
        self._chats_held_until: dict[str, datetime] = {}
        self._tidied: datetime | None = None
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
        self._all = deque(self._all, maxlen=per_second)
        self._chats = {chat: deque(times, maxlen=self._remembered) for chat, times in self._chats.items()}

    def wait(self, is_group: bool, chat: str, now: datetime) -> float:
        """Return the seconds until a message to ``chat`` may go; 0.0 is now."""
        times = self._chats.get(chat, deque())
        waits = [
            _until_room(self._all, self.per_second, self._second, now),
            _until_room(times, self._per_chat, self._second, now),
        ]
        if is_group:
            waits.append(_until_room(times, self._per_group, self._minute, now))
        waits.append((self._chats_held_until.get(chat, now) - now).total_seconds())
        return max(0.0, *waits)

    def sent(self, chat: str, now: datetime) -> None:
        """Record that a message goes to ``chat`` at this moment."""
        self._all.append(now)
        if chat not in self._chats:
            self._forget_idle(now)
            self._chats[chat] = deque(maxlen=self._remembered)
        self._chats[chat].append(now)

    def hold(self, until: datetime, chat: str) -> None:
        """Let nothing go to ``chat`` before ``until``: the messenger said so. It only ever grows longer."""
        self._chats_held_until[chat] = max(until, self._chats_held_until.get(chat, until))

    @property
    def _remembered(self) -> int:
        """How many messages to one chat the windows can reach."""
        return max(self._per_chat, self._per_group)

    def _forget_idle(self, now: datetime) -> None:
        """Forget, once a minute at most, what no window reaches any more."""
        if len(self._chats) < FORGET_ABOVE or (self._tidied is not None and now - self._tidied < MINUTE):
            return
        self._tidied = now
        self._chats = {chat: times for chat, times in self._chats.items() if now - times[-1] < self._minute}
        self._chats_held_until = {chat: until for chat, until in self._chats_held_until.items() if until > now}


def _until_room(times: deque[datetime], most: int, window: timedelta, now: datetime) -> float:
    """Return the seconds until fewer than ``most`` of ``times`` lie within the last ``window``.

    Never more than ``window``, though the machine's clock was set back meanwhile.
    """
    if len(times) < most:
        return 0.0
    return min(times[-most] + window - now, window).total_seconds()
