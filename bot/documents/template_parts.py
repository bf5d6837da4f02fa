"""The parts of a Word template, in the measures of Decree 30/2020/NĐ-CP, Annex I."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
PAGE = (Mm(210), Mm(297))
MARGINS = {"top_margin": Mm(20), "bottom_margin": Mm(20), "left_margin": Mm(30), "right_margin": Mm(20)}
HEADER = Mm(10)
INDENT = Mm(12.7)
LETTERHEAD = (Mm(64), Mm(96))
SIGNATURE_LINES = 5
BLANK_NUMBER = "\u00a0" * 10
BLANK_DAY = "\u00a0" * 6
TAGLINE_RULE = "_" * 54  # as long as the line above it
TITLE_RULE = "_" * 50  # a third of a full line

CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style: letters and the space before and after in points."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = CENTRE
    indent: Length | None = None
    before: float = 0
    after: float = 0
    line: float = 1.0
    keep: bool = False


BODY = Style(name="Nội dung", size=14, align=JUSTIFY, indent=INDENT, after=6, line=1.1)
HEADING = Style(name="Đề mục", size=14, bold=True, align=JUSTIFY, indent=INDENT, after=6, line=1.1, keep=True)
SMALL_HEADING = replace(HEADING, name="Tiểu mục", bold=False, italic=True)
CLOSING = replace(BODY, name="Lời kết", keep=True)
ADDRESSEE = Style(name="Kính gửi", size=14, before=6, after=6)
NATION = Style(name="Quốc hiệu", size=12, bold=True)
TAGLINE = Style(name="Tiêu ngữ", size=13, bold=True)
SUPERIOR = Style(name="Cơ quan chủ quản", size=13)
ISSUER = Style(name="Cơ quan ban hành", size=13, bold=True)
RULE = Style(name="Đường kẻ", size=6, bold=True, after=6)
NUMBER = Style(name="Số, ký hiệu", size=13)
PLACE = Style(name="Địa danh, thời gian", size=13, italic=True)
KIND = Style(name="Tên loại", size=14, bold=True)
SUBJECT = Style(name="Trích yếu", size=14, bold=True)
RECEIVERS = Style(name="Nơi nhận", size=12, bold=True, italic=True, align=LEFT)
RECEIVER = Style(name="Danh sách nơi nhận", size=11, align=LEFT)
SIGNER = Style(name="Người ký", size=14, bold=True, keep=True)
ANNEX = Style(name="Phụ lục", size=14, bold=True)
ANNEX_OF = Style(name="Kèm theo", size=14, italic=True)
TABLE_TITLE = Style(name="Tên bảng", size=13, bold=True, align=LEFT, after=4, keep=True)
TABLE_HEAD = Style(name="Đầu bảng", size=12, bold=True, before=2, after=2)
TABLE_TEXT = Style(name="Chữ trong bảng", size=12, align=LEFT, before=2, after=2)
TABLE_GROUP = Style(name="Nhóm trong bảng", size=12, bold=True, align=LEFT, before=2, after=2, keep=True)
TABLE_NUMBER = Style(name="Số trong bảng", size=12, before=2, after=2)
PAGE_NUMBER = Style(name="Số trang", size=13)
STYLES = (
    *(BODY, HEADING, SMALL_HEADING, CLOSING, ADDRESSEE, NATION, TAGLINE, SUPERIOR, ISSUER, RULE, NUMBER, PLACE, KIND),
    *(SUBJECT, RECEIVERS, RECEIVER, SIGNER, ANNEX, ANNEX_OF, TABLE_TITLE, TABLE_HEAD, TABLE_TEXT, TABLE_NUMBER),
    *(TABLE_GROUP, PAGE_NUMBER),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in millimetres and what a row says in it.

    ``group`` stands above the heads of neighbours that have the same.
    """

    head: str
    width: float
    text: str
    group: str = ""
    centred: bool = False

    def of(self, value: str) -> "Column":
        """Return the column with ``value`` in the place of %s."""
        return replace(self, text=self.text % value)


