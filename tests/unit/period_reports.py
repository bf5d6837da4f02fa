"""A period's report to print: a department's, and its province's."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.documents.report_data import (
    Addressee,
    AgencyLine,
    AgencyReport,
    Answer,
    ConsolidatedReport,
    DirectiveHead,
    DutyLine,
    Letterhead,
    ObstacleLine,
    Remark,
    Span,
    Tally,
    TargetLine,
)
from bot.domain.duties import Cell, Status
from bot.domain.obstacles import TicketState

SPAN = Span(id="2009-H1", start=date(2008, 12, 15), as_of=date(2009, 6, 14), year=2009)
DIRECTIVE = DirectiveHead(
    id="ct-03",
    reference="Chỉ thị số 03/CT-UBND ngày 05 tháng 01 năm 2009 của UBND tỉnh",
    title="Ứng dụng công nghệ thông tin",
)
LAN = DutyLine(
    agency="Sở Xây dựng",
    directive="ct-03",
    duty="lan",
    occurrence="",
    clause="2",
    title="Hoàn tất mạng nội bộ",
    due=date(2009, 3, 31),
    cell=Cell.DONE_ON_TIME,
    status=Status.DONE,
    submitted_on=date(2009, 3, 20),
    result="Đã nghiệm thu, 45 máy",
)
PLAN = replace(
    LAN, duty="plan", clause="5.b", title="Lập kế hoạch phần mềm mở", cell=Cell.OPEN_OVERDUE, status=Status.PAUSED,
    submitted_on=None, result=None,
)  # fmt: skip
MAIL = replace(
    PLAN, duty="mail", clause="5.b", title="Dùng thư điện tử công vụ", due=None, cell=Cell.OPEN_NO_DEADLINE,
    status=Status.ASSIGNED,
)  # fmt: skip
SERVICES = TargetLine(
    agency="Sở Xây dựng",
    title="Dịch vụ công",
    metric="Dịch vụ công mức độ 3",
    unit="dịch vụ",
    value=Decimal(3),
    at_least=True,
    figure=Decimal(2),
    before=Decimal(1),
)
STAFF = replace(SERVICES, metric="Cán bộ dùng thư điện tử", unit="%", value=Decimal("99.5"), figure=None, before=None)
OBSTACLE = ObstacleLine(
    number="VM-2009-0001",
    agency="Sở Xây dựng",
    title="Lập kế hoạch phần mềm mở",
    category="funding",
    text="Chưa có kinh phí",
    opened_on=date(2009, 3, 2),
    state=TicketState.ANSWERED,
    resolved_on=None,
    answers=(Answer(on=date(2009, 3, 4), by="Sở TT&TT", text="Sẽ bố trí trong quý II"),),
)


def agency_report(**changed: object) -> AgencyReport:
    """Return the report of Sở Xây dựng: one duty done, one overdue and stuck, one without a deadline."""
    duties = (LAN, PLAN, MAIL)
    report = AgencyReport(
        letterhead=Letterhead(superior="UBND tỉnh Hà Tĩnh", issuer="Sở Xây dựng", place="Hà Tĩnh"),
        span=SPAN,
        to=(Addressee(name="Ủy ban nhân dân tỉnh", through="Sở Thông tin và Truyền thông"),),
        copies=("Sở Thông tin và Truyền thông",),
        directives=(DIRECTIVE,),
        duties=duties,
        before=Tally(done_on_time=3, open_overdue=2),
        agencies=(line("Sở Xây dựng", duties, reported_on=date(2009, 6, 16)),),
        targets=(SERVICES, STAFF),
        obstacles=(OBSTACLE,),
        remarks=(Remark(agency="Sở Xây dựng", text="Đề nghị tập huấn.\n\nĐề nghị cấp máy chủ."),),
    )
    return replace(report, **changed)  # type: ignore[arg-type] # any field of the report


def line(name: str, duties: tuple[DutyLine, ...] = (), *, reported_on: date | None = None) -> AgencyLine:
    """Return an agency that owes a report, due on 16 June."""
    return AgencyLine(
        name=name,
        short=name,
        tally=Tally.of(duty.cell for duty in duties),
        owes_report=True,
        report_due=date(2009, 6, 16),
        reported_on=reported_on,
    )


def consolidated_report(of: int = 3, **changed: object) -> ConsolidatedReport:
    """Return the province's report of so many agencies, each with the duties of Sở Xây dựng; the last is silent."""
    names = [f"Sở số {number}" for number in range(1, of + 1)]
    base = agency_report()
    duties = tuple(replace(duty, agency=name) for duty in base.duties for name in names)
    report = ConsolidatedReport(
        letterhead=Letterhead(superior="UBND tỉnh Hà Tĩnh", issuer="Sở Thông tin và Truyền thông", place="Hà Tĩnh"),
        span=SPAN,
        to=(Addressee(name="Ủy ban nhân dân tỉnh"),),
        copies=("Các cơ quan, đơn vị tại Phụ lục I",),
        directives=base.directives,
        duties=duties,
        before=None,
        agencies=tuple(
            line(name, base.duties, reported_on=None if name == names[-1] else date(2009, 6, 15)) for name in names
        ),
        targets=tuple(replace(SERVICES, agency=name) for name in names),
        obstacles=base.obstacles,
        remarks=base.remarks,
    )
    return replace(report, **changed)  # type: ignore[arg-type] # any field of the report
