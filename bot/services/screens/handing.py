"""Who holds a duty, and who stands in for whom."""

from datetime import date
from typing import Any

from bot.config import Config
from bot.domain.rights import Role
from bot.services.base import Service
from bot.services.handing import Handing
from bot.services.screens.duties import work_buttons
from bot.services.screens.lines import duty_line
from bot.services.views import Button, Reader, Screen, assignment_subject, contact_subject
from bot.storage.work import Work
from bot.texts.messages import Absence, Deputy, Handed, HandOver, Leave, OutOfReach


async def hand_over(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Offer the agency's people, to hold a duty."""
    found = await work.assignments.get(args["assignment"])
    if found is None:
        return None
    people = await Handing(work, config).people(found.agency)
    holder = next((one.name for one in people if one.id == found.holder), None)
    rows = [
        [Button(key="person", data=f"holder:{found.id}:{one.id}", facts={"name": one.name})]
        for one in people
        if one.id != found.holder and found.is_open
    ]
    if found.holder is not None and found.is_open:
        rows.append([Button(key="all_officers", data=f"holder:{found.id}:0")])
    rows.append([Button(key="back", data=f"less:{found.id}")])
    line = duty_line(found, 1, config, config.calendar.day_of(work.now))
    return Screen(message=HandOver(line=line, holder=holder), buttons=rows, subjects=(assignment_subject(found.id),))


async def handed(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Tell somebody that a duty was handed to them, or from them."""
    found = await work.assignments.get(args["assignment"])
    if found is None or reader.contact is None:
        return None
    holder = await work.contacts.get(found.holder) if found.holder is not None else None
    mine = holder is not None and holder.id == reader.contact.id
    message = Handed(
        line=duty_line(found, 1, config, config.calendar.day_of(work.now)),
        mine=mine,
        by=args["by"],
        holder=holder.name if holder else None,
    )
    rows = [work_buttons(found)] if mine and found.is_open else []
    rows.append([Button(key="open_page", data=f"open:{found.id}")])
    return Screen(message=message, buttons=rows, subjects=(assignment_subject(found.id),))


async def absence(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Show whether somebody is away; with ``until``, offer who may stand in."""
    person = await work.contacts.get(args["person"])
    today = config.calendar.day_of(work.now)
    away = person.is_away(today)
    deputy = await work.contacts.get(person.deputy) if away and person.deputy is not None else None
    rows = [[Button(key="come_back", data=f"present:{person.id}")]] if away else []
    message = Absence(
        name=person.name, until=person.away_until if away else None, deputy=deputy.name if deputy else None
    )
    return Screen(message=message, buttons=rows, subjects=(contact_subject(person.id),))


async def deputy(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Tell somebody for whom they stand in, and until when; or that it is over."""
    person = await work.contacts.get(args["person"])
    if reader.contact is None:
        return None
    stands_in = person.is_away(config.calendar.day_of(work.now)) and person.deputy == reader.contact.id
    message = Deputy(name=person.name, until=person.away_until if stands_in else None)
    return Screen(message=message, buttons=[[Button(key="my_duties", data="list:1")]],
                  subjects=(contact_subject(person.id),))  # fmt: skip


async def unreachable(work: Work, config: Config, _reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Tell the ICT department of a chat that takes no messages, and who is told meanwhile; or that it does again."""
    person, service = await work.contacts.get(args["contact"]), Service(work, config)
    subject = contact_subject(person.id)
    lost, seen, back = None, None, None
    for event in await work.audit.of([subject]):
        match event.action:
            case "unreachable":
                lost, seen, back = event, None, None
            case "see_unreachable":
                seen = event
            case "present":
                back = event
    if lost is None:
        return None
    (told,) = await service.stand_ins([person], again=False)
    message = OutOfReach(
        name=person.name,
        agency=config.organisation.full(person.agency),
        role=person.role.value,
        why=lost.facts["why"],
        since=service.told_moment(lost.at),
        back=service.told_moment(back.at) if back else None,
        stand_in=told.name if told.id != person.id else None,
        seen_by=await service.name_of(seen.actor, seen.facts) if seen else None,
    )
    rows = [] if back or seen else [[Button(key="note", data=f"seen:{person.id}")]]
    rows += [] if back else [[Button(key="folk", data=f"folk:{person.agency}")]]
    return Screen(message=message, buttons=rows, subjects=(subject,))


async def leave(work: Work, config: Config, reader: Reader, args: dict[str, Any]) -> Screen | None:
    """Read the last day away back, and offer who may stand in; a head is asked first who is away."""
    contact = reader.contact
    if contact is None:
        return None
    day = date.fromisoformat(args["day"])
    handing = Handing(work, config)
    people = await handing.people(contact.agency)
    person = next((one for one in people if one.id == (args["person"] or contact.id)), contact)
    if args["person"] is None and contact.role is Role.HEAD and len(people) > 1:
        offered = [Button(key="person", data=f"whom:{one.id}:{day:%Y%m%d}", facts={"name": one.name}) for one in people]
        chosen = None
    else:
        today = config.calendar.day_of(work.now)
        offered = [
            Button(key="person", data=f"deputy:{person.id}:{one.id}:{day:%Y%m%d}", facts={"name": one.name})
            for one in people
            if one.id != person.id and not one.is_away(today)
        ]
        chosen = person.name
    rows = [*([one] for one in offered), [Button(key="cancel", data="cancel")]]
    return Screen(message=Leave(name=chosen, day=day), buttons=rows, subjects=(contact_subject(contact.id),))
