"""``nhacviec init``: asked or told, it leaves a province that checks, foretells and can be rehearsed at once."""

import json
import sys
from datetime import datetime, time
from io import StringIO
from pathlib import Path

import pytest

from bot.app.stage import rehearse
from bot.cli import main
from bot.commands.init import called
from bot.register.files import load_province


class Shell:
    """Runs commands as somebody at a terminal would, who has typed some answers."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, typed: str = "", code: int = 0) -> tuple[str, str]:
        self._monkeypatch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        told = self._capsys.readouterr()
        assert caught.value.code == code, told
        return told.out, told.err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["nhacviec"])
    return Shell(capsys, monkeypatch)


def test_it_asks_for_the_province_until_it_knows_it(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "tỉnh nhà"
    out, _ = shell.run("init", str(folder), typed="?\nvinh phuc\nphu tho g\nphu tho\n\n")
    assert "Hà Nội, Huế, Hải Phòng, " in out
    assert "Từ 01/7/2025 Vĩnh Phúc thuộc Phú Thọ: hãy gõ Phú Thọ." in out
    assert "Không có tỉnh, thành phố nào tên là “phu tho g”. Có phải Phú Thọ không?" in out
    assert f"cho Tỉnh Phú Thọ? [Y/n]: Đã tạo '{folder}/config.yaml' (18 cơ quan)" in out
    steps = out.partition("Ba bước tiếp theo:\n")[2].splitlines()
    assert [line.strip() for line in steps if "--config" in line] == [
        f"nhacviec {command} --config '{folder}/config.yaml'"
        for command in ("check", "demo", "sync", "invite so-khcn --role admin", "run")
    ]


def test_it_writes_nothing_if_that_is_not_what_was_meant(shell: Shell, tmp_path: Path) -> None:
    _, err = shell.run("init", str(tmp_path / "a"), typed="ha noi\nn\n", code=1)
    assert err == "Aborted.\n"
    shell.run("init", str(tmp_path / "a"), typed="", code=1)
    assert not (tmp_path / "a").exists()


def test_a_script_says_all_at_once(shell: Shell, tmp_path: Path) -> None:
    communes = tmp_path / "communes.csv"
    communes.write_text("xã An Phước\nphường Tân Lập\nđặc khu Phú Quý\n", encoding="utf-8")
    told = ("--province", "lam dong", "--communes", str(communes), "--language", "en", "--yes")
    out, _ = shell.run("init", str(tmp_path / "a"), *told)
    config = tmp_path / "a" / "config.yaml"
    assert out.startswith(f"Written: {config} (19 agencies) and {tmp_path}/a/directives/ct-mau.yaml (6 sample duties).")
    out, _ = shell.run("check", "--config", str(config))
    assert out == "Tỉnh Lâm Đồng: 19 agencies, 1 directive, 6 duties (4 deadline, 1 recurring, 1 ongoing).\n"
    rows = json.loads(
        shell.run("duties", "--agency", "dac-khu-phu-quy", "--config", str(config), "--format", "json")[0]
    )
    assert [row["duty"] for row in rows] == ["contact", "plan", "online-files", "security-review", "digital-skills"]
    coming = json.loads(shell.run("forecast", "--config", str(config), "--format", "json")[0])
    assert {one["kind"] for one in coming} == {"reminder", "overdue", "report", "digest"}
    _, err = shell.run("init", str(tmp_path / "a"), *told, code=1)
    assert err == f"{config} is there already and stays as it is: name another folder.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--yes",), "say which one, for --yes asks nothing"),
        (("--province", "Hà Giang", "--yes"), "Hà Giang has been part of 'Tuyên Quang' since 1 July 2025"),
        (("--province", "Hà Tĩn", "--yes"), "no province is called 'Hà Tĩn': did you mean 'Hà Tĩnh'?"),
        (("--province", "Paris", "--yes"), "no province is called 'Paris'"),
    ],
)
def test_a_province_that_is_none_is_a_wrong_call(
    shell: Shell, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    _, err = shell.run("init", str(tmp_path / "a"), *arguments, code=2)
    assert told in err
    assert not (tmp_path / "a").exists()


def test_a_list_with_mistakes_begins_nothing(shell: Shell, tmp_path: Path) -> None:
    communes = tmp_path / "communes.csv"
    communes.write_text("An Phước\n", encoding="utf-8")
    _, err = shell.run("init", str(tmp_path / "a"), "--province", "Huế", "--communes", str(communes), "--yes", code=1)
    assert err.startswith(f"{communes}:1: 'An Phước' does not say what it is")
    assert not (tmp_path / "a").exists()


def test_the_steps_name_the_program_as_it_was_called() -> None:
    assert called([".venv/bin/nhacviec", "init"]) == ".venv/bin/nhacviec"
    assert called(["/a folder/nhacviec"]) == "'/a folder/nhacviec'"
    assert called(["/usr/lib/python3/pytest"]) == "nhacviec"


def with_a_few_agencies(config: str) -> str:
    """Take out most departments, as a province may that has not got them: a whole one takes its time."""
    kept = ("so-khcn", "so-noi-vu")
    lines = config.splitlines(keepends=True)
    return "".join(line for line in lines if "kind: department" not in line or any(one in line for one in kept))


async def test_the_new_province_plays_its_first_morning(shell: Shell, tmp_path: Path) -> None:
    shell.run("init", str(tmp_path / "a"), "--province", "Cần Thơ", "--yes")
    path = tmp_path / "a" / "config.yaml"
    path.write_text(with_a_few_agencies(path.read_text(encoding="utf-8")), encoding="utf-8")
    config, directives = load_province(path)
    start = datetime.combine(directives[0].in_force_from, time(7, 30), tzinfo=config.zone)
    files, database = tmp_path / "files", f"sqlite:///{tmp_path}/a.db"
    async with rehearse(config, directives, start=start, database_url=database, files=files) as scene:
        await scene.rehearsal.turn_until(datetime.combine(start.date(), time(9), tzinfo=config.zone))
        seat = next(one for one in scene.world.seats.values() if one.subtitle.endswith("– UBND xã Ví Dụ"))
        texts = "\n".join(message.text for message in scene.world.history(seat.speakers[0]))
    assert "Văn bản mẫu: Đẩy mạnh chuyển đổi số trong cơ quan nhà nước" in texts
    assert "Cử cán bộ đầu mối chuyển đổi số" in texts
