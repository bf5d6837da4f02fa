"""The life of a duty, pressed by anybody in any order and in any weather: a state machine over the real services.

The rules say what may be pressed when (life_presses, and here), what befalls the bot meanwhile (life_weather); the laws
(life_laws) are looked at after every step. A short form is in the suite; ``make campaign`` plays the long one.
"""

import asyncio
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from bot.channels.memory import MemoryChannel
from bot.domain.duties import Duty
from bot.domain.ladder import next_rung
from bot.domain.rights import Action
from bot.services.tasks import Task
from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.steps import Reaper, watch
from tests.integration.life_laws import OPEN, REMINDED
from tests.integration.life_machine import AGENCIES, PLACES, day, draw_up
from tests.integration.life_presses import WHICH, WHO, usual
from tests.integration.life_weather import Weather

QUICK = settings(max_examples=8, stateful_step_count=30, derandomize=True)
CAMPAIGN = settings(max_examples=120, stateful_step_count=60)
RUNGS = ("t-30", "t-14", "t-7", "t-3", "t-1", "t-0", "overdue-1", "overdue-2", "overdue-5", "overdue-6", "overdue-7")
WEEK = 7 * 24
HOURS = st.sampled_from([1, 4, 8, 24, 48, WEEK + 8, WEEK + 8, 2 * WEEK, 4 * WEEK])
LEADS = st.sampled_from([AGENCIES[:2], AGENCIES[:2], AGENCIES[:1], AGENCIES[1:2]])
DUTY = st.sampled_from(["licence", "licence", "lan", "mail", "awareness", "plan"])
GIVERS = ("leaders", "leaders", "ict", "ict", "head", "head", "officer", "neighbour", "admin")


