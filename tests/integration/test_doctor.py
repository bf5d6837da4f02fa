"""``nhacviec doctor``: a set-up that is sound is found sound, and whatever is broken is named with its mending."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app.checkup import patient
from bot.cli import main
from bot.clock import SimulatedClock
from bot.domain.delivery import Lane
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.operations.doctor import Finding, State, examine
from bot.outbox import Draft
from bot.storage.database import open_engine
from bot.storage.migrating import migrate, revisions
from bot.storage.work import Store
from bot.web.serving import served
from sandbox.model import Chat, Person
from sandbox.server import SandboxServer
from sandbox.world import World
from tests.integration.test_backup import FILE, MONDAY
from tests.unit.province import CONFIG, write_province

PEOPLE = (
    ("so-xd", Role.OFFICER),
    ("so-xd", Role.HEAD),
    ("huyen-a", Role.OFFICER),
    ("huyen-a", Role.HEAD),
    ("stttt", Role.OFFICER),
    ("stttt", Role.HEAD),
    ("stttt", Role.ADMIN),
    ("ubnd-tinh", Role.LEADER),
)


@dataclass
class Clinic:
    """A bot's set-up, and the messenger it talks to."""

    server: SandboxServer
    config: Path
    database: Path
    clock: SimulatedClock
    group: Chat
    somebody: Person
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    async def findings(self) -> list[Finding]:
        return [finding async for finding in examine(patient(self.config, self.environment, self.clock))]

    async def complaints(self) -> dict[str, tuple[str, str]]:
        """Return what is wrong or to be known, by its subject: what, and how to mend it."""
        found = [one for one in await self.findings() if one.state is not State.FINE]
        assert len({one.subject for one in found}) == len(found), found
        return {one.subject: (one.what, one.mend or "") for one in found}

    def write(self, config: str) -> None:
        self.config.write_text(config, encoding="utf-8")

    async def store(self, change: Callable[[Store], Awaitable[None]]) -> None:
        store = Store(self.url, self.clock)
        await store.start()
        await change(store)
        await store.stop()

    def sql(self, statement: str, *values: str) -> None:
        with sqlite3.connect(self.database) as connection:
            connection.execute(statement, values)
        connection.close()


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database in which everybody is enrolled; the group is bound as chat -1."""
    path = tmp_path_factory.mktemp("clinic") / "nhacviec.db"

    async def fill() -> None:
        store = Store(f"sqlite:///{path}", SimulatedClock(MONDAY))
        await store.start()
        async with store.work() as work:
            kind, common = ContactKind.PERSON, {"channel": "telegram", "language": "vi", "now": MONDAY, "forum": False}
            for number, (agency, role) in enumerate(PEOPLE, start=1):
                one = {"kind": kind, "chat": str(number), "name": f"Người {number}", "agency": agency, "role": role}
                await work.contacts.enrol(**one, **common)  # type: ignore[arg-type]
            one = {"kind": ContactKind.GROUP, "chat": "-1", "name": "Sở TT&TT", "agency": "stttt", "role": Role.ICT}
            await work.contacts.enrol(**one, **common)  # type: ignore[arg-type]
            await work.commit()
        await store.stop()

    asyncio.run(fill())
    return path.read_bytes()


@pytest.fixture
async def clinic(tmp_path: Path, enrolled: bytes) -> AsyncIterator[Clinic]:
    """A set-up in which all is well."""
    world, clock = World(SimulatedClock(MONDAY)), SimulatedClock(MONDAY)
    somebody = world.add_person("Nguyễn Thị Lan")
    group = world.add_group("Sở TT&TT", [somebody], forum=True)
    database = tmp_path / "nhacviec.db"
    database.write_bytes(enrolled)
    async with SandboxServer(world) as server:
        found = Clinic(server, write_province(tmp_path), database, clock, group, somebody)
        found.sql("UPDATE contacts SET chat = ? WHERE chat = '-1'", str(group.id))
        found.environment = {
            "NHACVIEC_DATABASE_URL": found.url,
            "NHACVIEC_FILES": str(tmp_path / "files"),
            "NHACVIEC_TELEGRAM_TOKEN": world.token,
            "NHACVIEC_TELEGRAM_API": server.base_url,
        }
        yield found


async def test_a_sound_set_up_is_found_sound(clinic: Clinic) -> None:
    found = await clinic.findings()
    assert [one for one in found if one.state is not State.FINE] == []
    assert [one.subject for one in found] == [
        *("config", "zone", "limits", "disk", "disk", "database", "files", "outbox", "people"),
        *("token", "clock", "webhook", "group Sở TT&TT"),
    ]
    told = {one.subject: one.what for one in found}
    assert told["config"] == "Tỉnh mẫu; agencies: 4, duties: 1."
    assert told["webhook"] == "None is set: the bot asks for updates."
    assert told["group Sở TT&TT"] == "The bot is an administrator, hears it and may write and make topics."


async def test_postgresql_is_looked_at_too(clinic: Clinic, postgres_url: str) -> None:
    clinic.environment["NHACVIEC_DATABASE_URL"] = postgres_url
    found = {one.subject: one for one in await clinic.findings()}
    assert found["database"].state is State.FINE
    assert found["database"].what.endswith(f" is sound and up to date ({revisions()[0]}).")
    assert found["people"].state is State.NOTE


async def test_it_changes_nothing(clinic: Clinic) -> None:
    clinic.environment["NHACVIEC_DATABASE_URL"] = f"sqlite:///{clinic.config.parent}/none/at/all.db"
    before = sorted(clinic.config.parent.rglob("*"))
    complaints = await clinic.complaints()
    assert complaints == {
        "database": (
            f"There is none at sqlite:///{clinic.config.parent}/none/at/all.db.",
            "nhacviec sync makes it and loads the duties.",
        )
    }
    assert sorted(clinic.config.parent.rglob("*")) == before


async def test_mistakes_in_config_are_counted_and_the_rest_is_looked_at_all_the_same(clinic: Clinic) -> None:
    clinic.write(CONFIG + "laddr: {}\nfils: {}\n")
    complaints = await clinic.complaints()
    assert complaints == {
        "config": (
            f"{clinic.config}:14: unknown key 'laddr': did you mean 'ladder'? (1 more).",
            f"nhacviec check --config {clinic.config} shows all.",
        )
    }


async def test_a_config_that_is_not_there_is_to_be_named_or_begun(clinic: Clinic) -> None:
    clinic.config.unlink()
    assert await clinic.complaints() == {
        "config": (
            f"There is no {clinic.config}.",
            "Name it with --config, or begin a province of your own: nhacviec init DIR.",
        )
    }


async def test_a_zone_that_there_is_not_is_a_mistake_in_config(clinic: Clinic) -> None:
    clinic.write(CONFIG.replace("starts_on: 2009-01-05", "starts_on: 2009-01-05, timezone: Asia/Saigong"))
    ((subject, (what, _)),) = (await clinic.complaints()).items()
    assert subject == "config"
    assert "there is no time zone 'Asia/Saigong': write it as Asia/Ho_Chi_Minh" in what


@pytest.mark.parametrize(
    ("section", "what", "mend"),
    [
        (
            "files: {max_megabytes: 50}",
            "Files up to 50 MB are taken, and the messenger hands out 20 MB at most.",
            "Set files.max_megabytes to 20 in config.yaml.",
        ),
        (
            "channels: {telegram: {per_second: 300}}",
            "channels.telegram.per_second is 300, and Telegram takes 30.",
            "Set it to 30 in config.yaml: Telegram makes who sends faster wait.",
        ),
    ],
)
async def test_limits_beyond_the_messengers_are_named(clinic: Clinic, section: str, what: str, mend: str) -> None:
    clinic.write(f"{CONFIG}{section}\n")
    assert await clinic.complaints() == {"limits": (what, mend)}


async def test_a_folder_that_cannot_be_used_is_named(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    file = clinic.config.parent / "a-file"
    file.touch()
    clinic.environment["NHACVIEC_FILES"] = str(file / "files")
    assert (await clinic.complaints())["disk"] == (f"{file} is a file, not a folder.", "Name another folder.")

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    clinic.environment["NHACVIEC_FILES"] = str(clinic.config.parent)
    monkeypatch.setattr("bot.operations.doctor.machine.tempfile.TemporaryFile", refuse)
    found = [one for one in await clinic.findings() if one.state is State.WRONG]
    assert {one.subject for one in found} == {"disk"}
    assert found[0].what == f"{clinic.config.parent} cannot be written to: Permission denied."
    assert found[0].mend == "Give it to the user that runs the bot (chown), or name another folder."


async def test_a_disk_that_is_almost_full_is_named(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.operations.doctor.machine.LITTLE_ROOM", 10**18)
    found = [one for one in await clinic.findings() if one.state is State.WRONG]
    assert {(one.subject, one.mend) for one in found} == {("disk", "Make room, or move to another disk.")}


async def test_a_database_of_another_version_is_named(clinic: Clinic) -> None:
    async def old(version: str) -> None:
        clinic.database.unlink()
        engine = open_engine(clinic.url)
        async with engine.connect() as connection:
            await connection.run_sync(lambda sync: _at(sync, version))
            await connection.commit()
        await engine.dispose()

    def _at(sync: Connection, version: str) -> None:
        migrate(sync, version)

    await old("0001")
    what, mend = (await clinic.complaints())["database"]
    assert what.startswith("Its tables are of version 0001, and this program wants 0")
    assert mend == "nhacviec backup FILE, then start the bot: it brings them up to date."
    clinic.sql("UPDATE alembic_version SET version_num = '9999'")
    assert (await clinic.complaints())["database"] == (
        "Its tables are of a newer version of the program (9999).",
        "Update the program.",
    )
    clinic.sql("DROP TABLE alembic_version")
    assert (await clinic.complaints())["database"] == (
        "It has no tables yet.",
        "nhacviec sync makes them and loads the duties.",
    )


async def test_a_database_that_is_damaged_or_away_is_named(clinic: Clinic) -> None:
    clinic.database.write_bytes(b"this is not a database" * 1000)
    assert (await clinic.complaints())["database"] == (
        "The database file is damaged.",
        "Stop the bot, keep the file aside, and restore the last backup (nhacviec restore).",
    )
    clinic.environment["NHACVIEC_DATABASE_URL"] = "postgresql://bot:matkhau@127.0.0.1:1/nhacviec"
    what, mend = (await clinic.complaints())["database"]
    assert what == "The database does not answer."
    assert "Connection refused" in mend
    assert "matkhau" not in mend
    clinic.environment["NHACVIEC_DATABASE_URL"] = "mysql://bot@127.0.0.1/nhacviec"
    assert (await clinic.complaints())["database"][0] == (
        "The database is not understood: NHACVIEC_DATABASE_URL looks like sqlite:///data/nhacviec.db or"
        " postgresql://user:password@host/database."
    )


async def test_files_that_are_gone_are_named(clinic: Clinic) -> None:
    clinic.sql(FILE.replace(":at", "'2009-01-05 01:00:00.000000'"))
    assert await clinic.complaints() == {
        "files": (
            f"1 of 1 files that people handed in are not in {clinic.config.parent}/files,"
            " 2009/01/1-a1b2c3.pdf for one.",
            "Let NHACVIEC_FILES name the folder where they are, or take them out of a backup.",
        )
    }
    kept = clinic.config.parent / "files" / "2009" / "01"
    kept.mkdir(parents=True)
    (kept / "1-a1b2c3.pdf").touch()
    assert await clinic.complaints() == {}


async def test_messages_that_do_not_get_out_are_named(clinic: Clinic) -> None:
    async def owe(store: Store) -> None:
        async with store.work() as work:
            said = Draft(key="1", lane=Lane.ANSWER, channel="telegram", chat="1", view="said", args={})
            await work.outbox.enqueue([said], work.now)
            await work.updates.put_aside("telegram", "7", raw="{}", sender=None, reason="ValueError", now=work.now)
            await work.commit()

    await clinic.store(owe)
    since = clinic.clock.now()
    aside = {"updates": ("What people did and could not be taken: 1.", "nhacviec updates shows them.")}
    assert await clinic.complaints() == aside
    for clock in (clinic.clock, clinic.world.clock):
        clock.move_to(since + timedelta(minutes=16))  # type: ignore[attr-defined]
    assert await clinic.complaints() == aside | {
        "outbox": (
            f"Messages that wait to be sent, since {since:%Y-%m-%d %H:%M} UTC: 1.",
            "See that the bot runs (nhacviec run) and what it logs; nhacviec outbox --state pending shows them.",
        )
    }


async def test_who_has_not_enrolled_is_told_and_is_no_fault(clinic: Clinic) -> None:
    clinic.sql("UPDATE contacts SET unreachable_since = '2009-01-05 01:00:00.000000' WHERE id = 1")
    (found,) = [one for one in await clinic.findings() if one.state is not State.FINE]
    assert (found.state, found.what) == (
        State.NOTE,
        "Enrolled, and yet take no messages (they have blocked the bot, or left): 1.",
    )
    clinic.sql("UPDATE contacts SET active = 0")
    found_ = [one for one in await clinic.findings() if one.state is not State.FINE]
    assert {one.state for one in found_} == {State.NOTE}
    assert [(one.what, one.mend) for one in found_] == [
        ("No administrator is enrolled.", "nhacviec invite stttt --role admin"),
        ("Nobody of the ICT department is enrolled, nor a group of theirs.", "nhacviec invite stttt --role ict"),
        ("Nobody of the leaders is enrolled, nor a group of theirs.", "nhacviec invite ubnd-tinh --role leader"),
        (
            "3 of 3 agencies have not enrolled an officer: Sở TT&TT, Sở XD, Huyện A.",
            "nhacviec invite --all --role officer --out invites.pdf",
        ),
        (
            "3 of 3 agencies have not enrolled a head: Sở TT&TT, Sở XD, Huyện A.",
            "nhacviec invite --all --role head --out invites.pdf",
        ),
    ]


@pytest.mark.parametrize(
    ("token", "what", "mend"),
    [
        ("", "No Telegram token.", "Get one from @BotFather and set NHACVIEC_TELEGRAM_TOKEN, or"),
        ("abc", "The Telegram token is malformed: it looks like 123456:ABC-DEF.", "Get one from @BotFather and set"),
        ("7000000009:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "Telegram does not know it.", "Get it again from @BotFather"),
    ],
)
async def test_a_token_that_is_none_is_named(clinic: Clinic, token: str, what: str, mend: str) -> None:
    clinic.environment["NHACVIEC_TELEGRAM_TOKEN"] = token
    ((subject, (told, mending)),) = (await clinic.complaints()).items()
    assert (subject, told) == ("token", what)
    assert mending.startswith(mend)


async def test_a_token_that_others_may_read_is_told(clinic: Clinic) -> None:
    file = clinic.config.parent / "token"
    file.write_text(clinic.environment.pop("NHACVIEC_TELEGRAM_TOKEN"))
    file.chmod(0o644)
    clinic.environment["NHACVIEC_TELEGRAM_TOKEN_FILE"] = str(file)
    assert await clinic.complaints() == {"token": (f"Others on this machine may read {file}.", f"chmod 600 {file}")}
    file.chmod(0o600)
    assert await clinic.complaints() == {}
    clinic.environment["NHACVIEC_TELEGRAM_TOKEN_FILE"] = "/nowhere"
    assert (await clinic.complaints())["token"][0] == (
        "The file named by NHACVIEC_TELEGRAM_TOKEN_FILE cannot be read: /nowhere."
    )


async def test_a_messenger_that_does_not_answer_is_named_with_the_way_to_it(clinic: Clinic) -> None:
    clinic.environment["NHACVIEC_TELEGRAM_API"] = "http://127.0.0.1:1"
    assert await clinic.complaints() == {
        "telegram": (
            "It is not reached: Cannot connect to host 127.0.0.1:1 ssl:default [Connect call failed ('127.0.0.1', 1)].",
            "See that your Bot API server runs at http://127.0.0.1:1 (NHACVIEC_TELEGRAM_API).",
        )
    }
    clinic.environment["NHACVIEC_TELEGRAM_PROXY"] = "http://so:matkhau@127.0.0.1:1"
    complaints = await clinic.complaints()
    assert complaints["proxy"] == (
        "Nobody answers at 127.0.0.1:1.",
        "See that the proxy runs, and NHACVIEC_TELEGRAM_PROXY.",
    )
    clinic.environment["NHACVIEC_TELEGRAM_API"] = ""
    (_, mend) = (await clinic.complaints())["telegram"]
    assert mend == "See that the proxy lets api.telegram.org:443 through."
    clinic.environment["NHACVIEC_TELEGRAM_PROXY"] = "socks5://127.0.0.1:1"
    assert (await clinic.complaints())["proxy"][0] == (
        "The proxy for Telegram looks like http://host:port or http://user:password@host:port."
    )


async def test_a_clock_that_is_wrong_is_named(clinic: Clinic) -> None:
    clinic.clock.move_to(MONDAY + timedelta(minutes=12))
    (what, mend) = (await clinic.complaints())["clock"]
    assert what == "It is 12.0 minutes ahead of the messenger's: reminders come at the wrong time."
    assert mend == "Let it be set over the network: timedatectl set-ntp true"
    clinic.clock = SimulatedClock(MONDAY - timedelta(days=1))
    assert "1440.0 minutes behind the messenger's" in (await clinic.complaints())["clock"][0]


async def test_a_webhook_that_is_in_the_way_is_named(clinic: Clinic) -> None:
    clinic.world.updates.set_webhook({"url": "http://127.0.0.1:9/A1b2C3"})
    assert await clinic.complaints() == {
        "webhook": (
            "Telegram pushes updates to 127.0.0.1:9, and this bot is to ask for them.",
            "Start the bot: it takes the webhook away. If another installation has this token, get one of its own.",
        )
    }
    clinic.world.updates.delete_webhook({})


async def test_the_bot_beside_is_asked_how_it_is(clinic: Clinic) -> None:
    async def health(_: Request) -> Response:
        return JSONResponse({"status": "unwell", "role": "leader", "problems": problems}, 503 if problems else 200)

    problems = ["no poll was answered for 200 s"]
    async with served(Starlette(routes=[Route("/healthz", health)]), "127.0.0.1", 0) as port:
        clinic.environment["NHACVIEC_LISTEN"] = f"0.0.0.0:{port}"
        assert await clinic.complaints() == {
            "bot": ("It runs, and is unwell: no poll was answered for 200 s.", "See what it logs.")
        }
        problems.clear()
        assert {one.subject: one.what for one in await clinic.findings()}["bot"] == "It runs, as leader."
    assert await clinic.complaints() == {
        "bot": (f"It does not run: nobody answers at 127.0.0.1:{port}.", "Start it: nhacviec run")
    }
    clinic.environment["NHACVIEC_LISTEN"] = clinic.server.base_url.removeprefix("http://")
    assert (await clinic.complaints())["bot"][0].startswith("Another program answers at 127.0.0.1:")


async def test_a_webhook_that_is_wanted_and_not_set_is_named(clinic: Clinic) -> None:
    clinic.environment |= {"NHACVIEC_WEBHOOK_URL": "https://bot.vn/A1b2C3", "NHACVIEC_WEBHOOK_SECRET": "s3cret"}
    assert await clinic.complaints() == {
        "webhook": (
            "A webhook needs an address to listen on: set NHACVIEC_LISTEN, e.g. 127.0.0.1:8081.",
            "See docs/reference/commands.md, Environment.",
        )
    }
    clinic.environment["NHACVIEC_LISTEN"] = "127.0.0.1:1"
    assert (await clinic.complaints())["webhook"] == (
        "None is set, and the bot is to be pushed to.",
        "Start the bot: it sets it.",
    )


async def test_a_group_without_the_bot_is_named(clinic: Clinic) -> None:
    clinic.server.people.kick_bot(clinic.somebody, clinic.group)
    name = f"@{clinic.world.bot.username}"
    assert await clinic.complaints() == {
        "group Sở TT&TT": (
            "The bot is not in it: nothing reaches it.",
            f"Add {name} to the group again, or unbind it: nhacviec people --remove {len(PEOPLE) + 1}",
        )
    }


async def test_rights_that_are_missing_in_a_group_are_named(clinic: Clinic) -> None:
    clinic.server.people.demote_bot(clinic.somebody, clinic.group)
    name = f"@{clinic.world.bot.username}"
    assert await clinic.complaints() == {
        "group Sở TT&TT": (
            "It has topics, and the bot may not make any.",
            f"Make {name} an administrator of the group with the right to manage topics.",
        )
    }
    clinic.group.forum = False
    assert await clinic.complaints() == {}
    clinic.world.privacy_mode = True
    assert await clinic.complaints() == {
        "group Sở TT&TT": (
            "Privacy mode is on: the bot does not hear what is said in it.",
            f"Make {name} an administrator of the group, or turn privacy off in @BotFather"
            " (Bot Settings, Group Privacy) and add the bot anew.",
        )
    }


def test_the_command_shows_marks_for_people_and_json_for_scripts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_province(tmp_path)
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite:///{tmp_path}/nhacviec.db")
    monkeypatch.setenv("NHACVIEC_FILES", str(tmp_path / "files"))
    for name in ("NHACVIEC_TELEGRAM_TOKEN", "NHACVIEC_TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as caught:
        main(["doctor", "--config", str(config)])
    out = capsys.readouterr().out.splitlines()
    assert caught.value.code == 1
    assert out[0] == "✓ config: Tỉnh mẫu; agencies: 4, duties: 1."
    assert out[-2:] == [
        "✗ token: No Telegram token.",
        "  → Get one from @BotFather and set NHACVIEC_TELEGRAM_TOKEN, or NHACVIEC_TELEGRAM_TOKEN_FILE to a file that"
        " holds it.",
    ]
    with pytest.raises(SystemExit):
        main(["doctor", "--config", str(config), "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [{"subject", "state", "what", "mend"}] * len(rows)
    assert [row["subject"] for row in rows if row["state"] == "wrong"] == ["database", "token"]
