"""Structured logs: one line an event, with ids and an action; never a text of a person, never the token.

An exception is told by its kind and where it was raised, for its message may hold anything: a statement's values, the
words that could not be understood. Only our own errors speak, since they say what the operator can do.
"""

import logging
import sys
from collections.abc import Iterator
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from bot.errors import NhacViecError
from bot.redaction import redacted

FRAMES = 4
FRAMES_LOGGED = 12
CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "alembic")


def trace(error: BaseException, frames: int = FRAMES) -> str:
    """Return what went wrong and where, the innermost place first, without the error's own words.

    Those may hold a text of a person: a database tells what it could not store.
    """
    places = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in walk_tb(error.__traceback__)]
    return " < ".join([type(error).__name__, *reversed(places[-frames:])])


def configure(*, level: str = "INFO", json: bool = False, stream: TextIO | None = None) -> None:
    """Set up logging, ours and the libraries', to standard error; JSON for machines, else for a person's eyes."""
    out = stream or sys.stderr
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_told),
        _without_secrets,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *names: _Named(out, *names),
        cache_logger_on_first_use=True,
    )
    handler = _Lines(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    for earlier in [one for one in root.handlers if isinstance(one, _Lines)]:
        root.removeHandler(earlier)
    root.addHandler(handler)


def tell_crashes() -> None:
    """Log what ends the process as everything else: the interpreter would print the message."""

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            structlog.get_logger("app").critical("crashed", exc_info=(kind, error, trace))
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = crashed


class _Lines(logging.Handler):
    """Writes what the libraries log; the one handler of ours."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=self._stream or sys.stderr, flush=True)
        except Exception:
            self.handleError(record)


class _Named(structlog.PrintLogger):
    """Writes lines, and knows whose they are."""

    def __init__(self, stream: TextIO, name: str = "bot") -> None:
        super().__init__(stream)
        self.name = name


def _first_line(_: Any, __: str, event: EventDict) -> EventDict:
    """Keep of a library's message its first line: asyncio's second one has the exception, message and all."""
    event["event"] = str(event["event"]).split("\n", 1)[0]
    return event


def _without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    return {key: redacted(value) if isinstance(value, str) else value for key, value in event.items()}


def _told(exc_info: ExcInfo) -> str:
    return " | ".join(_traces(exc_info[1]))


def _traces(error: BaseException) -> Iterator[str]:
    """Yield an error, what it holds if it is several, and what led to it."""
    words = f" ({error})" if isinstance(error, NhacViecError) else ""
    yield trace(error, FRAMES_LOGGED) + words
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _traces(one)
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _traces(before)
