"""Long texts in parts, buttons, and Telegram's errors by our names."""

import re
from unittest.mock import Mock

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import ForceReply, InlineKeyboardMarkup, error

from bot import errors
from bot.channels.base import Choice, Outgoing, Sender
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


def test_it_splits_a_line_that_is_too_long_after_a_word() -> None:
    assert outbound.parts("<i>một hai ba</i> bốn", 8) == ["<i>một hai </i>", "<i>ba</i> bốn"]


def test_it_never_cuts_an_entity() -> None:
    assert outbound.parts("ab&amp;&#128679;c", 3) == ["ab&amp;", "&#128679;c"]


def test_it_leaves_it_to_telegram_to_refuse_what_is_closed_but_was_never_open() -> None:
    assert outbound.parts("một</b>\nhai", 4) == ["một</b>", "hai"]


def test_it_knows_what_nobody_would_see() -> None:
    assert outbound.is_blank("<b> &#32;</b>\n")
    assert not outbound.is_blank("<b>.</b>")


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


LAN = Sender(id="500", name="Nguyễn <Thị> Lan")


@pytest.mark.parametrize(
    ("message", "selective"),
    [
        (Outgoing(html="x", asks=True), False),
        (Outgoing(html="x", asks=True, asks_whom=LAN), True),
        (Outgoing(html="x", asks=True, reply_to="3"), True),
    ],
    ids=["everybody", "mentioned", "answered"],
)
def test_it_invites_one_person_only_if_their_client_can_know_that_it_is_them(
    message: Outgoing, selective: bool
) -> None:
    assert outbound.markup(message) == ForceReply(selective=selective)


def test_it_mentions_whom_it_asks() -> None:
    asked = Outgoing(html="Trả lời <b>gì</b>?", asks=True, asks_whom=LAN)

    assert outbound.addressed(asked) == ('<a href="tg://user?id=500">Nguyễn &lt;Thị&gt; Lan</a>\nTrả lời <b>gì</b>?')
    assert outbound.addressed(Outgoing(html="Trả lời gì?", asks=True)) == "Trả lời gì?"


