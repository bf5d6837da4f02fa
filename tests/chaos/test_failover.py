"""The leader is killed while a burst drains: another goes on, nothing is lost, little is doubled."""

import random
from pathlib import Path
from statistics import median

import pytest

from tests.chaos.figures import LONG, Figures, tell
from tests.chaos.replicas import fleet

KILLS = 20 if LONG else 2
PEOPLE = 60
ENOUGH = 50  # messages that wait, so that each kill falls into a burst
WITHIN = 10.0  # seconds, as promised


@pytest.mark.parametrize("replicas", [2, 3] if LONG else [2])
async def test_another_goes_on_when_the_leader_is_killed(postgres_url: str, tmp_path: Path, replicas: int) -> None:
    chance = random.Random(replicas)  # noqa: S311 - the same kills each time
    gaps = []
    async with fleet(postgres_url, tmp_path, replicas=replicas, people=PEOPLE) as ships:
        await ships.ready(replicas - 1)
        for kill in range(KILLS):
            if kill:
                ships.start()
                await ships.ready(replicas - 1)
            await ships.owe(ENOUGH)
            await ships.sending(chance.randint(1, ENOUGH // 2))
            gaps.append(await ships.kill_leader())
        await ships.drained()
        lost, doubled = ships.count()
    at_most = sum(gap.in_hand for gap in gaps)
    tell(
        Figures(
            campaign=f"Failover, {replicas} replicas",
            load=f"{len(ships.owed):,} messages in bursts",
            faults=f"the leader killed {KILLS} times",
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
