"""One-time codes: bound, expiring, used once, known by their hashes only; and who guesses them."""

import re

import pytest

from bot.domain.rights import Role
from bot.services.enrolment import Enrolment, Wrong, hashed, new_code
from tests.security.fort import ADMIN, HEAD, ICT, ICT_PERSON, LAN, STRANGER, Fort

MOST = 5  # wrong codes an hour
WRONG = "/start k7mq-3fzd-ws9h-pt4e"


async def test_a_guessed_code_is_counted_and_then_not_even_looked_at(fort: Fort) -> None:
    for _ in range(MOST + 3):
        await fort.say(STRANGER, WRONG)
        fort.later(seconds=10)
    assert fort.seen(STRANGER) == [fort.said("bad_code")] * (MOST - 1) + [fort.said("too_many_codes")]
    good = await fort.invite("so-y-te", Role.HEAD)
    await fort.say(STRANGER, f"/start {good}")
    assert await fort.contact(STRANGER) is None
    assert len(fort.seen(STRANGER)) == MOST

    fort.later(minutes=58)
    await fort.say(STRANGER, f"/start {good}")
    assert await fort.contact(STRANGER) is None
    fort.later(minutes=2)
    await fort.say(STRANGER, f"/start {good}")
    assert (await fort.contact(STRANGER)) is not None


async def test_guesses_are_counted_on_every_replica(fort: Fort) -> None:
    for _ in range(MOST):
        await fort.say(STRANGER, WRONG)
    async with fort.beside() as other:
        await other.say(STRANGER, f"/start {await fort.invite('so-y-te', Role.HEAD)}")
        assert other.seen(STRANGER) == []
    assert await fort.contact(STRANGER) is None


async def test_the_administrators_are_told_once_a_day_by_the_senders_id_only(fort: Fort) -> None:
    for _ in range(3):
        for _ in range(MOST):
            await fort.say(STRANGER, WRONG)
        fort.later(hours=1, minutes=1)
    (alarm,) = fort.seen(ADMIN)
    assert alarm.startswith(f"🛠️ <b>Báo quản trị viên</b>\nNgười gửi có mã số {STRANGER} đã thử {MOST} mã mời sai")
    assert f"Người {STRANGER}" not in alarm  # the name they chose


async def test_the_count_is_what_keeps_guesses_out(fort: Fort, monkeypatch: pytest.MonkeyPatch) -> None:
    async def uncounted(*_: object) -> Wrong:
        return Wrong.BAD

    monkeypatch.setattr(Enrolment, "_count", uncounted)
    for _ in range(MOST):
        await fort.say(STRANGER, WRONG)
    await fort.say(STRANGER, f"/start {await fort.invite('so-y-te', Role.HEAD)}")
    assert await fort.contact(STRANGER) is not None


async def test_few_slips_of_the_hand_do_no_harm(fort: Fort) -> None:
    code = await fort.invite("so-y-te", Role.OFFICER)
    for _ in range(MOST - 1):
        await fort.say(STRANGER, WRONG)
    fort.later(hours=1, minutes=1)
    for _ in range(MOST - 1):
        await fort.say(STRANGER, WRONG)
    await fort.say(STRANGER, f"/start  {code.upper().replace('-', ' ')}")
    assert fort.seen(STRANGER)[-1].startswith("✅ Chào ông/bà")


async def test_a_code_that_was_used_has_expired_or_was_withdrawn_is_wrong_like_any_other(fort: Fort) -> None:
    used, expired, withdrawn = [await fort.invite("so-y-te", Role.OFFICER) for _ in range(3)]
    await fort.say("667", f"/start {used}")
    await fort.press(ICT, f"unvite:{hashed(withdrawn)[:12]}")
    answers = []
    for code in (used, withdrawn):
        await fort.say("668", f"/start {code}")
        answers.append(fort.seen("668")[-1])
    fort.later(days=14, hours=14, minutes=59)  # the end of the last day, 23:59 in Hanoi
    await fort.say("669", f"/start {await fort.invite('so-y-te', Role.OFFICER)}")
    assert fort.seen("669")[-1].startswith("✅")
    fort.later(minutes=2)
    await fort.say("670", f"/start {expired}")
    assert [*answers, fort.seen("670")[-1]] == [fort.said("bad_code")] * 3


async def test_a_personal_code_does_not_bind_a_group(fort: Fort) -> None:
    code = await fort.invite("so-y-te", Role.HEAD)
    await fort.say("-7", f"/start {code}")
    assert await fort.contact("-7") is None
    await fort.say(STRANGER, f"/start {code}")
    assert (await fort.contact(STRANGER)) is not None


async def test_nothing_but_the_hash_of_a_code_is_stored(fort: Fort) -> None:
    await fort.say(ICT, "/moi y te", by="777")
    (card,) = [text for text in fort.seen(ICT) if "/start " in text]
    found = re.search(r"/start ([a-z2-9-]+)", card)
    assert found is not None
    state = repr(await fort.state(besides=frozenset()))
    assert found[1] not in state
    assert len(state) > 1000


INVITES = (
    (ICT, "so-y-te", "officer", True),
    (ICT_PERSON, "so-y-te", "officer", True),
    (ICT, "so-y-te", "head", False),
    (ICT, "stttt", "ict", False),
    (ICT, "stttt", "admin", False),
    (ADMIN, "so-y-te", "head", True),
    (ADMIN, "stttt", "ict", True),
    (ADMIN, "ubnd-tinh", "leader", True),
    (ADMIN, "stttt", "admin", True),
    (ADMIN, "so-y-te", "ict", False),
    (ADMIN, "so-y-te", "leader", False),
    (HEAD, "so-y-te", "officer", False),
    (LAN, "so-y-te", "officer", False),
)


async def test_who_invites_whom(fort: Fort) -> None:
    for chat, agency, role, allowed in INVITES:
        before = [code.id for code in await fort.codes()]
        await fort.press(chat, f"for:{agency}")
        await fort.press(chat, f"as:{role}")
        made = [(code.agency, code.role.value) for code in await fort.codes() if code.id not in before]
        assert ((agency, role) in made) is allowed, (chat, agency, role)
        fort.later(seconds=10)


async def test_codes_are_random_and_easy_to_read() -> None:
    made = {new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}", code) for code in made)
