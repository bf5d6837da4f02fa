"""Alarms: what the administrator has to know, told in chat, once."""

from typing import Any

from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.services.base import Service
from bot.services.views import View
from bot.storage.work import Work


class Alarms:
    """Tells the administrators that something needs them; without any, the ICT department."""

    def __init__(self, work: Work, config: Config) -> None:
        self._work = work
        self._service = Service(work, config)

    async def tell(self, kind: str, *, key: str, **facts: Any) -> None:
        """Owe each administrator an alarm, once for ever a ``kind`` and ``key`` (at most 100 characters).

        ``kind`` is a phrase under ``alarm`` in phrases.yaml, ``facts`` what it needs: numbers and names of ours, never
        what people wrote. With nobody to tell, that is on record.
        """
        await self._service.tell(
            await self._administrators(),
            View(name="alarm", args={"kind": kind, "facts": facts}),
            key=f"alarm:{kind}:{key}",
            lane=Lane.OBSTACLE,
            silent=self._service.outside_hours(),
        )

    async def _administrators(self) -> list[Contact]:
        return await self._work.contacts.of(roles=[Role.ADMIN]) or await self._service.ict_contacts()
