"""A kill at a named step: whatever the house does to the world passes by one of them.

The steps are methods of the outbox, of the unit of work and of the channel. They are wrapped from outside, so the house
knows nothing of this. A killed house does nothing more, neither to the database nor to the messenger, though the
process that it was in goes on: whoever is killed at a step only raises ``Killed`` from all of them.
"""

import functools
import os
from collections.abc import Callable
from typing import Any, NoReturn

from bot.channels.base import Channel
from bot.outbox import Outbox
from bot.storage.files import Files
from bot.storage.updates import Updates
from bot.storage.work import Work

COMMIT = "commit"


class Killed(BaseException):
    """The house was killed; no ``except Exception`` sees it."""


class Reaper:
    """Kills a house at one step; until then, and after ``let_live``, all goes on as ever.

    A commit is named by the last step before it: ``commit of claim``.
    """

    def __init__(self, die: Callable[[], NoReturn] | None = None) -> None:
        """``die`` ends the house; by default it raises ``Killed`` for ever after."""
        self._die = die or self._stay_dead
        self._step: str | None = None
        self._dead = False
        self._last = ""

    def kill_at(self, step: str) -> None:
        """Kill the house at ``before …`` or ``after`` a step, the first time that it comes there."""
        self._step = step

    def let_live(self) -> None:
        """Let another house live."""
        self._step, self._dead, self._last = None, False, ""

    @property
    def has_killed(self) -> bool:
        return self._dead

    def passes(self, when: str, step: str) -> None:
        """Note that a house comes by. Raises Killed."""
        if self._dead or f"{when} {self._named(step)}" == self._step:
            self._dead = True
            self._die()
        if step != COMMIT:
            self._last = step

    def _named(self, step: str) -> str:
        return f"{step} of {self._last}" if step == COMMIT else step

    def _stay_dead(self) -> NoReturn:
        raise Killed


def leave_at_once() -> NoReturn:
    """End the process as SIGKILL does: nothing is closed, nothing is said."""
    os._exit(9)


def watch(reaper: Reaper, channel: type[Channel], patch: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let every house of this process pass by the reaper."""
    steps: tuple[tuple[Any, str, str], ...] = (
        (Outbox, "enqueue", "owe"),
        (Outbox, "claim", "claim"),
        (channel, "send", "send"),
        (Outbox, "sent", "mark"),
        (Updates, "count_try", "count"),
        (Updates, "take", "take"),
        (channel, "acknowledge", "acknowledge"),
        (channel, "fetch", "fetch"),
        (Files, "change", "keep"),
        (Work, COMMIT, COMMIT),
    )
    for owner, method, step in steps:
        patch(owner, method, _watched(getattr(owner, method), reaper, step))


def _watched(method: Callable[..., Any], reaper: Reaper, step: str) -> Callable[..., Any]:
    @functools.wraps(method)
    async def passing(*arguments: Any, **options: Any) -> Any:
        reaper.passes("before", step)
        result = await method(*arguments, **options)
        reaper.passes("after", step)
        return result

    return passing
