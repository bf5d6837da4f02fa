"""The real bot, told by SIGHUP to read its config anew: as a process of its own, and before it has even begun."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app.live import run
from bot.clock import SystemClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.storage.work import Store
from sandbox.model import Message
from tests.integration.conftest import Playground
from tests.unit.province import CONFIG as PROVINCE
from tests.unit.province import province, write_province

ROOT = Path(__file__).parents[2]
SECONDS = 60.0  # what a busy machine may need
CONFIG = f"{PROVINCE}channels: {{telegram: {{per_chat_per_second: 30}}}}\n"
EARLIER = "ladder: {at: 07:30}\n"
WRONG = "ladder: {at: noon}\n"


async def an_administrator(database_url: str, chat: int) -> None:
    store = Store(database_url, SystemClock())
    async with store.work() as work:
        await work.contacts.enrol(
            kind=ContactKind.PERSON, channel="telegram", chat=str(chat), name="Lan", agency="stttt", role=Role.ADMIN,
            language="vi", forum=False, now=work.now,
        )  # fmt: skip
        await work.commit()
    await store.stop()


@asynccontextmanager
async def running(config: Path, **environment: str) -> AsyncIterator[Process]:
    """Run ``nhacviec run``; its log is in JSON, a line an event."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", str(config),
        cwd=config.parent, env={**os.environ, "PYTHONPATH": str(ROOT), "NHACVIEC_LOG": "json", **environment},
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def logged(process: Process, event: str) -> dict[str, Any]:
    """Read the log up to an event; return it."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        found: dict[str, Any] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"the bot ended with {await process.wait()} before it logged: {event}")


async def told(sandbox: Playground, *words: str) -> Message:
    """Wait until the bot has said ``words`` to Lan."""
    while True:
        said = [one for one in sandbox.world.history(sandbox.lan) if all(word in one.text for word in words)]
        if said:
            return said[-1]
        await asyncio.sleep(0.02)  # another process says it over a network


async def test_a_hangup_reads_config_anew_or_says_what_is_wrong(
    sandbox: Playground, tmp_path: Path, sqlite_url: str
) -> None:
    await an_administrator(sqlite_url, sandbox.lan.id)
    config = write_province(tmp_path, config=CONFIG)
    place = {"NHACVIEC_DATABASE_URL": sqlite_url, "NHACVIEC_FILES": str(tmp_path / "files")}
    telegram = {"NHACVIEC_TELEGRAM_API": sandbox.server.base_url, "NHACVIEC_TELEGRAM_TOKEN": sandbox.world.token}
    async with asyncio.timeout(SECONDS), running(config, **place, **telegram) as process:
        await logged(process, "running")
        config.write_text(CONFIG + EARLIER, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        assert (await logged(process, "config reloaded"))["changed"] == ["ladder"]
        await told(sandbox, "Đã nạp lại cấu hình", "Các mục thay đổi, có hiệu lực ngay: ladder.")
        await told(sandbox, "Thay đổi văn bản chỉ đạo chờ áp dụng", "Phần mềm mở")

        config.write_text(CONFIG + WRONG, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        refused = await logged(process, "config refused: the old one counts")
        line = len((CONFIG + WRONG).splitlines())
        assert (refused["level"], refused["at"]) == ("error", f"{config}:{line}")
        assert refused["reason"] in (await told(sandbox, f"{config}:{line}")).text

        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_hangup_while_telegram_is_not_reached_does_not_end_the_bot(
    sandbox: Playground, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    before = signal.signal(signal.SIGHUP, lambda *_: ended.append("by the signal"))
    troubled = asyncio.Event()
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: troubled.set() or asyncio.Event().wait())
    sandbox.world.faults.switch("bad_gateway")
    try:
        running = asyncio.create_task(
            run(
                province(tmp_path),
                token=sandbox.world.token,
                database_url=sqlite_url,
                files=tmp_path / "files",
                api=sandbox.server.base_url,
            )
        )
        async with asyncio.timeout(SECONDS):
            await troubled.wait()
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended == []
