"""Every longer message the bot sends: what it needs to be said. Its template has the class's ``template`` name.

Days are local dates; texts come from people and are escaped by the templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Message:
    """Base of all messages."""

    template: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One duty in a list. ``status`` is an assignment's status; ``days_left`` is negative once overdue."""

    number: int
    title: str
    clause: str
    directive: str
    status: str
    due: date | None
    days_left: int | None
    overdue: bool
    agency: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    metric: str
    unit: str
    value: Decimal
    at_least: bool


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The four cells and what has no deadline; ``change`` is against the last digest (None: there was none)."""

    done_on_time: int
    done_late: int
    open_within: int
    open_overdue: int
    no_deadline: int
    change: dict[str, int] | None = None

    @property
    def with_deadline(self) -> int:
        return self.done_on_time + self.done_late + self.open_within + self.open_overdue

    @property
    def has_changed(self) -> bool:
        """Tell whether any of the four cells differs from the last digest."""
        cells = ("done_on_time", "done_late", "open_within", "open_overdue")
        return self.change is not None and any(self.change[cell] for cell in cells)


@dataclass(frozen=True, kw_only=True)
class Said(Message):
    """A short answer: ``key`` is a phrase under ``said`` in phrases.yaml, ``facts`` what it needs."""

    template: ClassVar[str] = "said"
    key: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Welcome(Message):
    template: ClassVar[str] = "welcome"
    name: str
    agency: str
    role: str
    open_duties: int
    group: bool


@dataclass(frozen=True, kw_only=True)
class Help(Message):
    template: ClassVar[str] = "help"
    role: str
    group: bool


@dataclass(frozen=True, kw_only=True)
class Announcement(Message):
    """A directive was synced: what it gives an agency."""

    template: ClassVar[str] = "announcement"
    directive: str
    number: str | None
    issuer: str
    agency: str
    changed: bool
    total: int
    dated: int
    coordinating: int
    nearest: Sequence[DutyLine]


@dataclass(frozen=True, kw_only=True)
class DutyList(Message):
    template: ClassVar[str] = "duties"
    agency: str
    today: date
    lines: Sequence[DutyLine]
    total: int
    overdue: int
    helping: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class TicketLine:
    number: str
    state: str
    text: str
    agency: str
    title: str
    opened_on: date
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeadlineLine:
    """A deadline that was moved: from where, to where, by whom, on which day."""

    before: date
    due: date
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file; ``state`` is waiting, kept or lost."""

    name: str
    state: str


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """How far a duty has come, as last told."""

    value: Decimal
    unit: str
    on: date
    reached: bool


@dataclass(frozen=True, kw_only=True)
class DutyPage(Message):
    """A duty of one agency. ``details`` adds what is seldom needed; ``wanted`` is a deadline that is asked for."""

    template: ClassVar[str] = "duty"
    line: DutyLine
    agency: str
    number: str | None
    deliverable: str | None
    submit_to: str | None
    coordinating: Sequence[str]
    target: TargetLine | None
    figure: FigureLine | None
    holder: str | None
    result: str | None
    submitted_on: date | None
    late: bool
    returned: str | None
    files: Sequence[FileLine]
    deadlines: Sequence[DeadlineLine]
    wanted: date | None
    tickets: Sequence[TicketLine]
    details: bool
    note: str | None


@dataclass(frozen=True, kw_only=True)
class DirectiveGroup:
    """The duties of one directive in a morning's message."""

    directive: str
    lines: Sequence[DutyLine]

    @property
    def size(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, kw_only=True)
class OverdueGroup:
    """One duty that several agencies are late with, as the ICT department sees it."""

    title: str
    due: date
    agencies: Sequence[str]
    more: int


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """A report that is owed, or (in a message painted anew) has been ``sent`` since."""

    period: str
    due: date
    days_left: int
    silent: Sequence[str] = ()
    more: int = 0
    sent: bool = False


@dataclass(frozen=True, kw_only=True)
class HeadDigest:
    """The week of one agency."""

    counts: Counts
    this_week: Sequence[DutyLine]
    next_week: Sequence[DutyLine]
    overdue: Sequence[DutyLine]
    helping_overdue: int
    tickets: Sequence[TicketLine]
    reports: Sequence[ReportLine]


