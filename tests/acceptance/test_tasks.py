"""A duty given in chat lives like any other: written, addressed, dated, shown, given, reminded of, done."""

import shutil
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.duties import Origin
from bot.domain.rights import Role
from bot.register.export import directive_yaml
from bot.register.files import load_province
from bot.services.stored import stored_directives
from bot.services.sync import Sync
from sandbox.model import Person
from tests.acceptance.conftest import OFFICE, Open, Story

TEXT = "Báo cáo số máy tính đang dùng"


async def give(story: Story, member: Person) -> None:
    """Give a duty to two agencies from the ICT group, all by typing."""
    group = story.ict
    await story.say(member, f"/giaoviec {TEXT}", group)
    await story.say(member, "so y te, Huyện A", group, reply_to=story.last(group))
    await story.say(member, "20/3", group, reply_to=story.last(group))
    await story.tap(member, "give", chat=group)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_ict_department_gives_a_duty_to_agencies(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        member, officer = story.ict_members[0], story.officer("so-y-te")
        group = story.ict
        await story.speak(language, officer)
        await story.say(member, "/giaoviec", group)
        await story.say(member, TEXT, group, reply_to=story.last(group))
        asked = story.last(group)
        await story.tap(member, "choose", asked, group, name="Sở Y tế")
        await story.tap(member, "kind", asked, group, name="UBND huyện")
        assert story.label("chosen", name="Huyện B") in story.buttons(asked)
        await story.tap(member, "chosen", asked, group, name="Huyện B")
        await story.tap(member, "enough", asked, group)
        await story.say(member, "thứ sáu tuần sau nữa", group, reply_to=asked)
        ready = story.last(group)
        assert {"vi": "Thời hạn: thứ Sáu 20/03/2009", "en": "Deadline: Fri 20 Mar 2009"}[language] in ready.text
        assert {"vi": "Nơi nhận: Sở Y tế, UBND huyện A", "en": "To: Sở Y tế, UBND huyện A"}[language] in ready.text
        await story.tap(member, "give", ready, group)
        assert ready.text == story.said("task_given", language, count=2)

        told = story.last(officer)
        assert (
            told.text.splitlines()
            == {
                "vi": [
                    f"📝 Sở Thông tin và Truyền thông giao việc (người giao: {member.name})",
                    f"▫️ {TEXT}",
                    "Hạn thứ Sáu 20/03/2009 – còn 18 ngày",
                    "Nơi nhận: Sở Y tế",
                ],
                "en": [
                    f"📝 Sở Thông tin và Truyền thông gives a duty (by {member.name})",
                    f"▫️ {TEXT}",
                    "Due Fri 20 Mar 2009 – 18 days left",
                    "To: Sở Y tế",
                ],
            }[language]
        )
        await story.until(date(2009, 3, 13))
        assert [day for day, at in story.mornings(officer, TEXT) if at == time(8)] == [
            date(2009, 3, 6),
            date(2009, 3, 13),
        ]
        await story.tap(officer, "done", told)
        await story.say(officer, "Có 120 máy")
        page = story.last(group)
        assert page.text.startswith(f"✅ {TEXT}")
        assert "Có 120 máy" in page.text


async def test_leaders_give_duties_to_all_of_a_kind_and_a_sync_leaves_them_alone(stage: Open) -> None:
    async with stage(OFFICE) as story:
        leader = story.leader_members[0]
        await story.say(leader, f"/giaoviec {TEXT}", story.leaders)
        await story.say(leader, "UBND huyện; Sở Nội vụ", story.leaders, reply_to=story.last(story.leaders))
        await story.tap(leader, "no_due", chat=story.leaders)
        await story.tap(leader, "give", chat=story.leaders)
        assert story.last(story.leaders).text == story.said("task_given", count=3)
        _, directives = load_province(OFFICE)
        async with story.scene.house.store.work() as work:
            plan = await Sync(work, story.config).apply(directives, actor="test")
            await work.commit()
        assert plan.difference.is_empty
        async with story.scene.house.store.look() as work:
            found, total = await work.assignments.search(["bao", "cao"], agency=None, offset=0, limit=10)
        assert (total, {one.agency for one in found}) == (3, {"huyen-a", "huyen-b", "so-noi-vu"})


async def test_a_head_gives_a_duty_to_an_officer_and_only_there(stage: Open) -> None:
    async with stage(OFFICE) as story:
        head, first = story.head("so-y-te"), story.officer("so-y-te")
        second = await story.enrol("so-y-te", Role.OFFICER, "Đỗ Thu Hà")
        await story.say(head, f"/giaoviec {TEXT}")
        assert "Giao cho ai? Bấm chọn, hoặc gõ họ tên." in story.last(head).text
        await story.say(head, "Huyện A")
        assert story.last(head).text == story.said("task_unknown", names="Huyện A")
        await story.say(head, "do thu ha")
        await story.say(head, "20/3")
        await story.tap(head, "give")
        assert story.last(head).text == story.said("task_given", count=1)
        assert story.last(second).text.startswith(f"📝 Sở Y tế giao việc (người giao: {head.name})")
        await story.until(date(2009, 3, 13))
        assert story.mornings(second, TEXT)[-1] == (date(2009, 3, 13), time(8))
        assert story.mornings(first, TEXT) == []
        await story.say(first, f"/giaoviec {TEXT}")
        assert story.last(first).text == story.said("not_allowed")


async def test_what_is_unclear_is_asked_again_and_nothing_is_lost(stage: Open) -> None:
    async with stage(OFFICE) as story:
        member, group = story.ict_members[0], story.ict
        await story.say(member, f"/giaoviec {TEXT}", group)
        who = story.last(group)
        await story.say(member, "Sở Y tế và Sở Xa Lạ", group, reply_to=who)
        assert story.last(group).text == story.said("task_unknown", names="Sở Xa Lạ")
        await story.say(member, "Sở Y tế", group, reply_to=who)
        when = story.last(group)
        await story.say(member, "31/4", group, reply_to=when)
        assert story.last(group).text == story.said("date_impossible")
        await story.say(member, "20/3", group, reply_to=when)
        ready = story.last(group)
        await story.tap(member, "task_text", ready, group)
        await story.say(member, "Báo cáo số máy in", group, reply_to=ready)
        assert "Báo cáo số máy in\nNơi nhận: Sở Y tế\nThời hạn: thứ Sáu 20/03/2009" in story.last(group).text
        told = await story.press_stale(story.ict_members[1], story.last(group), "give", group)
        assert told == story.said("question_gone")
        await story.say(member, "/huy", group)
        told = await story.press_stale(member, story.last(group), "give", group)
        assert told == story.said("question_gone")


async def test_files_come_with_the_duty(stage: Open) -> None:
    async with stage(OFFICE) as story:
        head, officer = story.head("so-y-te"), story.officer("so-y-te")
        await story.say(head, "/giaoviec")
        await story.send_file(head, "mau-bao-cao.pdf", b"%PDF mau", caption=TEXT)
        await story.tap(head, "choose", name=officer.name)
        await story.tap(head, "enough")
        await story.tap(head, "no_due")
        assert "📎 mau-bao-cao.pdf" in story.last(head).text
        await story.tap(head, "give")
        assert "📎 1 tệp kèm theo, xem ở trang nhiệm vụ." in story.last(officer).text
        await story.tap(officer, "open_page")
        await story.tap(officer, "files", count=1)
        file = story.last(officer).file
        assert file is not None
        assert file.content == b"%PDF mau"


async def test_it_is_exported_as_a_directive_file_that_reads_back(stage: Open, tmp_path: Path) -> None:
    async with stage(OFFICE) as story:
        await give(story, story.ict_members[0])
        async with story.scene.house.store.look() as work:
            (directive,) = await stored_directives(work, Origin.CHAT)
    told = directive_yaml(directive)
    assert told == (
        "directive:\n"
        "  id: viec-2009-stttt\n"
        "  number: null\n"
        "  kind: giao-viec\n"
        "  issuer: Sở Thông tin và Truyền thông\n"
        "  issued_on: null\n"
        "  in_force_from: 2009-01-01\n"
        "  in_force_until: null\n"
        "  title: Việc giao trực tiếp năm 2009 – Sở TT&TT\n"
        "reporting: none\n"
        "duties:\n"
        "- id: viec-0001\n"
        "  clause: '1'\n"
        "  title: Báo cáo số máy tính đang dùng\n"
        "  lead:\n"
        "  - so-y-te\n"
        "  - huyen-a\n"
        "  due: 2009-03-20\n"
    )
    folder = tmp_path / "again"
    shutil.copytree(OFFICE.parent, folder)
    (folder / "directives" / "given.yaml").write_text(told, encoding="utf-8")
    _, directives = load_province(folder / "config.yaml")
    (again,) = [one for one in directives if one.id == directive.id]
    assert again == directive
