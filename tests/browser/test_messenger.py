"""The page by itself, with a bot that says what the story needs: bubbles, files, topics, keys."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument
from telegram.constants import ParseMode

from bot.clock import SimulatedClock
from sandbox.model import Chat, Person
from sandbox.server import SandboxServer
from sandbox.stage import Amount, Upcoming
from sandbox.world import World
from tests.integration.conftest import MONDAY, client

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUICK = 8000  # milliseconds
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass
class OneHourAtATime:
    """A province whose clock goes on by an hour, as soon as the story lets it."""

    clock: SimulatedClock
    province: str = "Tỉnh thử"
    zone: str = "Asia/Ho_Chi_Minh"
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return self.clock.now()

    async def turn(self, amount: Amount) -> None:
        await self.go_on.wait()
        self.clock.move_to(self.clock.now() + timedelta(hours=1))

    async def turn_until(self, moment: datetime) -> None:
        self.clock.move_to(moment)

    async def upcoming(self, limit: int) -> list[Upcoming]:
        later = self.now() + timedelta(days=1)
        return [Upcoming(at=later, kind="reminder", what_vi="Nhắc việc 3 cơ quan", what_en="Remind 3 agencies")]


@dataclass
class Room:
    """A world with Lan, an officer, and a forum of Lan and Minh; the page is open, Lan's chat chosen."""

    server: SandboxServer
    bot: Bot
    stage: OneHourAtATime
    page: Page
    lan: Person
    minh: Person
    group: Chat

    async def bot_says(self, text: str, *labels: str) -> int:
        keys = InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=f"do:{one}") for one in labels]])
        sent = await self.bot.send_message(
            self.lan.id, text, parse_mode=ParseMode.HTML, reply_markup=keys if labels else None
        )
        return sent.message_id

    async def bot_answers_press(self, text: str, *, alert: bool = False) -> None:
        """Wait for a press and answer it."""
        while True:
            for update in await self.bot.get_updates(timeout=5):
                await self.bot.get_updates(offset=update.update_id + 1)
                if update.callback_query:
                    await update.callback_query.answer(text, show_alert=alert)
                    return

    def said(self, person: Person | Chat) -> list[str]:
        return [one.text for one in self.server.world.history(person)]


@pytest_asyncio.fixture(loop_scope="session")
async def room(page: Page) -> AsyncIterator[Room]:
    clock = SimulatedClock(MONDAY)
    world, stage = World(clock), OneHourAtATime(clock)
    async with SandboxServer(world, stage=stage) as server, client(server) as bot:
        lan, minh = world.add_person("Nguyễn Thị Lan"), world.add_person("Trần Văn Minh")
        group = world.add_group("Tổ CNTT", [lan, minh], forum=True)
        world.add_topic(group, "Vướng mắc")
        world.seat(lan, "Nguyễn Thị Lan", "Cán bộ – Sở Y tế", "officer", featured=True)
        world.seat(group, "Tổ CNTT", "Lan, Minh", "ict")
        server.people.start(lan)
        await bot.set_my_commands([("nhiemvu", "Nhiệm vụ"), ("tuan", "Bản tin tuần")])
        await page.goto(server.base_url)
        await expect(page.locator("#chat-title")).to_have_text("Nguyễn Thị Lan")
        yield Room(server, bot, stage, page, lan, minh, group)
        await page.goto("about:blank")


async def test_it_shows_only_what_a_messenger_shows(room: Room) -> None:
    number = await room.bot_says(
        'Chào <b>chị</b> &lt;script&gt;alert(1)&lt;/script&gt; <a href="https://chinhphu.vn/">đây</a>, gõ /nhiemvu'
    )
    await room.bot.edit_message_text("Xin <b>chào</b>\nchị <i>Lan</i>", room.lan.id, number, parse_mode=ParseMode.HTML)

    text = room.page.get_by_test_id(f"message-{number}").locator(".text")
    await expect(text).to_have_text("Xin chàochị Lan")
    assert await text.inner_html() == "Xin <b>chào</b><br>chị <i>Lan</i>"
    await expect(room.page.get_by_test_id(f"message-{number}").locator(".edited")).to_have_text("đã sửa")


HARMLESS = {
    "<img src=x onerror=alert(1)>chữ": "chữ",
    "chữ<script>alert(1)</script>": "chữalert(1)",
    '<a href="javascript:alert(1)">đây</a>': "<a>đây</a>",
    '<a href="/api/faults" onclick="x()">đây</a>': "<a>đây</a>",
    '<b style="color:red" class="x">đậm</b>': "<b>đậm</b>",
    "<blockquote>trích</blockquote><br>sau": "<blockquote>trích</blockquote>sau",
    "<blockquote>trích</blockquote><br><br>sau": "<blockquote>trích</blockquote><br>sau",
    "<svg><a href='data:text/html,x'>đây</a></svg>": "đây",
}


