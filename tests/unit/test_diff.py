"""What changes when the files take the place of the stored register."""

from dataclasses import replace
from datetime import date

from bot.domain.duties import Directive, Duty
from bot.register import FieldChange, diff

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
