"""A log line says what was done to what, and holds neither what people wrote nor a secret."""

import asyncio
import json
import logging
import re
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot import logs, settings
from bot.errors import SetupError, StorageFull

TOKEN = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
WORDS = "Chưa có kinh phí"


class Log(StringIO):
    """What was logged."""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    found = Log()
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    logs.configure(json=True, stream=found)
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook


def test_a_line_has_a_time_a_level_a_room_an_action_and_ids(log: Log) -> None:
    structlog.get_logger("keeper").warning("not fetched", file=7, attempt=2)
    structlog.get_logger("keeper").debug("looked")
    (event,) = log.events
    assert event.pop("timestamp").endswith("Z")
    assert event == {"level": "warning", "logger": "keeper", "event": "not fetched", "file": 7, "attempt": 2}


def test_an_exception_is_its_kind_and_its_place_without_its_words(log: Log) -> None:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(WORDS) from error
    except ValueError:
        structlog.get_logger("intake").exception("not taken", update="7")
    (event,) = log.events
    assert re.fullmatch(r"ValueError < [\w.]*test_logs:\d+ \| KeyError < [\w.]*test_logs:\d+", event["exception"])
    assert WORDS not in log.getvalue()


def test_our_own_errors_speak_for_they_say_what_to_do(log: Log) -> None:
    group = ExceptionGroup(WORDS, [StorageFull("The database cannot grow: make room."), OSError(WORDS)])
    structlog.get_logger("delivery").error("failed", exc_info=group)
    told = "ExceptionGroup | StorageFull (The database cannot grow: make room.) | OSError"
    assert log.events[0]["exception"] == told
    assert WORDS not in log.getvalue()


def test_what_libraries_log_looks_the_same_and_loses_the_same(log: Log) -> None:
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("aiohttp").warning("cannot reach https://so:matkhau@proxy.vn and /bot%s/", TOKEN)

    async def fails() -> None:
        raise ValueError(WORDS)

    async def forgotten() -> None:
        asyncio.ensure_future(fails())  # noqa: RUF006 - nobody waits for it
        await asyncio.sleep(0)

    asyncio.run(forgotten())
    warning, *rest = log.events
    assert warning["event"] == "cannot reach https://…@proxy.vn and /bot…/"
    assert (warning["level"], warning["logger"]) == ("warning", "aiohttp")
    assert [one["event"] for one in rest] in ([], ["Task exception was never retrieved"])
    assert WORDS not in log.getvalue()


def test_a_crash_is_a_line_too(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    logs.tell_crashes()
    sys.excepthook(ValueError, ValueError(WORDS), None)
    assert [(one["level"], one["event"], one["exception"]) for one in log.events] == [
        ("critical", "crashed", "ValueError")
    ]
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert len(log.events) == 1


def test_for_a_persons_eyes_it_is_text(capsys: pytest.CaptureFixture[str], log: Log) -> None:
    logs.configure(stream=log)
    structlog.get_logger("app").error("stopped", token=f"/bot{TOKEN}/", exc_info=ValueError(WORDS))
    assert "stopped" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert WORDS not in log.getvalue()


def test_the_environment_says_which() -> None:
    assert [settings.logs_as_json({settings.LOG: kind}) for kind in ("", "text", "json")] == [False, False, True]
    with pytest.raises(SetupError, match=r"^NHACVIEC_LOG is text or json, not 'xml'\.$"):
        settings.logs_as_json({settings.LOG: "xml"})
