"""A start of one's own: the provinces of July 2025, their communes from a spreadsheet, and files that check at once."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.config import Config
from bot.domain.duties import Directive, DutyKind
from bot.domain.ladder import Ladder
from bot.errors import SetupError, SourceError
from bot.register.files import load_province
from bot.sections import DigestSection, Files, Recurring, Reporting, ServiceLevels, WorkingDays, WorkingHours
from bot.start.agencies import EVERYWHERE, OFTEN, Body
from bot.start.communes import read_communes
from bot.start.provinces import JOINED, PLACES, NoSuchPlace, find
from bot.start.writing import DIRECTIVE, Words, taken_ids, write

SUNDAY = date(2026, 11, 29)
words = cache(Words)


def begun(
    folder: Path, place: str, language: str = "vi", communes: tuple[Body, ...] = (), today: date = SUNDAY
) -> Path:
    """Write a province's files and return the way to its config."""
    write(folder, words(language).compose(find(place), communes, today))
    return folder / "config.yaml"


def province(folder: Path, place: str, **how: object) -> tuple[Config, tuple[Directive, ...]]:
    return load_province(begun(folder, place, **how))  # type: ignore[arg-type]


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "xa.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def mistakes(path: Path, taken: frozenset[str] = frozenset()) -> list[str]:
    with pytest.raises(SourceError) as refused:
        read_communes(path, taken)
    return [str(problem).removeprefix(f"{path}:").removeprefix(" ") for problem in refused.value.problems]


def test_there_are_six_cities_and_twenty_eight_provinces_of_what_were_sixty_three() -> None:
    assert len(PLACES) == len({place.name for place in PLACES}) == 34
    assert sum(place.city for place in PLACES) == 6
    joined = [name for names in JOINED.values() for name in names]
    assert len({*joined}) == len(joined) == 63 - 34
    assert {*JOINED} <= {place.name for place in PLACES}


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("Hà Tĩnh", "Tỉnh Hà Tĩnh"),
        ("tỉnh hà tĩnh", "Tỉnh Hà Tĩnh"),
        ("ha tinh", "Tỉnh Hà Tĩnh"),
        ("Daklak", "Tỉnh Đắk Lắk"),
        ("ĐĂK LĂK", "Tỉnh Đắk Lắk"),
        ("khánh hoà", "Tỉnh Khánh Hòa"),
        ("Tp. Huế", "Thành phố Huế"),
        ("Thừa Thiên Huế", "Thành phố Huế"),
        ("TP HCM", "Thành phố Hồ Chí Minh"),
        ("tphcm", "Thành phố Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
    ],
)
def test_it_finds_a_province_as_people_write_it(typed: str, full: str) -> None:
    assert find(typed).full == full


def test_it_knows_every_one_of_them_by_its_own_name() -> None:
    assert [find(place.name) for place in PLACES] == [*PLACES]


def test_it_says_what_a_former_province_is_part_of_and_what_a_typing_error_may_mean() -> None:
    with pytest.raises(NoSuchPlace) as former:
        find("ba ria vung tau")
    assert (former.value.name, former.value.now) == ("Bà Rịa - Vũng Tàu", find("Hồ Chí Minh"))
    with pytest.raises(NoSuchPlace) as slip:
        find("Lâm Đồg")
    assert (slip.value.now, slip.value.close) == (None, find("Lâm Đồng"))


@pytest.mark.parametrize("place", [place.name for place in PLACES])
def test_what_it_writes_for_a_province_is_right_at_once(place: str, tmp_path: Path) -> None:
    config, (sample,) = province(tmp_path, place)
    assert config.province.name == find(place).full
    assert config.organisation.ict == "so-khcn"
    names = [agency.name for agency in config.organisation.agencies.values()]
    assert names[0].lower() == f"ủy ban nhân dân {find(place).full}".lower()
    assert not [name for name in names if "huyện" in name or "Truyền thông" in name]
    assert {*DutyKind} == {duty.kind for duty in sample.duties}


def test_the_two_languages_differ_in_their_comments_only(tmp_path: Path) -> None:
    vi, en = (province(tmp_path / one, "Cà Mau", language=one) for one in ("vi", "en"))
    assert vi[1] == en[1]
    assert vi[0].organisation == en[0].organisation
    assert vi[0].default_chain == en[0].default_chain
    assert (vi[0].province.language, en[0].province.language) == ("vi", "en")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_it_spells_out_is_what_would_hold_anyhow(language: str, tmp_path: Path) -> None:
    config, _ = province(tmp_path, "Sơn La", language=language)
    assert config.ladder == Ladder()
    assert config.working_days == WorkingDays()
    assert config.working_hours == WorkingHours()
    assert config.recurring == Recurring()
    assert config.reporting.model_copy(update={"default": None}) == Reporting()
    assert config.digest == DigestSection()
    assert config.service_levels == ServiceLevels()
    assert config.files == Files()


