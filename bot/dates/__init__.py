"""The deadline a person means: Vietnamese first, simple English too.

A wrong date that nobody notices is the worst answer, so every word of a text must be understood, and whatever can be
meant in two ways is refused with its reason and asked again. What was read is shown with its weekday for the person to
confirm.
"""

import re
from datetime import date
from functools import cache

from bot.dates.almanac import YEARS_AHEAD, Almanac, Misdate
from bot.dates.english import ENGLISH
from bot.dates.rules import Grammar, Meaning, Weekday
from bot.dates.vietnamese import VIETNAMESE
from bot.domain.working_days import WorkCalendar
from bot.words import tidy

__all__ = ["Misdate", "read_date"]

_LONGEST_TEXT = 100  # characters; a date with all its courtesies is shorter


def read_date(text: str, today: date, *, calendar: WorkCalendar | None = None) -> date | Misdate:
    """Return the day that ``text`` gives as a deadline, seen from the local date ``today``, or why there is none.

    ``calendar`` counts working days ("10 ngày làm việc nữa"), which are unreadable without it. The answer is never
    before ``today`` nor more than ten years after it.
    """
    typed = tidy(text)
    if not typed:
        return Misdate.EMPTY
    if len(typed) > _LONGEST_TEXT:
        return Misdate.UNREADABLE
    almanac, words = Almanac(today, calendar), _words(typed)
    # Words without diacritics come second: with them "tháng sau" and "tháng sáu" are told apart.
    meanings, understood = _meanings(words, _grammar(plain=False), almanac)
    if not understood:
        meanings, understood = _meanings(words, _grammar(plain=True), almanac)
    meaning = _agreed(meanings, almanac)
    if not understood and meaning is not Misdate.AMBIGUOUS:
        return Misdate.UNREADABLE  # "không kịp 15/4" is not the fifteenth
    return _within_reach(meaning, almanac) if isinstance(meaning, date) else meaning


@cache
def _grammar(*, plain: bool) -> Grammar:
    return Grammar.of((*VIETNAMESE, *ENGLISH), plain=plain)


def _words(typed: str) -> str:
    """Return ``typed`` in small letters, letters and figures apart, marks only inside dates and times."""
    words = tidy(typed.casefold())
    words = re.sub(r"[‐‑‒–—−]", "-", words)
    words = re.sub(r"(?<=[0-9]) ?([/.-]) ?(?=[0-9])", r"\1", words)
    words = re.sub(r"(?<![0-9])[/.:-]|[/.:-](?![0-9])|[,;!?()\[\]\"'“”]", " ", words)
    words = re.sub(r"(?<=[0-9])(?=[^\W\d_])|(?<=[^\W\d_])(?=[0-9])|(?<=~)|(?=~)", " ", words)
    return tidy(words)


def _meanings(words: str, grammar: Grammar, almanac: Almanac) -> tuple[list[Meaning], bool]:
    """Read ``words`` from left to right; the second answer tells whether every word was understood."""
    meanings, understood, start = list[Meaning](), True, 0
    while start < len(words):
        if found := grammar.longest(words, start, almanac):
            end, meaning = found
            meanings.append(meaning)
        else:
            understood = False
            end = words.find(" ", start)
        start = len(words) if end < 0 else end + 1
    return meanings, understood


def _agreed(meanings: list[Meaning], almanac: Almanac) -> date | Misdate:
    """Return the one day that all parts of the text speak of."""
    weekdays = {meaning.number for meaning in meanings if isinstance(meaning, Weekday)}
    said = {meaning for meaning in meanings if meaning is not None and not isinstance(meaning, Weekday)}
    if len(said) > 1 or len(weekdays) > 1:
        return Misdate.AMBIGUOUS
    if not said:
        return _next_weekday(weekdays.pop(), almanac) if weekdays else Misdate.UNREADABLE
    meaning = said.pop()
    if isinstance(meaning, date) and weekdays and weekdays != {meaning.weekday()}:
        return Misdate.AMBIGUOUS
    return meaning


def _next_weekday(weekday: int, almanac: Almanac) -> date | Misdate:
    """Return the next such day; said on that very day it may mean today or in a week."""
    return Misdate.AMBIGUOUS if weekday == almanac.today.weekday() else almanac.weekday_to_come(weekday)


def _within_reach(day: date, almanac: Almanac) -> date | Misdate:
    if day < almanac.today:
        return Misdate.PAST
    return Misdate.TOO_FAR if day > almanac.months_later(12 * YEARS_AHEAD) else day
