"""The cases, their sizes and their goals: what is run, and how its figures become rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.cases.burst import TAPPERS
from benchmarks.measure import exponent, growth
from benchmarks.running import Figures, run


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is run. ``stored`` is how many jobs the slow store of the baseline is given."""

    waiting: tuple[int, ...]
    queued: tuple[int, ...]
    stored: int
    burst: int
    broadcast: int
    register: tuple[int, ...]
    agencies: tuple[int, ...]
    presses: int


QUICK = Size(
    waiting=(10_000, 100_000, 1_000_000),
    queued=(10_000,),
    stored=1_000,
    burst=5_000,
    broadcast=4_000,
    register=(10_000, 30_000, 100_000),
    agencies=(200, 800, 4_000),
    presses=1_000,
)
FULL = Size(
    waiting=(10_000, 100_000, 1_000_000),
    queued=(10_000, 100_000),
    stored=10_000,
    burst=10_000,
    broadcast=20_000,
    register=(10_000, 30_000, 100_000),
    agencies=(200, 1_000, 4_000),
    presses=10_000,
)
PLACES = {"a province": 150, "the country": 4_000}
"""Agencies: about 15 departments and 98 communes a province, some agencies more; 34 provinces."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What was to be reached: ``value`` at most ``most``, or at least ``least``."""

    what: str
    value: float
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def bound(self) -> str:
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A case as it was measured: a table, its goals, and how its cost grew.

    ``notes`` say what a reader should know, ``series`` is what a picture shows.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    goals: list[Goal] = field(default_factory=list)
    grows: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    series: dict[str, dict[float, float]] = field(default_factory=dict)


def restart(size: Size) -> Measured:
    """Time from starting the process to the first due message, with many reminders waiting."""
    loading = run("cases.loading")
    ours = {waiting: run("cases.restart", waiting=waiting) for waiting in size.waiting}
    queue = {waiting: run("baselines.schedulers", kind="queue", waiting=waiting) for waiting in size.queued}
    store = run("baselines.schedulers", kind="store", waiting=size.stored)
    rows = [("Nhắc Việc", *_restarted(waiting, found)) for waiting, found in ours.items()]
    rows += [("JobQueue.run_once a reminder", *_restarted(waiting, found)) for waiting, found in queue.items()]
    rows.append(("APScheduler's SQLAlchemyJobStore", *_restarted(size.stored, store)))
    rows.append(
        ("nothing but Python loading our modules", "–", f"{loading['seconds']:.2f}", f"{loading['megabytes']:.0f}")
    )
    seconds = {waiting: found["seconds"] for waiting, found in ours.items()}
    return Measured(
        title="Restart: until the first due reminder is sent",
        columns=("what", "waiting", "seconds", "MB"),
        rows=rows,
        goals=[
            Goal(what="seconds with most waiting", value=seconds[max(seconds)], most=1.5),
            Goal(what="MB with most waiting", value=max(found["megabytes"] for found in ours.values()), most=120),
            Goal(what="most waiting against fewest", value=_ratio(seconds), most=1.2),
        ],
        grows=_growth("restart", seconds),
        notes=[
            f"Loading takes {loading['seconds'] / seconds[max(seconds)]:.0%} of it, and less on a faster processor: "
            "python-telegram-bot, SQLAlchemy, aiohttp, pydantic and what is ours, none of which it can do without."
        ],
        series={"Nhắc Việc": _floats(seconds), "JobQueue": {n: found["seconds"] for n, found in queue.items()}},
    )


def tick(size: Size) -> Measured:
    """The reminders' tick, 1,000 due."""
    ours = {waiting: run("cases.tick", waiting=waiting) for waiting in size.waiting}
    store = run("baselines.schedulers", kind="store tick", waiting=size.stored)
    idle = run("cases.idle")
    rows = [
        ("Nhắc Việc", f"{waiting:,}", f"{found['seconds']:.2f}", f"{found['blocked'] * 1000:.0f}")
        for waiting, found in ours.items()
    ]
    rows.append(
        (
            "APScheduler's SQLAlchemyJobStore", f"{size.stored:,}", f"{store['seconds']:.2f}",
            f"{store['blocked'] * 1000:.0f}",
        )
    )  # fmt: skip
    rows.append(("a loop with nothing to do", "–", "–", f"{idle['blocked'] * 1000:.0f}"))
    seconds = {waiting: found["seconds"] for waiting, found in ours.items()}
    return Measured(
        title="Tick: 1,000 due among many that wait",
        columns=("what", "waiting", "seconds", "loop blocked, ms"),
        rows=rows,
        goals=[
            Goal(what="most waiting against fewest", value=_ratio(seconds), most=1.3),
            Goal(what="event loop blocked, ms", value=max(one["blocked"] for one in ours.values()) * 1000, most=20),
        ],
        grows=_growth("tick", seconds),
        series={"Nhắc Việc": _floats(seconds)},
    )


