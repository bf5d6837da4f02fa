"""config.yaml: a province ready to run. No secrets: tokens come from the environment.

``load_config`` tells all mistakes at once, each with file and line. What the rules need stands ready in the
``Config``: ``organisation``, ``calendar``, ``ladder``, ``reporting_calendar``, ``default_chain``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.duties import Every, ReportingChain
from bot.domain.ladder import Ladder
from bot.domain.mornings import Mornings
from bot.domain.organisation import Organisation
from bot.domain.periods import ReportingCalendar
from bot.domain.service_levels import Service
from bot.domain.working_days import WorkCalendar
from bot.errors import Problem, SourceError
from bot.schema import Model, Strict, check, check_keys
from bot.sections import (
    Channels,
    DigestSection,
    Documents,
    Files,
    LadderSection,
    OrganisationSection,
    Protection,
    Province,
    Recurring,
    Reporting,
    Retention,
    ServiceLevels,
    WorkingDays,
    WorkingHours,
    inconsistencies,
)
from bot.source import Document, read

FOLDER = "directives"
LAST_HOUR = 23
_KEYS = (
    *("province", FOLDER, "organisation", "working_days", "working_hours", "ladder", "recurring", "reporting"),
    *("digest", "documents", "service_levels", "files", "protection", "retention", "channels"),
)


class Config(Strict):
    """Everything that a province decides. ``directives`` is the folder of the directive files."""

    province: Province
    directives: Path = Path("directives")
    organisation: Organisation
    working_days: WorkingDays = WorkingDays()
    working_hours: WorkingHours = WorkingHours()
    ladder: Ladder = Ladder()
    recurring: Recurring = Recurring()
    reporting: Reporting = Reporting()
    default_chain: ReportingChain
    digest: DigestSection = DigestSection()
    documents: Documents = Documents()
    service_levels: ServiceLevels = ServiceLevels()
    files: Files = Files()
    protection: Protection = Protection()
    retention: Retention = Retention()
    channels: Channels = Channels()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.province.timezone)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The province's working days."""
        country = self.working_days.holidays
        return WorkCalendar(
            zone=self.zone,
            is_public_holiday=public_holidays(country) if country else _never,
            days_off=frozenset(self.working_days.days_off),
            made_up=frozenset(self.working_days.made_up),
            roll_deadlines=self.working_days.roll_deadlines,
        )

    @cached_property
    def mornings(self) -> Mornings:
        """When what nobody waits for may ring: in office hours, and when the province has its ticks send it."""
        ticks = (self.ladder.at, self.reporting.at, self.digest.at)
        hours = self.working_hours
        latest = max(time(min(at.hour + 1, LAST_HOUR), at.minute) for at in ticks)
        return Mornings(
            calendar=self.calendar,
            opens=min(hours.from_, *ticks),
            closes=max(hours.to, latest),
            reminds=self.ladder.at,
        )

    @cached_property
    def service(self) -> Service:
        """How soon the ICT department takes up what waits for it."""
        return self.service_levels.service(self.working_hours)

    @cached_property
    def reporting_calendar(self) -> ReportingCalendar:
        """The reporting periods of the province."""
        first, second = self.reporting.half_year
        return ReportingCalendar(
            calendar=self.calendar,
            half_year=(first, second),
            year=self.reporting.year,
            opens_before=self.reporting.opens_working_days_before,
            due_after=self.reporting.due_working_days_after,
            at=self.reporting.at,
        )


def _never(_day: date) -> bool:
    return False


