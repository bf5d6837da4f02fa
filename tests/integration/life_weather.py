"""What happens to the bot itself in the life of a duty: the messenger fails, it is killed, its clock is set wrong."""

from collections import Counter
from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from bot.errors import TryAgain
from tests.chaos import ledger
from tests.chaos.steps import Reaper
from tests.integration.life_machine import moment
from tests.integration.life_presses import Presses

STEPS = st.sampled_from(
    [
        *("before owe", "after owe", "before commit of owe", "after commit of owe"),
        *("before claim", "before commit of claim", "after commit of claim"),
        *("before send", "after send", "before mark", "before commit of mark", "after commit of mark"),
    ]
)
FAULTS = (TryAgain("no network"), TryAgain("too many requests", after=40.0))
TROUBLES = st.sampled_from(["outages", "lost answers", "restarts", "clocks set back"])
A_MOMENT = timedelta(seconds=1)
ROUNDS = 5


class Weather(Presses):
    """The bot's own troubles, and what must be true when they are over."""

    reaper: ClassVar[Reaper]
    totals: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.may_double = 0
        self.doubled = 0

    def teardown(self) -> None:
        super().teardown()
        self.totals["doubled"] += self.doubled
        self.totals["may double"] += self.may_double

    @rule(what=TROUBLES, times=st.integers(1, 6))
    def storm(self, what: str, times: int) -> None:
        """Something goes wrong, and the bot goes on."""
        self.totals[what] += 1
        match what:
            case "outages":
                self.town.messenger.fail(*[FAULTS[times % len(FAULTS)]] * times)
            case "lost answers":
                self.town.messenger.to_lose += 1
                self.may_double += 1
            case "restarts":
                self.town.restart()
            case "clocks set back":
                self.town.clock.set_back(hours=1)
        self.look(self.town.tick())

    @rule(last_step=STEPS)
    def die(self, last_step: str) -> None:
        """The bot is killed; another starts at once, and catches up. What was in hand may come twice."""
        self.totals["kills"] += 1
        before = {row["id"]: row["attempts"] for row in self.town.tables.all["outbox"] if row["state"] == "sending"}
        self.look(self.town.die(self.reaper, last_step))
        in_hand = [row for row in self.town.tables.all["outbox"] if row["state"] == "sending"]
        newly = [row for row in in_hand if before.get(row["id"]) != row["attempts"]]
        self.may_double += len({(row["chat"], row["bundle"] or row["id"]) for row in newly})
        self.town.restart()
        self.look(self.town.tick())

    @rule()
    def clear_up(self) -> None:
        """The weather clears: then all that was owed has arrived or is on record, and little of it twice."""
        self.may_double -= self.town.messenger.mend()
        for _ in range(ROUNDS):
            waiting = [row for row in self.town.tables.all["outbox"] if row["closed_at"] is None]
            if not waiting:
                break
            latest = max(moment(row["lease_until"] or row["not_before"]) for row in waiting)
            self.town.clock.move_to(max(latest, self.town.clock.now()) + A_MOMENT)
            self.look(self.town.tick())
            self.look(self.town.fetch())
            self.look(self.town.deliver())
        self.settle_accounts()

    def settle_accounts(self) -> None:
        """Hold the ledger against the rules, and against what the messenger has."""
        book, config = self.town.book(), self.town.config
        assert [one.key for one in book.waiting] == [], "nothing waits for ever"
        assert ledger.missing_reminders(book, config, self.town.clock.now()) == []
        received = {(one.address.chat, one.id) for one in self.town.messenger.sent}
        recorded = {(one.chat, one.message_id) for one in book.sent}
        assert recorded <= received, "what is marked as sent was received"
        self.doubled = len(received - recorded)
        assert self.doubled <= self.may_double, "more came twice than was on its way"
