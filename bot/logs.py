"""Structured logs: one line an event, with ids and an action; never a text of a person, never the token."""

import logging
import sys
from traceback import walk_tb

import structlog

FRAMES = 4


def trace(error: BaseException) -> str:
    """Return what went wrong and where, the innermost place first, without the error's own words.

    Those may hold a text of a person: a database tells what it could not store.
    """
    frames = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in walk_tb(error.__traceback__)]
    return " < ".join([type(error).__name__, *reversed(frames[-FRAMES:])])


def configure(*, level: str = "INFO", json: bool = False) -> None:
    """Set up logging to standard error; JSON for machines, else for a person's eyes."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "httpcore", "telegram", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    renderer = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
