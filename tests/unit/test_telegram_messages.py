"""Long texts in parts, buttons, and Telegram's errors by our names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import ForceReply, InlineKeyboardMarkup, error

from bot import errors
from bot.channels.base import Choice, Outgoing
from bot.channels.telegram import faults, outbound

TAG = re.compile(r"<(/?)(\w+)[^>]*>")


def balanced(html: str) -> bool:
    opened: list[str] = []
    for close, name in TAG.findall(html):
        if not close:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def visible(html: str) -> str:
    return TAG.sub("", html)


def test_it_leaves_a_short_text_whole() -> None:
    assert outbound.parts("<b>Chào</b>\nông bà", 100) == ["<b>Chào</b>\nông bà"]


def test_it_splits_at_line_ends() -> None:
    assert outbound.parts("một\nhai\nba", 7) == ["một\nhai", "ba"]


def test_it_closes_and_reopens_a_tag_that_spans_parts() -> None:
    assert outbound.parts("<b>một\nhai</b>", 4) == ["<b>một</b>", "<b>hai</b>"]


def test_it_counts_as_telegram_does_without_tags_and_an_entity_as_one() -> None:
    assert outbound.visible_length("<b>a&amp;b</b>") == 3
    assert outbound.visible_length("🚧") == 2


words = st.text(alphabet="aăâ🚧 &\n", max_size=60).map(lambda text: text.replace("&", "&amp;"))


@given(
    pieces=st.lists(st.tuples(st.sampled_from(["", "b", "i", "blockquote"]), words), max_size=12),
    limit=st.integers(8, 60),
)
def test_it_loses_nothing_and_keeps_every_part_whole(pieces: list[tuple[str, str]], limit: int) -> None:
    html = "".join(f"<{tag}>{text}</{tag}>" if tag else text for tag, text in pieces)
    found = outbound.parts(html, limit)
    assert all(balanced(part) for part in found)
    assert all(outbound.visible_length(part) <= limit for part in found)
    assert "".join(visible(part) for part in found).replace("\n", "") == visible(html).replace("\n", "")


def test_it_shows_buttons_or_else_invites_a_reply() -> None:
    pressed = Outgoing(html="x", choices=[[Choice(label="✅", data="done:1")]], asks=True)
    assert isinstance(outbound.markup(pressed), InlineKeyboardMarkup)
    assert isinstance(outbound.markup(Outgoing(html="x", asks=True)), ForceReply)
    assert outbound.markup(Outgoing(html="x")) is None


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (error.Forbidden("Forbidden: bot was blocked by the user"), errors.Unreachable),
        (error.BadRequest("Chat not found"), errors.Unreachable),
        (error.BadRequest("Message to edit not found"), errors.MessageGone),
        (error.BadRequest("Message thread not found"), errors.TopicGone),
        (error.BadRequest("Can't parse entities: unsupported start tag"), errors.BadContent),
        (error.ChatMigrated(-1001), errors.ChatMoved),
        (error.Conflict("Conflict: terminated by other getUpdates request"), errors.TwoPollers),
        (error.InvalidToken(), errors.NotOurToken),
        (error.TimedOut(), errors.MaybeSent),
        (error.TimedOut("Pool timeout: All connections in the connection pool are occupied."), errors.TryAgain),
        (error.NetworkError("Bad Gateway"), errors.TryAgain),
    ],
)
def test_it_names_each_fault(theirs: error.TelegramError, ours: type[errors.ChannelError]) -> None:
    assert type(faults.ours(theirs)) is ours


def test_it_waits_as_long_as_it_is_told() -> None:
    found = faults.ours(error.RetryAfter(35))
    assert isinstance(found, errors.TryAgain)
    assert found.after == 35.0


def test_it_tells_the_new_address_of_a_group() -> None:
    found = faults.ours(error.ChatMigrated(-1001234))
    assert isinstance(found, errors.ChatMoved)
    assert found.new_chat == "-1001234"


def test_it_never_passes_the_token_on() -> None:
    secret = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    found = faults.ours(error.NetworkError(f"no answer from https://x/bot{secret}/sendMessage"))
    assert str(found) == "no answer from https://x/bot…/sendMessage"
