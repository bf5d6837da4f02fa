"""Deadlines as a calendar file (RFC 5545): what calendars of phones and computers take."""

from datetime import UTC, date, datetime

import pytest

from bot.documents.calendar_file import LONGEST_LINE, Deadline, deadline_calendar
from bot.documents.calendar_words import calendar_words

NOW = datetime(2009, 3, 17, 1, 30, tzinfo=UTC)
LAN = Deadline(
    key="duty|ct|lan||so-y-te",
    revision=4,
    day=date(2009, 3, 31),
    title="Hoàn thành mạng nội bộ; kết nối, thông suốt",
    about="Tăng cường ứng dụng CNTT, mục 2\nChủ trì: Sở Y tế",
)


def lines(*deadlines: Deadline) -> list[str]:
    """Return the lines of a calendar; those that were folded are whole again."""
    text = deadline_calendar(deadlines, name="Thời hạn – Sở Y tế", now=NOW).decode()
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").splitlines()


def test_a_deadline_is_a_whole_day_that_calendars_recognise_again() -> None:
    assert lines(LAN) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nhac Viec//Deadlines//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Thời hạn – Sở Y tế",
        "BEGIN:VEVENT",
        "UID:111e6852911cf6bc3e6fd7c04b38daa0@nhacviec",
        "DTSTAMP:20090317T013000Z",
        "SEQUENCE:4",
        "DTSTART;VALUE=DATE:20090331",
        "SUMMARY:Hoàn thành mạng nội bộ\\; kết nối\\, thông suốt",
        "DESCRIPTION:Tăng cường ứng dụng CNTT\\, mục 2\\nChủ trì: Sở Y tế",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_long_line_is_folded_between_letters() -> None:
    title = "Ứng dụng công nghệ thông tin 🖥 " * 20
    text = deadline_calendar([Deadline(**{**vars(LAN), "title": title})], name="", now=NOW)
    assert max(len(line) for line in text.split(b"\r\n")) <= LONGEST_LINE
    assert f"SUMMARY:{title}" in text.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Gửi báo cáo năm 2009"), ("en", "Send the report for the year 2009")]
)
def test_a_report_is_named_as_people_name_it(language: str, name: str) -> None:
    words = calendar_words(language)
    assert words.report.format(period=words.period("2009-Y")) == name
