"""A backup holds one moment, goes into either database, and what is no whole backup changes nothing."""

import asyncio
import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.clock import SimulatedClock
from bot.domain.delivery import Lane
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.errors import SetupError, StorageDamaged, StorageLost
from bot.operations.archive import opened
from bot.operations.backup import Home, back_up, restore
from bot.outbox import Draft
from bot.storage.copies.snapshot import snapshot
from bot.storage.database import open_engine, transaction
from bot.storage.migrating import migrate, revisions
from bot.storage.work import Store
from tests.integration.test_migrations import OPENED, ROWS
from tests.postgres import Postgres

MONDAY = datetime(2009, 1, 5, 1, tzinfo=UTC)
PERSON = (
    "INSERT INTO contacts (id, kind, channel, chat, name, agency, role, language, enrolled_at, active, deputy,"
    " away_until)"
    " VALUES (:id, 'person', 'telegram', :chat, :name, 'so-y-te', 'officer', 'vi', :at, :yes, :deputy, :day)"
)
FILE = (
    'INSERT INTO files (id, subject, channel, ref, name, kind, size, "by", at, state, path)'
    " VALUES (1, 'draft:1', 'telegram', 'F', 'Biên bản.pdf', 'document', 5, 1, :at, 'kept', '2009/01/1-a1b2c3.pdf')"
)


def quiet(*_: object) -> None:
    """Be told, and say nothing."""


async def rows_of(url: str) -> dict[str, list[Any]]:
    """Return all that is in a database."""
    async with snapshot(url) as moment:
        return {name: [row async for page in moment.pages(name) for row in page] for name in moment.tables}


