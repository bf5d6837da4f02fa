"""`nhacviec report` after half a year: what the database knows, as it stood at the cut-off, in a file to sign."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.cli import main
from bot.clock import SimulatedClock
from bot.documents.word import TEMPLATES
from bot.domain.duties import Status
from bot.domain.obstacles import Category, Side
from bot.domain.people import ContactKind
from bot.domain.reports import ReportState
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.reporting import Reporting
from bot.services.sync import Sync
from bot.services.views import assignment_subject
from bot.storage.work import Store, Work
from tests.unit.province import CONFIG, directive, write_province

NAMED = CONFIG.replace("Tỉnh mẫu", "Tỉnh Hà Tĩnh").replace(
    "name: UBND tỉnh, short", "name: Ủy ban nhân dân tỉnh, short"
)
LAN = '{id: lan, clause: "10", title: Mạng nội bộ, lead: [so-xd, huyen-a], due: 2009-03-31}'
MAIL = (
    '{id: mail, clause: "2", title: Thư điện tử, lead: [so-xd], ongoing: true,\n'
    '     target: {metric: Cán bộ có hộp thư, unit: "%", value: 80}}'
)
REPORTING = "reporting: {every: [half-year], to: ubnd-tinh, through: stttt, consolidated_by: stttt}\n"


def at(month: int, day: int) -> datetime:
    """Return 9 o'clock in Hanoi on a day of 2009."""
    return datetime(2009, month, day, 2, tzinfo=UTC)


