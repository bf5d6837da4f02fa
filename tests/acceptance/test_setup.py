"""Changing things while the bot runs: config read anew, the directive files' changes applied by an administrator."""

from datetime import date, datetime, time
from pathlib import Path

from bot.app.reloading import reload
from bot.domain.rights import Role
from sandbox.model import Message, Person
from tests.acceptance.conftest import Open, Story
from tests.acceptance.test_changes_and_outages import change, copy
from tests.unit.province import HANOI

DUTY = "Hoàn thành mạng nội bộ"
LATER = ("coordinating: [stttt], due: 2009-03-31", "coordinating: [stttt], due: 2009-05-29")
LATEST = ("coordinating: [stttt], due: 2009-05-29", "coordinating: [stttt], due: 2009-06-30")


async def administrator(story: Story, name: str = "Phạm Quản Trị") -> Person:
    return await story.enrol("stttt", Role.ADMIN, name)


def change_config(config: Path, old: str, new: str) -> None:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


def add_to_config(config: Path, lines: str) -> None:
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{lines}\n", encoding="utf-8")


def proposals(story: Story, person: Person) -> list[Message]:
    return [one for one in story.from_bot(person) if one.text.startswith("📑")]


async def test_config_is_read_anew_and_counts_at_once_but_with_mistakes_it_is_refused_whole(
    stage: Open, tmp_path: Path
) -> None:
    config = copy(tmp_path)
    async with stage(config, datetime(2009, 2, 26, 7, 30, tzinfo=HANOI)) as story:
        admin, officer = await administrator(story), story.officer("so-y-te")
        add_to_config(config, "ladder: {at: 09:30}\nchannels: {telegram: {per_second: 5}}")
        await story.say(admin, "/napcauhinh")
        assert story.last(admin).text.startswith(
            "⚙️ Đã nạp lại cấu hình\nCác mục thay đổi, có hiệu lực ngay: ladder, channels.\n\nMã bot, cơ sở dữ liệu,"
        )
        counts = story.scene.house.config
        add_to_config(config, "digest: {weekday: someday}")
        line = len(config.read_text(encoding="utf-8").splitlines())
        change(config, LATER[0], "coordinating: [stttt], due: 2009-02-30")
        await story.say(admin, "/napcauhinh")
        text = story.last(admin).text
        assert text.startswith(
            "⛔️ Cấu hình mới có lỗi nên không được nạp\n"
            "Bot vẫn chạy với cấu hình cũ. Mời sửa các lỗi sau rồi nạp lại.\n"
        )
        assert f"{config}:{line} weekday: 'someday' is not one of monday, tuesday" in text
        assert "ct.yaml:4 due: 2009-02-30 does not exist: February has 28 days" in text
        assert story.scene.house.config is counts
        await story.until(date(2009, 2, 27), time(10))
        assert story.mornings(officer, "Nhắc việc") == [(date(2009, 2, 27), time(9, 30))]


async def test_a_change_of_the_files_is_shown_and_applied_by_one_press(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config) as story:
        first, second = await administrator(story), await administrator(story, "Lê Thị Hai")
        officer = story.officer("so-y-te")
        change(config, *LATER)
        await story.say(first, "/napcauhinh")
        reloaded, asked = story.from_bot(first)[-2:]
        if reloaded.text.startswith("📑"):
            reloaded, asked = asked, reloaded
        assert "Tệp văn bản chỉ đạo cũng có thay đổi" in reloaded.text
        assert asked.text.startswith(
            "📑 Thay đổi văn bản chỉ đạo chờ áp dụng\nTệp văn bản chỉ đạo có thay đổi: thêm 0, sửa 1, bỏ 0 nhiệm vụ.\n"
        )
        assert "✏️ 2. Hoàn thành mạng nội bộ\n▸ thời hạn: thứ Ba 31/03/2009 → thứ Sáu 29/05/2009" in asked.text
        (other,) = proposals(story, second)

        counts = story.scene.house.config
        for person in (officer, story.head("so-y-te")):
            await story.say(person, "/napcauhinh")
            assert story.last(person).text == story.said("not_allowed")
            for press in ("apply:1", "drop:1", "proposal:1:1"):
                assert await story.press_stale(person, story.last(person), press) == story.said("not_allowed")
        assert story.scene.house.config is counts

        assert await story.tap(second, "apply", message=other) == "Đã áp dụng."
        when = "07:30 05/01/2009"
        for person in (first, second):
            assert proposals(story, person)[0].text.startswith(f"📑 Thay đổi đã được áp dụng (Lê Thị Hai, {when})\n")
        assert "thứ Sáu 29/05/2009" in story.last(officer).text
        assert await story.press_stale(first, asked, "drop:1") == story.said(
            "proposal_stale", state="applied", who="Lê Thị Hai", when=when
        )
        async with story.scene.house.store.look() as work:
            events = [(one.actor, one.action) async for one in work.audit.since() if "sync" in one.action]
        assert [action for _, action in events] == ["sync", "propose_sync", "sync"]
        assert events[-1][0].startswith("contact:")


async def test_what_is_no_longer_so_is_shown_anew_and_what_was_dropped_may_be_asked_again(
    stage: Open, tmp_path: Path
) -> None:
    config = copy(tmp_path)
    async with stage(config) as story:
        admin = await administrator(story)
        change(config, *LATER)
        await story.say(admin, "/napcauhinh")
        await story.say(admin, "/napcauhinh")  # what waits already is not sent again
        (asked,) = proposals(story, admin)
        assert await story.tap(admin, "drop", message=asked) == "Đã hủy, không áp dụng."
        assert proposals(story, admin)[0].text.startswith("📑 Thay đổi đã bị hủy, không áp dụng (Phạm Quản Trị, ")
        await story.say(admin, "/napcauhinh")
        _, asked = proposals(story, admin)
        change(config, *LATEST)
        assert await story.tap(admin, "apply", message=asked) == story.said("proposal_outdated")
        _, old, new = proposals(story, admin)
        assert old.text.startswith("📑 Thay đổi này đã cũ, không áp dụng được nữa")
        assert old.buttons == []
        assert "▸ thời hạn: thứ Ba 31/03/2009 → thứ Ba 30/06/2009" in new.text

        change(config, "due: 2009-06-30", "due: soon")
        assert (await story.tap(admin, "apply", message=new) or "").startswith("Tệp văn bản chỉ đạo có 1 lỗi nên chưa")
        change(config, "due: soon", "due: 2009-03-31")
        assert await story.tap(admin, "apply", message=new) == story.said("nothing_to_apply")
        async with story.scene.house.store.look() as work:
            assert {one.due for one in await work.assignments.of_duty("ct", "lan")} == {date(2009, 3, 31)}


async def test_what_a_signal_did_is_told_to_the_administrators(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config) as story:
        admin, house = await administrator(story), story.scene.house
        add_to_config(config, "ladder: {at: 09:30}")
        await reload(house)
        await story.settle()
        add_to_config(config, "ladder: {at: 10:30}")
        await reload(house)
        await story.settle()
        assert house.config.ladder.at == time(9, 30)
        taken, refused = story.from_bot(admin)[-2:]
        assert taken.text.startswith("⚙️ Đã nạp lại cấu hình\nCác mục thay đổi, có hiệu lực ngay: ladder.")
        assert "'ladder' is written twice" in refused.text
