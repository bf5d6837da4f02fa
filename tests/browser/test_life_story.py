"""The life of a duty, played in the page by everybody it concerns: seats, buttons, replies, files, the clock."""

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from sandbox.model import Chat, Person
from tests.acceptance.conftest import OFFICE, Open, Story, morning

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 20_000  # milliseconds: an answer is there at once, but the machine may be busy


class Window:
    """The page in the hands of one who plays everybody: who sits there speaks."""

    def __init__(self, page: Page, story: Story) -> None:
        self.page = page
        self.story = story

    async def sit(self, place: Person | Chat, speaker: Person | None = None) -> None:
        """Open somebody's chat, or a group's and speak there as one of its members."""
        seat = next(one for one in self.story.scene.world.seats.values() if place in (one.chat, one.chat.person))
        await self.page.get_by_test_id(f"seat-{seat.id}").click()
        await expect(self.page.locator("#chat-title")).to_have_text(seat.title)
        await expect(self.page.get_by_test_id("toast")).to_be_hidden()
        if speaker:
            await self.speak_as(speaker)

    async def speak_as(self, member: Person) -> None:
        await self.page.get_by_test_id("speaker").select_option(label=member.name)

    async def message(self, words: str) -> Locator:
        """Return the newest message with ``words``, held by its number so that it stays the same one."""
        found = self.page.locator("#messages > li[data-id]").filter(has_text=words).last
        await expect(found).to_be_visible(timeout=LONG)
        return self.page.get_by_test_id(await found.get_attribute("data-testid") or "")

    async def press(self, message: Locator, label: str, toast: str | None = None) -> None:
        """Press a button; with ``toast``, see the short answer over the chat."""
        await message.get_by_role("button", name=label, exact=True).click()
        if toast:
            await expect(self.page.get_by_test_id("toast")).to_have_text(toast, timeout=LONG)

    async def write(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.keyboard.press("Enter")

    async def answer(self, question: str, text: str) -> None:
        """Write the answer once the page has put the question above the field."""
        await expect(self.page.get_by_test_id("quote")).to_contain_text(question, timeout=LONG)
        await self.write(text)

    async def reply(self, message: Locator, text: str) -> None:
        await message.hover()
        await message.locator(".reply").click()
        await self.write(text)

    async def turn_to(self, day: str) -> None:
        """Go from event to event until the date on top is ``day``."""
        now = self.page.get_by_test_id("clock-now")
        while day not in await now.inner_text():
            await self.page.get_by_test_id("turn-next").click()
            await expect(self.page.get_by_test_id("turn-next")).to_be_enabled(timeout=LONG)


async def reads(message: Locator, *lines: str) -> None:
    """A message has these lines and no others."""
    await expect(message.locator(".text")).to_have_text("\n".join(lines), use_inner_text=True, timeout=LONG)


async def offers(message: Locator, *labels: str) -> None:
    """A message has these buttons and no others."""
    await expect(message.locator(".key")).to_have_text(list(labels), timeout=LONG)


async def test_an_obstacle_goes_through_every_hand_and_the_reminders_go_on(stage: Open, page: Page) -> None:
    async with stage(OFFICE, start=morning(2009, 3, 16)) as story:
        window = Window(page, story)
        officer, (expert, other, _), leader = story.officer("so-y-te"), story.ict_members, story.leader_members[0]
        await page.goto(story.scene.url)

        # The officer is stuck.
        await window.sit(officer)
        await window.turn_to("17/03/2009")
        await window.press(await window.message("Nhắc việc thứ Ba 17/03/2009"), "1")
        await window.press(await window.message("Trạng thái: Chưa thực hiện"), "🚧 Vướng mắc")
        await window.press(await window.message("Mời ông/bà chọn loại vướng mắc"), "💰 Kinh phí")
        await expect(await window.message("Loại vướng mắc: Kinh phí")).to_be_visible()
        await window.write("Chưa có kinh phí mua máy chủ")
        mine = await window.message("Đã chuyển đến Sở Thông tin và Truyền thông.")
        await reads(
            mine,
            "🚧 VM-2009-0001 – Mới",
            "Đã chuyển đến Sở Thông tin và Truyền thông.",
            "Nhiệm vụ: Hoàn thành mạng nội bộ",
            "Hạn thứ Ba 31/03/2009",
            "Loại: Kinh phí",
            "Chưa có kinh phí mua máy chủ",
            "Lịch nhắc tạm dừng, thời hạn không đổi. Trả lời (Reply) tin này để bổ sung, gửi thêm tệp.",
        )
        await offers(mine, "✔️ Đã giải quyết xong", "ℹ️ Mở nhiệm vụ")

        # An expert takes it in hand; whoever opens it now sees so.
        await window.sit(story.ict, expert)
        ticket = await window.message("VM-2009-0001")
        await offers(ticket, "🙋 Nhận xử lý", "⬆️ Chuyển UBND tỉnh", "✔️ Đóng vướng mắc", "ℹ️ Mở nhiệm vụ")
        await window.press(ticket, "🙋 Nhận xử lý", toast="Đã nhận xử lý.")
        await offers(ticket, "⬆️ Chuyển UBND tỉnh", "✔️ Đóng vướng mắc", "ℹ️ Mở nhiệm vụ")
        await window.reply(ticket, "Đang làm việc với Sở Tài chính")
        await reads(await window.message("Đã chuyển"), "Đã chuyển ý kiến về VM-2009-0001 đến Sở Y tế.")
        await window.sit(officer)
        await reads(
            await window.message("Đang làm việc với Sở Tài chính"),
            "💬 VM-2009-0001 – Đã trả lời",
            "Nhiệm vụ: Hoàn thành mạng nội bộ",
            f"{expert.name} (Cơ quan chuyên trách CNTT):",
            "Đang làm việc với Sở Tài chính",
            "Trả lời (Reply) tin này để trao đổi tiếp.",
        )

        # It is beyond the department: another of its members takes it up, the leaders get the whole story. What is
        # said in the ticket while that member writes does not disturb the question.
        await window.sit(story.ict, other)
        await window.press(ticket, "⬆️ Chuyển UBND tỉnh", toast="Mời ông/bà nhập nội dung.")
        await window.speak_as(expert)
        await window.reply(ticket, "Sở Tài chính chưa có nguồn")
        await expect(ticket).to_contain_text("Sở Tài chính chưa có nguồn", timeout=LONG)
        await window.speak_as(other)
        await window.answer("Mời ghi ý kiến trình UBND tỉnh", "Vượt thẩm quyền của Sở")
        await reads(await window.message("lên UBND tỉnh."), "Đã chuyển VM-2009-0001 lên UBND tỉnh.")
        await window.sit(story.leaders, leader)
        raised = await window.message("VM-2009-0001")
        story_so_far = (
            f"Sở Y tế ({officer.name}), thứ Ba 17/03/2009",
            "Nhiệm vụ: Hoàn thành mạng nội bộ",
            "Hạn thứ Ba 31/03/2009",
            "Loại: Kinh phí",
            f"Người xử lý: {expert.name}",
            "Chưa có kinh phí mua máy chủ",
            f"↳ {expert.name} (Cơ quan chuyên trách CNTT), thứ Ba 17/03/2009: Đang làm việc với Sở Tài chính",
            f"↳ {expert.name} (Cơ quan chuyên trách CNTT), thứ Ba 17/03/2009: Sở Tài chính chưa có nguồn",
            f"↳ {other.name} (Cơ quan chuyên trách CNTT), thứ Ba 17/03/2009: Vượt thẩm quyền của Sở",
        )
        await reads(
            raised,
            "⬆️ VM-2009-0001 – Đã chuyển UBND tỉnh",
            *story_so_far,
            "Kính mời cho ý kiến: bấm nút, hoặc trả lời (Reply) tin này.",
        )

        # A week later the officer is reminded of the other duty only; then the leaders decide.
        await window.sit(officer)
        await window.turn_to("24/03/2009")
        await reads(
            await window.message("Nhắc việc thứ Ba 24/03/2009"),
            "🔔 Nhắc việc thứ Ba 24/03/2009",
            "Tăng cường ứng dụng CNTT",
            "▫️ Mở trang thông tin điện tử",
            "Hạn thứ Ba 31/03/2009 – còn 7 ngày",
        )
        await window.sit(story.leaders, leader)
        await window.press(raised, "✍️ Cho ý kiến")
        await window.answer("Mời ghi ý kiến chỉ đạo", "Bố trí từ nguồn dự phòng")
        await reads(
            await window.message("Đã chuyển ý kiến chỉ đạo"),
            "Đã chuyển ý kiến chỉ đạo về VM-2009-0001 đến Sở Y tế và cơ quan chuyên trách CNTT.",
        )
        decided = f"↳ {leader.name} (UBND tỉnh), thứ Ba 24/03/2009: Bố trí từ nguồn dự phòng"
        await reads(raised, "⬆️ VM-2009-0001 – Đã trả lời", *story_so_far, decided)
        await offers(raised, "ℹ️ Mở nhiệm vụ")

        # The officer sees the decision and says that it is solved: everybody's message says so.
        await window.sit(officer)
        decision = await window.message("Bố trí từ nguồn dự phòng")
        await reads(
            decision,
            "💬 VM-2009-0001 – Đã trả lời",
            "Nhiệm vụ: Hoàn thành mạng nội bộ",
            f"{leader.name} (UBND tỉnh):",
            "Bố trí từ nguồn dự phòng",
            "Trả lời (Reply) tin này để trao đổi tiếp.",
        )
        await window.press(decision, "✔️ Đã giải quyết xong", toast="Đã đóng vướng mắc.")
        await reads(
            mine,
            "✔️ VM-2009-0001 – Đã giải quyết",
            "Nhiệm vụ: Hoàn thành mạng nội bộ",
            "Hạn thứ Ba 31/03/2009",
            "Lịch nhắc được nối lại. Nếu vẫn còn vướng, bấm 🔄 để mở lại trong 7 ngày.",
        )
        await offers(mine, "🔄 Mở lại", "ℹ️ Mở nhiệm vụ")
        await offers(decision)
        await window.sit(story.ict)
        await reads(ticket, "✔️ VM-2009-0001 – Đã giải quyết", *story_so_far, decided)
        agreed = await window.message("báo vướng mắc")
        await reads(agreed, "✔️ Sở Y tế báo vướng mắc VM-2009-0001 đã giải quyết xong.")

        # The ladder goes on with its next rung: nothing is made up for, and one message has both duties.
        await window.sit(officer)
        await window.message("Nếu vẫn còn vướng")  # the chat stands before it is counted
        heard = await page.locator("#messages > li[data-id]").count()
        await window.turn_to("27/03/2009")
        await reads(
            await window.message("Nhắc việc thứ Sáu 27/03/2009"),
            "🔔 Nhắc việc thứ Sáu 27/03/2009",
            "Tăng cường ứng dụng CNTT",
            "▫️ 1. Hoàn thành mạng nội bộ",
            "Hạn thứ Ba 31/03/2009 – còn 4 ngày",
            "▫️ 2. Mở trang thông tin điện tử",
            "Hạn thứ Ba 31/03/2009 – còn 4 ngày",
            "Bấm số để mở nhiệm vụ.",
        )
        await expect(page.locator("#messages > li[data-id]")).to_have_count(heard + 1)


PAPERS = [
    FilePayload(name=name, mimeType="application/pdf", buffer=b"%PDF-1.4") for name in ("test run.pdf", "minutes.pdf")
]


async def test_a_completion_with_an_album_is_returned_and_then_accepted_in_english(stage: Open, page: Page) -> None:
    async with stage(OFFICE) as story:
        window = Window(page, story)
        officer, expert = story.officer("so-y-te"), story.ict_members[1]
        await page.goto(story.scene.url)
        await page.get_by_test_id("lang-switch").click()
        for place, speaker in ((story.ict, expert), (officer, None)):
            await window.sit(place, speaker)
            await window.write("/ngonngu")
            await window.press(await window.message("Choose your language"), "English", toast="Switched to English.")

        # Two files and a line of result are handed in together.
        await window.write("/nhiemvu")
        await window.press(await window.message("Duties of Sở Y tế"), "2")
        duty = await window.message("Status: Not started")
        await window.press(duty, "✅ Done")
        await expect(await window.message("Please write one line of result")).to_be_visible()
        await page.get_by_test_id("file").set_input_files(PAPERS)
        await window.write("Open at syt.gov.vn")
        await expect(page.locator("#messages > .mine").last.locator(".document b")).to_have_text(
            [paper["name"] for paper in PAPERS], timeout=LONG
        )
        draft = await window.message("Result: Open at syt.gov.vn")
        await reads(
            draft,
            "✅ Mở trang thông tin điện tử",
            "Result: Open at syt.gov.vn",
            "📎 test run.pdf",
            "📎 minutes.pdf",
            "Send more files or write one line of result; then press the button to hand it in.",
        )
        await window.press(draft, "✅ Hand it in")
        handed_in = (
            "Due Tue 31 Mar 2009",
            "Status: Awaiting verification",
            "Handed in: Mon 2 Mar 2009",
            "Result: Open at syt.gov.vn",
            "📎 test run.pdf",
            "📎 minutes.pdf",
            "Lead: Sở Y tế",
            "Directive: Tăng cường ứng dụng CNTT, no. 01/CT-UBND, clause 3",
        )
        await reads(duty, "📤 Mở trang thông tin điện tử", *handed_in)

        # The expert looks at a file, and returns it with a reason.
        await window.sit(story.ict, expert)
        asked = await window.message("A completion to be accepted")
        await window.press(asked, "📎 Files (2)")
        sent = page.locator("#messages > li", has_text=f"{officer.name}, Sở Y tế, Mon")
        await expect(sent).to_have_count(len(PAPERS), timeout=LONG)
        await reads(
            await window.message(f"{officer.name}, Sở Y tế, Mon"),
            "📎 minutes.pdf",
            f"Mở trang thông tin điện tử – {officer.name}, Sở Y tế, Mon 2 Mar 2009",
        )
        await window.press(asked, "↩️ Return")
        await window.answer("Please write why it is returned", "Spending is not published yet")
        await offers(asked, "📎 Files (2)")

        # The officer adds what was missing; the expert accepts.
        await window.sit(officer)
        verdict = await window.message("returned it")
        await reads(
            verdict,
            "↩️ Mở trang thông tin điện tử",
            "Sở Thông tin và Truyền thông returned it: Spending is not published yet",
            "Due Tue 31 Mar 2009 – 29 days left",
            "Please complete it and hand it in again; reminders go on.",
        )
        await window.press(verdict, "✅ Done")
        await expect(await window.message("Please write one line of result")).to_be_visible()
        await window.write("Spending is published")
        await expect(await window.message("Result: Spending is published")).to_be_visible()
        await window.sit(story.ict, expert)
        await window.press(await window.message("Spending is published"), "✔️ Accept", toast="Accepted.")
        await window.sit(officer)
        accepted = "✅ Mở trang thông tin điện tử", "Sở Thông tin và Truyền thông accepted the completion."
        await reads(await window.message("accepted the completion"), *accepted)
        await expect(duty.locator(".text")).to_contain_text("Status: Done", timeout=LONG)
        await offers(duty, "ℹ️ Details", "🕘 History", "📎 Files (2)", "📋 List of duties")
