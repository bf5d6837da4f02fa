"""The directives that come with the project say what their texts say: no duty more, no date invented."""

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from unicodedata import is_normalized

import pytest

from bot.config import Config
from bot.domain.duties import Directive, Duty, Every, MonthDay, ReportingChain
from bot.register import load_province

ROOT = Path(__file__).parents[2]
PROVINCES = {
    "mau": ROOT,
    "vinh-long": ROOT / "examples/vinh-long",
    "ha-tinh": ROOT / "examples/ha-tinh",
    "hoa-binh": ROOT / "examples/hoa-binh",
    "quang-ninh": ROOT / "examples/quang-ninh",
}
LONGEST_TITLE = 90  # characters: a title stands on one line of a message

every_province = pytest.mark.parametrize("province", PROVINCES)


@cache
def load(province: str) -> tuple[Config, Directive]:
    config, directives = load_province(PROVINCES[province] / "config.yaml")
    (directive,) = directives
    return config, directive


def duties(province: str) -> dict[str, Duty]:
    return {duty.id: duty for duty in load(province)[1].duties}


def dated(province: str) -> dict[str, Duty]:
    return {key: duty for key, duty in duties(province).items() if duty.due}


# --- all five ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("province", "number", "issued_on", "in_force_from"),
    [
        ("mau", None, None, date(2009, 1, 5)),
        ("vinh-long", None, None, date(2003, 1, 2)),
        ("ha-tinh", "3260/QĐ-UBND", date(2007, 12, 13), date(2007, 12, 13)),
        ("hoa-binh", "03/CT-UBND", date(2011, 1, 26), date(2011, 1, 26)),
        ("quang-ninh", "08/CT-UBND", date(2011, 5, 11), date(2011, 5, 11)),
    ],
)
def test_it_gives_a_number_and_a_day_only_where_the_text_does(
    province: str, number: str | None, issued_on: date | None, in_force_from: date
) -> None:
    _, directive = load(province)

    assert directive.number == number
    assert directive.issued_on == issued_on
    assert directive.in_force_from == in_force_from
    assert directive.in_force_until is None


@pytest.mark.parametrize(
    ("province", "deadline", "recurring", "ongoing"),
    [
        ("mau", 7, 0, 52),
        ("vinh-long", 0, 1, 31),
        ("ha-tinh", 45, 1, 60),
        ("hoa-binh", 1, 2, 26),
        ("quang-ninh", 1, 0, 22),
    ],
)
def test_it_holds_every_duty_of_the_text(province: str, deadline: int, recurring: int, ongoing: int) -> None:
    _, directive = load(province)

    assert Counter(duty.kind for duty in directive.duties) == Counter(
        deadline=deadline, recurring=recurring, ongoing=ongoing
    )


@pytest.mark.parametrize(
    ("province", "chain"),
    [
        (
            "mau",
            ReportingChain(
                every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh", through="stttt", consolidated_by="stttt"
            ),
        ),
        ("vinh-long", ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh")),
        (
            "ha-tinh",
            ReportingChain(every=(Every.HALF_YEAR,), to="ubnd-tinh", through="so-bcvt", consolidated_by="vp-ubnd"),
        ),
        (
            "hoa-binh",
            ReportingChain(
                every=(Every.HALF_YEAR, Every.YEAR), to="bcd-cntt", through="stttt", consolidated_by="bcd-cntt"
            ),
        ),
        ("quang-ninh", ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to="ubnd-tinh")),
    ],
)
def test_it_reports_along_the_chain_that_the_text_names(province: str, chain: ReportingChain) -> None:
    assert load(province)[1].reporting == chain


def test_it_falls_back_on_the_default_chain_where_the_text_names_none() -> None:
    config, directive = load("quang-ninh")

    assert directive.reporting is config.default_chain


