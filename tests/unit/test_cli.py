"""The command line: what check, duties and forecast print, and how they fail."""

import csv
import json
import resource
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.unit.province import CONFIG, PLAN, directive, write_province

MAIL = """\
id: mail
    clause: 2.10
    title: Hộp thư, điện tử
    lead: [all]
    due: 2010-12-31
    target: {metric: m, unit: "%", value: 100}
"""
UPKEEP = "{id: upkeep, clause: 5, title: Bảo trì, lead: [so-xd], coordinating: [stttt], every: year, due: 12-15}"
AWARE = "{id: aware, clause: 1.a, title: Tuyên truyền, lead: [huyen-a], ongoing: true}"


class Shell:
    """Runs commands on one province and keeps what they print."""

    def __init__(self, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = config
        self._capsys = capsys
        self.errors = ""

    def run(self, *arguments: str, code: int = 0) -> str:
        """Return what a command prints; it must exit with ``code``."""
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "--config", str(self.config)])
        out, self.errors = self._capsys.readouterr()
        assert (caught.value.code or 0) == code, self.errors
        return out

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the rows of a command's JSON."""
        rows: list[dict[str, Any]] = json.loads(self.run(*arguments, "--format", "json"))
        return rows


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(write_province(tmp_path, directive(PLAN, MAIL, UPKEEP, AWARE)), capsys)


def test_check_says_what_there_is(shell: Shell) -> None:
    assert shell.run("check") == ("Tỉnh mẫu: 4 agencies, 1 directive, 4 duties (2 deadline, 1 recurring, 1 ongoing).\n")


def test_check_tells_every_error_on_a_line_of_its_own_without_a_traceback(shell: Shell, tmp_path: Path) -> None:
    write_province(tmp_path, directive(PLAN.replace("03-31", "04-31")), config=CONFIG + "laddr: {}\n")
    assert shell.run("check", code=1) == ""
    assert shell.errors == (
        f"{tmp_path}/config.yaml:14: unknown key 'laddr': did you mean 'ladder'?\n"
        f"{tmp_path}/directives/1.yaml:3: due: 2009-04-31 does not exist: April has 30 days\n"
    )


def test_a_config_that_is_not_there_is_one_line(shell: Shell, tmp_path: Path) -> None:
    shell.config = tmp_path / "nowhere" / "config.yaml"
    shell.run("duties", code=1)
    assert shell.errors == f"{shell.config}: there is no such file\n"


def test_duties_lists_a_row_for_each_agency_with_its_role(shell: Shell) -> None:
    rows = shell.rows("duties", "--at", "2009-04-01")
    assert rows[0] == {
        "directive": "ct-2009",
        "duty": "plan",
        "clause": "5.b",
        "title": "Lập kế hoạch",
        "kind": "deadline",
        "agency": "stttt",
        "role": "lead",
        "due": "2009-03-31",
        "status": "assigned",
        "target": None,
    }
    assert rows[1]["target"] == {"metric": "m", "unit": "%", "value": 100, "at_least": True}
    assert [(row["duty"], row["agency"], row["role"], row["due"]) for row in rows[1:]] == [
        ("mail", "stttt", "lead", "2010-12-31"),
        ("mail", "so-xd", "lead", "2010-12-31"),
        ("mail", "huyen-a", "lead", "2010-12-31"),
        ("upkeep", "so-xd", "lead", "2009-12-15"),
        ("upkeep", "stttt", "coordinating", "2009-12-15"),
        ("aware", "huyen-a", "lead", None),
    ]


@pytest.mark.parametrize(
    ("status", "at", "duties"),
    [
        ("overdue", "2009-03-31", []),
        ("overdue", "2009-04-01", ["plan"]),
        ("open_within", "2009-04-01", ["mail", "upkeep"]),
        ("open_no_deadline", "2009-04-01", ["aware"]),
        ("assigned", "2009-04-01", ["plan", "mail", "upkeep", "aware"]),
        ("done", "2009-04-01", []),
    ],
)
def test_duties_filters_by_how_they_stand_on_a_day(shell: Shell, status: str, at: str, duties: list[str]) -> None:
    rows = shell.rows("duties", "--status", status, "--at", at)
    assert [*dict.fromkeys(row["duty"] for row in rows)] == duties


def test_duties_filters_by_agency(shell: Shell) -> None:
    assert [row["duty"] for row in shell.rows("duties", "--agency", "stttt")] == ["plan", "mail", "upkeep"]


def test_duties_as_csv_quotes_what_it_must(shell: Shell) -> None:
    text = shell.run("duties", "--format", "csv", "--agency", "huyen-a")
    first, second = csv.DictReader(StringIO(text))
    assert (first["title"], first["target"]) == ("Hộp thư, điện tử", "≥ 100 %")
    assert (second["due"], second["status"]) == ("", "assigned")


def test_csv_without_rows_still_has_its_head(shell: Shell) -> None:
    assert shell.run("duties", "--format", "csv", "--status", "done") == (
        "directive,duty,clause,title,kind,agency,role,due,status,target\n"
    )


def test_duties_as_a_table_is_for_reading(shell: Shell) -> None:
    text = shell.run("duties", "--agency", "so-xd", "--at", "2009-04-01")
    assert [" ".join(line.split()) for line in text.splitlines()] == [
        "Directive Clause Duty Agency Role Due Cell Target",
        "ct-2009 2.10 Hộp thư, điện tử Sở XD lead 2010-12-31 open within ≥ 100 %",
        "ct-2009 5 Bảo trì Sở XD lead 2009-12-15 open within",
        "2 rows",
    ]


