"""Screens that belong to no single thing: welcome, help, short answers, announcements."""

from typing import Any

from bot.config import Config
from bot.domain.duties import OPEN
from bot.services.screens.lines import duty_lines
from bot.services.stored import stored_directives
from bot.services.views import Button, Reader, Screen, assignment_subject
from bot.storage.work import Work
from bot.texts.messages import Alarm, Announcement, Help, LanguageChoice, Removed, Said, Welcome

NEAREST = 5


async def said_page(_work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    facts = dict(args["facts"])
    if "agency" in facts:
        facts["agency"] = config.organisation.full(facts["agency"])
    return Screen(message=Said(key=args["key"], facts=facts))


async def alarm(_work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    return Screen(message=Alarm(kind=args["kind"], facts=args["facts"]))


async def welcome(work: Work, config: Config, reader: Reader, _args: dict[str, Any]) -> Screen | None:
    contact = reader.contact
    if contact is None:
        return None
    mine = await work.assignments.of_agency(contact.agency)
    message = Welcome(
        name=contact.name,
        agency=config.organisation.full(contact.agency),
        role=contact.role.value,
        open_duties=sum(one.status in OPEN for one in mine),
        group=contact.is_group,
    )
    return Screen(message=message)


async def help_page(_work: Work, _config: Config, reader: Reader, _args: dict[str, Any]) -> Screen | None:
    if reader.contact is None:
        return None
    return Screen(message=Help(role=reader.contact.role.value, group=reader.contact.is_group))


async def language(_work: Work, _config: Config, _reader: Reader, _args: dict[str, Any]) -> Screen:
    buttons = [[Button(key="vi", data="lang:vi"), Button(key="en", data="lang:en")]]
    return Screen(message=LanguageChoice(), buttons=buttons)


async def announcement(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    directive = next((one for one in await stored_directives(work) if one.id == args["directive"]), None)
    if directive is None:
        return None
    wanted = set(args["duties"])
    mine = [
        one
        for one in await work.assignments.of_agency(args["agency"])
        if one.directive == directive.id and one.duty in wanted
    ]
    today = config.calendar.day_of(work.now)
    dated = [one for one in mine if one.due is not None]
    nearest = [one for one in dated if one.is_open][:NEAREST]
    message = Announcement(
        directive=directive.title,
        number=directive.number,
        issuer=directive.issuer,
        agency=config.organisation.full(args["agency"]),
        changed=args["changed"],
        total=len(mine),
        dated=len(dated),
        coordinating=args["coordinating"],
        nearest=duty_lines(nearest, config, today),
    )
    buttons = [
        [
            Button(key="open_duty", data=f"open:{one.id}", facts={"number": number})
            for number, one in enumerate(nearest, start=1)
        ],
        [Button(key="my_duties", data="list:1")],
    ]
    return Screen(
        message=message,
        buttons=[row for row in buttons if row],
        subjects=tuple(assignment_subject(o.id) for o in nearest),
    )


async def removed(_work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    agency = config.organisation.full(args["agency"])
    return Screen(message=Removed(titles=args["titles"], directive=args["directive"], agency=agency))