@dataclass
class Office:
    """A province, its database, and the command."""

    folder: Path
    config: Path
    database: str
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """Return what the command prints to standard output and error; it must exit with ``code``."""
        with pytest.raises(SystemExit) as end:
            main(["report", *arguments, "--config", str(self.config)])
        told = self.capsys.readouterr()
        assert end.value.code == code, told.err
        return told.out, told.err

    def word(self, *arguments: str) -> list[str]:
        """Return the paragraphs of a report that say something."""
        self.run(*arguments, "--out", str(self.folder / "report.docx"))
        document = Document(str(self.folder / "report.docx"))
        return [one.text for one in document.paragraphs if one.text.strip("_ ")]

    def tables(self) -> list[list[list[str]]]:
        """Return the tables of the last report, row by row; cells that are merged count once."""
        document = Document(str(self.folder / "report.docx"))
        return [[[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows] for table in document.tables]

    def play(self) -> None:
        """Let the half-year pass: two duties of Sở XD, one of them also given to Huyện A."""
        asyncio.run(self._play())

    async def _play(self) -> None:
        config, directives = load_province(self.config)
        clock = SimulatedClock(at(1, 5))
        store = Store(self.database, clock)
        await store.start()
        async with store.work() as work:
            await Sync(work, config).apply(directives, actor="test")
            await work.commit()
        clock.move_to(at(6, 1))
        async with store.work() as work:
            assert await Reporting(work, config).open_periods() == ["2009-H1"]
            await _obstacle(work)
            await _figures(work)
            await _completions(work)
            await _reports(work)
            await work.commit()
        await store.stop()


async def _completions(work: Work) -> None:
    """Sở XD is done in time; Huyện A only on the day after the cut-off."""
    for one in await work.assignments.of_duty("ct-2009", "lan"):
        on, result = (at(3, 20), "Đã nghiệm thu") if one.agency == "so-xd" else (at(6, 15), "Xong sau kỳ")
        assert await work.assignments.change(one, status=Status.DONE, submitted_at=on, result=result, next_at=None)


async def _figures(work: Work) -> None:
    (mail,) = await work.assignments.of_duty("ct-2009", "mail")
    for on, figure in ((at(4, 1), "40"), (at(6, 10), "62.5"), (at(6, 20), "81")):
        await work.audit.record(
            at=on, actor="test", action="progress", subject=assignment_subject(mail.id), agency="so-xd",
            figure=figure, unit="%",
        )  # fmt: skip


async def _obstacle(work: Work) -> None:
    (mail,) = await work.assignments.of_duty("ct-2009", "mail")
    officer = await work.contacts.enrol(
        kind=ContactKind.PERSON, channel="memory", chat="1", name="Lan", agency="so-xd", role=Role.OFFICER,
        language="vi", forum=False, now=at(1, 6),
    )  # fmt: skip
    for text, on in (("Thiếu máy chủ", at(5, 4)), ("Gặp sau kỳ", at(6, 16))):
        ticket = await work.tickets.open(
            assignment=mail.id, agency="so-xd", category=Category.INFRASTRUCTURE, text=text, by=officer.id, year=2009,
            now=on, next_at=None,
        )  # fmt: skip
        for day, side, said in (
            (5, Side.AGENCY, "Xin cho biết sớm"), (6, Side.ICT, "Dùng chung máy của Sở"), (30, Side.ICT, "Đã lắp máy"),
        ):  # fmt: skip
            month = 6 if day == 30 else 5
            await work.tickets.note(ticket.id, at=at(month, day), side=side, author="Minh", text=said)


async def _reports(work: Work) -> None:
    (mine,) = [one for one in await work.reports.of_period("2009-H1") if one.agency == "so-xd"]
    assert await work.reports.change(
        mine, state=ReportState.SUBMITTED, remarks="Đề nghị tập huấn.", submitted_at=at(6, 15), next_at=None
    )


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    database = f"sqlite:///{tmp_path}/nhacviec.db"
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", database)
    config = write_province(tmp_path, directive(LAN, MAIL, reporting=REPORTING), config=NAMED)
    return Office(tmp_path, config, database, capsys)


def test_a_department_gets_its_report_as_it_stood_at_the_cut_off(office: Office) -> None:
    office.play()
    written = office.word("2009-H1", "--agency", "so-xd")
    assert written[1:4] == [
        "Kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009",
        "Kính gửi: Ủy ban nhân dân tỉnh (qua Sở Thông tin và Truyền thông)",
        "Thực hiện các văn bản chỉ đạo, điều hành của cấp có thẩm quyền, Sở Xây dựng báo cáo kết quả thực hiện "
        "nhiệm vụ được giao 6 tháng đầu năm 2009 (số liệu từ ngày 15 tháng 12 năm 2008 đến hết ngày 14 tháng 6 "
        "năm 2009) như sau:",
    ]
    begin = written.index("II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    assert written[begin + 1 : begin + 18] == [
        "1. Chỉ thị của UBND tỉnh: Phần mềm mở",
        "Tổng số 02 nhiệm vụ; đã hoàn thành 01, chưa hoàn thành đã quá hạn 0.",
        "Mục 2",
        "- Thư điện tử: đang vướng mắc.",
        "Mục 10",
        "- Mạng nội bộ (thời hạn 31/3/2009): đã hoàn thành ngày 20/3/2009, đúng thời hạn. Kết quả: Đã nghiệm thu",
        "III. CHỈ TIÊU ĐƯỢC GIAO",
        "Có 01 chỉ tiêu: đạt 0, chưa đạt 01, chưa có số liệu 0 (số liệu chi tiết tại Phụ lục I).",
        "IV. KHÓ KHĂN, VƯỚNG MẮC",
        "- Thư điện tử (số VM-2009-0001, báo ngày 04/5/2009): Thiếu máy chủ",
        "+ Ngày 06/5/2009, Sở TT&TT: Dùng chung máy của Sở",
        "+ Tình trạng: Đã trả lời.",
        "V. Ý KIẾN, KIẾN NGHỊ",
        "Đề nghị tập huấn.",
        "Trên đây là báo cáo kết quả thực hiện nhiệm vụ được giao 6 tháng đầu năm 2009, Sở Xây dựng kính trình "
        "Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.",
        "Phụ lục I",
        "TỔNG HỢP TÌNH HÌNH THỰC HIỆN NHIỆM VỤ, CHỈ TIÊU",
    ]
    head, signature, _, targets, _ = office.tables()
    assert head[0][0].startswith("UBND TỈNH HÀ TĨNH\nSỞ XÂY DỰNG\n")
    assert signature[0][0] == "Nơi nhận:\n- Như trên;\n- Sở Thông tin và Truyền thông;\n- Lưu: VT."
    assert targets[1:] == [["1", "Cán bộ có hộp thư", "tối thiểu 80%", "", "62,5%", "Chưa đạt"]]


def test_a_district_stands_under_its_own_name_and_what_came_after_the_cut_off_is_not_counted(office: Office) -> None:
    office.play()
    written = office.word("2009-H1", "--agency", "huyen-a")
    assert "- Mạng nội bộ (thời hạn 31/3/2009): chưa hoàn thành, đã quá thời hạn." in written
    head, number = office.tables()[0]
    assert head[0].startswith("UBND HUYỆN A\n")
    assert number[1].startswith("A, ngày")


def test_the_province_gets_the_consolidated_report(office: Office) -> None:
    office.play()
    written = office.word("2009-H1")
    begin = written.index("I. TÌNH HÌNH CHUNG")
    assert written[begin - 1 : begin + 14] == [
        "Sở Thông tin và Truyền thông tổng hợp, báo cáo kết quả thực hiện nhiệm vụ được giao của các cơ quan, đơn vị "
        "6 tháng đầu năm 2009 (số liệu từ ngày 15 tháng 12 năm 2008 đến hết ngày 14 tháng 6 năm 2009) như sau:",
        "I. TÌNH HÌNH CHUNG",
        "Trong kỳ, 02 cơ quan, đơn vị có 03 nhiệm vụ được theo dõi, gồm 02 nhiệm vụ có thời hạn và 01 nhiệm vụ "
        "không có thời hạn (số liệu chi tiết tại Phụ lục I).",
        "- Đã hoàn thành 01 nhiệm vụ có thời hạn: đúng hạn 01, quá hạn 0.",
        "- Chưa hoàn thành 01 nhiệm vụ có thời hạn: còn trong hạn 0, đã quá hạn 01.",
        "- Nhiệm vụ không có thời hạn: đã hoàn thành 0, đang thực hiện 01.",
        "Về chế độ báo cáo: 01/02 cơ quan đã gửi báo cáo.",
        "Cơ quan chưa gửi báo cáo (01): UBND huyện A.",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "1. Chỉ thị của UBND tỉnh: Phần mềm mở",
        "Tổng số 03 nhiệm vụ; đã hoàn thành 01, chưa hoàn thành đã quá hạn 01.",
        "Mục 2",
        "- Thư điện tử: Sở XD đang vướng mắc.",
        "Mục 10",
        "- Mạng nội bộ (thời hạn 31/3/2009): 01/02 cơ quan đã hoàn thành; 01 cơ quan đã quá thời hạn (Huyện A).",
    ]  # fmt: skip
    assert office.tables()[2][2:] == [
        ["1", "Sở Xây dựng", "2", "1", "0", "0", "0", "0", "1", "15/6/2009"],
        ["2", "UBND huyện A", "1", "0", "0", "0", "1", "0", "0", "Chưa gửi"],
        ["Tổng cộng", "3", "1", "0", "0", "1", "0", "1", ""],
    ]


def test_the_next_period_carries_over_what_was_not_done_and_tells_the_change(office: Office) -> None:
    office.play()
    written = office.word("2009-H2")
    assert "- Đã hoàn thành 01 nhiệm vụ có thời hạn: đúng hạn 0, quá hạn 01." in written
    assert (
        "So với kỳ trước: số nhiệm vụ có thời hạn đã hoàn thành không thay đổi; chưa hoàn thành, đã quá hạn giảm 01."
        in written
    )
    statistics, targets = office.tables()[2:4]
    assert statistics[-2:] == [
        ["Kỳ trước", "3", "1", "0", "0", "1", "0", "1", ""],
        ["Tăng, giảm so với kỳ trước", "−1", "−1", "+1", "0", "−1", "0", "0", ""],
    ]
    assert targets[1:] == [["1", "Sở XD", "Cán bộ có hộp thư", "tối thiểu 80%", "62,5%", "81%", "Đạt"]]


def test_excel_holds_the_same_figures(office: Office) -> None:
    office.play()
    out, _ = office.run("2009-H1", "--out", str(office.folder / "report.XLSX"))
    assert out == f"{office.folder / 'report.XLSX'}: 3 assignments, 2008-12-15 to 2009-06-14.\n"
    book = load_workbook(BytesIO((office.folder / "report.XLSX").read_bytes()))
    register = list(book["Nhiệm vụ"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3], row[6]) for row in register] == [
        ("Sở XD", "Thư điện tử", "Đang thực hiện (đang vướng mắc)"),
        ("Sở XD", "Mạng nội bộ", "Hoàn thành đúng hạn"),
        ("Huyện A", "Mạng nội bộ", "Chưa hoàn thành, quá hạn"),
    ]
    assert register[2][5].date() == date(2009, 3, 31)
    assert [row[0] for row in book["Vướng mắc"].iter_rows(min_row=2, values_only=True)] == ["VM-2009-0001"]


