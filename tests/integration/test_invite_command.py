"""Invitations from the command line: on paper for every agency, as a table, listed, withdrawn; and who is enrolled."""

import asyncio
import csv
import json
import stat
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.clock import SystemClock
from bot.config import load_config
from bot.documents.invitations import WORDS, Slip, as_pdf
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.services.enrolment import Enrolment
from bot.storage.work import Store
from tests.integration.test_commands import Shell, shell
from tests.unit.province import CONFIG, write_province

__all__ = ["shell"]

BOT = ("--bot-username", "NhacViecBot")
ALL = ("invite", "--all", "--role", "officer")


@pytest.fixture
def enrol(shell: Shell, tmp_path: Path) -> Callable[[str, str, Role], int]:
    """Enrol somebody with a code, as a chat would."""

    def somebody(name: str, agency: str, role: Role) -> int:
        async def go() -> int:
            store = Store(f"sqlite:///{tmp_path}/data/nhacviec.db", SystemClock())
            await store.start()
            async with store.work() as work:
                contact = await work.contacts.enrol(
                    kind=ContactKind.PERSON, channel="telegram", chat=name, name=name, agency=agency, role=role,
                    language="vi", forum=False, now=work.now,
                )  # fmt: skip
                await work.commit()
            await store.stop()
            return contact.id

        return asyncio.run(go())

    return somebody


def opens(code: str, shell: Shell, tmp_path: Path) -> str | None:
    """Return which agency a code enrols for, if it is good."""

    async def look() -> str | None:
        store = Store(f"sqlite:///{tmp_path}/data/nhacviec.db", SystemClock())
        async with store.work() as work:
            found = await Enrolment(work, load_config(shell.config)).look_up(code, channel="telegram", sender="9")
        await store.stop()
        return getattr(found, "agency", None)

    return asyncio.run(look())