@pytest.mark.parametrize(
    ("province", "ict"),
    [
        ("mau", "Sở Thông tin và Truyền thông"),
        ("vinh-long", "Văn phòng Ủy ban nhân dân tỉnh"),
        ("ha-tinh", "Sở Bưu chính, Viễn thông"),
        ("hoa-binh", "Sở Thông tin và Truyền thông"),
        ("quang-ninh", "Sở Thông tin và Truyền thông"),
    ],
)
def test_it_knows_who_was_the_ict_department_then(province: str, ict: str) -> None:
    organisation = load(province)[0].organisation

    assert organisation.agencies[organisation.ict].name == ict


@pytest.mark.parametrize(
    ("province", "districts"), [("mau", 9), ("vinh-long", 7), ("ha-tinh", 12), ("hoa-binh", 11), ("quang-ninh", 14)]
)
def test_it_has_the_districts_of_that_year(province: str, districts: int) -> None:
    assert len(load(province)[0].organisation.select(["kind:district"])) == districts


@every_province
def test_it_starts_the_demo_on_a_working_day_of_the_directive(province: str) -> None:
    config, directive = load(province)

    assert config.calendar.is_working(config.province.starts_on)
    assert directive.in_force(config.province.starts_on)


@every_province
def test_it_writes_short_titles_in_composed_letters(province: str) -> None:
    assert [duty.id for duty in duties(province).values() if len(duty.title) > LONGEST_TITLE] == []
    assert all(is_normalized("NFC", path.read_text("utf-8")) for path in PROVINCES[province].glob("directives/*.yaml"))


@every_province
def test_it_says_everything_once(province: str) -> None:
    titles = Counter(duty.title for duty in duties(province).values())

    assert [title for title, times in titles.items() if times > 1] == []


@every_province
def test_it_opens_with_what_is_known_and_what_is_assumed(province: str) -> None:
    (path,) = PROVINCES[province].glob("directives/*.yaml")
    opening = path.read_text("utf-8").split("directive:")[0]

    assert "# Known" in opening
    assert "# Assumed:" in opening


# --- the province without a name --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "clause", "lead", "coordinating", "due"),
    [
        ("portal", "3.c", ("vp-ubnd",), (), date(2009, 1, 10)),
        ("videoconference", "2", ("stttt",), ("vp-ubnd",), date(2009, 3, 31)),
        ("email-review", "3.b", ("vp-ubnd",), ("stttt",), date(2009, 3, 31)),
        ("email-rules", "3.b", ("stttt",), ("vp-ubnd", "so-noi-vu"), date(2009, 3, 31)),
        ("open-source-plan", "5", ("stttt",), (), date(2009, 3, 31)),
        ("budget-guidance", "7", ("so-tai-chinh",), ("stttt",), date(2009, 3, 31)),
    ],
)
def test_it_gives_each_dated_duty_to_the_agencies_that_the_text_names(
    duty: str, clause: str, lead: tuple[str, ...], coordinating: tuple[str, ...], due: date
) -> None:
    found = dated("mau")[duty]

    assert (found.clause, found.lead, found.coordinating, found.due) == (clause, lead, coordinating, due)


def test_it_asks_a_local_network_of_every_department_and_district_by_the_end_of_march() -> None:
    config, _ = load("mau")
    lan = dated("mau")["lan"]

    assert lan.lead == config.organisation.select(["kind:department", "kind:district"])
    assert (lan.clause, lan.due, lan.verify) == ("2", date(2009, 3, 31), True)


def test_it_wants_three_level_3_services_on_the_portal() -> None:
    target = duties("mau")["portal"].target

    assert target is not None
    assert (target.value, target.unit) == (Decimal(3), "dịch vụ")


@pytest.mark.parametrize(
    ("duty", "lead"),
    [
        ("db-budget", "so-tai-chinh"),
        ("db-enterprises", "so-khdt"),
        ("deployed-services", "so-khdt"),
        ("db-health", "so-y-te"),
        ("db-information", "stttt"),
        ("db-industry", "so-cong-thuong"),
        ("system-transport", "so-gtvt"),
        ("system-justice", "so-tu-phap"),
    ],
)
def test_it_gives_each_branch_its_own_database(duty: str, lead: str) -> None:
    assert duties("mau")[duty].lead == (lead,)
    assert duties("mau")[duty].clause == "3.d"