async def test_it_lets_no_other_markup_in(room: Room) -> None:
    found = await room.page.evaluate(
        """async (given) => {
            const { safe } = await import("/page/sanitise.js");
            return given.map((html) => {
                const box = document.createElement("div");
                box.append(safe(html));
                return box.innerHTML;
            });
        }""",
        list(HARMLESS),
    )

    assert dict(zip(HARMLESS, found, strict=True)) == HARMLESS


async def test_it_has_every_word_in_both_languages(room: Room) -> None:
    vietnamese, english, used = await room.page.evaluate(
        """async () => {
            const { WORDS } = await import("/page/i18n.js");
            const named = ["i18n", "i18nLabel", "i18nPlaceholder", "i18nTitle"];
            const used = [...document.querySelectorAll("*")].flatMap((one) => named.map((name) => one.dataset?.[name]));
            return [Object.keys(WORDS.vi), Object.keys(WORDS.en), used.filter(Boolean)];
        }"""
    )

    assert vietnamese == english
    assert set(used) <= set(vietnamese)


async def test_it_presses_buttons_and_shows_the_answers(room: Room) -> None:
    number = await room.bot_says("Đã xong chưa?", "Xong", "Chưa")
    message = room.page.get_by_test_id(f"message-{number}")

    answering = asyncio.create_task(room.bot_answers_press("Đã ghi nhận."))
    await message.get_by_role("button", name="Xong").click()
    await expect(room.page.get_by_test_id("toast")).to_have_text("Đã ghi nhận.", timeout=QUICK)
    await answering

    answering = asyncio.create_task(room.bot_answers_press("Nhiệm vụ này đã khép lại.", alert=True))
    await message.get_by_role("button", name="Chưa").click()
    await expect(room.page.get_by_test_id("alert")).to_contain_text("Nhiệm vụ này đã khép lại.", timeout=QUICK)
    await answering
    await room.page.keyboard.press("Escape")
    await expect(room.page.get_by_test_id("alert")).to_be_hidden()
    await expect(message.get_by_role("button", name="Chưa")).to_be_focused()


async def test_it_asks_in_the_field_when_the_bot_waits_for_an_answer(room: Room) -> None:
    await room.bot.send_message(
        room.lan.id, "Vướng mắc gì?", reply_markup=ForceReply(input_field_placeholder="Nội dung vướng mắc")
    )
    await expect(room.page.get_by_test_id("quote")).to_contain_text("Vướng mắc gì?")
    field_ = room.page.get_by_test_id("composer")
    await expect(field_).to_be_focused()
    await expect(field_).to_have_attribute("placeholder", "Nội dung vướng mắc")

    await field_.fill("Chưa có kinh phí")
    await room.page.keyboard.press("Enter")

    await expect(room.page.get_by_test_id("quote")).to_be_hidden()
    await expect(field_).to_have_attribute("placeholder", "Nhập tin nhắn, gõ / để xem lệnh")
    answer = room.page.locator("#messages > .mine").last
    await expect(answer.locator(".quoted")).to_contain_text("Vướng mắc gì?")
    await expect(answer.locator(".text")).to_have_text("Chưa có kinh phí")


async def test_it_holds_files_until_they_are_sent_and_shows_pictures_large(room: Room) -> None:
    page = room.page
    await page.get_by_test_id("file").set_input_files(
        [
            {"name": "ảnh chụp.png", "mimeType": "image/png", "buffer": PIXEL},
            {"name": "kế hoạch.docx", "mimeType": "application/octet-stream", "buffer": b"x" * 5000},
            {"name": "nháp.txt", "mimeType": "text/plain", "buffer": b"x"},
        ]
    )
    await page.get_by_role("button", name="Bỏ tệp này: nháp.txt").click()
    await page.get_by_test_id("composer").fill("Minh chứng")
    await page.get_by_test_id("send").click()

    await expect(page.locator("#messages .document .about")).to_have_text("kế hoạch.docx5 KB", timeout=QUICK)
    await expect(page.locator("#messages .mine")).to_have_count(3)  # /start, the picture, the document
    await expect(page.locator("#messages .mine").nth(1).locator(".text")).to_have_text("Minh chứng")
    await expect(page.get_by_test_id("tray")).to_be_hidden()
    await page.locator("#messages .picture").click()
    await expect(page.get_by_test_id("picture").locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("picture")).to_be_hidden()


