"""The faults of the messenger: how each comes and goes, and what has to become of whatever message it strikes.

What has to come of it is foretold from the table of outcomes in docs/reference/delivery.md, not read from what did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Contact
from bot.errors import (
    BadButtons,
    BadContent,
    BadMarkup,
    BadPicture,
    Blocked,
    ChannelError,
    ChatMoved,
    FileTooLarge,
    MaybeSent,
    MayNotWrite,
    MessageGone,
    NoFiles,
    NoReply,
    NoSuchChat,
    NothingSaid,
    NoTopics,
    NotOurToken,
    NotReached,
    Removed,
    ServerTrouble,
    TooLong,
    TooMany,
    TopicGone,
)
from bot.services.outcomes import Outcome
from sandbox.model import Chat, Message, Person
from sandbox.server import SandboxServer
from tests.chaos.matrix_kinds import Kind

LONG = 2048  # characters, above which the fault finds a text too long: half of what Telegram takes


@dataclass(kw_only=True)
class Cell:
    """One notice to one recipient; ``message`` is the one that it edits."""

    kind: Kind
    contact: Contact
    chat: Chat
    person: Person
    message: Message | None = None
    topic: int | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a fault may strike in a message."""

    edits: bool
    answer: bool
    personal: bool
    standing: bool
    group: bool
    picture: bool
    file: bool
    buttons: bool
    long: bool
    replies: bool
    topic: bool
    own_topic: bool
    waits: bool  # for somebody's press: it is posted anew where its chat went
    whole: int  # in how many messages it is said