def test_a_report_changes_nothing(office: Office) -> None:
    office.play()
    before = asyncio.run(_events(office))
    office.word("2009-H1")
    assert asyncio.run(_events(office)) == before


async def _events(office: Office) -> int:
    store = Store(office.database, SimulatedClock(at(6, 20)))
    async with store.look() as work:
        last = await work.audit.last()
    await store.stop()
    return last


def test_before_anything_was_entered_the_report_is_empty_but_whole(office: Office) -> None:
    assert "Trong kỳ không có nhiệm vụ được giao." in office.word("2009-H1")
    written = office.word("2009-H1", "--agency", "ubnd-tinh")
    assert "Trong kỳ, cơ quan không có nhiệm vụ được giao." in written
    assert office.tables()[0][0][0].startswith("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH\n")
    assert not any(text.startswith("Kính gửi") for text in written)


def test_a_province_may_use_templates_of_its_own(office: Office) -> None:
    document = Document(str(TEMPLATES / "consolidated_report.docx"))
    document.paragraphs[1].runs[0].text = "BÁO CÁO CỦA TỈNH"
    document.save(str(office.folder / "consolidated_report.docx"))
    assert office.word("2009-H1", "--templates", str(office.folder))[0] == "BÁO CÁO CỦA TỈNH"
    _, err = office.run(
        "2009-H1",
        "--agency",
        "so-xd",
        "--templates",
        str(office.folder),
        "--out",
        str(office.folder / "a.docx"),
        code=1,
    )
    assert err == f"The template {office.folder / 'agency_report.docx'} cannot be read.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2009-H3", "--out", "a.docx"], "there is no period '2009-H3': write it as 2009-H1, 2009-H2 or 2009-Y"),
        (["9000-H1", "--out", "a.docx"], "9000-H1 has not begun: it runs from 8999-12-15"),
        (["2009-H1", "--out", "a.pdf"], "'a.pdf' must end in .docx or .xlsx"),
        (["2009-H1", "--out", "a.docx", "--agency", "so-xdd"], "unknown agency 'so-xdd': did you mean 'so-xd'?"),
    ],
)
def test_what_there_is_not_is_said_before_anything_is_done(office: Office, arguments: list[str], said: str) -> None:
    _, err = office.run(*arguments, code=2)
    assert said in " ".join(err.replace("│", " ").split())
    assert not (office.folder / "nhacviec.db").exists()


