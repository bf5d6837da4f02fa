"""Files that people send: bounded in kind, size and number, of each and of all; their names lead nowhere."""

import pytest

from bot.services.evidence import GIGABYTE, MEGABYTE, Evidence
from tests.security.fort import ADMIN, LAN, MINH, Fort

DUTY = "lan"


async def begin(fort: Fort, chat: str = LAN, duty: str = DUTY) -> None:
    """Begin to hand a duty in: files are laid beside it."""
    await fort.press(chat, f"done:{(await fort.ids('so-y-te'))[duty]}")


async def names(fort: Fort) -> list[str]:
    return [file.name for file in await fort.stored_files()]


async def test_a_file_that_is_too_large_or_of_another_kind_is_not_noted(fort: Fort) -> None:
    await begin(fort)
    await fort.send(LAN, "to.pdf", MEGABYTE + 1)
    assert fort.seen(LAN)[-1] == fort.said("file_too_large", megabytes=2, limit=1)
    for name in ("virus.exe", "khong-duoi", "a.pdf.", "a.pdf/../b.sh"):
        await fort.send(LAN, name)
        assert fort.seen(LAN)[-1] == fort.said("file_type", types=", ".join(fort.house.config.files.types))
        fort.later(seconds=5)
    assert await names(fort) == []


async def test_a_file_that_lies_about_its_size_is_dropped_when_it_has_come(fort: Fort) -> None:
    fort.channel.files["F1"] = b"x" * (MEGABYTE + 1)
    await begin(fort)
    await fort.send(LAN, "nho.pdf", None)
    assert fort.seen(LAN)[-1] == fort.said("file_lost", name="nho.pdf")
    assert [path for path in fort.folder.rglob("*") if path.is_file()] == []


async def test_one_person_sends_so_many_files_a_day_and_others_are_not_hurt(fort: Fort) -> None:
    for duty in ("lan", "portal"):
        await begin(fort, duty=duty)
        for number in range(3):
            await fort.send(LAN, f"{duty}{number}.pdf")
            fort.later(seconds=5)
    assert fort.seen(LAN)[-1] == fort.said("files_today", most=4, megabytes=3)
    assert len(await names(fort)) == 4
    await begin(fort, MINH)
    await fort.send(MINH, "khac.pdf")
    assert len(await names(fort)) == 5
    fort.later(days=1)
    await begin(fort, duty="portal")
    await fort.send(LAN, "mai.pdf")
    assert len(await names(fort)) == 6


async def test_one_person_sends_so_many_bytes_a_day(fort: Fort) -> None:
    fort.channel.files["F1"] = b"x" * MEGABYTE
    await begin(fort)
    for number in range(3):
        await fort.send(LAN, f"{number}.pdf", MEGABYTE)
        fort.later(seconds=5)
    await begin(fort, duty="portal")
    await fort.send(LAN, "3.pdf", 10)
    assert fort.seen(LAN)[-1] == fort.said("files_today", most=4, megabytes=3)


async def test_all_files_together_have_a_bound_and_the_administrators_hear_before_it(fort: Fort) -> None:
    await begin(fort)
    await fort.send(LAN, "dau.pdf")
    (first,) = await fort.stored_files()
    async with fort.house.store.work() as work:
        await work.files.change(first.id, size=int(GIGABYTE * 0.95))
        await work.commit()
    await begin(fort, MINH)
    await fort.send(MINH, "hai.pdf")
    (alarm,) = fort.seen(ADMIN)
    assert "hơn chín phần mười mức 1 GB" in alarm
    async with fort.house.store.work() as work:
        await work.files.change(first.id, size=GIGABYTE)
        await work.commit()
    fort.later(seconds=5)
    await fort.send(MINH, "ba.pdf")
    assert fort.seen(MINH)[-1] == fort.said("files_full")
    assert await names(fort) == ["dau.pdf", "hai.pdf"]


async def test_without_the_check_of_room_a_person_would_fill_the_disk(
    fort: Fort, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unchecked(*_: object) -> None:
        return None

    monkeypatch.setattr(Evidence, "_check_room", unchecked)
    for duty in ("lan", "portal"):
        await begin(fort, duty=duty)
        for number in range(3):
            await fort.send(LAN, f"{duty}{number}.pdf")
            fort.later(seconds=5)
    assert len(await names(fort)) == 6


async def test_a_path_in_a_files_name_leads_nowhere(fort: Fort) -> None:
    await begin(fort)
    for name in ("../../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/cron.d/job.pdf"):
        await fort.send(LAN, name)
    assert await names(fort) == ["passwd.pdf", "boot.pdf", "job.pdf"]
    kept = [path.relative_to(fort.folder) for path in fort.folder.rglob("*") if path.is_file()]
    assert len(kept) == 3
    assert {path.parent.as_posix() for path in kept} == {"2009/03"}
    assert not any(word in path.name for path in kept for word in ("passwd", "boot", "job"))