async def test_it_sends_files_together_and_shows_them_together(room: Room) -> None:
    page = room.page
    pictures = [FilePayload(name=f"{number}.png", mimeType="image/png", buffer=PIXEL) for number in (1, 2, 3)]
    papers = [FilePayload(name=f"{name}.pdf", mimeType="application/pdf", buffer=b"%PDF") for name in ("a", "b")]
    await page.get_by_test_id("file").set_input_files([*pictures, *papers])
    await page.get_by_test_id("composer").fill("Minh chứng")
    await page.get_by_test_id("send").click()

    bubbles = page.locator("#messages > .mine")
    await expect(bubbles).to_have_count(3, timeout=QUICK)  # /start, the pictures, the documents
    await expect(bubbles.nth(1).locator(".pictures > .picture")).to_have_count(3)
    await expect(bubbles.nth(1).locator(".text")).to_have_text("Minh chứng")
    await expect(bubbles.nth(2).locator(".document b")).to_have_text(["a.pdf", "b.pdf"])
    *_, third, fourth, fifth = room.server.world.history(room.lan)
    assert third.album != fourth.album == fifth.album

    await room.bot.send_message(room.lan.id, "Tệp b hỏng.", reply_to_message_id=fifth.id)
    await page.locator(".quoted").click()
    await expect(bubbles.nth(2)).to_be_focused()
    await page.reload()
    await expect(bubbles.nth(1).locator(".pictures > .picture")).to_have_count(3)


async def test_it_opens_and_saves_what_the_bot_sends(room: Room) -> None:
    page = room.page
    await room.bot.send_photo(room.lan.id, PIXEL, caption="Tình hình tuần", filename="tuan.png")
    sent = await room.bot.send_document(room.lan.id, b"PK", filename="báo cáo.docx")
    await room.bot.send_media_group(
        room.lan.id,
        [InputMediaDocument(b"1", filename="1.csv", caption="một"), InputMediaDocument(b"2", filename="2.csv")],
    )

    await page.locator("#messages .picture").click()
    picture = page.get_by_test_id("picture")
    await expect(picture.locator("figcaption")).to_have_text("tuan.png")
    async with page.expect_download() as saving:
        await picture.get_by_role("link", name="Tải ảnh").click()
    assert (await (await saving.value).path()).read_bytes() == PIXEL
    await page.keyboard.press("Escape")

    async with page.expect_download() as saving:
        await page.get_by_test_id(f"message-{sent.message_id}").locator(".document").click()
    paper = await saving.value
    assert (paper.suggested_filename, (await paper.path()).read_bytes()) == ("báo cáo.docx", b"PK")
    together = page.locator("#messages > .theirs").last
    await expect(together.locator(".document b, .text")).to_have_text(["1.csv", "một", "2.csv"])


async def test_it_offers_commands_and_completes_them(room: Room) -> None:
    field_ = room.page.get_by_test_id("composer")
    await field_.fill("/")
    await expect(room.page.locator("#commands [aria-selected=true]")).to_have_text("/nhiemvuNhiệm vụ")
    await room.page.keyboard.press("ArrowDown")
    await room.page.keyboard.press("Tab")
    await expect(field_).to_have_value("/tuan")
    await room.page.keyboard.press("Enter")
    await expect(room.page.locator("#messages > .mine").last.locator(".text")).to_have_text("/tuan")

    number = await room.bot_says("Gõ /nhiemvu, không phải /khac.")
    link = room.page.get_by_test_id(f"message-{number}").locator(".command")
    await expect(link).to_have_text("/nhiemvu")
    await link.click()
    await expect(room.page.locator("#messages > .mine").last.locator(".text")).to_have_text("/nhiemvu")


async def test_it_speaks_as_others_and_in_topics(room: Room) -> None:
    page = room.page
    await page.get_by_test_id("search").fill("to cntt")
    await page.keyboard.press("Enter")
    await expect(page.locator("#chat-title")).to_have_text("Tổ CNTT")
    await page.get_by_test_id("speaker").select_option(label="Trần Văn Minh")
    await page.locator("#topics").get_by_role("button", name="Vướng mắc").click()
    await page.get_by_test_id("composer").fill("Tôi nhận việc này")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .mine").last).to_contain_text("Tôi nhận việc này")

    sent = room.server.world.last_message(room.group)
    assert sent is not None
    assert (sent.sender.name, sent.topic) == ("Trần Văn Minh", next(iter(room.group.topics)))
    await page.locator("#topics").get_by_role("button", name="Tất cả").click()
    await page.get_by_test_id("speaker").select_option(label="Nguyễn Thị Lan")
    await expect(page.locator("#messages .theirs").last.locator(".name")).to_have_text("Trần Văn Minh")
    await expect(page.locator("#messages .theirs").last.locator(".topic")).to_have_text("Vướng mắc")