def test_a_slip_is_printed_for_every_agency_that_has_nobody(
    shell: Shell, tmp_path: Path, enrol: Callable[[str, str, Role], int]
) -> None:
    enrol("Lan", "so-xd", Role.OFFICER)
    path = tmp_path / "invites.pdf"
    out, _ = shell.run(*ALL, *BOT, "--out", str(path))
    first, warning = out.splitlines()
    assert first.startswith(f"{path}: 2 invitations, until the end of ")
    assert first.endswith(" 1 agency has somebody already.")
    assert (
        warning == "Whoever has a code can enrol: give each to the right person only, and delete the file afterwards."
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    (page,) = PdfReader(BytesIO(path.read_bytes())).pages
    lines = page.extract_text().splitlines()
    assert lines[0] == "Mời đăng ký bot Nhắc Việc"
    assert [line for line in lines if line in ("Sở Thông tin và Truyền thông", "UBND huyện A", "Sở Xây dựng")] == [
        "UBND huyện A"
    ]
    assert " ".join(lines[1:3]) == "Sở Thông tin và Truyền thông"
    links = [line for line in lines if line.startswith("https://t.me/NhacViecBot?start=")]
    codes = [link.rpartition("=")[2] for link in links]
    assert [code for code in codes if code in lines] == codes
    assert [opens(code, shell, tmp_path) for code in codes] == ["stttt", "huyen-a"]
    assert opens(codes[0].upper().replace("-", " "), shell, tmp_path) == "stttt"  # as somebody types it

    shell.run(*ALL, *BOT, "--out", str(path), "--again")
    assert "Sở Xây dựng" in PdfReader(path).pages[0].extract_text()


def test_many_slips_are_eight_a_page() -> None:
    slip = Slip(
        agency="UBND xã Thượng", role="cán bộ đầu mối", code="k7mq-3fzd-ws9h-pt4e", link=None, until=date(2009, 3, 16)
    )
    drawn: list[None] = []
    content = as_pdf([slip] * 11, WORDS["vi"], "Tỉnh mẫu", lambda: drawn.append(None))
    pages = PdfReader(BytesIO(content)).pages
    assert [page.extract_text().count("Mã mời\n") for page in pages] == [8, 3]
    assert "Tỉnh mẫu – trang 2/2." in pages[1].extract_text()
    assert len(drawn) == 11


def test_the_same_comes_as_a_table(shell: Shell, tmp_path: Path) -> None:
    _, err = shell.run(*ALL, "--out", str(tmp_path / "a.csv"))
    assert err == "No links and no QR codes: name the bot with --bot-username, or set NHACVIEC_BOT_USERNAME.\n"
    rows = list(csv.DictReader(StringIO((tmp_path / "a.csv").read_bytes().decode("utf-8-sig"))))
    assert list(rows[0]) == ["Cơ quan", "Vai trò", "Mã mời", "Đường dẫn", "Dùng đến hết ngày"]
    assert [(row["Cơ quan"], row["Vai trò"], row["Đường dẫn"]) for row in rows] == [
        ("Sở Thông tin và Truyền thông", "cán bộ đầu mối", ""),
        ("Sở Xây dựng", "cán bộ đầu mối", ""),
        ("UBND huyện A", "cán bộ đầu mối", ""),
    ]
    assert opens(rows[1]["Mã mời"], shell, tmp_path) == "so-xd"

    shell.run("invite", "so-xd", "--role", "head", *BOT, "--out", str(tmp_path / "b.xlsx"))
    (sheet,) = load_workbook(tmp_path / "b.xlsx").worksheets
    head, row = sheet.values
    assert head == ("Cơ quan", "Vai trò", "Mã mời", "Đường dẫn", "Dùng đến hết ngày")
    assert (row[:2], row[3]) == (("Sở Xây dựng", "thủ trưởng"), f"https://t.me/NhacViecBot?start={row[2]}")
    assert stat.S_IMODE((tmp_path / "b.xlsx").stat().st_mode) == 0o600


def test_an_agency_that_begins_like_a_formula_is_none(shell: Shell, tmp_path: Path) -> None:
    write_province(shell.config.parent, config=CONFIG.replace("name: Sở Xây dựng", 'name: "=HYPERLINK(1)"'))
    shell.run(*ALL, "--out", str(tmp_path / "a.csv"))
    shell.run(*ALL, "--out", str(tmp_path / "a.xlsx"))
    assert "\n'=HYPERLINK(1)," in (tmp_path / "a.csv").read_text("utf-8-sig").replace("\r", "")
    cell = load_workbook(tmp_path / "a.xlsx").worksheets[0]["A3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_nothing_is_printed_when_everybody_is_there(
    shell: Shell, tmp_path: Path, enrol: Callable[[str, str, Role], int]
) -> None:
    for agency in ("stttt", "so-xd", "huyen-a"):
        enrol(agency, agency, Role.OFFICER)
    out, _ = shell.run(*ALL, "--out", str(tmp_path / "a.pdf"))
    assert out == "Every agency has somebody in the role 'officer' already: nothing to print.\n"
    assert not (tmp_path / "a.pdf").exists()
    assert json.loads(shell.run("codes", "--format", "json")[0]) == []


def test_no_code_is_good_of_a_file_that_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    _, err = shell.run(*ALL, "--out", str(tmp_path / "a.csv"), code=1)
    assert err.startswith(f"{tmp_path}/a.csv cannot be written: ")
    _, err = shell.run(*ALL, "--out", str(tmp_path / "no" / "a.csv"), code=1)
    assert err == f"There is no folder {tmp_path}/no: make it first.\n"
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--role", "officer"), "name one agency, or say --all"),
        (("so-xd", "--all", "--role", "officer", "--out", "a.pdf"), "name one agency, or say --all"),
        (("so-xd", "--role", "officer", "--again"), "goes with --all only"),
        (("--all", "--role", "admin", "--out", "a.pdf"), "every agency has an officer and a head only"),
        (("--all", "--role", "officer"), "say with --out where the invitations go"),
        (("--all", "--role", "officer", "--out", "a.docx"), "'a.docx' must end in .pdf, .xlsx or .csv"),
    ],
)
def test_a_wrong_call_is_told(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
    _, err = shell.run("invite", *arguments, code=2)
    assert told in " ".join(err.replace("│", " ").split())


def test_a_code_is_withdrawn_by_its_id_or_as_it_stands_on_its_slip(shell: Shell, tmp_path: Path) -> None:
    codes = [shell.run("invite", "so-xd", "--role", "officer")[0].splitlines()[-1].split()[-1] for _ in range(2)]
    rows = json.loads(shell.run("codes", "--agency", "so-xd", "--format", "json")[0])
    assert [(row["agency"], row["role"]) for row in rows] == [("so-xd", "officer")] * 2
    out, _ = shell.run("codes", "--withdraw", rows[0]["id"])
    assert out == f"{rows[0]['id']} (so-xd, officer): nobody can enrol with it any more.\n"
    left = next(code for code in codes if opens(code, shell, tmp_path) == "so-xd")
    shell.run("codes", "--withdraw", left.upper())
    assert [opens(code, shell, tmp_path) for code in codes] == [None, None]
    _, err = shell.run("codes", "--withdraw", rows[0]["id"], code=1)
    assert err == "There is no such code any more: nhacviec codes shows those that can be withdrawn.\n"


def test_who_is_enrolled_and_who_is_not(shell: Shell, enrol: Callable[[str, str, Role], int]) -> None:
    lan = enrol("Lan", "so-xd", Role.OFFICER)
    enrol("=Minh", "stttt", Role.HEAD)
    rows = json.loads(shell.run("people", "--format", "json")[0])
    assert [(row["agency"], row["role"], row["name"], row["kind"]) for row in rows] == [
        ("stttt", "head", "=Minh", "person"),
        ("so-xd", "officer", "Lan", "person"),
    ]
    assert "'=Minh" in shell.run("people", "--format", "csv")[0]
    assert json.loads(shell.run("people", "--agency", "huyen-a", "--format", "json")[0]) == []
    missing = json.loads(shell.run("people", "--missing", "--format", "json")[0])
    assert [row["agency"] for row in missing] == ["stttt", "huyen-a"]

    out, _ = shell.run("people", "--remove", str(lan))
    assert out == "Lan (so-xd, officer) is no longer enrolled.\n"
    assert [row["name"] for row in json.loads(shell.run("people", "--format", "json")[0])] == ["=Minh"]
    _, err = shell.run("people", "--remove", str(lan), code=1)
    assert err == f"Nobody is enrolled with the id {lan}: nhacviec people shows the ids.\n"