def test_it_holds_the_steering_committee_to_its_own_duties() -> None:
    committee = [key for key, duty in duties("mau").items() if "bcd-cntt" in duty.lead]

    assert committee == ["committee-direction", "committee-obstacles", "committee-solutions"]


def test_it_sends_obstacles_to_the_ict_department_and_what_is_beyond_it_to_the_leaders() -> None:
    obstacles, beyond = duties("mau")["report-obstacles"], duties("mau")["escalate-obstacles"]

    assert (obstacles.submit_to, "stttt" in obstacles.lead) == ("stttt", False)
    assert (beyond.submit_to, beyond.lead) == ("ubnd-tinh", ("stttt",))


# --- Vĩnh Long --------------------------------------------------------------------------------------------------------


def test_it_asks_a_maintenance_plan_of_every_agency_each_year_of_the_phase() -> None:
    config, _ = load("vinh-long")
    upkeep = duties("vinh-long")["lan-upkeep"]

    assert upkeep.lead == config.organisation.select(["all"])
    assert (upkeep.every, upkeep.anchor, upkeep.ends) == (Every.YEAR, MonthDay(month=12, day=14), date(2005, 12, 31))


def test_it_gives_the_training_plan_to_two_leads_with_both_schools_and_the_informatics_centre() -> None:
    plan = duties("vinh-long")["training-plan"]

    assert plan.lead == ("ban-tccq", "so-khcn")
    assert plan.coordinating == ("tt-tin-hoc", "cd-cong-dong", "truong-chinh-tri")


def test_it_leaves_the_post_office_out_of_what_all_agencies_must_do() -> None:
    assert [key for key, duty in duties("vinh-long").items() if "buu-dien" in duty.lead] == ["lines-plan", "lines"]


# --- Hà Tĩnh ----------------------------------------------------------------------------------------------------------

TARGETS = [  # duty, clause, year (None: the text gives none), value, unit
    ("lan", "I.2.2.1", 2010, 100, "%"),
    ("wan", "I.2.2.1", 2010, 100, "%"),
    ("broadband", "I.2.2.1", 2010, 100, "%"),
    ("electronic-documents", "I.2.2.1", 2010, 15, "%"),
    ("database-lists", "I.2.2.1", 2010, 100, "%"),
    ("it-officers", "I.2.2.1", 2010, 100, "%"),
    ("cio-share", "I.2.2.1", 2010, 70, "%"),
    ("it-literacy", "I.2.2.1", 2010, 100, "%"),
    ("email-access", "I.2.2.1", 2010, 60, "%"),
    ("services-level-3", "I.2.2.2", 2010, 3, "dịch vụ"),
    ("people-using", "I.2.2.2", 2010, 10, "%"),
    ("people-knowing", "I.2.2.2", 2010, 30, "%"),
    ("enterprises-using", "I.2.2.2", 2010, 10, "%"),
    ("backbone-2008", "II.1.1.1", 2008, 1, "Gb/s"),
    ("security-expert", "II.1.1.2", None, 1, "người"),
    ("backup-device", "II.1.1.3", None, 1, "thiết bị"),
    ("lan-speed", "II.1.1.5", None, 100, "Mbps"),
    ("networks-communes", "II.1.1.5", 2010, 40, "%"),
    ("database-demand", "II.1.2", None, 40, "%"),
    ("email-agencies", "II.2", 2009, 100, "%"),
    ("email-staff", "II.2", 2010, 100, "%"),
    ("email-staff-districts", "II.2", 2010, 60, "%"),
    ("key-services", "II.3", 2010, 3, "dịch vụ"),
    ("cio-each", "II.4.1", 2010, 1, "người"),
    ("specialist-degree", "II.4.2", 2010, 1, "người"),
    ("budget-2008", "III.1", 2008, 12_540, "triệu đồng"),
    ("budget-2009", "III.1", 2009, 11_565, "triệu đồng"),
    ("budget-2010", "III.1", 2010, 10_170, "triệu đồng"),
    ("budget-projects", "III.1.a", 2010, 27_440, "triệu đồng"),
    ("budget-running", "III.1.b", 2010, 6_835, "triệu đồng"),
    ("budget-central", "III.2", 2010, 30_000, "triệu đồng"),
]