async def enter(room: Room, speaker: str) -> None:
    """Open the group and speak there as somebody."""
    await room.page.get_by_test_id("seat-2").click()
    await expect(room.page.locator("#chat-title")).to_have_text("Tổ CNTT")
    await room.page.get_by_test_id("speaker").select_option(label=speaker)


async def test_it_shows_one_topic_and_marks_the_others(room: Room) -> None:
    page, forum = room.page, room.group
    await enter(room, "Nguyễn Thị Lan")
    topic = await room.bot.create_forum_topic(forum.id, "VM-2009-0001")
    number = topic.message_thread_id
    ticket = await room.bot.send_message(forum.id, "Thiếu máy chủ", message_thread_id=number)
    shown = page.get_by_test_id(f"message-{ticket.message_id}")
    await expect(shown.locator(".topic")).to_have_text("VM-2009-0001")

    tabs = page.locator("#topics").get_by_role("button")
    await expect(tabs).to_have_text(["Tất cả", "Vướng mắc", "VM-2009-0001"])
    await tabs.nth(1).click()
    await expect(shown).to_have_count(0)
    await room.bot.send_message(forum.id, "Còn thiếu bao nhiêu?", message_thread_id=number)
    await expect(tabs.nth(2)).to_have_class("stirred")
    await tabs.nth(2).click()
    await expect(page.locator("#messages .theirs .text")).to_have_text(["Thiếu máy chủ", "Còn thiếu bao nhiêu?"])
    await expect(page.locator("#messages .topic")).to_have_count(0)
    await expect(tabs.nth(2)).not_to_have_class("stirred")

    await page.get_by_test_id("composer").fill("Hai máy")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .mine .text")).to_have_text("Hai máy")
    said = room.server.world.last_message(forum)
    assert said is not None
    assert (said.topic, said.data["is_topic_message"]) == (number, True)

    await room.bot.edit_forum_topic(forum.id, number, name="VM-2009-0001 – xong")
    await expect(tabs.nth(2)).to_have_text("VM-2009-0001 – xong")
    await room.bot.delete_forum_topic(forum.id, number)
    await expect(tabs).to_have_text(["Tất cả", "Vướng mắc"])
    await expect(tabs.nth(0)).to_have_attribute("aria-pressed", "true")


async def test_it_asks_in_the_field_of_the_one_who_is_asked_only(room: Room) -> None:
    page, forum = room.page, room.group
    quote = page.get_by_test_id("quote")
    await enter(room, "Nguyễn Thị Lan")
    whom = f'<a href="tg://user?id={room.minh.id}">Trần Văn Minh</a>'
    asked = await room.bot.send_message(
        forum.id, f"{whom}\nTrả lời gì?", parse_mode=ParseMode.HTML, reply_markup=ForceReply(selective=True)
    )
    await room.bot.send_message(forum.id, "Nhắc cả tổ")
    await expect(page.locator("#messages .theirs").last).to_contain_text("Nhắc cả tổ")
    await expect(quote).to_be_hidden()

    await page.get_by_test_id("speaker").select_option(label="Trần Văn Minh")
    await expect(quote).to_contain_text("Trả lời gì?")
    await page.reload()
    await page.get_by_test_id("speaker").select_option(label="Trần Văn Minh")
    await page.get_by_test_id("composer").fill("Đã bố trí")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .mine .quoted")).to_contain_text("Trả lời gì?", timeout=QUICK)
    answer = room.server.world.last_message(forum)
    assert answer is not None
    assert answer.data["reply_to_message"]["message_id"] == asked.message_id

    await room.bot.send_message(forum.id, "Ai lo?", reply_markup=ForceReply())
    await expect(quote).to_contain_text("Ai lo?")
    await quote.get_by_role("button").click()
    await page.get_by_test_id("speaker").select_option(label="Nguyễn Thị Lan")
    await expect(quote).to_be_hidden()


