"""Every row of dates.csv: on that day, this text means that date, or is asked again for that reason."""

import csv
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.dates import Misdate, read_date
from bot.words import fold

ROWS = [
    (date.fromisoformat(row["today"]), row["text"], row["expected"])
    for row in csv.DictReader((Path(__file__).parent / "dates.csv").read_text(encoding="utf-8").splitlines())
]

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as written": str,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "in capitals": str.upper,
    "with spaces": lambda text: f"  {text.replace(' ', chr(0xA0) + ' ')} ",
    "with zero-width spaces": lambda text: text.replace(" ", " \u200b"),
}


def as_written(answer: date | Misdate) -> str:
    return answer.isoformat() if isinstance(answer, date) else answer.value


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_reads_the_whole_table(spelling: str, capsys: pytest.CaptureFixture[str]) -> None:
    read = [(*row, as_written(read_date(SPELLINGS[spelling](row[1]), row[0]))) for row in ROWS]
    wrong = [f"{today}: {text!r} is {expected}, read {got}" for today, text, expected, got in read if got != expected]
    right = len(read) - len(wrong)
    silently = sum(got != expected and got not in set(Misdate) for *_row, expected, got in read)
    with capsys.disabled():
        sys.stdout.write(f"\ndate table {spelling}: {right} of {len(read)} right, {silently} silently wrong ")
    assert not wrong, "\n".join(wrong)


def test_the_table_tries_many_dates_and_every_refusal() -> None:
    assert len(ROWS) == len(set(ROWS)) >= 150
    assert {expected for *_row, expected in ROWS} > set(Misdate)


def test_without_diacritics_it_reads_the_same_or_asks_again() -> None:
    plain = [(today, fold(text), expected, as_written(read_date(fold(text), today))) for today, text, expected in ROWS]
    assert [row for row in plain if row[3] not in {row[2], *Misdate}] == []
    asked_again = {text for _today, text, expected, got in plain if got != expected and expected not in set(Misdate)}
    assert asked_again == {
        *("thang sau", "cuoi thang sau", "ngay 15 thang sau"),  # next month, or June
        *("thu sau", "thu sau nay", "nam gio chieu thu sau"),  # Friday, or next autumn
        *("thu sau, 17/4", "17/4 (thu sau)", "thu sau ngay 17/4/2009"),
        *("mot", "ngay mot", "ngay kia"),  # in two days, or the first, or in three days
        "sau tuan toi",  # in six weeks, or after next week
    }
