"""Letterheads by an agency's name, and the order of clauses."""

from pathlib import Path

import pytest

from bot.config import load_config
from bot.documents.report_data import Letterhead
from bot.services.clauses import clause_order
from bot.services.letterheads import letterhead

EXAMPLES = Path(__file__).parents[2] / "examples"
PROVINCE = Path(__file__).parents[2] / "config.yaml"


@pytest.mark.parametrize(
    ("agency", "superior", "issuer", "place"),
    [
        ("so-bcvt", "UBND tỉnh Hà Tĩnh", "Sở Bưu chính, Viễn thông", "Hà Tĩnh"),
        ("ubnd-tinh", None, "Ủy ban nhân dân tỉnh Hà Tĩnh", "Hà Tĩnh"),
        ("tp-ha-tinh", None, "Ủy ban nhân dân thành phố Hà Tĩnh", "Hà Tĩnh"),
        ("dissolved", "UBND tỉnh Hà Tĩnh", "dissolved", "Hà Tĩnh"),
    ],
)
def test_a_letterhead_names_who_stands_above_and_where(
    agency: str, superior: str | None, issuer: str, place: str
) -> None:
    config = load_config(EXAMPLES / "ha-tinh" / "config.yaml")
    assert letterhead(agency, config) == Letterhead(superior=superior, issuer=issuer, place=place)


def test_a_unit_without_a_name_of_its_own_stays_as_it_is() -> None:
    config = load_config(PROVINCE)
    assert letterhead("so-y-te", config).place == "Tỉnh mẫu"
    assert letterhead("tx-phu-tan-an", config).place == "Phú Tân An"


def test_clauses_stand_in_the_order_of_the_text() -> None:
    order = ["1", "2", "3.a", "3.b", "3.d", "3.đ", "3.e", "10", "I", "II.1.1", "II.2", "II.10", "IV", "V", "IX", "phụ"]
    assert sorted({*order}, key=clause_order) == order
