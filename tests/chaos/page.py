"""Write what the campaigns counted into docs/reliability.md: ``python -m tests.chaos.page FOLDER`` (``make chaos``).

The page is written by hand, but for the table between its two marks.
"""

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.chaos.figures import Figures, kept

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: written by make chaos -->", "<!-- end of figures -->"
HEAD = "| campaign | load held | faults survived | lost | doubled | and |\n|---|---|---|---|---|---|"


def table(figures: Sequence[Figures], day: date) -> str:
    """Return the table, and below it when and on what it was made."""
    rows = "\n".join(_row(one) for one in figures)
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    made = f"Counted by `make chaos` on {day.isoformat()}: {os.cpu_count()} cores, {versions}."
    return f"{HEAD}\n{rows}\n\n{made}"


def _row(one: Figures) -> str:
    doubled = f"{one.doubled:,}" if one.at_most is None else f"{one.doubled:,} (at most {one.at_most:,})"
    cells = (one.campaign, one.load, one.faults, f"{one.lost:,}", doubled, one.note)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def rewritten(page: str, table: str) -> str:
    """Return the page with another table between its marks. Raises ValueError if a mark is missing."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main(folder: str) -> int:
    figures = kept(Path(folder))
    if not figures:
        sys.stderr.write(f"There are no figures in {folder}: the page stays as it is.\n")
        return 1
    made = table(figures, datetime.now(UTC).date())
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    sys.stdout.write(f"{made}\n\nWritten to {PAGE}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
