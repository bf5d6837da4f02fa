"""A province of 200 agencies with long names: its digest, board and lists are messages that the messenger takes."""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from PIL import Image
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.app.house import build
from bot.channels.base import Outgoing
from bot.channels.memory import MemoryChannel
from bot.channels.telegram.outbound import visible_length
from bot.clock import SimulatedClock
from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.duties import Status
from bot.domain.obstacles import Category, Side
from bot.domain.people import ContactKind
from bot.domain.reports import ReportState
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.reporting import Reporting
from bot.services.screens import COMPOSERS
from bot.services.sync import Sync
from bot.services.views import Reader, Screen, View, outgoing
from bot.storage.work import Store, Work
from bot.texts.render import LANGUAGES, Texts
from tests.unit.province import write_province

ROOT = Path(__file__).parents[2]
AGENCIES = 200
OPENED, MONDAY = datetime(2009, 12, 1, 2, tzinfo=UTC), datetime(2009, 12, 21, 2, tzinfo=UTC)
SHORT = 40  # letters, the longest that config.yaml allows
TITLE = "Ứng dụng công nghệ thông tin trong hoạt động của cơ quan nhà nước trên địa bàn tỉnh, giai đoạn {number}"
MOST_BUTTONS = 100  # what the messenger shows below one message
PHOTO_SIDES, PHOTO_RATIO, PHOTO_BYTES = 10_000, 20, 10_000_000  # Bot API, sendPhoto
TEXTS = Texts()


def name(number: int) -> str:
    return f"UBND phường Nguyễn Thị Minh Khai số {number:03}".ljust(SHORT, "x")


def config() -> str:
    """Return a config with the longest short names; the last agency has 60 duties of its own."""
    agencies = "".join(
        f"    - {{id: xa-{number}, name: Ủy ban nhân dân {name(number)}, short: {name(number)}, kind: commune}}\n"
        for number in range(AGENCIES)
    )
    return (
        "province: {name: Tỉnh Lớn, starts_on: 2009-01-05}\n"
        "organisation:\n  ict: stttt\n  leaders: ubnd-tinh\n"
        "  kinds: {commune: {name: Xã}, office: {name: Cơ quan, in_all: false}}\n  agencies:\n"
        "    - {id: ubnd-tinh, name: Ủy ban nhân dân tỉnh, short: UBND tỉnh, kind: office}\n"
        "    - {id: stttt, name: Sở Thông tin và Truyền thông, short: Sở TT&TT, kind: office}\n" + agencies
    )


