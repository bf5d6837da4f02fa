"""The names of months as dateparser knows them. The only module that imports dateparser.

Of a whole sentence dateparser makes a date too readily ("15 and 16 April" it takes for 2016, "tu 15 April" for a
Tuesday), so it is asked for one word at a time, and the grammar answers for everything else.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_DAY, _YEAR = 28, 2000  # a day that every month has, and that cannot be taken for a month itself


def month_named(word: str) -> int | None:
    """Return the month, 1 to 12, that a single word names, as "April" or "Sept"; None if it names none."""
    if not word.isalpha():
        return None
    found = _parser().get_date_data(f"{_DAY} {word} {_YEAR}").date_obj
    if found is None or (found.day, found.year) != (_DAY, _YEAR):
        return None
    return found.month


@cache
def _parser() -> "DateDataParser":
    # Imported when the first such word comes: with its tables dateparser takes a quarter of a second, which
    # commands that never read a date should not pay.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["en"],
        try_previous_locales=False,
        settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "NORMALIZE": False},
    )
