"""Dates as Vietnamese officials write and say them.

A period that is named without more ("tháng 6", "quý II", "năm 2010") ends on its last day; "giữa tháng" is the 15th and
"cuối tháng" the last day (Civil Code 2015, Art. 146); "trước ngày 20" and "chậm nhất ngày 20" both leave the 20th
itself as the limit. What people mean in different ways is asked again: the first days of a month, the middle of a
year, a week as a whole (does it end on Friday?), "năm sau", the lunar calendar.
"""

from datetime import date, timedelta

from bot.dates.almanac import DECEMBER, Almanac, Misdate
from bot.dates.rules import Found, Meaning, NotThisRule, Rule, Weekday, nothing, refuses
from bot.numbers import SPELLED

_MOST_OF_THE_FIRST_DAYS = 10  # "mùng" is said of the first ten days only
_NO_DAY = 0
_LAST_HOUR = 24
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_DAY = f"(?P<day>[0-9]{{1,2}}|{SPELLED})"
_MONTHS = "[0-9]{1,2}|mười một|mười hai|mười|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín"
_MONTH = f"(?P<month>{_MONTHS})"
_QUARTER = "(?P<quarter>[0-9]|iv|iii|ii|i|một|hai|ba|bốn|tư)"
_WEEKDAY = "(?:(?:thứ|t) (?P<weekday>[2-7]|hai|ba|tư|năm|sáu|bảy|bẩy)|(?P<sunday>chủ nhật|chúa nhật|cn))"
_UNIT = (
    "(?:(?P<working_days>ngày làm việc)|(?P<days>ngày|hôm|bữa)|(?P<weeks>tuần(?: lễ)?)"
    "|(?P<months>tháng)|(?P<years>năm))"
)
_COUNT = f"(?P<count>[0-9]{{1,3}}|{SPELLED}) {_UNIT}"
_HALF = "nửa (?:(?P<half_month>tháng)|(?P<half_year>năm))"

_AHEAD = "(?:(?P<this>này|nay)|(?P<after_next>(?:sau|tới) nữa)|(?P<next>sau|tới))"
_YEAR_AHEAD = "(?:(?P<this>nay|này)|(?P<next>sau|tới)|(?P<last>ngoái|trước))"
_YEAR = f"(?:(?:[/.-]| năm | )(?P<year>[1-9][0-9]{{3}})| năm (?:(?P<short_year>[0-9]{{2}})|{_YEAR_AHEAD}))?"
_WHICH_YEAR = f"(?: (?P<year>[1-9][0-9]{{3}})| {_YEAR_AHEAD})?"
_COMING = "(?: này| tới| sắp tới)?"
_EDGE = "(?:(?P<begin>đầu)|(?P<middle>giữa)|(?P<end>ngày cuối cùng của|ngày cuối cùng|ngày cuối|cuối|hết|trong))"
_FROM_NOW = "(?: (?:kể |tính )?từ (?:(?:ngày )?hôm nay|bây giờ|nay))"
_DELAY = "(?:gia hạn|lùi|hoãn|dời|kéo dài|thêm)(?: (?:thêm|cho|em|tôi|đơn vị|phòng|cơ quan|trong|vòng))*"

