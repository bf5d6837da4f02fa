"""What the bot logs while it lives through troubles: actions and ids, in JSON, and not a word of anybody's."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text

from bot import logs
from bot.services.obstacles import Obstacles
from bot.texts.render import Texts
from tests.acceptance.conftest import Open

LAN = "Hoàn thành mạng nội bộ"
WORDS = "Chưa có kinh phí"
SHORTEST = 6  # characters: below that, what somebody wrote is in any log by chance


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged, by us and by the libraries."""
    found, root = StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(json=True, stream=found)
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)


def unreadable(*given: object) -> str:
    raise ValueError(f"cannot say {given}: {WORDS}")


async def test_no_word_and_no_token_is_logged_whatever_happens(
    stage: Open, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = Obstacles.open
    failed = False

    async def fails_once(self: Obstacles, *given: Any, **named: Any) -> Any:
        nonlocal failed
        if not failed:
            failed = True
            words = {"words": f"{given} {named} {WORDS}"}
            await self.work._connection.execute(text("INSERT INTO audit (subject) VALUES (:words)"), words)
        return await opens(self, *given, **named)

    monkeypatch.setattr(Obstacles, "open", fails_once)
    async with stage() as story:
        officer, head = story.officer("so-y-te"), story.head("huyen-a")
        world = story.scene.world
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        await story.tap(officer, "category_funding")
        await story.say(officer, WORDS)
        assert "VM-2009-0001" in story.last(story.ict).text

        world.faults.switch("file_gone")
        await story.send_file(officer, "Biên bản mật.pdf", caption="Xin gửi biên bản nghiệm thu")
        world.faults.switch("server_error", True, times=2)
        await story.say(officer, "/tim mạng nội bộ của Sở Y tế")
        world.faults.switch("too_many_requests", True, 40, times=1)
        story.scene.people.block(head)
        await story.until(date(2009, 1, 5))
        monkeypatch.setattr(Texts, "render", unreadable)
        await story.say(officer, "/nhiemvu")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= {*line} for line in lines)
    happened = {(line["logger"], line["event"]) for line in lines}
    assert {
        ("intake", "taken"),
        ("intake", "not taken"),
        ("delivery", "not sent"),
        ("delivery", "not composed"),
    } <= happened
    assert any(line.get("fault", "").startswith("IntegrityError < ") for line in lines)

    written = {
        line.strip() for chat in world.chats.values() for one in world.history(chat) for line in one.text.split("\n")
    }
    secrets = {one for one in written if len(one) >= SHORTEST} | {person.name for person in world.persons.values()}
    secrets |= {world.token, world.token.partition(":")[2], "Biên bản mật", WORDS}
    assert len(secrets) > 50
    decoded = "\n".join(str(value) for line in lines for value in line.values())
    assert [one for one in sorted(secrets) if one in decoded or one in log.getvalue()] == []
