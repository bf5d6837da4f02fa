"""What comes from the environment: the token, the database, where files are kept.

Secrets are in no file of the project and in no log.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.errors import SetupError

TOKEN = "NHACVIEC_TELEGRAM_TOKEN"  # noqa: S105 - the name of the variable, not a token
API = "NHACVIEC_TELEGRAM_API"
PROXY = "NHACVIEC_TELEGRAM_PROXY"
DATABASE_URL = "NHACVIEC_DATABASE_URL"
DEFAULT_DATABASE = "sqlite:///data/nhacviec.db"
FILES = "NHACVIEC_FILES"
DEFAULT_FILES = "data/files"
LOG = "NHACVIEC_LOG"
HOW_TO = f"Get one from @BotFather and set {TOKEN}, or {TOKEN}_FILE to a file that holds it."


def telegram_token(environment: Mapping[str, str] = os.environ) -> str:
    """Return the bot's token. Raises SetupError with one line that says what to do."""
    token = environment.get(TOKEN, "").strip()
    file = environment.get(f"{TOKEN}_FILE", "").strip()
    if not token and file:
        try:
            token = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SetupError(f"The file named by {TOKEN}_FILE cannot be read: {file}") from None
    if not token:
        raise SetupError(f"No Telegram token. {HOW_TO}")
    number, _, secret = token.partition(":")
    if not (number.isdigit() and secret):
        raise SetupError(f"The Telegram token is malformed: it looks like 123456:ABC-DEF. {HOW_TO}")
    return token


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
