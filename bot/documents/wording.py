"""The Vietnamese words, days and numbers of official documents (Decree 30/2020/NĐ-CP, Annexes I and II)."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.documents.report_data import DutyLine, DutyResult, TargetLine
from bot.domain.duties import Cell, Status
from bot.domain.obstacles import TicketState

NAMED_OVERDUE = 10
RULE_SHARE = 0.4
WIDEST_ISSUER = 17  # capitals that one line of the letterhead's left half holds
STROKES_A_CAPITAL = 3.1  # strokes of the line (6 pt) as wide as one bold capital of the name (13 pt)

_SPACES = re.compile(r"[^\S\u00a0]+")  # a no-break space stays
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_CHARACTERS = frozenset("\ufffe\uffff")
_SWAP_MARKS = str.maketrans(",.", ".,")

STANDINGS = {
    Cell.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Cell.DONE_LATE: "Hoàn thành quá hạn",
    Cell.OPEN_WITHIN: "Đang thực hiện, trong hạn",
    Cell.OPEN_OVERDUE: "Chưa hoàn thành, quá hạn",
    Cell.DONE_NO_DEADLINE: "Đã hoàn thành",
    Cell.OPEN_NO_DEADLINE: "Đang thực hiện",
}
TICKETS = {
    TicketState.OPEN: "Chưa xử lý",
    TicketState.CLAIMED: "Đã tiếp nhận",
    TicketState.ANSWERED: "Đã trả lời",
    TicketState.ESCALATED: "Đã trình UBND tỉnh",
    TicketState.RESOLVED: "Đã giải quyết",
}
CATEGORIES = {
    "funding": "Kinh phí",
    "staff": "Nhân lực",
    "infrastructure": "Hạ tầng",
    "legal": "Quy định",
    "coordination": "Phối hợp",
}
OTHER_CATEGORY = "Khác"
KINDS = {
    "chi-thi": "Chỉ thị",
    "quyet-dinh": "Quyết định",
    "ke-hoach": "Kế hoạch",
    "giao-viec": "Nhiệm vụ giao trực tiếp",
}
OTHER_KIND = "Văn bản"
PARTS = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm", "Y": "năm"}
ENGLISH_PARTS = {"H1": "first half of", "H2": "second half of", "Y": "year"}


def printable(text: str) -> str:
    """Return ``text`` in NFC on one line, without what no document can hold or what turns the line's direction.

    Every letter stays, emoji and their joiners too.
    """
    flat = _SPACES.sub(" ", text)
    if not flat.isprintable():
        flat = _SPACES.sub(" ", "".join(letter for letter in flat if _may_be_printed(letter)))
    return unicodedata.normalize("NFC", flat).strip(" ")


def _may_be_printed(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNS and letter not in _NO_CHARACTERS


def paragraphs(text: str) -> list[str]:
    """Return the lines of what a person wrote, ready to print, without blank ones."""
    return [line for line in map(printable, text.splitlines()) if line]


def period_name(period: str) -> str:
    """2009-H1 → 6 tháng đầu năm 2009"""
    year, _, part = period.partition("-")
    return f"{PARTS[part]} {year}"


def period_in(period: str, language: str) -> str:
    """Return the name of a period in a language (vi or en): 2009-H1 → first half of 2009"""
    if language == "vi":
        return period_name(period)
    year, _, part = period.partition("-")
    return f"{ENGLISH_PARTS[part]} {year}"


def day(on: date | None) -> str:
    """Return 05/01/2009, 31/3/2009: days below ten and the months 1 and 2 have a zero before them; '' for None."""
    return f"{on:%d}/{_month(on)}/{on.year}" if on else ""


def long_day(on: date) -> str:
    """2009-01-05 → ngày 05 tháng 01 năm 2009"""
    return f"ngày {on:%d} tháng {_month(on)} năm {on.year}"


def _month(on: date) -> str:
    return f"{on:%m}" if on.month <= 2 else str(on.month)


def days(dues: Sequence[date]) -> str:
    """Return one deadline, or the first and the last of several."""
    if not dues:
        return ""
    return day(dues[0]) if len(dues) == 1 else f"từ {day(dues[0])} đến {day(dues[-1])}"


def number(value: Decimal) -> str:
    """1250.50 → 1.250,5"""
    return f"{value.normalize():,f}".translate(_SWAP_MARKS)


def count(value: int) -> str:
    """Return a number as it stands in a sentence: 07, 12, 1.250; none is 0."""
    return f"{value:02}" if 0 < value < 10 else number(Decimal(value))


def change(value: int) -> str:
    """Return a change as words: tăng 02, giảm 01, không thay đổi."""
    if value == 0:
        return "không thay đổi"
    return f"{'tăng' if value > 0 else 'giảm'} {count(abs(value))}"


def signed(value: int) -> str:
    """Return a change for a table: +2, −1, 0."""
    return f"{value:+}".replace("-", "−") if value else "0"


def category(key: str) -> str:
    return CATEGORIES.get(key, OTHER_CATEGORY)


def ticket(state: TicketState) -> str:
    return TICKETS[state]


def standing(line: DutyLine) -> str:
    """Return where an assignment stands, for a table."""
    waits = {Status.SUBMITTED: " (chờ xác nhận)", Status.PAUSED: " (đang vướng mắc)"}.get(line.status, "")
    return f"{STANDINGS[line.cell]}{waits}"


def outcome(line: DutyLine) -> str:
    """Return what became of an assignment, as the end of a sentence."""
    on = f" ngày {day(line.submitted_on)}" if line.submitted_on else ""
    match line.cell:
        case Cell.DONE_ON_TIME:
            return f"đã hoàn thành{on}, đúng thời hạn"
        case Cell.DONE_LATE:
            return f"đã hoàn thành{on}, quá thời hạn"
        case Cell.DONE_NO_DEADLINE:
            return f"đã hoàn thành{on}"
        case Cell.OPEN_WITHIN:
            in_time = ", còn trong thời hạn"
        case Cell.OPEN_OVERDUE:
            in_time = ", đã quá thời hạn"
        case Cell.OPEN_NO_DEADLINE:
            in_time = ""
    match line.status:
        case Status.SUBMITTED:
            late = ", quá thời hạn" if line.cell is Cell.OPEN_OVERDUE else ""
            return f"đã báo cáo hoàn thành{on}{late}, đang chờ xác nhận"
        case Status.PAUSED:
            return f"đang vướng mắc{in_time}"
        case _:
            return f"{'chưa hoàn thành' if line.cell is Cell.OPEN_OVERDUE else 'đang thực hiện'}{in_time}"


def summary(duty: DutyResult) -> str:
    """Return what became of a duty in all its agencies, as the end of a sentence."""
    if len(duty.lines) == 1:
        return f"{duty.lines[0].agency} {outcome(duty.lines[0])}"
    tally, agencies = duty.tally, count(len(duty.lines))
    done = tally.done + tally.done_no_deadline
    if not done and not tally.dated:
        said = f"{agencies} cơ quan đang thực hiện"
    elif not done:
        said = f"{agencies} cơ quan được giao, chưa có cơ quan hoàn thành"
    else:
        late = f", trong đó {count(tally.done_late)} cơ quan quá thời hạn" if tally.done_late else ""
        said = f"{count(done)}/{agencies} cơ quan đã hoàn thành{late}"
    return f"{said}{_overdue(duty.overdue)}"


def _overdue(agencies: Sequence[str]) -> str:
    if not agencies:
        return ""
    named, more = agencies[:NAMED_OVERDUE], len(agencies) - NAMED_OVERDUE
    others = f" và {count(more)} cơ quan khác" if more > 0 else ""
    return f"; {count(len(agencies))} cơ quan đã quá thời hạn ({', '.join(named)}{others})"


def reached(target: TargetLine) -> str:
    return {True: "Đạt", False: "Chưa đạt", None: "Chưa có số liệu"}[target.reached]


def wanted(target: TargetLine) -> str:
    """Return the number that a target sets: tối thiểu 80 %."""
    return f"{'tối thiểu' if target.at_least else 'tối đa'} {measured(target.value, target.unit)}"


def measured(value: Decimal | None, unit: str) -> str:
    """Return a figure with its unit: 85%, 3 dịch vụ; '' for None."""
    if value is None:
        return ""
    return f"{number(value)}%" if unit == "%" else f"{number(value)} {unit}"


def rule(text: str) -> str:
    """Return the line below the issuer's name: a third to a half as wide."""
    return "_" * round(min(len(text), WIDEST_ISSUER) * STROKES_A_CAPITAL * RULE_SHARE)


def citation(kind: str, number_: str | None, issued_on: date | None, issuer: str) -> str:
    """Return how a directive is cited: Chỉ thị số 03/CT-UBND ngày 26 tháng 01 năm 2011 của UBND tỉnh."""
    numbered = f" số {number_}" if number_ else ""
    dated = f" {long_day(issued_on)}" if issued_on else ""
    return f"{KINDS.get(kind, OTHER_KIND)}{numbered}{dated} của {issuer}"
