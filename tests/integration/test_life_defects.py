"""What the state machine of a duty's life has found, each told as a plain story."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.channels.base import FileKind, IncomingFile
from bot.domain.duties import Directive
from bot.errors import Refused
from tests.integration.life_machine import Plan, Press, Row, Step, Town, draw_up

SO_XD = "so-xd"
LICENCE, LAN = 1, 3  # what so-xd has to do: the first waits for the ICT department's word when it is done
PHOTO = IncomingFile(ref="kept-1", name="anh.jpg", kind=FileKind.PHOTO, size=1000)


class Stage:
    """A town, and short words for what happens in it."""

    def __init__(self, town: Town, files: Directive) -> None:
        self.town = town
        self.files = files

    def press(self, who: str, do: Press) -> Step:
        return self.town.press("press", self.town.speaker(who, SO_XD), do)

    def open_ticket(self) -> None:
        self.press("officer", lambda at, me: at.obstacles.open(LICENCE, me, "thiếu kinh phí"))

    def complete(self, who: str = "officer") -> None:
        self.press(who, lambda at, me: at.completion.complete(LICENCE, me, result="xong"))

    def sync(self, *, licence_due: date | None = None, without: str = "") -> Step:
        """Write the directive anew."""
        duties = [one for one in self.files.duties if one.id != without]
        moved = [replace(one, due=licence_due) if licence_due and one.id == "licence" else one for one in duties]
        return self.town.sync(replace(self.files, duties=tuple(moved)))

    def assignment(self, number: int) -> Row:
        return self.town.tables.assignments[number]

    def told(self, step: Step) -> list[tuple[str, str]]:
        """Return who is reminded by a step, and of what."""
        names = {row["id"]: row["name"] for row in step.after.contacts.values()}
        return [(names[row["contact"]], row["key"].split(":")[3]) for row in step.owed if row["view"] == "reminder"]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    plan: Plan = asyncio.run(draw_up(tmp_path))
    with asyncio.Runner() as runner:
        (tmp_path / "stage").mkdir()
        town = plan.found(runner, tmp_path / "stage")
        yield Stage(town, plan.files)
        town.close()


def refusal(step: Step) -> tuple[str, dict[str, object]]:
    assert isinstance(step.refused, Refused)
    return step.refused.reason, step.refused.facts


def test_it_is_on_record_that_a_duty_came_back_into_its_directive(stage: Stage) -> None:
    stage.sync(without="licence")
    step = stage.sync(licence_due=date(2009, 2, 27))
    about = [(event["actor"], event["action"], event["facts"]) for event in step.events if event["subject"][-1] == "1"]
    assert stage.assignment(LICENCE)["due"] == "2009-02-27"
    assert about == [("system", "assign", '{"before": "2009-02-06", "due": "2009-02-27"}')]


def test_the_directives_new_deadline_counts_for_a_completion_that_waits(stage: Stage) -> None:
    stage.complete()
    waits_at = stage.assignment(LICENCE)["waits_at"]
    stage.sync(licence_due=date(2009, 2, 27))
    assert [stage.assignment(LICENCE)[name] for name in ("due", "next_at", "waits_at")] == [
        "2009-02-27",
        None,
        waits_at,
    ]
    stage.press("ict", lambda at, me: at.completion.send_back(LICENCE, me, "thiếu biên bản"))
    assert stage.assignment(LICENCE)["next_at"] == "2009-01-23 01:00:00.000000"  # 28 January is in the Tết holidays


def test_who_only_sees_a_ticket_says_nothing_in_it(stage: Stage) -> None:
    stage.open_ticket()
    for press in (
        lambda at, me: at.obstacles.say(1, me, "xin nói thêm"),
        lambda at, me: at.obstacles.add_file(1, me, PHOTO),
    ):
        assert refusal(stage.press("admin", press)) == ("not_yours", {})
        reason, facts = refusal(stage.press("leaders", press))
        assert (reason, facts["state"]) == ("ticket_stale", "open")


def test_a_reminder_put_off_does_not_come_back_to_who_handed_the_duty_on(stage: Stage) -> None:
    monday = stage.town.today + timedelta(days=7)
    stage.press("officer", lambda at, me: at.quieting.put_off(LAN, me, monday))
    stage.press("colleague", lambda at, me: at.quieting.put_off(LAN, me, monday))
    colleague = stage.town.speaker("colleague", SO_XD).contact.id
    stage.press("head", lambda at, me: at.handing.hand(LAN, me, colleague))
    stage.town.turn(7 * 24)
    again = [told for told in stage.told(stage.town.tick()) if told[1].startswith("again")]
    assert again == [("so-xd colleague", "again-2009-01-12")]


def test_who_comes_second_is_told_who_ended_the_ticket_with_the_duty(stage: Stage) -> None:
    stage.open_ticket()
    stage.town.turn(2)
    stage.complete("colleague")
    told = refusal(stage.press("ict", lambda at, me: at.obstacles.resolve(1, me)))
    facts = {"number": "VM-2009-0001", "state": "resolved", "who": "so-xd colleague", "when": "11:00 05/01/2009"}
    assert told == ("ticket_stale", facts)


def test_who_comes_second_is_told_who_took_it_up_not_who_spoke_last(stage: Stage) -> None:
    stage.open_ticket()
    stage.press("ict", lambda at, me: at.obstacles.escalate(1, me, "xin ý kiến"))
    stage.town.turn(1)
    stage.press("ict too", lambda at, me: at.obstacles.say(1, me, "đã chuyển, xin chờ"))
    told = refusal(stage.press("ict too", lambda at, me: at.obstacles.escalate(1, me, "xin ý kiến")))
    facts = {"number": "VM-2009-0001", "state": "escalated", "who": "An", "when": "09:00 05/01/2009"}
    assert told == ("ticket_stale", facts)


def test_who_accepts_what_is_stuck_by_now_is_told_who_is_stuck(stage: Stage) -> None:
    stage.open_ticket()
    told = refusal(stage.press("ict", lambda at, me: at.completion.accept(LICENCE, me)))
    assert told == ("stale", {"status": "paused", "who": "so-xd officer", "when": "09:00 05/01/2009"})