class Life(Weather):
    """And what goes on around the duties: people, quiet, the files, the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.files = self.plan.files
        self.known = self.in_files

    def contact(self, who: str, agency: str) -> int:
        return self.town.speaker(who, agency).contact.id

    # People

    @rule(who=WHO, which=WHICH, to=st.sampled_from([None, *PLACES, "neighbour"]))
    def hand_over(self, who: str | int, which: int, to: str | None) -> None:
        """The head hands a duty out, or the agency's first officer; to one of their own who does not hold it."""
        one, name = self.assignment(which), usual(who, ("head", "officer"))
        holder = None if to is None else self.contact(to, one["agency"])
        possible = (
            one["status"] in OPEN and name in ("officer", "head") and to != "neighbour" and holder != one["holder"]
        )
        self.play(
            "hand_over", name, one["agency"], Action.HAND_OVER, possible,
            lambda at, me: at.handing.hand(one["id"], me, holder),
        )  # fmt: skip

    @rule(
        who=WHO, agency=st.sampled_from(AGENCIES), person=st.sampled_from(PLACES),
        deputy=st.sampled_from([*PLACES, "neighbour"]), days=st.integers(-1, 20),
    )  # fmt: skip
    def leave(self, who: str | int, agency: str, person: str, deputy: str, days: int) -> None:
        """Everybody for themselves, the head for all; the deputy is one of their own who is there."""
        name = usual(who, ("head", person))
        away, stands_in = self.contact(person, agency), self.town.speaker(deputy, agency).contact
        until = self.town.today + timedelta(days=days)
        is_there = deputy not in (person, "neighbour") and not stands_in.is_away(self.town.today)
        self.play(
            "leave", name, agency, Action.NAME_DEPUTY, name in ("head", person) and is_there and days >= 0,
            lambda at, me: at.handing.leave(away, me, until, stands_in.id),
        )  # fmt: skip

    @precondition(lambda self: any(one["deputy"] for one in self.town.tables.contacts.values()))
    @rule(who=WHO, agency=st.sampled_from(AGENCIES), person=st.sampled_from(PLACES))
    def come_back(self, who: str | int, agency: str, person: str) -> None:
        name, away = usual(who, ("head", person)), self.town.speaker(person, agency).contact
        self.play(
            "come_back", name, agency, Action.NAME_DEPUTY, name in ("head", person) and away.deputy is not None,
            lambda at, me: at.handing.come_back(away.id, me),
        )  # fmt: skip

    # Quiet

    @rule(who=WHO, which=WHICH, rung=st.sampled_from(RUNGS))
    def take_note(self, who: str | int, which: int, rung: str) -> None:
        """Once for each rung, and once for all the frequent ones of what is late; only of one's own agency's."""
        one, name = self.assignment(which), usual(who, PLACES)
        me = self.contact(name, one["agency"])
        stage = "overdue" if rung in ("overdue-1", "overdue-2", "overdue-5") else rung
        known = [
            (noted["assignment"], noted["contact"], noted["due"], noted["stage"])
            for noted in self.town.tables.all["acknowledgements"]
        ]
        self.play(
            "take_note", name, one["agency"], Action.WORK_ON_DUTY,
            one["due"] is not None and (one["id"], me, one["due"], stage) not in known,
            lambda at, me: at.quieting.take_note([(one["id"], rung)], me),
        )  # fmt: skip

    @rule(who=WHO, which=WHICH, days=st.one_of(st.integers(0, 10), st.integers(-1, 40)))
    def put_off(self, who: str | int, which: int, days: int) -> None:
        """To a later day, the deadline's own reminder at the latest, or the next one once that has passed."""
        one, wanted = self.assignment(which, *REMINDED), self.town.today + timedelta(days=days)
        due, calendar, possible = day(one["due"]), self.town.config.calendar, False
        if due is not None and one["status"] in REMINDED:
            own = calendar.on_or_before(due)
            after = next_rung(due, self.town.clock.now(), self.town.config.ladder, calendar).on
            possible = days > 0 and calendar.on_or_after(wanted) <= (own if own > self.town.today else after)
        self.play(
            "put_off", usual(who, PLACES), one["agency"], Action.WORK_ON_DUTY, possible,
            lambda at, me: at.quieting.put_off(one["id"], me, wanted),
        )  # fmt: skip

    # Duties that come, change and go

    @rule(
        who=st.sampled_from(GIVERS), agency=st.sampled_from(AGENCIES),
        to=st.sampled_from(["officer", "colleague", "neighbour"]), days=st.one_of(st.none(), st.integers(-1, 60)),
    )  # fmt: skip
    def give(self, who: str, agency: str, to: str, days: int | None) -> None:
        """A head to people of the agency, the others to the agency."""
        due = None if days is None else self.town.today + timedelta(days=days)
        is_head = who == "head"
        person = self.contact(to, agency)
        task = Task(text="Gửi số liệu", due=due, **({"people": (person,)} if is_head else {"agencies": (agency,)}))
        self.play(
            "give", who, agency, Action.GIVE_DUTY,
            (days is None or days >= 0) and not (is_head and to == "neighbour"),
            lambda at, me: at.tasks.give(me, task),
        )  # fmt: skip

    @rule(
        duty=DUTY, days=st.one_of(st.none(), st.integers(1, 90)), lead=LEADS, how=st.sampled_from(["write", "remove"])
    )
    def change_the_files(self, duty: str, days: int | None, lead: tuple[str, ...], how: str) -> None:
        """The directive is written anew: another deadline, other agencies, a duty that is taken out or put back."""
        others = {key: one for key, one in self.in_files.items() if key != duty}
        if how == "remove":
            self.sync(others)
            return
        due = None if days is None else self.town.today + timedelta(days=days)
        known = self.known[duty]
        wanted = replace(known, due=due, lead=lead if len(known.lead) > 1 else known.lead)
        self.known[duty] = replace(wanted, lead=known.lead)
        self.sync({**others, duty: wanted})

    @property
    def in_files(self) -> dict[str, Duty]:
        return {duty.id: duty for duty in self.files.duties}

    def sync(self, duties: dict[str, Duty]) -> None:
        before, self.files = self.in_files, replace(self.files, duties=tuple(duties.values()))
        step = self.town.sync(self.files)
        self.look(step)
        for was, one in step.changed("assignments"):
            asked = duties.get(one["duty"]) if one["directive"] == self.files.id else None
            assert one["status"] == "cancelled" or (asked and one["agency"] in asked.lead)
            assert was is None or was["status"] != "done", "what is done stays done"
        for one in step.after.assignments.values():
            asked, old = duties.get(one["duty"]), before.get(one["duty"])
            if one["directive"] != self.files.id or one["status"] == "done":
                continue
            assert (one["status"] != "cancelled") == bool(asked and one["agency"] in asked.lead)
            if asked and one["status"] != "cancelled" and (old is None or old.due != asked.due):
                assert day(one["due"]) == asked.due, "the deadline of the files counts"

    # Time

    @rule(hours=HOURS, settles=st.booleans())
    def turn(self, hours: int, settles: bool) -> None:
        """Days go by morning after morning; for weeks the bot is down, and a late tick catches up.

        Then what waits is fetched and sent, or the messenger is down for longer.
        """
        stride = 8 if 8 <= hours < WEEK else hours
        for _ in range(hours // stride):
            self.town.turn(stride)
            self.look(self.town.tick())
        again = self.town.tick()
        assert again.after.all == again.before.all, "a second tick does nothing"
        if settles:
            self.look(self.town.fetch())
            self.look(self.town.deliver())


def test_any_order_of_presses_in_any_weather_keeps_the_laws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class LifeHere(Life):
        plan = asyncio.run(draw_up(tmp_path))
        folder = tmp_path
        reaper = Reaper()
        counted: ClassVar = Counter[str]()
        totals: ClassVar = Counter[str]()

    watch(LifeHere.reaper, MemoryChannel, monkeypatch.setattr)
    how = CAMPAIGN if LONG else QUICK
    run_state_machine_as_test(LifeHere, settings=settings(how, suppress_health_check=list(HealthCheck)))
    counted, totals = LifeHere.counted, LifeHere.totals
    refused = sum(count for what, count in counted.items() if what.endswith("refused"))
    table = "\n".join(f"{what}: {count}" for what, count in sorted(counted.items()))
    sys.stdout.write(f"\n{table}\n")
    troubles = sorted(what for what in totals if "double" not in what)
    weather = ", ".join(f"{totals[what]} {what}" for what in troubles)
    tell(
        Figures(
            campaign="Any order of events",
            load=f"{how.max_examples} lives, {counted.total():,} steps, {refused:,} presses refused",
            faults=weather,
            lost=0,
            doubled=totals["doubled"],
            at_most=totals["may double"],
        )
    )
