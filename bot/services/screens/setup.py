"""Screens of the administrators: config read anew, and what the directive files would change."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.config import Config
from bot.domain.proposals import ProposalState
from bot.register.changes import DAY, TEXT
from bot.services.views import Button, Reader, Screen, proposal_subject
from bot.storage.work import Work
from bot.texts.messages import (
    ChangeLine,
    ChangePoint,
    ConfigRefused,
    ConfigReloaded,
    ProblemLine,
    ProposalPage,
    Restructured,
    StrangerLine,
    Word,
)

ROOM = 2200  # letters of changes on one page: with what stands around them they fit a message
AROUND = 60  # letters around each change


async def proposal(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show one page of what waits to be applied, or what became of it."""
    found = await work.proposals.get(args["proposal"])
    if found is None:
        return None
    pages = _pages(found.body["changes"])
    page = min(max(args["page"], 1), len(pages))
    decided = None if found.decided_at is None else found.decided_at.astimezone(config.zone)
    message = ProposalPage(
        state=found.state.value,
        who=None if found.decided_by is None else (await work.contacts.get(found.decided_by)).name,
        when=None if decided is None else f"{decided:%H:%M %d/%m/%Y}",
        **{name: count for name, count in found.body.items() if name != "changes"},
        lines=_lines(pages[page - 1]),
        page=page,
        pages=len(pages),
    )
    turn = [
        *([Button(key="previous", data=f"proposal:{found.id}:{page - 1}")] if page > 1 else []),
        *([Button(key="next", data=f"proposal:{found.id}:{page + 1}")] if page < len(pages) else []),
    ]
    decide = [Button(key="apply", data=f"apply:{found.id}"), Button(key="drop", data=f"drop:{found.id}")]
    rows = [row for row in (turn, decide if found.state is ProposalState.OPEN else []) if row]
    return Screen(message=message, buttons=rows, subjects=(proposal_subject(found.id),))


async def config_reloaded(_work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    strangers = [StrangerLine(**one) for one in args["strangers"]]
    return Screen(message=ConfigReloaded(changed=args["changed"], proposal=args["proposal"], strangers=strangers))


async def config_refused(_work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    problems = [ProblemLine(**one) for one in args["problems"]]
    return Screen(message=ConfigRefused(problems=problems, more=args["more"]))


async def restructured(_work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen:
    """Tell who took over from whom; those of that agency open their duties from here."""
    names = config.organisation
    message = Restructured(
        agency=names.full(args["agency"]),
        sources=[names.full(one) for one in args["sources"]],
        open=args["open"],
        joined=args["joined"],
    )
    theirs = reader.contact is not None and reader.contact.agency == args["agency"] and not reader.contact.is_group
    return Screen(message=message, buttons=[[Button(key="my_duties", data="list:1")]] if theirs else ())


def _pages(changes: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Lay as many changes on each page as fit."""
    pages: list[list[dict[str, Any]]] = [[]]
    room = ROOM
    for change in changes:
        needs = len(str(change["title"])) + sum(_letters(point) for point in change["points"]) + AROUND
        if needs > room and pages[-1]:
            pages.append([])
            room = ROOM
        pages[-1].append(change)
        room -= needs
    return pages


def _letters(point: dict[str, Any]) -> int:
    return len(point["old"] or "") + len(point["new"] or "") + AROUND


def _point(point: dict[str, Any]) -> ChangePoint:
    old, new = (_value(point[name], point["kind"]) for name in ("old", "new"))
    return ChangePoint(key=point["field"], old=old, new=new, alone=point["alone"])


def _value(value: str | None, kind: str) -> date | Word | str | None:
    if value is None or kind == TEXT:
        return value
    return date.fromisoformat(value) if kind == DAY else Word(key=value)


def _lines(changes: Sequence[dict[str, Any]]) -> list[ChangeLine]:
    headings = [None, *(change["directive"] for change in changes)]
    return [
        ChangeLine(
            action=change["what"],
            heading=change["directive"] if change["directive"] != before else None,
            clause=change["clause"],
            title=change["title"],
            points=[_point(point) for point in change["points"]],
        )
        for before, change in zip(headings, changes, strict=False)
    ]
