"""Messages of the bot: texts, buttons, files, edits, deletions; each refusal in Telegram's words."""

import asyncio
import struct
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError

from sandbox import limits
from sandbox.model import NotPossible, Picked
from tests.integration.conftest import MONDAY, Playground

UNCHANGED = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


def png(width: int = 640, height: int = 480, padding: int = 0) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\0" * (5 + padding)


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=f"do:{one}")] for one in labels])


def url_button(url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("mở", url=url)]])


async def test_it_shows_a_text_as_it_was_sent(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(
        sandbox.lan.id,
        "  Chào <b>chị 😀 Lan</b>, xem https://chinhphu.vn.  ",
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard("Xong"),
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )

    shown = sandbox.world.last_message(sandbox.lan)
    assert shown is not None
    assert sent.text == shown.text == "Chào chị 😀 Lan, xem https://chinhphu.vn."
    assert sent.entities == (
        MessageEntity("bold", 5, 10),
        MessageEntity("url", 21, 19),
    )
    assert sent.parse_entities(["url"]) == {sent.entities[1]: "https://chinhphu.vn"}
    assert sent.date == MONDAY
    assert sent.from_user == sandbox.bot.bot
    assert sent.reply_markup == keyboard("Xong")
    assert shown.silent
    assert shown.button("Xong").data == "do:Xong"
    assert shown.html == ('Chào <b>chị 😀 Lan</b>, xem <a href="https://chinhphu.vn/">https://chinhphu.vn</a>.')


async def test_it_takes_entities_instead_of_html(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "😀 đậm", entities=[MessageEntity("bold", 3, 3)])

    assert sent.text_html == "😀 <b>đậm</b>"
    with pytest.raises(BadRequest, match=r"^Entity_bounds_invalid$"):
        await sandbox.bot.send_message(sandbox.lan.id, "ngắn", entities=[MessageEntity("bold", 3, 9)])


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("   ", {}, "Text must be non-empty"),
        ("<b></b>", {"parse_mode": "HTML"}, "Text must be non-empty"),
        ("x" * 4097, {}, "Message is too long"),
        (
            "ệ<foo>",
            {"parse_mode": "HTML"},
            'Can\'t parse entities: unsupported start tag "foo" at byte offset 3',
        ),
        ("*x*", {"parse_mode": "Markup"}, "Unsupported parse_mode"),
        ("x", {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="ê" * 33)]])},
         "Button_data_invalid"),
        ("x", {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("x")]])},
         "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"),
        ("x", {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("", callback_data="x")]])},
         "Inline keyboard button text must be non-empty"),
        ("x", {"reply_markup": url_button("ftp://tep.vn")},
         "Inline keyboard button url 'ftp://tep.vn' is invalid: wrong http url"),
        ("x", {"reply_markup": keyboard(*map(str, range(101)))}, "Reply_markup_too_long"),
        ("x", {"reply_parameters": ReplyParameters(99)}, "Message to be replied not found"),
        ("x", {"message_thread_id": 7}, "Message thread not found"),
    ],
)  # fmt: skip
async def test_it_refuses_a_text_as_telegram_does(
    sandbox: Playground, text: str, more: dict[str, Any], words: str
) -> None:
    before = len(sandbox.world.history(sandbox.lan))
    with pytest.raises(BadRequest) as refused:
        await sandbox.bot.send_message(sandbox.lan.id, text, **more)

    assert refused.value.message == words
    assert len(sandbox.world.history(sandbox.lan)) == before


async def test_it_counts_the_length_after_parsing(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, f"<b>{'ệ' * 4090}</b>&amp;&lt;😀", parse_mode="HTML")

    assert sent.text == "ệ" * 4090 + "&<😀"


async def test_it_finds_no_stranger_and_writes_to_nobody_first(sandbox: Playground) -> None:
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await sandbox.bot.send_message(12345, "x")
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await sandbox.bot.send_message("@khong_ai", "x")
    with pytest.raises(Forbidden, match=r"^Forbidden: bot can't initiate conversation with a user$"):
        await sandbox.bot.send_message(sandbox.minh.id, "x")


