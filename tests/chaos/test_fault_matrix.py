"""Every fault of the messenger against every kind of notice: all pairs in the long form, some of each in the short.

The long form is played with NHACVIEC_CAMPAIGN=1 (``make chaos``); both print their figures.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SimulatedClock
from bot.register.files import load_province
from bot.texts.render import Texts
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.acceptance.conftest import PROVINCE
from tests.chaos.fault_matrix import TUESDAY, Matrix, wrong
from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.matrix_faults import FAULTS, Facts, Fault
from tests.chaos.matrix_kinds import Kind, kinds

SHORT = {
    "asked to wait": "reminder",
    "broken server": "digest",
    "broken gateway": "duty, edited",
    "line cut": "ticket",
    "answer lost": "digest with its picture",
    "line cut in an edit": "board, edited",
    "an edit's answer lost": "verify, edited",
    "token revoked": "welcome",
    "token unknown": "verdict",
    "markup refused": "report",
    "buttons refused": "duties",
    "refused as it is": "extension",
    "refused for good": "walk",
    "text empty": "said",
    "text too long": "removed, many",
    "picture refused": "plot",
    "file too large": "paper",
    "no message to reply to": "answer that replies",
    "blocked": "nag",
    "account deleted": "help",
    "never opened": "ticket_opened",
    "no such chat": "escalation",
    "kicked": "ticket_word",
    "muted": "silent",
    "files not allowed": "file",
    "chat moved": "waiting",
    "message gone": "board, edited",
    "topic deleted": "ticket in its topic",
    "topic closed": "answer in a topic",
    "no more topics": "ticket in its topic",
}
"""Which kind of notice each fault strikes in the short form."""


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Matrix, list[Kind]]]:
    config, directives = load_province(PROVINCE)
    clock = SimulatedClock(TUESDAY)
    async with SandboxServer(World(clock)) as server:
        matrix = Matrix(server, folder, config, clock, Texts())
        known = await matrix.open(directives)
        try:
            yield matrix, kinds(known)
        finally:
            await matrix.close()


async def test_every_fault_has_the_outcome_for_every_kind_that_the_table_tells(tmp_path: Path) -> None:
    async with opened(tmp_path) as (matrix, all_kinds):
        by_name = {kind.name: kind for kind in all_kinds}
        assert len(by_name) == len(all_kinds)
        assert set(SHORT) == {fault.name for fault in FAULTS}
        count = Count()
        if LONG:
            for kind in all_kinds:
                await count.all_of(matrix, kind)
        else:
            for fault in FAULTS:
                facts = await count.play(matrix, by_name[SHORT[fault.name]], fault)
                assert fault.strikes(facts), f"{fault.name} does not strike {SHORT[fault.name]}"
    tell(
        Figures(
            campaign="Faults of the messenger",
            load=f"{count.played:,} deliveries, {len(all_kinds)} kinds of notice",
            faults=f"{count.struck:,} faults of {len(FAULTS)} kinds",
            lost=len(count.wrong),
            doubled=count.doubled,
            at_most=count.unanswered,
            note=f"{count.idle:,} pairs where the fault cannot strike" if LONG else "",
        )
    )
    assert not count.wrong, "\n".join(count.wrong)


@dataclass
class Count:
    """What was played, and what came of it."""

    played: int = 0
    struck: int = 0
    idle: int = 0
    doubled: int = 0
    unanswered: int = 0
    wrong: list[str] = field(default_factory=list)

    async def all_of(self, matrix: Matrix, kind: Kind) -> None:
        """Play a kind without any fault, and with each that can strike it."""
        facts = await self.play(matrix, kind, None)
        for fault in FAULTS:
            if fault.strikes(facts):
                await self.play(matrix, kind, fault)
            else:
                self.idle += 1

    async def play(self, matrix: Matrix, kind: Kind, fault: Fault | None) -> Facts:
        came, facts = await matrix.play(kind, fault)
        self.played += 1
        self.struck += fault is not None
        self.unanswered += came.row.unanswered
        self.doubled += came.seen - facts.whole if came.row.unanswered else 0
        if (why := wrong(fault, came, facts)) is not None:
            self.wrong.append(f"{fault.name if fault else 'no fault'} × {kind.name}: {why}")
        return facts
