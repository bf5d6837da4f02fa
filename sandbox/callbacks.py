"""Presses on buttons that wait for the bot's answerCallbackQuery."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from sandbox import limits
from sandbox.refusals import Json, bad


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after a press: a toast or, if ``alert``, a box; nothing if the bot did not answer in time."""

    answered: bool
    text: str | None = None
    alert: bool = False


@dataclass(slots=True)
class _Press:
    at: datetime
    answer: asyncio.Future[Answer]


class Callbacks:
    """The presses that the bot may still answer: each once, and not later than a quarter of an hour of the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._presses: dict[str, _Press] = {}
        self._count = 0

    def open(self) -> tuple[str, asyncio.Future[Answer]]:
        """Return the id for a new query and the answer to come."""
        self._forget_old()
        self._count += 1
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        query = str(4_000_000_000_000_000 + self._count)
        self._presses[query] = _Press(self._clock.now(), answer)
        return query, answer

    def answer(self, arguments: Json) -> bool:
        """Answer answerCallbackQuery. Raises Refusal (400) for a query that is unknown, answered or too old."""
        text = arguments.get("text")
        if text and len(text) > limits.CALLBACK_ANSWER:
            raise bad("MESSAGE_TOO_LONG")
        press = self._presses.pop(arguments["callback_query_id"], None)
        if press is None or self._clock.now() - press.at > limits.CALLBACK_ANSWERABLE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if not press.answer.done():
            press.answer.set_result(Answer(True, text or None, arguments.get("show_alert", False)))
        return True

    def stop(self) -> None:
        """Let nobody wait any longer."""
        for press in self._presses.values():
            if not press.answer.done():
                press.answer.set_result(Answer(answered=False))

    def _forget_old(self) -> None:
        """Drop, oldest first, what can no longer be answered."""
        oldest = self._clock.now() - limits.CALLBACK_ANSWERABLE
        while self._presses and (first := next(iter(self._presses.items())))[1].at < oldest:
            del self._presses[first[0]]
