"""What the doctor makes of what a messenger says, and what Telegram's answers say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from inspect import signature

import pytest
from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatPermissions,
    User,
    WebhookInfo,
)
from telegram.constants import ChatType

from bot.channels.health import Health, Push, Standing
from bot.channels.telegram.examining import pushing, standing
from bot.domain.people import Contact, ContactKind
from bot.domain.rights import Role
from bot.operations.doctor.messenger import Way, group, receiving

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
URL = "https://bot.tinh.gov.vn/A1b2C3"
HEALTH = Health(name="@NhacViecBot", now=NOW, hears_groups=True, push=None)
POLLING, PUSHED = (Way(proxy=None, api=None, webhook=url) for url in (None, URL))
ICT_GROUP = Contact(
    id=1,
    kind=ContactKind.GROUP,
    channel="telegram",
    chat="-1",
    name="Sở KH&CN",
    agency="so-khcn",
    role=Role.ICT,
    language="vi",
    enrolled_at=NOW,
)
ME = User(id=7, first_name="Nhắc Việc", is_bot=True)


def complaints(push: Push | None, way: Way) -> list[tuple[str, str | None]]:
    return [(one.what, one.mend) for one in receiving(replace(HEALTH, push=push), way, NOW)]


def push(**values: object) -> Push:
    return Push(**({"url": URL, "waiting": 0} | values))  # type: ignore[arg-type]


def test_polling_without_and_pushing_with_a_webhook_is_as_it_should_be() -> None:
    assert complaints(None, POLLING) == [("None is set: the bot asks for updates.", None)]
    assert complaints(push(waiting=3), PUSHED) == [("Telegram pushes updates to bot.tinh.gov.vn; 3 wait.", None)]


@pytest.mark.parametrize(
    ("found", "way", "what"),
    [
        (None, PUSHED, "None is set, and the bot is to be pushed to."),
        (push(), POLLING, "Telegram pushes updates to bot.tinh.gov.vn, and this bot is to ask for them."),
        (push(url="https://x.vn/b"), PUSHED, "Telegram pushes updates to another address, at x.vn."),
        (
            push(last_error="Connection refused", last_error_at=NOW - timedelta(minutes=5)),
            PUSHED,
            "Telegram could not push to bot.tinh.gov.vn: Connection refused.",
        ),
        (push(waiting=500), PUSHED, "500 updates wait to be pushed."),
    ],
)
def test_a_webhook_that_is_wrong_is_named_without_its_secret_path(found: Push | None, way: Way, what: str) -> None:
    told = complaints(found, way)
    assert told[0][0] == what
    assert told[0][1]
    assert "A1b2C3" not in str(told)


def test_an_old_fault_of_a_webhook_is_forgotten() -> None:
    old = push(last_error="Connection refused", last_error_at=NOW - timedelta(hours=2))
    assert complaints(old, PUSHED) == [("Telegram pushes updates to bot.tinh.gov.vn; 0 wait.", None)]


def chat(**values: object) -> ChatFullInfo:
    return ChatFullInfo(
        id=-1, type=ChatType.SUPERGROUP, accent_color_id=0, max_reaction_count=0, accepted_gift_types=None, **values
    )  # type: ignore[arg-type]


def rights_of(kind: type[ChatMember]) -> list[str]:
    return [name for name in signature(kind).parameters if name.startswith(("can_", "is_anonymous"))]


DUTIES, LIBERTIES = rights_of(ChatMemberAdministrator), rights_of(ChatMemberRestricted)


def member(status: str, rights: list[str] = [], *, may: bool = False, **more: object) -> ChatMember:  # noqa: B006
    """Return the bot's membership as Telegram tells it."""
    return ChatMember.de_json({"user": ME.to_dict(), "status": status, **dict.fromkeys(rights, may), **more})


@pytest.mark.parametrize(
    ("found", "mine", "expected"),
    [
        (chat(), member("left"), Standing(present=False)),
        (chat(), member("restricted", LIBERTIES, may=True, is_member=False, until_date=0), Standing(present=False)),
        (chat(), member("restricted", LIBERTIES, is_member=True, until_date=0), Standing(present=True)),
        (chat(), member("member"), Standing(present=True, may_write=True, may_send_files=True)),
        (
            chat(permissions=ChatPermissions(can_send_messages=False)),
            member("member"),
            Standing(present=True, may_send_files=True),
        ),
        (
            chat(permissions=ChatPermissions(can_send_messages=True, can_send_photos=False)),
            member("member"),
            Standing(present=True, may_write=True),
        ),
        (
            chat(is_forum=True, permissions=ChatPermissions.no_permissions()),
            member("administrator", DUTIES, can_manage_topics=False),
            Standing(present=True, administrator=True, may_write=True, may_send_files=True, forum=True),
        ),
        (
            chat(is_forum=True),
            member("administrator", DUTIES, can_manage_topics=True),
            Standing(
                present=True,
                administrator=True,
                may_write=True,
                may_send_files=True,
                forum=True,
                may_manage_topics=True,
            ),
        ),
    ],
)
def test_it_reads_what_the_bot_may_do_in_a_group(found: ChatFullInfo, mine: ChatMember, expected: Standing) -> None:
    assert standing(found, mine) == expected


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (Standing(present=True, may_send_files=True), "The bot may not write in it."),
        (Standing(present=True, may_write=True), "The bot may not send files and pictures in it."),
    ],
)
def test_what_is_forbidden_in_a_group_is_named(found: Standing, what: str) -> None:
    (one,) = group(ICT_GROUP, found, HEALTH)
    assert (one.subject, one.what) == (f"group {ICT_GROUP.name}", what)
    assert one.mend
    assert one.mend.startswith("Make @NhacViecBot an administrator of the group, or let its members ")


def test_it_reads_a_webhook_and_keeps_a_token_in_its_fault_to_itself() -> None:
    info = WebhookInfo(
        url=URL,
        has_custom_certificate=False,
        pending_update_count=2,
        last_error_date=NOW,
        last_error_message="404 at /bot7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    )
    assert pushing(info) == Push(url=URL, waiting=2, last_error="404 at /bot…", last_error_at=NOW)
    assert pushing(WebhookInfo(url="", has_custom_certificate=False, pending_update_count=0)) is None
    assert URL not in repr(pushing(info))
