"""The ticks: each asks the database what is due, in transactions of its own, and pokes delivery."""

from collections.abc import Callable

import structlog

from bot.config import Config
from bot.services.delivery import Delivery
from bot.services.digest import Digests
from bot.services.handing import Handing
from bot.services.keeping import Keeper
from bot.services.reminders import Reminders
from bot.services.reporting import Reporting
from bot.services.retention import WAYS, Retention
from bot.services.self_check import SelfCheck
from bot.services.service_levels import ServiceLevels
from bot.services.sync import Sync
from bot.storage.work import Store


class Ticks:
    """What the triggers do. Running one twice, late or out of turn changes nothing."""

    def __init__(self, store: Store, config: Callable[[], Config], delivery: Delivery, keeper: Keeper) -> None:
        self._store = store
        self._config = config
        self._delivery = delivery
        self._keeper = keeper
        self._log = structlog.get_logger("ticks")

    async def reminders(self) -> None:
        """Give recurring duties their next occurrences, and owe the reminders of every rung that has come."""
        async with self._delivery.gathering():
            async with self._store.work() as work:
                if await Sync(work, self._config()).roll_on():
                    await work.commit()
            handled = 0
            while count := await self._reminders_once():
                handled += count
            if handled:
                self._log.info("reminders", count=handled)
                self._delivery.poke()

    async def _reminders_once(self) -> int:
        """Deal with a batch; those who are back from an absence are told themselves again."""
        async with self._store.work() as work:
            reminders = Reminders(work, self._config())
            count = await Handing(work, self._config()).end_absences() + await reminders.tick()
            count += await reminders.wake()
            if count:
                await work.commit()
            return count

    async def service_levels(self) -> None:
        """Tell what has waited too long for the ICT department."""
        async with self._store.look() as work:
            if not await ServiceLevels(work, self._config()).is_due():
                return
        async with self._store.work() as work:
            count = await ServiceLevels(work, self._config()).tick()
            await work.commit()
        self._log.info("service levels", count=count)
        self._delivery.poke()

    async def reports(self) -> None:
        """Open the reporting periods whose day has come, and nag those who owe a report."""
        async with self._delivery.gathering(), self._store.work() as work:
            reporting = Reporting(work, self._config())
            followed = await reporting.follow_register()
            opened = await reporting.open_periods()
            nagged = await reporting.nag()
            if opened or nagged or followed:
                await work.commit()
                self._log.info("reports", opened=opened, nagged=nagged, followed=followed)
                self._delivery.poke()

    async def digest(self) -> None:
        """Owe the weekly digest on its morning."""
        async with self._delivery.gathering(), self._store.work() as work:
            if await Digests(work, self._config()).tick():
                await work.commit()
                self._log.info("digest")
                self._delivery.poke()

    async def catch_up(self) -> None:
        """Do what an earlier tick may have missed."""
        async with self._delivery.gathering():
            await self.reminders()
            await self.reports()
            await self.digest()
            await self.service_levels()

    async def self_check(self) -> None:
        """Look whether everything open has its next notice planned; what has not is planned anew, and told."""
        async with self._store.look() as work:
            if not (await SelfCheck(work, self._config()).look()).any:
                return
        async with self._store.work() as work:
            check = SelfCheck(work, self._config())
            count = await check.mend(await check.look())
            await work.commit()
        self._log.error("not planned: planned anew", count=count)
        self._delivery.poke()

    async def housekeeping(self) -> None:
        """Let go what was kept for as long as config says, a batch a transaction."""
        for way in WAYS:
            more = True
            while more:
                async with self._store.work() as work:
                    more, paths = await way(Retention(work, self._config()))
                    await work.commit()
                await self._keeper.drop(paths)
