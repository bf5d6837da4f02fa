"""Make the pictures of the docs: play the sample province in the sandbox and take screenshots (``make pictures``)."""

import asyncio
import logging
import tempfile
from datetime import datetime, time
from pathlib import Path

import structlog
from playwright.async_api import Page, async_playwright

from bot.app import rehearse
from bot.register.files import load_province

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "images"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SETTLE = 900  # milliseconds for the page to show what the bot has said


async def main() -> None:
    """Write docs/images/*.png."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    PICTURES.mkdir(exist_ok=True)
    config, directives = load_province(ROOT / "config.yaml")
    start = datetime.combine(config.province.starts_on, time(7, 30), tzinfo=config.zone)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/pictures.db"
        stage = rehearse(config, directives, start=start, database_url=database, files=Path(folder) / "files")
        async with stage as scene, async_playwright() as play:
            browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="vi-VN")
            await page.goto(scene.url)
            await _play(page)
            await page.screenshot(path=PICTURES / "sandbox.png")
            phone = await browser.new_page(
                viewport={"width": 390, "height": 844}, color_scheme="dark", device_scale_factor=2
            )
            await phone.goto(scene.url)
            await phone.locator("[data-testid^=seat-]").first.click()
            await phone.wait_for_timeout(SETTLE)
            await phone.screenshot(path=PICTURES / "phone.png")
            await browser.close()


async def _play(page: Page) -> None:
    """Turn to the second reminder of the portal's deadline and report an obstacle."""
    for _ in range(3):
        await page.get_by_test_id("turn-next").click()
        await page.wait_for_timeout(SETTLE)
    await page.get_by_role("button", name="🚧 Vướng mắc").last.click()
    await page.wait_for_timeout(SETTLE)
    await page.get_by_test_id("composer").fill("Chưa bố trí được kinh phí mua máy chủ; đề nghị hỗ trợ.")
    await page.get_by_test_id("send").click()
    await page.wait_for_timeout(5 * SETTLE)


if __name__ == "__main__":
    asyncio.run(main())
