"""Make the pictures of the docs: play the sample province in the sandbox and take screenshots (``make pictures``)."""

import asyncio
import logging
import tempfile
from datetime import datetime, time
from pathlib import Path

import structlog
from playwright.async_api import Locator, Page, async_playwright

from bot.app.stage import Scene, rehearse
from bot.register.files import load_province

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "images"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SETTLE = 900  # milliseconds for the page to come to rest
TOAST = 5000  # milliseconds until a short answer over the chat is gone


async def main() -> None:
    """Write docs/images/*.png: an officer at a desk is stuck, the ICT department answers from a phone."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    PICTURES.mkdir(exist_ok=True)
    config, directives = load_province(ROOT / "config.yaml")
    start = datetime.combine(config.province.starts_on, time(7, 30), tzinfo=config.zone)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/pictures.db"
        stage = rehearse(config, directives, start=start, database_url=database, files=Path(folder) / "files")
        async with stage as scene, async_playwright() as play:
            browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            desk = await browser.new_page(viewport={"width": 1280, "height": 960}, locale="vi-VN")
            await desk.goto(scene.url)
            await _is_stuck(desk)
            phone = await browser.new_page(
                viewport={"width": 390, "height": 844}, color_scheme="dark", device_scale_factor=2, locale="vi-VN"
            )
            await phone.goto(scene.url)
            await phone.get_by_test_id(_ict_seat(scene)).click()
            await phone.locator("#to-end").click()
            await _rests(_message(phone, "VM-2009-0001"))
            await phone.screenshot(path=PICTURES / "phone.png")
            await _answers(phone)
            await _rests(_message(desk, "máy chủ dùng chung"), TOAST)
            await desk.screenshot(path=PICTURES / "sandbox.png")
            await browser.close()


async def _is_stuck(page: Page) -> None:
    """Turn to the second reminder of the portal's deadline and report an obstacle."""
    for _ in range(3):
        await page.get_by_test_id("turn-next").click()
        await page.wait_for_timeout(SETTLE)
    await page.get_by_role("button", name="🚧 Vướng mắc").last.click()
    await page.get_by_role("button", name="💰 Kinh phí").click()
    await _rests(_message(page, "Loại vướng mắc: Kinh phí"))
    await page.get_by_test_id("composer").fill("Chưa bố trí được kinh phí mua máy chủ; đề nghị hỗ trợ.")
    await page.get_by_test_id("send").click()
    await _rests(_message(page, "VM-2009-0001"))


async def _answers(page: Page) -> None:
    """Take the ticket in hand and answer it."""
    ticket = _message(page, "VM-2009-0001")
    await ticket.get_by_role("button", name="🙋 Nhận xử lý").click()
    await _rests(_message(page, "Người xử lý"))
    await ticket.locator(".reply").click()
    await page.get_by_test_id("composer").fill(
        "Sở bố trí một máy chủ dùng chung từ 12/01; mời đơn vị cử cán bộ phối hợp."
    )
    await page.get_by_test_id("send").click()
    await _rests(_message(page, "Đã chuyển ý kiến"))


def _ict_seat(scene: Scene) -> str:
    """Return the test id of the ICT group's seat."""
    return next(f"seat-{one.id}" for one in scene.world.seats.values() if one.role == "ict" and one.chat.person is None)


def _message(page: Page, words: str) -> Locator:
    """Return the newest message with ``words``."""
    return page.locator("#messages > li[data-id]").filter(has_text=words).last


async def _rests(message: Locator, milliseconds: int = SETTLE) -> None:
    """Wait for a message, and for the page to come to rest."""
    await message.wait_for()
    await message.page.wait_for_timeout(milliseconds)


if __name__ == "__main__":
    asyncio.run(main())
