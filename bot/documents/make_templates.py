"""Make the Word templates: ``python -m bot.documents.make_templates [FOLDER]``.

The measures are those of Decree 30/2020/NĐ-CP, Annex I; ``bot.documents.template_parts`` has them. A province that
wants other words edits a copy of the files in Word.
"""

import sys
from pathlib import Path

from bot.documents.report_data import AgencyReport, ConsolidatedReport
from bot.documents.template_parts import Column, Template
from bot.documents.word import FILES, TEMPLATES

PERIOD = "{{ report.span.id | period_name }}"
ISSUER = "{{ report.letterhead.issuer }}"
DATES = "(số liệu từ {{ report.span.start | long_day }} đến hết {{ report.span.as_of | long_day }})"
DUTY = "- {{ duty.title }}{% if duty.dues %} (thời hạn {{ duty.dues | days }}){% endif %}:"

DIRECTIVE = "{{ result.head.reference }}: {{ result.head.title }}"

CELLS = (
    Column("Đúng hạn", 22, "{{ %s.done_on_time }}", group="Đã hoàn thành", centred=True),
    Column("Quá hạn", 22, "{{ %s.done_late }}", group="Đã hoàn thành", centred=True),
    Column("Trong hạn", 22, "{{ %s.open_within }}", group="Chưa hoàn thành", centred=True),
    Column("Quá hạn", 22, "{{ %s.open_overdue }}", group="Chưa hoàn thành", centred=True),
    Column("Đã hoàn thành", 22, "{{ %s.done_no_deadline }}", group="Không có thời hạn", centred=True),
    Column("Đang thực hiện", 22, "{{ %s.open_no_deadline }}", group="Không có thời hạn", centred=True),
)
TOTAL = Column("Tổng số", 22, "{{ %s.total }}", centred=True)
NUMBER = Column("STT", 13, "{{ loop.index }}", centred=True)
AGENCY = Column("Cơ quan", 38, "{{ line.agency }}")
CHANGES = ("done_on_time", "done_late", "open_within", "open_overdue", "done_no_deadline", "open_no_deadline")


