"""Reading the numbers officers type."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import Misnumber, read_number, spelled

ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """Spell 0 to 999 as schoolbooks do."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{ONES[hundreds]} trăm"] if hundreds else []
    if tens:
        words.append("mười" if tens == 1 else f"{ONES[tens]} mươi")
        last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(ones, ONES[ones])
        words += [last] if ones else []
    elif ones or not hundreds:
        words += ["linh", ONES[ones]] if hundreds else [ONES[ones]]
    return " ".join(words)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("45", None, "45"),
        ("45", "máy", "45"),
        ("0", "%", "0"),
        ("007", None, "7"),
        ("45%", None, "45"),
        ("45%", "%", "45"),
        ("12,5 %", "%", "12.5"),
        ("12.5", None, "12.5"),
        ("12,55", None, "12.55"),
        ("0,125", None, "0.125"),
        ("0.125", None, "0.125"),
        ("1.250", None, "1250"),
        ("1.250,5", None, "1250.5"),
        ("1 250", None, "1250"),
        ("1\u00a0250\u00a0000", None, "1250000"),
        ("1.250.000", None, "1250000"),
        ("1,250,000", None, "1250000"),
        ("1,250.5", None, "1250.5"),
        ("60 phần trăm", "%", "60"),
        ("60 phan tram", None, "60"),
        ("60 percent", "%", "60"),
        ("45 máy", "máy", "45"),
        ("45 may", "máy", "45"),
        ("45 MÁY.", "máy", "45"),
        ("45máy", "máy", "45"),
        ("2 triệu đồng", "triệu đồng", "2"),
        ("100 m2", "m2", "100"),
        ("không", None, "0"),
        ("mười", None, "10"),
        ("mười lăm", "máy", "15"),
        ("hai mươi mốt máy", "máy", "21"),
        ("hai mươi tư", None, "24"),
        ("hai mươi lăm phần trăm", "%", "25"),
        ("hai mươi nhăm", None, "25"),
        ("hai lăm", None, "25"),
        ("năm mươi %", "%", "50"),
        ("nam muoi phan tram", "%", "50"),
        ("một trăm", None, "100"),
        ("một trăm linh năm", None, "105"),
        ("mot tram le nam", None, "105"),
        ("chín trăm chín mươi chín", None, "999"),
    ],
)
def test_it_reads_figures_and_words(text: str, unit: str | None, expected: str) -> None:
    for typed in (text, unicodedata.normalize("NFD", text), f"  {text} ", text.upper()):
        assert read_number(typed, unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("", None, Misnumber.EMPTY),
        (" \u200b.", None, Misnumber.EMPTY),
        ("1,250", None, Misnumber.AMBIGUOUS),
        ("1.2500", None, Misnumber.AMBIGUOUS),
        ("40-50", "%", Misnumber.AMBIGUOUS),
        ("40% - 50%", "%", Misnumber.AMBIGUOUS),
        ("40 đến 50", "%", Misnumber.AMBIGUOUS),
        ("40 hoặc 50 máy", "máy", Misnumber.AMBIGUOUS),
        ("45/60 máy", "máy", Misnumber.AMBIGUOUS),
        ("hai ba", None, Misnumber.AMBIGUOUS),
        ("một trăm hai", None, Misnumber.AMBIGUOUS),
        ("tam muoi", None, Misnumber.AMBIGUOUS),
        ("45 máy", "%", Misnumber.OTHER_UNIT),
        ("45%", "máy", Misnumber.OTHER_UNIT),
        ("45 máy", None, Misnumber.OTHER_UNIT),
        ("mười máy", "%", Misnumber.OTHER_UNIT),
        ("-5", None, Misnumber.NEGATIVE),
        ("−5 %", "%", Misnumber.NEGATIVE),
        ("âm 5", None, Misnumber.NEGATIVE),
        ("-0,5", None, Misnumber.NEGATIVE),
        ("nhiều", None, Misnumber.UNREADABLE),
        ("khoảng 45", None, Misnumber.UNREADABLE),
        ("tầm mười", None, Misnumber.UNREADABLE),
        ("một nửa", None, Misnumber.UNREADABLE),
        ("2 triệu", "đồng", Misnumber.UNREADABLE),
        ("nan", None, Misnumber.UNREADABLE),
        ("inf", None, Misnumber.UNREADABLE),
        ("1e5", None, Misnumber.UNREADABLE),
        ("0x10", None, Misnumber.UNREADABLE),
        ("4 5", None, Misnumber.UNREADABLE),
        ("1.25.000", None, Misnumber.UNREADABLE),
        ("1.250.5", None, Misnumber.UNREADABLE),
        (",5", None, Misnumber.UNREADABLE),
        ("４５", None, Misnumber.UNREADABLE),
        ("٤٥", None, Misnumber.UNREADABLE),
        ("9" * 16, None, Misnumber.UNREADABLE),
        ("%", "%", Misnumber.UNREADABLE),
    ],
)
def test_it_asks_again_rather_than_guess(text: str, unit: str | None, expected: Misnumber) -> None:
    assert read_number(text, unit) is expected


def test_it_reads_every_number_in_words_up_to_999() -> None:
    assert [spelled(in_words(number)) for number in range(1000)] == list(range(1000))
    assert [read_number(in_words(number)) for number in range(1000)] == [Decimal(number) for number in range(1000)]


@given(number=st.integers(0, 10**15 - 1))
def test_it_reads_vietnamese_thousands_back(number: int) -> None:
    assert read_number(f"{number:,}".replace(",", ".")) == number
    assert read_number(f"{number:,}".replace(",", " ")) == number
    assert read_number(str(number)) == number


@given(number=st.decimals(0, 10**9, places=2))
def test_it_reads_a_decimal_comma_back(number: Decimal) -> None:
    assert read_number(str(number).replace(".", ",")) == number


@given(text=st.text(max_size=60), unit=st.one_of(st.none(), st.text(max_size=10)))
def test_whatever_is_typed_is_a_number_or_a_reason(text: str, unit: str | None) -> None:
    answer = read_number(text, unit)
    assert isinstance(answer, Misnumber) or (answer.is_finite() and answer >= 0)
