"""The sections of config.yaml, each a frozen model that checks itself; absent sections have the defaults given here."""

from collections.abc import Iterator, Set
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.domain.duties import Every, MonthDay, ReportingChain
from bot.domain.ladder import Ladder
from bot.domain.organisation import ALL, Agency, AgencyKind, Former, Organisation
from bot.domain.service_levels import Service
from bot.schema import ClockTime, Day, DayOfYear, Many, Slug, Strict, Text, suggest, wrong, wrong_at
from bot.source import Where

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_SHORT = 40  # characters: what fits on a button
TEMPLATES = ("agency_report.docx", "consolidated_report.docx")
FURTHEST_DAYS = 3650  # no ladder and no period reaches further than ten years

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Days = Annotated[int, Field(ge=0, le=FURTHEST_DAYS)]
SomeDays = Annotated[int, Field(ge=1, le=FURTHEST_DAYS)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise wrong(f"there is no time zone '{name}': write it as Asia/Ho_Chi_Minh") from None
    return name


def _country(name: str) -> str:
    from holidays import list_supported_countries

    if name not in list_supported_countries():
        raise wrong(f"no public holidays are known for '{name}': write the country's two letters (VN) or null")
    return name


class Province(Strict):
    """``starts_on`` is where the demo's clock starts."""

    name: Text
    language: Literal["vi", "en"] = "vi"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    starts_on: Day


class KindSection(Strict):
    name: Text
    in_all: bool = True


class AgencySection(Strict):
    id: Slug
    name: Text
    short: Annotated[Text, Field(max_length=LONGEST_SHORT)]
    kind: str


def _into(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class FormerSection(Strict):
    """An agency that was merged into another, or split into several."""

    id: Slug
    name: Text
    short: Annotated[Text, Field(max_length=LONGEST_SHORT)]
    into: Annotated[Many[str], BeforeValidator(_into), Field(min_length=1)]


class OrganisationSection(Strict):
    """Who there is; ``inconsistencies`` finds what does not fit together."""

    ict: str
    leaders: str
    kinds: dict[Slug, KindSection] = Field(min_length=1)
    agencies: Annotated[Many[AgencySection], Field(min_length=1)]
    former: Many[FormerSection] = ()

    def organisation(self) -> Organisation:
        return Organisation(
            kinds={key: AgencyKind(id=key, name=kind.name, in_all=kind.in_all) for key, kind in self.kinds.items()},
            agencies={a.id: Agency(id=a.id, name=a.name, short=a.short, kind=a.kind) for a in self.agencies},
            ict=self.ict,
            leaders=self.leaders,
            former={f.id: Former(id=f.id, name=f.name, short=f.short, into=tuple(f.into)) for f in self.former},
        )


def inconsistencies(section: Any) -> Iterator[tuple[Where, str]]:
    """Yield what does not fit together in the plain data of ``organisation``, whatever else is wrong with it."""
    section = section if isinstance(section, dict) else {}
    kinds = section["kinds"] if isinstance(section.get("kinds"), dict) else {}
    agencies = section["agencies"] if isinstance(section.get("agencies"), list) else []
    seen: set[str] = set()
    for number, agency in enumerate(agencies):
        agency_id, kind = (agency.get("id"), agency.get("kind")) if isinstance(agency, dict) else (None, None)
        if isinstance(agency_id, str):
            if agency_id in seen:
                yield ("agencies", number, "id"), f"id: another agency above is called '{agency_id}'"
            if agency_id == ALL:
                yield (
                    ("agencies", number, "id"),
                    f"id: '{ALL}' is the word for every agency: no agency can be called so",
                )
            seen.add(agency_id)
        if isinstance(kind, str) and kind not in kinds:
            yield ("agencies", number, "kind"), f"kind: unknown kind '{kind}'{suggest(kind, kinds)}"
    yield from _inconsistent_former(section.get("former"), seen)
    for name in ("ict", "leaders"):
        agency_id = section.get(name)
        if isinstance(agency_id, str) and agency_id not in seen:
            yield (name,), f"{name}: unknown agency '{agency_id}'{suggest(agency_id, seen)}"


def _inconsistent_former(section: Any, agencies: Set[str]) -> Iterator[tuple[Where, str]]:
    """Yield what does not fit together among the agencies that were; one stands below the one that it went into."""
    known = set(agencies)
    for number, one in enumerate(section if isinstance(section, list) else ()):
        entry = one if isinstance(one, dict) else {}
        agency_id, into = entry.get("id"), entry.get("into")
        for place, agency in enumerate(into if isinstance(into, list) else [into]):
            if isinstance(agency, str) and agency not in known:
                where: Where = (
                    ("former", number, "into", place) if isinstance(into, list) else ("former", number, "into")
                )
                hint = suggest(agency, agencies)
                yield where, f"into: '{agency}' is neither an agency nor a former one above{hint}"
        if agency_id in agencies:
            yield ("former", number, "id"), f"id: '{agency_id}' is among the agencies that are still there"
        elif agency_id in known:
            yield ("former", number, "id"), f"id: another former agency above is called '{agency_id}'"
        if isinstance(agency_id, str):
            known.add(agency_id)


class WorkingDays(Strict):
    """``holidays``: a country of the ``holidays`` package, or null; the two lists win over it."""

    holidays: Annotated[str, AfterValidator(_country)] | None = "VN"
    days_off: Many[Day] = ()
    made_up: Many[Day] = ()
    roll_deadlines: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> "WorkingDays":
        both = sorted({*self.days_off} & {*self.made_up})
        if both:
            at = [(("made_up", self.made_up.index(day)), f"{day} is also listed in days_off") for day in both]
            raise wrong_at(at)
        return self


class WorkingHours(Strict):
    """Outside of them messages make no sound."""

    from_: ClockTime = Field(default=time(7, 30), alias="from")
    to: ClockTime = time(17)

    @model_validator(mode="after")
    def _in_order(self) -> "WorkingHours":
        if self.from_ >= self.to:
            raise wrong_at([(("to",), f"to: {self.to:%H:%M} is not after {self.from_:%H:%M}")])
        return self


class OverdueSection(Strict):
    every_working_days: SomeDays = 3
    times: Days = 5
    then_every_days: SomeDays = 7


class LadderSection(Strict):
    at: ClockTime = time(8)
    before: Annotated[Many[Days], Field(min_length=1, max_length=50)] = (30, 14, 7, 3, 1, 0)
    overdue: OverdueSection = OverdueSection()
    head_from: Days = 7

    @model_validator(mode="after")
    def _no_repeats(self) -> "LadderSection":
        repeated = [i for i, number in enumerate(self.before) if number in self.before[:i]]
        if repeated:
            raise wrong_at([(("before", i), f"before: {self.before[i]} is listed twice") for i in repeated])
        return self

    def ladder(self) -> Ladder:
        return Ladder(
            before=tuple(sorted(self.before, reverse=True)),
            at=self.at,
            overdue_every=self.overdue.every_working_days,
            overdue_times=self.overdue.times,
            then_every=self.overdue.then_every_days,
            head_from=self.head_from,
        )


class Recurring(Strict):
    """The date of a recurring duty whose text gives none: one date of the series."""

    year: DayOfYear = MonthDay(month=12, day=14)
    half_year: DayOfYear = Field(default=MonthDay(month=6, day=14), alias="half-year")
    quarter: DayOfYear = MonthDay(month=3, day=14)
    month: DayOfYear = MonthDay(month=1, day=25)

    def anchor(self, every: Every) -> MonthDay:
        """Return one date of the series for ``every``."""
        return {
            Every.YEAR: self.year,
            Every.HALF_YEAR: self.half_year,
            Every.QUARTER: self.quarter,
            Every.MONTH: self.month,
        }[every]


class Chain(Strict):
    """Who reports how often, to whom, through whom, and who consolidates (agency ids)."""

    every: Annotated[Many[Literal["half-year", "year"]], Field(min_length=1)]
    to: str
    through: str | None = None
    consolidated_by: str | None = None

    def unknown_agencies(self, organisation: Organisation) -> Iterator[tuple[Where, str]]:
        """Yield a mistake for each agency that is not in ``organisation``."""
        for name in ("to", "through", "consolidated_by"):
            agency = getattr(self, name)
            if agency is not None and organisation.present(agency) is None:
                yield (name,), f"{name}: unknown agency '{agency}'{instead(agency, organisation)}"

    def chain(self, organisation: Organisation | None) -> ReportingChain:
        """Return the chain of today's agencies; without an organisation as it is written."""

        def today(agency: str | None) -> str | None:
            return (organisation.present(agency) if agency and organisation else None) or agency

        return ReportingChain(
            every=tuple(Every(every) for every in dict.fromkeys(self.every)),
            to=today(self.to) or self.to,
            through=today(self.through),
            consolidated_by=today(self.consolidated_by),
        )


def instead(agency: str, organisation: Organisation) -> str:
    """Return what to write instead of an agency that cannot be meant: of one that was split, its successors."""
    former = organisation.former.get(agency)
    if former is not None:
        return f": it was split, name {' or '.join(former.into)}"
    return suggest(agency, organisation.agencies)


class Reporting(Strict):
    """Cut-offs of Decree 09/2019/NĐ-CP, Art. 12; ``default`` is the chain of a directive that names none."""

    half_year: Annotated[Many[DayOfYear], Field(min_length=2, max_length=2)] = (
        MonthDay(month=6, day=14),
        MonthDay(month=12, day=14),
    )
    year: DayOfYear = MonthDay(month=12, day=14)
    opens_working_days_before: SomeDays = 10
    due_working_days_after: SomeDays = 2
    at: ClockTime = time(8)
    default: Chain | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Reporting":
        first, second = self.half_year
        if (first.month, first.day) >= (second.month, second.day):
            raise wrong_at([(("half_year", 1), f"half_year: {second} is not after {first}")])
        return self


class DigestSection(Strict):
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    at: ClockTime = time(8)

    @property
    def weekday_number(self) -> int:
        """Monday is 0, as in ``date.weekday()``."""
        return WEEKDAYS.index(self.weekday)


def _folder(name: Any) -> Any:
    return Path(name) if isinstance(name, str) and name else name


class Documents(Strict):
    """``pictures``: on which paper they are drawn; ``templates``: a folder with Word templates of one's own."""

    pictures: Literal["light", "dark"] = "light"
    templates: Annotated[Path, BeforeValidator(_folder)] | None = None

    def beside(self, folder: Path) -> "Documents":
        """Return the section with ``templates`` as a folder beside the config in ``folder``."""
        return self if self.templates is None else self.model_copy(update={"templates": folder / self.templates})

    def missing(self) -> Iterator[tuple[Where, str]]:
        """Yield a mistake if a template is not in the folder."""
        folder = self.templates
        missing = [name for name in TEMPLATES if folder is not None and not (folder / name).is_file()]
        if missing:
            make = f"python -m bot.documents.make_templates {folder}"
            yield ("templates",), f"templates: there is no {missing[0]} in {folder}: make the project's with {make}"


class ServiceLevels(Strict):
    """How soon what waits for the ICT department is taken up; ``lead_after``: so much later its head is told."""

    claim_working_days: SomeDays = 1
    first_answer_working_days: SomeDays = 2
    verify_working_days: SomeDays = 2
    lead_after_working_days: SomeDays = 1
    reopen_days: Days = 7

    def service(self, hours: WorkingHours) -> Service:
        return Service(
            opens=hours.from_,
            closes=hours.to,
            claim=self.claim_working_days,
            answer=self.first_answer_working_days,
            verify=self.verify_working_days,
            lead=self.lead_after_working_days,
        )


def _file_type(name: str) -> str:
    if not name.isascii() or not name.isalnum() or name != name.lower():
        raise wrong(f"'{name}' is not a file type: write it as pdf, without the dot, in small letters")
    return name


class Files(Strict):
    """What is taken as evidence; ``most``: files with one completion; of one sender a day, and of all together."""

    most: Annotated[int, Field(ge=1, le=100)] = 20
    max_megabytes: Annotated[int, Field(ge=1, le=2000)] = 20
    most_a_day: Count = 200
    megabytes_a_day: Count = 500
    gigabytes: Annotated[int, Field(ge=1, le=100_000)] = 50
    types: Many[Annotated[str, AfterValidator(_file_type)]] = (
        *("pdf", "doc", "docx", "xls", "xlsx", "odt", "ods"),
        *("jpg", "jpeg", "png", "zip"),
    )


class Protection(Strict):
    """How fast one person may write or press, how often a stranger is answered, and how codes are guarded."""

    at_once: Count = 60
    per_minute: Count = 60
    stranger_answers_per_hour: Count = 5
    code_days: SomeDays = 14
    wrong_codes_an_hour: Count = 5


AYear = Annotated[int, Field(ge=366, le=FURTHEST_DAYS * 10)]


class Retention(Strict):
    """For how many days what is kept; None: for as long as the database. What the record of the duties needs stays.

    No report looks back further than a year, and no notice is owed again after ``messages_days``.
    """

    updates_days: Annotated[int, Field(ge=2, le=FURTHEST_DAYS)] = 7
    set_aside_days: SomeDays = 90
    drafts_days: SomeDays = 30
    messages_days: Annotated[int, Field(ge=90, le=FURTHEST_DAYS)] = 400
    people_days: SomeDays | None = 365
    files_days: AYear | None = None
    texts_days: AYear | None = None


class TelegramSection(Strict):
    """The messenger's limits, in messages."""

    per_second: Count = 30
    per_chat_per_second: Count = 1
    per_group_per_minute: Count = 20


class Channels(Strict):
    telegram: TelegramSection = TelegramSection()
