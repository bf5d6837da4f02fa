"""The words, days and numbers of official documents, and what is left of hostile text."""

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import wording
from bot.documents.report_data import DutyResult, Tally
from bot.domain.duties import Cell, Status
from tests.unit.period_reports import LAN, MAIL, PLAN, SERVICES, STAFF


def test_days_below_ten_and_the_first_two_months_have_a_zero_before_them() -> None:
    assert wording.day(date(2009, 1, 5)) == "05/01/2009"
    assert wording.day(date(2009, 3, 31)) == "31/3/2009"
    assert wording.day(None) == ""
    assert wording.long_day(date(2009, 2, 5)) == "ngày 05 tháng 02 năm 2009"
    assert wording.long_day(date(2009, 12, 14)) == "ngày 14 tháng 12 năm 2009"
    assert wording.days([date(2009, 3, 31)]) == "31/3/2009"
    assert wording.days([date(2009, 3, 31), date(2009, 6, 30)]) == "từ 31/3/2009 đến 30/6/2009"


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert [wording.count(n) for n in (0, 7, 12, 1250)] == ["0", "07", "12", "1.250"]
    assert [wording.change(n) for n in (2, -1, 0)] == ["tăng 02", "giảm 01", "không thay đổi"]
    assert [wording.signed(n) for n in (2, -1, 0)] == ["+2", "−1", "0"]
    assert wording.number(Decimal("1250.50")) == "1.250,5"
    assert wording.number(Decimal(100)) == "100"
    assert wording.wanted(SERVICES) == "tối thiểu 3 dịch vụ"
    assert wording.wanted(replace(STAFF, at_least=False)) == "tối đa 99,5%"
    assert wording.measured(None, "%") == ""
    assert [wording.reached(one) for one in (SERVICES, STAFF)] == ["Chưa đạt", "Chưa có số liệu"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "đã hoàn thành ngày 20/3/2009, đúng thời hạn"),
        ({"cell": Cell.DONE_LATE}, "đã hoàn thành ngày 20/3/2009, quá thời hạn"),
        ({"cell": Cell.DONE_NO_DEADLINE}, "đã hoàn thành ngày 20/3/2009"),
        (
            {"cell": Cell.OPEN_WITHIN, "status": Status.SUBMITTED},
            "đã báo cáo hoàn thành ngày 20/3/2009, đang chờ xác nhận",
        ),
        (
            {"cell": Cell.OPEN_OVERDUE, "status": Status.SUBMITTED},
            "đã báo cáo hoàn thành ngày 20/3/2009, quá thời hạn, đang chờ xác nhận",
        ),
        ({"cell": Cell.OPEN_WITHIN, "status": Status.ASSIGNED}, "đang thực hiện, còn trong thời hạn"),
        ({"cell": Cell.OPEN_OVERDUE, "status": Status.ASSIGNED}, "chưa hoàn thành, đã quá thời hạn"),
        ({"cell": Cell.OPEN_OVERDUE, "status": Status.PAUSED}, "đang vướng mắc, đã quá thời hạn"),
        ({"cell": Cell.OPEN_NO_DEADLINE, "status": Status.IN_PROGRESS}, "đang thực hiện"),
    ],
)
def test_what_became_of_a_duty_is_said_in_words(changed: dict[str, object], said: str) -> None:
    assert wording.outcome(replace(LAN, **changed)) == said  # type: ignore[arg-type] # any field of a line


def test_a_duty_of_many_agencies_is_summed_up() -> None:
    assert wording.summary(DutyResult(lines=(MAIL,))) == "Sở Xây dựng đang thực hiện"
    assert wording.summary(DutyResult(lines=(MAIL, MAIL))) == "02 cơ quan đang thực hiện"
    late = replace(LAN, cell=Cell.DONE_LATE)
    assert (
        wording.summary(DutyResult(lines=(LAN, late, PLAN)))
        == "02/03 cơ quan đã hoàn thành, trong đó 01 cơ quan quá thời hạn; 01 cơ quan đã quá thời hạn (Sở Xây dựng)"
    )
    overdue = tuple(replace(PLAN, agency=f"Sở {number}") for number in range(1, 13))
    assert wording.summary(DutyResult(lines=overdue)) == (
        "12 cơ quan được giao, chưa có cơ quan hoàn thành; 12 cơ quan đã quá thời hạn (Sở 1, Sở 2, Sở 3, Sở 4, Sở 5, "
        "Sở 6, Sở 7, Sở 8, Sở 9, Sở 10 và 02 cơ quan khác)"
    )


def test_a_directive_is_cited_with_what_is_known_of_it() -> None:
    signed = date(2011, 1, 26)
    assert (
        wording.citation("chi-thi", "03/CT-UBND", signed, "UBND tỉnh")
        == "Chỉ thị số 03/CT-UBND ngày 26 tháng 01 năm 2011 của UBND tỉnh"
    )
    assert wording.citation("quyet-dinh", None, None, "UBND tỉnh") == "Quyết định của UBND tỉnh"
    assert wording.citation("thong-tri", None, None, "Tỉnh ủy") == "Văn bản của Tỉnh ủy"


def test_what_no_document_can_hold_goes_and_every_letter_stays() -> None:
    hostile = "Ho\u0300a\tbình\x00\x1b \u202egnort\u202c \ud800\ufffe 👨‍👩‍👧 𠀀\u00a0<b>&amp;"
    assert wording.printable(hostile) == "Hòa bình gnort 👨‍👩‍👧 𠀀\u00a0<b>&amp;"
    assert wording.paragraphs("một\r\n\n  hai \u2028 ba") == ["một", "hai", "ba"]


@given(st.text())
def test_a_printable_text_is_one_normalised_line_of_xml_characters(text: str) -> None:
    shown = wording.printable(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert wording.printable(shown) == shown
    assert not any(letter in shown for letter in "\n\r\t\x00\x0b\u202e\ufffe\uffff")
    assert [a for a in unicodedata.normalize("NFC", text) if a.isalnum()] == [a for a in shown if a.isalnum()]


@given(st.lists(st.sampled_from(Cell)))
def test_the_four_cells_and_the_two_beside_them_add_up(cells: list[Cell]) -> None:
    tally = Tally.of(cells)
    assert tally.total == len(cells)
    assert tally.done + tally.open + tally.undated == len(cells)
    assert tally - tally == Tally()
