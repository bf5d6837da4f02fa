"""The numbers officers type for a percentage or a target: figures the Vietnamese way, or words."""

import re
from decimal import Decimal
from enum import StrEnum

from bot.words import fold, tidy, with_or_without_marks

_MOST_DIGITS = 15
_PERCENT = frozenset({"%", "phan tram", "percent", "pct"})
# What changes the number before it: "2 triệu", "một nửa", "45 rưỡi" are not 2, 1 and 45 of something.
_CHANGING = frozenset({"nghin", "ngan", "van", "trieu", "ty", "ti", "nua", "ruoi"})

_ONES = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5},
    **{"sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9},
}
_VALUES = {spelling: value for word, value in _ONES.items() for spelling in (word, fold(word))}
_NUMBER_WORDS = frozenset({*_VALUES, "muoi", "tram", "linh", "le"})

_ONE = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_AFTER_TEN = "(?:một|mốt|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|bẩy|tám|chín)"
_TENS = f"(?:mười|{_ONE} mươi)(?: {_AFTER_TEN})?|{_ONE} (?:mốt|tư|lăm|nhăm)"

# A regular expression, without groups of its own, for the numbers from one to ninety-nine in words.
SPELLED = f"(?:{_TENS}|{_ONE})"

_UNDER_A_THOUSAND = re.compile(
    f"(?P<hundreds>{_ONE}) trăm(?: (?:(?:linh|lẻ) (?P<lone>{_ONE}|tư)|(?P<rest>{_TENS})))?|(?P<small>{SPELLED}|không)"
)
_UNDER_A_THOUSAND_PLAIN = re.compile(with_or_without_marks(_UNDER_A_THOUSAND.pattern))

_FIGURES = re.compile(r"(?P<minus>[-−–]|âm )? ?(?P<figures>[0-9]+(?:[.,][0-9]+| [0-9]+)*)(?P<after>.*)")
_SECOND_NUMBER = re.compile(r"[^\W\d]{0,12}%? ?(?:[-–/,;]|đến|tới|den|toi|hoặc|hay|hoac|và|va) ?[0-9].*")
_PLAIN = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_ENGLISH_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}|(?:,[0-9]{3})+\.[0-9]{1,2})")
_DECIMAL_COMMA = re.compile(r"(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0+,[0-9]+)")
_DECIMAL_POINT = re.compile(r"(?:[0-9]+\.[0-9]{1,2}|0+\.[0-9]+)")
_EITHER = re.compile(r"[0-9]+[.,][0-9]+")


class Misnumber(StrEnum):
    """Why a number was not understood; each has its own way of asking again."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    OTHER_UNIT = "other-unit"
    NEGATIVE = "negative"


def read_number(text: str, unit: str | None = None) -> Decimal | Misnumber:
    """Read what an officer typed for a number counted in ``unit`` (None: a plain number or a percentage).

    Vietnamese figures have a dot between thousands and a comma before decimals; "1.250" is 1250 and "12,5" twelve
    and a half. "12.5" can only be a decimal. "1,250" could be either, so it is asked again. Words are read up to 999.
    """
    typed = tidy(text).casefold().strip(" .;!")
    if not typed:
        return Misnumber.EMPTY
    if figures := _FIGURES.fullmatch(typed):
        value: Decimal | int | Misnumber = _figures(figures["figures"])
        negative, after = bool(figures["minus"]), figures["after"].strip()
    else:
        value, after = _words(typed)
        negative = False
    if isinstance(value, Misnumber):
        return value
    if after and (mistake := _mistake_in(after, unit)):
        return mistake
    return Misnumber.NEGATIVE if negative else Decimal(value)


def spelled(words: str) -> int | None:
    """Return the number that ``words`` (small letters) spell, 0 to 999; None if they spell none."""
    match = _UNDER_A_THOUSAND.fullmatch(words) or (words.isascii() and _UNDER_A_THOUSAND_PLAIN.fullmatch(words))
    if not match:
        return None
    if match["small"]:
        return _under_a_hundred(match["small"].split())
    hundreds = 100 * _VALUES[match["hundreds"]]
    below = match["lone"] or match["rest"]
    return hundreds + (_under_a_hundred(below.split()) if below else 0)


def _under_a_hundred(words: list[str]) -> int:
    if words[0] in {"mười", "muoi"}:
        return 10 + (_VALUES[words[1]] if len(words) > 1 else 0)
    if len(words) == 1:
        return _VALUES[words[0]]
    return 10 * _VALUES[words[0]] + _VALUES.get(words[-1], 0)


def _figures(figures: str) -> Decimal | Misnumber:
    if sum(character.isdigit() for character in figures) > _MOST_DIGITS:
        return Misnumber.UNREADABLE
    if _PLAIN.fullmatch(figures):
        return Decimal(figures)
    if _THOUSANDS.fullmatch(figures):
        return Decimal(figures.replace(".", "").replace(" ", "").replace(",", "."))
    if _ENGLISH_THOUSANDS.fullmatch(figures):
        return Decimal(figures.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(figures) or _DECIMAL_POINT.fullmatch(figures):
        return Decimal(figures.replace(",", "."))
    return Misnumber.AMBIGUOUS if _EITHER.fullmatch(figures) else Misnumber.UNREADABLE


def _words(typed: str) -> tuple[int | Misnumber, str]:
    """Split the longest number in words off the front; what follows it is the unit."""
    words = typed.split()
    if words[0] == "tam" and words[1:]:
        return Misnumber.AMBIGUOUS, ""  # "tám mươi" is eighty, "tầm mười" about ten
    for length in range(len(words), 0, -1):
        value = spelled(" ".join(words[:length]))
        if value is not None:
            return value, " ".join(words[length:])
    return Misnumber.UNREADABLE, ""


def _mistake_in(after: str, unit: str | None) -> Misnumber | None:
    """Tell what is wrong with the words after the number; None if they are the unit."""
    said, wanted = _unit(after), _unit(unit or "%")
    if said == wanted:
        return None
    if _SECOND_NUMBER.fullmatch(after):
        return Misnumber.AMBIGUOUS
    words = said.split()
    if words[0] in _NUMBER_WORDS:
        return Misnumber.AMBIGUOUS
    is_a_unit = words[0] not in _CHANGING and all(word.isalpha() or word == "%" for word in words)
    return Misnumber.OTHER_UNIT if is_a_unit else Misnumber.UNREADABLE


def _unit(unit: str) -> str:
    plain = fold(unit)
    return "%" if plain in _PERCENT else plain
