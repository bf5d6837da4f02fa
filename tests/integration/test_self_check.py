"""Rows are broken on purpose: the daily self-check finds them, plans them anew and tells the administrator."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.app.house import House, build
from bot.channels.memory import MemoryChannel
from bot.clock import SimulatedClock
from bot.domain.ladder import Ladder, Timetable, rungs
from bot.domain.obstacles import Category
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.self_check import SelfCheck
from bot.services.sync import Sync
from bot.storage.database import transaction
from tests.unit.province import HANOI, WEEKDAYS_ONLY, directive, write_province

START = datetime(2009, 1, 5, tzinfo=UTC)
DUTIES = (
    '{id: lan, clause: "2", title: Mạng nội bộ, lead: [so-xd, huyen-a], due: 2009-03-31}',
    '{id: late, clause: "3", title: Việc gấp, lead: [so-xd], due: 2009-01-07}',
    '{id: upkeep, clause: "5", title: Bảo trì, lead: [so-xd], every: year, due: 12-15}',
    '{id: awareness, clause: "1", title: Phổ biến, lead: [all], ongoing: true}',
)
REPORTING = "reporting: {every: [half-year], to: ubnd-tinh, through: stttt}\n"


class Watched:
    """A house whose clock is turned by hand, with an administrator in it."""

    def __init__(self, house: House, clock: SimulatedClock, channel: MemoryChannel) -> None:
        self.house = house
        self.clock = clock
        self.channel = channel

    async def broken(self, statement: str) -> None:
        async with transaction(self.house.store.engine) as connection:
            await connection.execute(text(statement))
            await connection.commit()

    async def check(self) -> list[str]:
        """Run the tick; return what the administrator reads then."""
        before = len(self.channel.sent)
        await self.house.ticks.self_check()
        await self.house.delivery.drain()
        return [said.message.html for said in self.channel.sent[before:] if said.address.chat == "an"]

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        async with self.house.store.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]

    async def sound(self) -> bool:
        async with self.house.store.look() as work:
            return not (await SelfCheck(work, self.house.config).look()).any


@pytest_asyncio.fixture
async def watched(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Watched]:
    config, directives = load_province(write_province(tmp_path, directive(*DUTIES, reporting=REPORTING)))
    clock, channel = SimulatedClock(START), MemoryChannel()
    house = build(
        config,
        clock=clock,
        database_url=sqlite_url,
        files=tmp_path / "files",
        channel=channel,
        paced=False,
    )
    await house.store.start()
    async with house.store.work() as work:
        for chat, role, agency in (("an", Role.ADMIN, "stttt"), ("lan", Role.OFFICER, "so-xd")):
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="memory", chat=chat, name=chat, agency=agency, role=role,
                language="vi", forum=False, now=work.now,
            )  # fmt: skip
        await Sync(work, config).apply(directives, actor="test")
        await work.commit()
    await house.delivery.drain()
    yield Watched(house, clock, channel)
    await house.store.stop()


def alarm(assignments: int = 0, reports: int = 0, tickets: int = 0) -> str:
    return (
        "🛠️ <b>Báo quản trị viên</b>\n"
        f"Tự kiểm tra hằng ngày: {assignments} phân công, {reports} báo cáo và {tickets} vướng mắc chưa có lịch nhắc "
        "đúng. Bot đã lập lại lịch; nếu có mốc đã lỡ, mốc mới nhất sẽ được gửi bù. Nếu lịch nhắc trong config.yaml vừa "
        "được đổi thì đây là việc bình thường; nếu không, mời xem bằng lệnh nhacviec audit và báo người phát triển."
    )


async def test_where_all_is_planned_it_says_nothing_and_writes_nothing(watched: Watched) -> None:
    for days in range(0, 120, 9):
        watched.clock.move_to(START + timedelta(days=days, hours=2))
        await watched.house.ticks.catch_up()
        assert await watched.check() == []
    assert await watched.rows("SELECT count(*) FROM audit WHERE action = 'replan'") == [(0,)]


async def test_a_plan_that_was_lost_is_made_again_and_what_was_missed_is_sent(watched: Watched) -> None:
    await watched.broken("UPDATE assignments SET next_at = NULL WHERE due IS NOT NULL AND agency = 'so-xd'")
    watched.clock.move_to(datetime(2009, 3, 24, 1, tzinfo=UTC))  # a week before the deadline, unnoticed so far
    await watched.house.ticks.reminders()
    assert await watched.check() == [alarm(assignments=3)]
    assert await watched.sound()

    await watched.house.ticks.reminders()
    await watched.house.delivery.drain()
    (told,) = [one.message.html for one in watched.channel.sent if one.address.chat == "lan"][-1:]
    assert "Mạng nội bộ" in told
    assert "Việc gấp" in told
    skipped = await watched.rows(
        "SELECT key FROM outbox WHERE state = 'skipped' AND due = '2009-03-31' AND key LIKE 'rung:1:%' ORDER BY id"
    )
    assert [str(key[0]).split(":")[3] for key in skipped] == ["t-30", "t-14"]
    on_record = await watched.rows("SELECT actor, subject, facts FROM audit WHERE action = 'replan'")
    assert sorted(on_record) == [
        ("system", "self-check", f'{{"about": "assignment:{assignment}"}}') for assignment in (1, 3, 4)
    ]


async def test_it_tells_once_a_day(watched: Watched) -> None:
    for _ in range(2):
        await watched.broken("UPDATE assignments SET next_at = NULL WHERE id = 1")
        await watched.check()
        assert await watched.sound()
    assert await watched.rows("SELECT count(*) FROM outbox WHERE view = 'alarm'") == [(1,)]


@pytest.mark.parametrize("moved", ["'2009-03-17 00:00:00.000000'", "'2009-01-06 01:00:00.000000'"])
async def test_a_plan_that_is_not_what_the_ladder_says_is_put_right(watched: Watched, moved: str) -> None:
    planned = await watched.rows("SELECT id, next_at FROM assignments ORDER BY id")
    await watched.broken(f"UPDATE assignments SET next_at = {moved} WHERE id = 1")  # noqa: S608 - a test's own words
    assert await watched.check() == [alarm(assignments=1)]
    assert await watched.rows("SELECT id, next_at FROM assignments ORDER BY id") == planned


async def test_another_ladder_in_the_config_is_followed_from_the_next_morning_on(watched: Watched) -> None:
    changed = watched.house.config.model_copy(update={"ladder": Ladder(before=(21, 0))})
    async with watched.house.store.work() as work:
        check = SelfCheck(work, changed)
        assert await check.mend(await check.look()) == 4
        assert not (await check.look()).any
        await work.commit()
    (row,) = await watched.rows("SELECT next_at FROM assignments WHERE id = 1")
    assert str(row[0]).startswith("2009-03-10 01:00:00")


async def test_a_report_and_an_obstacle_that_nobody_would_be_told_of_are_found(watched: Watched) -> None:
    async with watched.house.store.work() as work:
        await work.tickets.open(
            assignment=1, agency="so-xd", category=Category.OTHER, text="Thiếu máy", by=2, year=2009, now=work.now,
            next_at=None,
        )  # fmt: skip
        await work.commit()
    assert await watched.check() == [alarm(tickets=1)]
    assert await watched.sound()

    watched.clock.move_to(datetime(2009, 6, 1, 1, tzinfo=UTC))
    await watched.house.ticks.catch_up()
    await watched.broken("UPDATE reports SET next_at = NULL")
    owing = (await watched.rows("SELECT count(*) FROM reports"))[0][0]
    assert await watched.check() == [alarm(reports=int(str(owing)))]
    assert await watched.sound()


def test_a_timetable_knows_every_rung_that_is_sent_and_no_other() -> None:
    due, ladder = date(2009, 4, 30), Ladder()
    timetable = Timetable(due, ladder, WEEKDAYS_ONLY)
    coming = rungs(due, ladder=ladder, calendar=WEEKDAYS_ONLY)
    sent = [rung.at for rung in (next(coming) for _ in range(40)) if not rung.merged]
    before = datetime.combine(date(2009, 1, 1), time(), tzinfo=HANOI)
    assert [timetable.after(moment) for moment in (before, *sent[:-1])] == sent
    assert timetable.after(sent[3] - timedelta(seconds=1)) == sent[3]
