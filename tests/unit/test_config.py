"""config.yaml: what it gives, and what it says when it is wrong."""

from datetime import date, time
from pathlib import Path

import pytest

from bot.config import load_config
from bot.documents import make_templates
from bot.domain.duties import Every, MonthDay, ReportingChain
from bot.domain.ladder import Ladder
from bot.errors import SourceError
from tests.unit.province import CONFIG, province, write_province


def problems(folder: Path, more: str, *, config: str = CONFIG) -> list[str]:
    """Return the problems of a config without their folder; ``more`` begins in line 14."""
    with pytest.raises(SourceError) as caught:
        load_config(write_province(folder, config=config + more))
    return [str(problem).removeprefix(f"{folder}/config.yaml:") for problem in caught.value.problems]


def test_a_province_and_its_agencies_are_enough(tmp_path: Path) -> None:
    config = province(tmp_path)
    assert config.province.name == "Tỉnh mẫu"
    assert config.province.starts_on == date(2009, 1, 5)
    assert config.directives == tmp_path / "directives"
    assert [*config.organisation.agencies] == ["stttt", "so-xd", "huyen-a", "ubnd-tinh"]
    assert config.organisation.select(["all"]) == ("stttt", "so-xd", "huyen-a")
    assert config.ladder == Ladder()
    assert config.recurring.anchor(Every.HALF_YEAR) == MonthDay(month=6, day=14)
    assert config.default_chain == ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh")
    assert config.reporting_calendar.period("2009-H1").cut_off == date(2009, 6, 14)
    assert (config.working_hours.from_, config.working_hours.to) == (time(7, 30), time(17))
    assert (config.digest.weekday_number, config.digest.at) == (0, time(8))
    assert config.service_levels.first_answer_working_days == 2
    assert config.files.max_megabytes == 20
    assert config.channels.telegram.per_second == 30


def test_it_knows_the_public_holidays_and_the_local_override_wins(tmp_path: Path) -> None:
    local = "working_days: {days_off: [2026-01-02], made_up: [2026-01-10, 2009-01-26]}\n"
    calendar = province(tmp_path, config=CONFIG + local).calendar
    assert not calendar.is_working(date(2009, 1, 27))  # Tết
    assert not calendar.is_working(date(2009, 4, 6))  # Hùng Kings, the Monday instead of the Saturday
    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))
    assert calendar.is_working(date(2009, 1, 26))


def test_a_province_may_do_without_public_holidays(tmp_path: Path) -> None:
    calendar = province(tmp_path, config=CONFIG + "working_days: {holidays: null}\n").calendar
    assert calendar.is_working(date(2009, 1, 27))


