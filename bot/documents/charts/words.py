"""What the pictures say, in both languages. ``{…}`` is filled in by the picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ChartWords:
    """The words of the pictures; ``day`` writes a day in full, ``short_day`` without its year, ``month`` its month."""

    thousands: str
    day: Callable[[date], str]
    short_day: Callable[[date], str]
    month: Callable[[date], str]

    standing: str
    dated: str
    done_on_time: str
    done_late: str
    open_within: str
    open_overdue: str
    others: str

    completion: str
    done: str
    due: str
    behind: str
    today: str

    obstacles: str
    open: str
    resolved: str
    categories: Mapping[str, str]
    other_category: str

    reports: str
    received: str
    owed: str
    in_time: str
    late: str
    due_day: str

    def number(self, value: int) -> str:
        """1250 → 1.250"""
        return f"{value:,}".replace(",", self.thousands)

    def category(self, key: str) -> str:
        return self.categories.get(key, self.other_category)


def _vietnamese_day(day: date) -> str:
    names = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
    return f"{names[day.weekday()]} {day:%d/%m}/{day.year}"


def _vietnamese_short_day(day: date) -> str:
    return f"{day.day}/{day.month}"


def _vietnamese_month(day: date) -> str:
    return f"{day.month}/{day.year}"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _english_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {_english_short_day(day)} {day.year}"


def _english_short_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _english_month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


VIETNAMESE = ChartWords(
    thousands=".",
    day=_vietnamese_day,
    short_day=_vietnamese_short_day,
    month=_vietnamese_month,
    standing="Tình hình thực hiện nhiệm vụ",
    dated="{count} nhiệm vụ có thời hạn",
    done_on_time="Hoàn thành đúng hạn",
    done_late="Hoàn thành quá hạn",
    open_within="Chưa hoàn thành, trong hạn",
    open_overdue="Chưa hoàn thành, quá hạn",
    others="… {count} cơ quan khác",
    completion="Tiến độ hoàn thành theo tuần",
    done="Đã hoàn thành",
    due="Đến hạn",
    behind="Còn thiếu so với hạn",
    today="hôm nay",
    obstacles="Khó khăn, vướng mắc theo loại",
    open="Đang xử lý",
    resolved="Đã giải quyết",
    categories={
        "funding": "Kinh phí",
        "staff": "Nhân lực",
        "infrastructure": "Hạ tầng kỹ thuật",
        "legal": "Quy định pháp lý",
        "coordination": "Phối hợp",
    },
    other_category="Khác",
    reports="Báo cáo {period}",
    received="Đã nhận",
    owed="Phải gửi",
    in_time="Đúng hạn, theo ngày",
    late="Quá hạn, theo ngày",
    due_day="hạn {day}",
)

ENGLISH = ChartWords(
    thousands=",",
    day=_english_day,
    short_day=_english_short_day,
    month=_english_month,
    standing="How the duties stand",
    dated="duties with a deadline: {count}",
    done_on_time="Done on time",
    done_late="Done late",
    open_within="Open, within the deadline",
    open_overdue="Open, overdue",
    others="… {count} more",
    completion="Completion, week by week",
    done="Done",
    due="Due",
    behind="Behind the deadlines",
    today="today",
    obstacles="Obstacles by kind",
    open="Open",
    resolved="Resolved",
    categories={
        "funding": "Funding",
        "staff": "Staff",
        "infrastructure": "Infrastructure",
        "legal": "Rules",
        "coordination": "Coordination",
    },
    other_category="Other",
    reports="Reports: {period}",
    received="Received",
    owed="Owed",
    in_time="On time, by day",
    late="Late, by day",
    due_day="due {day}",
)


def chart_words(language: str) -> ChartWords:
    """Return the words of a language (vi or en)."""
    return {"vi": VIETNAMESE, "en": ENGLISH}[language]