def test_it_sets_every_target_of_ha_tinh_for_the_last_day_of_its_year() -> None:
    found = [
        (duty.id, duty.clause, duty.due, duty.target.value, duty.target.unit, duty.target.at_least)
        for duty in duties("ha-tinh").values()
        if duty.target
    ]

    assert found == [
        (duty, clause, date(year, 12, 31) if year else None, Decimal(value), unit, True)
        for duty, clause, year, value, unit in TARGETS
    ]


def test_it_says_in_the_note_of_each_dated_duty_how_its_year_was_read() -> None:
    for duty in dated("ha-tinh").values():
        assert duty.note is not None
        assert duty.due is not None
        assert f"đọc là 31/12/{duty.due.year}." in duty.note, duty.id


def test_it_adds_up_the_money_as_the_text_does() -> None:
    given = duties("ha-tinh")

    def million(*ids: str) -> Decimal:
        return sum((duty.target.value for duty in map(given.__getitem__, ids) if duty.target), Decimal())

    assert million("budget-2008", "budget-2009", "budget-2010") == 34_275
    assert million("budget-projects", "budget-running") == 34_275


def test_it_lets_whoever_carries_out_the_plan_lead_what_names_no_lead() -> None:
    given = duties("ha-tinh").values()
    parts = {duty.id: duty for duty in given if duty.clause.startswith("I")}
    leads = Counter(
        duty.lead if len(duty.lead) < 3 else "each unit"
        for duty in parts.values()
        if "mục này không nêu" in (duty.note or "")
    )

    assert sum(leads.values()) == len(parts)
    assert leads == {
        ("so-bcvt",): 61,
        "each unit": 12,
        ("so-khdt", "so-tai-chinh"): 4,
        ("so-khdt",): 1,
        ("so-tai-chinh",): 1,
        ("so-noi-vu",): 1,
        ("so-khcn",): 1,
    }


def test_it_has_the_office_summarise_after_the_agencies_have_reported() -> None:
    config, _ = load("ha-tinh")
    summary = duties("ha-tinh")["office-summary"]

    assert (summary.lead, summary.coordinating, summary.submit_to) == (("vp-ubnd",), ("so-bcvt",), "ubnd-tinh")
    assert summary.every is Every.HALF_YEAR
    assert summary.anchor is not None
    for half, year in (("2008-H1", 2008), ("2009-H1", 2009), ("2010-H1", 2010)):
        assert summary.anchor.in_year(year) > config.reporting_calendar.period(half).due


# --- Hòa Bình and Quảng Ninh ------------------------------------------------------------------------------------------


def test_it_has_the_steering_committee_of_hoa_binh_report_twice_and_reach_the_goal_of_2015() -> None:
    committee = [duty for duty in duties("hoa-binh").values() if "bcd-cntt" in duty.lead]

    assert [(duty.id, duty.every, duty.due, duty.submit_to) for duty in committee] == [
        ("committee-organisation", None, None, None),
        ("committee-half-year", Every.HALF_YEAR, None, "ubnd-tinh"),
        ("committee-year", Every.YEAR, None, "ubnd-tinh"),
        ("readiness-2015", None, date(2015, 12, 31), None),
    ]


def test_it_reaches_mass_organisations_only_where_the_text_does() -> None:
    reached = [key for key, duty in duties("hoa-binh").items() if "tinh-doan" in duty.lead]

    assert reached == ["awareness", "own-dissemination", "heads-direct", "leader-in-charge"]


def test_it_asks_every_duty_of_quang_ninh_of_every_agency() -> None:
    config, directive = load("quang-ninh")

    assert {duty.lead for duty in directive.duties} == {config.organisation.select(["all"])}
    assert [(key, duty.due) for key, duty in dated("quang-ninh").items()] == [("services-2015", date(2015, 12, 31))]
