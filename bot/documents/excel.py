"""A period's figures as an Excel file, to filter and to check: the register, the statistics, targets, obstacles.

Rows are written one after the other and not kept in memory. Text is always written as text: nothing that a person wrote
becomes a formula, a link or a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook

from bot.documents import wording
from bot.documents.report_data import AgencyLine, DutyLine, ObstacleLine, PeriodReport, TargetLine
from bot.domain.duties import Cell

LONGEST_TEXT = 32_767  # UTF-16 units, what a cell can hold
FIRST_YEAR = 1900  # of the days that Excel knows
HEAD_HEIGHT = 50  # points
LINE_HEIGHT = 16  # points
HIGHEST_ROW = 409  # points, what Excel allows
A3 = 8  # the paper of wide tables, by its number in Excel
FORMULA_SIGNS = ("=", "+", "-", "@")
LETTERS = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True, "border": 1}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Value = str | int | float | Decimal | date | None
"""What a cell may say; a float is a share of 1."""


@dataclass(frozen=True)
class Column:
    """A column: its head, and its width in letters."""

    head: str
    width: float


REGISTER = (
    *(Column("Cơ quan", 22), Column("Văn bản giao nhiệm vụ", 30), Column("Mục", 10)),
    *(Column("Nhiệm vụ", 45), Column("Kỳ", 10), Column("Thời hạn", 12), Column("Tình trạng", 30)),
    *(Column("Ngày báo cáo", 14), Column("Số ngày quá hạn", 12), Column("Kết quả", 40)),
)
STATISTICS = (
    *(Column("Cơ quan", 45), Column("Tổng số", 10), Column("Hoàn thành đúng hạn", 14)),
    *(Column("Hoàn thành quá hạn", 14), Column("Chưa hoàn thành, trong hạn", 16)),
    *(Column("Chưa hoàn thành, quá hạn", 16), Column("Không thời hạn, đã hoàn thành", 18)),
    *(Column("Không thời hạn, đang thực hiện", 18), Column("Tỷ lệ hoàn thành (có thời hạn)", 16)),
    *(Column("Hạn gửi báo cáo", 14), Column("Ngày gửi báo cáo", 14), Column("Chế độ báo cáo", 16)),
)
TARGETS = (
    *(Column("Cơ quan", 22), Column("Nhiệm vụ", 50), Column("Chỉ tiêu", 50), Column("Đơn vị", 14)),
    *(Column("Yêu cầu", 12), Column("Mức giao", 12), Column("Kỳ trước", 12), Column("Đạt được", 12)),
    Column("Đánh giá", 16),
)
OBSTACLES = (
    *(Column("Số", 16), Column("Cơ quan", 22), Column("Nhiệm vụ", 45), Column("Loại", 14), Column("Nội dung", 60)),
    *(Column("Ngày báo", 12), Column("Tình trạng", 20), Column("Ngày giải quyết", 14), Column("Đã xử lý", 60)),
)


def excel_report(report: PeriodReport) -> bytes:
    """Return a report's figures as an .xlsx file."""
    out = BytesIO()
    write_excel(report, report.duties, out)
    return out.getvalue()


def write_excel(report: PeriodReport, duties: Iterable[DutyLine], out: Path | IO[bytes]) -> None:
    """Write a report's figures with ``duties`` as its register, as many as there are, to a file."""
    titles = {head.id: head.title for head in report.directives}
    with Workbook(out if not isinstance(out, Path) else str(out), OPTIONS) as book:
        book.set_properties({"title": f"Báo cáo {wording.period_name(report.span.id)}"})
        sheets = _Sheets(book)
        sheets.add("Nhiệm vụ", REGISTER, (_register_row(duty, titles, report.span.as_of) for duty in duties))
        sheets.add("Thống kê", STATISTICS, map(_statistics_row, report.agencies))
        sheets.add("Chỉ tiêu", TARGETS, map(_target_row, report.targets))
        sheets.add("Vướng mắc", OBSTACLES, map(_obstacle_row, report.obstacles))


