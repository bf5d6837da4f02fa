"""The first day's page, followed to the letter: every command of it, with the sandbox in Telegram's place."""

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx
import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "first-day.md"
PROGRAM = ".venv/bin/nhacviec"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
CODE = re.compile(r"/start (\S+)")
PATIENCE = 60.0  # seconds: a machine may be busy


class Morning:
    """What the three of the ICT department have before them: a folder, an environment, and windows that stay open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._open: list[subprocess.Popen[str]] = []
        self._http = httpx.Client(trust_env=False)
        self.address = ""

    def follow(self, line: str) -> str:
        """Do what a line of the page says; return what it prints."""
        words = shlex.split(line)
        match words:
            case ["make", "setup"]:
                return ""
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self._monkeypatch.setenv(name, value)
                return ""
            case [program, "sandbox"] if program == PROGRAM:
                self._stand_in()
                return ""
            case [program, "run", *_] if program == PROGRAM:
                self._window(words[1:])
                return ""
            case [program, *arguments] if program == PROGRAM:
                return self._command(arguments)
            case _:
                raise AssertionError(f"the page says something else: {line}")

    def _command(self, arguments: list[str]) -> str:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = self._capsys.readouterr()
        assert ended.value.code in (0, None), f"{arguments}: {out}{err}"
        return out

    def _stand_in(self) -> None:
        """Start the sandbox on a free port, and copy its two lines as the page says."""
        said = self._window(["sandbox", "--port", "0"])
        while True:
            words = said.readline().split()
            if words[:1] == ["Open"]:
                self.address = words[1]
            if words[:1] == ["export"]:
                self.follow(" ".join(words))
            if words[:1] == ["export"] and "TOKEN" in words[1]:
                return

    def _window(self, arguments: list[str]) -> IO[str]:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._open.append(process)
        assert process.stdout is not None
        return process.stdout

    def say(self, seat: int, text: str) -> None:
        """Let the first who may speak at a seat of the sandbox's page say something."""
        found = self._seats()[seat]
        answer = self._http.post(
            f"{self.address}/api/chats/{found['chat']}/messages",
            json={"as": found["speakers"][0]["id"], "text": text},
        )
        assert answer.status_code == 201, answer.text

    def until_answered(self, seat: int, words: str) -> None:
        """Wait until the bot has said ``words`` there."""
        chat, give_up = self._seats()[seat]["chat"], time.monotonic() + PATIENCE
        while True:
            said = self._http.get(f"{self.address}/api/chats/{chat}/messages").text
            if words in said:
                return
            assert time.monotonic() < give_up, said
            time.sleep(0.1)  # two processes beside this one: there is nothing to wait for but them

    def _seats(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self._http.get(f"{self.address}/api/seats").json()
        return found

    def end(self) -> None:
        """Close the windows."""
        self._http.close()
        for process in reversed(self._open):
            process.terminate()
            process.wait(PATIENCE)
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Morning]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    found = Morning(monkeypatch, capsys)
    yield found
    found.end()


def test_the_first_day_goes_as_its_page_says(morning: Morning) -> None:
    text = PAGE.read_text(encoding="utf-8")
    said: dict[str, str] = {}
    for line in (line for block in BLOCK.findall(text) for line in block.splitlines()):
        said[line] = morning.follow(line)
        if "--role ict" in line:
            admin, ict = (CODE.search(said[one]) for one in said if "invite so-khcn" in one)
            assert admin is not None
            assert ict is not None
            morning.say(0, f"/start {admin[1]}")
            morning.until_answered(0, "Sở Khoa học và Công nghệ")
            morning.say(-1, f"/start {ict[1]}")
            morning.until_answered(-1, "Sở Khoa học và Công nghệ")
    people = next(printed for line, printed in said.items() if line.startswith(f"{PROGRAM} people --config"))
    missing = next(printed for line, printed in said.items() if "--missing" in line)
    assert [role in people for role in ("admin", "ict")] == [True, True]
    assert "Sở Nội vụ" in missing
    assert Path("my-province/invites.pdf").read_bytes().startswith(b"%PDF")
    assert Path("my-province/first-day.backup").stat().st_size > 1000
