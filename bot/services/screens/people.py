"""Who is enrolled and who is not; inviting, removing, leaving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.config import Config
from bot.documents import qr
from bot.domain.people import Contact
from bot.domain.rights import Action, Role, may, removing
from bot.services.enrolment import GROUP_ROLES
from bot.services.inviting import Inviting, has_words
from bot.services.views import DIRECTORY, Button, Made, Reader, Screen, contact_subject
from bot.storage.codes import Code
from bot.storage.work import Work
from bot.texts.messages import (
    AgencyLine,
    AgencyPage,
    CodeLine,
    Directory,
    Expel,
    Farewell,
    GroupCheck,
    InvitationCard,
    Invite,
    PersonLine,
    Said,
)

PAGE = 8
ROW = 4
OFFERED = 10
ORDER = list(Role)
INSTANT = timedelta(microseconds=1)  # a code expires at midnight: the day before is its last


@dataclass(frozen=True, kw_only=True)
class _Entry:
    agency: str
    people: list[Contact]

    @property
    def officer(self) -> bool:
        return any(one.role is Role.OFFICER for one in self.people)


async def directory(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show a page of all agencies with their people; to who sees one agency only, that."""
    contact = reader.contact
    if contact is None:
        return None
    if not _sees_all(contact):
        return await agency(work, config, reader, {"agency": contact.agency})
    inviting = Inviting(work, config)
    everybody = set(await inviting.everybody())
    entries = _entries(config, await work.contacts.all(), everybody)
    wanted = [one for one in entries if _is_wanted(one, inviting, args["words"], lacking=args["lacking"])]
    pages = max(1, -(-len(wanted) // PAGE))
    page = min(max(1, args["page"]), pages)
    first = (page - 1) * PAGE
    shown = list(enumerate(wanted[first : first + PAGE], start=first + 1))
    message = Directory(
        words=args["words"],
        lacking=args["lacking"],
        lines=[
            AgencyLine(
                number=number,
                agency=config.organisation.short(one.agency),
                people=_lines(one.people, config),
                officer=one.officer or one.agency not in everybody,
            )
            for number, one in shown
        ],
        total=len(wanted),
        agencies=len(everybody),
        with_officer=sum(one.officer for one in entries if one.agency in everybody),
        page=page,
        pages=pages,
    )
    numbers = [Button(key="number", data=f"at:{one.agency}", facts={"number": number}) for number, one in shown]
    turn = [Button(key="previous", data=f"people:{page - 1}")] if page > 1 else []
    turn += [Button(key="next", data=f"people:{page + 1}")] if page < pages else []
    whom = Button(key="everybody", data="lacking:0") if args["lacking"] else Button(key="lacking", data="lacking:1")
    rows = [*(numbers[start : start + ROW] for start in range(0, len(numbers), ROW)), turn, [whom]]
    return Screen(message=message, buttons=[row for row in rows if row], subjects=(DIRECTORY,))


def _sees_all(contact: Contact) -> bool:
    return may(contact.actor, Action.SEE_PEOPLE, "")


def _entries(config: Config, contacts: Iterable[Contact], everybody: set[str]) -> list[_Entry]:
    """Return the agencies that should have somebody, or have, in the order of the organisation."""
    people: dict[str, list[Contact]] = {}
    for one in contacts:
        people.setdefault(one.agency, []).append(one)
    known = [agency for agency in config.organisation.agencies if agency in everybody or agency in people]
    gone = [agency for agency in people if agency not in config.organisation.agencies]
    return [_Entry(agency=agency, people=_ordered(people.get(agency, []))) for agency in (*known, *gone)]


def _ordered(contacts: Iterable[Contact]) -> list[Contact]:
    return sorted(contacts, key=lambda one: (ORDER.index(one.role), one.id))


def _is_wanted(entry: _Entry, inviting: Inviting, words: str, *, lacking: bool) -> bool:
    if lacking:
        return not entry.officer
    return inviting.is_named(entry.agency, words) or any(has_words(one.name, words) for one in entry.people)


def _lines(contacts: Iterable[Contact], config: Config) -> list[PersonLine]:
    return [_line(one, config) for one in contacts]


def _line(contact: Contact, config: Config) -> PersonLine:
    return PersonLine(
        name=contact.name,
        role=contact.role.value,
        since=config.calendar.day_of(contact.enrolled_at),
        group=contact.is_group,
        unreachable=contact.unreachable_since is not None,
        away_until=contact.away_until,
    )


async def agency(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show one agency's people and its open codes, with what the reader may do there."""
    contact, named = reader.contact, args["agency"]
    if contact is None:
        return None
    if not may(contact.actor, Action.SEE_PEOPLE, named):
        return Screen(message=Said(key="not_allowed"))
    people = _ordered(one for one in await work.contacts.all() if one.agency == named)
    roles = Inviting(work, config).roles(contact, named) if named in config.organisation.agencies else []
    codes = [one for one in await work.codes.good(work.now, agency=named) if one.role in roles]
    message = AgencyPage(
        agency=config.organisation.full(named),
        people=_lines(people, config),
        codes=[_code_line(number, one, config) for number, one in enumerate(codes, start=1)],
        manages=bool(roles),
    )
    rows = [
        [Button(key="expel", data=f"expel:{one.id}", facts={"name": one.name})]
        for one in people
        if one.id != contact.id and may(contact.actor, removing(one.role), one.agency)
    ]
    rows += [
        [Button(key="unvite_number", data=f"unvite:{one.id}", facts={"number": number})]
        for number, one in enumerate(codes, start=1)
    ]
    rows += [[Button(key="invite", data=f"for:{named}")]] if roles else []
    rows += [[Button(key="everybody", data="people:1")]] if _sees_all(contact) else []
    return Screen(message=message, buttons=rows, subjects=(DIRECTORY,))


def _code_line(number: int, code: Code, config: Config) -> CodeLine:
    return CodeLine(number=number, role=code.role.value, until=config.calendar.day_of(code.expires_at - INSTANT))


async def expel(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Ask whether somebody is really to be removed."""
    found = next(iter(await work.contacts.some([args["person"]])), None)
    if reader.contact is None or found is None or not found.active:
        return Screen(message=Said(key="person_gone"))
    message = Expel(
        person=_line(found, config), agency=config.organisation.full(found.agency), held=await _held(work, found)
    )
    rows = [
        [Button(key="expel_yes", data=f"expelled:{found.id}")],
        [Button(key="back", data=f"at:{found.agency}")],
    ]
    return Screen(message=message, buttons=rows, subjects=(contact_subject(found.id),))


async def farewell(work: Work, config: Config, reader: Reader, _args: dict[str, Any]) -> Screen | None:
    """Ask somebody whether they really want to leave."""
    contact = reader.contact
    if contact is None:
        return None
    message = Farewell(
        agency=config.organisation.full(contact.agency), role=contact.role.value, held=await _held(work, contact)
    )
    return Screen(message=message, buttons=[[Button(key="leave_yes", data="quit"), Button(key="stay", data="stay")]])


async def _held(work: Work, contact: Contact) -> int:
    return sum(one.is_open for one in await work.assignments.held_by(contact.id, contact.agency))


async def invite(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show an invitation as far as it is made: ask for the agency, then for the role."""
    contact = reader.contact
    if contact is None:
        return None
    asked = await work.questions.pending(channel=contact.channel, chat=contact.chat, sender=args["member"])
    if asked is None or asked.kind != "invite":
        return Screen(message=Said(key="question_gone"))
    inviting, chosen, words = Inviting(work, config), asked.args["agency"], asked.args["words"]
    found = [] if chosen else inviting.agencies(contact, words)
    if chosen:
        offered = [
            [Button(key="invite_as", data=f"as:{role.value}", facts={"role": role.value})]
            for role in inviting.roles(contact, chosen)
        ]
    else:
        buttons = [
            Button(key="agency", data=f"for:{one}", facts={"name": config.organisation.short(one)})
            for one in found[:OFFERED]
        ]
        offered = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    message = Invite(agency=config.organisation.full(chosen) if chosen else None, words=words, found=len(found))
    rows = [*offered, [Button(key="cancel", data="cancel")]]
    return Screen(message=message, buttons=rows, subjects=(contact_subject(contact.id),))


async def invitation(_work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen:
    """Show a code, with its link and the picture of it."""
    code, role = args["code"], Role(args["role"])
    link = reader.start_link(code)
    message = InvitationCard(
        agency=config.organisation.full(args["agency"]),
        role=role.value,
        code=code,
        link=link,
        until=date.fromisoformat(args["until"]),
        group=role in GROUP_ROLES,
    )
    picture = Made(name="ma-moi.png", content=partial(qr.picture, link), picture=True) if link else None
    return Screen(message=message, buttons=[[Button(key="unvite", data=f"unvite:{args['id']}")]], make=picture)


async def group_check(_work: Work, _config: Config, _reader: Reader, args: dict[str, Any]) -> Screen:
    """Tell what the bot may do in a group, and how to mend what it may not."""
    problems: Sequence[str] = args["problems"]
    return Screen(message=GroupCheck(title=args["title"], problems=problems, forum=args["forum"]))
