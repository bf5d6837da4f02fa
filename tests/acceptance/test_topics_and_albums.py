"""A forum group has a topic an agency; files that were sent together stay together."""

import pytest

from bot.domain.rights import Role
from bot.services.enrolment import Enrolment
from sandbox.model import Chat, Message, Picked
from tests.acceptance.conftest import OFFICE, Open, Story

LAN = "Hoàn thành mạng nội bộ"
PORTAL = "Mở trang thông tin điện tử"


async def forum(story: Story, *, bot_is_admin: bool = True) -> Chat:
    """Let the ICT department's group be a forum."""
    members = story.ict_members
    async with story.scene.house.store.work() as work:
        code = await Enrolment(work, story.config).invite("stttt", Role.ICT, actor="test")
        (old,) = await work.contacts.of(roles=[Role.ICT])
        await work.contacts.change(old.id, active=False)
        await work.commit()
    group = story.scene.world.add_group("Tổ CNTT", members, forum=True, bot_is_admin=bot_is_admin)
    await story.say(members[0], f"/start {code}", group)
    return group


async def stuck(story: Story, agency: str, text: str) -> None:
    officer = story.officer(agency)
    await story.open_duty(officer, LAN)
    await story.tap(officer, "stuck")
    await story.say(officer, text)


def topics(group: Chat) -> list[str]:
    return [topic.name for topic in group.topics.values()]


def in_topic(story: Story, group: Chat, name: str) -> list[Message]:
    *_, number = [number for number, topic in group.topics.items() if topic.name == name]
    return [one for one in story.from_bot(group) if one.topic == number and one.service is None]


async def test_each_agency_has_its_topic(stage: Open) -> None:
    async with stage(OFFICE) as story:
        group = await forum(story)
        await stuck(story, "so-y-te", "Chưa có kinh phí")
        await stuck(story, "huyen-a", "Thiếu người")
        await story.say(story.officer("so-y-te"), "Xin nói thêm")
        assert [name for name in topics(group) if name != "General"] == ["Sở Y tế", "Huyện A"]
        first, second = in_topic(story, group, "Sở Y tế")
        assert first.text.startswith("🚧 VM-2009-0001")
        assert second.text.startswith("💬 VM-2009-0001")
        (other,) = in_topic(story, group, "Huyện A")
        assert other.text.startswith("🚧 VM-2009-0002")
        await story.say(story.ict_members[0], "Đã rõ", group, reply_to=other)
        assert "Đã rõ" in story.last(story.officer("huyen-a")).text


async def test_a_topic_that_was_deleted_is_made_again(stage: Open) -> None:
    async with stage(OFFICE) as story:
        group = await forum(story)
        await stuck(story, "so-y-te", "Chưa có kinh phí")
        (number,) = [number for number, topic in group.topics.items() if topic.name == "Sở Y tế"]
        story.scene.people.delete_topic(story.ict_members[0], group, number)
        await story.say(story.officer("so-y-te"), "Xin nói thêm")
        assert in_topic(story, group, "Sở Y tế")[-1].text.startswith("💬 VM-2009-0001")


async def test_where_the_bot_may_make_no_topics_the_group_itself_is_written_to(stage: Open) -> None:
    async with stage(OFFICE) as story:
        group = await forum(story, bot_is_admin=False)
        await stuck(story, "so-y-te", "Chưa có kinh phí")
        assert story.last(group).text.startswith("🚧 VM-2009-0001")


@pytest.mark.parametrize("caption", ["", "Biên bản số 12"])
async def test_an_album_is_evidence_together(stage: Open, caption: str) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, PORTAL)
        await story.tap(officer, "done")
        files = [Picked(name=f"anh-{number}.jpg", content=b"\xff\xd8", mime="image/jpeg") for number in (1, 2, 3)]
        story.scene.people.send_album(officer, officer, files, caption=caption)
        await story.settle()
        drafts = [one for one in story.from_bot(officer) if "Gửi thêm tệp" in one.text]
        assert len(drafts) == 1
        assert drafts[0].text.count("📎") == 3
        await story.tap(officer, "hand_in", drafts[0])
        asked = story.last(story.ict)
        assert asked.text.count("📎") == 3
        assert (caption in asked.text) is True


async def test_an_album_with_an_obstacle_reaches_the_ict_department_whole(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer = story.officer("so-y-te")
        await story.open_duty(officer, LAN)
        await story.tap(officer, "stuck")
        files = [Picked(name=f"anh-{number}.jpg", content=b"\xff\xd8", mime="image/jpeg") for number in (1, 2)]
        story.scene.people.send_album(officer, officer, files, caption="Thiết bị hỏng")
        await story.settle()
        ticket = next(one for one in story.from_bot(story.ict) if "Thiết bị hỏng" in one.text)
        assert ticket.text.count("📎") == 2
        assert sum(one.file is not None for one in story.from_bot(story.ict)) == 2
