"""Sample messages: what people see most, by name, and what seldom happens."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bot.texts.messages import (
    AgencyScore,
    Announcement,
    AskObstacle,
    AskRemarks,
    AskResult,
    Board,
    Counts,
    DirectiveGroup,
    DutyLine,
    DutyList,
    DutyPage,
    HeadDigest,
    Help,
    LanguageChoice,
    Message,
    Morning,
    NoteLine,
    OverdueGroup,
    ProvinceDigest,
    Removed,
    ReportLine,
    ReportPage,
    Said,
    TargetLine,
    TicketLine,
    TicketOpened,
    TicketPage,
    TicketWord,
    Welcome,
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
    answer="Đã bố trí trong kế hoạch quý II",
)
COUNTS = Counts(done_on_time=3, done_late=1, open_within=5, open_overdue=2, no_deadline=4)
CHANGED = replace(
    COUNTS, change={"done_on_time": 2, "done_late": 0, "open_within": -3, "open_overdue": 1, "done_no_deadline": 0}
)
UNCHANGED = replace(COUNTS, change=dict.fromkeys(CHANGED.change or {}, 0))
NOTHING = Counts(done_on_time=0, done_late=0, open_within=0, open_overdue=0, no_deadline=0)
OWED = ReportLine(period="2009-H1", due=date(2009, 6, 16), days_left=91)
MISSING = replace(OWED, silent=("Sở Nội vụ", "Sở Tư pháp"), more=3)


def morning(*groups: DirectiveGroup, **parts: Any) -> Morning:
    nothing: dict[str, Any] = {"overdue_elsewhere": (), "reports": (), "head_digest": None, "province_digest": None}
    told = {"today": TODAY, "agency": HEALTH, "audience": "officer", "groups": groups, **nothing}
    return Morning(**{**told, **parts})


HEADS_WEEK = HeadDigest(
    counts=CHANGED,
    this_week=(TOMORROWS,),
    next_week=(STUCK,),
    overdue=(LATE,),
    helping_overdue=1,
    tickets=(TICKET,),
    reports=(OWED,),
)
QUIET_WEEK = HeadDigest(
    counts=UNCHANGED, this_week=(), next_week=(), overdue=(), helping_overdue=0, tickets=(), reports=()
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
    not_enrolled=("Sở Nội vụ", "Thanh tra tỉnh"),
    short=False,
)
QUIET_PROVINCE = ProvinceDigest(
    counts=NOTHING, agencies=1, worst=(), tickets=(), more_tickets=0, reports=(OWED,), not_enrolled=(), short=True
)

DUTY = DutyPage(
    line=line(),
    agency=HEALTH,
    number="05/CT-UBND",
    deliverable=None,
    submit_to=None,
    coordinating=(),
    target=None,
    result=None,
    submitted_on=None,
    late=False,
    files=(),
    tickets=(),
    details=False,
    note=None,
)
GIVEN = replace(
    DUTY, result="Biên bản nghiệm thu số 12/BB-SYT", submitted_on=date(2009, 3, 30), files=("bien-ban.pdf", "anh.jpg")
)
TARGET = TargetLine(metric="Văn bản lưu chuyển trên mạng", unit="%", value=Decimal("62.50"), at_least=True)
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
OPENED = TicketOpened(number="VM-2009-0001", state="open", title=LAN, text=TICKET.text, ict=ICT)
PAGE = TicketPage(
    number="VM-2009-0001",
    state="answered",
    agency=HEALTH,
    author="Nguyễn Thị Lan",
    title=LAN,
    due=DUE,
    text=TICKET.text,
    notes=(
        NoteLine(side="ict", author="Trần Minh", on=date(2009, 3, 18), text="Đã bố trí trong kế hoạch quý II"),
        NoteLine(side="agency", author="Nguyễn Thị Lan", on=date(2009, 3, 19), text="Xin cảm ơn"),
    ),
    files=("du-toan.xlsx",),
    opened_on=TODAY,
)
WORD = TicketWord(
    number="VM-2009-0001", side="ict", author="Trần Minh", agency=HEALTH, title=LAN, text="Đã bố trí kinh phí"
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
    remarks="Đề nghị tập huấn thêm cho cán bộ.",
    submitted_on=None,
    late=False,
)
BOARD = Board(
    period="2009-H1",
    due=date(2009, 6, 16),
    submitted=(HEALTH, "Sở Nội vụ"),
    drafting=("Sở Tư pháp",),
    silent=("Thanh tra tỉnh", "UBND H. An Phước"),
)


def welcome(role: str, *, duties: int = 0, group: bool = False) -> Welcome:
    return Welcome(name="Nguyễn Thị Lan", agency=HEALTH, role=role, open_duties=duties, group=group)


ELSEWHERE = (
    OverdueGroup(title=LATE.title, due=date(2009, 3, 13), agencies=(HEALTH, "Sở Nội vụ"), more=4),
    OverdueGroup(title="Cử cán bộ đầu mối", due=date(2009, 3, 10), agencies=("Thanh tra tỉnh",), more=0),
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
}
"""What the phrases under ``said`` may need."""

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
    "report, sent": replace(REPORT, state="submitted", submitted_on=date(2009, 6, 15)),
    "board": BOARD,
    "board, all sent": replace(BOARD, drafting=(), silent=()),
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
    "question for an obstacle": AskObstacle(title=LAN, ict=ICT),
    "question for remarks": AskRemarks(period="2009-H1"),
    "choice of language": LanguageChoice(),
    "short answer": Said(key="relayed", facts={"number": "VM-2009-0001", "agency": HEALTH}),
}

HOSTILE = """<b>&"'</i>{{ 7*7 }}&lt;"""
OURS = frozenset({"status", "state", "role", "key", "side", "period", "audience", "unit"})
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
