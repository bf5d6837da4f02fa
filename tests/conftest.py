"""What every test has: logs that go nowhere, whatever a command has set up before; and databases of both kinds."""

import asyncio
import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.texts.render import Texts
from tests.postgres import Postgres, migrate, running

settings.register_profile("busy", deadline=None)  # on a busy machine anything takes a while, once
settings.load_profile("busy")


def pytest_collection_finish() -> None:
    """Take what stays to the end out of the collector's rounds, and make them rarer: a fifth of a story otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session", autouse=True)
def trusting_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust no authority, as nobody is spoken to beyond loopback: a client reads for long who may be trusted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SSL_CERT_FILE", raising=False)
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("trusted")))
        yield


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    structlog.configure(
        logger_factory=structlog.ReturnLoggerFactory(),
        processors=[],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )


@pytest.fixture(scope="session")
def texts() -> Texts:
    """All texts, read and compiled once for all that a process tests."""
    return Texts()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL; it is up in a second or two, and then a database takes a twentieth of one."""
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of a PostgreSQL database of this test's own, with all tables and no rows."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables and no rows, to be copied: the migrations run once."""
    path = tmp_path_factory.mktemp("migrated") / "nhacviec.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """The URL of an SQLite database of this test's own, with all tables and no rows."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'nhacviec.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with all tables and no rows; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        found: str = request.getfixturevalue("sqlite_url")
        return found
    url: str = request.getfixturevalue("postgres_url")
    return url
