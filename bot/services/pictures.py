"""What the pictures of the province show, read from the database; they are drawn later, in a thread."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from bot.config import Config
from bot.documents import charts
from bot.documents.charts.data import AgencyStanding, Completion, ObstacleCount, Obstacles, Reports, Standing
from bot.documents.charts.theme import Variant
from bot.documents.charts.words import chart_words
from bot.documents.report_data import Tally
from bot.documents.wording import period_in
from bot.domain.assignments import Assignment
from bot.domain.duties import Status
from bot.domain.obstacles import TicketState
from bot.domain.reports import ReportState
from bot.services.views import Made
from bot.storage.work import Work

KINDS = ("completion", "obstacles", "reports")
AHEAD = timedelta(days=60)
YEAR = timedelta(days=365)
CAME = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})


class Pictures:
    """The pictures of one province, as of one local day."""

    def __init__(self, work: Work, config: Config, language: str, day: date) -> None:
        self._work = work
        self._config = config
        self._language = language
        self._words = chart_words(language)
        self._paper = Variant(config.documents.pictures)
        self._day = day

    def standing(self, assignments: list[Assignment]) -> Made | None:
        """Return the picture of all agencies in the four cells; None if nothing has a deadline."""
        by_agency: dict[str, list[Assignment]] = {}
        for one in assignments:
            by_agency.setdefault(one.agency, []).append(one)
        agencies = tuple(
            AgencyStanding(
                name=self._config.organisation.short(agency),
                tally=Tally.of(one.cell(self._day, self._config.calendar) for one in theirs),
            )
            for agency, theirs in by_agency.items()
        )
        if not any(agency.tally.dated for agency in agencies):
            return None
        data = Standing(province=self._config.province.name, day=self._day, agencies=agencies)
        return self._made("tinh-hinh", partial(charts.standing, data, self._words, self._paper))

    async def plot(self, kind: str) -> Made | None:
        """Return one of the pictures on request; None if there is nothing to show."""
        match kind:
            case "completion":
                return await self._completion()
            case "obstacles":
                return await self._obstacles()
            case _:
                return await self._reports()

    async def _completion(self) -> Made | None:
        dated = [one for one in await self._work.assignments.of_all() if one.due is not None]
        if not dated:
            return None
        day_of = self._config.calendar.day_of
        start = min(day_of(one.assigned_at) for one in dated)
        data = Completion(
            province=self._config.province.name,
            day=self._day,
            start=start,
            end=max(self._day + AHEAD, *(one.due for one in dated if one.due and one.due <= self._day + YEAR)),
            due=tuple(one.due for one in dated if one.due is not None),
            done=tuple(
                day_of(one.submitted_at) for one in dated if one.status is Status.DONE and one.submitted_at is not None
            ),
        )
        return self._made("tien-do", partial(charts.completion_over_time, data, self._words, self._paper))

    async def _obstacles(self) -> Made | None:
        found = await self._work.tickets.all()
        if not found:
            return None
        counts = tuple(
            ObstacleCount(
                category=one.category.value,
                open=int(one.state is not TicketState.RESOLVED),
                resolved=int(one.state is TicketState.RESOLVED),
            )
            for one in found
        )
        data = Obstacles(province=self._config.province.name, day=self._day, counts=counts)
        return self._made("vuong-mac", partial(charts.obstacles_by_category, data, self._words, self._paper))

    async def _reports(self) -> Made | None:
        """Picture the period that opened last."""
        opened = sorted(
            (self._config.reporting_calendar.period(name) for name in await self._work.reports.periods()),
            key=lambda period: period.opens_on,
        )
        if not opened:
            return None
        period = opened[-1]
        found = await self._work.reports.of_period(period.id)
        day_of = self._config.calendar.day_of
        data = Reports(
            province=self._config.province.name,
            day=self._day,
            period=period_in(period.id, self._language),
            opened=period.opens_on,
            due=period.due,
            owed=len(found),
            received=tuple(
                day_of(one.submitted_at) for one in found if one.state in CAME and one.submitted_at is not None
            ),
        )
        return self._made("bao-cao", partial(charts.reports_by_day, data, self._words, self._paper))

    def _made(self, name: str, draw: Callable[[], bytes | None]) -> Made:
        def content() -> bytes:
            drawn = draw()
            if drawn is None:
                raise ValueError(f"there is nothing to draw: {name}")
            return drawn

        return Made(name=f"{name}-{self._day.isoformat()}.png", content=content, picture=True)