def burst(size: Size) -> Measured:
    """A morning's burst at Telegram's limits, with people who press meanwhile."""
    found = run("cases.burst", messages=size.burst)
    ours = found["bot"]
    rows = [_burst_row("Nhắc Việc, beside its answers to taps", ours, size.burst + TAPPERS, ours["taken"])]
    rows += [
        _burst_row(name, found[key], found["baseline"], found[key]["taken"])
        for name, key in (("a loop of send_message", "loop"), ("the same with AIORateLimiter", "limited"))
    ]
    rows += [
        (f"a tap meanwhile: {name}", f"{ours[key]['count']} taps", "", f"p50 {_ms(ours[key]['p50'])}",
         f"p99 {_ms(ours[key]['p99'])}")
        for name, key in (("the word over the button", "toasts"), ("the answer in the chat", "answers"))
    ]  # fmt: skip
    return Measured(
        title=f"Burst: {size.burst:,} messages at 30 a second, limits kept to the letter by the server",
        columns=("what", "arrived", "refused (429)", "seconds", "against theory"),
        rows=rows,
        goals=[
            Goal(what="time against theory", value=ours["times_the_theory"], most=1.02),
            Goal(what="refused with 429", value=ours["refused"], most=0),
            Goal(what="tap p50, ms", value=ours["toasts"]["p50"] * 1000, most=50),
            Goal(what="tap p99, ms", value=ours["toasts"]["p99"] * 1000, most=250),
        ],
    )


def _burst_row(name: str, found: Figures, wanted: int, taken: int) -> tuple[str, ...]:
    theory = found.get("times_the_theory")
    lost = f"{taken:,} of {wanted:,}"
    return (name, lost, f"{found['refused']:,}", f"{found['seconds']:.1f}", f"{theory:.3f}×" if theory else "–")


def broadcast(size: Size) -> Measured:
    """A thousand a second over 60 ms."""
    found = run("cases.broadcast", messages=size.broadcast)
    ours, theirs, ceiling = found["bot"], found["library"], found["ceiling"]
    return Measured(
        title="Broadcast: a limit of 1,000 a second, 60 ms away",
        columns=("what", "messages", "a second", "processor, ms a message"),
        rows=[
            (name, f"{one['taken']:,}", f"{one['a_second']:.0f}", f"{one['processor'] * 1000:.2f}")
            for name, one in (
                ("Nhắc Việc: claimed, said, sent, written down", ours),
                ("send_message only, by our request: the ceiling", ceiling),
                ("send_message only, by the library's own", theirs),
            )
        ],
        goals=[
            Goal(what="messages a second", value=ours["a_second"], least=900),
        ],
        notes=[
            f"python-telegram-bot alone, saying the same with nothing behind it, reaches {ceiling['a_second']:.0f} on "
            f"this machine; we reach {ours['a_second'] / ceiling['a_second']:.0%} of that. One process has one "
            f"processor: {ours['processor'] * 1000:.1f} ms a message are at most {1 / ours['processor']:.0f} a second."
        ],
    )


def register(size: Size) -> Measured:
    """Files to register, and a year foretold."""
    found = {wanted: run("cases.register", assignments=wanted) for wanted in size.register}
    rows = [
        (
            f"{one['assignments']:,}", f"{one['reading']:.2f}", f"{one['first']:.2f}", f"{one['second']:.2f}",
            f"{one['forecast']:.1f}", f"{one['notices']:,}", f"{one['megabytes']:.0f}",
        )
        for one in found.values()
    ]  # fmt: skip
    largest = found[max(found)]
    first = {wanted: one["first"] for wanted, one in found.items()}
    foreseen = {wanted: one["forecast"] for wanted, one in found.items()}
    return Measured(
        title="Register: synced from files, synced again unchanged, a year foretold",
        columns=("assignments", "read, s", "sync, s", "second sync, s", "forecast, s", "notices foretold", "MB"),
        rows=rows,
        goals=[Goal(what="second sync against the first", value=largest["second"] / largest["first"], most=0.1)],
        grows=_growth("first sync", first) | _growth("forecast", foreseen),
        series={"sync": _floats(first), "forecast": _floats(foreseen)},
    )


