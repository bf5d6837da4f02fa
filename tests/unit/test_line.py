"""How much may be on its way at once."""

import pytest

from bot.channels.limiter import Limiter
from bot.channels.line import Line
from bot.channels.memory import MemoryChannel


@pytest.mark.parametrize(("per_second", "most"), [(1, 32), (30, 32), (400, 100), (1000, 250), (5000, 256)])
def test_as_many_messages_are_in_hand_as_go_in_a_quarter_of_a_second(per_second: int, most: int) -> None:
    limiter = Limiter(per_second=per_second, per_chat_per_second=1, per_group_per_minute=20)
    assert Line(channel=MemoryChannel(), limiter=limiter, pace=0.0).most_in_hand == most


def test_it_follows_the_limit() -> None:
    limiter = Limiter(per_second=30, per_chat_per_second=1, per_group_per_minute=20)
    line = Line(channel=MemoryChannel(), limiter=limiter, pace=0.0)
    line.change(pace=0.0, per_second=1000, per_chat_per_second=1, per_group_per_minute=20)
    assert line.most_in_hand == 250
