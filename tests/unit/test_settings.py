"""What comes from the environment is checked before anything starts, and each mistake told in one line."""

from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.settings import Listening, Webhook, listening, ping_url

SOUND = {
    "NHACVIEC_LISTEN": "127.0.0.1:8081",
    "NHACVIEC_WEBHOOK_URL": "https://bot.tinh.example/A1-b2_C3",
    "NHACVIEC_WEBHOOK_SECRET": "s3cret_-",
}
WEBHOOK = Webhook(url="https://bot.tinh.example/A1-b2_C3", path="/A1-b2_C3", secret="s3cret_-")


def test_unless_told_it_listens_nowhere_and_pings_nobody() -> None:
    assert listening({}) is None
    assert ping_url({}) is None


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("8081", "127.0.0.1", 8081),
        (":8081", "127.0.0.1", 8081),
        ("192.0.2.1:80", "192.0.2.1", 80),
        ("[::1]:0", "::1", 0),
    ],
)
def test_a_port_alone_is_one_of_this_machine_alone(address: str, host: str, port: int) -> None:
    assert listening({"NHACVIEC_LISTEN": address}) == Listening(host=host, port=port, webhook=None)


def test_it_reads_a_webhook_with_its_secret_out_of_a_file(tmp_path: Path) -> None:
    assert listening(SOUND) == Listening(host="127.0.0.1", port=8081, webhook=WEBHOOK)
    (tmp_path / "secret").write_text("s3cret_-\n", encoding="utf-8")
    told = {**SOUND, "NHACVIEC_WEBHOOK_SECRET": "", "NHACVIEC_WEBHOOK_SECRET_FILE": f"{tmp_path}/secret"}
    assert listening(told) == Listening(host="127.0.0.1", port=8081, webhook=WEBHOOK)
    assert "s3cret" not in repr(WEBHOOK)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("NHACVIEC_LISTEN", "", "A webhook needs an address to listen on"),
        ("NHACVIEC_LISTEN", "localhost", "NHACVIEC_LISTEN is HOST:PORT"),
        ("NHACVIEC_LISTEN", "1.2.3.4:65536", "NHACVIEC_LISTEN is HOST:PORT"),
        ("NHACVIEC_LISTEN", "1.2.3.4:8x", "NHACVIEC_LISTEN is HOST:PORT"),
        ("NHACVIEC_WEBHOOK_URL", "ftp://bot.example/a", "NHACVIEC_WEBHOOK_URL is the address"),
        ("NHACVIEC_WEBHOOK_URL", "https://", "NHACVIEC_WEBHOOK_URL is the address"),
        ("NHACVIEC_WEBHOOK_URL", "https://[bot/a", "NHACVIEC_WEBHOOK_URL is the address"),
        ("NHACVIEC_WEBHOOK_URL", "https://bot.example/a?b=c", "NHACVIEC_WEBHOOK_URL is the address"),
        ("NHACVIEC_WEBHOOK_URL", "https://me:pw@bot.example/a", "NHACVIEC_WEBHOOK_URL is the address"),
        ("NHACVIEC_WEBHOOK_URL", "https://bot.example", "NHACVIEC_WEBHOOK_URL needs a path of its own"),
        ("NHACVIEC_WEBHOOK_URL", "https://bot.example/", "NHACVIEC_WEBHOOK_URL needs a path of its own"),
        ("NHACVIEC_WEBHOOK_URL", "https://bot.example/{a}", "NHACVIEC_WEBHOOK_URL needs a path of its own"),
        ("NHACVIEC_WEBHOOK_URL", "https://bot.example/healthz", "NHACVIEC_WEBHOOK_URL needs a path of its own"),
        ("NHACVIEC_WEBHOOK_SECRET", "", "NHACVIEC_WEBHOOK_SECRET, or the file"),
        ("NHACVIEC_WEBHOOK_SECRET", "a b", "NHACVIEC_WEBHOOK_SECRET, or the file"),
        ("NHACVIEC_WEBHOOK_SECRET", "x" * 257, "NHACVIEC_WEBHOOK_SECRET, or the file"),
        ("NHACVIEC_PING_URL", "file:///etc/passwd", "NHACVIEC_PING_URL is an address"),
        ("NHACVIEC_PING_URL", "http://[x", "NHACVIEC_PING_URL is an address"),
    ],
)
def test_it_says_what_is_wrong(name: str, value: str, told: str) -> None:
    environment = {**SOUND, name: value}
    with pytest.raises(SetupError, match=f"^{told}"):
        (listening(environment), ping_url(environment))


def test_a_secret_file_that_is_not_there_is_told() -> None:
    told = {**SOUND, "NHACVIEC_WEBHOOK_SECRET": "", "NHACVIEC_WEBHOOK_SECRET_FILE": "/nowhere"}
    with pytest.raises(SetupError, match=r"^The file named by NHACVIEC_WEBHOOK_SECRET_FILE cannot be read: /nowhere$"):
        listening(told)
