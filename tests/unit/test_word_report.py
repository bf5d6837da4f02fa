"""The period reports as Word files, opened again: the measures of Decree 30/2020/NĐ-CP, and whole paragraphs."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import sections
from bot.documents import make_templates, wording
from bot.documents.report_data import Addressee, Letterhead, PeriodReport, Remark
from bot.documents.word import FILES, TEMPLATES, word_report
from bot.errors import SetupError
from tests.unit.period_reports import OBSTACLE, agency_report, consolidated_report, line

HOSTILE = "<w:p/>]]> & {{ 7 * 7 }} {% for %} {_{ %_} \x00\x1b\u202etxt\u202c \ud800 Ho\u0300a 𠀀👍 <r>=1+1</r>"
BLANK_NUMBER, BLANK_DAY = "\u00a0" * 10, "\u00a0" * 6
WITH_THE_REPORT = (
    f"(Kèm theo Báo cáo số{BLANK_NUMBER}/BC-{BLANK_NUMBER} ngày{BLANK_DAY}tháng{BLANK_DAY}năm 2009 của Sở Xây dựng)"
)
SHOWN = wording.printable(HOSTILE)


def opened(report: PeriodReport) -> DocumentType:
    return Document(BytesIO(word_report(report)))


def paragraphs(document: DocumentType) -> list[str]:
    """Return the paragraphs that say something, outside of the tables."""
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip("_ ")]


def cells(table: Table) -> list[list[str]]:
    """Return a table's rows; cells that are merged count once."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


