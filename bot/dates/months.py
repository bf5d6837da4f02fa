"""The names of months as dateparser knows them. The only module that imports dateparser.

Of a free text dateparser makes a date too readily: "15 and 16 April" is in 2016 for it, "15 two" in February. So it is
asked about one word at a time, in one form, and the grammar answers for everything else.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser


@lru_cache(maxsize=1024)
def month_named(word: str) -> int | None:
    """Return the month, 1 to 12, that a single word names, as "April" or "Sept"; None if it names none."""
    found = _parser().get_date_data(f"28 {word} 2000", ["%d %B %Y"]).date_obj
    return found.month if found else None


@cache
def _parser() -> "DateDataParser":
    # Imported when the first such word comes: with its tables dateparser takes a quarter of a second, which
    # commands that never read a date should not pay.
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["custom-formats"], "NORMALIZE": False}
    return DateDataParser(languages=["en"], try_previous_locales=False, settings=settings)
