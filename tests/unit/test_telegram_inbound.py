"""From Telegram's updates, as JSON, to neutral events."""

from typing import Any

import pytest
from telegram import Update

from bot.channels.base import (
    Address,
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    Event,
    FileKind,
    IncomingFile,
    MembershipEvent,
    MovedEvent,
    Sender,
    TextEvent,
)
from bot.channels.telegram import inbound

Json = dict[str, Any]
LAN: Json = {"id": 500, "is_bot": False, "first_name": "Nguyễn Thị", "last_name": "Lan", "language_code": "vi"}
ROBOT: Json = {"id": 9, "is_bot": True, "first_name": "Robot"}
PRIVATE: Json = {"id": 500, "type": "private", "first_name": "Lan"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Sở TT&TT", "is_forum": True}
BOT: Json = {"id": 7, "is_bot": True, "first_name": "Nhắc Việc", "username": "NhacViecBot"}
HERS: Json = {
    "update_id": "77",
    "address": Address(channel="telegram", chat="500"),
    "chat_kind": ChatKind.PRIVATE,
    "sender": Sender(id="500", name="Nguyễn Thị Lan", language="vi"),
}
IN_GROUP = HERS | {
    "address": Address(channel="telegram", chat="-1001"),
    "chat_kind": ChatKind.GROUP,
    "chat_title": "Sở TT&TT",
    "forum": True,
}
FILE: Json = {"file_id": "F1", "file_unique_id": "U1"}


def event_of(**update: Any) -> Event | None:
    found = Update.de_json({"update_id": 77, **update})
    return inbound.event_of(found, channel="telegram", bot_username="NhacViecBot")


def said(chat: Json = PRIVATE, **content: Any) -> Event | None:
    return event_of(message={"message_id": 5, "date": 1231117200, "chat": chat, "from": LAN, **content})


def test_it_hears_a_text() -> None:
    assert said(text="Đã xong") == TextEvent(**HERS, message="5", text="Đã xong")


def test_it_hears_that_a_text_was_edited_and_takes_it_for_no_command() -> None:
    edited = {"message_id": 5, "date": 1, "edit_date": 2, "chat": PRIVATE, "from": LAN, "text": "/xong"}
    assert event_of(edited_message=edited) == TextEvent(**HERS, message="5", text="/xong", edited=True)


def test_it_knows_the_message_that_is_replied_to() -> None:
    replied = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": BOT, "text": "Vướng mắc gì?"}
    assert said(text="Thiếu máy", reply_to_message=replied) == TextEvent(
        **HERS, message="5", text="Thiếu máy", reply_to="3", to_bot=True
    )
    replied["from"] = LAN
    assert said(text="Thiếu máy", reply_to_message=replied) == TextEvent(
        **HERS, message="5", text="Thiếu máy", reply_to="3"
    )


def test_it_knows_the_topic_and_that_its_first_message_is_no_question() -> None:
    root = {
        "message_id": 2,
        "date": 1,
        "chat": GROUP,
        "from": LAN,
        "forum_topic_created": {"name": "A", "icon_color": 1},
    }
    here = IN_GROUP | {"address": Address(channel="telegram", chat="-1001", topic="2")}
    heard = said(GROUP, text="Chào", message_thread_id=2, is_topic_message=True, reply_to_message=root)
    assert heard == TextEvent(**here, message="5", text="Chào")


def test_it_takes_a_thread_of_replies_for_no_topic() -> None:
    assert said(GROUP, text="Chào", message_thread_id=2) == TextEvent(**IN_GROUP, message="5", text="Chào")


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("/start AB_c-9", "start", "AB_c-9"),
        ("/Viec", "viec", ""),
        ("/viec@nhacviecbot  so-y-te ", "viec", "so-y-te"),
        ("/vuong\nThiếu máy\nchưa có mạng", "vuong", "Thiếu máy\nchưa có mạng"),
    ],
)
def test_it_reads_a_command(text: str, name: str, arguments: str) -> None:
    assert said(text=text) == CommandEvent(**HERS, message="5", name=name, arguments=arguments)


