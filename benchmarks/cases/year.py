"""A year foretold for a province and for the country: how many messages, and how many on the fullest morning."""

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from benchmarks.cases.register import rules_of
from benchmarks.province import write_province
from benchmarks.running import Figures, main
from bot.domain.forecast import forecast
from bot.register.files import load_province

TODAY = date(2026, 1, 5)
DUTIES = 30
TERMS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 15))
"""Directives set the same few days for everybody: that is what makes a morning full."""


async def case(agencies: int) -> Figures:
    """Return the notices that nobody's doing anything would bring, put together to messages: one a person a morning."""
    with tempfile.TemporaryDirectory() as name:
        path = write_province(Path(name), agencies=agencies, duties=DUTIES, due=TERMS, starts_on=TODAY)
        config, directives = load_province(path)
    notices, messages = 0, set()
    for one in forecast(directives, rules_of(config), since=TODAY, until=TODAY + timedelta(days=364)):
        notices += 1
        messages.add((one.at.date(), one.agency, one.audience))
    mornings = Counter(day for day, _, _ in messages)
    return {
        "assignments": agencies * DUTIES, "notices": notices, "messages": len(messages),
        "fullest": max(mornings.values()), "mornings": len(mornings),
    }  # fmt: skip


if __name__ == "__main__":
    main(case)
