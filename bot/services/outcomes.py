"""What becomes of a message that the messenger did not take: one table, told in docs/reference/delivery.md."""

from enum import Enum

from bot.domain.delivery import Delivered
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
    TryAgain,
    Unreachable,
)


class Outcome(Enum):
    """The state of the message in the ledger, and how the ledger says why."""

    WAITS = Delivered.PENDING, "waits as told"
    LATER = Delivered.PENDING, "sent later"
    RESENT = Delivered.PENDING, "sent again, may be there twice"
    MOVED = Delivered.PENDING, "sent to the new address"
    NEW_TOPIC = Delivered.PENDING, "sent to a new topic"
    NO_TOPIC = Delivered.PENDING, "sent to the group itself"
    POSTED_ANEW = Delivered.PENDING, "posted anew"
    KEPT = Delivered.PENDING, "kept until the token is mended"
    PLAIN = Delivered.SENT, "sent as plain text"
    BARE = Delivered.SENT, "sent without its buttons"
    IN_PARTS = Delivered.SENT, "sent in shorter parts"
    AS_DOCUMENT = Delivered.SENT, "sent as a document"
    NO_FILE = Delivered.SENT, "sent without its file"
    LOOSE = Delivered.SENT, "sent without the reply"
    FORGOTTEN = Delivered.CANCELLED, "forgotten, it only showed a change"
    PASSED_ON = Delivered.UNDELIVERABLE, "told who stands in"
    GIVEN_UP = Delivered.UNDELIVERABLE, "given up"

    @property
    def state(self) -> Delivered:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


OUTCOMES: dict[type[ChannelError], tuple[Outcome, ...]] = {
    TooMany: (Outcome.WAITS,),
    ServerTrouble: (Outcome.LATER,),
    NotReached: (Outcome.LATER,),
    TryAgain: (Outcome.LATER,),
    MaybeSent: (Outcome.RESENT,),
    Blocked: (Outcome.PASSED_ON, Outcome.GIVEN_UP),
    Removed: (Outcome.PASSED_ON, Outcome.GIVEN_UP),
    NoSuchChat: (Outcome.PASSED_ON, Outcome.GIVEN_UP),
    MayNotWrite: (Outcome.PASSED_ON, Outcome.GIVEN_UP),
    Unreachable: (Outcome.PASSED_ON, Outcome.GIVEN_UP),
    ChatMoved: (Outcome.MOVED, Outcome.FORGOTTEN),
    MessageGone: (Outcome.POSTED_ANEW, Outcome.FORGOTTEN, Outcome.GIVEN_UP),
    TopicGone: (Outcome.NEW_TOPIC, Outcome.NO_TOPIC),
    NoTopics: (Outcome.NO_TOPIC,),
    BadMarkup: (Outcome.PLAIN, Outcome.GIVEN_UP),
    BadButtons: (Outcome.BARE, Outcome.GIVEN_UP),
    TooLong: (Outcome.IN_PARTS, Outcome.GIVEN_UP),
    BadPicture: (Outcome.AS_DOCUMENT, Outcome.NO_FILE, Outcome.GIVEN_UP),
    NoFiles: (Outcome.AS_DOCUMENT, Outcome.NO_FILE, Outcome.GIVEN_UP),
    FileTooLarge: (Outcome.NO_FILE, Outcome.GIVEN_UP),
    NoReply: (Outcome.LOOSE, Outcome.GIVEN_UP),
    BadContent: (Outcome.PLAIN, Outcome.BARE, Outcome.GIVEN_UP),
    NothingSaid: (Outcome.GIVEN_UP,),
    NotOurToken: (Outcome.KEPT,),
}
"""Which outcomes a fault may have; which of them depends on the message (``failures``, ``flight``)."""


def reason(error: ChannelError, outcome: Outcome) -> str:
    """Return what the ledger says: the fault, what became of the message, and the messenger's own words."""
    return f"{error.fault}: {outcome.words} ({error})"
