"""Directive files: what they give, and what they say when they are wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.duties import Directive, Duty, DutyKind, Every, MonthDay, ReportingChain, Target
from bot.errors import SourceError
from bot.register import load_directives, load_province
from tests.unit.province import CONFIG, HEAD, PLAN, directive, province, write_province


def load(folder: Path, *files: str) -> tuple[Directive, ...]:
    return load_directives(province(folder, *files))


def one_duty(folder: Path, entry: str) -> Duty:
    ((duty,),) = (one.duties for one in load(folder, directive(entry)))
    return duty


def problems(folder: Path, *files: str, config: str = CONFIG) -> list[str]:
    with pytest.raises(SourceError) as caught:
        load_province(write_province(folder, *files, config=config))
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_it_reads_a_directive_with_a_deadline(tmp_path: Path) -> None:
    assert load(tmp_path, directive(PLAN)) == (
        Directive(
            id="ct-2009",
            kind="chi-thi",
            issuer="UBND tỉnh",
            title="Phần mềm mở",
            in_force_from=date(2009, 1, 5),
            reporting=ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh"),
            duties=(
                Duty(
                    directive="ct-2009",
                    id="plan",
                    clause="5.b",
                    title="Lập kế hoạch",
                    lead=("stttt",),
                    due=date(2009, 3, 31),
                ),
            ),
        ),
    )


def test_it_reads_everything_that_a_duty_may_say(tmp_path: Path) -> None:
    entry = """\
id: mail
    clause: 2.10
    title: >
      Cấp hộp thư
      điện tử
    lead: [all]
    except: [huyen-a]
    coordinating: ["kind:district", "all"]
    due: 2010-12-31
    target: {metric: cán bộ có hộp thư, unit: "%", value: 99.5}
    deliverable: báo cáo
    submit_to: ubnd-tinh
    verify: ict
    note: đến năm 2010
