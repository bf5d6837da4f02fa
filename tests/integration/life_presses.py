"""What people press in the life of a duty, in any order; each rule says when its press is to be taken."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.channels.base import FileKind, IncomingFile
from bot.domain.rights import Action, may
from bot.services.base import Speaker
from bot.services.views import draft_subject
from tests.integration.life_laws import OPEN, PENDING, Witness, check
from tests.integration.life_machine import EVERYBODY, ICT, PLACES, Plan, Press, Row, Services, Step, day, moment

USUAL = [0, 1, 2]
WHO = st.sampled_from([*USUAL * 10, *EVERYBODY])
"""A number chooses among those whose business a press is; but anybody may press."""
WHICH = st.sampled_from([*[0] * 8, *[1] * 3, *range(2, 9)])
WORK = st.sampled_from(["progress", "lay_file", "complete", "complete", "accept", "accept", "send_back"])
FIGURE = st.sampled_from([None, 0, 40, 100, 120, -1])
OBSTACLE = st.sampled_from(["say", "add_file", "claim", "escalate", "escalate", "decide", "decide"])
END = st.sampled_from(["close", "reopen"])
EXTENSION = st.sampled_from(["grant", "grant", "refuse", "propose", "propose", "take", "take", "withdraw"])
DAYS = st.integers(-2, 45)
UNRESOLVED = ("open", "claimed", "answered", "escalated")
WEEK = timedelta(days=7)


HELP: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "say": ((*PLACES, *ICT, "leaders"), UNRESOLVED),
    "add_file": ((*PLACES, *ICT, "leaders"), UNRESOLVED),
    "claim": (ICT, ("open",)),
    "escalate": (ICT, UNRESOLVED[:3]),
    "decide": (("leaders",), ("escalated",)),
    "close": ((*ICT, "officer"), UNRESOLVED),
    "reopen": (PLACES, ("resolved",)),
}
"""Whose business a press on a ticket is, and in which states."""
HELP_ACTIONS = {
    "claim": Action.ANSWER_OBSTACLE,
    "escalate": Action.ANSWER_OBSTACLE,
    "decide": Action.DECIDE,
    "reopen": Action.REPORT_OBSTACLE,
}


FIRST = {"accept": "complete", "send_back": "complete", "decide": "escalate", "reopen": "close", "take": "propose"}


def _speaks(who: str, what: str) -> Action:
    """Return by what right somebody has a say in a ticket; the leaders only decide."""
    if who in ICT:
        return Action.ANSWER_OBSTACLE
    return Action.DECIDE if who == "leaders" and what != "close" else Action.REPORT_OBSTACLE


def usual(who: str | int, usual: Sequence[str]) -> str:
    return who if isinstance(who, str) else usual[who % len(usual)]


def _pick(rows: Iterable[Row], which: int, state: str, fitting: Sequence[str]) -> Row:
    known = sorted(rows, key=lambda row: row[state] not in fitting)
    return known[which % len(known)]


class Presses(RuleBasedStateMachine):
    """What may happen to a duty between "assigned" and "done"."""

    plan: ClassVar[Plan]
    folder: ClassVar[Path]
    counted: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.town = self.plan.found(self.runner, Path(mkdtemp(dir=self.folder)))
        self.witness = Witness(self.plan.config)
        self.number = 0

    def teardown(self) -> None:
        self.town.close()
        self.runner.close()

    # How a press is played

    def play(self, what: str, who: str, agency: str, action: Action, possible: object, do: Press) -> None:
        """Press, look at the laws, and hold the answer against what should be."""
        speaker = self.town.speaker(who, agency)
        allowed = may(speaker.contact.actor, action, agency)
        step = self.town.press(what, speaker, do)
        self.look(step)
        told = f"{what} by {who}: {step.refused.reason if step.refused else 'taken'}"
        assert allowed or step.refused is not None, f"{told}, against the rights"
        assert (step.refused is None) == (bool(possible) and allowed), told

    def look(self, step: Step) -> None:
        """Hold what happened against the laws."""
        self.counted[f"{step.what}: {'refused' if step.refused else 'taken'}"] += 1
        check(step, self.town.config)
        self.witness.look(step)

    def ripe(self, what: str, table: str, state: str, wants: dict[str, tuple[str, ...]]) -> str:
        """Return a press, or the one that has to come first where nothing is ripe for it yet."""
        rows = self.town.tables.all[table]
        if what not in wants or any(row[state] in wants[what] for row in rows):
            return what
        return FIRST[what]

    def assignment(self, which: int, *fitting: str) -> Row:
        """Return an assignment: those in a fitting state come first, but for a wrong press there are the others."""
        return _pick(self.town.tables.assignments.values(), which, "status", fitting or OPEN)

    def ticket(self, which: int, *fitting: str) -> Row:
        return _pick(self.town.tables.tickets.values(), which, "state", fitting)

    def extension(self, which: int, *fitting: str) -> Row:
        return _pick(self.town.tables.extensions.values(), which, "state", fitting)

    def file(self, *, lost: bool) -> IncomingFile:
        self.number += 1
        ref = f"{'lost' if lost else 'kept'}-{self.number}"
        return IncomingFile(ref=ref, name="bien ban.pdf", kind=FileKind.DOCUMENT, size=1000)

    # Work and completion

    @rule(what=WORK, who=WHO, which=WHICH, figure=FIGURE, lost=st.booleans())
    def work(self, what: str, who: str | int, which: int, figure: int | None, lost: bool) -> None:
        """Work on a duty until it is handed in; the ICT department says whether it is done."""
        what = self.ripe(what, "assignments", "status", {"accept": ("submitted",), "send_back": ("submitted",)})
        judged = what in ("accept", "send_back")
        one, file = self.assignment(which, *(("submitted",) if judged else OPEN)), self.file(lost=lost)
        name = usual(who, ICT if judged else PLACES)
        reached = None if figure is None else Decimal(figure)
        may_be = reached is None or (reached >= 0 and (reached <= 100 or one["duty"] == "mail"))
        presses: dict[str, tuple[object, Press]] = {
            "progress": (may_be, lambda at, me: at.duties.progress(one["id"], me, reached)),
            "lay_file": (True, lambda at, me: at.completion.add_file(one["id"], me, file, None)),
            "complete": (
                not self.waits_for_files(name, one),
                lambda at, me: at.completion.complete(one["id"], me, result="xong"),
            ),
            "accept": (True, lambda at, me: at.completion.accept(one["id"], me)),
            "send_back": (True, lambda at, me: at.completion.send_back(one["id"], me, "thiếu biên bản")),
        }
        possible, do = presses[what]
        stands = one["status"] == "submitted" if judged else one["status"] in OPEN
        action = Action.VERIFY if judged else Action.WORK_ON_DUTY
        self.play(what, name, one["agency"], action, stands and possible, do)

    def waits_for_files(self, who: str, one: Row) -> bool:
        """Tell whether a file that somebody laid beside their completion is still being fetched."""
        me = self.town.speaker(who, one["agency"])
        draft = draft_subject(one["id"], me.contact.id, me.id)
        return any(file["subject"] == draft and file["state"] == "waiting" for file in self.town.tables.all["files"])

    # Obstacles

    @rule(who=WHO, which=WHICH)
    def open_ticket(self, who: str | int, which: int) -> None:
        one = self.assignment(which)
        self.play(
            "open_ticket", usual(who, PLACES), one["agency"], Action.REPORT_OBSTACLE, one["status"] in OPEN,
            lambda at, me: at.obstacles.open(one["id"], me, "thiếu kinh phí"),
        )  # fmt: skip

    @precondition(lambda self: self.town.tables.tickets)
    @rule(what=OBSTACLE, who=WHO, which=WHICH)
    def help(self, what: str, who: str | int, which: int) -> None:
        """Take a ticket in hand, answer it, or take it up to the leaders, who decide."""
        self.press_ticket(what, who, which)

    @precondition(lambda self: self.town.tables.tickets)
    @rule(what=END, who=WHO, which=WHICH)
    def end(self, what: str, who: str | int, which: int) -> None:
        """Close a ticket, or take it up again."""
        self.press_ticket(what, who, which)

    def press_ticket(self, what: str, who: str | int, which: int) -> None:
        what = self.ripe(what, "tickets", "state", {"decide": ("escalated",), "reopen": ("resolved",)})
        whose, fitting = HELP[what]
        one, name = self.ticket(which, *fitting), usual(who, whose)
        action = HELP_ACTIONS.get(what) or _speaks(name, what)
        possible = one["state"] in fitting
        if what in ("say", "add_file") and name == "leaders":
            possible = possible and one["escalated_at"] is not None
        if what == "reopen" and possible:
            since = self.town.clock.now() - moment(one["resolved_at"])
            possible = since <= WEEK and self.town.tables.assignments[one["assignment"]]["status"] in OPEN
        self.play(what, name, one["agency"], action, possible, self.help_press(what, one["id"]))

    def help_press(self, what: str, ticket: int) -> Press:
        file = self.file(lost=False)

        async def decide(at: Services, me: Speaker) -> None:
            await at.obstacles.to_decide(ticket, me)
            await at.obstacles.say(ticket, me, "đồng ý bổ sung kinh phí")

        presses: dict[str, Press] = {
            "say": lambda at, me: at.obstacles.say(ticket, me, "xin nói thêm"),
            "add_file": lambda at, me: at.obstacles.add_file(ticket, me, file),
            "claim": lambda at, me: at.obstacles.claim(ticket, me),
            "escalate": lambda at, me: at.obstacles.escalate(ticket, me, "xin ý kiến"),
            "decide": decide,
            "close": lambda at, me: at.obstacles.resolve(ticket, me),
            "reopen": lambda at, me: at.obstacles.reopen(ticket, me),
        }
        return presses[what]

    # Extensions

    @rule(who=WHO, which=WHICH, days=DAYS)
    def ask(self, who: str | int, which: int, days: int) -> None:
        """Ask for a later deadline, one request at a time."""
        one = self.assignment(which)
        wanted = (day(one["due"]) or self.town.today) + timedelta(days=days)
        extensions = self.town.tables.extensions.values()
        pending = any(other["assignment"] == one["id"] and other["state"] in PENDING for other in extensions)
        self.play(
            "ask", usual(who, PLACES), one["agency"], Action.ASK_EXTENSION,
            one["status"] in OPEN and one["due"] and days > 0 and not pending,
            lambda at, me: at.extending.ask(one["id"], me, wanted, "chờ vốn"),
        )  # fmt: skip

    @precondition(lambda self: self.town.tables.extensions)
    @rule(what=EXTENSION, who=WHO, which=WHICH, days=DAYS)
    def answer(self, what: str, who: str | int, which: int, days: int) -> None:
        """Grant what was asked, refuse it or propose another day; take that, or the request back."""
        what = self.ripe(what, "extensions", "state", {"take": ("proposed",)})
        fitting = {"take": ("proposed",), "withdraw": PENDING}.get(what, ("asked",))
        one = self.extension(which, *fitting)
        proposed = date.fromisoformat(one["due_before"]) + timedelta(days=days)
        presses: dict[str, Press] = {
            "grant": lambda at, me: at.extending.grant(one["id"], me),
            "refuse": lambda at, me: at.extending.refuse(one["id"], me, "chưa đủ căn cứ"),
            "propose": lambda at, me: at.extending.propose(one["id"], me, proposed),
            "take": lambda at, me: at.extending.take(one["id"], me),
            "withdraw": lambda at, me: at.extending.withdraw(one["id"], me),
        }
        asks = what in ("take", "withdraw")
        self.play(
            what, usual(who, PLACES if asks else (*ICT, "leaders")), one["agency"],
            Action.ASK_EXTENSION if asks else Action.GRANT_EXTENSION,
            one["state"] in fitting and (what != "propose" or days > 0), presses[what],
        )  # fmt: skip
