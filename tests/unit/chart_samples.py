"""A province to picture: its agencies, half a year, its obstacles and reports."""

from datetime import date, timedelta

from bot.documents.charts.data import AgencyStanding, Completion, ObstacleCount, Obstacles, Reports, Standing
from bot.documents.report_data import Tally

DAY = date(2009, 3, 30)


def agency(name: str, overdue: int = 0, within: int = 0, late: int = 0, on_time: int = 0) -> AgencyStanding:
    tally = Tally(open_overdue=overdue, open_within=within, done_late=late, done_on_time=on_time, open_no_deadline=2)
    return AgencyStanding(name=name, tally=tally)


def province(*agencies: AgencyStanding) -> Standing:
    return Standing(province="Tỉnh mẫu", day=DAY, agencies=agencies)


def communes(number: int) -> Standing:
    """Return a province of so many agencies, no two alike."""
    return province(
        *(
            agency(f"UBND xã Thạnh Xuân {n}", overdue=n % 5, within=n % 7, late=n % 3, on_time=1 + n % 11)
            for n in range(number)
        )
    )


THREE = province(
    agency("Sở Y tế", within=2, on_time=6),
    agency("Sở Tài chính", overdue=4, within=2, late=2),
    agency("UBND H. Thạnh Xuân", overdue=1, within=3, on_time=12),
    agency("Sở Ngoại vụ"),
)

COMPLETION = Completion(
    province="Tỉnh mẫu",
    day=date(2009, 4, 20),
    start=date(2009, 1, 5),
    end=date(2009, 6, 30),
    due=(*[date(2009, 1, 10)] * 5, *[date(2009, 3, 31)] * 60, *[date(2009, 6, 15)] * 30, date(2009, 5, 4)),
    done=tuple(date(2009, 1, 8) + timedelta(days=step * step // 40) for step in range(66)),
)

OBSTACLES = Obstacles(
    province="Tỉnh mẫu",
    day=date(2009, 4, 20),
    counts=(
        ObstacleCount(category="staff", open=2, resolved=9),
        ObstacleCount(category="funding", open=7, resolved=4),
        ObstacleCount(category="other", open=0, resolved=1),
        ObstacleCount(category="a later one", open=1, resolved=1),
        ObstacleCount(category="legal", open=0, resolved=0),
    ),
)

REPORTS = Reports(
    province="Tỉnh mẫu",
    day=date(2009, 6, 19),
    period="6 tháng đầu năm 2009",
    opened=date(2009, 6, 2),
    due=date(2009, 6, 16),
    owed=29,
    received=tuple(
        date(2009, 6, day)
        for day, many in ((5, 1), (8, 2), (11, 4), (12, 6), (15, 5), (16, 3), (17, 2), (22, 1))
        for _ in range(many)
    ),
)