async def populate(home: Home) -> None:
    """Let two people be each other's deputy, and one of them hand in a file."""
    store = Store(home.database_url, SimulatedClock(MONDAY))
    await store.start()
    async with transaction(store.engine) as connection:
        common = {"at": MONDAY, "yes": True, "day": datetime(2009, 2, 1, tzinfo=UTC).date()}
        for number in (1, 2):
            one = {"id": number, "chat": str(number), "name": f'Lan\n"{number}" 😀', "deputy": None, **common}
            await connection.execute(text(PERSON), one | {"day": None})
        for number in (1, 2):
            change = "UPDATE contacts SET deputy = :deputy, away_until = :day WHERE id = :id"
            await connection.execute(text(change), {"id": number, "deputy": 3 - number, "day": common["day"]})
        await connection.execute(text(FILE), {"at": MONDAY})
        await connection.commit()
    async with store.work() as work:
        await work.audit.record(
            actor="lan", action="nói “chào”", subject="assignment:1", agency=None, facts={"a": "ữ"}, at=work.now
        )
        await work.commit()
    await store.stop()
    (home.files / "2009/01").mkdir(parents=True)
    (home.files / "2009/01/1-a1b2c3.pdf").write_bytes(b"%PDF\n")


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> Home:
    """A bot with a little of everything; on either database."""
    found = Home(database_url=database_url, files=tmp_path / "files")
    await populate(found)
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A bot on SQLite, which no test may change."""
    folder = tmp_path_factory.mktemp("small")
    found = Home(database_url=f"sqlite:///{folder}/small.db", files=folder / "files")
    asyncio.run(populate(found))
    return found


@pytest.fixture(scope="module")
def made(small: Home) -> bytes:
    """Its backup."""
    path = small.files.parent / "made.zip"
    asyncio.run(back_up(small, path, now=MONDAY, told=quiet))
    return path.read_bytes()


@pytest.fixture
def backup(made: bytes, tmp_path: Path) -> Path:
    """A copy of it."""
    path = tmp_path / "a.zip"
    path.write_bytes(made)
    return path


def empty(folder: Path) -> Home:
    """A place for a bot where nothing is yet."""
    return Home(database_url=f"sqlite:///{folder}/new/nhacviec.db", files=folder / "new" / "files")


def anything(home: Home) -> bool:
    """Tell whether there is a database or a folder."""
    return Path(home.database_url.removeprefix("sqlite:///")).exists() or home.files.exists()


def backups(folder: Path) -> list[str]:
    """Return the names of all that is or was to become a.zip."""
    return [path.name for path in folder.iterdir() if "a.zip" in path.name]


async def refused(backup: Path, target: Home) -> str:
    """Return the one line with which a restore is refused; nothing must be there afterwards."""
    with pytest.raises(SetupError) as caught:
        await restore(backup, target, told=quiet)
    told = str(caught.value)
    assert len(told.splitlines()) == 1
    assert not anything(target)
    return told.replace(str(backup), "FILE")


async def test_it_holds_one_moment_while_others_write(database_url: str) -> None:
    store = Store(database_url, SimulatedClock(MONDAY))
    await store.start()

    async def pair(number: int) -> None:
        async with store.work() as work:
            await work.audit.record(
                actor="system", action="say", subject=f"a:{number}", agency=None, facts={}, at=work.now
            )
            said = Draft(key=str(number), lane=Lane.ANSWER, channel="memory", chat="1", view="said", args={})
            await work.outbox.enqueue([said], work.now)
            await work.commit()

    await pair(1)
    async with snapshot(database_url) as moment:
        early = [row async for page in moment.pages("audit") for row in page]
        await pair(2)
        late = [row async for page in moment.pages("outbox") for row in page]
    await store.stop()
    assert [row["subject"] for row in early] == ["a:1"]
    assert [row["key"] for row in late] == ["1"]
    assert [row["key"] for row in (await rows_of(database_url))["outbox"]] == ["1", "2"]


async def test_it_takes_tables_larger_than_a_page_whole(small: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await rows_of(small.database_url)
    monkeypatch.setattr("bot.storage.copies.snapshot.PAGE", 1)
    assert await rows_of(small.database_url) == whole


async def test_it_moves_from_one_kind_of_database_to_the_other(home: Home, postgres: Postgres, tmp_path: Path) -> None:
    target = empty(tmp_path)
    to_postgresql = home.database_url.startswith("sqlite")
    if to_postgresql:
        target = Home(database_url=postgres.create(empty=True), files=target.files)
    backup = tmp_path / "a.zip"
    made = await back_up(home, backup, now=MONDAY, told=quiet)
    restored = await restore(backup, target, told=quiet)
    assert restored == made
    assert made.rows == 4
    assert await rows_of(target.database_url) == await rows_of(home.database_url)
    assert (target.files / "2009/01/1-a1b2c3.pdf").read_bytes() == b"%PDF\n"
    assert [one.name for one in target.files.iterdir()] == ["2009"]

    store = Store(target.database_url, SimulatedClock(MONDAY))
    await store.start()
    async with store.work() as work:
        new = await work.contacts.enrol(
            kind=ContactKind.PERSON,
            channel="telegram",
            chat="3",
            name="Minh",
            agency="so-xd",
            role=Role.OFFICER,
            language="vi",
            forum=False,
            now=work.now,
        )
        await work.commit()
    await store.stop()
    assert new.id == 3, "new rows are numbered after those that came"
    if to_postgresql:
        postgres.drop(target.database_url)


async def test_it_is_readable_by_its_owner_only_and_takes_an_older_ones_place(small: Home, tmp_path: Path) -> None:
    backup = tmp_path / "a.zip"
    backup.write_text("older")
    await back_up(small, backup, now=MONDAY, told=quiet)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert zipfile.is_zipfile(backup)
    assert backups(tmp_path) == ["a.zip"]


async def test_one_that_cannot_be_finished_leaves_the_older_one(small: Home, tmp_path: Path) -> None:
    backup = tmp_path / "a.zip"
    backup.write_text("older")

    def full(what: str, *_: int) -> None:
        if what == "files":
            raise OSError(28, "No space left on device")

    with pytest.raises(SetupError, match=r"a\.zip cannot be written: No space left on device\.$"):
        await back_up(small, backup, now=MONDAY, told=full)
    assert backup.read_text() == "older"
    assert backups(tmp_path) == ["a.zip"]
    with pytest.raises(SetupError, match="cannot be written: No such file or directory"):
        await back_up(small, tmp_path / "nowhere" / "a.zip", now=MONDAY, told=quiet)


async def test_a_file_that_is_gone_already_is_named_and_hinders_nothing(small: Home, tmp_path: Path) -> None:
    backup = tmp_path / "a.zip"
    elsewhere = Home(database_url=small.database_url, files=tmp_path / "lost")
    made = await back_up(elsewhere, backup, now=MONDAY, told=quiet)
    assert made.missing == ["2009/01/1-a1b2c3.pdf"]
    assert await restore(backup, empty(tmp_path), told=quiet, dry_run=True) == made


async def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    home = empty(tmp_path)
    with pytest.raises(SetupError, match=r"^There is no database at sqlite:///.*: see NHACVIEC_DATABASE_URL\.$"):
        await back_up(home, tmp_path / "a.zip", now=MONDAY, told=quiet)
    assert not (tmp_path / "new").exists()
    foreign = Home(database_url=f"sqlite:///{tmp_path}/foreign.db", files=home.files)
    sqlite3.connect(tmp_path / "foreign.db").execute("CREATE TABLE contacts_of_another (id)").connection.close()
    with pytest.raises(SetupError, match=r"is empty, or another program's\.$"):
        await back_up(foreign, tmp_path / "a.zip", now=MONDAY, told=quiet)
    (tmp_path / "foreign.db").write_text("this is no database at all" * 100)
    with pytest.raises(StorageDamaged, match=r"^The database file is damaged\."):
        await back_up(foreign, tmp_path / "a.zip", now=MONDAY, told=quiet)
    away = Home(database_url="postgresql://lan:matkhau@127.0.0.1:1/x", files=home.files)
    with pytest.raises(StorageLost, match=r"^The database does not answer\.") as lost:
        await back_up(away, tmp_path / "a.zip", now=MONDAY, told=quiet)
    assert "matkhau" not in str(lost.value)
    assert not (tmp_path / "a.zip").exists()


async def test_what_an_older_version_left_is_backed_up_as_it_is_and_restored_up_to_date(tmp_path: Path) -> None:
    old = Home(database_url=f"sqlite:///{tmp_path}/old.db", files=tmp_path / "files")
    engine = open_engine(old.database_url)

    def first_version(connection: Connection) -> None:
        migrate(connection, "0001")
        for row in ROWS:
            connection.execute(text(row), {"at": OPENED} if ":at" in row else {})

    async with engine.connect() as connection:
        await connection.run_sync(first_version)
        await connection.commit()
    await engine.dispose()
    made = await back_up(old, tmp_path / "a.zip", now=MONDAY, told=quiet)
    assert made.revision == "0001"
    assert "extensions" not in made.tables
    await restore(tmp_path / "a.zip", empty(tmp_path), told=quiet)
    async with snapshot(empty(tmp_path).database_url) as moment:
        assert moment.revision == revisions()[0]
        ((ticket,),) = [page async for page in moment.pages("tickets")]
    assert (ticket["text"], ticket["category"]) == ("Chưa có kinh phí", "other")


async def test_nothing_that_is_there_is_written_over(home: Home, tmp_path: Path) -> None:
    backup = tmp_path / "a.zip"
    await back_up(home, backup, now=MONDAY, told=quiet)
    before = await rows_of(home.database_url)
    new = empty(tmp_path)
    with pytest.raises(SetupError, match=r"holds data already and stays as it is: name an empty one\.$"):
        await restore(backup, Home(database_url=home.database_url, files=new.files), told=quiet)
    assert await rows_of(home.database_url) == before
    with pytest.raises(SetupError, match=r"^There are files in .*/files already, and they stay as they are"):
        await restore(backup, Home(database_url=new.database_url, files=home.files), told=quiet)
    assert not (tmp_path / "new").exists()


async def test_tables_without_rows_are_no_hindrance_and_an_empty_folder_neither(
    small: Home, backup: Path, tmp_path: Path
) -> None:
    target = empty(tmp_path)
    started = Store(target.database_url, SimulatedClock(MONDAY))
    await started.start()
    await started.stop()
    (target.files / ".restoring" / "2009").mkdir(parents=True)  # an earlier restore was killed
    await restore(backup, target, told=quiet)
    assert await rows_of(target.database_url) == await rows_of(small.database_url)
    assert [one.name for one in target.files.iterdir()] == ["2009"]


async def test_a_dry_run_verifies_and_changes_nothing(backup: Path, tmp_path: Path) -> None:
    found = await restore(backup, empty(tmp_path), told=quiet, dry_run=True)
    assert (found.rows, [*found.files], found.made_at) == (4, ["2009/01/1-a1b2c3.pdf"], MONDAY)
    assert not (tmp_path / "new").exists()


async def test_a_part_of_a_backup_is_none(made: bytes, tmp_path: Path) -> None:
    part = tmp_path / "part.zip"
    for share in range(0, 100, 7):
        part.write_bytes(made[: len(made) * share // 100])
        assert await refused(part, empty(tmp_path)) == "FILE is no backup of this program, or only a part of one."


async def test_a_byte_that_has_changed_is_noticed(made: bytes, backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        members = [info for info in archive.infolist() if info.file_size]
    content = made
    changed = tmp_path / "changed.zip"
    for info in members:
        place = info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2
        changed.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert await refused(changed, empty(tmp_path))


Members = dict[str, bytes]


def rewritten(backup: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """Forge a backup: change its members and its manifest, and let every sum fit again."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    for kind, ending in (("tables", ".jsonl"), ("files", "")):
        for name, sealed in manifest[kind].items():
            content = members.get(f"{kind}/{name}{ending}", b"")
            if sealed.get("sha256") != "0" * 64:
                sealed |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            if kind == "tables":
                sealed["rows"] = content.count(b"\n")
    forged = backup.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return forged


