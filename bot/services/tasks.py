"""Duties given on the spot, in chat: by leaders and the ICT department to agencies, by a head to the agency's people.

They live like any other; a sync of the files leaves them alone.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.channels.base import IncomingFile
from bot.domain.delivery import Lane
from bot.domain.duties import GIVEN_IN_CHAT, Directive, Duty, Occurrence, Origin
from bot.domain.organisation import KIND_PREFIX, Organisation
from bot.domain.people import Contact
from bot.domain.rights import Action, Role
from bot.errors import Refused
from bot.services.assigning import assignment_rows, directive_row, duty_row
from bot.services.base import Service, Speaker, check_length
from bot.services.evidence import Evidence
from bot.services.handing import Handing
from bot.services.stored import stored_directives
from bot.services.views import DROPPED, View, assignment_subject, duty_subject, task_subject
from bot.words import fold, tidy

TITLE = 120  # characters of a text that stand for the whole of it in lists
BETWEEN = frozenset({"va", "cac", "and", "cung", "tat", "ca", "cho"})
SEPARATORS = re.compile(r"[,;]+")


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be given: to agencies, or (by a head) to people of the own agency, by their contact ids."""

    text: str
    agencies: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    due: date | None = None


class Tasks(Service):
    """Giving duties from chat."""

    def giver(self, contact: Contact) -> bool:
        """Tell whether somebody gives duties to agencies (True) or to people of their own (False). Raises Refused."""
        self.require(contact, Action.GIVE_DUTY, contact.agency)
        return contact.role is not Role.HEAD

    async def people(self, contact: Contact) -> list[Contact]:
        """Return to whom a head may give a duty: the agency's others."""
        return [one for one in await Handing(self.work, self.config).people(contact.agency) if one.id != contact.id]

    async def read_names(self, text: str, contact: Contact) -> list[str]:
        """Return the agencies (ids), or for a head the people (contact ids), that a text names. Raises Refused."""
        if self.giver(contact):
            names = agency_names(self.config.organisation)
        else:
            names = {fold(one.name): (str(one.id),) for one in await self.people(contact)}
        found, unknown = read_names(text, names)
        if unknown or not found:
            raise Refused("task_unknown", names=unknown or text.strip())
        return found

    async def begin(self, speaker: Speaker) -> None:
        """Forget what was laid beside a duty that was never given. Raises Refused."""
        self.giver(speaker.contact)
        await self.work.files.give(task_subject(speaker.contact.id, speaker.id), f"{DROPPED}{speaker.contact.id}")

    async def lay(self, speaker: Speaker, file: IncomingFile, album: str | None) -> None:
        """Lay a file beside the duty that is being written. Raises Refused."""
        subject = task_subject(speaker.contact.id, speaker.id)
        await Evidence(self.work, self.config).keep(file, speaker, subject, album)

    def agency(self, text: str) -> str:
        """Return an agency by its id. Raises Refused."""
        if text not in self.config.organisation.agencies:
            raise Refused("gone")
        return text

    def of_kind(self, kind: str) -> list[str]:
        """Return the agencies of a kind. Raises Refused for a kind that is not there."""
        if kind not in self.config.organisation.kinds:
            raise Refused("gone")
        return list(self.config.organisation.select([f"{KIND_PREFIX}{kind}"]))

    async def give(self, speaker: Speaker, task: Task) -> list[int]:
        """Give a duty, with the files that were laid beside it; return the assignments.

        Raises Refused for a text that is missing or too long, a day that is past, and people who are not theirs.
        """
        contact = speaker.contact
        to_agencies = self.giver(contact)
        if not task.text.strip() or not (task.agencies if to_agencies else task.people):
            raise Refused("task_incomplete")
        check_length(task.text)
        if task.due is not None and task.due < self.today:
            raise Refused("date_past")
        files = task_subject(contact.id, speaker.id)
        directive = await self._directive(contact)
        given: list[int] = []
        if to_agencies:
            for agency in task.agencies:
                self.require(contact, Action.GIVE_DUTY, agency)
            duty = await self._duty(directive, task, task.agencies, contact)
            await self.work.files.copy(files, duty_subject(*duty.key))
            given = [await self._assign(duty, agency, None) for agency in task.agencies]
        else:
            known = {one.id for one in await self.people(contact)}
            if not known.issuperset(task.people):
                raise Refused("not_yours")
            for person in task.people:
                duty = await self._duty(directive, task, (contact.agency,), contact)
                await self.work.files.copy(files, duty_subject(*duty.key))
                given.append(await self._assign(duty, contact.agency, person))
        await self.work.files.give(files, f"{DROPPED}{contact.id}")
        for assignment in given:
            await self._announce(assignment, speaker)
        return given

    async def _directive(self, contact: Contact) -> Directive:
        """Return the directive that holds what an agency gives in chat this year; it is stored when first used."""
        names = self.config.organisation
        found = Directive(
            id=f"viec-{self.today.year}-{contact.agency}",
            kind=GIVEN_IN_CHAT,
            issuer=names.full(contact.agency),
            title=f"Việc giao trực tiếp năm {self.today.year} – {names.short(contact.agency)}",
            in_force_from=date(self.today.year, 1, 1),
        )
        if not any(one.id == found.id for one in await stored_directives(self.work)):
            await self.work.register.put_directive(found.id, directive_row(found, Origin.CHAT, self.work.now))
        return found

    async def _duty(self, directive: Directive, task: Task, lead: tuple[str, ...], contact: Contact) -> Duty:
        number = await self.work.register.count_duties(directive.id) + 1
        first, _, rest = task.text.strip().partition("\n")
        whole = len(first) <= TITLE and not rest
        duty = Duty(
            directive=directive.id,
            id=f"viec-{number:04}",
            clause=str(number),
            title=first if len(first) <= TITLE else f"{first[: TITLE - 1].rstrip()}…",
            lead=lead,
            due=task.due,
            note=None if whole else task.text.strip(),
        )
        await self.work.register.put_duty(directive.id, duty.id, duty_row(duty, directive, given_by=contact.id))
        return duty

    async def _assign(self, duty: Duty, agency: str, holder: int | None) -> int:
        occurrence = Occurrence(key="", due=duty.due)
        rows = assignment_rows(duty, [agency], occurrence, self.config, self.work.now, holder)
        await self.work.assignments.add(rows)
        (found,) = [one for one in await self.work.assignments.of_duty(*duty.key) if one.agency == agency]
        return found.id

    async def _announce(self, assignment: int, speaker: Speaker) -> None:
        found = await self.work.assignments.get(assignment)
        if found is None:
            raise Refused("gone")
        subject = assignment_subject(assignment)
        await self.noted(speaker, "give_duty", subject, agency=found.agency)
        heads = await self.work.contacts.of(agencies=[found.agency], roles=[Role.HEAD])
        people = [*await self.agency_side(found.agency, found.holder), *heads]
        await self.tell(
            [one for one in people if one.id != speaker.contact.id],
            View(name="given", args={"assignment": assignment, "by": speaker.name}),
            key=f"given:{assignment}",
            lane=Lane.REMINDER,
            subject=subject,
            silent=self.outside_hours(),
        )


