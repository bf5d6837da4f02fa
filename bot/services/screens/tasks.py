"""A duty as it is being given in chat, and as it reaches those it is given to."""

from datetime import date
from typing import Any

from bot.config import Config
from bot.domain.people import Contact
from bot.services.screens.duties import work_buttons
from bot.services.screens.lines import duty_line, file_lines
from bot.services.stored import stored_directives
from bot.services.tasks import Tasks
from bot.services.views import Button, Reader, Screen, assignment_subject, duty_subject, task_subject
from bot.storage.work import Work
from bot.texts.messages import Given, Said, TaskDraft

PAGE = 10
CHOSEN_SHOWN = 12


async def task(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show the duty as far as it is written, and ask for what comes next."""
    contact = reader.contact
    if contact is None:
        return None
    member = args["member"]
    asked = await work.questions.pending(channel=contact.channel, chat=contact.chat, sender=member)
    if asked is None or asked.kind != "task":
        return Screen(message=Said(key="question_gone"))
    draft = asked.args
    to_agencies = Tasks(work, config).giver(contact)
    people = {} if to_agencies else {one.id: one.name for one in await Tasks(work, config).people(contact)}
    chosen = [config.organisation.full(one) for one in draft["agencies"]] + [
        people.get(one, "?") for one in draft["people"]
    ]
    subject = task_subject(contact.id, member)
    message = TaskDraft(
        step=draft["step"],
        text=draft["text"],
        chosen=chosen[:CHOSEN_SHOWN],
        more=max(0, len(chosen) - CHOSEN_SHOWN),
        due=date.fromisoformat(draft["due"]) if draft["due"] else None,
        dated=draft["dated"],
        files=file_lines(await work.files.of(subject)),
        to_agencies=to_agencies,
    )
    rows = await _buttons(work, config, contact, draft, to_agencies=to_agencies)
    return Screen(message=message, buttons=[*rows, [Button(key="cancel", data="cancel")]], subjects=(subject,))


async def _buttons(
    work: Work, config: Config, contact: Contact, draft: dict[str, Any], *, to_agencies: bool
) -> list[list[Button]]:
    match draft["step"]:
        case "who" if to_agencies:
            return _agencies(config, draft)
        case "who":
            return _people(await Tasks(work, config).people(contact), draft)
        case "due":
            return [[Button(key="no_due", data="undated")]]
        case "ready":
            change = [Button(key=f"task_{step}", data=f"rewrite:{step}") for step in ("text", "who", "due")]
            return [[Button(key="give", data="give")], change]
        case _:
            return []


def _agencies(config: Config, draft: dict[str, Any]) -> list[list[Button]]:
    """Offer whole kinds on top, then the agencies, a page at a time."""
    everyone = list(config.organisation.agencies.values())
    pages = -(-len(everyone) // PAGE)
    page = min(max(1, draft["page"]), pages)
    kinds = [
        Button(key="kind", data=f"whole:{kind.id}", facts={"name": kind.name})
        for kind in config.organisation.kinds.values()
        if sum(one.kind == kind.id for one in everyone) > 1
    ]
    shown = [
        Button(
            key="chosen" if one.id in draft["agencies"] else "choose", data=f"to:{one.id}", facts={"name": one.short}
        )
        for one in everyone[(page - 1) * PAGE : page * PAGE]
    ]
    turn = [Button(key="previous", data=f"who:{page - 1}")] if page > 1 else []
    turn += [Button(key="next", data=f"who:{page + 1}")] if page < pages else []
    rows = [*([[one] for one in kinds] if page == 1 else []), *_pairs(shown), turn]
    return [row for row in (*rows, _enough(bool(draft["agencies"]))) if row]


def _people(people: list[Contact], draft: dict[str, Any]) -> list[list[Button]]:
    shown = [
        [Button(key="chosen" if one.id in draft["people"] else "choose", data=f"to:{one.id}", facts={"name": one.name})]
        for one in people
    ]
    return [row for row in (*shown, _enough(bool(draft["people"]))) if row]


def _enough(chosen: bool) -> list[Button]:
    return [Button(key="enough", data="enough")] if chosen else []


def _pairs(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


async def given(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Tell people of a duty that was just given to them."""
    found = await work.assignments.get(args["assignment"])
    if found is None or reader.contact is None:
        return None
    directive = next((one for one in await stored_directives(work) if one.id == found.directive), None)
    duty = next((one for one in directive.duties if one.id == found.duty), None) if directive else None
    files = await work.files.of(duty_subject(found.directive, found.duty))
    message = Given(
        line=duty_line(found, 1, config, config.calendar.day_of(work.now)),
        agency=config.organisation.full(found.agency),
        issuer=directive.issuer if directive else "",
        by=args["by"],
        text=duty.note if duty else None,
        holder=(await work.contacts.get(found.holder)).name if found.holder is not None else None,
        files=len(files),
    )
    rows = [work_buttons(found)] if found.is_open else []
    rows.append([Button(key="open_page", data=f"open:{found.id}")])
    subjects = (assignment_subject(found.id), duty_subject(found.directive, found.duty))
    return Screen(message=message, buttons=rows, subjects=subjects)
