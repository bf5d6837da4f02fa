"""A dead man's switch: an address elsewhere that is called while all is well, and raises the alarm when it is not."""

import httpx
import structlog

SECONDS = 10.0


class Ping:
    """Calls one address (http or https). Whatever goes wrong is logged and no more; the address is a secret."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._log = structlog.get_logger("ping")

    async def __call__(self) -> None:
        try:
            async with httpx.AsyncClient(timeout=SECONDS) as client:
                answer = await client.get(self._url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._log.warning("no ping", fault=type(error).__name__)
            return
        if not answer.is_success:
            self._log.warning("no ping", status=answer.status_code)