_LUNAR = "âm lịch|lịch âm|âm|âl|tết|nguyên đán|giỗ tổ|rằm|(?:tháng )?(?:giêng|chạp)"
_VAGUE = (
    "~|khoảng|tầm|chừng|độ|cỡ|gần|quãng|ngoài|chắc|có lẽ|có thể|hình như|gì đó|những ngày|vài|mấy|dăm"
    "|hoặc|hay|và|từ|sau|giữa|nay mai|mai kia|mai mốt|nếu|ngày kìa"
)
# What without diacritics is as well "ngày sáu", "sáu tuần", "tám tháng", "thứ sáu", "dạ". The numbers stay readable
# before "nữa", which only a count has.
_FALSE_FRIENDS = (
    "(?:(?:ngay )?sau|tam) (?:tháng|tuần|năm(?= (?:này|nay|sau|tới|[1-9][0-9]{3})))(?! nữa| (?:đầu|cuối) năm).*"
    "|ngay sau|thu sau|da(?= (?:xong|hoan|nop|gui|trinh))"
)
_REASON = "(?:vì|do|bởi|để) [^0-9]+$"
_COURTESY = (
    "dạ|vâng|thưa|ạ|à|nhé|nha|ok|em|anh|chị|ông|bà|tôi|mình|chúng tôi|chúng em|phòng|đơn vị|cơ quan|kính|thì|là"
    "|xin|xin phép|đề nghị|đề xuất|cho|được|sẽ|xong|hoàn thành|hoàn tất|nộp|gửi|trình|dự kiến|chắc chắn"
    "|gia hạn|lùi|kéo dài|thêm|(?:hoãn|dời|chuyển)(?: hạn)? (?:đến|tới|sang)|sang|đến|tới|vào|lúc|trong|hết|ngày"
    "|hạn|hạn chót|hạn cuối|thời hạn|thời điểm|(?:chậm|muộn|trễ) nhất|không (?:quá|muộn hơn|chậm hơn|trễ hơn)"
    "|từ (?:nay|giờ|bây giờ) (?:đến|tới)|(?:buổi )?(?:sáng|trưa|chiều|tối|đêm)|đầu giờ|cuối giờ|dương lịch"
    "|trước khi hết|trước(?= (?:ngày|hôm|mùng|mồng|thứ|t|chủ|cn|cuối|hết|giữa|đầu|lúc|[0-9]))"
)


def _figures(found: Found, almanac: Almanac) -> Meaning:
    year = found.year(almanac)
    day, month = found.number("day"), found.number("month")
    if year is None and found.said("mark") == "-" and day < month:
        return Misdate.AMBIGUOUS  # "10-12" may be the tenth of December, or from the tenth to the twelfth
    return almanac.day(day, month, year)


def _written(found: Found, almanac: Almanac) -> Meaning:
    return almanac.day(_day(found), found.number("month"), found.year(almanac))


def _day_of_month(found: Found, almanac: Almanac) -> Meaning:
    return almanac.day_of_month(_day(found))


def _day(found: Found) -> int:
    day = found.number("day")
    return _NO_DAY if found.has("first_days") and day > _MOST_OF_THE_FIRST_DAYS else day


def _day_of_month_ahead(found: Found, almanac: Almanac) -> Meaning:
    return almanac.day_in_month(found.number("day"), found.ahead())


def _month(found: Found, almanac: Almanac) -> Meaning:
    month, year = found.number("month"), found.year(almanac)
    if found.has("middle"):
        return almanac.day(15, month, year)
    return Misdate.AMBIGUOUS if found.has("begin") else almanac.end_of_month(month, year)


def _month_ahead(found: Found, almanac: Almanac) -> Meaning:
    if found.has("middle"):
        return almanac.day_in_month(15, found.ahead())
    return Misdate.AMBIGUOUS if found.has("begin") else almanac.end_of_month_ahead(found.ahead())


def _quarter(found: Found, almanac: Almanac) -> Meaning:
    quarter = _ROMAN.get(found.said("quarter")) or found.number("quarter")
    return _unless_inside(found, almanac.end_of_month(3 * quarter, found.year(almanac)))


def _quarter_ahead(found: Found, almanac: Almanac) -> Meaning:
    return _unless_inside(found, almanac.end_of_quarter_ahead(found.ahead()))


def _half_of_year(found: Found, almanac: Almanac) -> Meaning:
    month = 6 if found.has("first_half") else DECEMBER
    return almanac.end_of_month(month, found.year(almanac) or almanac.today.year)


def _year(found: Found, almanac: Almanac) -> Meaning:
    return _unless_inside(found, almanac.end_of_month(DECEMBER, found.year(almanac) or almanac.today.year))


def _weekday(found: Found, _almanac: Almanac) -> Weekday:
    return Weekday(6 if found.has("sunday") else found.number("weekday") - 2)


def _weekday_ahead(found: Found, almanac: Almanac) -> Meaning:
    return almanac.monday(found.ahead()) + timedelta(days=_weekday(found, almanac).number)


def _coming_weekday(found: Found, almanac: Almanac) -> Meaning:
    return almanac.weekday_to_come(_weekday(found, almanac).number)


def _this_weekday(found: Found, almanac: Almanac) -> Meaning:
    """Read "thứ sáu này": this week's, if that is still to come."""
    weekday = _weekday(found, almanac).number
    return almanac.weekday_to_come(weekday) if weekday > almanac.today.weekday() else Misdate.AMBIGUOUS


