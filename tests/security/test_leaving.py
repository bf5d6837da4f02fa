"""Somebody goes: it takes effect at once, on everything that hung on their being there."""

from datetime import timedelta

from bot.domain.delivery import Delivered, Lane
from bot.domain.rights import Role
from bot.services.base import Service
from bot.services.views import said
from tests.security.fort import ADMIN, HEAD, ICT, ICT_PERSON, LAN, MINH, OTHER, Fort

LAN_DUTY = "lan"


async def id_of(fort: Fort, chat: str) -> int:
    found = await fort.contact(chat)
    assert found is not None
    return found.id


async def expel(fort: Fort, chat: str, *, by: str = ICT) -> str | None:
    """Remove somebody from the directory; return the toast."""
    return await fort.press(by, f"expelled:{await id_of(fort, chat)}")


async def test_deputies_are_undone_and_who_counted_on_them_is_told(fort: Fort) -> None:
    today = fort.clock.now().date()
    async with fort.house.store.work() as work:
        await work.contacts.change(await id_of(fort, MINH), deputy=await id_of(fort, LAN), away_until=today)
        await work.contacts.change(await id_of(fort, LAN), deputy=await id_of(fort, HEAD), away_until=today)
        await work.commit()
    lan = await id_of(fort, LAN)
    await expel(fort, LAN)
    assert fort.said("deputy_left", name="Nguyễn Thị Lan") in fort.seen(MINH)
    assert fort.seen(LAN)[-1] == fort.said("you_were_removed", agency="Sở Y tế")  # they themselves, not their deputy
    async with fort.house.store.look() as work:
        gone, minh = await work.contacts.get(lan), await work.contacts.get(await id_of(fort, MINH))
    assert (gone.active, gone.deputy, gone.away_until) == (False, None, None)
    assert (minh.deputy, minh.away_until) == (None, None)


async def test_what_waits_for_them_is_not_sent_even_if_it_was_on_its_way(fort: Fort) -> None:
    lan = await fort.contact(LAN)
    assert lan is not None
    async with fort.house.store.work() as work:
        service = Service(work, fort.house.config)
        for key in ("waiting", "flying"):
            await service.tell([lan], said("not_text"), key=key, lane=Lane.REMINDER)
        (flying, *_) = await work.outbox.claim(work.now, channel="memory", limit=1)
        await work.commit()
    await expel(fort, LAN)
    async with fort.house.store.work() as work:
        await work.outbox.postpone(flying, until=work.now, reason="the network")  # it failed, and would be tried again
        await work.commit()
    await fort.settle()
    assert fort.seen(LAN) == [fort.said("you_were_removed", agency="Sở Y tế")]
    async with fort.house.store.look() as work:
        theirs = [one for one in await work.outbox.list() if one.view == "said" and one.args["key"] == "not_text"]
    assert {one.state for one in theirs} == {Delivered.CANCELLED}
    assert {one.reason for one in theirs} == {"they are no longer enrolled there"}


async def test_codes_that_they_made_are_good_for_nothing(fort: Fort) -> None:
    await fort.press(ICT_PERSON, "for:so-y-te")
    assert [code.made_by for code in await fort.codes()] == [await id_of(fort, ICT_PERSON)]
    await expel(fort, ICT_PERSON, by=ADMIN)
    assert await fort.codes() == []


async def test_who_gave_a_duty_and_left_is_not_told_that_it_is_done(fort: Fort) -> None:
    await fort.say(HEAD, "/giaoviec Gọi điện cho xã")
    await fort.press(HEAD, f"to:{await id_of(fort, LAN)}")
    for data in ("enough", "undated", "give"):
        await fort.press(HEAD, data)
    fort.later(minutes=1)
    given = (await fort.ids("so-y-te"))["viec-0001"]
    await fort.say(HEAD, f"/start {await fort.invite('huyen-a', Role.OFFICER)}")
    await fort.press(LAN, f"done:{given}")
    await fort.say(LAN, "Đã gọi")
    assert "Gọi điện" not in fort.seen(HEAD)[-1]


async def test_the_ict_department_removes_officers_and_heads_and_nobody_else(fort: Fort) -> None:
    for chat in (ICT_PERSON, ADMIN):
        assert await expel(fort, chat) == fort.said("not_allowed")
    assert await expel(fort, OTHER, by=HEAD) == fort.said("not_allowed")
    assert await expel(fort, LAN, by=HEAD) == fort.said("not_allowed")
    assert await expel(fort, ADMIN, by=ADMIN) == fort.said("leave_yourself")
    assert await expel(fort, HEAD) == fort.house.texts.label("toast.expelled", "vi")
    fort.later(minutes=1)
    assert await expel(fort, ICT, by=ADMIN) == fort.house.texts.label("toast.expelled", "vi")
    assert fort.seen(ICT)[-1] == fort.said("you_were_removed", agency="Sở Thông tin và Truyền thông")
    await fort.say(ICT, "/tuan")
    assert len([text for text in fort.seen(ICT) if "Bản tin" in text]) == 0


async def test_who_is_gone_cannot_be_removed_again(fort: Fort) -> None:
    lan = await id_of(fort, LAN)
    await expel(fort, LAN)
    assert await fort.press(ICT, f"expelled:{lan}") == fort.said("person_gone")
    assert await fort.press(ICT, "expel:999999") == fort.said("person_gone")


async def test_what_somebody_put_off_does_not_follow_them_to_another_agency(fort: Fort) -> None:
    duty = (await fort.ids("so-y-te"))[LAN_DUTY]
    lan = await id_of(fort, LAN)
    async with fort.house.store.work() as work:
        await work.quiet.put_off(duty, lan, work.now + timedelta(hours=1))
        await work.commit()
    await fort.say(LAN, f"/start {await fort.invite('huyen-b', Role.OFFICER)}")
    async with fort.house.store.look() as work:
        assert await work.quiet.ended(work.now + timedelta(days=1), 5) == []


async def test_a_group_is_not_left_by_one_of_its_members(fort: Fort) -> None:
    await fort.say(ICT, "/roi", by="777")
    assert fort.seen(ICT) == [fort.said("private_only")]
    assert await fort.press(ICT, "quit", by="777") == fort.said("private_only")
    assert await fort.contact(ICT) is not None


async def test_what_shows_who_is_enrolled_changes_as_people_come_and_go(fort: Fort) -> None:
    await fort.press(ICT, "at:huyen-b")
    await fort.say(ICT, "/danhba huyen b")
    assert fort.seen(ICT)[-1].splitlines()[3] == "<b>1. Huyện B</b> – chưa có cán bộ đầu mối"
    await fort.say("700", f"/start {await fort.invite('huyen-b', Role.OFFICER)}")
    assert fort.seen(ICT)[-1].splitlines()[3:5] == ["<b>1. Huyện B</b>", "👤 Người 700 – cán bộ đầu mối"]
