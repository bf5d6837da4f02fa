"""One limiter before a messenger: how long a message must wait. Pure but for what it remembers; never sleeps."""

from collections import deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FORGET_ABOVE = 5000  # chats: beyond that the idle ones are forgotten


class Limiter:
    """Sliding windows over all messages, over each chat's and over each group's (Telegram: 30/s, 1/s, 20/min).

    A server that enforces the limits to the letter never has to refuse: the windows are as it counts them.
    """

    def __init__(self, *, per_second: int, per_chat_per_second: int, per_group_per_minute: int) -> None:
        self._per_second = per_second
        self._per_chat = per_chat_per_second
        self._per_group = per_group_per_minute
        self._all: deque[datetime] = deque(maxlen=per_second)
        self._chats: dict[str, deque[datetime]] = {}
        self._held_until: datetime | None = None

    def wait(self, is_group: bool, chat: str, now: datetime) -> float:
        """Return the seconds until a message to ``chat`` may go; 0.0 is now."""
        times = self._chats.get(chat, deque())
        waits = [_until_room(self._all, self._per_second, SECOND, now), _until_room(times, self._per_chat, SECOND, now)]
        if is_group:
            waits.append(_until_room(times, self._per_group, MINUTE, now))
        if self._held_until is not None:
            waits.append((self._held_until - now).total_seconds())
        return max(0.0, *waits)

    def sent(self, chat: str, now: datetime) -> None:
        """Record that a message goes to ``chat`` at this moment."""
        self._all.append(now)
        if chat not in self._chats:
            self._forget_idle(now)
            self._chats[chat] = deque(maxlen=max(self._per_chat, self._per_group))
        self._chats[chat].append(now)

    def hold(self, until: datetime) -> None:
        """Let nothing go before ``until``: the messenger said so."""
        self._held_until = max(until, self._held_until or until)

    def _forget_idle(self, now: datetime) -> None:
        if len(self._chats) >= FORGET_ABOVE:
            self._chats = {chat: times for chat, times in self._chats.items() if now - times[-1] < MINUTE}


def _until_room(times: deque[datetime], most: int, window: timedelta, now: datetime) -> float:
    """Return the seconds until fewer than ``most`` of ``times`` lie within the last ``window``."""
    if len(times) < most:
        return 0.0
    return (times[-most] + window - now).total_seconds()
