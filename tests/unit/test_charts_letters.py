"""Names in pictures: Vietnamese as it is, and whatever else somebody put into a name."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.charts.canvas import Canvas
from bot.documents.charts.letters import LONGEST, drawable, fitted, width
from bot.documents.charts.ranked import draw_standing
from bot.documents.charts.theme import LIGHT
from bot.documents.charts.words import VIETNAMESE
from tests.unit.chart_samples import agency, province

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
ALPHABET = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)) + "đĐ"


def test_it_has_every_vietnamese_letter() -> None:
    assert len(ALPHABET) == 146
    halves = ALPHABET[:73], ALPHABET[73:]
    assert "".join(map(drawable, halves)) == ALPHABET
    assert all(drawable(unicodedata.normalize("NFD", half)) == half for half in halves)


def test_it_draws_them_without_a_warning_in_both_weights() -> None:
    canvas = Canvas(4000, 200, LIGHT)
    canvas.text(10, 50, ALPHABET, 30)
    canvas.text(10, 150, ALPHABET, 30, bold=True)
    assert canvas.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("$\\frac{1}{0}$", "$\\frac{1}{0}$"),
        ("a_b^c $x", "a_b^c $x"),
        ("%s {0} <b>&amp;</b>", "%s {0} <b>&amp;</b>"),
        ("🏛 Sở Tài chính ✅", "Sở Tài chính"),
        ("☑\ufe0f Sở \u200b\u200eY tế", "☑ Sở Y tế"),
        ("财政 Tài chính", "□□ Tài chính"),
        ("Sở\n Nội\tvụ\x00", "Sở Nội vụ"),
        ("\u202eBan\u202c Dân tộc", "Ban Dân tộc"),
        ("Z\u0301\u0302\u0303\u0304algo", "Ź\u0302\u0303algo"),
        ("משרד האוצר", "משרד האוצר"),
        ("", "□"),
        ("🏛", "□"),
    ],
)
def test_it_shows_a_name_as_it_was_written_as_far_as_there_are_letters(name: str, shown: str) -> None:
    assert drawable(name) == shown


def test_it_shortens_what_is_too_long_to_what_there_is_room_for() -> None:
    name = "Ủy ban nhân dân huyện Thạnh Xuân, " * 6
    assert fitted(name, 20, 10_000) == name[:LONGEST].strip()
    assert fitted(name, 20, 300) == "Ủy ban nhân dân huyện Th…"
    assert width("Ủy ban nhân dân huyện Th…", 20) <= 300
    assert fitted(name, 20, 1) == "…"


@settings(max_examples=200)
@given(text=st.text(max_size=200), room=st.floats(30, 2000), bold=st.booleans())
def test_any_text_fits_in_any_room(text: str, room: float, bold: bool) -> None:
    shown = fitted(text, 20, room, bold=bold)
    assert shown.isprintable()
    assert width(shown, 20, bold=bold) <= room


@settings(max_examples=15)
@given(names=st.lists(st.text(max_size=200), min_size=1, max_size=6))
def test_a_province_of_any_names_can_be_pictured(names: list[str]) -> None:
    canvas = draw_standing(province(*(agency(name, overdue=1, on_time=3) for name in names)), VIETNAMESE, LIGHT)
    assert canvas is not None
    assert canvas.png().startswith(b"\x89PNG")