def write_sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a workbook of one sheet as an .xlsx file."""
    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        _Sheets(book).add(name, columns, rows)
    return out.getvalue()


class _Sheets:
    """The sheets of a workbook: a frozen head with filters, and below it the rows."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format(
            {**LETTERS, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DDE7F3"}
        )
        self._text = book.add_format(LETTERS)
        # were such a cell edited by hand, it would still be text
        self._quoted = book.add_format({**LETTERS, "quote_prefix": True})
        self._number = book.add_format({**LETTERS, "num_format": "#,##0.######"})
        self._whole = book.add_format({**LETTERS, "num_format": "#,##0"})
        self._share = book.add_format({**LETTERS, "num_format": "0.0%"})
        self._day = book.add_format({**LETTERS, "num_format": "dd/mm/yyyy", "align": "center"})

    def add(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
        """Add a sheet."""
        sheet = self._book.add_worksheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P/&N")
        sheet.set_row(0, HEAD_HEIGHT)
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column.head, self._head)
        last = 0
        for last, row in enumerate(rows, start=1):
            lines = max(_lines(value, column.width) for value, column in zip(row, columns, strict=True))
            if lines > 1:
                sheet.set_row(last, min(lines * LINE_HEIGHT, HIGHEST_ROW))
            for index, value in enumerate(row):
                self._write(sheet, last, index, value)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _write(self, sheet: Any, row: int, column: int, value: Value) -> None:
        match _fitting(value) if isinstance(value, str) else value:
            case None | "":
                sheet.write_blank(row, column, None, self._text)
            case str(text):
                shape = self._quoted if text.startswith(FORMULA_SIGNS) else self._text
                sheet.write_string(row, column, text, shape)
            case int(number):
                sheet.write_number(row, column, number, self._whole)
            case float(share):
                sheet.write_number(row, column, share, self._share)
            case Decimal() as figure:
                sheet.write_number(row, column, float(figure), self._number)
            case date() as day if day.year >= FIRST_YEAR:
                sheet.write_datetime(row, column, datetime.combine(day, time()), self._day)
            case date() as day:
                sheet.write_string(row, column, wording.day(day), self._text)


def _lines(value: Value, width: float) -> int:
    """Return how many lines a cell takes, at a guess: not every program fits the height to the text."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, ceil(len(line) / width)) for line in value.splitlines())


def _fitting(text: str) -> str:
    """Return what a cell can hold of a text, its lines kept."""
    lines = "\n".join(wording.paragraphs(text))
    if len(lines.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        lines = f"{lines[: LONGEST_TEXT // 2 - 1]}…"
    # the library takes such a text for XML of its own and would write it as it is
    return f"{lines} " if lines.startswith("<r>") and lines.endswith("</r>") else lines


def _register_row(duty: DutyLine, titles: Mapping[str, str], as_of: date) -> Sequence[Value]:
    return (
        duty.agency,
        titles.get(duty.directive, duty.directive),
        duty.clause,
        duty.title,
        duty.occurrence,
        duty.due,
        wording.standing(duty),
        duty.submitted_on,
        _days_late(duty, as_of),
        duty.result,
    )


def _days_late(duty: DutyLine, as_of: date) -> int | None:
    """Return by how many calendar days a deadline was, or is, missed."""
    if duty.due is None or duty.cell not in (Cell.DONE_LATE, Cell.OPEN_OVERDUE):
        return None
    return ((duty.submitted_on or as_of) - duty.due).days


def _statistics_row(agency: AgencyLine) -> Sequence[Value]:
    tally = agency.tally
    return (
        agency.name,
        tally.total,
        tally.done_on_time,
        tally.done_late,
        tally.open_within,
        tally.open_overdue,
        tally.done_no_deadline,
        tally.open_no_deadline,
        tally.done / tally.dated if tally.dated else None,
        agency.report_due,
        agency.reported_on,
        _reporting(agency),
    )


def _reporting(agency: AgencyLine) -> str | None:
    if not agency.owes_report:
        return None
    if agency.reported_on is None:
        return "Chưa gửi"
    late = agency.report_due is not None and agency.reported_on > agency.report_due
    return "Gửi muộn" if late else "Đúng hạn"


def _target_row(target: TargetLine) -> Sequence[Value]:
    return (
        target.agency,
        target.title,
        target.metric,
        target.unit,
        "Tối thiểu" if target.at_least else "Tối đa",
        target.value,
        target.before,
        target.figure,
        wording.reached(target),
    )


def _obstacle_row(obstacle: ObstacleLine) -> Sequence[Value]:
    return (
        obstacle.number,
        obstacle.agency,
        obstacle.title,
        wording.category(obstacle.category),
        obstacle.text,
        obstacle.opened_on,
        wording.ticket(obstacle.state),
        obstacle.resolved_on,
        "\n".join(f"{wording.day(answer.on)}, {answer.by}: {answer.text}" for answer in obstacle.answers),
    )
