"""Enrolling: /start with a one-time code; and chats that come and go."""

from bot.channels.base import ChatKind, CommandEvent, Event, MembershipEvent
from bot.errors import Refused
from bot.services.desk import Desk
from bot.services.enrolment import Wrong
from bot.services.views import View, said
from handlers.presses import number


async def start(event: CommandEvent, desk: Desk) -> None:
    """Enrol with the code that follows /start; without one, tell what there is."""
    if not event.arguments:
        await _start_without_code(desk)
        return
    address, sender = event.address, event.sender
    code = await desk.enrolment.look_up(event.arguments, channel=address.channel, sender=sender.id)
    if isinstance(code, Wrong):
        if code is not Wrong.SHUT:
            await desk.answer(said(code.value))
        return
    contact = await desk.enrolment.enrol(
        code,
        group=desk.in_group,
        forum=event.forum,
        channel=address.channel,
        chat=address.chat,
        name=(event.chat_title or sender.name) if desk.in_group else sender.name,
        sender=sender.id,
    )
    desk.use(contact)
    await desk.answer(View(name="welcome"))


async def anonymous(event: CommandEvent, desk: Desk) -> None:
    """Tell an anonymous administrator why nothing comes of it: who acts has to be known."""
    if desk.enrolled or event.name == "start":
        await desk.answer(said("anonymous"))


async def _start_without_code(desk: Desk) -> None:
    if not desk.enrolled:
        raise Refused("stranger_group" if desk.in_group else "stranger")
    contact = desk.contact
    await desk.answer(said("already_enrolled", role=contact.role.value, agency=contact.agency))


async def presence(event: MembershipEvent, desk: Desk) -> None:
    """Note that a person or group can be reached again, or no longer."""
    if desk.enrolled:
        await (desk.presence.found if event.present else desk.presence.lost)(desk.contact)


async def heard(event: Event, desk: Desk) -> None:
    """Note that somebody who writes can be written to; in a group the bot may be allowed to read only."""
    if desk.enrolled and event.chat_kind is ChatKind.PRIVATE:
        await desk.presence.found(desk.contact)


async def see(arguments: list[str], desk: Desk) -> None:
    """Take care of somebody who cannot be reached."""
    await desk.presence.see(number(arguments), desk.speaker, desk.pressed)
    desk.say("toast.noted")
    await desk.repaint()
