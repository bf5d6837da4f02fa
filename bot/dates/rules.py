"""What a rule of the grammar is: a pattern of words, and what those words mean today."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.dates.almanac import Almanac, Misdate
from bot.numbers import spelled
from bot.words import with_or_without_marks

# Number words beside those of bot.numbers: "tư" is four only of months and weekdays, the rest is English.
_ENGLISH = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_OTHER_NUMBERS = {word: number for number, word in enumerate(_ENGLISH, 1)} | {"an": 1, "one": 1, "tư": 4, "tu": 4}


@dataclass(frozen=True)
class Weekday:
    """A weekday said without its week (Monday is 0): it stands for the next one, or confirms a date beside it."""

    number: int


# What some words mean: a date; why there is none; a weekday; or nothing, if they are mere courtesy.
Meaning = date | Misdate | Weekday | None


class NotThisRule(Exception):
    """The words have the shape of the rule, but are no date of its kind."""


@dataclass(frozen=True)
class Found:
    """The words that matched a rule."""

    match: re.Match[str]

    def has(self, *groups: str) -> bool:
        """Tell whether one of ``groups`` was said."""
        return any(self.said(group) for group in groups)

    def said(self, group: str) -> str:
        """Return the words of ``group``, empty if it was left out."""
        return self.match.groupdict().get(group) or ""

    def number(self, group: str) -> int:
        """Return the number in ``group``, in figures or in words; raise NotThisRule if it is none."""
        words = self.said(group)
        value = int(words) if words.isdecimal() else spelled(words) or _OTHER_NUMBERS.get(words)
        if value is None:
            raise NotThisRule
        return value

    def ahead(self) -> int:
        """Return how many weeks, months, quarters or years from this one was said; 0 if nothing was."""
        if self.has("after_next"):
            return 2
        return int(self.has("next")) - int(self.has("last"))

    def year(self, almanac: Almanac) -> int | None:
        """Return the year that was said in one of its three ways; None if none was."""
        if full := self.said("year"):
            return int(full)
        if short := self.said("short_year"):
            return 2000 + int(short)
        return almanac.today.year + self.ahead() if self.has("this", "next", "last") else None


@dataclass(frozen=True)
class Rule:
    """Words, as a regular expression over small letters and single spaces, and what they mean."""

    pattern: str
    means: Callable[[Found, Almanac], Meaning]


@dataclass(frozen=True)
class Grammar:
    """Rules ready to be used, each to match whole words."""

    rules: tuple[tuple[re.Pattern[str], Rule], ...]

    @classmethod
    def of(cls, rules: Sequence[Rule], *, plain: bool) -> "Grammar":
        """Compile ``rules``; ``plain``: every word counts without its diacritics as well."""
        spell = with_or_without_marks if plain else str
        return cls(tuple((re.compile(f"(?:{spell(rule.pattern)})(?= |$)"), rule) for rule in rules))

    def longest(self, text: str, start: int, almanac: Almanac) -> tuple[int, Meaning] | None:
        """Return where the longest words of a rule from ``start`` on end, and their meaning; None if no rule fits.

        Two rules that read the same words differently make them ambiguous: "thang sau" without its diacritics is
        the sixth month and the next one.
        """
        end, meanings = start, list[Meaning]()
        for pattern, rule in self.rules:
            match = pattern.match(text, start)
            if not match or match.end() < end:
                continue
            try:
                meaning = rule.means(Found(match), almanac)
            except NotThisRule:
                continue
            except OverflowError:
                meaning = Misdate.TOO_FAR
            meanings = [*(meanings if match.end() == end else ()), meaning]
            end = match.end()
        if not meanings:
            return None
        return end, meanings[0] if all(meaning == meanings[0] for meaning in meanings) else Misdate.AMBIGUOUS


def refuses(why: Misdate) -> Callable[[Found, Almanac], Meaning]:
    """Return a meaning that is always the same refusal."""
    return lambda _found, _almanac: why


def nothing(_found: Found, _almanac: Almanac) -> Meaning:
    """Mean nothing: a word of courtesy."""
    return None
