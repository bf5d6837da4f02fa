"""How a messenger and its groups stand to the bot: what ``nhacviec doctor`` asks a channel that can tell."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Push:
    """Where the messenger pushes updates instead of being asked for them; ``url`` is as good as a secret."""

    url: str = field(repr=False)
    waiting: int
    last_error: str | None = None
    last_error_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Health:
    """``name`` is the bot's, ``now`` the messenger's clock (UTC, in whole seconds; None if it tells none).

    ``hears_groups``: it is given everything that is said in groups, and not only what is said to it.
    """

    name: str
    now: datetime | None
    hears_groups: bool
    push: Push | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the bot may do in a group; what it is not in, it may do nothing in. ``forum``: it has topics."""

    present: bool
    administrator: bool = False
    may_write: bool = False
    may_send_files: bool = False
    forum: bool = False
    may_manage_topics: bool = False


class Examined(Protocol):
    """A channel that can be examined. Raises ``bot.errors.ChannelError`` subclasses like any channel."""

    name: str

    async def health(self) -> Health:
        """Ask the messenger how things stand. Raises NotOurToken, TryAgain."""
        ...

    async def standing(self, chat: str) -> Standing:
        """Ask what the bot may do in a group."""
        ...