def main(folder: Path = TEMPLATES) -> None:
    """Write all templates into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    agency_report().save(folder / FILES[AgencyReport])
    consolidated_report().save(folder / FILES[ConsolidatedReport])


def agency_report() -> Template:
    """Return the template of one agency's report."""
    page = Template()
    page.letterhead()
    page.title(f"Kết quả thực hiện nhiệm vụ được giao {PERIOD}")
    page.addressees()
    page.body(
        f"Thực hiện các văn bản chỉ đạo, điều hành của cấp có thẩm quyền, {ISSUER} báo cáo kết quả thực hiện nhiệm vụ "
        f"được giao {PERIOD} {DATES} như sau:"
    )
    page.heading("I. TÌNH HÌNH CHUNG")
    _figures(page, "cơ quan", "Trong kỳ, cơ quan không có nhiệm vụ được giao.")
    page.heading("II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    with page.when("not report.results"):
        page.body("Không có.")
    with page.each("result in report.results"):
        _directive(page)
        with page.each("group in result.clauses"):
            page.small_heading("Mục {{ group.clause }}")
            with page.each("duty in group.duties"):
                page.body(
                    f"{DUTY} {{{{ duty.lines[0] | outcome }}}}."
                    "{% if duty.lines[0].result %} Kết quả: {{ duty.lines[0].result }}{% endif %}"
                )
    page.heading("III. CHỈ TIÊU ĐƯỢC GIAO")
    _targets(page, "I")
    page.heading("IV. KHÓ KHĂN, VƯỚNG MẮC")
    with page.when("not report.obstacles"):
        page.body("Không có.")
    with page.each("one in report.obstacles"):
        page.body("- {{ one.title }} (số {{ one.number }}, báo ngày {{ one.opened_on | day }}): {{ one.text }}")
        with page.each("answer in one.answers"):
            page.body("+ Ngày {{ answer.on | day }}, {{ answer.by }}: {{ answer.text }}")
        page.body(
            "+ Tình trạng: {{ one.state | ticket }}"
            "{% if one.resolved_on %} ngày {{ one.resolved_on | day }}{% endif %}."
        )
    page.heading("V. Ý KIẾN, KIẾN NGHỊ")
    with page.when("not report.remarks"):
        page.body("Không có.")
    with page.each("remark in report.remarks"), page.each("line in remark.text | paragraphs"):
        page.body("{{ line }}")
    _closing(page, f"kết quả thực hiện nhiệm vụ được giao {PERIOD}")
    page.signature("THỦ TRƯỞNG CƠ QUAN")

    page.annex("I", "TỔNG HỢP TÌNH HÌNH THỰC HIỆN NHIỆM VỤ, CHỈ TIÊU")
    page.table_title("1. Nhiệm vụ")
    directive = Column("Văn bản giao nhiệm vụ", 80, DIRECTIVE)
    page.table([NUMBER, directive, *_counts("result.tally")], "result in report.results", totals=_totals())
    page.table_title("2. Chỉ tiêu")
    page.table(_target_columns(), "line in report.targets")
    page.annex("II", "DANH MỤC NHIỆM VỤ")
    page.table(
        [
            NUMBER,
            Column("Mục", 20, "{{ line.clause }}", centred=True),
            Column("Nhiệm vụ", 82, "{{ line.title }}"),
            Column("Thời hạn", 25, "{{ line.due | day }}", centred=True),
            Column("Tình trạng", 38, "{{ line | standing }}"),
            Column("Ngày báo cáo", 25, "{{ line.submitted_on | day }}", centred=True),
            Column("Kết quả", 44, "{{ line.result }}"),
        ],
        "line in result.lines",
        groups=("result in report.results", DIRECTIVE),
    )
    return page


def consolidated_report() -> Template:
    """Return the template of the province's report."""
    page = Template()
    page.letterhead()
    page.title(f"Tổng hợp kết quả thực hiện nhiệm vụ được giao {PERIOD}")
    page.addressees()
    page.body(
        f"{ISSUER} tổng hợp, báo cáo kết quả thực hiện nhiệm vụ được giao của các cơ quan, đơn vị {PERIOD} {DATES} "
        "như sau:"
    )
    page.heading("I. TÌNH HÌNH CHUNG")
    _figures(page, "{{ report.agencies | length | count }} cơ quan, đơn vị", "Trong kỳ không có nhiệm vụ được giao.")
    with page.when("report.owing"):
        page.body(
            "Về chế độ báo cáo: {{ (report.owing - report.silent | length) | count }}/{{ report.owing | count }} "
            "cơ quan đã gửi báo cáo."
        )
    with page.when("report.silent"):
        page.body(
            "Cơ quan chưa gửi báo cáo ({{ report.silent | length | count }}): "
            "{{ report.silent | map(attribute='name') | join('; ') }}."
        )
    page.heading("II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    with page.when("not report.results"):
        page.body("Không có.")
    with page.each("result in report.results"):
        _directive(page)
        with page.each("group in result.clauses"):
            page.small_heading("Mục {{ group.clause }}")
            with page.each("duty in group.duties"):
                page.body(f"{DUTY} {{{{ duty | summary }}}}.")
    page.heading("III. CHỈ TIÊU ĐƯỢC GIAO")
    _targets(page, "II")
    page.heading("IV. KHÓ KHĂN, VƯỚNG MẮC")
    with page.when("not report.obstacles"):
        page.body("Không có.")
    with page.when("report.obstacles"):
        page.body(
            "Trong kỳ có {{ report.obstacles | length | count }} khó khăn, vướng mắc được theo dõi, đã giải quyết "
            "{{ report.obstacles_resolved | count }} (chi tiết tại Phụ lục IV)."
        )
    page.heading("V. Ý KIẾN, KIẾN NGHỊ")
    with page.when("not report.remarks"):
        page.body("Không có.")
    with page.when("report.remarks"):
        page.body("{{ report.remarks | length | count }} cơ quan có ý kiến, kiến nghị (chi tiết tại Phụ lục V).")
    _closing(page, f"tổng hợp kết quả thực hiện nhiệm vụ được giao {PERIOD}")
    page.signature("THỦ TRƯỞNG CƠ QUAN")

    page.annex("I", "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ THEO CƠ QUAN, ĐƠN VỊ")
    reported = (
        "{% if line.reported_on %}{{ line.reported_on | day }}{% elif line.owes_report %}Chưa gửi{% else %}–{% endif %}"
    )
    page.table(
        [
            NUMBER,
            Column("Cơ quan", 56, "{{ line.name }}"),
            *_counts("line.tally"),
            Column("Gửi báo cáo", 24, reported, centred=True),
        ],
        "line in report.agencies",
        totals=_totals(),
    )
    page.annex("II", "CHỈ TIÊU ĐƯỢC GIAO")
    page.table(_target_columns(AGENCY), "line in report.targets")
    page.annex("III", "NHIỆM VỤ CHƯA HOÀN THÀNH, ĐÃ QUÁ HẠN")
    page.table(
        [
            NUMBER,
            AGENCY,
            Column("Mục", 20, "{{ line.clause }}", centred=True),
            Column("Nhiệm vụ", 106, "{{ line.title }}"),
            Column("Thời hạn", 25, "{{ line.due | day }}", centred=True),
            Column("Tình trạng", 45, "{{ line | standing }}"),
        ],
        "line in result.overdue",
        groups=("result in report.results if result.overdue", DIRECTIVE),
    )
    page.annex("IV", "KHÓ KHĂN, VƯỚNG MẮC")
    answers = (
        "{% for answer in line.answers %}{{ answer.on | day }}, {{ answer.by }}: {{ answer.text }}"
        "{{ '; ' if not loop.last }}{% endfor %}"
    )
    page.table(
        [
            NUMBER,
            Column("Số", 27, "{{ line.number }}", centred=True),
            AGENCY,
            Column("Nhiệm vụ", 42, "{{ line.title }}"),
            Column("Nội dung", 52, "[{{ line.category | category }}] {{ line.text }}"),
            Column("Đã xử lý", 50, answers),
            Column("Tình trạng", 25, "{{ line.state | ticket }}"),
        ],
        "line in report.obstacles",
    )
    page.annex("V", "Ý KIẾN, KIẾN NGHỊ CỦA CÁC CƠ QUAN, ĐƠN VỊ")
    page.table(
        [NUMBER, Column("Cơ quan", 60, "{{ line.agency }}"), Column("Ý kiến, kiến nghị", 174, "{{ line.text }}")],
        "line in report.remarks",
    )
    return page


def _figures(page: Template, who: str, nothing: str) -> None:
    """Write the four cells as sentences."""
    with page.when("not report.tally.total"):
        page.body(nothing)
    with page.when("report.tally.total"):
        page.body(
            f"Trong kỳ, {who} có {{{{ report.tally.total | count }}}} nhiệm vụ được theo dõi, gồm "
            "{{ report.tally.dated | count }} nhiệm vụ có thời hạn và {{ report.tally.undated | count }} nhiệm vụ "
            "không có thời hạn (số liệu chi tiết tại Phụ lục I)."
        )
        page.body(
            "- Đã hoàn thành {{ report.tally.done | count }} nhiệm vụ có thời hạn: đúng hạn "
            "{{ report.tally.done_on_time | count }}, quá hạn {{ report.tally.done_late | count }}."
        )
        page.body(
            "- Chưa hoàn thành {{ report.tally.open | count }} nhiệm vụ có thời hạn: còn trong hạn "
            "{{ report.tally.open_within | count }}, đã quá hạn {{ report.tally.open_overdue | count }}."
        )
        page.body(
            "- Nhiệm vụ không có thời hạn: đã hoàn thành {{ report.tally.done_no_deadline | count }}, đang thực hiện "
            "{{ report.tally.open_no_deadline | count }}."
        )
    with page.when("report.change"):
        page.body(
            "So với kỳ trước: số nhiệm vụ có thời hạn đã hoàn thành {{ report.change.done | change }}; chưa hoàn "
            "thành, đã quá hạn {{ report.change.open_overdue | change }}."
        )


def _directive(page: Template) -> None:
    page.heading(f"{{{{ loop.index }}}}. {DIRECTIVE}")
    page.body(
        "Tổng số {{ result.tally.total | count }} nhiệm vụ; đã hoàn thành "
        "{{ (result.tally.done + result.tally.done_no_deadline) | count }}, chưa hoàn thành đã quá hạn "
        "{{ result.tally.open_overdue | count }}."
    )


def _targets(page: Template, annex: str) -> None:
    with page.when("not report.targets"):
        page.body("Không có.")
    with page.when("report.targets"):
        page.body(
            "Có {{ report.targets | length | count }} chỉ tiêu: đạt {{ report.targets_reached | count }}, chưa đạt "
            "{{ report.targets_missed | count }}, chưa có số liệu {{ report.targets_unknown | count }} "
            f"(số liệu chi tiết tại Phụ lục {annex})."
        )


def _closing(page: Template, what: str) -> None:
    page.closing(
        f"Trên đây là báo cáo {what}{{% if report.to %}}, {ISSUER} kính trình "
        "{{ report.to | map(attribute='name') | join(', ') }} xem xét, chỉ đạo{% endif %}./."
    )


def _counts(tally: str) -> list[Column]:
    return [column.of(tally) for column in (TOTAL, *CELLS)]


def _totals() -> list[tuple[str, str, list[str]]]:
    """Return the rows below a table of counts: a condition, a label, and the cells."""
    names = ("total", *CHANGES)
    return [
        ("", "Tổng cộng", [f"{{{{ report.tally.{name} }}}}" for name in names]),
        ("report.before", "Kỳ trước", [f"{{{{ report.before.{name} }}}}" for name in names]),
        ("report.change", "Tăng, giảm so với kỳ trước", [f"{{{{ report.change.{name} | signed }}}}" for name in names]),
    ]


def _target_columns(*agency: Column) -> list[Column]:
    width = 86 if agency else 124
    return [
        NUMBER,
        *agency,
        Column("Chỉ tiêu", width, "{{ line.metric }}"),
        Column("Mức giao", 35, "{{ line | wanted }}", centred=True),
        Column("Kỳ trước", 25, "{{ line.before | measured(line.unit) }}", centred=True),
        Column("Đạt được", 25, "{{ line.figure | measured(line.unit) }}", centred=True),
        Column("Đánh giá", 25, "{{ line | reached }}", centred=True),
    ]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
