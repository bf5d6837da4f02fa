"""Names of agencies as people type them."""

from pathlib import Path

import pytest

from bot.register.files import load_province
from bot.services.tasks import agency_names, read_names

NAMES = agency_names(load_province(Path(__file__).parents[2] / "config.yaml")[0].organisation)


@pytest.mark.parametrize(
    ("typed", "agencies", "unknown"),
    [
        ("Sở Y tế", ["so-y-te"], ""),
        ("so y te, SO NOI VU", ["so-noi-vu", "so-y-te"], ""),
        ("so-y-te; stttt", ["so-y-te", "stttt"], ""),
        ("Sở Văn hóa, Thể thao và Du lịch", ["so-vhttdl"], ""),
        ("Sở Văn hoá, Thể thao và Du lịch và Sở Y tế", ["so-vhttdl", "so-y-te"], ""),
        ("Sở GD&ĐT và Sở Y tế", ["so-gddt", "so-y-te"], ""),
        ("cho Sở Y tế", ["so-y-te"], ""),
        ("Sở Xa Lạ và Sở Y tế", ["so-y-te"], "Sở Xa Lạ"),
        ("Sở Y", [], "Sở Y"),
        ("Sở Y tế Sở Y tế", ["so-y-te"], ""),
        ("", [], ""),
    ],
)
def test_it_reads_names_and_tells_what_is_none(typed: str, agencies: list[str], unknown: str) -> None:
    found, left = read_names(typed, NAMES)
    assert (sorted(found), left) == (sorted(agencies), unknown)


def test_a_kind_stands_for_all_its_agencies() -> None:
    found, left = read_names("UBND huyện, thị xã; Sở Y tế", NAMES)
    assert (len(found), left) == (10, "")
