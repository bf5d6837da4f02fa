"""The page is made of what the campaigns counted, and of nothing else."""

from datetime import date
from pathlib import Path

import pytest

from tests.chaos.figures import FOLDER, Figures, kept, tell
from tests.chaos.page import BEGIN, END, PAGE, rewritten, table

CRASH = Figures(
    campaign="Crash, SQLite", load="9,000 messages", faults="200 kills", lost=0, doubled=3, at_most=41, note="4 min"
)
FUZZ = Figures(campaign="Fuzz", load="100,000 updates", faults="all of them odd", lost=0, doubled=0)


def test_what_was_counted_is_printed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    tell(FUZZ)
    tell(CRASH)
    tell(CRASH)
    assert kept(tmp_path) == [CRASH, FUZZ]
    assert (
        "Crash, SQLite: 9,000 messages; 200 kills; lost 0, doubled 3 (at most 41); 4 min\n" in capsys.readouterr().out
    )


def test_the_table_takes_the_place_of_the_one_before() -> None:
    made = table([CRASH, FUZZ], date(2009, 6, 30))
    assert made.splitlines()[2:4] == [
        "| Crash, SQLite | 9,000 messages | 200 kills | 0 | 3 (at most 41) | 4 min |",
        "| Fuzz | 100,000 updates | all of them odd | 0 | 0 |  |",
    ]
    page = PAGE.read_text(encoding="utf-8")
    once = rewritten(page, made)
    assert rewritten(once, made) == once
    assert once.split(BEGIN)[0] == page.split(BEGIN)[0]
    assert once.split(END)[1] == page.split(END)[1]
