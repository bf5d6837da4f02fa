"""What changes when the files take the place of the stored register."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.duties import Directive, Duty, Every, MonthDay, ReportingChain, Target
from bot.domain.organisation import Agency, AgencyKind, Organisation
from bot.register import FieldChange, diff
from bot.register.changes import Change, Point, changes

PLAN = Duty(directive="ct", id="plan", clause="5", title="Lập kế hoạch", lead=("a", "b"), due=date(2009, 3, 31))
MAIL = Duty(directive="ct", id="mail", clause="6", title="Hộp thư", lead=("a",), coordinating=("c",))
STORED = Directive(
    id="ct", kind="chi-thi", issuer="UBND", title="Một", in_force_from=date(2009, 1, 5), duties=(PLAN, MAIL)
)


def test_nothing_changes_between_equals() -> None:
    assert diff([STORED], [STORED]).is_empty
    assert diff([], []).is_empty


def test_another_order_of_the_same_agencies_is_no_change() -> None:
    assert diff([STORED], [replace(STORED, duties=(MAIL, replace(PLAN, lead=("b", "a"))))]).is_empty


def test_a_new_directive_brings_its_duties() -> None:
    found = diff([], [STORED])
    assert found.directives_added == (STORED,)
    assert found.duties_added == (PLAN, MAIL)
    assert not found.is_empty


def test_a_removed_directive_takes_its_duties_along() -> None:
    found = diff([STORED], [])
    assert found.directives_removed == (STORED,)
    assert found.duties_removed == (PLAN, MAIL)


def test_a_changed_duty_is_told_field_by_field_and_its_agencies_apart() -> None:
    later = replace(PLAN, due=date(2009, 4, 30), clause="5.b", lead=("b", "d"), coordinating=("a",))
    found = diff([STORED], [replace(STORED, duties=(later, MAIL))])
    (change,) = found.duties_changed
    assert change.key == ("ct", "plan")
    assert change.fields == (
        FieldChange(name="clause", old="5", new="5.b"),
        FieldChange(name="due", old=date(2009, 3, 31), new=date(2009, 4, 30)),
    )
    assert (change.lead_gained, change.lead_lost) == (("d",), ("a",))
    assert (change.coordinating_gained, change.coordinating_lost) == (("a",), ())
    assert (found.directives_changed, found.duties_added, found.duties_removed) == ((), (), ())


def test_a_duty_with_another_id_is_another_duty() -> None:
    renamed = replace(MAIL, id="e-mail")
    found = diff([STORED], [replace(STORED, duties=(PLAN, renamed))])
    assert (found.duties_added, found.duties_removed) == ((renamed,), (MAIL,))


def test_a_changed_directive_is_told_without_its_duties() -> None:
    (change,) = diff([STORED], [replace(STORED, title="Hai", duties=())]).directives_changed
    assert change.fields == (FieldChange(name="title", old="Một", new="Hai"),)


ORGANISATION = Organisation(
    kinds={"k": AgencyKind(id="k", name="Sở")},
    agencies={one: Agency(id=one, name=f"Sở {one.upper()}", short=f"S.{one.upper()}", kind="k") for one in "abcdefghi"},
    ict="a",
    leaders="b",
)


def told(*files: Directive) -> list[Change]:
    return changes(diff([STORED], files), ORGANISATION, {"ct": "Một", "kh": "Kế hoạch"})


def test_a_change_is_told_in_words_with_names_for_ids() -> None:
    later = replace(
        PLAN, due=date(2009, 4, 30), lead=tuple("bcdefghi"), verify=True, deliverable="x" * 200,
        target=Target(metric="máy", unit="%", value=Decimal("80.5")),
    )  # fmt: skip
    (change,) = told(replace(STORED, duties=(later, MAIL)))
    assert (change.what, change.directive, change.clause, change.title) == ("changed", "Một", "5", "Lập kế hoạch")
    assert change.points == (
        Point(field="due", kind="day", old="2009-03-31", new="2009-04-30"),
        Point(field="target", kind="text", new="máy ≥ 80.5 %"),
        Point(field="deliverable", kind="text", new=f"{'x' * 119}…"),
        Point(field="verify", kind="word", old="no", new="yes"),
        Point(field="lead_lost", kind="text", new="S.A", alone=True),
        Point(field="lead_gained", kind="text", new="S.C, S.D, S.E, S.F, S.G, S.H +1", alone=True),
    )


def test_a_series_and_a_chain_are_told_in_short() -> None:
    every = replace(PLAN, due=None, every=Every.YEAR, anchor=MonthDay(month=3, day=5), submit_to="c")
    chain = ReportingChain(every=(Every.YEAR,), to="b", through="a")
    of_directive, of_duty = told(replace(STORED, reporting=chain, duties=(every, MAIL)))
    assert of_directive == Change(
        what="changed", directive="Một", points=(Point(field="reporting", kind="text", new="S.A → S.B"),)
    )
    assert of_duty.points == (
        Point(field="due", kind="day", old="2009-03-31"),
        Point(field="every", kind="word", new="year"),
        Point(field="anchor", kind="text", new="05/03"),
        Point(field="submit_to", kind="text", new="Sở C"),
    )


def test_what_comes_and_goes_is_told_under_its_directive() -> None:
    new = Directive(
        id="kh", kind="ke-hoach", issuer="UBND", title="Kế hoạch", in_force_from=date(2009, 2, 1),
        duties=(replace(MAIL, directive="kh"),),
    )  # fmt: skip
    assert told(replace(STORED, duties=(PLAN,)), new) == [
        Change(what="added", directive="Kế hoạch"),
        Change(
            what="added", directive="Kế hoạch", clause="6", title="Hộp thư",
            points=(Point(field="lead", kind="text", new="S.A", alone=True),),
        ),
        Change(what="removed", directive="Một", clause="6", title="Hộp thư"),
    ]  # fmt: skip