def _week(found: Found, almanac: Almanac) -> Meaning:
    return almanac.monday(found.ahead()) if found.has("begin") and found.ahead() else Misdate.AMBIGUOUS


def _count(found: Found, almanac: Almanac) -> Meaning:
    if not found.has("within", "on", "from_now"):
        return Misdate.AMBIGUOUS  # "3 ngày": more than today, or more than the old deadline?
    count = found.number("count")
    if count == 0:
        return Misdate.AMBIGUOUS
    if found.has("working_days"):
        return almanac.working_days_later(count)
    if found.has("months", "years"):
        return almanac.months_later(count if found.has("months") else 12 * count)
    return almanac.days_later(count if found.has("days") else 7 * count)


def _half(found: Found, almanac: Almanac) -> Meaning:
    """Count half a month as 15 days (Civil Code 2015, Art. 146) and half a year as six months."""
    if not found.has("within", "on"):
        return Misdate.AMBIGUOUS
    return almanac.days_later(15) if found.has("half_month") else almanac.months_later(6)


def _time(found: Found, _almanac: Almanac) -> Meaning:
    hour = found.number("hour")
    if hour > _LAST_HOUR:
        raise NotThisRule
    # "trước 0 giờ ngày 16" is the night of the 15th; any other time of the day leaves the day as it is.
    return None if hour else Misdate.AMBIGUOUS


def _unless_inside(found: Found, end: date | Misdate) -> Meaning:
    return Misdate.AMBIGUOUS if found.has("begin", "middle") else end


