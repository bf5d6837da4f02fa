"""Make the consolidated report of 150 agencies × 30 duties in a process of its own, and tell what it cost.

Run as ``python -m tests.integration.big_report [docx|xlsx]``: prints its CPU seconds and the most memory in MB.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.measure import peak_megabytes
from bot.config import load_config
from bot.documents.written import WORD, written
from bot.domain.assignments import Assignment
from bot.domain.duties import Directive, Duty, Every, ReportingChain, Status
from bot.services.period_report import period_report
from bot.services.period_sources import Sources
from tests.unit.province import write_province

AGENCIES, DUTIES = 150, 30
GIVEN, NOW = datetime(2009, 1, 5, 1, tzinfo=UTC), datetime(2009, 6, 20, 1, tzinfo=UTC)
CONFIG = (
    "province: {name: Tỉnh Lớn, starts_on: 2009-01-05}\n"
    "organisation:\n  ict: xa-0\n  leaders: xa-1\n  kinds: {commune: {name: Xã}}\n  agencies:\n"
    + "".join(
        f"    - {{id: xa-{number}, name: Ủy ban nhân dân xã số {number}, short: UBND xã số {number}, kind: commune}}\n"
        for number in range(AGENCIES)
    )
)


def duty(number: int) -> Duty:
    return Duty(
        directive="ct",
        id=f"d{number}",
        clause=str(number // 3 + 1),
        title=f"Nhiệm vụ số {number} về ứng dụng công nghệ thông tin trong hoạt động của cơ quan",
        lead=("xa-0",),
        due=date(2009, 1, 20) + timedelta(weeks=number % 25),
    )


def assignment(number: int, what: Duty, agency: int) -> Assignment:
    """Return an assignment; every other one is done, some of them late."""
    due = what.due or date.max
    done = number % 2 == 0
    return Assignment(
        id=number,
        directive=what.directive,
        directive_title="Ứng dụng công nghệ thông tin",
        duty=what.id,
        clause=what.clause,
        title=what.title,
        agency=f"xa-{agency}",
        occurrence="",
        due=due,
        every=None,
        status=Status.DONE if done else Status.ASSIGNED,
        before_pause=None,
        revision=1,
        assigned_at=GIVEN,
        handled_until=GIVEN,
        next_at=None,
        submitted_at=datetime(due.year, due.month, due.day, 3, tzinfo=UTC) + timedelta(days=number % 7 - 4)
        if done
        else None,
        submitted_by=1 if done else None,
        result="Đã hoàn thành theo biên bản nghiệm thu số 12" if done else None,
        holder=None,
        figure=None,
        figure_at=None,
        verify=False,
        given_by=None,
        deliverable=None,
        submit_to=None,
        target=None,
        coordinating=[],
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(write_province(Path(folder), config=CONFIG))
    duties = [duty(number) for number in range(DUTIES)]
    chain = ReportingChain(every=(Every.HALF_YEAR,), to="xa-1")
    asking = Directive(
        id="ct", kind="chi-thi", issuer="UBND tỉnh", title="Ứng dụng công nghệ thông tin",
        in_force_from=date(2009, 1, 5), reporting=chain, duties=tuple(duties),
    )  # fmt: skip
    sources = Sources(
        period=config.reporting_calendar.period("2009-H1"),
        agency=None,
        now=NOW,
        directives=[asking],
        assignments=[
            assignment(number * AGENCIES + agency, one, agency)
            for number, one in enumerate(duties)
            for agency in range(AGENCIES)
        ],
        reports=[],
        items=[],
        progress=[],
        tickets=[],
        notes={},
        titles={},
    )
    form = sys.argv[1] if len(sys.argv) > 1 else WORD
    began = time.process_time()
    report = period_report(sources, config)
    content = written(report, form)
    seconds = time.process_time() - began
    megabytes = peak_megabytes()
    cost = {"seconds": seconds, "assignments": report.tally.total, "bytes": len(content), "megabytes": megabytes}
    sys.stdout.write(f"{json.dumps(cost)}\n")


if __name__ == "__main__":
    main()