@pytest.mark.parametrize("text", ["/", "/ xong", "//", "/được", "/31/3"])
def test_it_takes_a_slash_alone_for_no_command(text: str) -> None:
    assert said(text=text) == TextEvent(**HERS, message="5", text=text)


def test_it_leaves_the_commands_of_other_bots_alone() -> None:
    assert said(GROUP, text="/start@OtherBot") is None


def test_it_takes_a_document_with_its_caption() -> None:
    document = FILE | {"file_name": "bao-cao.pdf", "mime_type": "application/pdf", "file_size": 1234}
    assert said(caption="Báo cáo", document=document) == TextEvent(
        **HERS,
        message="5",
        text="Báo cáo",
        file=IncomingFile(ref="F1", name="bao-cao.pdf", kind=FileKind.DOCUMENT, size=1234, mime="application/pdf"),
    )


def test_it_knows_the_album_that_a_file_belongs_to() -> None:
    assert said(document=FILE | {"file_name": "a.pdf"}, media_group_id="13") == TextEvent(
        **HERS, message="5", file=IncomingFile(ref="F1", name="a.pdf", kind=FileKind.DOCUMENT), album="13"
    )


def test_it_knows_a_group_without_topics() -> None:
    group = {"id": -40, "type": "group", "title": "Sở TT&TT"}
    here = IN_GROUP | {"address": Address(channel="telegram", chat="-40"), "forum": False}
    assert said(group, text="Chào") == TextEvent(**here, message="5", text="Chào")


def test_it_takes_the_largest_size_of_a_photo() -> None:
    sizes = [
        {"file_id": f"F{width}", "file_unique_id": f"U{width}", "width": width, "height": width, "file_size": width}
        for width in (90, 320, 1280)
    ]
    assert said(photo=sizes) == TextEvent(
        **HERS,
        message="5",
        file=IncomingFile(ref="F1280", name="U1280.jpg", kind=FileKind.PHOTO, size=1280, mime="image/jpeg"),
    )


@pytest.mark.parametrize("kind", ["video", "audio", "voice", "video_note"])
def test_it_takes_other_media_as_files_of_another_kind(kind: str) -> None:
    media = FILE | {"duration": 3, "width": 2, "height": 2, "length": 2}
    assert said(**{kind: media}) == TextEvent(
        **HERS, message="5", file=IncomingFile(ref="F1", name="U1", kind=FileKind.OTHER)
    )


def test_it_hears_a_sticker_as_an_empty_text() -> None:
    sticker = FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    assert said(sticker=sticker) == TextEvent(**HERS, message="5")


def pressed(message: Json) -> Event | None:
    query = {"id": "P9", "from": LAN, "chat_instance": "1", "data": "done:3", "message": message}
    return event_of(callback_query=query)


def test_it_hears_a_press_and_where_its_message_stands() -> None:
    there = {"message_id": 8, "date": 1, "chat": GROUP, "message_thread_id": 2, "is_topic_message": True}
    here = IN_GROUP | {"address": Address(channel="telegram", chat="-1001", topic="2")}
    assert pressed(there) == ChoiceEvent(**here, press="P9", data="done:3", message="8")


def test_it_hears_a_press_on_a_message_too_old_to_be_shown() -> None:
    assert pressed({"message_id": 8, "date": 0, "chat": PRIVATE}) == ChoiceEvent(
        **HERS, press="P9", data="done:3", message="8"
    )


RESTRICTED: Json = dict.fromkeys(
    [
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
        "can_edit_tag",
        "can_react_to_messages",
    ],
    True,
)


@pytest.mark.parametrize(
    ("status", "present"),
    [
        ({"status": "member"}, True),
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
        ({"status": "restricted", "is_member": True, "until_date": 0, **RESTRICTED}, True),
        ({"status": "restricted", "is_member": False, "until_date": 0, **RESTRICTED}, False),
    ],
)
def test_it_hears_how_it_stands_with_a_chat(status: Json, present: bool) -> None:
    before = {"user": BOT, "status": "member"}
    change = {
        "chat": PRIVATE,
        "from": LAN,
        "date": 1,
        "old_chat_member": before,
        "new_chat_member": {"user": BOT, **status},
    }
    assert event_of(my_chat_member=change) == MembershipEvent(**HERS, present=present)


