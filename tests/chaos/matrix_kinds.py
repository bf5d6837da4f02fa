"""Every kind of notice that can stand in the outbox, and a small province in which each has something to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.cabinet import Cabinet
from bot.config import Config
from bot.domain.delivery import Lane
from bot.domain.duties import Directive
from bot.domain.files import FileState
from bot.domain.people import Contact, ContactKind
from bot.domain.reports import ReportState
from bot.domain.rights import Role
from bot.services.base import Speaker
from bot.services.extending import Extending
from bot.services.obstacles import Obstacles
from bot.services.presence import Presence
from bot.services.screens import BUNDLED, COMPOSERS
from bot.services.sync import Sync
from bot.storage.work import Work

PERIOD = "2009-H1"
HEALTH = "so-y-te"
DAY = date(2009, 3, 17)
ROLES = {
    "officer": (Role.OFFICER, HEALTH),
    "head": (Role.HEAD, HEALTH),
    "ict": (Role.ICT, "stttt"),
    "leaders": (Role.LEADER, "ubnd-tinh"),
    "admin": (Role.ADMIN, "stttt"),
}
GROUPS = ("ict", "leaders")
ANSWER, OBSTACLE, REMINDER, DIGEST = Lane

ALIKE = ("language",)
"""Views that are the same in both languages: an edit from one to the other would change nothing."""

Args = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A view with its arguments, as it goes to ``who``. ``asks`` is the question that has to be open for it.

    ``edits``: it is shown in a message that stands; ``topic_for`` and ``in_topic``: it goes to a topic of a forum.
    """

    name: str
    view: str
    args: Args = field(default_factory=dict)
    who: str = "officer"
    lane: Lane = ANSWER
    asks: tuple[str, Args] | None = None
    edits: bool = False
    topic_for: str | None = None
    in_topic: bool = False
    replies: bool = False


@dataclass(frozen=True, kw_only=True)
class Known:
    """What there is in the province: ids of what the kinds are about."""

    duty: int
    stuck: int
    officer: int
    ticket: int
    note: int
    extension: int
    report: int
    proposal: int
    file: int


async def settle(
    work: Work, config: Config, directives: tuple[Directive, ...], cabinet: Cabinet, chats: Mapping[str, str]
) -> Known:
    """Fill the province; ``chats`` are the chats of those in ``ROLES``."""
    people = {who: await enrol(work, who, chat) for who, chat in chats.items()}
    officer = people["officer"]
    speaker = Speaker(contact=officer, id=officer.chat, name=officer.name)
    await Sync(work, config).apply(directives, actor="test")
    mine = {one.duty: one.id for one in await work.assignments.of_agency(HEALTH)}
    obstacles = Obstacles(work, config)
    ticket = await obstacles.open(mine["upkeep"], speaker, "Chưa có kinh phí")
    await obstacles.say(ticket.id, speaker, "Đã lập dự toán")
    extension = await Extending(work, config).ask(mine["lan"], speaker, date(2009, 5, 29), "Chờ thiết bị")
    await Presence(work, config).lost(officer)
    await Presence(work, config).found(await work.contacts.get(officer.id))
    await work.reports.add([await _report(work, config)])
    (report,) = await work.reports.of_period(PERIOD)
    path, size = await cabinet.put(1, "pdf", _bytes(), most=100, now=work.now)
    file = await work.files.add(
        subject=f"ticket:{ticket.id}", channel="telegram", ref="F1", name="du-toan.pdf", kind="document",
        by=officer.id, at=work.now,
    )  # fmt: skip
    await work.files.change(file, state=FileState.KEPT, path=path, size=size)
    counts = ("added", "changed", "removed", "given", "moved", "cancelled", "people")
    proposal = await work.proposals.add(digest="-", body={"changes": [], **dict.fromkeys(counts, 1)}, now=work.now)
    (note,) = await work.tickets.notes(ticket.id)
    return Known(
        duty=mine["lan"],
        stuck=mine["upkeep"],
        officer=officer.id,
        ticket=ticket.id,
        note=note.id,
        extension=extension.id,
        report=report.id,
        proposal=proposal.id,
        file=file,
    )


async def enrol(work: Work, who: str, chat: str, *, forum: bool = False) -> Contact:
    """Enrol a chat as one of ``ROLES``."""
    role, agency = ROLES[who]
    return await work.contacts.enrol(
        kind=ContactKind.GROUP if who in GROUPS else ContactKind.PERSON, channel="telegram", chat=chat,
        name=f"{who} {chat}", agency=agency, role=role, language="vi", forum=forum, now=work.now,
    )  # fmt: skip


