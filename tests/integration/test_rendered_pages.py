"""Reports as pages, rendered by LibreOffice: what Decree 30/2020/NĐ-CP, Annex I, asks of paper, letters and margins.

Continuous integration installs what it needs (.ci/run), so there this always runs.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from bot.documents.written import EXCEL, WORD, written
from tests.pages import FONT, SOFFICE, rendered
from tests.unit.period_reports import agency_report, consolidated_report

pytestmark = pytest.mark.skipif(not SOFFICE and not os.environ.get("CI"), reason="LibreOffice is not installed")

MILLIMETRE = 72 / 25.4  # points
A4, A4_ACROSS, A3_ACROSS = (210, 297), (297, 210), (420, 297)
LEFT, RIGHT, TOP, BOTTOM = 30, 20, 20, 20  # millimetres, the templates' margins
SLACK = 1  # millimetre
SIZES = {6, 11, 12, 13, 14}  # points; 6 is that of the lines below the heads
AGENCIES = 30


@dataclass(frozen=True)
class Piece:
    """A piece of text on a page: the millimetres from its left and from its top, its letters' size in points."""

    text: str
    left: float
    top: float
    size: float
    font: str


def pieces(page: PageObject) -> list[Piece]:
    """Return what stands on a page, in the order in which it was written."""
    found: list[Piece] = []

    def see(text: str, matrix: list[float], place: list[float], font: dict[str, str] | None, size: float) -> None:
        if text.strip():
            left = (place[4] * matrix[0] + matrix[4]) / MILLIMETRE
            up = (place[5] * matrix[3] + matrix[5]) / MILLIMETRE
            top = float(page.mediabox.height) / MILLIMETRE - up
            shown = size * abs(place[3] * matrix[3])
            found.append(Piece(text.strip(), left, top, round(shown, 1), (font or {}).get("/BaseFont", "")))

    page.extract_text(visitor_text=see)
    return found


def paper(page: PageObject) -> tuple[int, int]:
    """Return width and height in millimetres."""
    return round(float(page.mediabox.width) / MILLIMETRE), round(float(page.mediabox.height) / MILLIMETRE)


def lines(page: PageObject) -> list[str]:
    return [line.strip("_ ") for line in page.extract_text().splitlines()]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[PageObject]]:
    """Render an agency's report, the consolidated one and the register, once."""
    folder = Path(tmp_path_factory.mktemp("pages"))
    agency, province = agency_report(), consolidated_report(AGENCIES)
    files = {"agency.docx": agency, "province.docx": province, "register.xlsx": province}
    for name, report in files.items():
        (folder / name).write_bytes(written(report, WORD if name.endswith(WORD) else EXCEL))
    made = rendered(folder, [folder / name for name in files])
    return {path.stem: [*PdfReader(path).pages] for path in made}


def sections(found: list[PageObject]) -> Iterator[list[PageObject]]:
    """Yield the pages of the report itself, then those of each annex."""
    begins = [0, *(number for number, page in enumerate(found) if lines(page)[0].startswith("Phụ lục")), len(found)]
    for first, last in pairwise(begins):
        yield found[first:last]


REPORTS = pytest.mark.parametrize(("report", "annexes"), [("agency", 2), ("province", 5)])


@REPORTS
def test_it_is_a4_upright_with_its_annexes_across(
    pages: dict[str, list[PageObject]], report: str, annexes: int
) -> None:
    body, *others = sections(pages[report])
    assert {paper(page) for page in body} == {A4}
    assert len(others) == annexes
    assert {paper(page) for annex in others for page in annex} == {A4_ACROSS}


@REPORTS
def test_every_page_but_the_first_has_its_number_in_the_middle_of_the_top(
    pages: dict[str, list[PageObject]], report: str, annexes: int
) -> None:
    numbered = 0
    for section in sections(pages[report]):
        assert lines(section[0])[0] in ("UBND TỈNH HÀ TĨNH", *(f"Phụ lục {number}" for number in ROMAN))
        for number, page in enumerate(section[1:], start=2):
            first = pieces(page)[0]
            assert first.text == str(number)
            assert first.size == 13
            assert first.top < TOP
            middle = (LEFT + paper(page)[0] - RIGHT) / 2
            assert abs(first.left - middle) < 3  # half a number's width
            numbered += 1
    assert numbered >= annexes - 1


ROMAN = ("I", "II", "III", "IV", "V")


@REPORTS
def test_letters_and_margins_are_those_of_the_decree(
    pages: dict[str, list[PageObject]], report: str, annexes: int
) -> None:
    assert annexes
    for page in pages[report]:
        width, height = paper(page)
        for piece in pieces(page):
            assert FONT in piece.font, piece
            assert piece.size in SIZES, piece
            assert LEFT - SLACK <= piece.left <= width - RIGHT + SLACK, piece
            assert piece.top <= height - BOTTOM + SLACK, piece
            assert piece.top >= TOP or piece.text.isdecimal(), piece


def test_it_opens_with_the_nation_and_the_issuer_and_ends_with_room_to_sign(
    pages: dict[str, list[PageObject]],
) -> None:
    body, *_ = sections(pages["agency"])
    assert lines(body[0])[:8] == [
        "UBND TỈNH HÀ TĨNH",
        "SỞ XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:          /BC- Hà Tĩnh, ngày      tháng      năm 2009",
        "BÁO CÁO",
        "Kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009",
        "Kính gửi: Ủy ban nhân dân tỉnh (qua Sở Thông tin và Truyền thông)",
    ]
    sizes = {piece.text: piece.size for piece in pieces(body[0])}
    assert sizes["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == 12
    assert sizes["Độc lập - Tự do - Hạnh phúc"] == 13
    assert sizes["BÁO CÁO"] == 14
    last = lines(body[-1])
    assert "xem xét, chỉ đạo./." in " ".join(last)  # the last words stand on the page that is signed
    assert "Nơi nhận:" in last
    assert "THỦ TRƯỞNG CƠ QUAN" in " ".join(last)
    headings = [
        line for page in body for line in lines(page) if line.startswith(("I. ", "II. ", "III. ", "IV. ", "V. "))
    ]
    assert headings == [
        "I. TÌNH HÌNH CHUNG",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "III. CHỈ TIÊU ĐƯỢC GIAO",
        "IV. KHÓ KHĂN, VƯỚNG MẮC",
        "V. Ý KIẾN, KIẾN NGHỊ",
    ]


def test_a_table_over_several_pages_repeats_its_head(pages: dict[str, list[PageObject]]) -> None:
    _, statistics, *_ = sections(pages["province"])
    assert len(statistics) > 1
    for page in statistics:
        assert "STT Cơ quan Tổng số" in page.extract_text()


def test_the_register_is_printed_across_with_its_head_and_its_number_on_every_page(
    pages: dict[str, list[PageObject]],
) -> None:
    found = pages["register"]
    assert {paper(page) for page in found} == {A3_ACROSS}
    assert [lines(page)[0] for page in found] == [f"{number}/{len(found)}" for number in range(1, len(found) + 1)]
    register = [lines(page)[1] for page in found if "Văn bản giao nhiệm vụ" in page.extract_text()]
    assert len(register) > 1
    assert all(head.startswith("Cơ quan Văn bản giao nhiệm vụ Mục Nhiệm vụ Kỳ Thời hạn") for head in register)