async def test_it_needs_what_the_documentation_requires(sandbox: Playground) -> None:
    url = f"{sandbox.server.base_url}/bot{sandbox.world.token}"
    chat = sandbox.lan.id

    async def words(method: str, **sent: Any) -> str:
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{url}/{method}", json=sent)
        assert answer.status_code == answer.json()["error_code"] == 400
        return str(answer.json()["description"])

    assert await words("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert await words("sendmessage", chat_id=chat) == "Bad Request: message text is empty"
    assert await words("sendPhoto", chat_id=chat) == "Bad Request: there is no photo in the request"
    assert await words("editMessageText", chat_id=chat, text="x") == "Bad Request: message identifier is not specified"
    assert await words("sendMessage", chat_id=chat, text="x", reply_markup=[]) == (
        "Bad Request: object expected as reply markup"
    )
    assert await words("sendMessage", chat_id=chat, text="x", reply_markup="{") == (
        "Bad Request: can't parse reply keyboard markup JSON object"
    )
    assert await words("sendMessage", chat_id=chat, text="x", reply_parameters={"quote": "x"}) == (
        "Bad Request: can't parse reply parameters: Can't find field \"message_id\""
    )


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/json", b'{"chat_id": 500000001, "text": "\\ud800"}', "strings must be encoded in UTF-8"),
        ("application/json", b"{", "can't parse request parameters JSON object"),
        ("application/json", b"[]", "object expected as parameters"),
        ("application/x-www-form-urlencoded", b"chat_id=500000001&text=%ff", "strings must be encoded in UTF-8"),
        ("multipart/form-data; boundary=x", b"--y", "can't parse multipart body"),
    ],
)
async def test_it_lives_through_broken_requests(sandbox: Playground, kind: str, body: bytes, words: str) -> None:
    url = f"{sandbox.server.base_url}/bot{sandbox.world.token}/sendMessage"
    async with httpx.AsyncClient() as http:
        answer = await http.post(url, content=body, headers={"content-type": kind})

    assert answer.json() == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}


async def test_it_takes_requests_in_every_form(sandbox: Playground) -> None:
    url = f"{sandbox.server.base_url}/bot{sandbox.world.token}/sendMessage"
    async with httpx.AsyncClient() as http:
        for answer in (
            await http.get(url, params={"chat_id": sandbox.lan.id, "text": "chữ & dấu"}),
            await http.post(url, data={"chat_id": str(sandbox.lan.id), "text": "chữ & dấu"}),
            await http.post(url, json={"chat_id": sandbox.lan.id, "text": "chữ & dấu"}),
            await http.post(url, data={"chat_id": str(sandbox.lan.id), "text": "chữ & dấu"}, files={"x": b"1"}),
        ):
            assert answer.json()["result"]["text"] == "chữ & dấu"


async def test_it_answers_a_reply_with_the_message_replied_to(sandbox: Playground) -> None:
    asked = await sandbox.bot.send_message(
        sandbox.lan.id, "Vướng gì?", reply_markup=ForceReply(input_field_placeholder="Nêu khó khăn")
    )
    sandbox.people.say(sandbox.lan, sandbox.lan, "Thiếu máy", reply_to=asked.message_id)
    (update,) = await sandbox.bot.get_updates()

    assert asked.reply_markup is None
    assert sandbox.world.history(sandbox.lan)[-2].force_reply
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == asked.message_id

    orphan = await sandbox.bot.send_message(
        sandbox.lan.id, "x", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
    )
    assert orphan.reply_to_message is None


async def test_it_brings_a_press_to_the_bot_and_its_answer_to_the_person(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "Xong chưa?", reply_markup=keyboard("Xong"))
    press = asyncio.create_task(sandbox.people.press(sandbox.lan, sandbox.lan, sent.message_id, "do:Xong"))
    (update,) = await sandbox.bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("do:Xong", sandbox.lan.id)

    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await query.answer("x" * 201)
    await query.answer("Đã ghi nhận", show_alert=True)

    answer = await press
    assert (answer.answered, answer.text, answer.alert) == (True, "Đã ghi nhận", True)
    with pytest.raises(BadRequest) as refused:
        await query.answer()
    assert refused.value.message == TOO_OLD


async def test_it_takes_no_answer_to_an_old_press(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "Xong chưa?", reply_markup=keyboard("Xong"))
    press = asyncio.create_task(sandbox.people.press(sandbox.lan, sandbox.lan, sent.message_id, "do:Xong", within=0.2))
    (update,) = await sandbox.bot.get_updates(timeout=5)
    sandbox.clock.move_to(MONDAY + timedelta(minutes=16))

    assert update.callback_query is not None
    with pytest.raises(BadRequest) as refused:
        await update.callback_query.answer("muộn rồi")

    assert refused.value.message == TOO_OLD
    assert not (await press).answered


