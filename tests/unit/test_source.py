"""YAML as people write it, with its lines."""

import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.source import LARGEST, parse, read


def problems(raw: str | bytes) -> list[str]:
    document = parse(raw.encode() if isinstance(raw, str) else raw, "a.yaml")
    return [str(problem) for problem in document.problems]


def data(text: str) -> Any:
    document = parse(text.encode(), "a.yaml")
    assert document.problems == ()
    return document.data


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("08:00", "08:00"),
        ("17:00", "17:00"),
        ("12-14", "12-14"),
        ("no", "no"),
        ("on", "on"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("7", 7),
        ("-7", -7),
        ("2.10", Decimal("2.10")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("", None),
        ("2009-04-30", date(2009, 4, 30)),
        ("2009-04-31", "2009-04-31"),
        ("'2009-04-30'", "2009-04-30"),
        ('"7"', "7"),
        ("[a, 1]", ["a", 1]),
    ],
)
def test_it_understands_a_value_as_it_is_written(written: str, meant: object) -> None:
    assert data(f"key: {written}") == {"key": meant}
    assert type(data(f"key: {written}")["key"]) is type(meant)


def test_it_keeps_a_decimal_exact_so_that_clause_2_10_is_not_2_1() -> None:
    assert str(data("clause: 2.10")["clause"]) == "2.10"


def test_it_takes_keys_as_text_even_where_yaml_has_another_idea() -> None:
    assert data("on: 1\n2009: 2\nnull: 3") == {"on": 1, "2009": 2, "null": 3}


def test_it_normalises_letters_written_with_separate_marks() -> None:
    apart = unicodedata.normalize("NFD", "Sở Xây dựng")
    assert data(f"{apart}: {apart}") == {"Sở Xây dựng": "Sở Xây dựng"}


def test_it_knows_the_line_of_every_part() -> None:
    document = parse(b"# a comment\na:\n  b: 1\n  c:\n    - x\n    - {d: 2,\n       e: 3}\n", "a.yaml")
    assert document.line(("a",)) == 2
    assert document.line(("a", "b")) == 3
    assert document.line(("a", "c", 0)) == 5
    assert document.line(("a", "c", 1, "e")) == 7
    assert document.line(("a", "c", 1, "missing")) == 6
    assert document.line(("nothing",)) == 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("a: 1\nb: 2\na: 3", ["a.yaml:3: 'a' is written twice: it already stands in line 1"]),
        (
            "a: &x 1\nb: *x",
            [
                "a.yaml:1: &x is an anchor: write the value out wherever it is needed",
                "a.yaml:2: *x is an alias: write the value out",
            ],
        ),
        ("a: !secret x", ["a.yaml:1: !secret is a tag: tags are not allowed"]),
        ("? [a]\n: 1", ["a.yaml:1: a key must be a word"]),
        ("a: 1\n---\nb: 2", ["a.yaml:2: a second document begins here: one file holds one document"]),
        ("", ["a.yaml:1: the file is empty"]),
        ("# nothing\n", ["a.yaml:1: the file is empty"]),
        ("a: 1\nb: \x07", ["a.yaml:2: the character U+0007 cannot stand in a text file"]),
        (b"a: 1\nb: S\xe0", ["a.yaml:2: is not UTF-8 (byte 0xe0): save the file as UTF-8"]),
        ("a: 1".encode("utf-16"), ["a.yaml:1: is not UTF-8 (byte 0xff): save the file as UTF-8"]),
        ("[" * 30 + "]" * 30, ["a.yaml:1: nested more than 20 levels deep"]),
        (b"#" * (LARGEST + 1), ["a.yaml: is larger than 2 MB"]),
    ],
)
def test_it_refuses_what_people_do_not_mean(raw: str | bytes, told: list[str]) -> None:
    assert problems(raw) == told


@pytest.mark.parametrize("text", ["a: [1", "a: {b: 1", "a: 'x", "\tb: 1", "a: b: c", "a: 1\n b: 2", "@"])
def test_it_tells_broken_yaml_with_its_line(text: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(("a.yaml:1: is not valid YAML: ", "a.yaml:2: is not valid YAML: "))


def test_it_is_not_put_off_by_a_byte_order_mark_or_windows_line_ends() -> None:
    assert parse("\ufeffa: 1\r\nb: x\r\n".encode(), "a.yaml").data == {"a": 1, "b": "x"}


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    missing, folder = tmp_path / "missing.yaml", tmp_path
    assert [str(p) for p in read(missing).problems] == [f"{missing}: there is no such file"]
    assert [str(p) for p in read(folder).problems] == [f"{folder}: cannot be read: Is a directory"]


def test_an_alias_bomb_is_refused_at_once() -> None:
    levels = "\n".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert len(problems(f"a: &a [x]\n{levels}")) == 9 + 8 * 9