def test_every_setting_can_be_changed(tmp_path: Path) -> None:
    more = """\
ladder: {at: "9:30", before: [0, 10, 5], overdue: {every_working_days: 1, times: 2, then_every_days: 14}, head_from: 3}
reporting: {half_year: [06-06, 11-25], year: 11-25, default: {every: [year], to: stttt, through: so-xd}}
recurring: {half-year: 03-31}
digest: {weekday: friday, at: "16:00"}
directives: văn-bản
documents: {pictures: dark, templates: mẫu}
"""
    make_templates.main(tmp_path / "mẫu")
    config = province(tmp_path, config=CONFIG + more)
    assert config.ladder == Ladder(
        before=(10, 5, 0), at=time(9, 30), overdue_every=1, overdue_times=2, then_every=14, head_from=3
    )
    assert config.reporting_calendar.period("2009-Y").cut_off == date(2009, 11, 25)
    assert config.default_chain == ReportingChain(every=(Every.YEAR,), to="stttt", through="so-xd")
    assert config.recurring.anchor(Every.HALF_YEAR) == MonthDay(month=3, day=31)
    assert config.digest.weekday_number == 4
    assert config.directives == tmp_path / "văn-bản"
    assert (config.documents.pictures, config.documents.templates) == ("dark", tmp_path / "mẫu")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("laddr: {}", "unknown key 'laddr': did you mean 'ladder'?"),
        ("ladder: {befor: [1]}", "unknown key 'befor': did you mean 'before'?"),
        ("ladder: {overdue: {time: 3}}", "unknown key 'time': did you mean 'times'?"),
        ("ladder: {before: []}", "before: must name at least 1"),
        ("ladder: {before: [7, 7]}", "before: 7 is listed twice"),
        ("ladder: {before: [-1]}", "before: must be greater than or equal to 0, not -1"),
        ("ladder: {before: [1.5]}", "before: must be a whole number, not 1.5"),
        ("ladder: {head_from: true}", "head_from: must be a whole number, not true"),
        ("ladder: {at: 8h}", "at: '8h' is not a time of day: write it as \"08:00\""),
        ("ladder: {at: 24:00}", "at: '24:00' is not a time of day: write it as \"08:00\""),
        ("ladder: 7", "ladder: must be a mapping like {key: value}, not 7"),
        ("working_days: {days_off: 2009-01-02}", "days_off: must be a list like [a, b], not 2009-01-02"),
        ("working_days: {days_off: [31/4/2009]}", "days_off: 31/4/2009 does not exist: April has 30 days"),
        ("working_days: {days_off: [2009-02-29]}", "days_off: 2009-02-29 does not exist: February has 28 days"),
        ("working_days: {days_off: [2009-13-01]}", "days_off: 2009-13-01 does not exist: there is no month 13"),
        ("working_days: {days_off: [2009-1-2]}", "days_off: write 2009-1-2 as 2009-01-02"),
        ("working_days: {days_off: [mai]}", "days_off: 'mai' is not a date: write it as 2009-03-31"),
        ("working_days: {days_off: [2009-01-02], made_up: [2009-01-02]}", "2009-01-02 is also listed in days_off"),
        ("working_days: {holidays: XX}", "holidays: no public holidays are known for 'XX': write the country's"),
        ("working_days: {roll_deadlines: 1}", "roll_deadlines: must be true or false, not 1"),
        ("working_hours: {from: 17:00, to: 07:30}", "to: 07:30 is not after 17:00"),
        ("recurring: {year: 02-30}", "year: 02-30 does not exist (month first): February has 29 days"),
        ("recurring: {year: 14/12}", "year: '14/12' is not a day of the year: write month and day as 12-15"),
        ("recurring: {half_year: 06-14}", "unknown key 'half_year': did you mean 'half-year'?"),
        ("reporting: {half_year: [12-14, 06-14]}", "half_year: 06-14 is not after 12-14"),
        ("reporting: {half_year: [06-14]}", "half_year: must name at least 2"),
        ("reporting: {opens_working_days_before: 0}", "opens_working_days_before: must be greater than or equal to 1"),
        ("reporting: {default: {every: [week], to: stttt}}", "every: 'week' is not one of half-year, year"),
        ("reporting: {default: {every: [], to: stttt}}", "every: must name at least 1"),
        ("reporting: {default: {every: [year], to: sttt}}", "to: unknown agency 'sttt': did you mean 'stttt'?"),
        ("reporting: {default: {every: [year]}}", "'to' is missing"),
        ("digest: {weekday: mon}", "weekday: 'mon' is not one of monday, tuesday, wednesday, thursday, friday"),
        ("documents: {pictures: blue}", "pictures: 'blue' is not one of light, dark"),
        ("documents: {templates: mẫu}", "templates: there is no agency_report.docx in "),
        ("files: {types: [.pdf]}", "types: '.pdf' is not a file type: write it as pdf, without the dot"),
        ("channels: {telegram: {token: x}}", "unknown key 'token'"),
        ("directives: [a]", "directives: must be the name of a folder"),
        ("province: {}", "'province' is written twice: it already stands in line 1"),
    ],
)
def test_it_says_what_is_wrong_with_a_section_and_where(tmp_path: Path, more: str, told: str) -> None:
    (problem,) = problems(tmp_path, more)
    assert problem.startswith(f"14: {told}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ict: stttt", "former: [{id: so-y, name: Y, short: Y, into: so-x}]\n  ict: stttt",
         ["3: into: 'so-x' is neither an agency nor a former one above: did you mean 'so-xd'?"]),
        ("ict: stttt", "former: [{id: so-xd, name: Y, short: Y, into: [stttt, huyen-a]}]\n  ict: stttt",
         ["3: id: 'so-xd' is among the agencies that are still there"]),
        ("ict: stttt", "ict: sttt", ["3: ict: unknown agency 'sttt': did you mean 'stttt'?"]),
        ("kind: district}", "kind: distric}", ["12: kind: unknown kind 'distric': did you mean 'district'?"]),
        ("id: so-xd", "id: stttt", ["11: id: another agency above is called 'stttt'"]),
        ("id: so-xd", "id: all", ["11: id: 'all' is the word for every agency: no agency can be called so"]),
        ("id: so-xd", "id: So XD",
         ["11: id: 'So XD' is not an id: use up to 60 of a-z, 0-9 and - (like so-cong-thuong)"]),
        ("name: Sở Xây dựng", "name: ' '", ["11: name: must not be empty"]),
        ("name: Sở Xây dựng, ", "", ["11: 'name' is missing"]),
        (", starts_on: 2009-01-05", "", ["1: 'starts_on' is missing"]),
        ("Tỉnh mẫu", "Tỉnh mẫu, timezone: Hanoi",
         ["1: timezone: there is no time zone 'Hanoi': write it as Asia/Ho_Chi_Minh"]),
        ("Tỉnh mẫu", "Tỉnh mẫu, language: fr", ["1: language: 'fr' is not one of vi, en"]),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_the_province_and_its_agencies(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert problems(tmp_path, "", config=CONFIG.replace(old, new, 1)) == told


def test_it_tells_all_mistakes_at_once_each_at_its_line(tmp_path: Path) -> None:
    wrong = CONFIG.replace("ict: stttt", "ict: sttt").replace("2009-01-05", "2009-02-30").replace("short: Sở XD, ", "")
    assert problems(tmp_path, "ladder: {at: now}\nfoo: 1\nfoo: 2\n", config=wrong) == [
        "1: starts_on: 2009-02-30 does not exist: February has 28 days",
        "3: ict: unknown agency 'sttt': did you mean 'stttt'?",
        "11: 'short' is missing",
        "14: at: 'now' is not a time of day: write it as \"08:00\"",
        "15: unknown key 'foo'",
        "16: 'foo' is written twice: it already stands in line 15",
    ]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("- a\n", ["1: must be a mapping of province, directives, organisation, working_days, working_hours, ladder, "
                   "recurring, reporting, digest, documents, service_levels, files, protection, retention, channels"]),
        ("{}", ["1: 'organisation' is missing", "1: 'province' is missing"]),
        ("", ["1: the file is empty"]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_config_at_all(tmp_path: Path, config: str, told: list[str]) -> None:
    assert problems(tmp_path, "", config=config) == told