def set_in(*way: str, value: object) -> Callable[[Members, dict[str, Any]], None]:
    def change(_: Members, manifest: dict[str, Any]) -> None:
        at = manifest
        for key in way[:-1]:
            at = at[key]
        at[way[-1]] = value

    return change


def add_file(path: str) -> Callable[[Members, dict[str, Any]], None]:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members[f"files/{path}"] = b"x"
        manifest["files"][path] = {}

    return change


def unlisted(members: Members, _: dict[str, Any]) -> None:
    members["files/2009/01/2-ffffff.pdf"] = b"x"


def rows_instead(table: str, rows: bytes) -> Callable[[Members, dict[str, Any]], None]:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members[f"tables/{table}.jsonl"] = rows
        manifest["tables"].setdefault(table, {})

    return change


def without(table: str) -> Callable[[Members, dict[str, Any]], None]:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        del manifest["tables"][table], members[f"tables/{table}.jsonl"]

    return change


AUDIT = (
    b'{"id":1,"at":"soon","actor":"a","action":"a","subject":"a","agency":null,"facts":"{}","sealed":"{}","hash":"h"}\n'
)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_in("format", value="other"), "FILE is no backup of this program."),
        (set_in("version", value=2), "made by a newer version of the program (0.1.0): update this one first."),
        (set_in("revision", value="9999"), "made by a newer version of the program (0.1.0): update this one first."),
        (
            set_in("files", "2009/01/1-a1b2c3.pdf", "sha256", value="0" * 64),
            "FILE is damaged: files/2009/01/1-a1b2c3.pdf is not what it was when the backup was made.",
        ),
        (set_in("made_at", value="soon"), "FILE is damaged: its manifest is wrong at made_at."),
        (set_in("more", value=1), "FILE is damaged: its manifest is wrong at more."),
        (add_file("../../evil"), "FILE is damaged: its manifest is wrong at files.../../evil"),
        (add_file("/etc/evil"), "FILE is damaged: its manifest is wrong at files./etc/evil"),
        (add_file("2009/01/.."), "FILE is damaged: its manifest is wrong at files.2009/01/.."),
        (add_file("2009/01/a\\b"), "FILE is damaged: its manifest is wrong at files.2009/01/a\\b"),
        (add_file("C:/01/a"), "FILE is damaged: its manifest is wrong at files.C:/01/a"),
        (unlisted, "FILE is damaged: it holds other things than its manifest lists."),
        (rows_instead("strangers", b"{}\n"), "There is no table 'strangers' in that version"),
        (rows_instead("audit", b"{}\n"), "A row of 'audit' has other columns than this version's"),
        (rows_instead("audit", b"[]\n"), "FILE is damaged: tables/audit.jsonl cannot be read."),
        (rows_instead("audit", b"{\n"), "FILE is damaged: tables/audit.jsonl cannot be read."),
        (rows_instead("audit", AUDIT), "A row of 'audit' has a day or a moment that is none"),
        (without("contacts"), "Some rows refer to others that are missing: this is no backup"),
    ],
)
async def test_what_is_forged_goes_nowhere(
    backup: Path, tmp_path: Path, change: Callable[[Members, dict[str, Any]], None], told: str
) -> None:
    assert told in await refused(rewritten(backup, change), empty(tmp_path))


