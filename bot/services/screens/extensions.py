"""A request for another deadline, as who decides sees it and as who asked does."""

from typing import Any

from bot.config import Config
from bot.domain.extensions import Extension, ExtensionState
from bot.domain.rights import Action, may
from bot.services.views import Button, Reader, Screen, assignment_subject, extension_subject
from bot.storage.work import Work
from bot.texts.messages import ExtensionPage


async def extension(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show it to who decides."""
    found = await work.extensions.get(args["extension"])
    if found is None or reader.contact is None:
        return None
    rows = []
    decides = may(reader.contact.actor, Action.GRANT_EXTENSION, found.agency)
    if found.state is ExtensionState.ASKED and decides:
        rows = [
            [Button(key="grant", data=f"grant:{found.id}"), Button(key="refuse", data=f"refuse:{found.id}")],
            [Button(key="propose", data=f"propose:{found.id}")],
        ]
    rows.append([Button(key="open_page", data=f"open:{found.assignment}")])
    return await _screen(work, config, found, rows, mine=False)


async def extension_answer(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show it to the agency that asked."""
    found = await work.extensions.get(args["extension"])
    if found is None:
        return None
    rows = []
    if found.state is ExtensionState.PROPOSED:
        rows = [[Button(key="take", data=f"take:{found.id}"), Button(key="decline", data=f"withdraw:{found.id}")]]
    elif found.state is ExtensionState.ASKED:
        rows = [[Button(key="withdraw", data=f"withdraw:{found.id}")]]
    rows.append([Button(key="open_page", data=f"open:{found.assignment}")])
    return await _screen(work, config, found, rows, mine=True)


async def _screen(
    work: Work, config: Config, found: Extension, rows: list[list[Button]], *, mine: bool
) -> Screen | None:
    assignment = await work.assignments.get(found.assignment)
    if assignment is None:
        return None
    message = ExtensionPage(
        mine=mine,
        agency=config.organisation.full(found.agency),
        author=(await work.contacts.get(found.asked_by)).name,
        title=assignment.title,
        due_before=found.due_before,
        wanted=found.wanted,
        reason=found.reason,
        state=found.state.value,
        proposed=found.proposed,
        granted=found.granted,
        answer=found.answer,
        answered_by=found.answered_by,
    )
    return Screen(
        message=message, buttons=rows, subjects=(extension_subject(found.id), assignment_subject(found.assignment))
    )
