"""What every test has: logs that go nowhere, whatever a command has set up before."""

import pytest
import structlog


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[], cache_logger_on_first_use=False)
