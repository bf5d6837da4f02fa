"""Whom a directive's selectors name."""

from dataclasses import replace

import pytest

from bot.domain.organisation import Agency, AgencyKind, Former, Organisation, UnknownSelector

KINDS = {"department": True, "district": True, "office": False}
AGENCIES = {"so-a": "department", "so-b": "department", "huyen": "district", "vp": "office"}
ORGANISATION = Organisation(
    kinds={kind: AgencyKind(id=kind, name=kind, in_all=in_all) for kind, in_all in KINDS.items()},
    agencies={name: Agency(id=name, name=name, short=name, kind=kind) for name, kind in AGENCIES.items()},
    ict="so-a",
    leaders="vp",
)


@pytest.mark.parametrize(
    ("selectors", "exclude", "named"),
    [
        (["so-b", "so-a", "so-b"], [], ("so-a", "so-b")),
        (["all"], [], ("so-a", "so-b", "huyen")),
        (["all", "vp"], ["kind:department"], ("huyen", "vp")),
        (["kind:district"], ["so-a"], ("huyen",)),
        (["so-a"], ["all"], ()),
        ([], [], ()),
    ],
)
def test_selectors_name_agencies_once_in_the_order_of_the_organisation(
    selectors: list[str], exclude: list[str], named: tuple[str, ...]
) -> None:
    assert ORGANISATION.select(selectors, exclude) == named


@pytest.mark.parametrize("selector", ["so-c", "kind:committee", "kind:", ""])
def test_a_selector_that_names_nothing_is_an_error(selector: str) -> None:
    with pytest.raises(UnknownSelector) as caught:
        ORGANISATION.select(["all"], [selector])
    assert caught.value.selector == selector


def test_an_agency_that_was_merged_means_the_one_that_took_its_place() -> None:
    was = {
        "so-c": Former(id="so-c", name="Sở C", short="S.C", into=("so-b",)),
        "so-d": Former(id="so-d", name="Sở D", short="S.D", into=("so-c",)),
        "old": Former(id="old", name="Huyện cũ", short="H.cũ", into=("huyen", "so-a")),
    }
    today = replace(ORGANISATION, former=was)
    assert [today.present(one) for one in ("so-a", "so-c", "so-d", "old", "nobody")] == [
        "so-a", "so-b", "so-b", None, None,
    ]  # fmt: skip
    assert today.select(["so-d", "so-b", "so-a"]) == ("so-a", "so-b")
    assert (today.full("so-d"), today.short("old"), today.full("nobody")) == ("Sở D", "H.cũ", "nobody")
    with pytest.raises(UnknownSelector):
        today.select(["old"])
