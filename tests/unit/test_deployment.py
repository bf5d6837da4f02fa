"""What is shipped to run the bot: the container, compose, systemd; and the audit that must not call silence clean."""

import re
import runpy
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
UNITS = sorted((ROOT / "deploy").iterdir())


def compose(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return found


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Return a unit's sections: what each key is set to, in order."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, {}).setdefault(key, []).append(value)
    return found


def test_every_image_is_pinned_to_an_exact_version() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images.append(compose("compose.postgresql.yaml")["services"]["postgres"]["image"])
    assert [one for one in images if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+", one)] == []
    assert images[0] == images[1]


def test_the_health_is_asked_where_the_bot_listens() -> None:
    (listens,) = re.findall(r"NHACVIEC_LISTEN=(\S+)", DOCKERFILE)
    assert f"http://{listens}/healthz" in DOCKERFILE
    assert "\nUSER nhacviec\n" in DOCKERFILE


def test_the_container_may_write_to_its_data_only() -> None:
    bot = compose("compose.yaml")["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert [one for one in bot["volumes"] if not one.endswith(":ro")] == ["data:/data"]


def test_no_secret_is_baked_in_or_sent_to_the_builder() -> None:
    assert "TOKEN" not in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", "telegram-token", "data", ".git"} <= {*ignored}
    kept_out = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".env", "telegram-token"} <= {*kept_out}


def test_the_service_has_a_user_a_folder_and_a_token_of_its_own_and_no_more() -> None:
    service = unit(ROOT / "deploy" / "nhacviec.service")["Service"]
    wanted = {
        "DynamicUser": "yes",
        "StateDirectory": "nhacviec",
        "UMask": "0077",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
    }
    assert {key: service[key] for key in wanted} == {key: [value] for key, value in wanted.items()}
    assert service["LoadCredential"] == ["telegram-token:/etc/nhacviec/telegram-token"]
    assert "NHACVIEC_TELEGRAM_TOKEN_FILE=%d/telegram-token" in service["Environment"]
    assert service["ExecReload"] == ["/bin/kill -HUP $MAINPID"]  # systemctl reload: config is read anew


def test_the_backup_works_on_the_same_data_as_the_bot() -> None:
    bot, backup = (unit(ROOT / "deploy" / f"nhacviec{name}.service")["Service"] for name in ("", "-backup"))
    shared = {one for one in bot["Environment"] if one.startswith(("NHACVIEC_DATABASE", "NHACVIEC_FILES"))}
    assert {one for one in backup["Environment"] if one.startswith("NHACVIEC_")} == shared
    for key in ("User", "DynamicUser", "StateDirectory", "EnvironmentFile"):
        assert backup[key] == bot[key]


def test_every_variable_that_is_set_is_a_documented_one() -> None:
    texts = [
        DOCKERFILE,
        *((ROOT / one).read_text(encoding="utf-8") for one in ("compose.yaml", "compose.postgresql.yaml")),
    ]
    texts += [path.read_text(encoding="utf-8") for path in UNITS]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "how-to").glob("*.md")]
    named = {name for text in texts for name in re.findall(r"NHACVIEC_[A-Z_]+", text)}
    assert named <= set(re.findall(r"`(NHACVIEC_[A-Z_]+)`", COMMANDS))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_read_as_it_is_written(path: Path) -> None:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.read(path)
    assert parser.sections() == [*unit(path)]


Answer = list[dict[str, Any]] | None
CLEAN = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "not found"}
BAD = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (None, 0, "NOT AUDITED: no advisory service is reached from here. Nothing is known of the locked packages.\n"),
        ([CLEAN], 0, "1 packages audited, 0 with known vulnerabilities.\n"),
        ([CLEAN, SKIPPED], 0, "1 packages audited, 0 with known vulnerabilities.\nNot audited: b.\n"),
        ([BAD], 1, "c 2: PYSEC-1, mended in 2.1\n1 packages audited, 1 with known vulnerabilities.\n"),
    ],
)
def test_the_audit_says_what_it_did_not_look_up(
    answer: Answer, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = runpy.run_path(str(ROOT / ".ci" / "audit.py"))
    main: Callable[[], int] = script["main"]
    main.__globals__["ask"] = lambda _: answer
    assert main() == code
    assert capsys.readouterr().out == told
