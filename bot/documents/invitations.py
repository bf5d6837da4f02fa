"""Invitations on paper: a slip an agency, eight a page with lines to cut along; or the same as a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from matplotlib import get_data_path

from bot.documents import qr
from bot.documents.charts.letters import drawable
from bot.documents.excel import Column, write_sheet

# millimetres, on A4
WIDTH, HEIGHT = 210.0, 297.0
COLUMNS, ROWS = 2, 4
SLIP_WIDTH, SLIP_HEIGHT = WIDTH / COLUMNS, HEIGHT / ROWS
MARGIN = 6.0
QR_SIZE = 34.0
QUIET = 2  # modules left white around a QR code; the slip's own margin gives the rest
GAP = 3.0
DASH = 1.5

# points
TINY, SMALL, NORMAL, LARGE, HUGE = 5.5, 8.0, 9.0, 11.5, 13.5
LEADING = 0.46  # millimetres a point

FONT = "DejaVu"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """An invitation for one agency. ``until`` is the last day on which it can be used; ``link`` None: none is known."""

    agency: str
    role: str
    code: str
    link: str | None
    until: date


@dataclass(frozen=True, kw_only=True)
class SlipWords:
    """What stands on a slip, in one language; ``{…}`` is filled in."""

    title: str
    role: str
    code: str
    until: str
    how_with_link: tuple[str, str, str]
    how_without: tuple[str, str, str]
    page: str
    columns: tuple[str, str, str, str, str]
    day: Callable[[date], str]


WORDS = {
    "vi": SlipWords(
        title="Mời đăng ký bot Nhắc Việc",
        role="Vai trò: {role}",
        code="Mã mời",
        until="Dùng một lần, đến hết ngày {day}",
        how_with_link=(
            "1. Mở Telegram, quét mã QR hoặc mở đường dẫn bên dưới.",
            "2. Bấm Bắt đầu (Start); bot trả lời là xong.",
            "3. Không quét được: tìm bot, gửi /start kèm mã mời.",
        ),
        how_without=(
            "1. Mở Telegram, tìm bot theo tên được thông báo.",
            "2. Gửi /start kèm mã mời trên đây.",
            "3. Bot trả lời là xong. Chỉ dùng cho người được giao.",
        ),
        page="{province} – trang {page}/{pages}. Ai có mã đều đăng ký được: chỉ giao cho đúng người.",
        columns=("Cơ quan", "Vai trò", "Mã mời", "Đường dẫn", "Dùng đến hết ngày"),
        day=lambda day: f"{day:%d/%m/%Y}",
    ),
    "en": SlipWords(
        title="Enrol with the bot Nhắc Việc",
        role="Role: {role}",
        code="Code",
        until="Works once, until the end of {day}",
        how_with_link=(
            "1. Open Telegram; scan the QR code or open the link below.",
            "2. Press Start; when the bot answers, you are enrolled.",
            "3. It cannot be scanned? Find the bot, send /start and the code.",
        ),
        how_without=(
            "1. Open Telegram and find the bot by the name you were told.",
            "2. Send /start and the code above.",
            "3. When the bot answers, you are enrolled. For you only.",
        ),
        page="{province} – page {page} of {pages}. Whoever has a code can enrol: give it to that person only.",
        columns=("Agency", "Role", "Code", "Link", "Good until the end of"),
        day=lambda day: f"{day.day} {day:%b %Y}",
    ),
}


def as_pdf(slips: Sequence[Slip], words: SlipWords, province: str, drawn: Callable[[], object] = lambda: None) -> bytes:
    """Return the slips as an A4 document to print and cut; ``drawn`` is called after each."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(words.title)
    folder = Path(get_data_path()) / "fonts" / "ttf"
    pdf.add_font(FONT, "", folder / "DejaVuSans.ttf")
    pdf.add_font(FONT, "B", folder / "DejaVuSans-Bold.ttf")
    a_page = COLUMNS * ROWS
    pages = -(-len(slips) // a_page)
    for page in range(pages):
        pdf.add_page()
        _cut_lines(pdf)
        for place, slip in enumerate(slips[page * a_page : (page + 1) * a_page]):
            row, column = divmod(place, COLUMNS)
            _Slip(pdf, column * SLIP_WIDTH, row * SLIP_HEIGHT).draw(slip, words)
            drawn()
        pdf.set_xy(0, HEIGHT - MARGIN + 1)
        pdf.set_font(FONT, "", TINY)
        foot = words.page.format(province=drawable(province), page=page + 1, pages=pages)
        pdf.cell(SLIP_WIDTH, 3, foot, align="C")
    return bytes(pdf.output())


def as_table(slips: Iterable[Slip], words: SlipWords) -> Iterator[Sequence[str]]:
    """Yield the slips as rows, for a spreadsheet or for CSV; the heads are ``words.columns``."""
    for slip in slips:
        yield (slip.agency, slip.role, slip.code, slip.link or "", words.day(slip.until))


def as_excel(slips: Iterable[Slip], words: SlipWords) -> bytes:
    """Return the slips as an .xlsx file; text stays text."""
    widths = (45, 20, 26, 60, 18)
    columns = [Column(head, width) for head, width in zip(words.columns, widths, strict=True)]
    return write_sheet(words.code, columns, as_table(slips, words))


def _cut_lines(pdf: FPDF) -> None:
    pdf.set_draw_color(150)
    pdf.set_line_width(0.1)
    pdf.set_dash_pattern(dash=DASH, gap=DASH)
    for column in range(1, COLUMNS):
        pdf.line(column * SLIP_WIDTH, 0, column * SLIP_WIDTH, HEIGHT)
    for row in range(1, ROWS):
        pdf.line(0, row * SLIP_HEIGHT, WIDTH, row * SLIP_HEIGHT)
    pdf.set_dash_pattern()


class _Slip:
    """One slip, drawn from its upper left corner on."""

    def __init__(self, pdf: FPDF, left: float, top: float) -> None:
        self._pdf = pdf
        self._left = left + MARGIN
        self._top = top + MARGIN
        self._room = SLIP_WIDTH - 2 * MARGIN

    def draw(self, slip: Slip, words: SlipWords) -> None:
        """Draw who is invited beside the QR code, and below it the link and how to go about it."""
        beside = self._room - QR_SIZE - GAP if slip.link else self._room
        self._pdf.set_xy(self._left, self._top)
        self._write(words.title, SMALL, beside)
        self._fit(drawable(slip.agency), LARGE, beside, lines=3)
        self._write(words.role.format(role=slip.role), NORMAL, beside)
        self._write(words.code, SMALL, beside)
        self._fit(slip.code, HUGE, beside, lines=1)
        if slip.link:
            self._qr(slip.link)
        self._pdf.set_xy(self._left, self._top + QR_SIZE + GAP)
        self._write(words.until.format(day=words.day(slip.until)), NORMAL, self._room, bold=True)
        if slip.link:
            self._fit(slip.link, SMALL, self._room, lines=1, bold=False)
        for line in words.how_with_link if slip.link else words.how_without:
            self._write(line, SMALL, self._room)

    def _fit(self, text: str, size: float, room: float, *, lines: int, bold: bool = True) -> None:
        """Write a text in at most so many lines, in smaller letters if it is too long for them."""
        while size > TINY and self._lines(text, size, room, bold=bold) > lines:
            size -= 0.5
        self._write(text, size, room, bold=bold)

    def _lines(self, text: str, size: float, room: float, *, bold: bool) -> int:
        """Return in how many lines a text would be set."""
        self._pdf.set_font(FONT, "B" if bold else "", size)
        leading = size * LEADING
        height = self._pdf.multi_cell(room, leading, text, align=Align.L, dry_run=True, output=MethodReturnValue.HEIGHT)
        return round(cast(float, height) / leading)

    def _write(self, text: str, size: float, room: float, *, bold: bool = False) -> None:
        self._pdf.set_font(FONT, "B" if bold else "", size)
        self._pdf.set_x(self._left)
        self._pdf.multi_cell(room, size * LEADING, text, align=Align.L, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _qr(self, link: str) -> None:
        """Draw a QR code as rectangles, a run of dark modules each: sharp on any printer."""
        size, runs = qr.drawn(link)
        module = QR_SIZE / (size + 2 * QUIET)
        left, top = self._left + self._room - QR_SIZE + QUIET * module, self._top + QUIET * module
        self._pdf.set_fill_color(0)
        for row, start, length in runs:
            self._pdf.rect(left + start * module, top + row * module, length * module, module, style="F")