"""
    duty = one_duty(tmp_path, entry)
    assert duty == Duty(
        directive="ct-2009",
        id="mail",
        clause="2.10",
        title="Cấp hộp thư điện tử",
        lead=("stttt", "so-xd"),
        coordinating=("huyen-a",),
        due=date(2010, 12, 31),
        target=Target(metric="cán bộ có hộp thư", unit="%", value=Decimal("99.5")),
        deliverable="báo cáo",
        submit_to="ubnd-tinh",
        verify=True,
        note="đến năm 2010",
    )


def test_a_ceiling_is_a_target_too(tmp_path: Path) -> None:
    target = "{metric: m, unit: tỷ, value: 3, at_least: false}"
    duty = one_duty(tmp_path, f"{{id: a, clause: 1, title: A, lead: [stttt], ongoing: true, target: {target}}}")
    assert duty.target == Target(metric="m", unit="tỷ", value=Decimal(3), at_least=False)


def test_a_recurring_duty_has_a_date_of_its_own_or_that_of_the_province(tmp_path: Path) -> None:
    own = "{id: a, clause: 1, title: A, lead: [stttt], every: year, due: 12-15, from: 2009-06-01, until: 2010-12-31}"
    bare = "{id: b, clause: 2, title: B, lead: [stttt], every: half-year}"
    ((first, second),) = (one.duties for one in load(tmp_path, directive(own, bare)))
    assert (first.every, first.anchor, first.due) == (Every.YEAR, MonthDay(month=12, day=15), None)
    assert (first.starts, first.ends) == (date(2009, 6, 1), date(2010, 12, 31))
    assert (second.every, second.anchor) == (Every.HALF_YEAR, MonthDay(month=6, day=14))
    assert first.kind is DutyKind.RECURRING


def test_an_ongoing_duty_has_no_date(tmp_path: Path) -> None:
    duty = one_duty(tmp_path, "{id: a, clause: 1, title: A, lead: ['kind:department'], ongoing: true}")
    assert (duty.kind, duty.lead, duty.due) == (DutyKind.ONGOING, ("stttt", "so-xd"), None)


def test_a_directive_names_its_own_chain_or_asks_for_no_reports(tmp_path: Path) -> None:
    chain = "reporting: {every: [year], to: ubnd-tinh, through: stttt, consolidated_by: stttt}\n"
    first = directive(PLAN, reporting=chain)
    second = directive(PLAN, reporting="reporting: none\n", head=HEAD.replace("ct-2009", "ct-2010"))
    named, none = load(tmp_path, first, second)
    assert named.reporting == ReportingChain(
        every=(Every.YEAR,), to="ubnd-tinh", through="stttt", consolidated_by="stttt"
    )
    assert none.reporting is None


START = "clause: 1, title: A, lead: [stttt]"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (f"{{id: a, {START}, due: 2009-04-31}}", ["due: 2009-04-31 does not exist: April has 30 days"]),
        (f"{{id: a, {START}, due: 31/4/2009}}",
         ["due: 31/4/2009 does not exist: April has 30 days (write dates as 2009-03-31)"]),
        (f"{{id: a, {START}, due: 31/3/2009}}", ["due: write 31/3/2009 as 2009-03-31"]),
        (f"{{id: a, {START}, due: 15.3.2009}}", ["due: write 15.3.2009 as 2009-03-15"]),
        (f"{{id: a, {START}, due: quý I/2009}}", ["due: 'quý I/2009' is not a date: write it as 2009-03-31"]),
        (f"{{id: a, {START}, due: 2008-12-31}}",
         ["due: 2008-12-31 is before the directive is in force (2009-01-05)"]),
        (f"{{id: a, {START}, due: 12-15}}",
         ["due: 12-15 has no year: write a full date (2009-12-15), or say every: year"]),
        (f"{{id: a, {START}, due: 2009-12-15, every: year}}",
         ["due: a recurring duty's due is month and day: write 12-15, or leave out every"]),
        (f"{{id: a, {START}, due: 2009-12-15, ongoing: true}}",
         ["a duty has either a deadline (due) or is ongoing, not both"]),
        (f"{{id: a, {START}, every: year, ongoing: true}}",
         ["a duty is either recurring (every) or ongoing, not both"]),
        (f"{{id: a, {START}}}", ["the duty 'a' needs one of due (2009-03-31), every (year, …) or ongoing: true"]),
        (f"{{id: a, {START}, every: week}}", ["every: 'week' is not one of month, quarter, half-year, year"]),
        (f"{{id: a, {START}, every: year, due: 02-30}}",
         ["due: 02-30 does not exist (month first): February has 29 days"]),
        (f"{{id: a, {START}, every: year, from: 2010-01-01, until: 2009-01-01}}",
         ["until: 2009-01-01 is before 2010-01-01"]),
        (f"{{id: a, {START}, ongoing: true, from: 2010-01-01}}", ["from: only a recurring duty (every) has it"]),
        (f"{{id: a, {START}, ongoing: true, leads: 1}}", ["unknown key 'leads': did you mean 'lead'?"]),
        (f"{{id: a, {START}, ongoing: true, verify: true}}", ["verify: true is not one of ict"]),
        (f"{{id: a, {START}, ongoing: true, submit_to: xyz}}", ["submit_to: unknown agency 'xyz'"]),
        (f"{{id: a, {START}, ongoing: true, coordinating: [stttt]}}",
         ["coordinating: 'stttt' already leads this duty"]),
        (f"{{id: a, {START}, ongoing: true, target: {{metric: m, value: 3}}}}", ["'unit' is missing"]),
        (f"{{id: a, {START}, ongoing: true, target: {{metric: m, unit: '%', value: nhiều}}}}",
         ["value: must be a number, not 'nhiều'"]),
        (f"{{id: A 1, {START}, ongoing: true}}",
         ["id: 'A 1' is not an id: use up to 60 of a-z, 0-9 and - (like so-cong-thuong)"]),
        ("{id: a, clause: 1, title: A, lead: [], ongoing: true}", ["lead: must name at least 1"]),
        ("{id: a, clause: 1, title: A, lead: stttt, ongoing: true}", ["lead: must be a list like [a, b], not 'stttt'"]),
        ("{id: a, clause: 1, title: A, lead: [sttt], ongoing: true}",
         ["lead: unknown agency 'sttt': did you mean 'stttt'?"]),
        ("{id: a, clause: 1, title: A, lead: ['kind:distric'], ongoing: true}",
         ["lead: unknown kind 'kind:distric': did you mean 'kind:district'?"]),
        ("{id: a, clause: 1, title: A, lead: [all], except: [nobody], ongoing: true}",
         ["except: unknown agency 'nobody'"]),
        ("{id: a, clause: 1, title: A, lead: [stttt], except: [stttt], ongoing: true}",
         ["lead: nobody is left: no agency is both named in lead and not in except"]),
        ("{id: a, lead: [stttt], ongoing: true}", ["'clause' is missing", "'title' is missing"]),
        ("{id: a, clause: 1, title: 5, lead: [stttt], ongoing: true}",
         ["title: must be text (if it looks like something else, put it in quotes), not 5"]),
        ("lập kế hoạch", ["duties: must be a mapping like {key: value}, not 'lập kế hoạch'"]),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_duty(tmp_path: Path, entry: str, told: list[str]) -> None:
    assert problems(tmp_path, directive(entry)) == [f"directives/1.yaml:3: {message}" for message in told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            HEAD.replace("chi-thi", "chithi"),
            ["1: kind: 'chithi' is not one of chi-thi, quyet-dinh, ke-hoach, giao-viec"],
        ),
        (HEAD.replace("title: ", "in_force_until: 2008-01-01, title: "),
         ["1: in_force_until: 2008-01-01 is before 2009-01-05"]),
        (HEAD + "reporting: {every: [year], to: xyz}\n", ["2: to: unknown agency 'xyz'"]),
        (HEAD + "reporting: no\n", ["2: reporting: must be a mapping like {key: value}, not 'no'"]),
        (HEAD + "duty: []\n", ["1: 'duties' is missing: a list, one entry each",
                                    "2: unknown key 'duty': did you mean 'duties'?"]),
        ("duties: []\n", ["1: 'directive' is missing: it says which document this is"]),
        ("- duties\n", ["1: must be a mapping of directive, reporting, duties"]),
        (HEAD + "duties: {a: 1}\n", ["2: duties: must be a list, one entry each"]),
        (HEAD + "duties: [\n",
         ["3: is not valid YAML: while parsing a flow node (line 3), did not find expected node content"]),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_file(tmp_path: Path, text: str, told: list[str]) -> None:
    given = problems(tmp_path, text if "dut" in text else text + "duties: []\n")
    assert [problem.removeprefix("directives/1.yaml:") for problem in given] == told


def test_it_tells_the_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    first = directive(PLAN, PLAN, "{id: b, clause: 1, title: B, lead: [sttt], ongoing: true}")
    second = directive(PLAN.replace("03-31", "04-31"))
    config = CONFIG.replace("ict: stttt", "ict: xyz") + "laddr: {}\n"
    assert problems(tmp_path, first, second) == [
        "directives/1.yaml:4: id: the duty 'plan' already stands in line 3",
        "directives/1.yaml:5: lead: unknown agency 'sttt': did you mean 'stttt'?",
        f"directives/2.yaml:1: id: the directive 'ct-2009' is already in {tmp_path}/directives/1.yaml",
        "directives/2.yaml:3: due: 2009-04-31 does not exist: April has 30 days",
    ]
    assert problems(tmp_path, first, second, config=config) == [
        "config.yaml:3: ict: unknown agency 'xyz'",
        "config.yaml:14: unknown key 'laddr': did you mean 'ladder'?",
        "directives/1.yaml:4: id: the duty 'plan' already stands in line 3",
        f"directives/2.yaml:1: id: the directive 'ct-2009' is already in {tmp_path}/directives/1.yaml",
        "directives/2.yaml:3: due: 2009-04-31 does not exist: April has 30 days",
    ]


def test_a_mistake_in_the_head_does_not_hide_those_of_the_duties(tmp_path: Path) -> None:
    text = directive(PLAN.replace("2009-03", "2008-03").replace("stttt", "nobody"), head=HEAD.replace("chi-thi", "x"))
    assert problems(tmp_path, text) == [
        "directives/1.yaml:1: kind: 'x' is not one of chi-thi, quyet-dinh, ke-hoach, giao-viec",
        "directives/1.yaml:3: due: 2008-03-31 is before the directive is in force (2009-01-05)",
        "directives/1.yaml:3: lead: unknown agency 'nobody'",
    ]


def test_a_file_that_would_be_passed_over_is_told(tmp_path: Path) -> None:
    write_province(tmp_path)
    (tmp_path / "directives" / "2.yml").write_text("directive: {}")
    (tmp_path / "directives" / ".1.yaml.swp").write_bytes(b"\x00")
    assert problems(tmp_path) == ["directives/2.yml: is not read: rename it to 2.yaml"]


def test_an_empty_or_missing_folder_is_told(tmp_path: Path) -> None:
    path = write_province(tmp_path)
    (tmp_path / "directives" / "1.yaml").unlink()
    with pytest.raises(SourceError, match=r"holds no directive: each is one file that ends in .yaml"):
        load_province(path)
    (tmp_path / "directives").rmdir()
    with pytest.raises(SourceError, match=r"there is no such folder: config.yaml's 'directives' names it"):
        load_province(path)


def test_files_in_an_old_encoding_are_told(tmp_path: Path) -> None:
    write_province(tmp_path)
    (tmp_path / "directives" / "2.yaml").write_bytes("directive: {title: Sở}".encode("cp1258", "replace") + b"\xe0")
    assert problems(tmp_path) == ["directives/2.yaml:1: is not UTF-8 (byte 0xe0): save the file as UTF-8"]
