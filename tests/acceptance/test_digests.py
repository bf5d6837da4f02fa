"""The weekly digest keeps its history: what was really said, on whatever day it arrived."""

import asyncio
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from bot.cli import main
from bot.domain.delivery import Delivered
from sandbox.model import Chat, Message
from tests.acceptance.conftest import PROVINCE, Open, Story

MAY = datetime(2009, 5, 15, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SIX_HOURS = 21_600  # in seconds
LAN, AWARENESS = "Hoàn thành mạng nội bộ", "Phổ biến văn bản về CNTT"


def digests(story: Story, place: Chat) -> list[Message]:
    return [one for one in story.from_bot(place) if one.text.startswith("📊 Bản tin tuần")]


def changes(message: Message) -> list[str]:
    """Return the lines of a digest that tell a change."""
    return [line for line in message.text.splitlines() if line.endswith(")") and ("(+" in line or "(-" in line)]


async def complete(story: Story, agency: str, title: str) -> None:
    officer = story.officer(agency)
    await story.open_duty(officer, title)
    await story.tap(officer, "done")
    await story.tap(officer, "skip")


@pytest.mark.parametrize("reader", [None, "huyen-a"])
async def test_the_command_shows_a_past_monday_as_it_was_said(
    stage: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str | None
) -> None:
    async with stage(start=MAY) as story:
        officer, expert = story.officer("huyen-a"), story.ict_members[0]
        await story.until(date(2009, 5, 20))
        await complete(story, "so-y-te", LAN)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        await story.tap(officer, "category_funding")
        await story.say(officer, "Chưa có kinh phí")
        ticket = story.last(story.ict)
        await story.until(date(2009, 5, 25), time(10))
        said = digests(story, story.ict if reader is None else story.head(reader))[-1].text

        await complete(story, "huyen-a", AWARENESS)
        await story.say(expert, "Đã bố trí", story.ict, reply_to=ticket)
        await story.tap(expert, "resolve", ticket, story.ict)
        await story.until(date(2009, 6, 2))
        assert digests(story, story.ict)[-1].text != said

        monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite:///{tmp_path}/story.db")
        agency = ["--agency", reader] if reader else []
        out = tmp_path / "digest"
        command = ["digest", "--at", "2009-05-25", "--out", str(out), "--config", str(PROVINCE), *agency]
        with pytest.raises(SystemExit) as end:
            await asyncio.to_thread(main, command)
        assert end.value.code == 0
        assert (out / "ban-tin.txt").read_text(encoding="utf-8") == f"{said}\n"
        if reader is None:
            assert (out / "tinh-hinh-2009-05-25.png").read_bytes().startswith(b"\x89PNG")
            register = load_workbook(out / "so-theo-doi-2009-05-25.xlsx")["Nhiệm vụ"]
            done = [row[3] for row in register.iter_rows(min_row=2, values_only=True) if row[7] is not None]
            assert done == [LAN]


async def test_a_digest_that_waited_tells_the_truth_of_its_arrival_and_the_next_one_goes_on_from_there(
    stage: Open,
) -> None:
    async with stage() as story:
        head, officer = story.head("so-y-te"), story.officer("so-y-te")
        await story.until(date(2009, 1, 6))
        await complete(story, "so-y-te", LAN)
        await story.open_duty(officer, AWARENESS)
        await story.tap(officer, "done")
        page = story.last(officer)
        story.scene.world.faults.switch("too_many_requests", True, SIX_HOURS)
        await story.until(date(2009, 1, 20))
        await story.tap(officer, "skip", page)
        await story.until(date(2009, 1, 21))
        assert len(digests(story, head)) == 1  # that of 5 January
        story.scene.world.faults.switch("too_many_requests", False)
        await story.until(date(2009, 1, 22), time(7))
        _, late = digests(story, head)
        assert late.text.splitlines()[:2] == ["📊 Bản tin tuần – Sở Y tế", "Tính đến thứ Tư 21/01/2009"]
        assert changes(late) == ["✅ Hoàn thành đúng hạn: 1 (+1)", "▫️ Chưa hoàn thành, trong hạn: 1 (-1)"]
        async with story.scene.house.store.look() as work:
            waited = [one for one in await work.outbox.list() if one.view == "digest" and one.state != Delivered.SENT]
            said = await work.digests.before("so-y-te", date(2009, 1, 22))
        assert {one.reason for one in waited} == {"a newer digest took its place"}
        assert said is not None
        assert said["done_no_deadline"] == 1  # done on the 20th, after the count of Monday: it was said all the same

        await story.until(date(2009, 1, 30))  # the first working day after Tết
        assert changes(digests(story, head)[-1]) == []