@pytest.mark.parametrize("today", [SUNDAY, date(2027, 2, 5), date(2026, 12, 31), date(2028, 2, 29)])
def test_the_sample_begins_on_a_working_day_and_its_deadlines_lie_ahead(today: date, tmp_path: Path) -> None:
    config, (sample,) = province(tmp_path, "Huế", today=today)
    days = [duty.due for duty in sample.duties if duty.kind is DutyKind.DEADLINE]
    assert len(days) == 4
    assert days == sorted(days)
    assert today <= sample.in_force_from < days[0]
    assert all(config.calendar.is_working(day) for day in (sample.in_force_from, *days))


def test_it_takes_the_communes_from_a_spreadsheet(tmp_path: Path) -> None:
    listed = csv_file(
        tmp_path,
        "STT;Tên;short;id\r\n1;xã An Phước;;\r\n2;UBND Phường Bình Lộc;;\r\n;;;\r\n"
        '3;"Đặc khu Côn Đảo";"ĐK Côn Đảo, BR";con-dao\r\n4;xa Ea H\'Leo;;\r\n',
    )
    communes = read_communes(listed)
    assert [(one.id, one.name, one.short) for one in communes] == [
        ("xa-an-phuoc", "Ủy ban nhân dân xã An Phước", "UBND xã An Phước"),
        ("phuong-binh-loc", "Ủy ban nhân dân phường Bình Lộc", "UBND phường Bình Lộc"),
        ("con-dao", "Ủy ban nhân dân đặc khu Côn Đảo", "ĐK Côn Đảo, BR"),
        ("xa-ea-h-leo", "Ủy ban nhân dân xã Ea H'Leo", "UBND xã Ea H'Leo"),
    ]
    config, _ = province(tmp_path, "Hồ Chí Minh", communes=communes)
    agencies = config.organisation.agencies.values()
    assert [(one.id, one.name, one.short) for one in agencies if one.kind == "commune"] == [
        (one.id, one.name, one.short) for one in communes
    ]


def test_a_list_without_a_header_is_a_name_a_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "xã An Phước\nphường Tân Lập\n")
    assert [one.id for one in read_communes(path)] == ["xa-an-phuoc", "phuong-tan-lap"]


def test_it_tells_every_mistake_in_the_list_with_its_line(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "name,id,short\nAn Phước,,\nxã An Phước,,\nXã An Phước,,\nxã B,So B,\nxã C,so-y-te,\n"
        f"xã {'D' * 40},d,\nxã {'E' * 200},e,E\n",
    )
    assert mistakes(path, taken_ids(find("Huế"))) == [
        "2: 'An Phước' does not say what it is: write xã An Phước, phường … or đặc khu …",
        "4: 'xa-an-phuoc' stands in line 3 already: give one of them an id of its own in a column 'id'",
        "5: id: 'So B' is not an id: use up to 60 of a-z, 0-9 and - (like so-cong-thuong)",
        "6: 'so-y-te' is another agency's id: give it one of its own in a column 'id'",
        f"7: 'UBND xã {'D' * 40}' is longer than 40 characters: give it a 'short' of its own",
        "8: the name is longer than 200 characters",
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"name\n"])
def test_a_list_of_nobody_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "xa.csv"
    path.write_bytes(content)
    assert mistakes(path) == ["there is nobody in it: write a commune a line, such as xã An Phước"]


def test_a_file_that_is_no_list_is_told(tmp_path: Path) -> None:
    path = tmp_path / "xa.csv"
    assert mistakes(path) == ["cannot be read: No such file or directory"]
    path.write_bytes("xã An Phước".encode("utf-16"))
    assert mistakes(path) == ['is not UTF-8: save it as "CSV UTF-8"']
    path.write_bytes(b"x" * 2_000_001)
    assert mistakes(path) == ["is larger than 2 MB"]
    path.write_text('"' + "x" * 200_000, encoding="utf-8")
    assert mistakes(path) == ["1: is not CSV: field larger than field limit (131072)"]


def test_what_a_list_says_cannot_become_anything_but_a_name(tmp_path: Path) -> None:
    hostile = 'xã An", kind: leaders} # {{ 7 * 7 }}: [x'
    communes = read_communes(csv_file(tmp_path, f'short,name\nA,"{hostile.replace(chr(34), chr(34) * 2)}"\n'))
    config, _ = province(tmp_path, "Huế", communes=communes)
    (commune,) = [one for one in config.organisation.agencies.values() if one.kind == "commune"]
    assert commune.name == f"Ủy ban nhân dân {hostile}"


def test_it_never_writes_over_a_province(tmp_path: Path) -> None:
    config = begun(tmp_path, "Huế")
    before = config.read_bytes()
    with pytest.raises(SetupError, match=r"config\.yaml is there already and stays as it is: name another folder\.$"):
        begun(tmp_path, "Hà Nội")
    assert config.read_bytes() == before
    config.unlink()
    with pytest.raises(SetupError, match=rf"{DIRECTIVE} is there already"):
        begun(tmp_path, "Hà Nội")
    assert not config.exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match=r"file cannot be written: File exists\.$"):
        begun(tmp_path / "file", "Huế")


def test_every_department_has_an_id_of_its_own() -> None:
    ids = [one.id for one in (*EVERYWHERE, *OFTEN)]
    assert len({*ids}) == len(ids)
    assert all(len(one.short) <= 40 for one in (*EVERYWHERE, *OFTEN))
