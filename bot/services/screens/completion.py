"""A completion: as it is being written, as it waits to be accepted, and what became of it."""

from typing import Any

from bot.config import Config
from bot.domain.duties import Status
from bot.domain.files import FileState
from bot.domain.rights import Action, may
from bot.services.base import Service
from bot.services.duties import MOVES
from bot.services.screens.duties import verify_buttons, work_buttons
from bot.services.screens.lines import duty_line, file_lines
from bot.services.views import Button, Reader, Screen, assignment_subject, draft_subject
from bot.storage.work import Work
from bot.texts.messages import Draft, FileCard, Said, Verdict, Verify


async def draft(work: Work, _config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show what an officer has laid together; it is handed in by a button."""
    contact = reader.contact
    found = await work.assignments.get(args["assignment"])
    if contact is None or found is None:
        return None
    member = args["member"]
    asked = await work.questions.pending(channel=contact.channel, chat=contact.chat, sender=member)
    over = asked is None or asked.kind != "result" or asked.args["assignment"] != found.id
    subject = draft_subject(found.id, contact.id, member)
    files = await work.files.of(subject)
    result = None if asked is None or over else asked.args.get("result")
    buttons = [] if over else [[Button(key="hand_in", data=f"skip:{found.id}")], [Button(key="cancel", data="cancel")]]
    message = Draft(title=found.title, result=result, files=file_lines(files), over=over)
    return Screen(message=message, buttons=buttons, subjects=(subject, assignment_subject(found.id)))


async def verify(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show the ICT department a completion: to be accepted or returned, or what became of it."""
    found = await work.assignments.get(args["assignment"])
    if found is None or reader.contact is None:
        return None
    today = config.calendar.day_of(work.now)
    submitted_on = config.calendar.day_of(found.submitted_at) if found.submitted_at else None
    files = await work.files.of(assignment_subject(found.id))
    events = [one for one in await work.audit.of([assignment_subject(found.id)]) if one.action in MOVES]
    last = events[-1] if events and events[-1].action in ("accept", "return") else None
    message = Verify(
        agency=config.organisation.full(found.agency),
        author=(await work.contacts.get(found.submitted_by)).name if found.submitted_by is not None else None,
        line=duty_line(found, 1, config, today),
        result=found.result,
        files=file_lines(files),
        submitted_on=submitted_on,
        late=bool(found.due and submitted_on and config.calendar.is_overdue(found.due, submitted_on)),
        decided_by=await Service(work, config).name_of(last.actor, last.facts) if last else None,
        reason=last.facts.get("reason") if last else None,
    )
    rows = []
    if found.status is Status.SUBMITTED and may(reader.contact.actor, Action.VERIFY, found.agency):
        rows.append(verify_buttons(found))
    if files:
        rows.append([Button(key="files", data=f"files:{found.id}", facts={"count": len(files)})])
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def verdict(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Tell the agency whether its completion was accepted; returned, it has its two taps again."""
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    today = config.calendar.day_of(work.now)
    message = Verdict(
        line=duty_line(found, 1, config, today),
        ict=config.organisation.full(config.organisation.ict),
        accepted=args["accepted"],
        reason=args["reason"],
    )
    rows = [work_buttons(found)] if found.is_open else []
    rows.append([Button(key="open_page", data=f"open:{found.id}")])
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def file(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Give a file back from the cabinet."""
    kept = await work.files.get(args["file"])
    if kept is None:
        return None
    if kept.path is None:
        key = "file_removed" if kept.state is FileState.REMOVED else "file_lost"
        return Screen(message=Said(key=key, facts={"name": kept.name}))
    author = await work.contacts.get(kept.by)
    message = FileCard(
        name=kept.name,
        about=args["about"],
        author=f"{author.name}, {config.organisation.short(author.agency)}",
        on=config.calendar.day_of(kept.at),
    )
    return Screen(message=message, file=kept)