async def test_a_bomb_is_not_unpacked(backup: Path, tmp_path: Path) -> None:
    def larger_than_any_disk(_: Members, manifest: dict[str, Any]) -> None:
        manifest["files"]["2009/01/1-a1b2c3.pdf"] = {"bytes": 10**18, "sha256": "0" * 64}

    told = await refused(rewritten(backup, larger_than_any_disk), empty(tmp_path))
    assert told.endswith("MB left; the backup needs 1000000000000 MB.")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"x" * 100_000])
async def test_a_file_that_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert await refused(path, empty(tmp_path)) == "FILE is no backup of this program, or only a part of one."


async def test_an_archive_of_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert await refused(path, empty(tmp_path)) == "FILE is no backup of this program."
    assert await refused(tmp_path / "b.zip", empty(tmp_path)) == "There is no file FILE."
    assert "no backup of this program" in await refused(tmp_path, empty(tmp_path))


async def test_a_restore_that_fails_at_the_last_moment_takes_everything_back(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = empty(tmp_path)

    async def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sqlalchemy.ext.asyncio.AsyncConnection.commit", fails)
    with pytest.raises(OSError, match="Input/output error"):
        await restore(backup, target, told=quiet)
    assert not anything(target)
    with opened(backup) as still:
        assert still.manifest.rows == 4
