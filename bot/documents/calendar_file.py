"""Calendar files (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import chain

from bot.domain.duties import Directive, duties_of
from bot.domain.forecast import Expected, ForecastKind
from bot.domain.organisation import Organisation

LONGEST_LINE = 75  # bytes of UTF-8, without the line's end (RFC 5545, 3.1)
LASTS = "PT15M"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A day in somebody's calendar; ``about`` says more.

    ``key`` is the same for ever and ``revision`` grows: a calendar that is given the file again moves the day, and has
    it once.
    """

    key: str
    revision: int
    day: date
    title: str
    about: str


def deadline_calendar(deadlines: Iterable[Deadline], *, name: str, now: datetime) -> bytes:
    """Return a calendar with a whole day for each deadline, as of ``now`` (aware)."""
    return "".join(_calendar(name, "Deadlines", (_day(one, now) for one in deadlines))).encode()


def forecast_calendar(
    coming: Iterable[Expected], directives: Sequence[Directive], organisation: Organisation, *, name: str
) -> Iterator[str]:
    """Yield a calendar, line by line, with one event a notice. The same notice always has the same UID."""
    titles = {duty.key: duty.title for duty in duties_of(directives)}
    events = (
        _event(
            one,
            titles.get((one.directive or "", one.duty or "")),
            organisation.agencies[one.agency].short if one.agency else name,
        )
        for one in coming
    )
    return _calendar(f"Nhắc Việc – {name}", "Forecast", events)


def _calendar(name: str, product: str, events: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines, each with its end: there may be more of them than memory should hold."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Nhac Viec//{product}//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(name)}",
    )
    for line in chain(head, chain.from_iterable(events), ("END:VCALENDAR",)):
        for part in _folded(line):
            yield f"{part}\r\n"


def _day(one: Deadline, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_hashed(one.key)}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SEQUENCE:{one.revision}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"SUMMARY:{_escape(one.title)}"
    yield f"DESCRIPTION:{_escape(one.about)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _event(one: Expected, title: str | None, agency: str) -> Iterator[str]:
    at = _utc(one.at)
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(one)}"
    yield f"DTSTAMP:{at}"
    yield f"DTSTART:{at}"
    yield f"DURATION:{LASTS}"
    yield f"SUMMARY:{_escape(_summary(one, title))} ({_escape(agency)})"
    yield f"CATEGORIES:{one.kind.value},{one.audience.value}"
    if one.due is not None:
        yield f"DESCRIPTION:{_escape(f'Thời hạn: {one.due:%d/%m/%Y}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _summary(one: Expected, title: str | None) -> str:
    match one.kind:
        case ForecastKind.REMINDER:
            return f"Nhắc việc ({_left(one)}): {title}"
        case ForecastKind.OVERDUE:
            return f"Quá hạn (nhắc lần {one.rung}): {title}"
        case ForecastKind.REPORT:
            return f"Nhắc báo cáo kỳ {one.directive}"
        case ForecastKind.DIGEST:
            return "Bản tin tuần"


def _left(one: Expected) -> str:
    """Count from the morning itself: a reminder moved off a holiday comes earlier than its rung says."""
    days = (one.due - one.at.date()).days if one.due else 0
    return f"còn {days} ngày" if days > 0 else "đến hạn hôm nay"


def _uid(one: Expected) -> str:
    parts = (one.kind, one.rung, one.directive, one.duty, one.agency, one.audience, one.due)
    which = "|".join("" if part is None else str(part) for part in parts)
    if one.kind is ForecastKind.DIGEST:
        which += f"|{_utc(one.at)}"
    return _hashed(which)


def _hashed(which: str) -> str:
    return f"{sha256(which.encode()).hexdigest()[:32]}@nhacviec"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for special in ("\\", ";", ","):
        text = text.replace(special, f"\\{special}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a long line between letters; each further part begins with a space that counts."""
    if len(line.encode()) <= LONGEST_LINE:
        yield line
        return
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
