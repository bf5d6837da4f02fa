"""The order of a directive's clauses: 2 before 10, II before IV, d before đ."""

import re

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

_ROMAN = re.compile("(?=[IVX])X{0,3}(IX|IV|V?I{0,3})")
_DIGITS = {"I": 1, "V": 5, "X": 10}


def clause_order(clause: str) -> list[tuple[int, ...]]:
    """Return a key by which clauses such as 3.a, 10 and II.1.2 stand in the order of the text."""
    return [_part(part) for part in clause.split(".")]


def _part(part: str) -> tuple[int, ...]:
    if part.isdecimal():
        return 0, int(part)
    if _ROMAN.fullmatch(part):
        return 1, _roman(part)
    small = part.casefold()
    return 2, *(ALPHABET.find(letter) if letter in ALPHABET else ord(letter) for letter in small)


def _roman(numeral: str) -> int:
    values = [_DIGITS[letter] for letter in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
