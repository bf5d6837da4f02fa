"""Telegram's limits of speed, enforced to the letter when asked: sliding windows by the sandbox's clock."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil

from bot.clock import Clock
from sandbox import limits
from sandbox.refusals import too_many

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Rates:
    """30 messages in any second, 1 a chat in any second, 20 a group in any minute."""

    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self.enforced = enforced
        self._clock = clock
        self._all: deque[datetime] = deque()
        self._chats: dict[int, deque[datetime]] = {}
        self._groups: dict[int, deque[datetime]] = {}

    def count(self, chat: int, *, group: bool) -> None:
        """Count a message to the chat. Raises Refusal (429) if it comes too early; that one does not count."""
        if not self.enforced:
            return
        now = self._clock.now()
        windows = [
            (self._all, limits.MESSAGES_A_SECOND, SECOND),
            (self._chats.setdefault(chat, deque()), limits.MESSAGES_A_SECOND_A_CHAT, SECOND),
        ]
        if group:
            windows.append((self._groups.setdefault(chat, deque()), limits.MESSAGES_A_MINUTE_A_GROUP, MINUTE))
        wait = max(_wait(sent, most, span, now) for sent, most, span in windows)
        if wait > timedelta():
            raise too_many(max(1, ceil(wait.total_seconds())))
        for sent, _, _ in windows:
            sent.append(now)


def _wait(sent: deque[datetime], most: int, span: timedelta, now: datetime) -> timedelta:
    """Forget what has left the window and return how long until one more fits."""
    while sent and sent[0] <= now - span:
        sent.popleft()
    return sent[len(sent) - most] + span - now if len(sent) >= most else timedelta()
