"""The sandbox's page, played by clicking: a duty is reminded, stuck, answered and done."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.acceptance.conftest import Open, Story, morning

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUICK = 15_000  # milliseconds: an answer is there at once, but the machine may be busy


async def turn_to(page: Page, amount: str, shown: str) -> None:
    """Turn the clock by its button until the date on top is ``shown``."""
    for _ in range(60):
        if shown in (await page.get_by_test_id("clock-now").inner_text()):
            return
        await page.get_by_test_id(f"turn-{amount}").click()
        await expect(page.get_by_test_id(f"turn-{amount}")).to_be_enabled(timeout=30_000)
    raise AssertionError(f"the clock never showed {shown}")


async def sit(page: Page, story: Story, title: str) -> None:
    """Choose a seat by its title."""
    seat = next(seat for seat in story.scene.world.seats.values() if seat.title == title)
    await page.get_by_test_id(f"seat-{seat.id}").click()
    await expect(page.locator("#chat-title")).to_have_text(title)


async def message_with(page: Page, words: str) -> Locator:
    """Return the newest message with ``words``, held by its number so that it stays the same one."""
    found = page.locator("#messages > li[data-id]").filter(has_text=words).last
    await expect(found).to_be_visible(timeout=QUICK)
    return page.get_by_test_id(await found.get_attribute("data-testid") or "")


async def test_it_plays_a_duty_from_reminder_to_done(stage: Open, page: Page) -> None:
    async with stage(start=morning(2009, 2, 24)) as story:
        officer = story.officer("so-y-te")
        await page.goto(story.scene.url)
        await expect(page.locator("#province")).to_have_text("Tỉnh Thử Nghiệm")
        await expect(page.get_by_test_id("clock-now")).to_have_text("Thứ Ba 24/02/2009 · 07:30")
        await expect(page.get_by_test_id("upcoming")).to_contain_text("Hoàn thành mạng nội bộ")

        await sit(page, story, officer.name)
        await turn_to(page, "next", "27/02/2009")
        reminder = await message_with(page, "27/02/2009")
        await expect(reminder).to_contain_text("Hoàn thành mạng nội bộ")

        await reminder.get_by_role("button", name="🚧 Vướng mắc").click()
        await page.get_by_role("button", name="💰 Kinh phí").click()
        await expect(page.locator("#messages")).to_contain_text("Loại vướng mắc: Kinh phí", timeout=QUICK)
        await page.get_by_test_id("composer").fill("Chưa có kinh phí <b>mua</b> máy chủ")
        await page.get_by_test_id("send").click()
        await expect(page.locator("#messages")).to_contain_text("VM-2009-0001", timeout=QUICK)

        group = next(seat for seat in story.scene.world.seats.values() if seat.chat is story.ict)
        await sit(page, story, group.title)
        ticket = await message_with(page, "VM-2009-0001")
        await expect(ticket).to_contain_text("Chưa có kinh phí <b>mua</b> máy chủ")
        await ticket.get_by_role("button", name="Trả lời").click()
        await page.get_by_test_id("composer").fill("Đã bố trí trong quý I")
        await page.keyboard.press("Enter")
        await expect(page.locator("#messages")).to_contain_text("về VM-2009-0001 đến Sở Y tế", timeout=QUICK)
        await ticket.get_by_role("button", name="Đóng vướng mắc").click()
        await expect(page.get_by_test_id("toast")).to_be_visible(timeout=QUICK)

        await sit(page, story, officer.name)
        await expect(page.locator("#messages")).to_contain_text("Đã bố trí trong quý I", timeout=QUICK)
        await reminder.get_by_role("button", name="✅ Hoàn thành").click()
        await page.get_by_role("button", name="không ghi thêm").click()
        await expect(page.locator("#messages > li").last).to_contain_text("Đã hoàn thành", timeout=QUICK)
        await expect(reminder.get_by_role("button", name="✅ Hoàn thành")).to_have_count(0, timeout=QUICK)


async def test_it_speaks_english_and_answers_to_keys(stage: Open, page: Page) -> None:
    async with stage() as story:
        await page.goto(story.scene.url)
        await page.get_by_test_id("lang-switch").click()
        await expect(page.get_by_test_id("turn-next")).to_have_text("To the next event")
        await expect(page.get_by_test_id("clock-now")).to_have_text("Monday 05/01/2009 · 07:30", timeout=QUICK)
        await page.keyboard.press("Alt+d")
        await expect(page.get_by_test_id("clock-now")).to_have_text("Tuesday 06/01/2009 · 07:30", timeout=20_000)
        await page.get_by_test_id("composer").fill("/")
        await expect(page.locator("#commands")).to_contain_text("Duties of my agency")
        await page.get_by_test_id("composer").fill("/nhiemvu")
        await page.keyboard.press("Enter")
        await expect(page.locator("#messages")).to_contain_text("📋", timeout=QUICK)


async def test_it_fits_a_phone(stage: Open, browser: Browser) -> None:
    async with stage() as story:
        phone = await browser.new_page(viewport={"width": 390, "height": 844})
        await phone.goto(story.scene.url)
        await expect(phone.locator("#seats")).to_be_visible()
        await expect(phone.locator("#messages")).to_be_hidden()
        await phone.locator("[data-testid^=seat-]").first.click()
        await expect(phone.locator("#messages")).to_be_visible()
        await expect(phone.locator("#seats")).to_be_hidden()
        await phone.locator("#back").click()
        await expect(phone.locator("#seats")).to_be_visible()
        width: int = await phone.locator("body").evaluate("body => body.scrollWidth")
        assert width <= 390
        await phone.close()
