"""Enrolment as people go through it: invited from the chat, found in the directory, leaving, removed."""

import pytest

from bot.domain.rights import Role
from bot.services.enrolment import Enrolment
from bot.services.leaving import Leaving
from sandbox.model import Message
from tests.acceptance.conftest import OFFICE, Open, Story
from tests.acceptance.test_obstacles import stuck

LAN_DUTY = "Hoàn thành mạng nội bộ"


def code_in(message: Message) -> str:
    return message.text.split("/start ")[1].split()[0]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_ict_department_invites_an_officer_who_follows_the_link(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        member = story.ict_members[0]
        await story.speak(language)
        await story.say(member, "/moi so noi vu", story.ict)
        asked, card = story.from_bot(story.ict)[-2:]
        assert asked.text == story.said("invited", language, agency="Sở Nội vụ")
        link = f"https://t.me/NhacViecBot?start={code_in(card)}"
        title = {"vi": "✉️ Mã mời: cán bộ đầu mối, Sở Nội vụ", "en": "✉️ Invitation: officer, Sở Nội vụ"}[language]
        assert card.text.startswith(f"{title}\n{link}\n")
        assert card.file is not None
        assert card.file.content.startswith(b"\x89PNG")

        officer = story.scene.world.add_person("Đỗ Thu Hà")
        story.scene.people.follow(officer, link)
        await story.settle()
        assert story.last(officer).text.startswith("✅ Chào ông/bà Đỗ Thu Hà.\nĐã đăng ký: cán bộ đầu mối, Sở Nội vụ.")
        assert await story.tap(member, "unvite", card, story.ict) == story.said("code_gone", language)
        async with story.scene.house.store.look() as work:
            kept = [notice for notice in await work.outbox.list() if notice.view == "invitation"]
        assert [notice.args for notice in kept] == [{}]  # the code was there for as long as it had to be sent


async def test_an_invitation_that_went_to_the_wrong_person_is_withdrawn(stage: Open) -> None:
    async with stage(OFFICE) as story:
        member = story.ict_members[0]
        await story.say(member, "/moi", story.ict)
        await story.say(member, "noi vu", story.ict, reply_to=story.last(story.ict))
        card = story.last(story.ict)
        code = code_in(card)
        await story.tap(member, "unvite", card, story.ict)
        assert card.text == story.said("code_withdrawn", agency="Sở Nội vụ")
        officer = story.scene.world.add_person("Đỗ Thu Hà")
        await story.say(officer, f"/start {code}")
        assert story.last(officer).text == story.said("bad_code")


async def test_who_leaves_gives_back_what_they_held_and_their_buttons_die(stage: Open) -> None:
    async with stage(OFFICE) as story:
        lan, head = story.officer("so-y-te"), story.head("so-y-te")
        minh = await story.enrol("so-y-te", Role.OFFICER, "Trần Văn Minh")
        page = await story.open_duty(head, LAN_DUTY)
        await story.tap(head, "hand", page)
        await story.tap(head, "person", page, name=lan.name)
        await story.open_duty(lan, LAN_DUTY)
        theirs = story.last(lan)
        done = story.data(theirs, "done")

        await story.say(lan, "/roi")
        question = story.last(lan)
        assert question.text == (
            "❓ Ông/bà muốn thôi đăng ký với bot (cán bộ đầu mối, Sở Y tế)?\n"
            "1 nhiệm vụ ông/bà đang giữ được trả về cho mọi cán bộ đầu mối của cơ quan.\n"
            "Có hiệu lực ngay. Đăng ký lại cần mã mời mới."
        )
        await story.tap(lan, "stay")
        assert question.text == story.said("stayed")
        await story.say(lan, "/roi")
        await story.tap(lan, "leave_yes")
        assert story.last(lan).text == story.said("you_left", agency="Sở Y tế")
        assert story.last(minh).text == story.said("person_left", name=lan.name, count=1)
        assert "Người thực hiện" not in page.text

        before, shown = len(story.from_bot(lan)), theirs.text
        assert await story.press_stale(lan, theirs, done) == story.said("stranger")
        await story.open_duty(minh, LAN_DUTY)
        await story.tap(minh, "working")
        assert "Đang thực hiện" in page.text
        assert theirs.text == shown  # nothing of the agency is painted in their chat any more
        assert len(story.from_bot(lan)) == before


@pytest.mark.parametrize("language", ["en"])
async def test_somebody_is_removed_from_the_directory_and_told(stage: Open, language: str) -> None:
    async with stage(OFFICE) as story:
        lan, member = story.officer("so-y-te"), story.ict_members[0]
        await story.speak(language, lan)
        await story.say(member, "/danhba y te", story.ict)
        directory = story.last(story.ict)
        told = {"vi": "3/5 cơ quan đã có cán bộ đầu mối đăng ký.", "en": "3 of 5 agencies have an officer enrolled."}
        assert directory.text.splitlines()[1] == told[language]
        await story.tap(member, "number", chat=story.ict, number=1)
        assert lan.name in story.last(story.ict).text
        await story.tap(member, "expel", chat=story.ict, name=lan.name)
        await story.tap(member, "expel_yes", chat=story.ict)
        assert story.from_bot(story.ict)[-2].text == story.said(
            "person_removed", language, name=lan.name, agency="Sở Y tế"
        )
        assert story.last(lan).text == story.said("you_were_removed", language, agency="Sở Y tế")
        assert story.last(story.ict).text == story.said("agency_alone", language, agency="Sở Y tế")
        await story.say(lan, "/nhiemvu")
        assert story.last(lan).text == story.said("stranger")


async def test_who_moves_to_another_agency_leaves_the_first_behind(stage: Open) -> None:
    async with stage(OFFICE) as story:
        lan = story.officer("so-y-te")
        await story.open_duty(lan, LAN_DUTY)
        page = story.last(lan)
        done = story.data(page, "done")
        await story.tap(lan, "stuck", page)
        await move(story, lan.name)
        await story.say(lan, "Chưa có kinh phí")  # the question of the old agency is not waiting any more
        assert story.last(lan).text == story.said("text_out_of_the_blue")
        assert await story.press_stale(lan, page, done) == story.said("not_yours")


async def move(story: Story, name: str) -> None:
    member = story.ict_members[0]
    await story.say(member, "/moi huyen b", story.ict)
    code = code_in(story.last(story.ict))
    person = story.officer("so-y-te")
    assert person.name == name
    await story.say(person, f"/start {code}")
    assert "Đã đăng ký: cán bộ đầu mối, UBND huyện B" in story.last(person).text


async def test_a_forum_without_the_right_to_make_topics_is_told_how_to_mend_it(stage: Open) -> None:
    async with stage(OFFICE) as story:
        member = story.ict_members[0]
        forum = story.scene.world.add_group("Tổ vướng mắc", [member], forum=True, bot_is_admin=False)
        async with story.scene.house.store.work() as work:
            code = await Enrolment(work, story.config).invite("stttt", Role.ICT, actor="test")
            await work.commit()
        await story.say(member, f"/start {code}", forum)
        told = story.last(forum).text.splitlines()
        assert told[0] == "⚠️ Nhóm Tổ vướng mắc đã đăng ký, nhưng bot chưa làm việc được đầy đủ:"
        assert told[1].startswith("• Bot không mở được chủ đề riêng cho từng cơ quan")


async def test_the_head_sees_the_own_agency_and_an_officer_none(stage: Open) -> None:
    async with stage(OFFICE) as story:
        lan, head = story.officer("so-y-te"), story.head("so-y-te")
        await story.say(head, "/danhba")
        page = story.last(head)
        assert page.text.startswith("📒 Sở Y tế\n")
        assert {lan.name, head.name} == {name for name in (lan.name, head.name) if name in page.text}
        assert page.buttons == []
        for command in ("/danhba", "/moi"):
            await story.say(lan, command)
            assert story.last(lan).text == story.said("not_allowed")
        assert await story.press_stale(head, page, "at:huyen-a") == story.said("not_yours")


async def test_a_new_group_takes_the_old_ones_place_and_its_tickets(stage: Open) -> None:
    async with stage() as story:
        officer, member = story.officer("so-y-te"), story.ict_members[0]
        await stuck(story, officer, text="Chưa có kinh phí")
        async with story.scene.house.store.work() as work:
            code = await Enrolment(work, story.config).invite(story.config.organisation.ict, Role.ICT, actor="test")
            await work.commit()
        new = story.scene.world.add_group("Tổ chuyển đổi số mới", [member])
        await story.say(member, f"/start {code}", new)
        async with story.scene.house.store.work() as work:
            (old,) = [one for one in await work.contacts.everybody() if one.chat == str(story.ict.id)]
            await Leaving(work, story.config).put_out(old, actor="command line", by="command line")
            await work.commit()
        await story.say(member, "/tim VM-2009-0001", new)
        await story.say(member, "Đã bố trí", new, reply_to=story.last(new))
        assert "Đã bố trí" in story.last(officer).text
        await story.say(member, "/nhiemvu", story.ict)
        assert story.last(story.ict).sender is member, "the old group learns nothing any more"