VIETNAMESE = (
    # In figures. The day comes before the month; a year comes first only with four digits.
    Rule(
        rf"(?:ngày |hôm )?(?P<day>[0-9]{{1,2}})(?P<mark>[/.-])(?P<month>[0-9]{{1,2}})"
        rf"(?:(?P=mark)(?:(?P<year>[1-9][0-9]{{3}})|(?P<short_year>[0-9]{{2}}))| năm {_YEAR_AHEAD})?{_COMING}",
        _figures,
    ),
    Rule(r"(?:ngày )?(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2}) năm (?P<year>[1-9][0-9]{3})", _figures),
    Rule(
        r"(?:ngày )?(?P<year>[1-9][0-9]{3})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})", _figures
    ),
    Rule(rf"(?:{_EDGE} )?(?:(?:tháng|t) )?(?P<month>[0-9]{{1,2}})[/.-](?P<year>[1-9][0-9]{{3}})", _month),
    Rule(r"(?:ngày )?[0-9]+(?:-[0-9]+[/.]|[/.][0-9./]+-)[0-9./]+", refuses(Misdate.AMBIGUOUS)),
    Rule(rf"(?:ngày )?[0-9]+-[0-9]+ (?:ngày|tuần|tháng|năm)(?: {_MONTHS})?", refuses(Misdate.AMBIGUOUS)),
    # In words.
    Rule(f"(?:ngày |hôm |(?P<first_days>(?:ngày )?(?:mùng|mồng) ))?{_DAY} tháng {_MONTH}{_YEAR}{_COMING}", _written),
    Rule(f"(?:ngày|hôm|(?P<first_days>(?:ngày )?(?:mùng|mồng))) {_DAY}(?: tới| sắp tới)?", _day_of_month),
    Rule(f"(?:ngày|hôm|mùng|mồng) {_DAY} này", _day_of_month_ahead),
    Rule(f"(?:ngày |hôm |(?:ngày )?(?:mùng|mồng) )?{_DAY} tháng {_AHEAD}", _day_of_month_ahead),
    # Periods.
    Rule(f"(?:{_EDGE} )?tháng {_MONTH}{_YEAR}{_COMING}", _month),
    Rule(f"(?:{_EDGE} )?tháng {_AHEAD}", _month_ahead),
    Rule(f"{_EDGE} tháng", _month_ahead),
    Rule(f"(?:{_EDGE} )?(?:quý|qúy|q) {_QUARTER}{_YEAR}{_COMING}", _quarter),
    Rule(f"(?:{_EDGE} )?(?:quý|qúy) {_AHEAD}", _quarter_ahead),
    Rule(f"{_EDGE} (?:quý|qúy)", _quarter_ahead),
    Rule(f"(?:hết |trong )?(?:(?:6|sáu) tháng|nửa) (?:(?P<first_half>đầu)|cuối) năm{_WHICH_YEAR}", _half_of_year),
    Rule("năm (?P<year>[1-9][0-9]{3})", _year),
    Rule(f"{_EDGE} năm{_WHICH_YEAR}", _year),
    Rule("(?:cuối|hết) (?P<year>[1-9][0-9]{3})", _year),
    Rule("năm (?:nay|này|sau|tới)|sang (?:năm|tháng|quý|tuần)$", refuses(Misdate.AMBIGUOUS)),
    Rule("trước(?= (?:tháng|quý|qúy|q|năm|tuần|6 tháng|[0-9]{1,2}[/.-][0-9]{4}) ?)", refuses(Misdate.AMBIGUOUS)),
    # Weeks and weekdays.
    Rule(_WEEKDAY, _weekday),
    Rule(f"{_WEEKDAY} này", _this_weekday),
    Rule(f"{_WEEKDAY} (?:sắp )?tới", _coming_weekday),
    Rule(f"{_WEEKDAY} sau", refuses(Misdate.AMBIGUOUS)),
    Rule(f"{_WEEKDAY} (?:của )?tuần {_AHEAD}", _weekday_ahead),
    Rule(f"tuần {_AHEAD}(?: vào)? {_WEEKDAY}", _weekday_ahead),
    Rule(f"{_WEEKDAY} (?:tuần )?(?:trước|rồi|qua|vừa rồi|vừa qua)", refuses(Misdate.PAST)),
    Rule("thứ (?:[0189]|một|tám)", refuses(Misdate.IMPOSSIBLE)),
    Rule(f"(?:{_EDGE} )?tuần {_AHEAD}", _week),
    Rule(f"{_EDGE} tuần", refuses(Misdate.AMBIGUOUS)),
    # Counting; the day it starts from does not count (Civil Code 2015, Art. 147).
    Rule(
        f"(?P<within>sau |trong (?:vòng |thời gian )?)?{_COUNT}(?P<on> nữa| tới| sau)?(?P<from_now>{_FROM_NOW})?",
        _count,
    ),
    Rule(f"(?P<within>sau |trong (?:vòng |thời gian )?)?{_HALF}(?P<on> nữa| tới| sau)?", _half),
    Rule(f"(?:{_COUNT}|{_HALF}) trước", refuses(Misdate.PAST)),
    Rule(f"{_DELAY} (?:{_COUNT}|{_HALF})(?: nữa)?(?! (?:{_MONTHS})(?: |$))", refuses(Misdate.AMBIGUOUS)),
    # Days near today.
    Rule("(?:ngày )?(?:hôm|bữa) nay|nay|(?:trong|cuối|hết) ngày$", lambda _found, almanac: almanac.days_later(0)),
    Rule("(?:ngày |hôm )?mai", lambda _found, almanac: almanac.days_later(1)),
    Rule("(?:ngày )?mốt|ngày kia", lambda _found, almanac: almanac.days_later(2)),
    Rule("(?:ngày )?(?:hôm|bữa) (?:qua|kia|kìa|trước)", refuses(Misdate.PAST)),
    Rule(f"(?:{_EDGE} )?(?:tuần|tháng|quý|năm) (?:trước|ngoái|rồi|qua|vừa rồi|vừa qua)", refuses(Misdate.PAST)),
    # A time of the day. "17 giờ 20 tháng 6" is five o'clock on the twentieth.
    Rule(f"(?P<hour>[0-9]{{1,2}}|{SPELLED}) (?:h|g|giờ)(?: (?:[0-5]?[0-9](?: (?:phút|p))?(?! tháng)|rưỡi))?", _time),
    Rule("(?P<hour>[0-9]{1,2}):[0-5][0-9]", _time),
    # What makes a date uncertain, and what adds nothing to it.
    Rule(_LUNAR, refuses(Misdate.AMBIGUOUS)),
    Rule(_FALSE_FRIENDS, refuses(Misdate.AMBIGUOUS)),
    Rule(_VAGUE, refuses(Misdate.AMBIGUOUS)),
    Rule(f"[0-9]+|{SPELLED}", refuses(Misdate.AMBIGUOUS)),
    Rule("(?:cuối|hết|trong)(?= (?:ngày|buổi|sáng|chiều) )", nothing),
    Rule(f"{_COURTESY}|{_REASON}", nothing),
)