def public_holidays(country: str) -> Callable[[date], bool]:
    """Return a question to the ``holidays`` package, which is slow to load and is asked once a year of the calendar."""
    years: dict[int, frozenset[date]] = {}

    def is_public_holiday(day: date) -> bool:
        if day.year not in years:
            from holidays import country_holidays

            years[day.year] = frozenset(country_holidays(country, years=day.year))
        return day in years[day.year]

    return is_public_holiday


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A config as far as it could be understood; ``config`` is None as soon as there is a problem.

    ``organisation`` and ``directives`` let the directive files be checked all the same, where there are any.
    """

    config: Config | None
    organisation: Organisation | None
    directives: Path | None
    problems: tuple[Problem, ...]


def load_config(path: Path) -> Config:
    """Read config.yaml. Raises SourceError with every problem that it has."""
    draft = draft_config(path)
    if draft.config is None:
        raise SourceError(draft.problems)
    return draft.config


def draft_config(path: Path) -> Draft:
    """Read config.yaml as far as possible."""
    document = read(path)
    if document.data is None:
        folder = path.parent / FOLDER
        found = folder if folder.is_dir() else None
        return Draft(config=None, organisation=None, directives=found, problems=document.problems)
    return _Reader(document).draft(path.parent)


class _Reader:
    """Reads section after section, so that a mistake in one does not hide those of the next."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems = list(document.problems)
        self.given = check_keys(document, (), _KEYS, self.problems)

    def draft(self, folder: Path) -> Draft:
        province = self._required("province", Province)
        organisation = self._organisation()
        directives = folder / self._folder()
        reporting = self._section("reporting", Reporting)
        ladder = self._section("ladder", LadderSection)
        rest = {
            "working_days": self._section("working_days", WorkingDays),
            "working_hours": self._section("working_hours", WorkingHours),
            "recurring": self._section("recurring", Recurring),
            "digest": self._section("digest", DigestSection),
            "documents": self._documents(folder),
            "service_levels": self._section("service_levels", ServiceLevels),
            "files": self._section("files", Files),
            "protection": self._section("protection", Protection),
            "retention": self._section("retention", Retention),
            "channels": self._section("channels", Channels),
        }
        config = None
        if organisation:
            chain = self._default_chain(reporting, organisation)
            if not self.problems and province:
                config = Config.model_validate(
                    {
                        "province": province,
                        "directives": directives,
                        "organisation": organisation,
                        "ladder": ladder.ladder(),
                        "reporting": reporting,
                        "default_chain": chain,
                        **rest,
                    }
                )
        return Draft(
            config=config, organisation=organisation, directives=directives, problems=tuple(sorted(self.problems))
        )

    def _required(self, name: str, model: type[Model]) -> Model | None:
        if name not in self.given:
            if isinstance(self.document.data, dict):
                self.problems.append(self.document.problem((), f"'{name}' is missing"))
            return None
        return check(self.document, (name,), model, self.problems)

    def _organisation(self) -> Organisation | None:
        section = self._required("organisation", OrganisationSection)
        mistakes = [*inconsistencies(self.given.get("organisation"))]
        self.problems += (self.document.problem(("organisation", *below), message) for below, message in mistakes)
        return section.organisation() if section and not mistakes else None

    def _section(self, name: str, model: type[Model]) -> Model:
        """Return a section, or its defaults if it is absent or wrong: a wrong one is among the problems."""
        found = check(self.document, (name,), model, self.problems) if name in self.given else None
        return found or model()

    def _folder(self) -> str:
        folder = self.given.get(FOLDER, FOLDER)
        if isinstance(folder, str) and folder:
            return folder
        self.problems.append(self.document.problem((FOLDER,), "directives: must be the name of a folder"))
        return FOLDER

    def _documents(self, folder: Path) -> Documents:
        section = self._section("documents", Documents).beside(folder)
        for below, message in section.missing():
            self.problems.append(self.document.problem(("documents", *below), message))
        return section

    def _default_chain(self, reporting: Reporting, organisation: Organisation) -> ReportingChain:
        if reporting.default is None:
            return ReportingChain(every=(Every.HALF_YEAR, Every.YEAR), to=organisation.leaders)
        for below, message in reporting.default.unknown_agencies(organisation):
            self.problems.append(self.document.problem(("reporting", "default", *below), message))
        return reporting.default.chain(organisation)
