"""What comes from the environment: the token, the database, where files are kept, where the bot listens.

Secrets are in no file of the project and in no log.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SetupError

TOKEN = "NHACVIEC_TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable, not a token
API = "NHACVIEC_TELEGRAM_API"
PROXY = "NHACVIEC_TELEGRAM_PROXY"
DATABASE_URL = "NHACVIEC_DATABASE_URL"
DEFAULT_DATABASE = "sqlite:///data/nhacviec.db"
FILES = "NHACVIEC_FILES"
DEFAULT_FILES = "data/files"
LOG = "NHACVIEC_LOG"
LISTEN = "NHACVIEC_LISTEN"
WEBHOOK_URL = "NHACVIEC_WEBHOOK_URL"
WEBHOOK_SECRET = "NHACVIEC_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable
PING_URL = "NHACVIEC_PING_URL"
LOOPBACK = "127.0.0.1"
LARGEST_PORT = 65535
WEB = ("https", "http")
PATH = re.compile(r"/[A-Za-z0-9._~/-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Telegram's alphabet for it
HOW_TO = f"Get one from @BotFather and set {TOKEN}, or {TOKEN}_FILE to a file that holds it."


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where Telegram pushes updates: ``url`` as the world sees it, its ``path``, and what it says to be known."""

    url: str
    path: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Listening:
    """The address on which the bot's own web server listens, and the webhook if there is one."""

    host: str
    port: int
    webhook: Webhook | None


def telegram_token(environment: Mapping[str, str] = os.environ) -> str:
    """Return the bot's token. Raises SetupError with one line that says what to do."""
    token = _secret(TOKEN, environment)
    if not token:
        raise SetupError(f"No Telegram token. {HOW_TO}")
    number, _, secret = token.partition(":")
    if not (number.isdigit() and secret):
        raise SetupError(f"The Telegram token is malformed: it looks like 123456:ABC-DEF. {HOW_TO}")
    return token


def _secret(name: str, environment: Mapping[str, str]) -> str:
    """Return what is in a variable, or in the file that ``…_FILE`` names; "" if in neither. Raises SetupError."""
    given = environment.get(name, "").strip()
    file = environment.get(f"{name}_FILE", "").strip()
    if given or not file:
        return given
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"The file named by {name}_FILE cannot be read: {file}") from None


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """Return the database's URL; a file beside the config if none is set."""
    return environment.get(DATABASE_URL, "").strip() or DEFAULT_DATABASE


def files_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which files that people hand in are kept."""
    return Path(environment.get(FILES, "").strip() or DEFAULT_FILES)


def telegram_api(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of a Bot API server of one's own (``https://host``), or None for Telegram's."""
    return environment.get(API, "").strip().rstrip("/") or None


def telegram_proxy(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the HTTP proxy through which Telegram is reached, or None."""
    return environment.get(PROXY, "").strip() or None


def logs_as_json(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether logs are JSON lines, for machines. Raises SetupError for a kind of logs that there is not."""
    kind = environment.get(LOG, "").strip() or "text"
    if kind not in ("text", "json"):
        raise SetupError(f"{LOG} is text or json, not '{kind}'.")
    return kind == "json"


def listening(environment: Mapping[str, str] = os.environ) -> Listening | None:
    """Return where to listen, or None: then the bot asks Telegram for updates and nobody can ask the bot anything.

    Raises SetupError.
    """
    address, webhook = environment.get(LISTEN, "").strip(), _webhook(environment)
    if not address:
        if webhook is not None:
            raise SetupError(f"A webhook needs an address to listen on: set {LISTEN}, e.g. 127.0.0.1:8081.")
        return None
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or int(port) > LARGEST_PORT:
        raise SetupError(f"{LISTEN} is HOST:PORT, or a port of this machine alone, e.g. 127.0.0.1:8081.")
    return Listening(host=host.strip("[]") or LOOPBACK, port=int(port), webhook=webhook)


def _webhook(environment: Mapping[str, str]) -> Webhook | None:
    url, secret = environment.get(WEBHOOK_URL, "").strip(), _secret(WEBHOOK_SECRET, environment)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in WEB and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        sound = False
    if not sound:
        raise SetupError(f"{WEBHOOK_URL} is the address at which Telegram reaches the bot: https://host/path.")
    if not PATH.fullmatch(parts.path) or parts.path in ("/healthz", "/metrics"):
        raise SetupError(f"{WEBHOOK_URL} needs a path of its own that nobody guesses: https://host/A1b2C3….")
    if not SECRET.fullmatch(secret):
        raise SetupError(f"{WEBHOOK_SECRET}, or the file that …_FILE names, holds 1 to 256 of A-Z a-z 0-9 _ and -.")
    return Webhook(url=url, path=parts.path, secret=secret)


def ping_url(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the address to call as long as all is well, or None. Raises SetupError."""
    url = environment.get(PING_URL, "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in WEB and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound:
        raise SetupError(f"{PING_URL} is an address that begins with https:// or http://.")
    return url