def directive() -> str:
    duty = '  - {{id: {id}, clause: "{clause}", title: "{title}", lead: [{lead}], due: {due}}}\n'
    given = [("all", date(2009, 12, 7) + timedelta(weeks=week)) for week in range(5)]
    given += [("xa-199", date(2009, 12, 10) + timedelta(days=day // 2)) for day in range(60)]
    return (
        "directive: {id: ct, number: null, kind: chi-thi, issuer: UBND tỉnh, issued_on: null,"
        " in_force_from: 2009-01-05, title: Ứng dụng công nghệ thông tin}\n"
        "reporting: {every: [half-year, year], to: ubnd-tinh, through: stttt}\nduties:\n"
        + "".join(
            duty.format(id=f"d{number}", clause=number, title=TITLE.format(number=number), lead=lead, due=due)
            for number, (lead, due) in enumerate(given)
        )
    )


@dataclass
class Province:
    """A province's database, read as of a Monday on which two periods are late."""

    database: str
    config: Config

    async def shown(self, view: str, args: dict[str, object], role: Role, agency: str, language: str) -> Outgoing:
        """Return a message as it would be sent."""
        screen = await self.screen(view, args, role, agency, language)
        return outgoing(screen, TEXTS, language)

    async def screen(self, view: str, args: dict[str, object], role: Role, agency: str, language: str) -> Screen:
        store = Store(self.database, SimulatedClock(MONDAY))
        async with store.look() as work:
            (contact,) = await work.contacts.of(agencies=[agency], roles=[role])
            reader = Reader(language=language, contact=contact)
            found = await COMPOSERS[view](work, self.config, reader, args)
        await store.stop()
        assert found is not None
        return found


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    folder = tmp_path_factory.mktemp("large")
    path = write_province(folder, directive(), config=config())
    return asyncio.run(_filled(path, f"sqlite:///{folder}/large.db"))


async def _filled(path: Path, database: str) -> Province:
    found, directives = load_province(path)
    store = Store(database, SimulatedClock(OPENED))
    await store.start()
    async with store.work() as work:
        await Sync(work, found).apply(directives, actor="test")
        await _people_and_obstacles(work)
        assert len(await Reporting(work, found).open_periods()) == 2
        await _some_is_done(work)
        await work.commit()
    await store.stop()
    return Province(database, found)


async def _people_and_obstacles(work: Work) -> None:
    """Half of the agencies have an officer whom no message reaches; sixty obstacles wait."""
    enrolled = [("stttt", Role.ICT), ("ubnd-tinh", Role.LEADER), ("xa-199", Role.HEAD)]
    for number, (agency, role) in enumerate([*enrolled, *((f"xa-{n}", Role.OFFICER) for n in range(0, 200, 2))]):
        contact = await work.contacts.enrol(
            kind=ContactKind.PERSON, channel="memory", chat=str(number), name="Nguyễn Thị Hồng Nhung", agency=agency,
            role=role, language="vi", forum=False, now=work.now,
        )  # fmt: skip
        if role is Role.OFFICER:
            await work.contacts.change(contact.id, unreachable_since=work.now)
    for one in (await work.assignments.of_all())[:60] + (await work.assignments.of_agency("xa-199"))[:20]:
        ticket = await work.tickets.open(
            assignment=one.id, agency=one.agency, category=Category.FUNDING, text="Thiếu kinh phí. " * 200, by=1,
            year=2009, now=work.now, next_at=None,
        )  # fmt: skip
        await work.tickets.note(ticket.id, at=work.now, side=Side.ICT, author="Minh", text="Sẽ bố trí. " * 200)


async def _some_is_done(work: Work) -> None:
    for one in await work.assignments.of_all():
        if one.id % 3 == 0:
            await work.assignments.change(one, status=Status.DONE, submitted_at=work.now, next_at=None)
    for report in [one for period in await work.reports.periods() for one in await work.reports.of_period(period)]:
        if report.id % 3 == 0:
            await work.reports.change(report, state=ReportState.SUBMITTED, submitted_at=work.now, next_at=None)
        elif report.id % 3 == 1:
            await work.reports.change(report, state=ReportState.DRAFT)


DIGEST = ("morning", {"items": [{"view": "digest", "args": {}}]})
MESSAGES = {
    "digest of the ICT department": (*DIGEST, Role.ICT, "stttt"),
    "digest of the leaders": (*DIGEST, Role.LEADER, "ubnd-tinh"),
    "digest of a head with 65 duties": (*DIGEST, Role.HEAD, "xa-199"),
    "board": ("board", {"period": "2009-H2"}, Role.ICT, "stttt"),
    "who has not reported": (
        *("morning", {"items": [{"view": "silent", "args": {"period": "2009-H2"}}]}),
        *(Role.LEADER, "ubnd-tinh"),
    ),
    "reports received": ("received", {"period": "2009-H2", "page": 1}, Role.ICT, "stttt"),
    "a report's page": ("report", {"report": 200}, Role.HEAD, "xa-199"),
    "the walk through one": ("walk", {"report": 200}, Role.HEAD, "xa-199"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", MESSAGES)
async def test_it_is_one_message_with_buttons_that_the_messenger_takes(
    province: Province, message: str, language: str
) -> None:
    view, args, role, agency = MESSAGES[message]
    shown = await province.shown(view, args, role, agency, language)
    assert 0 < visible_length(shown.html) <= MessageLimit.MAX_TEXT_LENGTH
    buttons = [button for row in shown.choices for button in row]
    assert len(buttons) <= MOST_BUTTONS
    assert all(len(row) <= 8 for row in shown.choices)
    assert all(len(button.data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA for button in buttons)


async def test_the_digest_says_how_many_more_there_are(province: Province) -> None:
    shown = await province.shown(*MESSAGES["digest of the ICT department"], "vi")
    assert "Tính đến thứ Hai 21/12/2009: 200 cơ quan, 1060 phân công có thời hạn" in shown.html
    assert shown.html.count("quá hạn/tổng số") == 1
    assert len([line for line in shown.html.splitlines() if line.startswith(tuple("123456789"))]) == 10
    assert "… và 72 vướng mắc khác" in shown.html
    assert "và 93 cơ quan khác" in shown.html  # of 100 without an officer
    assert "và 96 người khác" in shown.html  # of 100 whom no message reaches


async def test_its_picture_is_one_that_the_messenger_shows(province: Province) -> None:
    screen = await province.screen(*MESSAGES["digest of the ICT department"], "vi")
    assert screen.make is not None
    content = screen.make.content()
    with Image.open(BytesIO(content)) as picture:
        width, height = picture.size
    assert width + height <= PHOTO_SIDES
    assert max(width, height) / min(width, height) <= PHOTO_RATIO
    assert len(content) <= PHOTO_BYTES


async def test_a_morning_of_its_picture_can_be_drawn_on_dark_paper(province: Province) -> None:
    dark = province.config.documents.model_copy(update={"pictures": "dark"})
    darker = replace(province, config=province.config.model_copy(update={"documents": dark}))
    screen = await darker.screen(*MESSAGES["digest of the ICT department"], "vi")
    assert screen.make is not None
    with Image.open(BytesIO(screen.make.content())) as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (0x17, 0x21, 0x2B)


def test_the_report_of_150_agencies_with_30_duties_each_costs_seconds_and_little_memory() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.integration.big_report", "docx"], cwd=ROOT, capture_output=True, check=True
    )
    cost = json.loads(told.stdout)
    assert cost["assignments"] == 150 * 30
    assert cost["seconds"] < 5  # of one processor
    assert cost["megabytes"] < 300


@pytest.mark.parametrize("form", ["docx", "xlsx"])
async def test_a_report_on_its_way_holds_up_nothing_else(province: Province, form: str, tmp_path: Path) -> None:
    channel = MemoryChannel()
    house = build(
        province.config, clock=SimulatedClock(MONDAY), database_url=province.database, files=tmp_path,
        channel=channel, paced=False,
    )  # fmt: skip
    await house.delivery.drain()  # the boards
    async with house.store.work() as work:
        ict = await work.contacts.of(roles=[Role.ICT])
        view = View(name="paper", args={"period": "2009-H2", "agency": None, "form": form})
        await Reporting(work, province.config).tell(ict, view, key=f"report:{form}", lane=Lane.DIGEST)
        await work.commit()
    beats: list[float] = []

    async def beat() -> None:
        while True:
            beats.append(perf_counter())
            await asyncio.sleep(0.001)

    heart = asyncio.create_task(beat())
    await asyncio.sleep(0)
    sent = await house.delivery.drain()
    heart.cancel()
    await house.store.stop()
    assert sent == 1
    assert channel.sent[-1].message.attachment is not None
    longest = max(later - earlier for earlier, later in pairwise(beats))
    assert longest < (beats[-1] - beats[0]) / 3