def test_it_begins_what_is_too_long_to_be_whole() -> None:
    assert outbound.beginning("<b>vừa đủ</b>", 6) == "<b>vừa đủ</b>"
    assert outbound.beginning("<b>một hai</b>", 6) == "<b>một </b>…"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (error.Forbidden("Forbidden: bot was blocked by the user"), errors.Blocked),
        (error.Forbidden("Forbidden: user is deactivated"), errors.Blocked),
        (error.BadRequest("Input_user_deactivated"), errors.Blocked),
        (error.Forbidden("Forbidden: bot was kicked from the supergroup chat"), errors.Removed),
        (error.Forbidden("Forbidden: bot is not a member of the group chat"), errors.Removed),
        (error.Forbidden("Forbidden: the group chat was deleted"), errors.Removed),
        (error.Forbidden("Forbidden: bot can't initiate conversation with a user"), errors.NoSuchChat),
        (error.BadRequest("Chat not found"), errors.NoSuchChat),
        (error.BadRequest("Peer_id_invalid"), errors.NoSuchChat),
        (error.BadRequest("Have no rights to send a message"), errors.MayNotWrite),
        (error.BadRequest("Not enough rights to send text messages to the chat"), errors.MayNotWrite),
        (error.Forbidden("Forbidden: CHAT_WRITE_FORBIDDEN"), errors.MayNotWrite),
        (error.Forbidden("Forbidden: something that nobody has seen yet"), errors.Unreachable),
        (error.BadRequest("Not enough rights to send photos to the chat"), errors.NoFiles),
        (error.BadRequest("Not enough rights to send documents to the chat"), errors.NoFiles),
        (error.BadRequest("Message to edit not found"), errors.MessageGone),
        (error.BadRequest("Message can't be edited"), errors.MessageGone),
        (error.BadRequest("Message to be replied not found"), errors.NoReply),
        (error.BadRequest("Message thread not found"), errors.TopicGone),
        (error.BadRequest("Topic_closed"), errors.TopicGone),
        (error.BadRequest("The chat is not a forum"), errors.NoTopics),
        (error.BadRequest("Not enough rights to create a topic"), errors.NoTopics),
        (error.BadRequest("Can't parse entities: unsupported start tag"), errors.BadMarkup),
        (error.BadRequest("Button_data_invalid"), errors.BadButtons),
        (error.BadRequest("Can't parse inline keyboard button: text buttons are unallowed"), errors.BadButtons),
        (error.BadRequest("Message is too long"), errors.TooLong),
        (error.BadRequest("Message caption is too long"), errors.TooLong),
        (error.BadRequest("Message text is empty"), errors.NothingSaid),
        (error.BadRequest("Text must be non-empty"), errors.NothingSaid),
        (error.BadRequest("Image_process_failed"), errors.BadPicture),
        (error.BadRequest("Photo_invalid_dimensions"), errors.BadPicture),
        (error.BadRequest("File of size 12000000 bytes is too big for a photo"), errors.BadPicture),
        (error.BadRequest("Something that nobody has seen yet"), errors.BadContent),
        (error.RetryAfter(35), errors.TooMany),
        (error.ChatMigrated(-1001), errors.ChatMoved),
        (error.Conflict("Conflict: terminated by other getUpdates request"), errors.TwoPollers),
        (error.InvalidToken(), errors.NotOurToken),
        (error.TimedOut(), errors.MaybeSent),
        (error.TimedOut("Pool timeout: All connections in the connection pool are occupied."), errors.NotReached),
        (error.NetworkError("Bad Gateway (502). Parsing the server response b'<html>' failed"), errors.ServerTrouble),
        (error.NetworkError("Gateway Timeout (504). Parsing the server response b'' failed"), errors.MaybeSent),
        (error.TelegramError("Invalid server response"), errors.MaybeSent),
        (error.NetworkError("Internal Server Error"), errors.ServerTrouble),
        (error.NetworkError("Request Entity Too Large"), errors.FileTooLarge),
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


@pytest.mark.parametrize(
    ("cause", "ours"),
    [
        (aiohttp.ClientConnectorError(Mock(), ConnectionRefusedError(111, "refused")), errors.NotReached),
        (aiohttp.ConnectionTimeoutError(), errors.NotReached),
        (aiohttp.SocketTimeoutError(), errors.MaybeSent),
        (aiohttp.ServerDisconnectedError(), errors.MaybeSent),
    ],
)
def test_it_says_that_a_message_may_have_arrived_only_if_it_can_have(
    cause: Exception, ours: type[errors.ChannelError]
) -> None:
    lost = error.TimedOut()
    lost.__cause__ = cause

    assert type(faults.ours(lost)) is ours
    assert type(faults.ours(lost, repeatable=True)) is errors.NotReached


def test_it_knows_that_an_answer_that_breaks_off_had_begun() -> None:
    broken = error.NetworkError("the rest did not come")
    broken.__cause__ = aiohttp.ClientPayloadError()
    proxy = error.NetworkError("407, message='Proxy Authentication Required'")
    proxy.__cause__ = aiohttp.ClientHttpProxyError(Mock(), (), status=407)

    assert type(faults.ours(broken)) is errors.MaybeSent
    assert type(faults.ours(proxy)) is errors.NotReached


def test_it_never_passes_a_password_on_nor_pages_of_a_broken_server() -> None:
    found = faults.ours(error.NetworkError("407 from http://so:matkhau@proxy.vn:3128 " + "<html>" * 100))
    assert str(found).startswith("407 from http://…@proxy.vn:3128 <html>")
    assert len(str(found)) == 300


def test_it_never_passes_the_token_on() -> None:
    secret = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    found = faults.ours(error.NetworkError(f"no answer from https://x/bot{secret}/sendMessage"))
    assert str(found) == "no answer from https://x/bot…/sendMessage"
