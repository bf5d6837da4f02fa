"""Words as people type them: with or without diacritics, composed or decomposed, with invisible characters between."""

import re
import unicodedata

# Đ has no decomposition, and two capitals of other alphabets look just like it: Ð (U+00D0) and Ɖ (U+0189).
_D_WITH_STROKE = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
_LETTERS = re.compile(r"[^\W\d_]+")


def tidy(text: str) -> str:
    """Return ``text`` in NFC on one line: no controls (zero-width and bidi ones too), single spaces, none around."""
    spaced = " ".join(text.split())
    visible = "".join(character for character in spaced if unicodedata.category(character) not in {"Cc", "Cf"})
    return " ".join(unicodedata.normalize("NFC", visible).split())


def fold(text: str) -> str:
    """Return ``text`` as it is compared: tidy, in small letters, without diacritics, đ as d.

    "Mạng  nội bộ" and "mang noi bo" fold alike. Folding twice changes nothing more.
    """
    plain = _without_marks(_without_marks(tidy(text)).casefold())
    return tidy(plain.translate(_D_WITH_STROKE))


def with_or_without_marks(pattern: str) -> str:
    """Let every Vietnamese word of a regular expression (small letters) match without its diacritics as well."""
    return _LETTERS.sub(_either, unicodedata.normalize("NFC", pattern))


def _either(word: re.Match[str]) -> str:
    marked, plain = word[0], fold(word[0])
    return marked if marked.isascii() else f"(?:{marked}|{plain})"


def _without_marks(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if unicodedata.category(mark) != "Mn")
