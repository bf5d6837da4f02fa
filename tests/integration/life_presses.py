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
from tests.integration.life_laws import OPEN, PENDING, Witness, check
from tests.integration.life_machine import EVERYBODY, ICT, Plan, Press, Row, Services, Step, day, moment


def mostly(*usual: str) -> st.SearchStrategy[str]:
    """Choose among those whose business it is most of the time, else anybody."""
    return st.sampled_from([*usual * 6, *EVERYBODY])


AGENCY_SIDE = mostly("officer", "colleague", "head")
ICT_SIDE = mostly(*ICT)
DECIDERS = mostly(*ICT, "leaders")
ANYBODY = st.sampled_from(EVERYBODY)
ASSIGNMENT = st.sampled_from([*[0] * 8, *[1] * 3, *range(2, 9)])
TICKET = EXTENSION = st.sampled_from([0, 0, 0, 0, 1, 2])
DAYS = st.integers(-2, 45)
WEEK = timedelta(days=7)


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

    def play(self, what: str, who: str, agency: str, action: Action, possible: object, do: Press) -> bool:
        """Press, look at the laws, and hold the answer against what should be; tell whether it was taken."""
        speaker = self.town.speaker(who, agency)
        allowed = may(speaker.contact.actor, action, agency)
        step = self.town.press(what, speaker, do)
        self.look(step)
        told = f"{what} by {who}: {step.refused.reason if step.refused else 'taken'}"
        assert allowed or step.refused is not None, f"{told}, against the rights"
        assert (step.refused is None) == (bool(possible) and allowed), told
        return step.refused is None

    def look(self, step: Step) -> None:
        """Hold what happened against the laws."""
        self.counted[f"{step.what}: {'refused' if step.refused else 'taken'}"] += 1
        check(step, self.town.config)
        self.witness.look(step)

    def assignment(self, which: int, *fitting: str) -> Row:
        """Return an assignment: those in a fitting state come first, but for a wrong press there are the others."""
        return _pick(self.town.tables.assignments.values(), which, "status", fitting or OPEN)

    def ticket(self, which: int, *fitting: str) -> Row:
        return _pick(self.town.tables.tickets.values(), which, "state", fitting)

    def extension(self, which: int, *fitting: str) -> Row:
        return _pick(self.town.tables.extensions.values(), which, "state", fitting)

    def any(self, table: str, state: str, *fitting: str) -> bool:
        return any(row[state] in fitting for row in self.town.tables.all[table])

    def pending(self, assignment: int) -> bool:
        extensions = self.town.tables.extensions.values()
        return any(one["assignment"] == assignment and one["state"] in PENDING for one in extensions)

    def file(self, *, lost: bool) -> IncomingFile:
        self.number += 1
        ref = f"{'lost' if lost else 'kept'}-{self.number}"
        return IncomingFile(ref=ref, name="bien ban.pdf", kind=FileKind.DOCUMENT, size=1000)

    # Work and completion

    @rule(who=AGENCY_SIDE, which=ASSIGNMENT, figure=st.sampled_from([None, 0, 40, 100, 120, -1]))
    def progress(self, who: str, which: int, figure: int | None) -> None:
        one = self.assignment(which)
        most = 1_000_000 if one["duty"] == "mail" else 100
        possible = one["status"] in OPEN and (figure is None or 0 <= figure <= most)
        told = None if figure is None else Decimal(figure)
        self.play(
            "progress", who, one["agency"], Action.WORK_ON_DUTY, possible,
            lambda at, me: at.duties.progress(one["id"], me, told),
        )  # fmt: skip

    @rule(who=AGENCY_SIDE, which=ASSIGNMENT, lost=st.booleans())
    def lay_file(self, who: str, which: int, lost: bool) -> None:
        one, file = self.assignment(which), self.file(lost=lost)
        self.play(
            "lay_file", who, one["agency"], Action.WORK_ON_DUTY, one["status"] in OPEN,
            lambda at, me: at.completion.add_file(one["id"], me, file, None),
        )  # fmt: skip

    @rule(who=AGENCY_SIDE, which=ASSIGNMENT)
    def complete(self, who: str, which: int) -> None:
        """A file that is still being fetched has to be waited for."""
        one = self.assignment(which)
        me = self.town.speaker(who, one["agency"])
        draft = f"draft:{one['id']}:{me.contact.id}:{me.id}"
        waits = any(file["subject"] == draft and file["state"] == "waiting" for file in self.town.tables.all["files"])
        self.play(
            "complete", who, one["agency"], Action.WORK_ON_DUTY, one["status"] in OPEN and not waits,
            lambda at, me: at.completion.complete(one["id"], me, result="xong"),
        )  # fmt: skip

    @precondition(lambda self: self.any("assignments", "status", "submitted"))
    @rule(who=ICT_SIDE, which=ASSIGNMENT, accepts=st.booleans())
    def judge(self, who: str, which: int, accepts: bool) -> None:
        one = self.assignment(which, "submitted")

        async def do(at: Services, me: Speaker) -> None:
            if accepts:
                await at.completion.accept(one["id"], me)
            else:
                await at.completion.send_back(one["id"], me, "thiếu biên bản")

        what = "accept" if accepts else "send_back"
        self.play(what, who, one["agency"], Action.VERIFY, one["status"] == "submitted", do)

    # Obstacles

    @rule(who=AGENCY_SIDE, which=ASSIGNMENT)
    def open_ticket(self, who: str, which: int) -> None:
        one = self.assignment(which)
        self.play(
            "open_ticket", who, one["agency"], Action.REPORT_OBSTACLE, one["status"] in OPEN,
            lambda at, me: at.obstacles.open(one["id"], me, "thiếu kinh phí"),
        )  # fmt: skip

    @precondition(lambda self: self.town.tables.tickets)
    @rule(who=ANYBODY, which=TICKET, as_file=st.booleans())
    def say(self, who: str, which: int, as_file: bool) -> None:
        """The agency's own people speak, the ICT department, and the leaders once they were asked."""
        one, file = self.ticket(which, "open", "claimed", "answered", "escalated"), self.file(lost=False)
        action = Action.ANSWER_OBSTACLE if who in ICT else Action.REPORT_OBSTACLE
        possible = one["state"] != "resolved" and (who != "leaders" or one["escalated_at"])

        async def do(at: Services, me: Speaker) -> None:
            if as_file:
                await at.obstacles.add_file(one["id"], me, file)
            else:
                await at.obstacles.say(one["id"], me, "xin nói thêm")

        self.play("say", who, one["agency"], Action.DECIDE if who == "leaders" else action, possible, do)

    @precondition(lambda self: self.town.tables.tickets)
    @rule(who=ICT_SIDE, which=TICKET)
    def claim(self, who: str, which: int) -> None:
        one = self.ticket(which, "open")
        self.play(
            "claim", who, one["agency"], Action.ANSWER_OBSTACLE, one["state"] == "open",
            lambda at, me: at.obstacles.claim(one["id"], me),
        )  # fmt: skip

    @precondition(lambda self: self.town.tables.tickets)
    @rule(who=ICT_SIDE, which=TICKET)
    def escalate(self, who: str, which: int) -> None:
        one = self.ticket(which, "open", "claimed", "answered")
        self.play(
            "escalate", who, one["agency"], Action.ANSWER_OBSTACLE, one["state"] in ("open", "claimed", "answered"),
            lambda at, me: at.obstacles.escalate(one["id"], me, "xin ý kiến"),
        )  # fmt: skip

    @precondition(lambda self: self.any("tickets", "state", "escalated"))
    @rule(who=mostly("leaders"), which=TICKET)
    def decide(self, who: str, which: int) -> None:
        one = self.ticket(which, "escalated")

        async def do(at: Services, me: Speaker) -> None:
            await at.obstacles.to_decide(one["id"], me)
            await at.obstacles.say(one["id"], me, "đồng ý bổ sung kinh phí")

        self.play("decide", who, one["agency"], Action.DECIDE, one["state"] == "escalated", do)

    @precondition(lambda self: self.town.tables.tickets)
    @rule(who=ANYBODY, which=TICKET)
    def close(self, who: str, which: int) -> None:
        one = self.ticket(which, "open", "claimed", "answered", "escalated")
        action = Action.ANSWER_OBSTACLE if who in ICT else Action.REPORT_OBSTACLE
        self.play(
            "close", who, one["agency"], action, one["state"] != "resolved",
            lambda at, me: at.obstacles.resolve(one["id"], me),
        )  # fmt: skip

    @precondition(lambda self: self.any("tickets", "state", "resolved"))
    @rule(who=AGENCY_SIDE, which=TICKET)
    def reopen(self, who: str, which: int) -> None:
        one = self.ticket(which, "resolved")
        since = one["resolved_at"] and self.town.clock.now() - moment(one["resolved_at"])
        is_open = self.town.tables.assignments[one["assignment"]]["status"] in OPEN
        self.play(
            "reopen", who, one["agency"], Action.REPORT_OBSTACLE, since is not None and since <= WEEK and is_open,
            lambda at, me: at.obstacles.reopen(one["id"], me),
        )  # fmt: skip

    # Extensions

    @rule(who=AGENCY_SIDE, which=ASSIGNMENT, days=DAYS)
    def ask(self, who: str, which: int, days: int) -> None:
        one = self.assignment(which)
        wanted = (day(one["due"]) or self.town.today) + timedelta(days=days)
        possible = one["status"] in OPEN and one["due"] and days > 0 and not self.pending(one["id"])
        self.play(
            "ask", who, one["agency"], Action.ASK_EXTENSION, possible,
            lambda at, me: at.extending.ask(one["id"], me, wanted, "chờ vốn"),
        )  # fmt: skip

    @precondition(lambda self: self.any("extensions", "state", *PENDING))
    @rule(who=DECIDERS, which=EXTENSION, how=st.sampled_from(["grant", "refuse", "propose"]), days=DAYS)
    def decide_on_extension(self, who: str, which: int, how: str, days: int) -> None:
        one = self.extension(which, "asked")
        proposed = date.fromisoformat(one["due_before"]) + timedelta(days=days)
        presses: dict[str, Press] = {
            "grant": lambda at, me: at.extending.grant(one["id"], me),
            "refuse": lambda at, me: at.extending.refuse(one["id"], me, "chưa đủ căn cứ"),
            "propose": lambda at, me: at.extending.propose(one["id"], me, proposed),
        }
        possible = one["state"] == "asked" and (how != "propose" or days > 0)
        self.play(how, who, one["agency"], Action.GRANT_EXTENSION, possible, presses[how])

    @precondition(lambda self: self.any("extensions", "state", *PENDING))
    @rule(who=AGENCY_SIDE, which=EXTENSION, how=st.sampled_from(["take", "take", "withdraw"]))
    def answer_on_extension(self, who: str, which: int, how: str) -> None:
        one = self.extension(which, *(PENDING if how == "withdraw" else PENDING[1:]))
        presses: dict[str, Press] = {
            "take": lambda at, me: at.extending.take(one["id"], me),
            "withdraw": lambda at, me: at.extending.withdraw(one["id"], me),
        }
        possible = one["state"] == "proposed" or (how == "withdraw" and one["state"] == "asked")
        self.play(how, who, one["agency"], Action.ASK_EXTENSION, possible, presses[how])