def xml(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_an_agency_reads_its_whole_report() -> None:
    assert paragraphs(opened(agency_report())) == [
        "BÁO CÁO",
        "Kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009",
        "Kính gửi: Ủy ban nhân dân tỉnh (qua Sở Thông tin và Truyền thông)",
        "Thực hiện các văn bản chỉ đạo, điều hành của cấp có thẩm quyền, Sở Xây dựng báo cáo kết quả thực hiện "
        "nhiệm vụ được giao 6 tháng đầu năm 2009 (số liệu từ ngày 15 tháng 12 năm 2008 đến hết ngày 14 tháng 6 "
        "năm 2009) như sau:",
        "I. TÌNH HÌNH CHUNG",
        "Trong kỳ, cơ quan có 03 nhiệm vụ được theo dõi, gồm 02 nhiệm vụ có thời hạn và 01 nhiệm vụ không có thời hạn "
        "(số liệu chi tiết tại Phụ lục I).",
        "- Đã hoàn thành 01 nhiệm vụ có thời hạn: đúng hạn 01, quá hạn 0.",
        "- Chưa hoàn thành 01 nhiệm vụ có thời hạn: còn trong hạn 0, đã quá hạn 01.",
        "- Nhiệm vụ không có thời hạn: đã hoàn thành 0, đang thực hiện 01.",
        "So với kỳ trước: số nhiệm vụ có thời hạn đã hoàn thành giảm 02; chưa hoàn thành, đã quá hạn giảm 01.",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "1. Chỉ thị số 03/CT-UBND ngày 05 tháng 01 năm 2009 của UBND tỉnh: Ứng dụng công nghệ thông tin",
        "Tổng số 03 nhiệm vụ; đã hoàn thành 01, chưa hoàn thành đã quá hạn 01.",
        "Mục 2",
        "- Hoàn tất mạng nội bộ (thời hạn 31/3/2009): đã hoàn thành ngày 20/3/2009, đúng thời hạn. "
        "Kết quả: Đã nghiệm thu, 45 máy",
        "Mục 5.b",
        "- Lập kế hoạch phần mềm mở (thời hạn 31/3/2009): đang vướng mắc, đã quá thời hạn.",
        "- Dùng thư điện tử công vụ: đang thực hiện.",
        "III. CHỈ TIÊU ĐƯỢC GIAO",
        "Có 02 chỉ tiêu: đạt 0, chưa đạt 01, chưa có số liệu 01 (số liệu chi tiết tại Phụ lục I).",
        "IV. KHÓ KHĂN, VƯỚNG MẮC",
        "- Lập kế hoạch phần mềm mở (số VM-2009-0001, báo ngày 02/3/2009): Chưa có kinh phí",
        "+ Ngày 04/3/2009, Sở TT&TT: Sẽ bố trí trong quý II",
        "+ Tình trạng: Đã trả lời.",
        "V. Ý KIẾN, KIẾN NGHỊ",
        "Đề nghị tập huấn.",
        "Đề nghị cấp máy chủ.",
        "Trên đây là báo cáo kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009, Sở Xây dựng kính trình "
        "Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.",
        "Phụ lục I",
        "TỔNG HỢP TÌNH HÌNH THỰC HIỆN NHIỆM VỤ, CHỈ TIÊU",
        WITH_THE_REPORT,
        "1. Nhiệm vụ",
        "2. Chỉ tiêu",
        "Phụ lục II",
        "DANH MỤC NHIỆM VỤ",
        WITH_THE_REPORT,
    ]


def test_the_letterhead_leaves_number_and_day_to_the_records_office() -> None:
    (left, right), (number, place) = (row.cells for row in opened(agency_report()).tables[0].rows)
    assert [p.text for p in left.paragraphs][:2] == ["UBND TỈNH HÀ TĨNH", "SỞ XÂY DỰNG"]
    assert [p.text for p in right.paragraphs][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert set(left.paragraphs[2].text) == set(right.paragraphs[2].text) == {"_"}
    assert number.text == f"Số:{BLANK_NUMBER}/BC-{BLANK_NUMBER}"
    assert place.text == f"Hà Tĩnh, ngày{BLANK_DAY}tháng{BLANK_DAY}năm 2009"


def test_a_peoples_committee_has_nobody_above_it() -> None:
    head = Letterhead(superior=None, issuer="Ủy ban nhân dân huyện An Phước", place="An Phước")
    left = opened(agency_report(letterhead=head)).tables[0].rows[0].cells[0]
    assert left.paragraphs[0].text == "ỦY BAN NHÂN DÂN HUYỆN AN PHƯỚC"


def test_the_signature_stands_beside_who_gets_a_copy() -> None:
    receivers, signer = opened(agency_report()).tables[1].rows[0].cells
    assert [p.text for p in receivers.paragraphs] == [
        "Nơi nhận:", "- Như trên;", "- Sở Thông tin và Truyền thông;", "- Lưu: VT.",
    ]  # fmt: skip
    assert [p.text for p in signer.paragraphs] == ["THỦ TRƯỞNG CƠ QUAN", "", "", "", "", ""]


def test_several_addressees_stand_below_each_other() -> None:
    to = (Addressee(name="Ủy ban nhân dân tỉnh"), Addressee(name="Ban Chỉ đạo", through="Sở KH&CN"))
    written = paragraphs(opened(agency_report(to=to)))
    assert written[2:5] == ["Kính gửi:", "- Ủy ban nhân dân tỉnh;", "- Ban Chỉ đạo (qua Sở KH&CN)."]


@pytest.mark.parametrize("report", [agency_report(), consolidated_report()], ids=["agency", "consolidated"])
def test_paper_and_margins_are_those_of_the_decree(report: PeriodReport) -> None:
    first, *annexes = opened(report).sections
    assert annexes
    for section in (first, *annexes):
        assert section.top_margin is not None
        assert section.bottom_margin is not None
        assert section.left_margin is not None
        assert section.right_margin is not None
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20
    assert [(round(s.page_width.mm), round(s.page_height.mm)) for s in (first, annexes[0])] == [(210, 297), (297, 210)]
    assert all(section.orientation is WD_ORIENT.LANDSCAPE for section in annexes)


@pytest.mark.parametrize(
    ("style", "sizes", "bold", "italic", "align"),
    [
        ("Quốc hiệu", (12, 13), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Tiêu ngữ", (13, 14), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Cơ quan chủ quản", (12, 13), False, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Cơ quan ban hành", (12, 13), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Số, ký hiệu", (13, 13), False, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Địa danh, thời gian", (13, 14), False, True, WD_ALIGN_PARAGRAPH.CENTER),
        ("Tên loại", (13, 14), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Trích yếu", (13, 14), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Nội dung", (13, 14), False, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
        ("Người ký", (13, 14), True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Nơi nhận", (12, 12), True, True, WD_ALIGN_PARAGRAPH.LEFT),
        ("Danh sách nơi nhận", (11, 11), False, False, WD_ALIGN_PARAGRAPH.LEFT),
        ("Số trang", (13, 14), False, False, WD_ALIGN_PARAGRAPH.CENTER),
    ],
)
def test_letters_are_those_of_the_decree(
    style: str, sizes: tuple[int, int], bold: bool, italic: bool, align: WD_ALIGN_PARAGRAPH
) -> None:
    found = opened(agency_report()).styles[style]
    assert found.font.name == "Times New Roman"
    assert sizes[0] <= found.font.size.pt <= sizes[1]
    assert (bool(found.font.bold), bool(found.font.italic)) == (bold, italic)
    assert found.paragraph_format.alignment is align


def test_the_body_is_indented_and_spaced() -> None:
    written = opened(agency_report()).styles["Nội dung"].paragraph_format
    assert 10 <= written.first_line_indent.mm <= 12.7
    assert written.space_after.pt >= 6
    assert 1 <= written.line_spacing <= 1.5
    assert written.widow_control


def test_no_other_font_is_used() -> None:
    document = opened(consolidated_report())
    for part in (document.element, document.styles["Normal"].element):
        fonts = {value for one in part.iter(qn("w:rFonts")) for value in one.attrib.values()}
        assert fonts <= {"Times New Roman"}
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert all(run.font.name is None and run.font.size is None for run in runs)


def test_pages_are_numbered_in_the_top_margin_but_for_the_first_and_annexes_count_from_one() -> None:
    first, *annexes = opened(agency_report()).sections
    header = first.header.paragraphs[0]
    assert header.style is not None
    assert header.style.name == "Số trang"
    assert [one.text for one in header._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert [one.get(qn("w:fldCharType")) for one in header._p.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    for section in (first, *annexes):
        assert section.different_first_page_header_footer
        assert [p.text for p in section.first_page_header.paragraphs] == [""]
    starts = [[one.get(qn("w:start")) for one in s._sectPr.iter(qn("w:pgNumType"))] for s in (first, *annexes)]
    assert starts == [[], ["1"], ["1"]]


def test_the_annexes_hold_the_figures() -> None:
    statistics, targets, duties = opened(agency_report()).tables[2:]
    assert cells(statistics) == [
        ["STT", "Văn bản giao nhiệm vụ", "Tổng số", "Đã hoàn thành", "Chưa hoàn thành", "Không có thời hạn"],
        ["STT", "Văn bản giao nhiệm vụ", "Tổng số", "Đúng hạn", "Quá hạn", "Trong hạn", "Quá hạn", "Đã hoàn thành",
         "Đang thực hiện"],
        ["1", "Chỉ thị số 03/CT-UBND ngày 05 tháng 01 năm 2009 của UBND tỉnh: Ứng dụng công nghệ thông tin", "3", "1",
         "0", "0", "1", "0", "1"],
        ["Tổng cộng", "3", "1", "0", "0", "1", "0", "1"],
        ["Kỳ trước", "5", "3", "0", "0", "2", "0", "0"],
        ["Tăng, giảm so với kỳ trước", "−2", "−2", "0", "0", "−1", "0", "+1"],
    ]  # fmt: skip
    assert cells(targets) == [
        ["STT", "Chỉ tiêu", "Mức giao", "Kỳ trước", "Đạt được", "Đánh giá"],
        ["1", "Dịch vụ công mức độ 3", "tối thiểu 3 dịch vụ", "1 dịch vụ", "2 dịch vụ", "Chưa đạt"],
        ["2", "Cán bộ dùng thư điện tử", "tối thiểu 99,5%", "", "", "Chưa có số liệu"],
    ]
    assert cells(duties) == [
        ["STT", "Mục", "Nhiệm vụ", "Thời hạn", "Tình trạng", "Ngày báo cáo", "Kết quả"],
        ["Chỉ thị số 03/CT-UBND ngày 05 tháng 01 năm 2009 của UBND tỉnh: Ứng dụng công nghệ thông tin"],
        ["1", "2", "Hoàn tất mạng nội bộ", "31/3/2009", "Hoàn thành đúng hạn", "20/3/2009", "Đã nghiệm thu, 45 máy"],
        ["2", "5.b", "Lập kế hoạch phần mềm mở", "31/3/2009", "Chưa hoàn thành, quá hạn (đang vướng mắc)", "", ""],
        ["3", "5.b", "Dùng thư điện tử công vụ", "", "Đang thực hiện", "", ""],
    ]


def test_tables_repeat_their_head_and_break_no_row() -> None:
    for table in opened(consolidated_report()).tables[2:]:
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == sorted(heads, reverse=True)
        assert heads[0]
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_the_province_sees_who_is_silent_and_who_is_overdue() -> None:
    document = opened(consolidated_report())
    written = paragraphs(document)
    assert written[1:3] == [
        "Tổng hợp kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009",
        "Kính gửi: Ủy ban nhân dân tỉnh",
    ]
    assert "Về chế độ báo cáo: 02/03 cơ quan đã gửi báo cáo." in written
    assert "Cơ quan chưa gửi báo cáo (01): Sở số 3." in written
    assert "- Hoàn tất mạng nội bộ (thời hạn 31/3/2009): 03/03 cơ quan đã hoàn thành." in written
    assert (
        "- Lập kế hoạch phần mềm mở (thời hạn 31/3/2009): 03 cơ quan được giao, chưa có cơ quan hoàn thành; "
        "03 cơ quan đã quá thời hạn (Sở số 1, Sở số 2, Sở số 3)." in written
    )
    assert "Trong kỳ có 01 khó khăn, vướng mắc được theo dõi, đã giải quyết 0 (chi tiết tại Phụ lục IV)." in written
    assert not any(text.startswith("So với kỳ trước") for text in written)
    statistics, targets, overdue, obstacles, remarks = document.tables[2:]
    assert cells(statistics)[2:] == [
        ["1", "Sở số 1", "3", "1", "0", "0", "1", "0", "1", "15/6/2009"],
        ["2", "Sở số 2", "3", "1", "0", "0", "1", "0", "1", "15/6/2009"],
        ["3", "Sở số 3", "3", "1", "0", "0", "1", "0", "1", "Chưa gửi"],
        ["Tổng cộng", "9", "3", "0", "0", "3", "0", "3", ""],
    ]
    assert cells(targets)[1] == [
        "1", "Sở số 1", "Dịch vụ công mức độ 3", "tối thiểu 3 dịch vụ", "1 dịch vụ", "2 dịch vụ", "Chưa đạt",
    ]  # fmt: skip
    assert [row[1] for row in cells(overdue)[2:]] == ["Sở số 1", "Sở số 2", "Sở số 3"]
    assert cells(obstacles)[1] == [
        "1", "VM-2009-0001", "Sở Xây dựng", "Lập kế hoạch phần mềm mở", "[Kinh phí] Chưa có kinh phí",
        "04/3/2009, Sở TT&TT: Sẽ bố trí trong quý II", "Đã trả lời",
    ]  # fmt: skip
    assert cells(remarks)[1] == ["1", "Sở Xây dựng", "Đề nghị tập huấn. Đề nghị cấp máy chủ."]


@pytest.mark.parametrize("kind", [agency_report, consolidated_report], ids=["agency", "consolidated"])
def test_an_empty_period_is_a_whole_report_all_the_same(kind: type) -> None:
    empty = kind(duties=(), before=None, agencies=(), targets=(), obstacles=(), remarks=(), to=(), copies=())
    document = opened(empty)
    written = paragraphs(document)
    assert written.count("Không có.") == 4
    assert any(text.startswith("Trong kỳ") and "không có nhiệm vụ được giao." in text for text in written)
    assert not any(text.startswith("Kính gửi") for text in written)
    assert any(text.endswith("6 tháng đầu năm 2009./.") for text in written)
    assert all(["Không có."] in cells(table) for table in document.tables[2:])


def test_an_agency_without_duties_may_still_have_something_to_say() -> None:
    alone = agency_report(duties=(), agencies=(line("Sở Xây dựng"),), targets=(), obstacles=())
    written = paragraphs(opened(alone))
    assert "Trong kỳ, cơ quan không có nhiệm vụ được giao." in written
    assert "Đề nghị tập huấn." in written


def test_hostile_text_is_shown_as_text_wherever_it_stands() -> None:
    base = agency_report()
    report = agency_report(
        letterhead=Letterhead(superior=HOSTILE, issuer=HOSTILE, place=HOSTILE),
        to=(Addressee(name=HOSTILE, through=HOSTILE),),
        copies=(HOSTILE,),
        directives=(replace(base.directives[0], reference=HOSTILE, title=HOSTILE),),
        duties=tuple(replace(duty, title=HOSTILE, clause=HOSTILE, result=HOSTILE) for duty in base.duties),
        targets=(replace(base.targets[0], metric=HOSTILE, unit=HOSTILE),),
        obstacles=(replace(OBSTACLE, text=HOSTILE, title=HOSTILE),),
        remarks=(Remark(agency=HOSTILE, text=HOSTILE),),
    )
    document = opened(report)
    assert SHOWN == "<w:p/>]]> & {{ 7 * 7 }} {% for %} {_{ %_} txt Hòa 𠀀👍 <r>=1+1</r>"
    written = paragraphs(document)
    assert written[2] == f"Kính gửi: {SHOWN} (qua {SHOWN})"
    assert f"Mục {SHOWN}" in written
    assert SHOWN in written
    assert document.tables[0].rows[0].cells[0].paragraphs[0].text == SHOWN.upper()
    assert cells(document.tables[4])[2][2] == SHOWN
    assert document.core_properties.author == SHOWN
    assert "7 * 7" in xml(word_report(report))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1), min_size=1, max_size=30))
def test_whatever_people_write_arrives_whole(texts: list[str]) -> None:
    document = opened(agency_report(obstacles=tuple(replace(OBSTACLE, text=text, answers=()) for text in texts)))
    start = "- Lập kế hoạch phần mềm mở (số VM-2009-0001, báo ngày 02/3/2009): "
    arrived = [p.text.removeprefix(start) for p in document.paragraphs if p.text.startswith(start)]
    assert arrived == [wording.printable(text) for text in texts]


def test_all_text_is_in_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "Hoàn thiện mạng nội bộ, ủy quyền")
    content = xml(word_report(agency_report(remarks=(Remark(agency="A", text=decomposed),))))
    assert unicodedata.is_normalized("NFC", content)
    assert "Hoàn thiện mạng nội bộ, ủy quyền" in content


def test_the_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    make_templates.main(tmp_path)
    assert set(FILES.values()) == set(sections.TEMPLATES)
    for name in FILES.values():
        with ZipFile(tmp_path / name) as made, ZipFile(TEMPLATES / name) as kept:
            for part in ("word/document.xml", "word/styles.xml", "docProps/core.xml"):
                assert made.read(part) == kept.read(part), f"{name}: run python -m bot.documents.make_templates"


def own_template(folder: Path, *texts: str) -> Path:
    """Write a template of one's own for an agency's report."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(folder / "agency_report.docx"))
    return folder


def test_a_province_may_have_words_of_its_own(tmp_path: Path) -> None:
    folder = own_template(tmp_path, "Kỳ {{ report.span.id | period_name }}: {{ report.tally.total | count }} việc")
    document = Document(BytesIO(word_report(agency_report(), folder)))
    assert paragraphs(document) == ["Kỳ 6 tháng đầu năm 2009: 03 việc"]


@pytest.mark.parametrize(
    "text", ["{{ report.tally.totl }}", "{% if %}", "{{ report.__class__.__mro__ }}", "{{ report | bold }}"]
)
def test_a_template_that_cannot_be_filled_in_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SetupError, match=r"^The template .*agency_report\.docx cannot be filled in: .+"):
        word_report(agency_report(), own_template(tmp_path, text))


def test_a_template_that_is_not_there_or_no_word_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"^The template .*agency_report\.docx cannot be read\.$"):
        word_report(agency_report(), tmp_path)
    (tmp_path / "agency_report.docx").write_text("words", encoding="utf-8")
    with pytest.raises(SetupError, match=r"agency_report\.docx is not a Word file \(\.docx\)\.$"):
        word_report(agency_report(), tmp_path)