def paperwork(size: Size) -> Measured:
    """Digest, picture and documents."""
    found = {agencies: run("cases.paperwork", agencies=agencies) for agencies in size.agencies}
    rows = [
        (
            f"{agencies:,}", f"{one['digest']:.2f}", f"{one['picture']:.2f}", f"{one['collecting']:.2f}",
            f"{one['word']:.1f}", f"{one['excel']:.1f}", f"{one['megabytes']:.0f}",
        )
        for agencies, one in found.items()
    ]  # fmt: skip
    words = {agencies: one["word"] for agencies, one in found.items()}
    return Measured(
        title="Monday and the half-year: 10 duties an agency",
        columns=("agencies", "digest, s", "picture, s", "collected, s", "Word, s", "Excel, s", "MB"),
        rows=rows,
        grows=_growth("digest", {n: one["digest"] for n, one in found.items()}) | _growth("Word", words),
        series={"Word": _floats(words), "Excel": {n: one["excel"] for n, one in found.items()}},
    )


def halfyear(_size: Size) -> Measured:
    """The sample province's half-year."""
    found = run("cases.halfyear")
    return Measured(
        title="A half-year of the sample province, simulated",
        columns=("days", "seconds", "messages", "messages a second", "MB", "database, MB"),
        rows=[
            (str(found["days"]), f"{found['seconds']:.1f}", f"{found['messages']:,}", f"{found['a_second']:.0f}",
             f"{found['megabytes']:.0f}", f"{found['disk']:.1f}")
        ],
    )  # fmt: skip


def handlers(size: Size) -> Measured:
    """Presses on both databases."""
    found = {kind: run("cases.handlers", database=kind, presses=size.presses) for kind in ("sqlite", "postgresql")}
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    return Measured(
        title=f"Presses: {size.presses:,} by eight people at once, each committed before it is answered",
        columns=("database", "a second", "p50, ms", "p99, ms"),
        rows=[
            (names[kind], f"{one['a_second']:.0f}", f"{one['p50'] * 1000:.0f}", f"{one['p99'] * 1000:.0f}")
            for kind, one in found.items()
        ],
    )


def year(_size: Size) -> Measured:
    """What a year brings if nobody does anything: the most that a messenger has to carry."""
    found = {name: run("cases.year", agencies=agencies) for name, agencies in PLACES.items()}
    return Measured(
        title="A year foretold: 30 duties an agency, due on four days, nobody does anything",
        columns=("where", "assignments", "notices", "messages", "on the fullest morning", "minutes at 30 a second"),
        rows=[
            (
                f"{name}, {PLACES[name]:,} agencies", f"{one['assignments']:,}", f"{one['notices']:,}",
                f"{one['messages']:,}", f"{one['fullest']:,}", f"{one['fullest'] / 30 / 60:.1f}",
            )
            for name, one in found.items()
        ],
    )  # fmt: skip


CASES: dict[str, Callable[[Size], Measured]] = {
    "restart": restart,
    "tick": tick,
    "burst": burst,
    "broadcast": broadcast,
    "register": register,
    "paperwork": paperwork,
    "halfyear": halfyear,
    "handlers": handlers,
    "year": year,
}
LONG_FORM_ONLY = ("year",)
"""Cases that a short run leaves out; ``--only`` runs them all the same."""


def _restarted(waiting: int, found: Figures) -> tuple[str, ...]:
    return (f"{waiting:,}", f"{found['seconds']:.2f}", f"{found['megabytes']:.0f}")


def _ratio(costs: dict[int, float]) -> float:
    return costs[max(costs)] / costs[min(costs)]


def _growth(name: str, costs: dict[int, float]) -> dict[str, str]:
    return {name: f"{growth(costs)} (slope {exponent(costs):.2f})"}


def _floats(costs: dict[int, float]) -> dict[float, float]:
    return {float(n): cost for n, cost in costs.items()}


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
