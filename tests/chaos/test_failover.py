"""The leader ends while a burst drains: another goes on, nothing is lost, little is doubled."""

import random
from pathlib import Path
from signal import Signals
from statistics import median

import pytest

from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.replicas import fleet

PEOPLE = 60
BURST = 50  # messages owed before each end of a leader
WITHIN = 10.0  # seconds, as promised
ENDS = {Signals.SIGKILL: "killed", Signals.SIGSTOP: "frozen for a while", Signals.SIGTERM: "told to stop"}

SHORT_FORM = [(2, Signals.SIGKILL, 2)]
LONG_FORM = [
    (2, Signals.SIGKILL, 20),
    (3, Signals.SIGKILL, 20),
    (2, Signals.SIGSTOP, 5),
    (2, Signals.SIGTERM, 5),
]


@pytest.mark.parametrize(
    ("replicas", "how", "times"), LONG_FORM if LONG else SHORT_FORM, ids=lambda one: getattr(one, "name", str(one))
)
async def test_another_goes_on_when_the_leader_ends(
    postgres_url: str, tmp_path: Path, replicas: int, how: Signals, times: int
) -> None:
    chance = random.Random(replicas)  # noqa: S311 - the same moments each time
    gaps = []
    async with fleet(postgres_url, tmp_path, replicas=replicas, people=PEOPLE) as ships:
        for _ in range(times):
            await ships.ready(replicas - 1)
            await ships.owe(BURST)
            await ships.sending(chance.randint(1, BURST // 2))
            gaps.append(await ships.end_leader(how))
        await ships.drained()
        lost, doubled = ships.count()
    at_most = 0 if how is Signals.SIGTERM else sum(gap.in_hand for gap in gaps)
    tell(
        Figures(
            campaign=f"Failover, {replicas} replicas, the leader {ENDS[how]}",
            load=f"{len(ships.owed):,} messages in bursts",
            faults=f"{times} times",
            lost=lost,
            doubled=doubled,
            at_most=at_most,
            note=f"nobody led for {_spread([gap.led for gap in gaps])}, and nothing was sent for"
            f" {_spread([gap.sent for gap in gaps])}",
        )
    )
    assert lost == 0
    assert doubled <= at_most
    assert max(gap.led for gap in gaps) < WITHIN


def _spread(seconds: list[float]) -> str:
    return f"{median(seconds):.1f} s (at most {max(seconds):.1f} s)"
