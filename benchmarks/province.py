"""Provinces of any size, as files; and a database filled with what waits and what is due."""

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.domain.duties import Directive
from bot.register.files import load_province
from bot.services.sync import Sync
from bot.storage.work import Store

DIRECTIVE = "bench"
DUTY = "d0"
YEAR = 365
DATABASE = "bench.db"
FILLED = Path(__file__).parents[1] / "build" / "bench" / "filled"
CHATS_FROM = 1_000_000
CACHE = 200_000  # KiB: a million rows and their indexes
MOMENT = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy writes moments into SQLite


def write_province(
    folder: Path, *, agencies: int, duties: int, due: Sequence[date], starts_on: date, limits: str = ""
) -> Path:
    """Write config.yaml and one directive whose duties go to all agencies; return the config's path.

    The duties are due on the days of ``due`` in turn. It is a working day on ``starts_on``, and offices never close:
    a benchmark may run at any time. ``limits`` are those of the messenger (default: Telegram's).
    """
    kinds = "{department: {name: Sở}, leaders: {name: UBND, in_all: false}}"
    lines = [
        f"province: {{name: Tỉnh thử, starts_on: {starts_on}}}",
        "organisation:",
        "  ict: a0",
        "  leaders: lead",
        f"  kinds: {kinds}",
        "  agencies:",
        "    - {id: lead, name: Ủy ban nhân dân tỉnh, short: UBND, kind: leaders}",
        *(f"    - {{id: a{n}, name: Sở số {n}, short: Sở {n}, kind: department}}" for n in range(agencies)),
        f"working_days: {{holidays: null, made_up: [{starts_on}]}}",
        'working_hours: {from: "00:00", to: "23:59"}',
        'ladder: {at: "00:00"}',
    ]
    if limits:
        lines.append(f"channels: {{telegram: {limits}}}")
    head = f"{{id: {DIRECTIVE}, kind: chi-thi, issuer: UBND, in_force_from: {starts_on}, title: Văn bản thử}}"
    register = [
        f"directive: {head}",
        "reporting: none",
        "duties:",
        *(
            f'  - {{id: d{n}, clause: "{n}", title: Nhiệm vụ số {n}, lead: [all], due: {due[n % len(due)]}}}'
            for n in range(duties)
        ),
    ]
    (folder / "directives").mkdir(parents=True, exist_ok=False)
    (folder / "directives" / "bench.yaml").write_text("\n".join(register), encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text("\n".join(lines), encoding="utf-8")
    return config


def small_province(folder: Path, today: date, limits: str = "") -> tuple[Config, tuple[Directive, ...]]:
    """Write and load a province of one agency and one duty, due in a year: what waits is put beside it by ``fill``."""
    due = [today + timedelta(days=YEAR)]
    return load_province(write_province(folder, agencies=1, duties=1, due=due, starts_on=today, limits=limits))


async def synced(store: Store, config: Config, directives: Sequence[Directive]) -> None:
    """Bring the tables up to date and the register into them."""
    await store.start()
    async with store.work() as work:
        await Sync(work, config).apply(directives, actor="bench")
        await work.commit()


async def waiting_province(folder: Path, waiting: int, today: date) -> tuple[Config, Path]:
    """Put the small province into ``folder``, with so many reminders waiting; return its config and database.

    A million rows take half a minute to write: they are kept in ``FILLED`` for who wants them next, and copied.
    """
    kept = FILLED / f"{waiting}-{today}"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as name:
            new = Path(name) / "new"
            config, directives = small_province(new, today)
            store, database = open_store(new, SystemClock())
            await synced(store, config, directives)
            await store.stop()
            fill(database, config, waiting=waiting, due=0, now=config.calendar.at(today, config.ladder.at))
            shutil.copytree(new, kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    config, _ = load_province(folder / "config.yaml")
    return config, folder / DATABASE


def fill(
    database: Path,
    config: Config,
    *,
    waiting: int,
    due: int,
    now: datetime,
    prefix: str = "due",
    chats_from: int = CHATS_FROM,
    channel: str = "telegram",
) -> None:
    """Put assignments beside those of the register: ``waiting`` for a day of the next year, ``due`` ones for now.

    Each due one has an officer of its own, reached at the chats from ``chats_from`` on. Written past the services, for
    a million rows: what they hold is what the services would have written.
    """
    today = config.calendar.day_of(now)
    morning = config.calendar.at(today, config.ladder.at)
    stamp, before = (moment.astimezone(UTC).strftime(MOMENT) for moment in (morning, morning - timedelta(hours=1)))
    later = [
        (today + timedelta(days=31 + day), config.calendar.at(today + timedelta(days=1 + day), config.ladder.at))
        for day in range(YEAR)
    ]
    mornings = [(due_on.isoformat(), at.astimezone(UTC).strftime(MOMENT)) for due_on, at in later]
    add = (
        "INSERT INTO assignments (directive, duty, agency, occurrence, due, status, revision, assigned_at,"
        " handled_until, next_at) VALUES (?, ?, ?, '', ?, 'assigned', 1, ?, ?, ?)"
    )
    enrol = (
        "INSERT INTO contacts (kind, channel, chat, name, agency, role, language, enrolled_at, active)"
        " VALUES ('person', ?, ?, 'Cán bộ', ?, 'officer', 'vi', ?, 1)"
    )
    with sqlite3.connect(database) as connection:
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        connection.executemany(
            add,
            (
                (DIRECTIVE, DUTY, f"w{number}", mornings[number % YEAR][0], before, before, mornings[number % YEAR][1])
                for number in range(waiting)
            ),
        )
        connection.executemany(
            add,
            ((DIRECTIVE, DUTY, f"{prefix}{number}", today.isoformat(), before, before, stamp) for number in range(due)),
        )
        connection.executemany(
            enrol, ((channel, str(chats_from + number), f"{prefix}{number}", before) for number in range(due))
        )
    connection.close()


def open_store(folder: Path, clock: Clock) -> tuple[Store, Path]:
    """Return a store on a new SQLite file."""
    database = folder / DATABASE
    return Store(f"sqlite:///{database}", clock), database
