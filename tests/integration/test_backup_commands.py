"""``nhacviec backup`` and ``nhacviec restore`` as an operator types them."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.unit.province import write_province


class Machine:
    """A machine with a folder for the bot's data, and a shell."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._environment = monkeypatch

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        self._environment.setenv("NHACVIEC_DATABASE_URL", f"sqlite:///{self.folder}/nhacviec.db")
        self._environment.setenv("NHACVIEC_FILES", f"{self.folder}/files")
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        told = self._capsys.readouterr()
        assert (caught.value.code or 0) == code, told
        return told.out, told.err


def test_a_bot_moves_to_another_machine_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (Machine(tmp_path / name, capsys, monkeypatch) for name in ("old", "new"))
    config, file = str(write_province(tmp_path)), str(tmp_path / "monday.zip")

    _, err = old.run("backup", file, code=1)
    assert err == f"There is no database at sqlite:///{tmp_path}/old/nhacviec.db: see NHACVIEC_DATABASE_URL.\n"
    old.run("invite", "so-xd", "--role", "officer", "--config", config)
    out, err = old.run("backup", file)
    assert out.startswith(f"{file}: 2 rows of ")
    assert " tables, 0 files, " in out
    assert err == ""

    out, _ = new.run("restore", file, "--dry-run")
    assert out.startswith(f"{file} is whole: 2 rows of ")
    assert out.endswith("by version 0.1.0. Nothing was restored: this was a dry run.\n")
    assert not new.folder.exists()
    out, _ = new.run("restore", file)
    assert f" into sqlite:///{tmp_path}/new/nhacviec.db and {tmp_path}/new/files: made " in out
    audits = [one.run("audit", "--format", "json", "--config", config)[0] for one in (old, new)]
    assert audits[0] == audits[1]
    assert [event["action"] for event in json.loads(audits[0])] == ["invite"]
    _, err = new.run("restore", file, code=1)
    assert err.endswith("holds data already and stays as it is: name an empty one.\n")
