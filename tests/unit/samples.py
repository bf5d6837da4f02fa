"""Sample messages: what people see most, by name, and what seldom happens."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bot.texts.messages import (
    Absence,
    AgencyLine,
    AgencyPage,
    AgencyScore,
    Alarm,
    Announcement,
    Ask,
    AskObstacle,
    AskProgress,
    AskResult,
    AskSection,
    Board,
    ChangeLine,
    ChangePoint,
    CodeLine,
    ConfigRefused,
    ConfigReloaded,
    Counts,
    DeadlineLine,
    Deadlines,
    Deputy,
    DirectiveGroup,
    Directory,
    Draft,
    DutyLine,
    DutyList,
    DutyPage,
    Expel,
    ExtensionPage,
    Farewell,
    FigureLine,
    FileCard,
    FileLine,
    Found,
    Given,
    GroupCheck,
    Handed,
    HandOver,
    HeadDigest,
    Help,
    History,
    HistoryLine,
    InvitationCard,
    Invite,
    KnownLine,
    LanguageChoice,
    Leave,
    Message,
    Morning,
    Names,
    NoteLine,
    OutOfReach,
    OverdueGroup,
    Paper,
    PersonLine,
    Plot,
    ProblemLine,
    ProposalPage,
    ProvinceDigest,
    PutOff,
    ReadBack,
    Received,
    ReceivedLine,
    Removed,
    ReportLine,
    ReportPage,
    Restructured,
    Said,
    StrangerLine,
    TargetLine,
    TaskDraft,
    TicketLine,
    TicketOpened,
    TicketPage,
    TicketWord,
    Verdict,
    Verify,
    Waiting,
    Walk,
    Welcome,
    WhichTicket,
    Word,
)

TODAY = date(2009, 3, 17)
DUE = date(2009, 3, 31)
CT = "Tăng cường ứng dụng CNTT trong cơ quan nhà nước"
QD = "Sử dụng phần mềm nguồn mở"
HEALTH = "Sở Y tế"
ICT = "Sở Thông tin và Truyền thông"
LAN = "Hoàn thành mạng nội bộ"


def line(number: int = 1, title: str = LAN, status: str = "assigned", due: date | None = DUE) -> DutyLine:
    days_left = None if due is None else (due - TODAY).days
    return DutyLine(
        number=number,
        title=title,
        clause="2",
        directive=CT,
        status=status,
        due=due,
        days_left=days_left,
        overdue=days_left is not None and days_left < 0 and status not in ("done", "submitted", "cancelled"),
        agency=HEALTH,
    )


LATE = line(1, "Lập kế hoạch dùng phần mềm nguồn mở", due=date(2009, 3, 13))
TODAYS = line(2, "Rà soát mạng nội bộ", "in_progress", due=TODAY)
TOMORROWS = line(3, "Ban hành quy chế thư điện tử", due=date(2009, 3, 18))
STUCK = line(4, LAN, "paused")
ENDLESS = line(5, "Nâng cao nhận thức về CNTT", due=None)
FINISHED = line(6, "Cử cán bộ đầu mối", "done", due=date(2009, 3, 10))

TICKET = TicketLine(
    number="VM-2009-0001",
    state="answered",
    text="Chưa có kinh phí mua thiết bị",
    agency=HEALTH,
    title=LAN,
    opened_on=TODAY,
    days=8,
    answer="Đã bố trí trong kế hoạch quý II",
)
COUNTS = Counts(
    done_on_time=3, done_late=1, open_within=5, open_overdue=2, done_no_deadline=1, open_no_deadline=3
)  # fmt: skip
CHANGED = replace(
    COUNTS, change={"done_on_time": 2, "done_late": 0, "open_within": -3, "open_overdue": 1, "done_no_deadline": 0}
)
UNCHANGED = replace(COUNTS, change=dict.fromkeys(CHANGED.change or {}, 0))
NOTHING = Counts(**dict.fromkeys(COUNTS.cells, 0))
OWED = ReportLine(period="2009-H1", due=date(2009, 6, 16), days_left=91)
MISSING = replace(OWED, silent=Names(shown=("Sở Nội vụ", "Sở Tư pháp"), more=3))


def morning(*groups: DirectiveGroup, **parts: Any) -> Morning:
    nothing: dict[str, Any] = {"overdue_elsewhere": (), "reports": (), "head_digest": None, "province_digest": None}
    told = {"noted": False, "today": TODAY, "agency": HEALTH, "audience": "officer", "groups": groups, **nothing}
    return Morning(**{**told, **parts})


HEADS_WEEK = HeadDigest(
    counts=CHANGED,
    this_week=(TOMORROWS,),
    next_week=(STUCK,),
    overdue=(LATE,),
    more=4,
    helping_overdue=1,
    tickets=(TICKET,),
    more_tickets=2,
    reports=(OWED,),
)
QUIET_WEEK = HeadDigest(
    counts=UNCHANGED,
    this_week=(),
    next_week=(),
    overdue=(),
    more=0,
    helping_overdue=0,
    tickets=(),
    more_tickets=0,
    reports=(),
)
PROVINCES_WEEK = ProvinceDigest(
    counts=CHANGED,
    agencies=36,
    worst=(
        AgencyScore(agency=HEALTH, overdue=3, total=12),
        AgencyScore(agency="UBND H. An Phước", overdue=1, total=9),
    ),
    tickets=(TICKET,),
    more_tickets=2,
    reports=(MISSING,),
    not_enrolled=Names(shown=("Sở Nội vụ", "Thanh tra tỉnh"), more=5),
    unreachable=Names(shown=("Nguyễn Thị Lan (Sở Y tế)",), more=2),
    waiting=3,
    short=False,
)
QUIET_PROVINCE = ProvinceDigest(
    counts=NOTHING,
    agencies=1,
    worst=(),
    tickets=(),
    more_tickets=0,
    reports=(OWED,),
    not_enrolled=Names(),
    unreachable=Names(),
    waiting=0,
    short=True,
)

DUTY = DutyPage(
    line=line(),
    agency=HEALTH,
    number="05/CT-UBND",
    deliverable=None,
    submit_to=None,
    coordinating=(),
    target=None,
    figure=None,
    holder=None,
    result=None,
    submitted_on=None,
    late=False,
    returned=None,
    files=(),
    deadlines=(),
    wanted=None,
    tickets=(),
    details=False,
    note=None,
)
PAPERS = (FileLine(name="bien-ban.pdf", state="kept"), FileLine(name="anh.jpg", state="kept"))
ON_THE_WAY = (FileLine(name="bien-ban.pdf", state="waiting"), FileLine(name="anh.jpg", state="lost"))
GIVEN = replace(DUTY, result="Biên bản nghiệm thu số 12/BB-SYT", submitted_on=date(2009, 3, 30), files=PAPERS)
TARGET = TargetLine(metric="Văn bản lưu chuyển trên mạng", unit="%", value=Decimal("62.50"), at_least=True)
HALFWAY = FigureLine(value=Decimal("45.5"), unit="%", on=date(2009, 3, 5), reached=False)
MACHINES = FigureLine(value=Decimal(1250), unit="máy", on=TODAY, reached=True)
MOVED = DeadlineLine(before=date(2009, 2, 27), due=DUE, by="Trần Minh", on=date(2009, 2, 20))
DETAILS = replace(
    DUTY,
    number=None,
    deliverable="báo cáo",
    submit_to="Ủy ban nhân dân tỉnh",
    coordinating=("Sở TT&TT", "VP UBND tỉnh"),
    target=TARGET,
    note="Văn bản không nêu tên đơn vị phối hợp.",
    details=True,
)

GIVEN_DUTIES = Announcement(
    directive=CT,
    number="05/CT-UBND",
    issuer="UBND tỉnh",
    agency=HEALTH,
    changed=False,
    total=7,
    dated=2,
    coordinating=1,
    nearest=(TOMORROWS, line(4)),
)
LIST = DutyList(
    agency=HEALTH,
    today=TODAY,
    lines=(LATE, TODAYS, TOMORROWS, STUCK, ENDLESS, FINISHED),
    total=6,
    overdue=1,
    helping=2,
    page=1,
    pages=2,
)
OPENED = TicketOpened(
    number="VM-2009-0001",
    state="open",
    title=LAN,
    text=TICKET.text,
    ict=ICT,
    category="funding",
    claimed_by=None,
    due=DUE,
    may_reopen=False,
    reopen_days=7,
)
PAGE = TicketPage(
    number="VM-2009-0001",
    state="answered",
    category="funding",
    claimed_by="Trần Minh",
    for_leaders=False,
    agency=HEALTH,
    author="Nguyễn Thị Lan",
    title=LAN,
    due=DUE,
    text=TICKET.text,
    notes=(
        NoteLine(side="ict", author="Trần Minh", on=date(2009, 3, 18), text="Đã bố trí trong kế hoạch quý II"),
        NoteLine(side="agency", author="Nguyễn Thị Lan", on=date(2009, 3, 19), text="Xin cảm ơn"),
    ),
    files=(FileLine(name="du-toan.xlsx", state="kept"),),
    opened_on=TODAY,
)
WORD = TicketWord(
    number="VM-2009-0001",
    state="answered",
    side="ict",
    author="Trần Minh",
    agency=HEALTH,
    title=LAN,
    text="Đã bố trí kinh phí",
)
VERIFY = Verify(
    agency=HEALTH,
    author="Nguyễn Thị Lan",
    line=line(status="submitted"),
    result="Biên bản nghiệm thu số 12/BB-SYT",
    files=PAPERS,
    submitted_on=date(2009, 3, 30),
    late=False,
    decided_by=None,
    reason=None,
)
RETURNED = Verdict(line=line(status="returned"), ict=ICT, accepted=False, reason="Thiếu biên bản nghiệm thu")
MORE_TIME = ExtensionPage(
    mine=False,
    agency=HEALTH,
    author="Nguyễn Thị Lan",
    title=LAN,
    due_before=DUE,
    wanted=date(2009, 4, 15),
    reason="Chờ kết quả đấu thầu",
    state="asked",
    proposed=None,
    granted=None,
    answer=None,
    answered_by=None,
)
PROPOSED = replace(MORE_TIME, state="proposed", proposed=date(2009, 4, 10), answered_by="Trần Minh")
NO_FACTS: dict[str, object] = dict.fromkeys(
    ("figure", "unit", "result", "late", "reason", "text", "ticket", "holder", "rung", "name", "wanted", "proposed",
     "due", "before", "until")
)  # fmt: skip


def happened(action: str, who: str | None = "Nguyễn Thị Lan", **facts: object) -> HistoryLine:
    return HistoryLine(when="17/03/2009 09:05", who=who, action=action, facts={**NO_FACTS, **facts})


HISTORY = History(
    title=LAN,
    lines=(
        happened("assign", None),
        happened("progress", figure="45", unit="%"),
        happened("progress"),
        happened("progress", figure="12", unit="máy"),
        happened("ask_extension", wanted=DUE, reason="Chờ đấu thầu"),
        happened("propose_extension", "Trần Minh", proposed=DUE),
        happened("grant_extension", before=TODAY, due=DUE),
        happened("refuse_extension", "Trần Minh", reason="Đã gia hạn một lần"),
        happened("withdraw_extension"),
        happened("open_ticket", ticket="VM-2009-0001", text="Chưa có kinh phí"),
        happened("claim_ticket", "Trần Minh", ticket="VM-2009-0001"),
        happened("say_ict", "Trần Minh", ticket="VM-2009-0001", text="Đã bố trí"),
        happened("say_agency", ticket="VM-2009-0001", text="Xin cảm ơn"),
        happened("add_file", ticket="VM-2009-0001", name="du-toan.xlsx"),
        happened("escalate_ticket", "Trần Minh", ticket="VM-2009-0001", text="Vượt thẩm quyền"),
        happened("decide_ticket", "Lê Hà", ticket="VM-2009-0001", text="Đồng ý"),
        happened("resolve_ticket", ticket="VM-2009-0001"),
        happened("reopen_ticket", ticket="VM-2009-0001"),
        happened("drop_ticket", ticket="VM-2009-0001"),
        happened("hand_over", "Phạm An", holder="Nguyễn Thị Lan"),
        happened("hand_over", "Phạm An"),
        happened("take_note"),
        happened("put_off", until=DUE),
        happened("give_duty", "Phạm An"),
        happened("complete", late=True, result="Đã xong"),
        happened("submit", late=False, result=""),
        happened("accept", "Trần Minh"),
        happened("return", "Trần Minh", reason="Thiếu biên bản"),
        happened("deadline", None, before=TODAY, due=DUE),
        happened("deadline", None, before=TODAY),
        happened("cancel", None),
        happened("keep_file", None),
        happened("lose_file", None),
    ),
    earlier=0,
)
TASK = TaskDraft(
    step="ready",
    text="Báo cáo số máy tính đang dùng",
    chosen=(HEALTH, "Sở Nội vụ"),
    more=0,
    due=DUE,
    dated=True,
    files=PAPERS[:1],
    to_agencies=True,
)
REPORT = ReportPage(
    period="2009-H1",
    agency=HEALTH,
    state="draft",
    cutoff=date(2009, 6, 14),
    due=date(2009, 6, 16),
    to=("Ủy ban nhân dân tỉnh",),
    through=(ICT,),
    counts=COUNTS,
    done=(FINISHED,),
    overdue=(LATE,),
    stuck=(STUCK,),
    own_words=(),
    remarks="Đề nghị tập huấn thêm cho cán bộ.",
    obstacles=None,
    proposals=None,
    returned=None,
    submitted_on=None,
    late=False,
)
KNOWN = KnownLine(duty=line(), result=None, done_on=None, target=None, figure=None, tickets=())
ALL_KNOWN = KnownLine(
    duty=STUCK,
    result="Biên bản số 12",
    done_on=TODAY,
    target=TargetLine(metric="Văn bản lưu chuyển trên mạng", unit="%", value=Decimal("62.50"), at_least=True),
    figure=HALFWAY,
    tickets=(TICKET, replace(TICKET, number="VM-2009-0002", answer=None)),
)
WALK = Walk(period="2009-H1", agency=HEALTH, number=1, total=5, group="overdue", lines=(KNOWN,), today=TODAY)
BOARD = Board(
    period="2009-H1",
    due=date(2009, 6, 16),
    submitted=Names(shown=(HEALTH, "Sở Nội vụ")),
    drafting=Names(shown=("Sở Tư pháp",)),
    silent=Names(shown=("Thanh tra tỉnh", "UBND H. An Phước"), more=120),
)


MOVED_DUTY = ChangeLine(
    action="changed",
    heading=CT,
    clause="5.b",
    title=LAN,
    points=(
        ChangePoint(key="due", old=DUE, new=date(2009, 5, 29), alone=False),
        ChangePoint(key="every", old=None, new=Word(key="year"), alone=False),
        ChangePoint(key="deliverable", old="kế hoạch", new=None, alone=False),
        ChangePoint(key="lead_gained", old=None, new="Sở Y tế, Sở Nội vụ", alone=True),
    ),
)
REMOVED_DUTY = ChangeLine(action="removed", heading=CT, clause="7", title="Hộp thư điện tử", points=())
OTHER_DIRECTIVE = ChangeLine(action="added", heading=QD, clause=None, title=None, points=())
PROPOSAL = ProposalPage(
    state="open", who=None, when=None, added=1, changed=1, removed=1, given=12, moved=14, cancelled=3, people=22,
    lines=(MOVED_DUTY,), page=1, pages=2,
)  # fmt: skip


def welcome(role: str, *, duties: int = 0, group: bool = False) -> Welcome:
    return Welcome(name="Nguyễn Thị Lan", agency=HEALTH, role=role, open_duties=duties, group=group)


ELSEWHERE = (
    OverdueGroup(title=LATE.title, due=date(2009, 3, 13), agencies=Names(shown=(HEALTH, "Sở Nội vụ"), more=4)),
    OverdueGroup(title="Cử cán bộ đầu mối", due=date(2009, 3, 10), agencies=Names(shown=("Thanh tra tỉnh",))),
)
HOLDER = PersonLine(name="Nguyễn Thị Lan", role="officer", since=TODAY, group=False, unreachable=False, away_until=None)
AWAY = PersonLine(name="Lê Hà", role="head", since=TODAY, group=False, unreachable=True, away_until=DUE)
PEOPLE = (
    AgencyLine(number=1, agency=HEALTH, people=(HOLDER, AWAY), officer=True),
    AgencyLine(number=2, agency="Sở Nội vụ", people=(AWAY,), officer=False),
    AgencyLine(number=3, agency="Sở Tư pháp", people=(), officer=False),
)
CARD = InvitationCard(
    agency=HEALTH,
    role="officer",
    code="k7mq-3fzd-ws9h-pt4e",
    link="https://t.me/NhacViecBot?start=k7mq-3fzd-ws9h-pt4e",
    until=DUE,
    group=False,
)

FACTS: Mapping[str, object] = {
    "role": "officer",
    "agency": HEALTH,
    "status": "done",
    "state": "open",
    "number": "VM-2009-0001",
    "megabytes": 25,
    "limit": 20,
    "types": "pdf, docx",
    "length": 5000,
    "who": "Trần Minh",
    "when": "09:05 17/03/2009",
    "due": DUE,
    "wanted": DUE,
    "latest": DUE,
    "until": DUE,
    "unit": "%",
    "name": "bien-ban.pdf",
    "names": "Sở Xa Lạ",
    "most": 20,
    "days": 7,
    "count": 3,
    "title": LAN,
    "kind": "completion",
    "period": "2009-H1",
    "seconds": 30,
    "problem": "directives/ct.yaml:12: due: 2009-04-31 does not exist: April has 30 days",
}
"""What the phrases under ``said`` may need."""

OUT_OF_REACH = OutOfReach(
    name="Nguyễn Thị Lan",
    agency="Sở Xây dựng",
    role="officer",
    why="blocked",
    since="08:00 17/03/2009",
    back=None,
    stand_in="Lê Thị Hoa",
    seen_by=None,
)
SAMPLES: dict[str, Message] = {
    "reminder of one duty": morning(DirectiveGroup(directive=CT, lines=(line(),))),
    "reminder of several duties of two directives": morning(
        DirectiveGroup(directive=QD, lines=(LATE,)),
        DirectiveGroup(directive=CT, lines=(TODAYS, TOMORROWS, STUCK)),
        reports=(replace(OWED, days_left=1),),
    ),
    "reminder painted anew": morning(
        DirectiveGroup(directive=CT, lines=(FINISHED, ENDLESS)), reports=(replace(OWED, sent=True),)
    ),
    "reminder of a head": morning(DirectiveGroup(directive=CT, lines=(LATE,)), audience="head"),
    "reports only": morning(reports=(replace(OWED, days_left=0), replace(OWED, days_left=-3), MISSING)),
    "overdue elsewhere": morning(audience="ict", overdue_elsewhere=ELSEWHERE, reports=(MISSING,)),
    "digest of a head": morning(audience="head", head_digest=HEADS_WEEK),
    "digest of a quiet week": morning(audience="head", head_digest=QUIET_WEEK),
    "digest of a week with nothing to say": morning(
        audience="head", head_digest=replace(QUIET_WEEK, counts=replace(UNCHANGED, open_overdue=0))
    ),
    "digest of a province with nothing to say": morning(
        audience="leader",
        province_digest=replace(QUIET_PROVINCE, counts=replace(UNCHANGED, open_overdue=0), reports=()),
    ),
    "digest of the province": morning(audience="ict", agency=ICT, province_digest=PROVINCES_WEEK),
    "digest of the leaders": morning(audience="leader", province_digest=replace(PROVINCES_WEEK, short=True)),
    "digest of a quiet province": morning(audience="leader", province_digest=QUIET_PROVINCE),
    "all of a morning": morning(
        DirectiveGroup(directive=CT, lines=(LATE, STUCK)),
        audience="head",
        head_digest=HEADS_WEEK,
        overdue_elsewhere=ELSEWHERE,
        reports=(OWED,),
    ),
    "duty assigned": DUTY,
    "duty in progress": replace(DUTY, line=TODAYS),
    "duty submitted": replace(GIVEN, line=line(status="submitted")),
    "duty returned": replace(GIVEN, line=line(status="returned")),
    "duty paused": replace(DUTY, line=STUCK, tickets=(TICKET, replace(TICKET, number="VM-2009-0002", answer=None))),
    "duty done": replace(GIVEN, line=line(status="done")),
    "duty done late": replace(GIVEN, line=replace(LATE, status="done", overdue=False), late=True),
    "duty done, nothing added": replace(DUTY, line=line(status="done"), submitted_on=TODAY),
    "duty cancelled": replace(DUTY, line=line(status="cancelled")),
    "duty overdue": replace(DUTY, line=LATE),
    "duty with details": DETAILS,
    "duty without a deadline, nothing to detail": replace(DUTY, line=ENDLESS, details=True),
    "duty with a ceiling": replace(
        DUTY, target=TargetLine(metric="Chi", unit="đồng", value=Decimal("1250000.50"), at_least=False)
    ),
    "duty with long texts": replace(GIVEN, result="dài " * 400, tickets=(replace(TICKET, text="dài " * 400),)),
    "list": LIST,
    "list, one page": replace(LIST, lines=(FINISHED,), total=1, overdue=0, helping=0, pages=1),
    "list, empty": replace(LIST, lines=(), total=0, overdue=0, helping=0, pages=1),
    "list, only helping": replace(LIST, lines=(), total=0, overdue=0, helping=1, pages=1),
    "ticket": PAGE,
    "ticket, new": replace(PAGE, state="open", notes=(), files=(), due=None),
    "ticket, resolved": replace(PAGE, state="resolved"),
    "ticket opened": OPENED,
    "ticket closed": replace(OPENED, state="resolved"),
    "word of the ICT department": WORD,
    "word of the agency": replace(WORD, side="agency", author="Nguyễn Thị Lan"),
    "report": REPORT,
    "report, empty": replace(
        REPORT, state="open", through=(), counts=NOTHING, done=(), overdue=(), stuck=(), remarks=None
    ),
    "report, late": replace(REPORT, late=True),
    "report with more than a page holds": replace(
        REPORT,
        done=(FINISHED,) * 6,
        overdue=(LATE,) * 7,
        stuck=(replace(STUCK, title=f"{LAN} và đường truyền " * 5),) * 5,
        own_words=((LAN, "Đã nghiệm thu"),) * 5,
        remarks="Đề nghị tập huấn thêm cho cán bộ. " * 10,
    ),
    "report, sent": replace(REPORT, state="submitted", submitted_on=date(2009, 6, 15)),
    "board": BOARD,
    "board, all sent": replace(BOARD, drafting=Names(), silent=Names()),
    "announcement": GIVEN_DUTIES,
    "announcement of one duty": replace(GIVEN_DUTIES, number=None, total=1, dated=1, coordinating=0, nearest=(LATE,)),
    "announcement of helping only": replace(GIVEN_DUTIES, total=0, dated=0, coordinating=3, nearest=()),
    "announcement of a change": replace(GIVEN_DUTIES, changed=True, total=2, dated=0, coordinating=0, nearest=()),
    "removed": Removed(titles=(LAN, TODAYS.title), directive=CT, agency=HEALTH),
    "welcome of an officer": welcome("officer", duties=7),
    "welcome of an officer without duties": welcome("officer"),
    "welcome of a head": welcome("head", duties=1),
    "welcome of the ICT department": welcome("ict", group=True),
    "welcome of an ICT expert": welcome("ict"),
    "welcome of the leaders": welcome("leader", group=True),
    "welcome of a leader": welcome("leader"),
    "welcome of an administrator": welcome("admin"),
    "help for an officer": Help(role="officer", group=False),
    "help for a head": Help(role="head", group=False),
    "help for the ICT department": Help(role="ict", group=True),
    "help for an ICT expert": Help(role="ict", group=False),
    "help for the leaders": Help(role="leader", group=True),
    "help for an administrator": Help(role="admin", group=False),
    "question for a result": AskResult(title=LAN),
    "question for an obstacle": AskObstacle(title=LAN, ict=ICT, category=None),
    "question for an obstacle of a kind": AskObstacle(title=LAN, ict=ICT, category="funding"),
    "question for a percentage": AskProgress(title=LAN, unit="%", target=None, figure=HALFWAY),
    "question for a number": AskProgress(title=LAN, unit="%", target=TARGET, figure=None),
    "question for a reason": Ask(key="return", title=LAN),
    "question for a day away": Ask(key="away", title=""),
    "a day read back": ReadBack(purpose="extension", title=LAN, day=date(2009, 4, 15)),
    "a day read back, of nothing": ReadBack(purpose="put_off", title="", day=DUE),
    "days to be reminded on": PutOff(line=line(), latest=DUE),
    "draft of a completion": Draft(title=LAN, result="Biên bản số 12", files=ON_THE_WAY, over=False),
    "draft of a completion, files only": Draft(title=LAN, result=None, files=PAPERS, over=False),
    "draft of a completion, handed in": Draft(title=LAN, result=None, files=(), over=True),
    "completion to be accepted": VERIFY,
    "completion to be accepted, late and bare": replace(
        VERIFY, result=None, files=(), late=True, author=None, line=replace(line(status="submitted"), due=None)
    ),
    "completion accepted": replace(VERIFY, line=line(status="done"), decided_by="Trần Minh"),
    "completion returned": replace(
        VERIFY,
        line=line(status="returned"),
        submitted_on=None,
        author=None,
        decided_by="Trần Minh",
        reason="Thiếu biên bản",
    ),
    "completion of a duty taken out": replace(VERIFY, line=line(status="cancelled"), submitted_on=None),
    "verdict: accepted": Verdict(line=line(status="done"), ict=ICT, accepted=True, reason=None),
    "verdict: returned": RETURNED,
    "verdict: returned, and handed in again": replace(RETURNED, line=line(status="submitted")),
    "duty to hand over": HandOver(line=line(), holder=None),
    "duty to hand over, held": HandOver(line=line(), holder="Nguyễn Thị Lan"),
    "duty handed to me": Handed(line=line(), mine=True, by="Phạm An", holder="Nguyễn Thị Lan"),
    "duty handed to another": Handed(line=line(), mine=False, by="Phạm An", holder="Nguyễn Thị Lan"),
    "duty handed back": Handed(line=line(), mine=False, by="Phạm An", holder=None),
    "absence": Absence(name="Nguyễn Thị Lan", until=DUE, deputy="Phạm An"),
    "absence, over": Absence(name="Nguyễn Thị Lan", until=None, deputy=None),
    "who stands in": Leave(name="Nguyễn Thị Lan", day=DUE),
    "who is away": Leave(name=None, day=DUE),
    "deputy": Deputy(name="Nguyễn Thị Lan", until=DUE),
    "deputy, over": Deputy(name="Nguyễn Thị Lan", until=None),
    "unreachable": OUT_OF_REACH,
    "unreachable, seen to": replace(OUT_OF_REACH, why="no_such_chat", stand_in=None, seen_by="Trần Văn Minh"),
    "unreachable, a group": replace(OUT_OF_REACH, name="Lãnh đạo tỉnh", role="leader", why="removed", stand_in=None),
    "unreachable, a muted group": replace(OUT_OF_REACH, name="Tổ CNTT", role="ict", why="may_not_write"),
    "unreachable, who knows why": replace(OUT_OF_REACH, why="unreachable"),
    "unreachable, back": replace(OUT_OF_REACH, back="10:05 20/03/2009"),
    "extension asked for": MORE_TIME,
    "extension asked for, by us": replace(MORE_TIME, mine=True),
    "extension granted": replace(MORE_TIME, state="granted", granted=date(2009, 4, 15), answered_by="Trần Minh"),
    "extension proposed": PROPOSED,
    "extension proposed to us": replace(PROPOSED, mine=True),
    "extension refused": replace(MORE_TIME, state="refused", answer="Đã gia hạn một lần", answered_by="Trần Minh"),
    "extension withdrawn": replace(MORE_TIME, state="withdrawn"),
    "history": HISTORY,
    "history, long": replace(HISTORY, earlier=12),
    "search": Found(words="mang noi bo", lines=(LATE, TODAYS), total=9, page=1, pages=2, several_agencies=False),
    "search of the province": Found(words="mạng", lines=(LATE,), total=1, page=1, pages=1, several_agencies=True),
    "search, nothing": Found(words="mạng", lines=(), total=0, page=1, pages=1, several_agencies=False),
    "which ticket": WhichTicket(text="Đã có báo giá", tickets=(TICKET, replace(TICKET, number="VM-2009-0002"))),
    "waiting to be claimed": Waiting(waits="claim", lead=False, tickets=(TICKET,), duties=(), over=False),
    "waiting for an answer, for the head": Waiting(waits="answer", lead=True, tickets=(TICKET,), duties=(), over=False),
    "waiting to be accepted": Waiting(
        waits="verify", lead=False, tickets=(), duties=(line(status="submitted"),), over=False
    ),
    "waiting, over": Waiting(waits="claim", lead=False, tickets=(), duties=(), over=True),
    "file": FileCard(name="du-toan.xlsx", about="VM-2009-0001", author="Nguyễn Thị Lan, Sở Y tế", on=TODAY),
    "task, empty": replace(TASK, step="text", text="", chosen=(), due=None, dated=False, files=()),
    "task, to whom": replace(TASK, step="who", chosen=(), due=None, dated=False, files=()),
    "task, to whom of mine": replace(TASK, step="who", chosen=(), dated=False, due=None, files=(), to_agencies=False),
    "task, until when": replace(TASK, step="due", more=3, due=None, dated=False),
    "task, ready": TASK,
    "task, ready, without a day": replace(TASK, due=None, to_agencies=False, chosen=("Nguyễn Thị Lan",)),
    "duty just given": Given(line=line(), agency=HEALTH, issuer=ICT, by="Trần Minh", text=None, holder=None, files=0),
    "duty just given, with all": Given(
        line=line(), agency=HEALTH, issuer=ICT, by="Trần Minh", text="Cả nội dung", holder="Nguyễn Thị Lan", files=2
    ),
    "duty half done": replace(DUTY, line=TODAYS, target=TARGET, figure=HALFWAY, holder="Nguyễn Thị Lan"),
    "duty with its target reached": replace(DUTY, figure=MACHINES),
    "duty returned with its reason": replace(GIVEN, line=line(status="returned"), returned="Thiếu biên bản"),
    "duty with its deadlines": replace(DUTY, deadlines=(MOVED,), wanted=date(2009, 4, 15), files=ON_THE_WAY),
    "reminder taken note of": morning(DirectiveGroup(directive=CT, lines=(line(),)), noted=True),
    "ticket, taken in hand": replace(PAGE, state="claimed", notes=()),
    "ticket for the leaders": replace(PAGE, state="escalated", for_leaders=True),
    "ticket, decided": replace(PAGE, for_leaders=True),
    "ticket opened, taken in hand": replace(OPENED, state="claimed", claimed_by="Trần Minh", due=None),
    "ticket closed, to be reopened": replace(OPENED, state="resolved", may_reopen=True),
    "word in a closed ticket": replace(WORD, state="resolved"),
    "word of the leaders": replace(WORD, side="leaders", author="Lê Hà"),
    "question for a section": AskSection(period="2009-H1", section="remarks", asks=True),
    "question whether there is a section": AskSection(period="2009-H1", section="proposals", asks=False),
    "walk: one duty": WALK,
    "walk: one duty with all that is known": replace(WALK, group="stuck", lines=(ALL_KNOWN,)),
    "walk: a group": replace(WALK, group="to_come", lines=(KNOWN,) * 14),
    "reports received": Received(
        period="2009-H1",
        lines=(
            ReceivedLine(number=1, agency=HEALTH, state="submitted", on=date(2009, 6, 15), late=False),
            ReceivedLine(number=2, agency="Sở Nội vụ", state="accepted", on=date(2009, 6, 18), late=True),
            ReceivedLine(number=3, agency="Sở Tư pháp", state="open", on=None, late=False),
        ),
        total=23,
        page=1,
        pages=2,
    ),
    "reports received, one page": Received(period="2009-H1", lines=(), total=1, page=1, pages=1),
    "calendar of an agency": Deadlines(agency=HEALTH, today=TODAY, count=3),
    "calendar of the province": Deadlines(agency=None, today=TODAY, count=1),
    "plot": Plot(kind="completion", day=TODAY),
    "paper of an agency": Paper(period="2009-H1", agency=HEALTH, day=None),
    "paper of the province": Paper(period="2009-H1", agency=None, day=None),
    "register of the week": Paper(period="2009-H1", agency=None, day=TODAY),
    "report, in own words": replace(
        REPORT, own_words=((LAN, "Đã nghiệm thu phần cứng"),), obstacles="Thiếu kinh phí", proposals="Bổ sung kinh phí"
    ),
    "report, returned": replace(REPORT, state="returned", returned="Thiếu số liệu quý II"),
    "directory": Directory(
        words="", lacking=False, lines=PEOPLE, total=11, agencies=11, with_officer=9, page=1, pages=2
    ),
    "directory, searched": Directory(
        words="lan", lacking=False, lines=PEOPLE[:1], total=1, agencies=11, with_officer=9, page=1, pages=1
    ),
    "directory, without an officer": Directory(
        words="", lacking=True, lines=PEOPLE[1:], total=2, agencies=11, with_officer=9, page=1, pages=1
    ),
    "directory, nobody lacking": Directory(
        words="", lacking=True, lines=(), total=0, agencies=11, with_officer=11, page=1, pages=1
    ),
    "directory, nothing found": Directory(
        words="zzz", lacking=False, lines=(), total=0, agencies=11, with_officer=9, page=1, pages=1
    ),
    "people of an agency": AgencyPage(
        agency=HEALTH,
        people=(HOLDER, AWAY),
        codes=(CodeLine(number=1, role="officer", until=DUE),),
        manages=True,
    ),
    "people of my agency": AgencyPage(agency=HEALTH, people=(HOLDER,), codes=(), manages=False),
    "nobody of an agency": AgencyPage(agency=HEALTH, people=(), codes=(), manages=True),
    "person to remove": Expel(person=HOLDER, agency=HEALTH, held=2),
    "person to remove, with nothing in hand": Expel(person=AWAY, agency=HEALTH, held=0),
    "farewell": Farewell(agency=HEALTH, role="officer", held=1),
    "farewell, with nothing in hand": Farewell(agency=HEALTH, role="head", held=0),
    "invitation: which agency": Invite(agency=None, words="", found=11),
    "invitation: which agency, searched": Invite(agency=None, words="sở", found=4),
    "invitation: no such agency": Invite(agency=None, words="zzz", found=0),
    "invitation: which role": Invite(agency=HEALTH, words="", found=0),
    "invitation": CARD,
    "invitation without a link": replace(CARD, link=None),
    "invitation for a group": replace(CARD, agency=ICT, role="ict", group=True),
    "group, all well": GroupCheck(title="Tổ CNTT", problems=(), forum=False),
    "group with topics, all well": GroupCheck(title="Tổ CNTT", problems=(), forum=True),
    "group, not to be checked": GroupCheck(title="Tổ CNTT", problems=("unchecked",), forum=False),
    "group with problems": GroupCheck(title="Tổ CNTT", problems=("silent", "files", "topics"), forum=True),
    "choice of language": LanguageChoice(),
    "proposal": PROPOSAL,
    "proposal: its second page": replace(PROPOSAL, page=2, lines=(REMOVED_DUTY, OTHER_DIRECTIVE)),
    "proposal applied": replace(PROPOSAL, state="applied", who="Nguyễn Thị Lan", when="09:05 17/03/2009", pages=1),
    "proposal dropped": replace(PROPOSAL, state="dropped", who="Nguyễn Thị Lan", when="09:05 17/03/2009", pages=1),
    "proposal outdated": replace(PROPOSAL, state="outdated", pages=1),
    "agencies reorganised": Restructured(
        agency="UBND xã C", sources=("UBND huyện A", "UBND huyện B"), open=12, joined=2
    ),
    "agencies reorganised, with nothing in common": Restructured(
        agency="UBND xã C", sources=("UBND huyện A",), open=12, joined=0
    ),
    "config reloaded": ConfigReloaded(changed=("ladder", "working_days"), proposal=True, strangers=()),
    "config reloaded, with an agency that is gone": ConfigReloaded(
        changed=(), proposal=False, strangers=(StrangerLine(id="huyen-a", people=2, duties=12),)
    ),
    "config refused": ConfigRefused(
        problems=(
            ProblemLine(where="config.yaml:12", what="ladder.before: 7 is listed twice"),
            ProblemLine(where="directives/ct.yaml:31", what="lead: unknown agency 'so-yt': did you mean 'so-y-te'?"),
        ),
        more=3,
    ),
    "alarm: an update set aside": Alarm(kind="update_set_aside", facts={"update": "100000001"}),
    "alarm: many updates set aside": Alarm(kind="many_set_aside", facts={"count": 10}),
    "alarm: not planned": Alarm(kind="not_planned", facts={"assignments": 12, "reports": 1, "tickets": 0}),
    "alarm: the ICT department is out of reach": Alarm(kind="ict_unreachable", facts={}),
    "alarm: a defect": Alarm(kind="defect", facts={"notice": 17}),
    "alarm: files are nearly full": Alarm(kind="files_nearly_full", facts={"gigabytes": 50}),
    "alarm: a code is guessed": Alarm(kind="code_guessed", facts={"sender": "500000001", "count": 5}),
    "short answer": Said(key="relayed", facts={"number": "VM-2009-0001", "agency": HEALTH}),
}

HOSTILE = """<b>&"'</i>{{ 7*7 }}&lt;"""
OURS = frozenset(
    {"status", "state", "role", "key", "side", "period", "audience", "unit", "category", "purpose", "action", "waits",
     "step", "section", "group", "kind", "problems", "why"}
)  # fmt: skip
"""Fields that are never a person's words."""

T = TypeVar("T")


def hostile(value: T) -> T:
    """Return the same message as somebody would have it who fills every text with markup."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {field.name: _spoilt(getattr(value, field.name)) for field in fields(value) if field.name not in OURS}
    return replace(value, **changes)


def _spoilt(value: Any) -> Any:
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, Mapping):
        return {key: _spoilt(one) if key not in OURS else one for key, one in value.items()}
    if isinstance(value, Sequence):
        return tuple(_spoilt(one) for one in value)
    return hostile(value)
