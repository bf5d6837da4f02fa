"""Text in the font that comes with matplotlib (DejaVu Sans): which letters it has, and how wide they are.

The font is named by its file, so a picture does not depend on what is installed on the system.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

from bot.documents.wording import printable

PIXELS_AN_INCH = 72  # then a point is a pixel
PARTS_OF_A_PIXEL = 64  # in which the font is measured
LONGEST = 120  # letters: more never fit into a line
MEASURED = 4096  # texts whose width is remembered
MOST_MARKS = 2  # combining marks on one letter
EMOJI_SIGNS = frozenset("\ufe0e\ufe0f")  # that ask for a sign as letter or as picture
UNKNOWN = "□"
ELLIPSIS = "…"


def font(size: float, *, bold: bool) -> FontProperties:
    """Return the font in a size: the height of its letters in pixels."""
    return FontProperties(fname=_file(bold=bold), size=size)


@lru_cache(maxsize=MEASURED)  # the same names and numbers come back in every picture
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in pixels."""
    letters = get_font(_file(bold=bold))
    letters.set_size(size, PIXELS_AN_INCH)
    letters.set_text(text, flags=LoadFlags.FORCE_AUTOHINT)
    wide, _ = letters.get_width_height()
    return wide / PARTS_OF_A_PIXEL


def drawable(text: str) -> str:
    """Return a text on one line, in letters that the font has: emoji are left out, other letters become a square."""
    known = _letters_of_the_font()
    letters = (letter if ord(letter) in known else _stand_in(letter) for letter in _without_piles(printable(text)))
    return " ".join("".join(letters)[:LONGEST].split()) or UNKNOWN


def _stand_in(letter: str) -> str:
    return "" if unicodedata.category(letter) in {"So", "Sk", "Me"} else UNKNOWN


def _without_piles(text: str) -> Iterator[str]:
    """Yield the letters of a text without invisible ones and without the marks that would climb into other lines."""
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS and category != "Cf" and letter not in EMOJI_SIGNS:
            yield letter


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text as :func:`drawable`, shortened with … where it is wider than ``room`` pixels."""
    whole = drawable(text)
    if width(whole, size, bold=bold) <= room:
        return whole
    fits, too_long = 0, len(whole)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if width(_cut(whole, middle), size, bold=bold) <= room:
            fits = middle
        else:
            too_long = middle
    return _cut(whole, fits)


def _cut(text: str, letters: int) -> str:
    return text[:letters].rstrip(" ,;.–-") + ELLIPSIS


@cache
def _file(*, bold: bool) -> Path:
    return Path(get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


@cache
def _letters_of_the_font() -> frozenset[int]:
    """Return what both weights can show."""
    plain, bold = (get_font(_file(bold=bold)).get_charmap() for bold in (False, True))
    return frozenset(plain) & frozenset(bold)
