"""The commands that use the database, and how the bot refuses to start: each runs as its own process would."""

import asyncio
import json
import re
import socket
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import main
from bot.clock import SystemClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.storage.work import Store
from tests.unit.province import CONFIG, PLAN, directive, write_province

LAN = '{id: lan, clause: "2", title: Mạng nội bộ, lead: [all], due: 2009-03-31}'


class Shell:
    """Runs commands on one province with a database of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config = write_province(folder)
        self._capsys = capsys

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """Return what a command prints to standard output and error; it must exit with ``code``."""
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "--config", str(self.config)])
        assert caught.value.code == code
        told = self._capsys.readouterr()
        return told.out, told.err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("NHACVIEC_DATABASE_URL", f"sqlite:///{tmp_path}/data/nhacviec.db")
    for name in ("NHACVIEC_TELEGRAM_TOKEN", "NHACVIEC_TELEGRAM_TOKEN_FILE", "NHACVIEC_TELEGRAM_API"):
        monkeypatch.delenv(name, raising=False)
    return Shell(tmp_path, capsys)


def test_sync_shows_what_it_does_and_a_second_one_changes_nothing(shell: Shell) -> None:
    out, _ = shell.run("sync", "--dry-run")
    told = (
        "1 duty added, 0 changed, 0 removed:"
        " 1 assignment given, 0 with another deadline, 0 cancelled; 0 people are told."
    )
    assert out.splitlines()[-1] == f"{told} Nothing was applied: this was a dry run."
    out, _ = shell.run("sync")
    assert out.splitlines()[-1] == f"{told} Applied."
    assert shell.run("sync")[0] == "Nothing has changed.\n"


def test_sync_tells_each_field_that_changed(shell: Shell) -> None:
    shell.run("sync")
    write_province(shell.config.parent, directive(PLAN.replace("2009-03-31", "2009-04-30"), LAN))
    rows = json.loads(shell.run("sync", "--dry-run", "--format", "json")[0])
    assert rows == [
        {"what": "added", "directive": "ct-2009", "duty": "lan", "title": "Mạng nội bộ", "field": None, "old": None,
         "new": None},
        {"what": "changed", "directive": "ct-2009", "duty": "plan", "title": "Lập kế hoạch", "field": "due",
         "old": "2009-03-31", "new": "2009-04-30"},
    ]  # fmt: skip
    table = [re.split(r"\s{2,}", line.strip()) for line in shell.run("sync", "--dry-run")[0].splitlines()]
    assert table[1:3] == [
        ["added", "Phần mềm mở", "2", "Mạng nội bộ", "deadline: 2009-03-31; lead: Sở TT&TT, Sở XD, Huyện A"],
        ["changed", "Phần mềm mở", "5.b", "Lập kế hoạch", "deadline: 2009-03-31 → 2009-04-30"],
    ]
    told = "3 assignments given, 1 with another deadline, 0 cancelled; 0 people are told."
    assert " ".join(table[-1]).startswith(f"1 duty added, 1 changed, 0 removed: {told}")
    write_province(shell.config.parent, directive(LAN))
    assert (
        shell.run("sync")[0]
        .splitlines()[-1]
        .startswith("1 duty added, 0 changed, 1 removed: 3 assignments given, 0 with another deadline, 1 cancelled;")
    )


def test_sync_lets_an_administrator_decide(shell: Shell) -> None:
    _, err = shell.run("sync", "--ask", code=1)
    assert err == "No administrator is enrolled: make an invitation with nhacviec invite … --role admin.\n"
    asyncio.run(_enrol_administrator(shell))
    out, _ = shell.run("sync", "--ask")
    assert out == (
        "1 administrator has been asked, or will be within a minute if the bot is running. Nothing was applied.\n"
    )
    (owed,) = json.loads(shell.run("outbox", "--format", "json")[0])
    assert (owed["what"], owed["to"], owed["state"]) == ("proposal", "Lan (stttt)", "pending")
    assert shell.run("sync")[0].splitlines()[-1].endswith("Applied.")
    assert shell.run("sync", "--ask")[0] == "Nothing has changed.\n"


async def _enrol_administrator(shell: Shell) -> None:
    store = Store(f"sqlite:///{shell.config.parent}/data/nhacviec.db", SystemClock())
    async with store.work() as work:
        await work.contacts.enrol(
            kind=ContactKind.PERSON, channel="telegram", chat="7", name="Lan", agency="stttt", role=Role.ADMIN,
            language="vi", forum=False, now=work.now,
        )  # fmt: skip
        await work.commit()
    await store.stop()


def test_somebody_is_forgotten_by_name_or_id_after_being_asked(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_FILES", str(tmp_path / "files"))
    shell.run("audit")  # makes the tables
    asyncio.run(_enrol_administrator(shell))
    _, err = shell.run("forget", "Minh", code=1)
    assert err == "Nobody is known as 'Minh': nhacviec people shows the ids; groups are not forgotten.\n"
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    out, _ = shell.run("forget", "lan", code=1)
    assert out.startswith("Erase Lan (stttt, admin) for good? Backups made before still have them.")
    assert shell.run("forget", "lan", "--yes")[0] == (
        "Lan (stttt, admin) is now Người đã xóa #1: 0 parts of the audit trail, 0 texts and 0 files erased.\n"
    )
    shell.run("forget", "1", "--yes", code=1)
    _, err = shell.run("forget", "telegram/7", "--yes", code=1)
    assert err == "Nobody of the id telegram/7 is on record: see the actors of nhacviec audit.\n"
    assert shell.run("audit", "--verify")[0].startswith("1 event, unbroken.")


def test_agencies_are_listed_and_merged_after_a_look(shell: Shell) -> None:
    shell.run("sync")
    write_province(shell.config.parent, directive(PLAN.replace("[stttt]", "[so-xd, huyen-a]")))
    shell.run("sync")
    _, err = shell.run("agencies", "merge", "huyen-a", "--into", "so-xd", code=1)
    assert err.startswith(
        "config.yaml has to say first what became of 'huyen-a': take it out of organisation.agencies,"
    )
    line = "    - {id: huyen-a, name: UBND huyện A, short: Huyện A, kind: district}\n"
    former = "  former:\n    - {id: huyen-a, name: UBND huyện A, short: Huyện A, into: so-xd}\n"
    shell.config.write_text(CONFIG.replace(line, "") + former, encoding="utf-8")
    _, err = shell.run("sync", code=1)
    assert err == ("'huyen-a' is no more but still has duties: first nhacviec agencies merge huyen-a --into so-xd\n")
    listed = {one["id"]: one for one in json.loads(shell.run("agencies", "--format", "json")[0])}
    assert listed["huyen-a"] == {
        "id": "huyen-a", "name": "UBND huyện A", "state": "went into so-xd", "people": 0, "open": 1,
    }  # fmt: skip
    merge = ("agencies", "merge", "huyen-a", "--into", "so-xd")
    out = shell.run(*merge, "--dry-run")[0]
    assert "stays (assigned)" in out
    assert "joins it (assigned)" in out
    assert out.splitlines()[-2:] == [
        "1 assignment; 1 more had the same duty and join; 0 people; 0 reports being written.",
        "Nothing was changed: this was a dry run.",
    ]
    assert shell.run(*merge, "--yes")[0].splitlines()[-1] == (
        "Done. Now let the running bot read config.yaml anew: /napcauhinh, or SIGHUP."
    )
    assert shell.run("sync")[0] == "Nothing has changed.\n"
    assert shell.run("audit", "--verify")[0].splitlines()[0].endswith("events, unbroken.")


def test_what_is_wrong_with_the_map_of_a_split_is_told_with_its_line(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "split.yaml"
    path.write_text("duties: {ct-2009/plan: so-xd}\npeople:\n  Lan: so-xd\nothers: 1\n", encoding="utf-8")
    split = ("agencies", "split", "huyen-a", "--into", "so-xd", "stttt", "--map", str(path))
    _, err = shell.run(*split, code=1)
    assert err.splitlines() == [
        f"{path}:3: Lan: must be followed by the id of an agency",
        f"{path}:4: others: write duties: and people:, each with lines 'what: agency'",
    ]


def test_sync_touches_nothing_when_a_file_is_wrong(shell: Shell) -> None:
    write_province(shell.config.parent, directive(PLAN.replace("2009-03-31", "2009-04-31")))
    _, err = shell.run("sync", code=1)
    assert err.endswith("1.yaml:3: due: 2009-04-31 does not exist: April has 30 days\n")
    assert not (shell.config.parent / "data").exists()


def test_an_invitation_is_a_link_that_is_on_record_without_its_code(shell: Shell) -> None:
    out, _ = shell.run("invite", "so-xd", "--role", "officer", "--bot-username", "@NhacViecBot")
    first, link, *qr, words = out.splitlines()
    assert re.fullmatch(r"Sở Xây dựng, officer: works once, until the end of \d{4}-\d\d-\d\d\.", first)
    code = link.removeprefix("https://t.me/NhacViecBot?start=")
    assert words == f"/start {code}"
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", code)
    assert len(qr) > 10
    (kept,) = json.loads(shell.run("codes", "--format", "json")[0])
    events = json.loads(shell.run("audit", "--format", "json")[0])
    assert [(one["actor"], one["action"], one["subject"], json.loads(one["facts"])) for one in events] == [
        ("command line", "invite", "agency:so-xd", {"role": "officer", "code": kept["id"]})
    ]
    assert code not in json.dumps([events, kept])


def test_the_audit_trail_is_verified_in_one_line_and_its_hash_may_be_kept_elsewhere(shell: Shell) -> None:
    shell.run("invite", "so-xd", "--role", "officer")
    head = shell.run("audit", "--head")[0].strip()
    shell.run("invite", "so-xd", "--role", "head")
    newest = shell.run("audit", "--head")[0].strip()
    assert shell.run("audit", "--verify")[0] == f"2 events, unbroken.\nNewest: {newest}\n"
    told = json.loads(shell.run("audit", "--verify", "--expect", head, "--format", "json")[0])
    assert told == {"events": 2, "head": newest, "erased": 0, "broken": None}
    _, err = shell.run("audit", "--expect", "0" * 63 + "1", code=1)
    assert err.startswith("The audit trail is broken. No event has the hash 0000")
    _, err = shell.run("audit", "--expect", "abc", code=2)
    assert "a hash has 64 characters of 0-9 and a-f, as --head prints it" in " ".join(err.replace("│", "").split())


def test_an_altered_audit_trail_is_told_with_the_first_event_that_does_not_hold(shell: Shell) -> None:
    for role in ("officer", "head"):
        shell.run("invite", "so-xd", "--role", role)
    with closing(sqlite3.connect(shell.config.parent / "data" / "nhacviec.db")) as connection, connection:
        connection.execute("DROP TRIGGER audit_update")
        connection.execute("UPDATE audit SET actor = 'contact:8' WHERE id = 1")
    out, err = shell.run("audit", "--verify", code=1)
    told = "Event 1: it was altered, or something before it was put in or taken out."
    assert (out, err) == ("", f"The audit trail is broken. {told}\n")


def test_a_spreadsheet_takes_nothing_in_the_audit_trail_for_a_formula(shell: Shell) -> None:
    shell.run("audit")  # makes the tables
    with closing(sqlite3.connect(shell.config.parent / "data" / "nhacviec.db")) as connection, connection:
        hostile = ("=HYPERLINK(1)", "@SUM(1)", "+1", "-1")
        connection.execute("INSERT INTO audit VALUES (1, '2009-01-05 01:00:00', ?, ?, ?, ?, '{}', '{}', 'h')", hostile)
    assert shell.run("audit", "--format", "csv")[0] == (
        "id,at,actor,action,subject,agency,facts,hash\n1,2009-01-05T08:00:00+07:00,'=HYPERLINK(1),'@SUM(1),'+1,'-1,,h\n"
    )


def test_nobody_is_invited_as_what_they_are_not(shell: Shell) -> None:
    _, err = shell.run("invite", "so-xd", "--role", "ict", code=2)
    assert "the role 'ict' belongs to 'stttt'" in err
    _, err = shell.run("invite", "so-xdd", "--role", "officer", code=2)
    assert "unknown agency 'so-xdd': did you mean 'so-xd'?" in err


def test_the_outbox_of_a_new_bot_is_empty(shell: Shell) -> None:
    assert json.loads(shell.run("outbox", "--format", "json")[0]) == []
    assert shell.run("outbox", "--format", "csv")[0] == "id,at,state,what,about,to,attempts,unanswered,reason\n"


@pytest.mark.parametrize("token", ["", "abc"])
def test_the_bot_says_in_one_line_how_to_get_a_token(shell: Shell, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_TELEGRAM_TOKEN", token)
    out, err = shell.run("run", code=1)
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "Get one from @BotFather and set NHACVIEC_TELEGRAM_TOKEN" in err


def test_the_bot_reads_its_token_from_a_file(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_TELEGRAM_TOKEN_FILE", "/nowhere/token")
    _, err = shell.run("run", code=1)
    assert err == "The file named by NHACVIEC_TELEGRAM_TOKEN_FILE cannot be read: /nowhere/token\n"


def test_the_demo_says_that_its_port_is_taken(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        out, err = shell.run("demo", "--port", str(port), code=1)
    assert (out, err) == ("Building the province…\n", f"Port {port} is taken: choose another with --port.\n")


async def set_aside(folder: Path) -> None:
    store = Store(f"sqlite:///{folder}/data/nhacviec.db", SystemClock())
    await store.start()
    async with store.work() as work:
        await work.updates.put_aside("telegram", "9", work.now, reason="KeyError < x:1", raw='{"text": "riêng tư"}')
        await work.commit()
    await store.stop()


def test_it_lists_what_is_set_aside_without_its_text_and_shows_it_on_record(shell: Shell, tmp_path: Path) -> None:
    asyncio.run(set_aside(tmp_path))

    (row,) = json.loads(shell.run("updates", "--format", "json")[0])
    assert (row["id"], row["channel"], row["tries"], row["reason"]) == ("9", "telegram", 1, "KeyError < x:1")
    assert set(row) == {"id", "at", "channel", "tries", "reason"}
    assert shell.run("updates", "--show", "9")[0] == '{"text": "riêng tư"}\n'
    assert "show_update" in shell.run("audit")[0]
    assert shell.run("updates", "--show", "8", code=1)[1] == (
        "Nothing is set aside with the id 8: see nhacviec updates.\n"
    )
    shell.run("updates", "--show", "9", "--retry", "9", code=2)