Deed = Callable[[SandboxServer, Cell], None]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault: how it comes and goes, what the bot calls it, and which outcome it has (None: it does not strike)."""

    name: str
    error: type[ChannelError]
    strike: Deed
    expects: Callable[[Facts], Outcome | None]
    ends: Deed = lambda _server, _cell: None
    concerns: Callable[[Facts], bool] = lambda _facts: True

    def strikes(self, facts: Facts) -> bool:
        """Tell whether the fault can strike such a message at all."""
        return self.concerns(facts) and self.expects(facts) is not None


def _switch(name: str, **how: Any) -> tuple[Deed, Deed]:
    def on(server: SandboxServer, _cell: Cell) -> None:
        server.world.faults.switch(name, **how)

    def off(server: SandboxServer, _cell: Cell) -> None:
        server.world.faults.switch(name, on=False)

    return on, off


def _always(outcome: Outcome) -> Callable[[Facts], Outcome | None]:
    return lambda _facts: outcome


def _out_of_reach(facts: Facts) -> Outcome:
    return Outcome.GIVEN_UP if facts.edits or facts.answer or facts.personal else Outcome.PASSED_ON


def _content(outcome: Outcome, strikes: Callable[[Facts], bool]) -> Callable[[Facts], Outcome | None]:
    return lambda facts: outcome if strikes(facts) else None


def _is_long(facts: Facts) -> bool:
    return facts.long


def _gone(facts: Facts) -> Outcome:
    return Outcome.POSTED_ANEW if facts.answer or facts.standing else Outcome.FORGOTTEN


def _moved(facts: Facts) -> Outcome:
    return Outcome.FORGOTTEN if facts.edits and not facts.answer else Outcome.MOVED


def _picture(facts: Facts) -> Outcome | None:
    return Outcome.AS_DOCUMENT if facts.picture else None


def _file(facts: Facts) -> Outcome | None:
    return Outcome.NO_FILE if facts.file else None


def _topic(facts: Facts) -> Outcome:
    return Outcome.NEW_TOPIC if facts.own_topic else Outcome.NO_TOPIC


def _edited(facts: Facts) -> bool:
    return facts.edits


def _private(facts: Facts) -> bool:
    return not facts.group


def _in_group(facts: Facts) -> bool:
    return facts.group


def _in_plain_group(facts: Facts) -> bool:
    """Only a group without topics can become a supergroup: a forum is one already."""
    return facts.group and not _to_topic(facts)


def _to_topic(facts: Facts) -> bool:
    return facts.topic or facts.own_topic


def _answers_in_topic(facts: Facts) -> bool:
    return facts.topic


def _of_its_own(facts: Facts) -> bool:
    return facts.own_topic


def _sent_to_group(facts: Facts) -> bool:
    return facts.group and not facts.edits


def _block(_server: SandboxServer, cell: Cell) -> None:
    cell.person.blocked = True


def _deactivate(server: SandboxServer, cell: Cell) -> None:
    server.people.delete_account(cell.person)


def _never_opened(_server: SandboxServer, cell: Cell) -> None:
    cell.person.started = False


def _kick(server: SandboxServer, cell: Cell) -> None:
    server.people.kick_bot(cell.person, cell.chat)


def _mute(server: SandboxServer, cell: Cell) -> None:
    server.people.restrict_bot(cell.person, cell.chat, write=False)


def _forbid_files(server: SandboxServer, cell: Cell) -> None:
    server.people.restrict_bot(cell.person, cell.chat, files=False)


def _move(server: SandboxServer, cell: Cell) -> None:
    cell.chat.kind, cell.chat.forum = "group", False
    server.people.migrate(cell.chat)


def _vanish(server: SandboxServer, cell: Cell) -> None:
    del server.world.chats[cell.chat.id]


def _delete(server: SandboxServer, cell: Cell) -> None:
    assert cell.message is not None
    server.people.delete(cell.person, cell.chat, cell.message.id)


def _delete_topic(server: SandboxServer, cell: Cell) -> None:
    assert cell.topic is not None
    server.people.delete_topic(cell.person, cell.chat, cell.topic)


def _close_topic(server: SandboxServer, cell: Cell) -> None:
    assert cell.topic is not None
    server.people.demote_bot(cell.person, cell.chat)
    server.people.close_topic(cell.person, cell.chat, cell.topic)


def _fault(
    name: str,
    error: type[ChannelError],
    switch: str,
    expects: Callable[[Facts], Outcome | None],
    concerns: Callable[[Facts], bool] = lambda _facts: True,
    **how: Any,
) -> Fault:
    on, off = _switch(switch, **how)
    return Fault(name=name, error=error, strike=on, ends=off, expects=expects, concerns=concerns)


def _sent(facts: Facts) -> bool:
    return not facts.edits


FAULTS = (
    _fault("asked to wait", TooMany, "too_many_requests", _always(Outcome.WAITS), value=40, times=1),
    _fault("broken server", ServerTrouble, "server_error", _always(Outcome.LATER)),
    _fault("broken gateway", ServerTrouble, "bad_gateway", _always(Outcome.LATER)),
    _fault("line cut", MaybeSent, "line_cut", _always(Outcome.RESENT), _sent, times=1),
    _fault("answer lost", MaybeSent, "answer_cut", _always(Outcome.RESENT), _sent, times=1),
    _fault("line cut in an edit", NotReached, "line_cut", _always(Outcome.LATER), _edited, times=1),
    _fault("an edit's answer lost", NotReached, "answer_cut", _always(Outcome.LATER), _edited, times=1),
    _fault("token revoked", NotOurToken, "token_revoked", _always(Outcome.KEPT)),
    _fault("token unknown", NotOurToken, "token_unknown", _always(Outcome.KEPT)),
    _fault("markup refused", BadMarkup, "markup_refused", _always(Outcome.PLAIN)),
    _fault("buttons refused", BadButtons, "buttons_refused", _content(Outcome.BARE, lambda facts: facts.buttons)),
    _fault("refused as it is", BadContent, "dress_refused", _always(Outcome.PLAIN)),
    _fault("refused for good", BadContent, "all_refused", _always(Outcome.GIVEN_UP)),
    _fault("text empty", NothingSaid, "text_empty", _always(Outcome.GIVEN_UP)),
    _fault("text too long", TooLong, "length_refused", _content(Outcome.IN_PARTS, _is_long), value=LONG),
    _fault("picture refused", BadPicture, "picture_refused", _picture),
    _fault("file too large", FileTooLarge, "file_too_large", _file),
    _fault("no message to reply to", NoReply, "reply_refused", _content(Outcome.LOOSE, lambda facts: facts.replies)),
    Fault(name="blocked", error=Blocked, strike=_block, expects=_out_of_reach, concerns=_private),
    Fault(name="account deleted", error=Blocked, strike=_deactivate, expects=_out_of_reach, concerns=_private),
    Fault(name="never opened", error=NoSuchChat, strike=_never_opened, expects=_out_of_reach, concerns=_private),
    Fault(name="no such chat", error=NoSuchChat, strike=_vanish, expects=_out_of_reach),
    Fault(name="kicked", error=Removed, strike=_kick, expects=_out_of_reach, concerns=_in_group),
    Fault(name="muted", error=MayNotWrite, strike=_mute, expects=_out_of_reach, concerns=_sent_to_group),
    Fault(name="files not allowed", error=NoFiles, strike=_forbid_files, expects=_file, concerns=_sent_to_group),
    Fault(name="chat moved", error=ChatMoved, strike=_move, expects=_moved, concerns=_in_plain_group),
    Fault(name="message gone", error=MessageGone, strike=_delete, expects=_gone, concerns=_edited),
    Fault(name="topic deleted", error=TopicGone, strike=_delete_topic, expects=_topic, concerns=_to_topic),
    Fault(name="topic closed", error=TopicGone, strike=_close_topic, expects=_topic, concerns=_answers_in_topic),
    Fault(
        name="no more topics",
        error=NoTopics,
        strike=_close_topic,
        expects=_always(Outcome.NO_TOPIC),
        concerns=_of_its_own,
    ),
)
"""What the messenger may do; a second poller is no fault of sending."""
