"""Dates in simple English, the bot's second language; months by their names."""

from datetime import timedelta

from bot.dates.almanac import DECEMBER, Almanac, Misdate
from bot.dates.months import month_named
from bot.dates.rules import Found, Meaning, NotThisRule, Rule, Weekday, nothing, refuses

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DAY = "(?P<day>[0-9]{1,2})(?: (?:st|nd|rd|th))?"
_MONTH = "(?P<month>[a-z]{3,9})"
_YEAR = "(?: (?P<year>[1-9][0-9]{3}))?"
_WEEKDAY = f"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_UNIT = (
    "(?:(?P<working_days>(?:working|business) days?)|(?P<days>days?)|(?P<weeks>weeks?)"
    "|(?P<months>months?)|(?P<years>years?))"
)
_COUNT = f"(?P<count>[0-9]{{1,3}}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) {_UNIT}"
_EDGE = "(?:(?:the )?(?:(?P<begin>(?:beginning|start) of|early)|(?P<middle>middle of|mid)|(?P<end>end of)) )"
_AHEAD = "(?:(?P<this>the|this)|(?P<next>next))"


def _named(found: Found) -> int:
    month = month_named(found.said("month"))
    if month is None:
        raise NotThisRule
    return month


def _date(found: Found, almanac: Almanac) -> Meaning:
    return almanac.day(found.number("day"), _named(found), found.year(almanac))


def _month(found: Found, almanac: Almanac) -> Meaning:
    month, year = _named(found), found.year(almanac)
    if found.has("middle"):
        return almanac.day(15, month, year)
    return Misdate.AMBIGUOUS if found.has("begin") else almanac.end_of_month(month, year)


def _before_month(found: Found, _almanac: Almanac) -> Meaning:
    """Refuse "before June": the bot takes a limit for the last day itself, and that is not in June."""
    _named(found)
    return Misdate.AMBIGUOUS


def _month_ahead(found: Found, almanac: Almanac) -> Meaning:
    if found.has("middle"):
        return almanac.day_in_month(15, found.ahead())
    return Misdate.AMBIGUOUS if found.has("begin") else almanac.end_of_month_ahead(found.ahead())


def _quarter(found: Found, almanac: Almanac) -> Meaning:
    return almanac.end_of_month(3 * found.number("quarter"), found.year(almanac))


def _year(found: Found, almanac: Almanac) -> Meaning:
    if not found.has("end"):
        return Misdate.AMBIGUOUS
    return almanac.end_of_month(DECEMBER, found.year(almanac) or almanac.today.year)


def _weekday(found: Found, _almanac: Almanac) -> Weekday:
    return Weekday(_WEEKDAYS.index(found.said("weekday")))


def _this_weekday(found: Found, almanac: Almanac) -> Meaning:
    weekday = _weekday(found, almanac).number
    return almanac.weekday_to_come(weekday) if weekday > almanac.today.weekday() else Misdate.AMBIGUOUS


def _next_weekday(found: Found, almanac: Almanac) -> Meaning:
    """Read "next Friday" when the coming one is next week's as well; some mean this, some that."""
    weekday = _weekday(found, almanac).number
    return almanac.weekday_to_come(weekday) if weekday <= almanac.today.weekday() else Misdate.AMBIGUOUS


def _weekday_ahead(found: Found, almanac: Almanac) -> Meaning:
    return almanac.monday(found.ahead()) + timedelta(days=_weekday(found, almanac).number)


def _count(found: Found, almanac: Almanac) -> Meaning:
    if not found.has("within", "on"):
        return Misdate.AMBIGUOUS
    count = found.number("count")
    if count == 0:
        return Misdate.AMBIGUOUS
    if found.has("working_days"):
        return almanac.working_days_later(count)
    if found.has("months", "years"):
        return almanac.months_later(count if found.has("months") else 12 * count)
    return almanac.days_later(count if found.has("days") else 7 * count)


ENGLISH = (
    Rule(f"(?:the )?{_DAY}(?: of)? {_MONTH}{_YEAR}", _date),
    Rule(f"{_MONTH}(?: the)? {_DAY}{_YEAR}", _date),
    Rule(f"{_EDGE}?{_MONTH}{_YEAR}", _month),
    Rule(f"{_EDGE}?{_AHEAD} month", _month_ahead),
    Rule(f"(?:(?:the )?end of )?q (?P<quarter>[1-4]){_YEAR}", _quarter),
    Rule(f"{_EDGE}(?:{_AHEAD} year|(?P<year>[1-9][0-9]{{3}})|year)", _year),
    Rule(f"(?:{_EDGE})?(?:this|next|the) (?:week|weekend)|next year|this year", refuses(Misdate.AMBIGUOUS)),
    Rule(f"(?:on )?{_WEEKDAY}", _weekday),
    Rule(f"this {_WEEKDAY}", _this_weekday),
    Rule(f"next {_WEEKDAY}", _next_weekday),
    Rule(f"{_WEEKDAY} (?:of )?{_AHEAD} week", _weekday_ahead),
    Rule(f"(?P<within>(?:in|within)(?: the next)? )?{_COUNT}(?P<on> from (?:now|today))?", _count),
    Rule(f"{_COUNT} ago|last (?:week|month|quarter|year|{_WEEKDAY})|yesterday", refuses(Misdate.PAST)),
    Rule("today", lambda _found, almanac: almanac.days_later(0)),
    Rule("tomorrow", lambda _found, almanac: almanac.days_later(1)),
    Rule("(?:the )?day after tomorrow", lambda _found, almanac: almanac.days_later(2)),
    Rule(f"before (?:{_AHEAD} month|q [1-4])", refuses(Misdate.AMBIGUOUS)),
    Rule(f"before {_MONTH}{_YEAR}(?! [0-9]{{1,2}}(?: |$))", _before_month),
    Rule("about|around|maybe|perhaps|probably|or|and|after|from|between|since", refuses(Misdate.AMBIGUOUS)),
    Rule("please|by|before|until|till|to|on|at|(?:no|not) later than|due|deadline|extend|postpone to|move to", nothing),
)
