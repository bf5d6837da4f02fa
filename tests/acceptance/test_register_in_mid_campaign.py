"""A directive is withdrawn, an agency renamed or dissolved, while reports are being written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app.house import House, build
from bot.documents.report_data import ConsolidatedReport
from bot.register.files import load_province
from bot.services.period_report import period_report
from bot.services.period_sources import read_sources
from bot.services.sync import Sync
from sandbox.model import Message
from tests.acceptance.conftest import PROVINCE, Open, Story, altered

MAY = datetime(2009, 5, 29, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
REPORTING = "reporting: {every: [half-year, year], to: ubnd-tinh, through: stttt, consolidated_by: stttt}"


@asynccontextmanager
async def restarted(story: Story, config: Path, tmp_path: Path) -> AsyncIterator[House]:
    """Start the bot again with other files, as after ``nhacviec sync``, and let its morning come."""
    province, directives = load_province(config)
    old = story.scene.house
    database = f"sqlite:///{tmp_path}/story.db"
    house = build(
        province, clock=old.clock, database_url=database, files=tmp_path / "files", channel=old.channel, paced=False
    )
    async with house.store.work() as work:
        await Sync(work, province).apply(directives, actor="test")
        await work.commit()
    await house.ticks.reports()
    await house.delivery.drain()
    yield house
    await house.store.stop()


def board(story: Story) -> str:
    """Return who has reported and who has not, as the ICT department's board has it now."""
    (message,) = [one for one in story.from_bot(story.ict) if "Chưa lập" in one.text]
    return message.text.partition("\n\n")[2]


def nags(story: Story, agency: str) -> list[date]:
    return [day for day, _ in story.mornings(story.officer(agency), "đầu năm 2009\nHạn thứ Ba 16/06/2009")]


async def test_a_withdrawn_directive_is_not_reported_on_and_what_was_written_is_there_when_it_comes_back(
    stage: Open, tmp_path: Path
) -> None:
    async with stage(start=MAY) as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 6, 1))
        await story.say(officer, "/baocao")
        page: Message = story.last(officer)
        await story.tap(officer, "section_remarks", page)
        await story.say(officer, "Đã tập huấn 45 cán bộ")
        async with restarted(story, altered(tmp_path, **{REPORTING: "reporting: none"}), tmp_path):
            assert board(story) == "✅ Đã gửi: 0\n\n✍️ Đang soạn: 0\n\n▫️ Chưa lập: 0"
        await story.until(date(2009, 6, 12))
        assert nags(story, "so-y-te") == nags(story, "huyen-a") == [date(2009, 6, 1)]
        await story.say(officer, "/baocao")
        assert story.last(officer).text == story.said("no_report")
        assert await story.tap(officer, "send_report", page) == story.said("gone")

        async with restarted(story, PROVINCE, tmp_path):
            assert "✍️ Đang soạn: 1\nSở Y tế\n\n▫️ Chưa lập: 2\nSở TT&TT, Huyện A" in board(story)
        await story.until(date(2009, 6, 15))
        assert nags(story, "huyen-a") == [date(2009, 6, 1), date(2009, 6, 15)]
        await story.say(officer, "/baocao")
        assert "Nhận xét chung: Đã tập huấn 45 cán bộ" in story.last(officer).text


async def test_agencies_are_renamed_dissolved_and_followed_by_others(stage: Open, tmp_path: Path) -> None:
    async with stage(start=MAY) as story:
        officer, head = story.officer("huyen-a"), story.head("huyen-a")
        await story.until(date(2009, 6, 1))
        await story.say(officer, "/baocao")
        await story.tap(officer, "send_report")
        await story.tap(head, "approve")
        merged = altered(
            tmp_path,
            **{
                "leaders: {name": "dissolved: {name: Đã giải thể, in_all: false}\n    leaders: {name",
                "name: UBND huyện A, short: Huyện A, kind: district}": (
                    "name: UBND huyện A, short: Huyện A, kind: dissolved}\n"
                    "    - {id: huyen-b, name: UBND huyện B, short: Huyện B, kind: district}"
                ),
                "[so-y-te, huyen-a]": "[so-y-te, huyen-b]",
                "name: Sở Y tế, short: Sở Y tế": "name: Sở Y tế và Dân số, short: Sở Y tế-DS",
            },
        )
        async with restarted(story, merged, tmp_path) as house, house.store.look() as work:
            assert board(story) == (
                "✅ Đã gửi: 1\nHuyện A\n\n✍️ Đang soạn: 0\n\n▫️ Chưa lập: 3\nSở TT&TT, Sở Y tế-DS, Huyện B"
            )
            period = house.config.reporting_calendar.period("2009-H1")
            mine = period_report(await read_sources(work, house.config, period, "so-y-te"), house.config)
            whole = period_report(await read_sources(work, house.config, period), house.config)
            asked = [one.reason for one in await work.outbox.list() if one.key.startswith("nag:4:t-11:")]
        assert mine.letterhead.issuer == "Sở Y tế và Dân số"
        assert isinstance(whole, ConsolidatedReport)
        silent = ["Sở Thông tin và Truyền thông", "Sở Y tế và Dân số", "UBND huyện B"]
        assert [one.name for one in whole.silent] == silent
        assert asked == ["nobody is enrolled"]  # who came later is asked at once, as soon as there is somebody
