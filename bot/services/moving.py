"""A group that becomes a supergroup has a new address, and none of its old messages: they cannot be edited any more,
and their numbers are given to new ones.
"""

from bot.domain.delivery import Lane
from bot.domain.duties import Status
from bot.domain.extensions import ExtensionState
from bot.domain.obstacles import TicketState
from bot.outbox import Draft
from bot.services.base import Service
from bot.services.views import ASKING
from bot.storage.chats import Screen


class Moving(Service):
    """Gives a group its new address, everywhere."""

    async def move(self, channel: str, old_chat: str, new_chat: str) -> None:
        """Send what waits for a group to its new address, and post anew there what still waits for somebody's press.

        Doing it twice changes nothing.
        """
        if old_chat == new_chat:
            return
        await self.work.contacts.move(channel, old_chat, new_chat)
        await self.work.outbox.readdress(channel, old_chat, new_chat, self.work.now)
        await self.work.questions.move(channel, old_chat, new_chat)
        screens = await self.work.screens.take(channel, old_chat)
        contact = await self.work.contacts.at(channel, new_chat)
        drafts = [
            Draft(
                key=f"moved:{channel}:{new_chat}:{screen.id}",
                lane=Lane.OBSTACLE,
                channel=channel,
                chat=new_chat,
                contact=contact.id if contact else screen.contact,
                language=screen.language,
                view=screen.view,
                args=screen.args,
                silent=True,
                is_group=screen.is_group,
            )
            for screen in _newest(screens)
            if await self._waits(screen, new_chat)
        ]
        await self.work.outbox.enqueue(drafts, self.work.now)
        if contact is not None:
            await self.record("messenger", "move", f"chat:{channel}/{new_chat}", agency=contact.agency, old=old_chat)

    async def _waits(self, screen: Screen, chat: str) -> bool:
        """Tell whether somebody in the group may still have to press or answer what a message showed."""
        match screen.view:
            case view if view in ASKING:
                sender = _asked(screen)
                asked = await self.work.questions.pending(channel=screen.channel, chat=chat, sender=sender)
                return asked is not None
            case "board":
                open_periods = self.config.reporting_calendar.open_periods(self.today)
                return any(period.id == screen.args["period"] for period in open_periods)
            case "ticket":
                ticket = await self.work.tickets.get(screen.args["ticket"])
                return ticket is not None and ticket.is_open
            case "escalation":
                ticket = await self.work.tickets.get(screen.args["ticket"])
                return ticket is not None and ticket.state is TicketState.ESCALATED
            case "verify":
                assignment = await self.work.assignments.get(screen.args["assignment"])
                return assignment is not None and assignment.status is Status.SUBMITTED
            case "extension":
                extension = await self.work.extensions.get(screen.args["extension"])
                return extension is not None and extension.state is ExtensionState.ASKED
            case _:
                return False


def _asked(screen: Screen) -> str:
    """Return whom a message asks, by their id in the messenger."""
    return str(screen.args.get("asked", {}).get("id", ""))


def _newest(screens: list[Screen]) -> list[Screen]:
    """Return of those that show the same thing, or ask the same person, the last."""
    newest: dict[tuple[str, str], Screen] = {}
    for one in screens:
        newest[("", _asked(one)) if one.view in ASKING else (one.view, str(one.args))] = one
    return list(newest.values())
