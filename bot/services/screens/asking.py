"""What the bot asks: a text, a figure, a day; and a day read back before it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.channels.base import Sender
from bot.config import Config
from bot.domain.assignments import Assignment
from bot.domain.duties import REMINDED, Status
from bot.domain.obstacles import Category
from bot.domain.quiet import put_off as room_to_put_off
from bot.services.screens.lines import duty_line, figure_line, target_line
from bot.services.views import (
    Button,
    Reader,
    Screen,
    assignment_subject,
    contact_subject,
    extension_subject,
    report_subject,
    ticket_subject,
)
from bot.storage.work import Work
from bot.texts.messages import Ask, AskObstacle, AskProgress, AskResult, PutOff, ReadBack, Said

QUARTERS = ("25", "50", "75")
CATEGORIES = tuple(Category)
DAYS_ASKED = {"extension": "extension_date", "proposal": "propose", "put_off": "put_off"}
"""Of each purpose of a day that is read back: the question that asked for it."""
STILL_ASKED: dict[str, Callable[[Assignment], bool]] = {
    "return": lambda one: one.status is Status.SUBMITTED,
    "extension_date": lambda one: one.is_open,
    "extension_reason": lambda one: one.is_open,
    "put_off": lambda one: one.status in REMINDED,
}


async def ask(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Ask for a text; ``args`` have the ``key`` of the question and what it is about."""
    key = args["key"]
    about = await _about(work, config, reader, args)
    if about is None:
        return None
    if about.duty is not None and not STILL_ASKED.get(key, _always)(about.duty):
        return _stale(about.duty)
    message = Ask(key=key, title=about.title)
    if not await _waits(work, reader, args, key):
        return Screen(message=message, subjects=(about.subject,))
    return _asking(message, reader, about.subject, args)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a question is about; ``duty`` where it may be answered as long as that stands so."""

    title: str
    subject: str
    duty: Assignment | None = None


async def _about(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> About | None:
    """Find what a question is about; None if it is not there any more."""
    if "report" in args and "assignment" not in args:
        report = await work.reports.get(args["report"])
        return (
            About(title=config.organisation.full(report.agency), subject=report_subject(report.id)) if report else None
        )
    if "ticket" in args:
        ticket = await work.tickets.get(args["ticket"])
        return About(title=ticket.number, subject=ticket_subject(ticket.id)) if ticket else None
    if "extension" in args:
        extension = await work.extensions.get(args["extension"])
        moved = await work.assignments.get(extension.assignment) if extension else None
        return About(title=moved.title, subject=extension_subject(args["extension"])) if moved else None
    if "assignment" in args:
        duty = await work.assignments.get(args["assignment"])
        return About(title=duty.title, subject=assignment_subject(duty.id), duty=duty) if duty else None
    return About(title="", subject=contact_subject(reader.contact.id if reader.contact else 0))


async def _waits(work: Work, reader: Reader, args: dict[str, Any], kind: str) -> bool:
    """Tell whether a question still waits for its answer: then it has buttons."""
    contact = reader.contact
    if contact is None:
        return False
    member = args["asked"]["id"] if "asked" in args else contact.chat
    asked = await work.questions.pending(channel=contact.channel, chat=contact.chat, sender=member)
    about = ("assignment", "ticket", "extension")
    return (
        asked is not None
        and asked.kind == kind
        and all(asked.args.get(name) == args[name] for name in about if name in args and name in asked.args)
    )


def _always(_found: Assignment) -> bool:
    return True


def _stale(found: Assignment) -> Screen:
    said = Said(key="ask_over", facts={"title": found.title, "status": found.status.value})
    return Screen(message=said, subjects=(assignment_subject(found.id),))


def _asking(message: Ask, reader: Reader, subject: str, args: dict[str, Any]) -> Screen:
    """In a private chat a button cancels; in a group the answer is a reply, prepared for who is asked.

    What prepares a reply can never be edited, so in a group the question is not painted anew when its subject changes.
    """
    if reader.contact is not None and reader.contact.is_group:
        asked = args.get("asked")
        whom = Sender(id=asked["id"], name=asked["name"]) if asked else None
        return Screen(message=message, subjects=(f"question:{subject}",), asks=True, asks_whom=whom)
    return Screen(message=message, buttons=[[Button(key="cancel", data="cancel")]], subjects=(subject,))


async def ask_result(work: Work, _config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    if not found.is_open:
        return _stale(found)
    buttons = [[Button(key="skip", data=f"skip:{found.id}")], [Button(key="cancel", data="cancel")]]
    waits = await _waits(work, reader, args, "result")
    subjects = (assignment_subject(found.id),)
    return Screen(message=AskResult(title=found.title), buttons=buttons if waits else (), subjects=subjects)


async def ask_obstacle(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    if not found.is_open:
        return _stale(found)
    chosen = args.get("category")
    kinds = [Button(key=f"category_{one}", data=f"kind:{found.id}:{one}") for one in CATEGORIES if one != chosen]
    rows = [kinds[start : start + 2] for start in range(0, len(kinds), 2)]
    return Screen(
        message=AskObstacle(title=found.title, ict=config.organisation.full(config.organisation.ict), category=chosen),
        buttons=[*rows, [Button(key="cancel", data="cancel")]] if await _waits(work, reader, args, "obstacle") else (),
        subjects=(assignment_subject(found.id),),
    )


async def ask_progress(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    if not found.is_open:
        return _stale(found)
    percents = [
        Button(key="percent", data=f"figure:{found.id}:{value}", facts={"value": value})
        for value in (QUARTERS if found.unit == "%" else ())
    ]
    message = AskProgress(
        title=found.title, unit=found.unit, target=target_line(found), figure=figure_line(found, config)
    )
    rows = [row for row in (percents, [Button(key="cancel", data="cancel")]) if row]
    if not await _waits(work, reader, args, "progress"):
        rows = []
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def put_off(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Offer days to which the next reminder of a duty may be put off."""
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    room = None
    if found.due is not None and found.status in REMINDED:
        room = room_to_put_off(
            found.due, now=work.now, ladder=config.ladder, calendar=config.calendar, every=found.every
        )
    if room is None:
        return _stale(found)
    today = config.calendar.day_of(work.now)
    days = [[Button(key="day", data=_day_data("off", found.id, day), facts={"day": day})] for day in room.offered]
    rows = [*days, [Button(key="other_day", data=f"offday:{found.id}"), Button(key="cancel", data="cancel")]]
    message = PutOff(line=duty_line(found, 1, config, today), latest=room.latest)
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def read_back(work: Work, _config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show a day as it was understood; it counts when it is confirmed, and another may be typed instead."""
    day = date.fromisoformat(args["day"])
    title, subject = "", contact_subject(reader.contact.id if reader.contact else 0)
    if "assignment" in args:
        found = await work.assignments.get(args["assignment"])
        if found is None:
            return None
        title, subject = found.title, assignment_subject(found.id)
    buttons = [
        [Button(key="right_day", data=_day_data(args["action"], args["id"], day))],
        [Button(key="cancel", data="cancel")],
    ]
    message = ReadBack(purpose=args["purpose"], title=title, day=day)
    waits = await _waits(work, reader, args, DAYS_ASKED[args["purpose"]])
    return Screen(message=message, buttons=buttons if waits else (), subjects=(subject,))


def _day_data(action: str, subject: int, day: date) -> str:
    return f"{action}:{subject}:{day:%Y%m%d}"