class Template:
    """A Word template that grows from top to bottom."""

    def __init__(self) -> None:
        self.document: DocumentType = Document()
        _clean(self.document)
        for style in STYLES:
            _add_style(self.document, style)
        section = self.document.sections[0]
        _set_page(section, PAGE)
        _number_pages(section)

    def save(self, path: Path) -> None:
        self.document.save(str(path))

    def body(self, text: str) -> None:
        self._write(text, BODY)

    def heading(self, text: str) -> None:
        self._write(text, HEADING)

    def small_heading(self, text: str) -> None:
        self._write(text, SMALL_HEADING)

    def closing(self, text: str) -> None:
        """Write the last paragraph, which stays on the page of the signature."""
        self._write(text, CLOSING)

    def table_title(self, text: str) -> None:
        self._write(text, TABLE_TITLE)

    @contextmanager
    def each(self, what: str) -> Iterator[None]:
        """Repeat what is written inside."""
        self._write(f"{{%p for {what} %}}", BODY)
        yield
        self._write("{%p endfor %}", BODY)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Write what is inside under a condition."""
        self._write(f"{{%p if {condition} %}}", BODY)
        yield
        self._write("{%p endif %}", BODY)

    def letterhead(self) -> None:
        """Write who issues the document, the nation's name and tagline, and room for number and day."""
        table = self._bare_table(rows=2)
        left, right = table.rows[0].cells
        _first(left, "{%p if report.letterhead.superior %}", SUPERIOR)
        _more(left, "{{ report.letterhead.superior | upper }}", SUPERIOR)
        _more(left, "{%p endif %}", SUPERIOR)
        _more(left, "{{ report.letterhead.issuer | upper }}", ISSUER)
        _more(left, "{{ report.letterhead.issuer | rule }}", RULE)
        _first(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", NATION)
        _more(right, "Độc lập - Tự do - Hạnh phúc", TAGLINE)
        _more(right, TAGLINE_RULE, RULE)
        left, right = table.rows[1].cells
        _first(left, f"Số:{BLANK_NUMBER}/BC-{BLANK_NUMBER}", NUMBER)
        _first(
            right,
            f"{{{{ report.letterhead.place }}}}, ngày{BLANK_DAY}tháng{BLANK_DAY}năm {{{{ report.span.year }}}}",
            PLACE,
        )

    def title(self, subject: str) -> None:
        """Write the kind of document and what it is about."""
        self._write("", KIND)
        self._write("BÁO CÁO", KIND)
        self._write(subject, SUBJECT)
        self._write(TITLE_RULE, RULE)

    def addressees(self) -> None:
        """Write to whom it goes: one on the line, several below it."""
        through = "{% if one.through %} (qua {{ one.through }}){% endif %}"
        with self.when("report.to | length == 1"), self.each("one in report.to"):
            self._write(f"Kính gửi: {{{{ one.name }}}}{through}", ADDRESSEE)
        with self.when("report.to | length > 1"):
            self._write("Kính gửi:", ADDRESSEE)
            with self.each("one in report.to"):
                self._write(f"- {{{{ one.name }}}}{through}{{{{ '.' if loop.last else ';' }}}}", ADDRESSEE)

    def signature(self, signer: str) -> None:
        """Write who gets a copy, and room for the signature."""
        left, right = self._bare_table(rows=1).rows[0].cells
        _first(left, "Nơi nhận:", RECEIVERS)
        for text in ("{%p if report.to %}", "- Như trên;", "{%p endif %}", "{%p for copy in report.copies %}",
                     "- {{ copy }};", "{%p endfor %}", "- Lưu: VT."):  # fmt: skip
            _more(left, text, RECEIVER)
        _first(right, signer, SIGNER)
        for _ in range(SIGNATURE_LINES):
            _more(right, "", SIGNER)

    def annex(self, number: str, title: str) -> None:
        """Begin an annex on a new page across, with pages counted from 1."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, (PAGE[1], PAGE[0]))
        section.orientation = WD_ORIENT.LANDSCAPE
        _count_pages_anew(section)
        self._write(f"Phụ lục {number}", ANNEX)
        self._write(title, ANNEX)
        self._write(
            f"(Kèm theo Báo cáo số{BLANK_NUMBER}/BC-{BLANK_NUMBER} ngày{BLANK_DAY}tháng{BLANK_DAY}"
            "năm {{ report.span.year }} của {{ report.letterhead.issuer }})",
            ANNEX_OF,
        )
        self._write(TITLE_RULE, RULE)

    def table(
        self,
        columns: Sequence[Column],
        each: str,
        *,
        groups: tuple[str, str] | None = None,
        totals: Sequence[tuple[str, str, Sequence[str]]] = (),
    ) -> None:
        """Write a table with a row for ``each``, below it the ``totals``: condition, label, cells.

        With ``groups`` (each group, its title) ``each`` is what is in a group. The head is repeated on every page, and
        no row is broken over two.
        """
        grouped = any(column.group for column in columns)
        table = self.document.add_table(rows=2 if grouped else 1, cols=len(columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _write_head(table, columns, grouped=grouped)
        if groups:
            _say_row(table, f"{{%tr for {groups[0]} %}}")
            _write_across(table, groups[1], TABLE_GROUP)
        _say_row(table, f"{{%tr for {each} %}}")
        for cell, column in zip(table.add_row().cells, columns, strict=True):
            _first(cell, column.text, TABLE_NUMBER if column.centred else TABLE_TEXT)
        if groups:
            _say_row(table, "{%tr endfor %}")
        _say_row(table, "{%tr else %}")
        _write_across(table, "Không có.", TABLE_TEXT)
        _say_row(table, "{%tr endfor %}")
        for condition, label, texts in totals:
            if condition:
                _say_row(table, f"{{%tr if {condition} %}}")
            _write_total(table, label, texts)
            if condition:
                _say_row(table, "{%tr endif %}")
        for row in table.rows:
            _keep_whole(row)
            for cell, column in zip(row.cells, columns, strict=True):
                cell.width = Mm(column.width)
        for grid, column in zip(table.columns, columns, strict=True):
            grid.width = Mm(column.width)
        self._write("", TABLE_TEXT)

    def _write(self, text: str, style: Style) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph(text, style=style.name)
        return paragraph

    def _bare_table(self, *, rows: int) -> Table:
        """Add a table of two columns without lines."""
        table: Table = self.document.add_table(rows=rows, cols=2)
        table.autofit = False
        for row in table.rows:
            _keep_whole(row)
            for cell, width in zip(row.cells, LETTERHEAD, strict=True):
                cell.width = width
        for column, width in zip(table.columns, LETTERHEAD, strict=True):
            column.width = width
        return table


def _clean(document: DocumentType) -> None:
    """Give the whole document one font and Vietnamese, and take away when and by whom it was made."""
    normal = document.styles["Normal"]
    _set_font(normal.element.get_or_add_rPr())
    normal.font.size = Pt(14)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_font(defaults)
    defaults.find(qn("w:lang")).set(qn("w:val"), "vi-VN")
    properties = document.core_properties
    properties.author = properties.comments = properties.title = properties.last_modified_by = ""
    for moment in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(moment)):  # python-docx cannot take them away
            properties._element.remove(element)


def _set_font(properties: Any) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _add_style(document: DocumentType, style: Style) -> None:
    added = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    added.base_style = document.styles["Normal"]
    _set_font(added.element.get_or_add_rPr())
    added.font.size, added.font.bold, added.font.italic = Pt(style.size), style.bold, style.italic
    paragraph = added.paragraph_format
    paragraph.alignment, paragraph.first_line_indent = style.align, style.indent
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = (
        Pt(style.before),
        Pt(style.after),
        style.line,
    )
    paragraph.keep_with_next, paragraph.widow_control = style.keep, True


def _set_page(section: Section, size: tuple[Length, Length]) -> None:
    section.page_width, section.page_height = size
    for name, width in MARGINS.items():
        setattr(section, name, width)
    section.header_distance = HEADER
    section.different_first_page_header_footer = True


def _number_pages(section: Section) -> None:
    """Put the page number in the middle of the top margin, but not on the first page."""
    paragraph = section.header.paragraphs[0]
    paragraph.style = PAGE_NUMBER.name
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "2"), ("end", "")):
        run._r.append(_field_part(kind, text))  # python-docx has no word for fields
    section.first_page_header.paragraphs[0].style = PAGE_NUMBER.name


def _count_pages_anew(section: Section) -> None:
    """Let the section's pages count from 1; python-docx has no word for it, and a new section copies the one before."""
    properties = section._sectPr
    if properties.find(qn("w:pgNumType")) is None:
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        properties.find(qn("w:cols")).addprevious(start)


def _field_part(kind: str, text: str) -> Any:
    if kind in ("begin", "separate", "end"):
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:t" if kind else "w:instrText")
    part.text = text
    return part


def _first(cell: _Cell, text: str, style: Style) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style.name
    paragraph.add_run(text)
    return paragraph


def _more(cell: _Cell, text: str, style: Style) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph(text, style=style.name)
    return paragraph


def _say_row(table: Table, tag: str) -> None:
    """Add a row that only holds a tag; it goes away when the template is filled in."""
    _first(table.add_row().cells[0], tag, TABLE_TEXT)


def _write_head(table: Table, columns: Sequence[Column], *, grouped: bool) -> None:
    top, bottom = table.rows[0], table.rows[-1]
    for index, column in enumerate(columns):
        if not grouped:
            _first(top.cells[index], column.head, TABLE_HEAD)
        elif not column.group:
            _first(top.cells[index].merge(bottom.cells[index]), column.head, TABLE_HEAD)
        else:
            _first(bottom.cells[index], column.head, TABLE_HEAD)
            if column.group != columns[index - 1].group:
                last = max(i for i, other in enumerate(columns) if other.group == column.group)
                _first(top.cells[index].merge(top.cells[last]), column.group, TABLE_HEAD)
    for row in table.rows:
        repeated = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(repeated)  # python-docx has no word for it


def _write_across(table: Table, text: str, style: Style) -> None:
    cells = table.add_row().cells
    _first(cells[0].merge(cells[-1]), text, style)


def _write_total(table: Table, label: str, texts: Sequence[str]) -> None:
    """Add a row of sums: the label over the first two columns; what is left over at the end stays empty."""
    cells = table.add_row().cells
    _first(cells[0].merge(cells[1]), label, TABLE_HEAD)
    for cell, text in zip(cells[2:], texts, strict=False):
        _first(cell, text, TABLE_HEAD)


def _keep_whole(row: _Row) -> None:
    """Let a row stand on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, OxmlElement("w:cantSplit"))
