"""Retention: what was kept for as long as config says goes, a batch a transaction. The record of the duties stays."""

from datetime import datetime, timedelta

from bot.services.base import Service
from bot.services.forgetting import Forgetting
from bot.services.views import DRAFT
from bot.storage.erasing import BATCH

ACTOR = "system"
PEOPLE_AT_ONCE = 5
TRIES_KEPT = timedelta(days=1)  # who typed wrong codes is shut out for an hour


class Retention(Service):
    """Each of its ways takes out one batch, and tells whether there may be more and which files are to be dropped."""

    async def messages(self) -> tuple[bool, list[str]]:
        """Messages that were dealt with, and updates: those taken, and those that were set aside."""
        kept = self.config.retention
        await self.work.tries.forget_before(self.work.now - TRIES_KEPT)
        counts = (
            await self.work.updates.forget_before(self._before(kept.updates_days), BATCH),
            await self.work.updates.forget_aside_before(self._before(kept.set_aside_days), BATCH),
            await self.work.erasing.messages(self._before(kept.messages_days)),
        )
        return max(counts) >= BATCH, []

    async def drafts(self) -> tuple[bool, list[str]]:
        """Files that were laid beside something that was never handed in."""
        count, paths = await self.work.erasing.drafts(self._before(self.config.retention.drafts_days), DRAFT)
        return count >= BATCH, paths

    async def files(self) -> tuple[bool, list[str]]:
        """Files that came with what is over; that there was one stays."""
        days = self.config.retention.files_days
        if days is None:
            return False, []
        count, paths = await self.work.erasing.files(self._before(days))
        if count:
            await self.record(ACTOR, "retention", "files", files=count)
        return count >= BATCH, paths

    async def texts(self) -> tuple[bool, list[str]]:
        """What people wrote to each other about what is over; results and reports stay."""
        days = self.config.retention.texts_days
        if days is None:
            return False, []
        before = self._before(days)
        count, parts = await self.work.erasing.texts(before), await self.work.erasing.words(before)
        if count or parts:
            await self.record(ACTOR, "retention", "texts", texts=count, erased=parts)
        return max(count, parts) >= BATCH, []

    async def people(self) -> tuple[bool, list[str]]:
        """Those who are no longer enrolled: they are forgotten."""
        days = self.config.retention.people_days
        if days is None:
            return False, []
        gone = await self.work.erasing.gone(self._before(days))
        paths = []
        for contact in await self.work.contacts.some(gone[:PEOPLE_AT_ONCE]):
            forgotten = await Forgetting(self.work, self.config).forget(contact, actor=ACTOR)
            paths += forgotten.paths
        return len(gone) > PEOPLE_AT_ONCE, paths

    def _before(self, days: int) -> datetime:
        return self.work.now - timedelta(days=days)


WAYS = (Retention.messages, Retention.drafts, Retention.files, Retention.texts, Retention.people)
"""In this order, each until there is no more."""
