"""What a calendar of deadlines says, in both languages. ``{…}`` is filled in by who makes it."""

from dataclasses import dataclass

from bot.documents.wording import period_in


@dataclass(frozen=True, kw_only=True)
class CalendarWords:
    """The words of a calendar; ``language`` is that of the periods' names."""

    language: str
    of_agency: str
    of_province: str
    clause: str
    lead: str
    more: str
    report: str

    def period(self, period: str) -> str:
        """Return a period's name: first half of 2009."""
        return period_in(period, self.language)


VIETNAMESE = CalendarWords(
    language="vi",
    of_agency="Thời hạn – {agency}",
    of_province="Thời hạn toàn tỉnh – {province}",
    clause="{directive}, mục {clause}",
    lead="Chủ trì: {agencies}",
    more=" và {count} cơ quan khác",
    report="Gửi báo cáo {period}",
)

ENGLISH = CalendarWords(
    language="en",
    of_agency="Deadlines – {agency}",
    of_province="Deadlines of the province – {province}",
    clause="{directive}, clause {clause}",
    lead="Lead: {agencies}",
    more=" and {count} more",
    report="Send the report for the {period}",
)


def calendar_words(language: str) -> CalendarWords:
    """Return the words of a language (vi or en)."""
    return {"vi": VIETNAMESE, "en": ENGLISH}[language]
