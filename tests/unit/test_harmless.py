"""What people send, made harmless at the door: names on one line, texts as written but for what hides in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import (
    Address,
    ChatKind,
    ChoiceEvent,
    CommandEvent,
    FileKind,
    IncomingFile,
    MovedEvent,
    Sender,
    TextEvent,
)
from bot.harmless import LONGEST_NAME, as_file_name, as_name, as_text, harmless

RIGHT_TO_LEFT = "\u202e"
WHERE = {"update_id": "1", "address": Address(channel="memory", chat="1"), "chat_kind": ChatKind.PRIVATE}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nguyễn Thị Lan", "Nguyễn Thị Lan"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Lan"), "Nguyễn Thị Lan"),
        ("  Lan\n\t Anh ", "Lan Anh"),
        (f"Lan{RIGHT_TO_LEFT}nimdA", "LannimdA"),
        ("L\u200ba\u2060n\ufeff", "Lan"),
        ("La\0n\x1b[31m", "Lan[31m"),
        ("Lan\ud800", "Lan"),
        ("\u200b\u2066\u2069", ""),
        ("<b>Lan</b> & {{ 7*7 }}", "<b>Lan</b> & {{ 7*7 }}"),
        ("👩‍💻 Lan", "👩💻 Lan"),
        ("L" + "\u0336" * 60, "L\u0336\u0336"),
        ("ữ" * 300, "ữ" * LONGEST_NAME),
    ],
)
def test_a_name_is_one_line_of_letters_that_can_be_seen(name: str, shown: str) -> None:
    assert as_name(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dòng một\r\nDòng hai\u2028Dòng ba\t!", "Dòng một\nDòng hai\nDòng ba\t!"),
        (f"an{RIGHT_TO_LEFT}toàn", "antoàn"),
        ("gia đình 👨‍👩‍👧 ✔️ 1️⃣", "gia đình 👨‍👩‍👧 ✔️ 1️⃣"),
        ("a\0b\ud800c", "abc"),
        ("e" + "\u0301" * 50 + "!", "e\u0301\u0301!"),
        ("=1+1 {{ 7*7 }} <script>", "=1+1 {{ 7*7 }} <script>"),
    ],
)
def test_a_text_stays_as_it_was_written_but_for_what_hides_in_it(text: str, shown: str) -> None:
    assert as_text(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bien-ban.pdf", "bien-ban.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        (f"baocao{RIGHT_TO_LEFT}fdp.exe", "baocaofdp.exe"),
        ("..", ""),
        ("thư mục/", ""),
        ("a" * 300 + ".pdf", "a" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_files_name_has_no_folder_and_keeps_its_ending(name: str, shown: str) -> None:
    assert as_file_name(name) == shown


@given(text=st.text(st.characters(codec=None)))
def test_nothing_that_hides_is_left_and_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (as_text, as_name, as_file_name):
        once = clean(text)
        assert clean(once) == once
        once.encode()
        assert not {"\0", "\u200b", RIGHT_TO_LEFT, "\u2066", "\ufeff"} & set(once)
    assert len(as_name(text)) <= LONGEST_NAME
    assert "\n" not in as_name(text)


def test_every_event_is_made_harmless_in_all_that_people_choose() -> None:
    hostile = Sender(id="9", name=f"\u200b{RIGHT_TO_LEFT}")
    file = IncomingFile(ref="F", name="../..", kind=FileKind.PHOTO)
    text = TextEvent(**WHERE, sender=hostile, chat_title=f"Tổ{RIGHT_TO_LEFT}", message="1", text="a\0", file=file)
    clean = harmless(text)
    assert isinstance(clean, TextEvent)
    assert clean.file is not None
    assert (clean.sender.name, clean.chat_title, clean.text, clean.file.name) == ("#9", "Tổ", "a", "photo")
    command = harmless(CommandEvent(**WHERE, sender=hostile, message="1", name="tim", arguments="lan\0"))
    assert isinstance(command, CommandEvent)
    assert command.arguments == "lan"
    press = harmless(ChoiceEvent(**WHERE, sender=hostile, press="p", data="open:1\0", message="1"))
    assert isinstance(press, ChoiceEvent)
    assert press.data == "open:1"
    moved = MovedEvent(**WHERE, sender=Sender(id="9", name="Lan"), new_chat="-2")
    assert harmless(moved) == moved