async def _report(work: Work, config: Config) -> dict[str, Any]:
    period = config.reporting_calendar.period(PERIOD)
    return {
        "period": PERIOD, "agency": HEALTH, "state": ReportState.OPEN, "revision": 1, "due": period.due,
        "opened_at": work.now, "handled_until": work.now, "next_at": None,
    }  # fmt: skip


async def _bytes() -> Any:
    yield b"%PDF-1.4"


def kinds(known: Known) -> list[Kind]:
    """Return every kind: each view as it is sent, and as a message that stands is edited to it; topics; replies."""
    sent = _answers(known) + _notices(known)
    written = {kind.view for kind in sent}
    expected = (set(COMPOSERS) - {"morning"}) | BUNDLED
    assert written == expected, f"a kind is missing or is there no more: {written ^ expected}"
    edits = [
        replace(kind, name=f"{kind.name}, edited", lane=REMINDER if kind.lane is not ANSWER else ANSWER, edits=True)
        for kind in sent
        if kind.view not in BUNDLED and kind.view not in ALIKE
    ]
    morning = {"day": DAY.isoformat(), "items": [{"view": "digest", "args": {"day": DAY.isoformat()}}]}
    return [
        *sent,
        *edits,
        Kind(name="morning, edited", view="morning", args=morning, who="head", lane=REMINDER, edits=True),
        Kind(name="a week's picture, edited", view="morning", args=morning, who="ict", lane=REMINDER, edits=True),
        Kind(name="ticket in its topic", view="ticket", args={"ticket": known.ticket}, who="ict", lane=OBSTACLE,
             topic_for=HEALTH),
        Kind(name="answer in a topic", view="help", who="ict", in_topic=True),
        Kind(name="answer that replies", view="help", who="ict", replies=True),
    ]  # fmt: skip


def _answers(known: Known) -> list[Kind]:
    """Return what is said to somebody who wrote or pressed."""
    duty = {"assignment": known.duty}
    task = {"step": "who", "text": "Rà soát", "agencies": [], "people": [], "due": None, "dated": False}
    invited = {"id": "c1", "code": "abcd-efgh-jkmn-pqrs", "agency": HEALTH, "role": "officer"}
    day = {"action": "until", "id": known.duty, "day": "2009-05-29", "purpose": "extension", **duty}
    return [
        Kind(name="absence", view="absence", args={"person": known.officer}, who="head"),
        Kind(name="agency", view="agency", args={"agency": HEALTH}, who="ict"),
        Kind(name="ask", view="ask", args={"key": "extension_date", **duty}, asks=("extension_date", duty)),
        Kind(name="ask_obstacle", view="ask_obstacle", args=duty, asks=("obstacle", duty)),
        Kind(name="ask_progress", view="ask_progress", args=duty, asks=("progress", duty)),
        Kind(name="ask_result", view="ask_result", args=duty, asks=("result", duty)),
        Kind(name="ask_section", view="ask_section", args={"report": known.report, "section": "remarks"}),
        Kind(name="deadlines", view="deadlines", args={"agency": HEALTH}),
        Kind(name="directory", view="directory", args={"words": "", "lacking": False, "page": 1}, who="ict"),
        Kind(name="draft", view="draft", args={"member": "{chat}", **duty}, asks=("result", {"result": "-", **duty})),
        Kind(name="duties", view="duties", args={"page": 1}),
        Kind(name="duty", view="duty", args=duty),
        Kind(name="expel", view="expel", args={"person": known.officer}, who="ict"),
        Kind(name="farewell", view="farewell"),
        Kind(name="found", view="found", args={"words": "mang", "page": 1}),
        Kind(name="group_check", view="group_check", args={"title": "Tổ", "problems": [], "forum": False}, who="ict"),
        Kind(name="hand_over", view="hand_over", args=duty, who="head"),
        Kind(name="help", view="help"),
        Kind(name="history", view="history", args=duty),
        Kind(name="invitation", view="invitation", args={"until": "2009-04-01", **invited}, who="ict"),
        Kind(name="invite", view="invite", args={"member": "{chat}"}, who="ict",
             asks=("invite", {"words": "", "agency": None})),
        Kind(name="language", view="language"),
        Kind(name="leave", view="leave", args={"day": "2009-04-01", "person": None}, who="head"),
        Kind(name="plot", view="plot", args={"kind": "completion"}, who="ict"),
        Kind(name="put_off", view="put_off", args=duty),
        Kind(name="read_back", view="read_back", args=day, asks=("extension_date", duty)),
        Kind(name="received", view="received", args={"period": PERIOD, "page": 1}, who="ict"),
        Kind(name="said", view="said", args={"key": "not_text", "facts": {}}),
        Kind(name="task", view="task", args={"member": "{chat}"}, who="head", asks=("task", task)),
        Kind(name="walk", view="walk", args={"report": known.report}),
        Kind(name="welcome", view="welcome"),
        Kind(name="which_ticket", view="which_ticket", args={"tickets": [known.ticket], "text": "Bao giờ có?"}),
    ]  # fmt: skip


