"""A group is bound by a code, and looked at: what the bot may not do there is said, with how to mend it."""

import pytest

from bot.channels.health import Standing
from bot.domain.rights import Role
from bot.errors import TryAgain
from bot.texts.messages import GroupCheck
from tests.security.fort import ADMIN, ICT_PERSON, Fort

NEW = "-7"
WELL = Standing(present=True, may_write=True, may_send_files=True)
FORUM = Standing(present=True, may_write=True, may_send_files=True, forum=True)


async def bind(fort: Fort, by: str = ICT_PERSON) -> None:
    await fort.say(NEW, f"/start {await fort.invite('stttt', Role.ICT)}", by=by)


def check(fort: Fort, *problems: str) -> str:
    message = GroupCheck(title="Nhóm", problems=problems, forum=False)
    return fort.house.texts.render(message, "vi")


async def test_a_group_in_which_all_is_well_is_welcomed_and_no_more(fort: Fort) -> None:
    fort.channel.standings[NEW] = WELL
    await bind(fort)
    (welcome,) = fort.seen(NEW)
    assert welcome.startswith("✅ Đã đăng ký nhóm này: <b>chuyên trách CNTT</b>")
    await fort.say(NEW, "/start", by=ICT_PERSON)
    assert fort.seen(NEW)[-1] == check(fort)


@pytest.mark.parametrize(
    ("standing", "problems"),
    [
        (FORUM, ("topics",)),
        (Standing(present=True, may_write=True), ("files",)),
    ],
)
async def test_what_is_missing_is_said_in_the_group(fort: Fort, standing: Standing, problems: tuple[str, ...]) -> None:
    fort.channel.standings[NEW] = standing
    await bind(fort)
    assert fort.seen(NEW)[-1] == check(fort, *problems)


@pytest.mark.parametrize(
    ("standing", "problems"),
    [
        (Standing(present=False), ("absent",)),
        (Standing(present=True), ("silent", "files")),
    ],
)
async def test_where_the_bot_cannot_speak_its_binder_and_the_administrators_are_told(
    fort: Fort, standing: Standing, problems: tuple[str, ...]
) -> None:
    fort.channel.standings[NEW] = standing
    await bind(fort)
    assert fort.seen(ICT_PERSON)[-1] == fort.seen(ADMIN)[-1] == check(fort, *problems)
    assert check(fort, *problems) not in fort.seen(NEW)


async def test_a_messenger_that_does_not_answer_is_asked_again_by_start(fort: Fort) -> None:
    fort.channel.standings[NEW] = WELL
    await bind(fort)
    fort.channel.fail(TryAgain("a fault of the network"))
    await fort.say(NEW, "/start", by=ICT_PERSON)
    assert fort.seen(NEW)[-1] == check(fort, "unchecked")
    await fort.say(NEW, "/start", by=ICT_PERSON)
    assert fort.seen(NEW)[-1] == check(fort)


async def test_a_group_that_is_not_enrolled_is_not_looked_at(fort: Fort) -> None:
    fort.channel.standings[NEW] = Standing(present=True, may_write=True)
    await fort.say(NEW, "/start", by=ICT_PERSON)
    await fort.say(NEW, "/start k7mq-3fzd-ws9h-pt4e", by=ICT_PERSON)
    assert fort.seen(NEW) == [fort.said("bad_code")]
    assert fort.seen(ADMIN) == []