async def test_it_shows_no_button_that_is_gone_but_on_an_old_screen(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "Xong chưa?", reply_markup=keyboard("Xong"))
    await sent.delete()
    with pytest.raises(NotPossible):
        await sandbox.people.press(sandbox.lan, sandbox.lan, sent.message_id, "do:Xong")

    await sandbox.people.press(sandbox.lan, sandbox.lan, sent.message_id, "do:Xong", stale=True, within=0)
    (update,) = await sandbox.bot.get_updates()

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_it_edits_and_refuses_to_edit_to_the_same(sandbox: Playground) -> None:
    sent = await sandbox.bot.send_message(sandbox.lan.id, "<b>Hạn</b> mai", parse_mode="HTML",
                                          reply_markup=keyboard("Xong"))  # fmt: skip
    sandbox.clock.move_to(MONDAY + timedelta(hours=1))

    with pytest.raises(BadRequest) as same:
        await sent.edit_text("<b>Hạn</b> mai", parse_mode="HTML", reply_markup=keyboard("Xong"))
    edited = await sent.edit_text("Đã xong")

    assert same.value.message == UNCHANGED
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.entities) == ("Đã xong", None, ())
    assert edited.edit_date == MONDAY + timedelta(hours=1)
    await sent.edit_reply_markup(keyboard("Mở lại"))
    shown = sandbox.world.last_message(sandbox.lan)
    assert shown is not None
    assert shown.text == "Đã xong"
    assert shown.button("Mở").text == "Mở lại"


async def test_it_edits_only_what_can_be_edited(sandbox: Playground) -> None:
    chat, bot = sandbox.lan.id, sandbox.bot
    theirs = sandbox.people.say(sandbox.lan, sandbox.lan, "của Lan")
    asked = await bot.send_message(chat, "Vướng gì?", reply_markup=ForceReply())
    text = await bot.send_message(chat, "chữ")
    file = await bot.send_document(chat, b"1", filename="a.txt")

    async def words(message_id: int, caption: bool = False) -> str:
        edit = (
            bot.edit_message_caption(chat, message_id, caption="x")
            if caption
            else bot.edit_message_text("x", chat, message_id)
        )
        with pytest.raises(BadRequest) as refused:
            await edit
        return refused.value.message

    assert await words(999) == "Message to edit not found"
    assert await words(theirs.id) == "Message can't be edited"
    assert await words(asked.message_id) == "Message can't be edited"
    assert await words(file.message_id) == "There is no text in the message to edit"
    assert await words(text.message_id, caption=True) == "There is no caption in the message to edit"


async def test_it_deletes_what_may_be_deleted(sandbox: Playground) -> None:
    old = await sandbox.bot.send_message(sandbox.lan.id, "cũ")
    sandbox.clock.move_to(MONDAY + timedelta(hours=49))
    new = [await sandbox.bot.send_message(sandbox.lan.id, str(one)) for one in range(3)]

    assert await new[0].delete()
    assert await sandbox.bot.delete_messages(sandbox.lan.id, [new[1].message_id, new[2].message_id, 999])
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await new[0].delete()
    with pytest.raises(BadRequest, match=r"^Message can't be deleted for everyone$"):
        await old.delete()
    last = sandbox.world.last_message(sandbox.lan)
    assert last is not None
    assert last.text == "cũ"