def _notices(known: Known) -> list[Kind]:
    """Return what is owed to people whether they wait for it or not."""
    duty, ticket = {"assignment": known.duty}, {"ticket": known.ticket}
    paper = {"period": PERIOD, "agency": None, "form": "xlsx", "day": DAY.isoformat()}
    announced = {"directive": "ct", "agency": HEALTH, "duties": ["lan"], "changed": False, "coordinating": 0}
    waits = {"waits": "claim", "lead": False, "ids": [known.ticket]}
    return [
        Kind(name="alarm", view="alarm", args={"kind": "defect", "facts": {"notice": 7}}, who="ict", lane=OBSTACLE),
        Kind(name="announcement", view="announcement", args=announced, lane=REMINDER),
        Kind(name="board", view="board", args={"period": PERIOD}, who="ict", lane=DIGEST),
        Kind(name="config_refused", view="config_refused", args={"problems": [], "more": 0}, who="ict", lane=OBSTACLE),
        Kind(name="config_reloaded", view="config_reloaded", who="ict", lane=OBSTACLE,
             args={"changed": ["ladder"], "proposal": False, "strangers": []}),
        Kind(name="deputy", view="deputy", args={"person": known.officer}, who="head", lane=REMINDER),
        Kind(name="digest", view="digest", args={"day": DAY.isoformat()}, who="head", lane=DIGEST),
        Kind(name="digest with its picture", view="digest", args={"day": DAY.isoformat()}, who="ict", lane=DIGEST),
        Kind(name="escalation", view="escalation", args=ticket, who="leaders", lane=OBSTACLE),
        Kind(name="extension", view="extension", args={"extension": known.extension}, who="ict", lane=OBSTACLE),
        Kind(name="extension_answer", view="extension_answer", args={"extension": known.extension}, lane=OBSTACLE),
        Kind(name="file", view="file", args={"file": known.file, "about": "VM-2009-0001"}, who="ict", lane=OBSTACLE),
        Kind(name="given", view="given", args={"by": "Lê Thị Hoa", **duty}, lane=REMINDER),
        Kind(name="handed", view="handed", args={"holder": None, "by": "Lê Thị Hoa", **duty}, lane=REMINDER),
        Kind(name="nag", view="nag", args={"report": known.report}, lane=REMINDER),
        Kind(name="paper", view="paper", args=paper, who="ict", lane=DIGEST),
        Kind(name="proposal", view="proposal", args={"proposal": known.proposal, "page": 1}, who="ict", lane=OBSTACLE),
        Kind(name="reminder", view="reminder", args={"rung": "t-14", **duty}, lane=REMINDER),
        Kind(name="removed", view="removed", lane=REMINDER,
             args={"titles": ["Mạng nội bộ"], "directive": "Chỉ thị 01", "agency": HEALTH}),
        Kind(name="removed, many", view="removed", lane=REMINDER,
             args={"titles": [f"{number}. Mạng nội bộ của cơ quan" for number in range(90)], "directive": "Chỉ thị 01",
                   "agency": HEALTH}),
        Kind(name="report", view="report", args={"report": known.report}, who="head", lane=OBSTACLE),
        Kind(name="restructured", view="restructured", lane=REMINDER,
             args={"agency": HEALTH, "sources": ["so-noi-vu"], "open": 2, "joined": 1}),
        Kind(name="silent", view="silent", args={"period": PERIOD}, who="ict", lane=REMINDER),
        Kind(name="ticket", view="ticket", args=ticket, who="ict", lane=OBSTACLE),
        Kind(name="ticket_opened", view="ticket_opened", args=ticket, lane=OBSTACLE),
        Kind(name="ticket_word", view="ticket_word", args={"note": known.note, **ticket}, who="ict", lane=OBSTACLE),
        Kind(name="unreachable", view="unreachable", args={"contact": known.officer}, who="ict", lane=OBSTACLE),
        Kind(name="verdict", view="verdict", args={"accepted": True, "reason": None, **duty}, lane=OBSTACLE),
        Kind(name="verify", view="verify", args=duty, who="ict", lane=OBSTACLE),
        Kind(name="waiting", view="waiting", args=waits, who="ict", lane=OBSTACLE),
    ]  # fmt: skip
