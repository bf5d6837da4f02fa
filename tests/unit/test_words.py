"""Words as people type them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import fold, tidy, with_or_without_marks


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mạng nội bộ", "mang noi bo"),
        ("mang noi bo", "mang noi bo"),
        ("  Sở\tThông tin\n và  Truyền thông ", "so thong tin va truyen thong"),
        ("ĐIỆN TỬ", "dien tu"),
        ("\u00d0iện \u0189iện", "dien dien"),
        ("hòa bình, hoà bình", "hoa binh, hoa binh"),
        ("Qu\u200bý\u202e II\ufeff", "quy ii"),
        ("\u200b \u2066", ""),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_it_folds_what_people_type(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(text=st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=st.text())
def test_folding_does_not_depend_on_capitals_or_composition(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(text=st.text())
def test_tidy_text_is_one_line_and_stays_so(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\n" not in tidy(text)
    assert tidy(text) == tidy(text).strip()


def test_it_keeps_the_diacritics_of_tidy_text() -> None:
    assert tidy("  Quý\u00a0 \u200bII\r\n năm 2009 ") == "Quý II năm 2009"


def test_a_pattern_takes_words_with_or_without_their_diacritics() -> None:
    pattern = re.compile(with_or_without_marks("(?:tháng|quý) (?P<number>[0-9]+) nay"))
    assert [bool(pattern.fullmatch(text)) for text in ("tháng 6 nay", "thang 6 nay", "quy 6 nay")] == [True] * 3
    assert [bool(pattern.fullmatch(text)) for text in ("tháng 6 này", "thảng 6 nay")] == [False] * 2