@dataclass(frozen=True, kw_only=True)
class AgencyScore:
    agency: str
    overdue: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ProvinceDigest:
    """The week of the province; leaders see it ``short``."""

    counts: Counts
    agencies: int
    worst: Sequence[AgencyScore]
    tickets: Sequence[TicketLine]
    more_tickets: int
    reports: Sequence[ReportLine]
    not_enrolled: Sequence[str]
    short: bool


@dataclass(frozen=True, kw_only=True)
class Morning(Message):
    """All that is due for one recipient this morning, as one message. ``noted``: they have taken note of it."""

    template: ClassVar[str] = "morning"
    noted: bool
    today: date
    agency: str
    audience: str
    groups: Sequence[DirectiveGroup]
    overdue_elsewhere: Sequence[OverdueGroup]
    reports: Sequence[ReportLine]
    head_digest: HeadDigest | None
    province_digest: ProvinceDigest | None


@dataclass(frozen=True, kw_only=True)
class AskResult(Message):
    template: ClassVar[str] = "ask_result"
    title: str


@dataclass(frozen=True, kw_only=True)
class AskObstacle(Message):
    """``category`` is the one that was chosen, if one was."""

    template: ClassVar[str] = "ask_obstacle"
    title: str
    ict: str
    category: str | None


@dataclass(frozen=True, kw_only=True)
class Ask(Message):
    """Ask for something: ``key`` is a phrase under ``ask`` in phrases.yaml, ``title`` what it is about."""

    template: ClassVar[str] = "ask"
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class AskProgress(Message):
    template: ClassVar[str] = "ask_progress"
    title: str
    unit: str
    target: TargetLine | None
    figure: FigureLine | None


@dataclass(frozen=True, kw_only=True)
class Draft(Message):
    """What an officer is about to hand in as done. ``over``: it was handed in or dropped."""

    template: ClassVar[str] = "draft"
    title: str
    result: str | None
    files: Sequence[FileLine]
    over: bool


@dataclass(frozen=True, kw_only=True)
class Verify(Message):
    """A completion that waits to be accepted by the ICT department, and what became of it."""

    template: ClassVar[str] = "verify"
    agency: str
    author: str | None
    line: DutyLine
    result: str | None
    files: Sequence[FileLine]
    submitted_on: date | None
    late: bool
    decided_by: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Verdict(Message):
    template: ClassVar[str] = "verdict"
    line: DutyLine
    ict: str
    accepted: bool
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class HandOver(Message):
    template: ClassVar[str] = "hand_over"
    line: DutyLine
    holder: str | None


@dataclass(frozen=True, kw_only=True)
class Handed(Message):
    """A duty was handed to this reader (``mine``), or from them to somebody else."""

    template: ClassVar[str] = "handed"
    line: DutyLine
    mine: bool
    by: str
    holder: str | None


@dataclass(frozen=True, kw_only=True)
class Absence(Message):
    """Whether somebody is away, until when, and who stands in."""

    template: ClassVar[str] = "absence"
    name: str
    until: date | None
    deputy: str | None


@dataclass(frozen=True, kw_only=True)
class Leave(Message):
    """The last day away, read back; ``name`` is None while it is asked who is away."""

    template: ClassVar[str] = "leave"
    name: str | None
    day: date


@dataclass(frozen=True, kw_only=True)
class TaskDraft(Message):
    """A duty as it is being written. ``step``: text, who, due or ready; ``dated``: whether it has a day is settled."""

    template: ClassVar[str] = "task"
    step: str
    text: str
    chosen: Sequence[str]
    more: int
    due: date | None
    dated: bool
    files: Sequence[FileLine]
    to_agencies: bool


@dataclass(frozen=True, kw_only=True)
class Given(Message):
    """A duty that was just given in chat; ``text`` is the whole of it where the title is not."""

    template: ClassVar[str] = "given"
    line: DutyLine
    agency: str
    issuer: str
    by: str
    text: str | None
    holder: str | None
    files: int


@dataclass(frozen=True, kw_only=True)
class Deputy(Message):
    """Tell somebody for whom they stand in; ``until`` is None once that is over."""

    template: ClassVar[str] = "deputy"
    name: str
    until: date | None


