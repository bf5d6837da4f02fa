"""Agencies are merged and split: what is owed stays owed, nothing is lost, and old messages go on working."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.domain.duties import Status
from bot.domain.reports import ReportState
from bot.errors import AgenciesFirst, SetupError
from bot.register.files import load_province
from bot.services.restructuring import Order, Restructuring
from bot.services.sync import Sync
from bot.services.views import assignment_subject
from sandbox.model import Person
from tests.acceptance.conftest import BOTH, ON_POSTGRESQL, Open, Story
from tests.acceptance.test_changes_and_outages import copy
from tests.acceptance.test_forgetting import verified
from tests.unit.province import HANOI

LAN = "Hoàn thành mạng nội bộ"
JUNE = datetime(2009, 6, 3, 7, 30, tzinfo=HANOI)
MERGED = Order(sources=("so-y-te", "huyen-a"), targets=("xa-c",))
HEALTH = "    - {id: so-y-te, name: Sở Y tế, short: Sở Y tế, kind: department}\n"
DISTRICT = "    - {id: huyen-a, name: UBND huyện A, short: Huyện A, kind: district}\n"
COMMUNE = "    - {id: xa-c, name: UBND xã C, short: Xã C, kind: district}\n"
OTHER = "    - {id: xa-d, name: UBND xã D, short: Xã D, kind: district}\n"


def reorganise(config: Path, *, gone: str, new: str, former: str) -> None:
    text = config.read_text(encoding="utf-8")
    for line in gone.splitlines(keepends=True):
        text = text.replace(line, "")
    config.write_text(f"{text.rstrip()}\n{new}  former:\n{former}", encoding="utf-8")


def merged(config: Path) -> None:
    former = "".join(
        f"    - {{id: {one}, name: {name}, short: {name}, into: xa-c}}\n"
        for one, name in (("so-y-te", "Sở Y tế"), ("huyen-a", "UBND huyện A"))
    )
    reorganise(config, gone=HEALTH + DISTRICT, new=COMMUNE, former=former)


async def done(story: Story, officer: Person) -> None:
    await story.open_duty(officer, LAN)
    await story.tap(officer, "done")
    await story.send_file(officer, "bien-ban.pdf", caption="Biên bản số 12")
    await story.tap(officer, "hand_in")


async def stuck(story: Story, officer: Person) -> None:
    await story.open_duty(officer, LAN)
    await story.tap(officer, "stuck")
    await story.say(officer, "Chưa có kinh phí")


async def remarks(story: Story, agency: str, text: str) -> None:
    async with story.scene.house.store.work() as work:
        report = next(one for one in await work.reports.of_agency(agency) if one.period == "2009-H1")
        assert await work.reports.change(report, state=ReportState.DRAFT, remarks=text)
        await work.commit()


async def restructure(story: Story, config: Path, order: Order) -> None:
    """Do what the command does, and let the bot read config anew."""
    province, _ = load_province(config)
    async with story.scene.house.store.work() as work:
        service = Restructuring(work, province)
        await service.carry_out(await service.plan(order), actor="command line")
        await work.commit()
    await story.scene.house.configuration.reload()
    story.scene.house.poke()
    await story.settle()


@ON_POSTGRESQL
async def test_two_agencies_become_one_and_what_is_owed_stays_owed(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config, JUNE) as story:
        house = story.scene.house
        ready, late = story.officer("so-y-te"), story.officer("huyen-a")
        await done(story, ready)
        page = story.last(ready)
        await stuck(story, late)
        await house.ticks.reports()
        await remarks(story, "so-y-te", "Đề nghị tập huấn.")
        await remarks(story, "huyen-a", "Thiếu cán bộ.")
        ticket = story.from_bot(story.ict)[-1]

        merged(config)
        province, directives = load_province(config)
        async with house.store.look() as work:
            with pytest.raises(AgenciesFirst, match="first nhacviec agencies merge huyen-a --into xa-c"):
                await Sync(work, province).plan(directives)
        await restructure(story, config, MERGED)

        async with house.store.look() as work:
            mine = await work.assignments.of_agency("xa-c")
            (lan,) = [one for one in mine if one.duty == "lan"]
            files = await work.files.of(assignment_subject(lan.id))
            (report,) = await work.reports.of_agency("xa-c")
            assert (await Sync(work, province).plan(directives)).difference.is_empty
            assert await work.assignments.open_by_agency() == {"xa-c": 3, "stttt": 2}
            assert set(await work.contacts.by_agency()) == {"xa-c", "stttt", "ubnd-tinh"}
        assert sorted(one.duty for one in mine) == ["awareness", "lan", "upkeep"]
        assert (lan.status, lan.before_pause) == (Status.PAUSED, Status.ASSIGNED)
        assert [one.name for one in files] == ["bien-ban.pdf"]
        assert (report.state, report.remarks) == (
            ReportState.DRAFT, "Sở Y tế: Đề nghị tập huấn.\nUBND huyện A: Thiếu cán bộ.",
        )  # fmt: skip

        for person in (ready, late):
            (told,) = [one for one in story.from_bot(person) if one.text.startswith("🏛")]
            assert told.text.startswith(
                "🏛 Sắp xếp cơ quan\nUBND xã C tiếp nhận nhiệm vụ của Sở Y tế, UBND huyện A: 3 nhiệm vụ chưa xong,"
            )
            assert "2 nhiệm vụ trùng nhau đã nhập làm một" in told.text
        await story.tap(
            ready, "history", page
        )  # an old message of the duty that was done leads to the one that is owed
        assert "báo hoàn thành (quá hạn): Biên bản số 12" in page.text
        assert "nhập cùng nhiệm vụ này của Sở Y tế (khi đó: đã hoàn thành)" in page.text
        assert "chuyển từ UBND huyện A sang UBND xã C do sắp xếp cơ quan" in page.text

        await story.say(story.ict_members[0], "Đã bố trí", story.ict, reply_to=ticket)
        assert "Đã bố trí" in story.last(late).text
        await story.tap(story.ict_members[0], "resolve", ticket, story.ict)
        async with house.store.look() as work:
            again = await work.assignments.get(lan.id)
        assert again is not None
        assert again.status is Status.ASSIGNED
        assert again.next_at is not None
        await done(story, ready)  # anybody of the new agency
        assert (await verified(story)).broken is None


@BOTH
async def test_an_agency_is_split_as_it_is_told(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config) as story:
        officer, head = story.officer("huyen-a"), story.head("huyen-a")
        former = "    - {id: huyen-a, name: UBND huyện A, short: Huyện A, into: [xa-c, xa-d]}\n"
        reorganise(config, gone=DISTRICT, new=COMMUNE + OTHER, former=former)
        file = config.parent / "directives" / "ct.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("huyen-a", "xa-d"), encoding="utf-8")
        async with story.scene.house.store.look() as work:
            (person,) = [one for one in await work.contacts.everybody() if one.name == officer.name]
        order = Order(
            sources=("huyen-a",), targets=("xa-c", "xa-d"), duties={"ct/lan": "xa-d"}, people={person.id: "xa-d"}
        )
        await restructure(story, config, order)
        province, directives = load_province(config)
        async with story.scene.house.store.look() as work:
            held = {agency: [one.duty for one in await work.assignments.of_agency(agency)] for agency in order.targets}
            people = {one.name: one.agency for one in await work.contacts.everybody()}
            plan = await Sync(work, province).plan(directives)
        assert held == {"xa-c": ["awareness"], "xa-d": ["lan"]}
        assert (people[officer.name], people[head.name]) == ("xa-d", "xa-c")
        assert [row["agency"] for row in plan.rows] == ["xa-d"]  # `all` reaches the other one too: the sync asks
        assert plan.cancelled == []


async def test_config_has_to_say_it_first(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config) as story, story.scene.house.store.look() as work:
        with pytest.raises(SetupError, match=r"There is no agency 'xa-c' in config\.yaml"):
            await Restructuring(work, story.config).plan(MERGED)
        into_health = Order(sources=("huyen-a",), targets=("so-y-te",))
        entry = r"former: - \{id: huyen-a, name: UBND huyện A, short: Huyện A, into: so-y-te\}"
        with pytest.raises(SetupError, match=entry):
            await Restructuring(work, story.config).plan(into_health)
        merged(config)
        province, _ = load_province(config)
        unknown = Order(sources=MERGED.sources, targets=MERGED.targets, duties={"ct/nothing": "xa-c"})
        with pytest.raises(SetupError, match="'ct/nothing' is no duty of so-y-te, huyen-a"):
            await Restructuring(work, province).plan(unknown)


async def test_a_renamed_agency_has_its_new_name_everywhere_at_once(stage: Open, tmp_path: Path) -> None:
    config = copy(tmp_path)
    async with stage(config) as story:
        officer, member = story.officer("huyen-a"), story.ict_members[0]
        page = await story.open_duty(officer, LAN)
        await stuck(story, officer)
        text = config.read_text(encoding="utf-8").replace(
            "name: UBND huyện A, short: Huyện A", "name: UBND xã A, short: Xã A"
        )
        config.write_text(text, encoding="utf-8")
        await story.scene.house.configuration.reload()
        await story.say(member, "/danhba huyen-a", story.ict)
        assert "Xã A" in story.last(story.ict).text
        assert "Huyện A" not in story.last(story.ict).text
        await story.say(member, "/tim VM-2009-0001", story.ict)
        assert "UBND xã A" in story.last(story.ict).text
        await story.tap(officer, "history", page)
        assert "Huyện A" not in page.text