async def test_it_carries_files_both_ways(sandbox: Playground) -> None:
    content = bytes(range(256)) * 1000
    sent = await sandbox.bot.send_document(sandbox.lan.id, content, "<b>Biểu</b>", filename="bao cao.xlsx",
                                           parse_mode="HTML")  # fmt: skip
    sandbox.people.send_file(sandbox.lan, sandbox.lan, "anh.png", png(), "image/png", as_photo=True, caption="đây")
    (update,) = await sandbox.bot.get_updates()

    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("bao cao.xlsx", 256_000)
    assert sent.caption_html == "<b>Biểu</b>"
    assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == content
    assert update.message is not None
    assert update.message.caption == "đây"
    sizes = [(one.width, one.height) for one in update.message.photo]
    assert sizes == [(90, 68), (640, 480)]
    fetched = await update.message.photo[-1].get_file()
    assert bytes(await fetched.download_as_bytearray()) == png()

    again = await sandbox.bot.send_document(sandbox.lan.id, sent.document.file_id)
    assert again.document == sent.document


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"khong phai anh", "Image_process_failed"),
        (png(9_000, 2_000), "Photo_invalid_dimensions"),
        (png(2_100, 100), "Photo_invalid_dimensions"),
        (png(padding=limits.PHOTO_BYTES), "File of size 10000029 bytes is too big for a photo; the maximum size is "
         "10000000 bytes"),
        ("https://anh.vn/a.png", "Failed to get http url content"),
        ("khong-co", "Wrong file identifier/http url specified"),
    ],
    ids=["no picture", "too large", "too narrow", "too heavy", "address", "unknown id"],
)  # fmt: skip
async def test_it_refuses_what_is_no_photo(sandbox: Playground, photo: bytes | str, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await sandbox.bot.send_photo(sandbox.lan.id, photo)

    assert refused.value.message == words


async def test_it_refuses_files_that_are_too_large(sandbox: Playground) -> None:
    document = sandbox.people.send_file(sandbox.lan, sandbox.lan, "to.bin", b"0" * (limits.DOWNLOAD_BYTES + 1))
    assert document.file is not None
    with pytest.raises(BadRequest, match=r"^File is too big$"):
        await sandbox.bot.get_file(document.file.id)
    with pytest.raises(NetworkError, match=r"^Request Entity Too Large"):
        await sandbox.bot.send_document(sandbox.lan.id, b"0" * (limits.UPLOAD_BYTES + 1))
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await sandbox.bot.send_document(sandbox.lan.id, b"0", "x" * 1025)
    with pytest.raises(BadRequest, match=r"^File must be non-empty$"):
        await sandbox.bot.send_document(sandbox.lan.id, b"")


async def test_it_sends_albums_and_replaces_media(sandbox: Playground) -> None:
    album = await sandbox.bot.send_media_group(
        sandbox.lan.id, [InputMediaPhoto(png(), caption="một"), InputMediaPhoto(png(100, 100))]
    )
    assert [len(one.photo) for one in album] == [2, 2]
    assert album[0].media_group_id == album[1].media_group_id
    with pytest.raises(BadRequest, match=r"^Document can't be mixed with other media types$"):
        await sandbox.bot.send_media_group(sandbox.lan.id, [InputMediaPhoto(png()), InputMediaDocument(b"1")])

    edited = await album[0].edit_media(InputMediaDocument(b"%PDF", filename="a.pdf", caption="nay là tệp"))
    assert not isinstance(edited, bool)
    assert edited.document is not None
    assert (edited.document.file_name, edited.photo, edited.caption) == ("a.pdf", (), "nay là tệp")


async def test_it_hears_of_the_files_of_an_album_one_by_one(sandbox: Playground) -> None:
    question = await sandbox.bot.send_message(sandbox.lan.id, "Minh chứng?")
    papers = [Picked(name=f"{number}.pdf", content=b"%PDF", mime="application/pdf") for number in (1, 2, 3)]
    sandbox.people.send_album(sandbox.lan, sandbox.lan, papers, caption=" Biên bản ", reply_to=question.message_id)
    heard = [one.message for one in await sandbox.bot.get_updates()]

    assert [(one.document.file_name, one.caption) for one in heard if one and one.document] == [
        ("1.pdf", "Biên bản"),
        ("2.pdf", None),
        ("3.pdf", None),
    ]
    assert len({one.media_group_id for one in heard if one and one.media_group_id}) == 1
    assert {one.reply_to_message.message_id for one in heard if one and one.reply_to_message} == {question.message_id}
    assert heard[0] is not None
    assert sandbox.people.forward(sandbox.lan, sandbox.lan, heard[0].message_id, sandbox.lan).album is None


PAPER = Picked(name="a.pdf", content=b"%PDF")
PHOTO = Picked(name="a.png", content=png(), as_photo=True)


@pytest.mark.parametrize(
    ("files", "caption", "words"),
    [
        ([PAPER], "", "an album has 2 to 10 files"),
        ([PAPER] * 11, "", "an album has 2 to 10 files"),
        ([PAPER, PHOTO], "", "an album has either photos or other files"),
        ([PHOTO, Picked(name="b.png", content=b"%PDF", as_photo=True)], "", "b.png is no picture"),
        ([PAPER] * 2, "x" * 1025, "a caption has at most 1024 characters"),
    ],
    ids=["one", "eleven", "mixed", "no-picture", "long"],
)
async def test_it_lets_nobody_send_an_album_that_clients_do_not(
    sandbox: Playground, files: list[Picked], caption: str, words: str
) -> None:
    with pytest.raises(NotPossible, match=f"^{words}$"):
        sandbox.people.send_album(sandbox.lan, sandbox.lan, files, caption=caption)

    assert sandbox.world.updates_pending() == 0


async def test_it_copies_forwards_pins_and_reacts(sandbox: Playground) -> None:
    theirs = sandbox.people.say(sandbox.lan, sandbox.lan, "việc này")
    forwarded = await sandbox.bot.forward_message(sandbox.group.id, sandbox.lan.id, theirs.id)
    copied = await sandbox.bot.copy_message(sandbox.group.id, sandbox.lan.id, theirs.id)

    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.to_dict()["sender_user"]["id"] == sandbox.lan.id
    assert sandbox.group.messages[copied.message_id].text == "việc này"
    assert await sandbox.bot.pin_chat_message(sandbox.group.id, copied.message_id)
    pinned = (await sandbox.bot.get_chat(sandbox.group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == copied.message_id
    assert await sandbox.bot.unpin_chat_message(sandbox.group.id)
    assert await sandbox.bot.set_message_reaction(sandbox.lan.id, theirs.id, ReactionTypeEmoji("👍"))
    assert theirs.reaction == "👍"
    assert await sandbox.bot.send_chat_action(sandbox.lan.id, "typing")
    with pytest.raises(BadRequest, match=r"^Wrong parameter action in request$"):
        await sandbox.bot.send_chat_action(sandbox.lan.id, "singing")


async def test_it_keeps_commands_by_scope_and_language(sandbox: Playground) -> None:
    bot: Bot = sandbox.bot
    await bot.set_my_commands([("viec", "Việc của tôi"), ("huong_dan", "Hướng dẫn")])
    await bot.set_my_commands([BotCommand("duties", "My duties")], language_code="en")
    await bot.set_my_commands([("nhom", "Nhóm")], scope=BotCommandScopeAllGroupChats())

    assert [one.command for one in await bot.get_my_commands()] == ["viec", "huong_dan"]
    assert [one.command for one in await bot.get_my_commands(language_code="en")] == ["duties"]
    assert [one.command for one in await bot.get_my_commands(BotCommandScopeAllGroupChats())] == ["nhom"]
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == ()
    with pytest.raises(BadRequest, match=r"^Bot_command_invalid$"):
        await bot.set_my_commands([("Việc", "x")])
    with pytest.raises(BadRequest, match=r"^Bot_command_description_invalid$"):
        await bot.set_my_commands([("viec", "")])

    assert await bot.set_my_description("Nhắc việc của tỉnh")
    assert await bot.set_my_short_description("Nhắc việc")
    assert (await bot.get_my_description()).description == "Nhắc việc của tỉnh"
    assert (await bot.get_my_short_description()).short_description == "Nhắc việc"


async def test_it_carries_start_links(sandbox: Playground) -> None:
    sandbox.people.follow(sandbox.minh, "https://t.me/NhacViecBot?start=ma-moi_1")
    (update,) = await sandbox.bot.get_updates()

    assert update.message is not None
    assert update.message.text == "/start ma-moi_1"
    assert update.message.parse_entities(["bot_command"]) == {MessageEntity("bot_command", 0, 6): "/start"}
    for link in ("https://t.me/KhacBot?start=x", "https://t.me/NhacViecBot?start=a.b"):
        with pytest.raises(NotPossible):
            sandbox.people.follow(sandbox.minh, link)
    await sandbox.bot.send_message(sandbox.minh.id, "chào anh")


async def test_it_brings_edits_stickers_and_forwards_of_people(sandbox: Playground) -> None:
    said = sandbox.people.say(sandbox.lan, sandbox.lan, "sai")
    sandbox.people.edit(sandbox.lan, sandbox.lan, said.id, "sửa")
    sandbox.people.send_sticker(sandbox.lan, sandbox.lan)
    sandbox.people.forward(sandbox.lan, sandbox.lan, said.id, sandbox.group)
    updates = await sandbox.bot.get_updates()

    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "sửa"
    assert updates[2].message is not None
    assert updates[2].message.sticker is not None
    assert updates[3].message is not None
    assert updates[3].message.forward_origin is not None
    assert updates[3].message.text == "sửa"
