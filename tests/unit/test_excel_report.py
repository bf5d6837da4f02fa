"""A period's figures as an Excel file, opened again: real days and numbers, filters, and nothing that calculates."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from bot.documents import wording
from bot.documents.excel import LONGEST_TEXT, excel_report, write_excel
from bot.documents.report_data import PeriodReport
from bot.domain.duties import Cell
from tests.unit.period_reports import LAN, OBSTACLE, PLAN, agency_report, consolidated_report

SHEETS = ["Nhiệm vụ", "Thống kê", "Chỉ tiêu", "Vướng mắc"]


def opened(report: PeriodReport) -> Workbook:
    return load_workbook(BytesIO(excel_report(report)))


def rows(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    """Return what the cells say, moments as their days."""
    return [
        tuple(value.date() if isinstance(value, datetime) else value for value in row)
        for row in book[sheet].iter_rows(values_only=True)
    ]


def test_the_register_has_real_days_and_numbers() -> None:
    head, *lines = rows(opened(agency_report()), "Nhiệm vụ")
    assert head == (
        "Cơ quan", "Văn bản giao nhiệm vụ", "Mục", "Nhiệm vụ", "Kỳ", "Thời hạn", "Tình trạng", "Ngày báo cáo",
        "Số ngày quá hạn", "Kết quả",
    )  # fmt: skip
    assert lines == [
        ("Sở Xây dựng", "Ứng dụng công nghệ thông tin", "2", "Hoàn tất mạng nội bộ", None, date(2009, 3, 31),
         "Hoàn thành đúng hạn", date(2009, 3, 20), None, "Đã nghiệm thu, 45 máy"),
        ("Sở Xây dựng", "Ứng dụng công nghệ thông tin", "5.b", "Lập kế hoạch phần mềm mở", None,
         date(2009, 3, 31), "Chưa hoàn thành, quá hạn (đang vướng mắc)", None, 75, None),
        ("Sở Xây dựng", "Ứng dụng công nghệ thông tin", "5.b", "Dùng thư điện tử công vụ", None, None,
         "Đang thực hiện", None, None, None),
    ]  # fmt: skip


def test_each_agency_has_its_counts_its_rate_and_its_report() -> None:
    report = consolidated_report(2)
    late = replace(report.agencies[0], reported_on=date(2009, 6, 17))
    free = replace(report.agencies[0], owes_report=False, report_due=None, reported_on=None)
    _, *lines = rows(opened(replace(report, agencies=(*report.agencies, late, free))), "Thống kê")
    due, counts = date(2009, 6, 16), (3, 1, 0, 0, 1, 0, 1, 0.5)
    assert lines == [
        ("Sở số 1", *counts, due, date(2009, 6, 15), "Đúng hạn"),
        ("Sở số 2", *counts, due, None, "Chưa gửi"),
        ("Sở số 1", *counts, due, date(2009, 6, 17), "Gửi muộn"),
        ("Sở số 1", *counts, None, None, None),
    ]


def test_targets_and_obstacles_stand_with_what_became_of_them() -> None:
    book = opened(agency_report(obstacles=(OBSTACLE, replace(OBSTACLE, category="weather", answers=()))))
    assert rows(book, "Chỉ tiêu")[1:] == [
        ("Sở Xây dựng", "Dịch vụ công", "Dịch vụ công mức độ 3", "dịch vụ", "Tối thiểu", 3, 1, 2, "Chưa đạt"),
        ("Sở Xây dựng", "Dịch vụ công", "Cán bộ dùng thư điện tử", "%", "Tối thiểu", 99.5, None, None,
         "Chưa có số liệu"),
    ]  # fmt: skip
    first, second = rows(book, "Vướng mắc")[1:]
    assert first == (
        "VM-2009-0001", "Sở Xây dựng", "Lập kế hoạch phần mềm mở", "Kinh phí", "Chưa có kinh phí",
        date(2009, 3, 2), "Đã trả lời", None, "04/3/2009, Sở TT&TT: Sẽ bố trí trong quý II",
    )  # fmt: skip
    assert (second[3], second[8]) == ("Khác", None)


def test_every_sheet_can_be_filtered_and_keeps_its_head_in_sight() -> None:
    book = opened(consolidated_report(5))
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1])
        assert all(cell.font.name == "Times New Roman" and cell.font.bold for cell in sheet[1])


def test_days_look_like_days_and_rates_like_rates() -> None:
    book = opened(agency_report())
    assert book["Nhiệm vụ"]["F2"].number_format == "dd/mm/yyyy"
    assert book["Thống kê"]["I2"].number_format == "0.0%"
    assert book["Chỉ tiêu"]["F3"].number_format == "#,##0.######"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "{=1+1}", "12", "1e5",
        "https://example.org", "mailto:a@b.vn", "internal:Sheet1!A1", "TRUE", "#N/A", "'=1", "_x0041_", "<r>=1</r>",
        "<r><t>1</t></r></is></c><c><f>1+1</f></c><c><is><r><t>2</t></r>",
    ],
)  # fmt: skip
def test_what_people_write_stays_text(text: str) -> None:
    content = excel_report(
        agency_report(duties=(replace(LAN, agency=text, title=text, result=text),),
                      obstacles=(replace(OBSTACLE, text=text),))
    )  # fmt: skip
    book = load_workbook(BytesIO(content))
    cells = [book["Nhiệm vụ"][place] for place in ("A2", "D2", "J2")] + [book["Vướng mắc"]["E2"]]
    assert [(unescape(cell.value.rstrip()), cell.data_type, cell.hyperlink) for cell in cells] == [
        (text, "s", None)
    ] * 4
    assert all(cell.quotePrefix == text.startswith(("=", "+", "-", "@")) for cell in cells)
    with ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_a_tab_before_a_formula_does_not_hide_it() -> None:
    cell = opened(agency_report(duties=(replace(LAN, result="\t=1+1"),)))["Nhiệm vụ"]["J2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


@settings(max_examples=25)
@given(st.lists(st.text(), min_size=1, max_size=30))
def test_whatever_people_write_arrives_whole(texts: list[str]) -> None:
    book = opened(agency_report(duties=tuple(replace(LAN, result=text) for text in texts)))
    arrived = [row[9] for row in rows(book, "Nhiệm vụ")[1:]]
    assert arrived == ["\n".join(wording.paragraphs(text)) or None for text in texts]


def test_lines_stay_lines_and_make_the_row_higher() -> None:
    sheet = opened(agency_report(duties=(replace(LAN, result="một\nhai\nba"),)))["Nhiệm vụ"]
    assert sheet["J2"].value == "một\nhai\nba"
    assert sheet.row_dimensions[2].height == 48


def test_a_text_longer_than_a_cell_is_cut_in_sight() -> None:
    value = opened(agency_report(duties=(replace(LAN, result="👍" * LONGEST_TEXT),)))["Nhiệm vụ"]["J2"].value
    assert value.endswith("👍…")
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_a_day_before_excels_first_is_written_as_text() -> None:
    sheet = opened(agency_report(duties=(replace(PLAN, due=date(1899, 12, 31), cell=Cell.OPEN_OVERDUE),)))["Nhiệm vụ"]
    assert sheet["F2"].value == "31/12/1899"


def test_an_empty_period_has_heads_only() -> None:
    book = opened(agency_report(duties=(), agencies=(), targets=(), obstacles=()))
    assert [len(rows(book, sheet)) for sheet in SHEETS] == [1, 1, 1, 1]


def test_a_register_may_be_long(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    write_excel(agency_report(), (replace(PLAN, agency=f"Sở {number}") for number in range(5_000)), path)
    with closing(load_workbook(path, read_only=True)) as book:
        assert sum(1 for _ in book["Nhiệm vụ"].rows) == 5_001