async def test_it_keeps_drafts_and_counts_what_is_unread(room: Room) -> None:
    page = room.page
    await page.get_by_test_id("composer").fill("Dở dang")
    await page.get_by_test_id("seat-2").click()
    await expect(page.get_by_test_id("composer")).to_have_value("")
    await room.bot_says("Một")
    await room.bot_says("Hai")
    await expect(page.get_by_test_id("seat-1").locator(".unread")).to_have_text("2")
    await expect(page).to_have_title("(2) Nhắc Việc")

    await page.get_by_test_id("seat-1").click()
    await expect(page.locator("#messages > .new")).to_have_text("Tin mới")
    await expect(page.get_by_test_id("composer")).to_have_value("Dở dang")
    await expect(page).to_have_title("Nhắc Việc")
    await page.reload()
    await expect(page.locator("#chat-title")).to_have_text("Nguyễn Thị Lan")


async def test_it_is_moved_through_by_keys(room: Room) -> None:
    page = room.page
    first = await room.bot_says("Việc thứ nhất", "Xong")
    second = await room.bot_says("Việc thứ hai")
    await expect(page.get_by_test_id(f"message-{second}")).to_be_visible()
    await page.get_by_test_id("composer").focus()

    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_test_id(f"message-{second}")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_test_id(f"message-{first}").get_by_role("button", name="Xong")).to_be_focused()
    await room.bot_says("Việc thứ ba")
    await expect(page.get_by_test_id(f"message-{first}").get_by_role("button", name="Xong")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_test_id("quote")).to_contain_text("Việc thứ nhất")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("quote")).to_be_hidden()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()


async def test_it_shows_that_time_passes_and_goes_to_what_comes(room: Room) -> None:
    page = room.page
    await expect(page.get_by_test_id("clock-now")).to_have_text("Thứ Hai 05/01/2009 · 08:00")
    await page.get_by_test_id("turn-hour").click()
    await expect(page.get_by_test_id("turn-day")).to_be_disabled()
    await expect(page.locator("#turning")).to_be_visible()
    room.stage.go_on.set()
    await expect(page.get_by_test_id("clock-now")).to_have_text("Thứ Hai 05/01/2009 · 09:00")
    await expect(page.get_by_test_id("turn-day")).to_be_enabled()

    coming = page.get_by_test_id("upcoming")
    await expect(coming.locator("h3")).to_have_text("Thứ Ba, 06/01/2009ngày mai")
    await coming.get_by_role("button", name="Nhắc việc 3 cơ quan").click()
    await expect(page.get_by_test_id("clock-now")).to_have_text("Thứ Ba 06/01/2009 · 09:00")


async def test_it_tries_troubles(room: Room) -> None:
    page = room.page
    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("faults").click()
    await page.get_by_test_id("fault-server_error").check()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Đang bật tình huống sự cố")).to_be_visible()

    await page.get_by_test_id("chat-menu").click()
    await page.get_by_test_id("block").click()
    await expect(page.locator("#chat-subtitle")).to_have_text("Người này đã chặn bot")
    assert room.lan.blocked


async def test_it_asks_for_older_messages(room: Room) -> None:
    for number in range(60):
        room.server.people.say(room.lan, room.lan, f"Tin {number}")
    await room.page.reload()
    await expect(room.page.locator("#messages")).to_contain_text("Tin 59")
    assert await room.page.locator("#messages > .mine").count() == 50

    await room.page.get_by_role("button", name="Xem tin cũ hơn").click()

    await expect(room.page.locator("#messages > .mine")).to_have_count(61)
    await expect(room.page.get_by_role("button", name="Xem tin cũ hơn")).to_have_count(0)


async def test_it_is_one_pane_on_a_phone_and_back_leads_to_the_list(room: Room, browser: Browser) -> None:
    phone = await browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    await phone.goto(room.server.base_url)
    await phone.get_by_test_id("seat-1").tap()
    await expect(phone.locator("#messages")).to_be_visible()
    await expect(phone.locator("#seats")).to_be_hidden()
    await phone.go_back()
    await expect(phone.locator("#seats")).to_be_visible()

    await phone.get_by_test_id("show-upcoming").tap()
    await expect(phone.get_by_test_id("upcoming")).to_be_visible()
    await phone.keyboard.press("Escape")
    await expect(phone.get_by_test_id("upcoming")).to_be_hidden()
    assert await phone.locator("body").evaluate("body => body.scrollWidth") == 390
    await phone.close()


async def test_it_says_when_the_sandbox_is_gone(room: Room) -> None:
    await room.server.stop()
    await expect(room.page.locator("#offline")).to_be_visible(timeout=QUICK)
    await room.page.get_by_test_id("composer").fill("Có ai không")
    await room.page.keyboard.press("Enter")
    await expect(room.page.get_by_test_id("toast")).to_have_text("Không kết nối được với máy chủ thử nghiệm.")
    await expect(room.page.get_by_test_id("composer")).to_have_value("Có ai không")