def test_it_hears_that_a_group_moved_though_an_anonymous_administrator_did_it() -> None:
    group = {"id": -40, "type": "group", "title": "Sở TT&TT"}
    message = {"message_id": 5, "date": 1, "chat": group, "sender_chat": group, "migrate_to_chat_id": -1001}
    assert event_of(message=message) == MovedEvent(
        update_id="77",
        address=Address(channel="telegram", chat="-40"),
        chat_kind=ChatKind.GROUP,
        sender=Sender(id="-40", name="Sở TT&TT"),
        chat_title="Sở TT&TT",
        new_chat="-1001",
    )


PRESS: Json = {"id": "P", "from": LAN, "chat_instance": "1", "data": "done:3"}
CHANNEL: Json = {"id": -2, "type": "channel", "title": "Kênh"}
FORGED: dict[str, Json] = {
    "forwarded-button": {
        "callback_query": {**PRESS, "message": {"message_id": 8, "date": 1, "chat": GROUP, "from": LAN}}
    },
    "button-of-another-bot": {
        "callback_query": {**PRESS, "message": {"message_id": 8, "date": 1, "chat": GROUP, "from": ROBOT}}
    },
    "press-of-a-bot": {
        "callback_query": {**PRESS, "from": ROBOT, "message": {"message_id": 8, "date": 1, "chat": GROUP, "from": BOT}}
    },
    "press-in-anothers-chat": {
        "callback_query": {
            **PRESS,
            "message": {"message_id": 8, "date": 1, "chat": {**PRIVATE, "id": 501}, "from": BOT},
        }
    },
    "words-in-anothers-chat": {
        "message": {"message_id": 5, "date": 1, "chat": {**PRIVATE, "id": 501}, "from": LAN, "text": "/nhiemvu"}
    },
    "channel-in-a-group": {
        "message": {
            "message_id": 5,
            "date": 1,
            "chat": GROUP,
            "from": ROBOT,
            "sender_chat": CHANNEL,
            "text": "/start x",
        }
    },
}


def test_it_hears_the_command_of_an_anonymous_administrator_as_nobodys() -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = {"message_id": 5, "date": 1, "chat": GROUP, "from": nobody, "sender_chat": GROUP, "text": "/start AB"}
    event = event_of(message=message)
    assert isinstance(event, CommandEvent)
    assert event.sender == Sender(id="-1001", name="Sở TT&TT", anonymous=True)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": 5, "date": 1, "chat": GROUP, "from": ROBOT, "text": "bíp"}},
        {"message": {"message_id": 5, "date": 1, "chat": GROUP, "from": LAN, "sender_chat": GROUP, "text": "ẩn danh"}},
        {"message": {"message_id": 5, "date": 1, "chat": GROUP, "from": LAN, "new_chat_members": [LAN]}},
        {"message": {"message_id": 5, "date": 1, "chat": GROUP, "from": LAN, "migrate_from_chat_id": -40}},
        {"message": {"message_id": 5, "date": 1, "chat": {"id": -2, "type": "channel"}, "from": LAN, "text": "x"}},
        {"channel_post": {"message_id": 5, "date": 1, "chat": {"id": -2, "type": "channel"}, "text": "x"}},
        {"callback_query": {"id": "P", "from": LAN, "chat_instance": "1", "data": "x", "inline_message_id": "I"}},
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["0"], "user": LAN}},
        *FORGED.values(),
    ],
    ids=["bot", "anonymous", "joined", "moved-here", "in-channel", "channel-post", "inline", "poll", *FORGED],
)
def test_it_passes_over_what_it_has_no_use_for(update: Json) -> None:
    assert event_of(**update) is None
