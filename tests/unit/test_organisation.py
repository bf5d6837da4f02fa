"""Whom a directive's selectors name."""

import pytest

from bot.domain.organisation import Agency, AgencyKind, Organisation, UnknownSelector

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