def agency_names(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    """Return what agencies may be called, folded: by id, short or full name, or all of a kind by the kind's name."""
    names = {fold(kind.name): organisation.select([f"{KIND_PREFIX}{kind.id}"]) for kind in organisation.kinds.values()}
    for agency in organisation.agencies.values():
        names |= {fold(name): (agency.id,) for name in (agency.id, agency.short, agency.name)}
    return names


def read_names(text: str, names: dict[str, tuple[str, ...]]) -> tuple[list[str], str]:
    """Return what the names in a text stand for, and which of its words, as they were typed, are no name.

    The longest name counts: "Sở Văn hóa, Thể thao và Du lịch" is one.
    """
    typed = SEPARATORS.sub(" , ", tidy(text)).split()
    words = [fold(word) for word in typed]
    left: list[str | None] = list(typed)
    found: dict[str, None] = {}
    for name in sorted(names, key=len, reverse=True):
        spelled = SEPARATORS.sub(" , ", name).split()
        for start in range(len(words) - len(spelled) + 1):
            end = start + len(spelled)
            if words[start:end] == spelled and None not in left[start:end]:
                left[start:end] = [None] * len(spelled)
                found |= dict.fromkeys(names[name])
    return list(found), _unknown(left)


def _unknown(left: list[str | None]) -> str:
    """Return the words that are left, without those that only join names: at an end they are no part of one."""
    parts: list[list[str]] = [[]]
    for word in left:
        if word is None or word == ",":
            parts.append([])
        elif parts[-1] or fold(word) not in BETWEEN:
            parts[-1].append(word)
    for part in parts:
        while part and fold(part[-1]) in BETWEEN:
            part.pop()
    return ", ".join(" ".join(part) for part in parts if part)