@dataclass(frozen=True, kw_only=True)
class ExtensionPage(Message):
    """A request for another deadline, as the two sides see it; ``mine``: as the agency that asked."""

    template: ClassVar[str] = "extension"
    mine: bool
    agency: str
    author: str
    title: str
    due_before: date
    wanted: date
    reason: str
    state: str
    proposed: date | None
    granted: date | None
    answer: str | None
    answered_by: str | None


@dataclass(frozen=True, kw_only=True)
class ReadBack(Message):
    """A day as it was understood, to be confirmed. ``purpose`` is a phrase under ``read_back``."""

    template: ClassVar[str] = "read_back"
    purpose: str
    title: str
    day: date


@dataclass(frozen=True, kw_only=True)
class PutOff(Message):
    template: ClassVar[str] = "put_off"
    line: DutyLine
    latest: date


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One thing that happened: ``when`` is local; ``who`` None for the bot; ``action`` a phrase under ``history``."""

    when: str
    who: str | None
    action: str
    facts: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class History(Message):
    template: ClassVar[str] = "history"
    title: str
    lines: Sequence[HistoryLine]
    earlier: int


@dataclass(frozen=True, kw_only=True)
class Found(Message):
    template: ClassVar[str] = "found"
    words: str
    lines: Sequence[DutyLine]
    total: int
    page: int
    pages: int
    several_agencies: bool


@dataclass(frozen=True, kw_only=True)
class WhichTicket(Message):
    template: ClassVar[str] = "which_ticket"
    text: str
    tickets: Sequence[TicketLine]


@dataclass(frozen=True, kw_only=True)
class Waiting(Message):
    """What has waited too long to be claimed, answered or verified; ``lead``: as the department's head reads it."""

    template: ClassVar[str] = "waiting"
    waits: str
    lead: bool
    tickets: Sequence[TicketLine]
    duties: Sequence[DutyLine]
    over: bool


@dataclass(frozen=True, kw_only=True)
class FileCard(Message):
    """What stands beside a file: what it belongs to, who sent it, when."""

    template: ClassVar[str] = "file"
    name: str
    about: str
    author: str
    on: date


@dataclass(frozen=True, kw_only=True)
class AskRemarks(Message):
    template: ClassVar[str] = "ask_remarks"
    period: str


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    side: str
    author: str
    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class TicketPage(Message):
    """A ticket as the ICT department sees it, or the leaders (``for_leaders``) once it was taken up to them."""

    template: ClassVar[str] = "ticket"
    number: str
    state: str
    category: str
    claimed_by: str | None
    for_leaders: bool
    agency: str
    author: str
    title: str
    due: date | None
    text: str
    notes: Sequence[NoteLine]
    files: Sequence[FileLine]
    opened_on: date


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Message):
    """What the officer is told when a ticket is opened, and as it goes on."""

    template: ClassVar[str] = "ticket_opened"
    number: str
    state: str
    title: str
    text: str
    ict: str
    category: str
    claimed_by: str | None
    due: date | None
    may_reopen: bool
    reopen_days: int


@dataclass(frozen=True, kw_only=True)
class TicketWord(Message):
    """Something said in a ticket, relayed to the other side."""

    template: ClassVar[str] = "ticket_word"
    number: str
    state: str
    side: str
    author: str
    agency: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportPage(Message):
    """An agency's report: what the bot knows, and what the officer added."""

    template: ClassVar[str] = "report"
    period: str
    agency: str
    state: str
    cutoff: date
    due: date
    to: Sequence[str]
    through: Sequence[str]
    counts: Counts
    done: Sequence[DutyLine]
    overdue: Sequence[DutyLine]
    stuck: Sequence[DutyLine]
    remarks: str | None
    submitted_on: date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class Board(Message):
    """Who has reported for a period and who has not, as the ICT department sees it."""

    template: ClassVar[str] = "board"
    period: str
    due: date
    submitted: Sequence[str]
    drafting: Sequence[str]
    silent: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class LanguageChoice(Message):
    template: ClassVar[str] = "language"


@dataclass(frozen=True, kw_only=True)
class Removed(Message):
    """A duty was taken out of its directive."""

    template: ClassVar[str] = "removed"
    titles: Sequence[str]
    directive: str
    agency: str
