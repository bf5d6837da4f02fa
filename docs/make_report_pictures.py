"""Make the pictures of the digest, the board and a report's page: play a reporting campaign (``make pictures``)."""

import asyncio
import logging
import shutil
import subprocess
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import structlog
from PIL import Image
from playwright.async_api import Page, async_playwright

from bot.app.stage import Scene, rehearse
from bot.config import Config
from bot.documents.written import WORD, written
from bot.domain.duties import Status
from bot.register.files import load_province
from bot.services.period_report import period_report
from bot.services.period_sources import read_sources
from docs.make_pictures import PICTURES, QUIET, ROOT, SETTLE
from sandbox.model import Person
from tests.pages import rendered

REPORTING = 14  # agencies that have sent their report when the pictures are taken, and so many more are writing it
WRITING = 5
COLOURS = 256  # of a picture: small, and nobody sees the difference
ALONE = "#messages > .day { position: static } #to-end { display: none }"  # nothing lies over a message
DOTS_AN_INCH = 76
PHONE = {"width": 390, "height": 1600}


async def main() -> None:
    """Write docs/images/digest.png, board.png and report.png."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    PICTURES.mkdir(exist_ok=True)
    config, directives = load_province(ROOT / "config.yaml")
    start = datetime.combine(config.province.starts_on, time(7, 30), tzinfo=config.zone)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder}/pictures.db"
        stage = rehearse(config, directives, start=start, database_url=database, files=folder / "files")
        async with stage as scene, async_playwright() as play:
            browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            page = await browser.new_page(viewport=PHONE, device_scale_factor=1.5, locale="vi-VN", bypass_csp=True)
            await _months_pass(scene, config)
            await _take(scene, page, "Bản tin tuần toàn tỉnh", PICTURES / "digest.png")
            await _campaign(scene, config)
            await _take(scene, page, "Đang soạn", PICTURES / "board.png")
            await _report(scene, config, folder)
            await browser.close()


async def _months_pass(scene: Scene, config: Config) -> None:
    """Let the agencies do most of what is due, some of it late; it is the Monday before the great deadline."""
    async with scene.house.store.work() as work:
        dated = [one for one in await work.assignments.of_all() if one.due is not None]
        for number, one in enumerate(dated):
            if one.due is None or number % 4 == 3:
                continue
            day = one.due + timedelta(days=(number * 5) % 23 - 15)
            moment = config.calendar.at(max(day, config.province.starts_on), time(9))
            await work.assignments.change(
                one, status=Status.DONE, submitted_at=moment, result="Đã hoàn thành", next_at=None
            )
        await work.commit()
    clock = scene.house.clock
    clock.move_to(datetime(2009, 3, 30, 7, 30, tzinfo=config.zone))  # type: ignore[attr-defined]
    await scene.rehearsal.turn_until(datetime(2009, 3, 30, 9, tzinfo=config.zone))


async def _campaign(scene: Scene, config: Config) -> None:
    """Let June come, some agencies report and others begin."""
    scene.house.clock.move_to(datetime(2009, 6, 1, 7, 30, tzinfo=config.zone))  # type: ignore[attr-defined]
    await scene.rehearsal.turn_until(datetime(2009, 6, 12, 9, tzinfo=config.zone))
    officers = [seat for seat in scene.world.seats.values() if seat.role == "officer"]
    for number, seat in enumerate(officers[: REPORTING + WRITING]):
        person = seat.speakers[0]
        await _say(scene, person, "/baocao")
        await _press(scene, person, "✍️ Nhận xét")
        await _say(scene, person, "Cơ quan đã tổ chức tập huấn cho 45 cán bộ; đề nghị bổ sung kinh phí bảo trì.")
        if number < REPORTING:
            await _say(scene, person, "/baocao")
            await _press(scene, person, "📨 Gửi báo cáo")
            await _press(scene, _head(scene, seat.subtitle), "✔️ Duyệt và gửi")


def _head(scene: Scene, subtitle: str) -> Person:
    agency = subtitle.partition(" – ")[2]
    seats = scene.world.seats.values()
    return next(one.speakers[0] for one in seats if one.role == "head" and one.subtitle.endswith(f"– {agency}"))


async def _say(scene: Scene, person: Person, text: str) -> None:
    scene.people.say(person, person, text)
    await scene.rehearsal.settled()


async def _press(scene: Scene, person: Person, label: str) -> None:
    message = scene.world.history(person)[-1]
    button = next(one for row in message.buttons for one in row if one.text == label)
    await scene.people.press(person, person, message.id, button.data or "")
    await scene.rehearsal.settled()


async def _take(scene: Scene, page: Page, words: str, path: Path) -> None:
    """Take a picture of a message, alone, in the ICT department's group."""
    seats = scene.world.seats.values()
    seat = next(one.id for one in seats if one.role == "ict" and one.chat.person is None)
    await page.goto(scene.url)
    await page.add_style_tag(content=ALONE)
    await page.get_by_test_id(f"seat-{seat}").click()
    message = page.locator("#messages > li[data-id]").filter(has_text=words).last
    await message.scroll_into_view_if_needed()
    await page.wait_for_timeout(SETTLE)
    await message.screenshot(path=path)
    _smaller(path)


async def _report(scene: Scene, config: Config, folder: Path) -> None:
    """Render the first page of the consolidated report as it stands."""
    period = config.reporting_calendar.period("2009-H1")
    async with scene.house.store.look() as work:
        sources = await read_sources(work, config, period)
    await asyncio.to_thread(_first_page, written(period_report(sources, config), WORD), folder)


def _first_page(content: bytes, folder: Path) -> None:
    file, target = folder / "report.docx", PICTURES / "report.png"
    file.write_bytes(content)
    (pages,) = rendered(folder, [file])
    tool = shutil.which("pdftoppm") or "pdftoppm"
    options = ["-r", str(DOTS_AN_INCH), "-f", "1", "-l", "1", "-png", "-singlefile"]
    subprocess.run([tool, *options, pages, target.with_suffix("")], check=True)  # noqa: S603 - files of ours
    _smaller(target)


def _smaller(path: Path) -> None:
    """Keep as many colours as are seen."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