def test_where_nothing_can_be_written_is_said_in_one_line(office: Office) -> None:
    nowhere, folder = office.folder / "nowhere" / "a.docx", office.folder / "folder.xlsx"
    assert office.run("2009-H1", "--out", str(nowhere), code=1) == (
        "", f"There is no folder {nowhere.parent}: make it first.\n",
    )  # fmt: skip
    folder.mkdir()
    assert office.run("2009-H1", "--out", str(folder), code=1) == (
        "", f"{folder} cannot be written: Is a directory.\n",
    )  # fmt: skip


def test_the_digest_leaves_its_text_and_its_excel_file(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "digest"
    with pytest.raises(SystemExit) as end:
        main(["digest", "--at", "2009-03-30", "--out", str(out), "--config", str(office.config)])
    assert end.value.code == 0
    text = (out / "ban-tin.txt").read_text(encoding="utf-8")
    assert text.startswith("📊 Bản tin tuần toàn tỉnh\nTính đến thứ Hai 30/03/2009")
    assert "<b>" not in text
    assert load_workbook(out / "so-theo-doi-2009-03-30.xlsx").sheetnames


def test_an_agencys_digest_is_printed(office: Office) -> None:
    with pytest.raises(SystemExit) as end:
        main(["digest", "--agency", "huyen-a", "--at", "2009-03-30", "--config", str(office.config)])
    assert end.value.code == 0
    assert office.capsys.readouterr().out.startswith("📊 Bản tin tuần – ")