def test_forecast_tells_the_mornings_of_a_deadline_in_local_time(shell: Shell) -> None:
    rows = shell.rows("forecast", "--from", "2009-01-05", "--to", "2009-07-31", "--agency", "stttt")
    officer = [row for row in rows if row["kind"] == "reminder" and row["audience"] == "officer"]
    assert [(row["at"], row["rung"]) for row in officer if row["duty"] == "plan"] == [
        ("2009-02-27T08:00:00+07:00", 30),
        ("2009-03-17T08:00:00+07:00", 14),
        ("2009-03-24T08:00:00+07:00", 7),
        ("2009-03-27T08:00:00+07:00", 3),
        ("2009-03-30T08:00:00+07:00", 1),
        ("2009-03-31T08:00:00+07:00", 0),
    ]
    assert list(rows[0]) == ["at", "kind", "rung", "agency", "audience", "directive", "duty", "due"]
    assert {row["agency"] for row in rows} == {"stttt"}
    assert next(row["directive"] for row in rows if row["kind"] == "report") == "2009-H1"


def test_forecast_as_a_table_gathers_the_agencies_of_a_morning(shell: Shell) -> None:
    lines = shell.run("forecast", "--from", "2009-01-05", "--to", "2009-01-09").splitlines()
    assert [" ".join(line.split()) for line in lines[1:]] == [
        "2009-01-05 08:00 digest ict Tỉnh mẫu",
        "2009-01-05 08:00 digest leaders Tỉnh mẫu",
        "2009-01-05 08:00 digest head Huyện A, Sở XD, Sở TT&TT",
        "3 rows",
    ]


def test_forecast_as_a_calendar_keeps_to_the_rules_of_calendars(shell: Shell) -> None:
    arguments = ("forecast", "--from", "2009-03-24", "--to", "2009-03-27", "--agency", "stttt", "--format", "ics")
    text = shell.run(*arguments)
    assert text == shell.run(*arguments)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(len(line.encode()) <= 75 and "\n" not in line for line in lines)
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nhac Viec//Forecast//VI"]
    assert "DTSTART:20090324T010000Z" in unfolded
    assert "SUMMARY:Nhắc việc (còn 7 ngày): Lập kế hoạch (Sở TT&TT)" in unfolded
    assert "DESCRIPTION:Thời hạn: 31/03/2009" in unfolded
    events = unfolded.count("BEGIN:VEVENT")
    assert events == unfolded.count("END:VEVENT") == 4
    assert len({line for line in unfolded if line.startswith("UID:")}) == events


def test_a_calendar_escapes_and_folds_between_letters(shell: Shell, tmp_path: Path) -> None:
    title = "Đề án; một, hai " + "ữ" * 60
    write_province(tmp_path, directive(PLAN.replace("Lập kế hoạch", f'"{title}"')))
    text = shell.run("forecast", "--from", "2009-03-31", "--to", "2009-03-31", "--format", "ics")
    summary = next(line for line in text.replace("\r\n ", "").split("\r\n") if line.startswith("SUMMARY"))
    assert summary == rf"SUMMARY:Nhắc việc (đến hạn hôm nay): Đề án\; một\, hai {'ữ' * 60} (Sở TT&TT)"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("duties", "--at", "31/4/2009"), "31/4/2009 does not exist: April has 30 days (write dates as 2009-03-31)"),
        (("duties", "--at", "soon"), "'soon' is not a date: write it as 2009-03-31"),
        (("duties", "--agency", "sttt"), "unknown agency 'sttt': did you mean 'stttt'?"),
        (("duties", "--status", "late"), "'late' is not one of assigned,"),
        (("duties", "--format", "xml"), "'xml' is not one of 'table', 'json', 'csv'"),
        (("forecast", "--from", "2009-05-05", "--to", "2009-05-04"), "2009-05-04 is before 2009-05-05"),
        (("forecast", "--from", "2009-01-01", "--to", "2109-01-01"), "a forecast reaches ten years at the most"),
        (("forecasts",), "No such command 'forecasts'"),
    ],
)
def test_a_wrong_call_is_told_and_exits_with_2(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    shell.run(*arguments, code=2)
    assert told in shell.errors


@pytest.mark.parametrize("command", ["check", "duties", "forecast"])
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    text = shell.run(command, "--help")
    assert "--config" in text
    assert "config.yaml" in text


def processor_seconds() -> float:
    """Return what the commands that have ended took of the processor: other programs' work does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_forecast_is_quick_and_needs_neither_database_nor_messenger(shell: Shell) -> None:
    program = (
        "import sys\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "finally: print(*{'sqlalchemy', 'telegram', 'apscheduler', 'holidays'} & set(sys.modules), file=sys.stderr)"
    )
    arguments = ["forecast", "--config", str(shell.config), "--from", "2009-01-05", "--to", "2009-07-31"]
    before = processor_seconds()
    done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-c", program, *arguments, "--format", "json"], capture_output=True, text=True, check=True
    )
    assert processor_seconds() - before < 3
    assert done.stderr.split() == ["holidays"]
    assert json.loads(done.stdout)
