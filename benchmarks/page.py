"""The figures as tables: on the terminal, and as docs/performance.md."""

import os
import platform
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version

from rich.table import Table

from benchmarks.pictures import picture_name
from benchmarks.plan import Goal, Measured

INTRODUCTION = """# What it costs

Every figure here is of one run of one command on one machine, and is worth as much as the ratio to what stands beside
it: run it again on yours. What stands beside is real code in `benchmarks/baselines/`, run in the same minutes. The
server is a process of its own (`benchmarks/messenger.py`); it keeps Telegram's limits to the letter.
"""
LIBRARIES = ("python-telegram-bot", "aiohttp", "SQLAlchemy", "APScheduler")
READING = """
## How to read it

*Grows* is the shape that fits the measured costs best (1, n, n log n, n²), with the slope on double logarithmic paper:
0 is flat, 1 is proportional. *Loop blocked* is the longest time that a task which wanted to run every millisecond had
to wait. A tap is measured by the server: from handing out the update to the word over the button
(`answerCallbackQuery`) and to the answer's arrival in the chat, less the server's own latency.
"""


def table_of(found: Measured) -> Table:
    """Return a case's table for the terminal, its goals below."""
    table = Table(title=found.title, title_justify="left")
    for number, column in enumerate(found.columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in found.rows:
        table.add_row(*row)
    notes = [f"{'✓' if goal.met else '✗'} {_told(goal)}" for goal in found.goals]
    notes += [f"{name} grows as {shape}" for name, shape in found.grows.items()]
    table.caption = "\n".join(notes)
    table.caption_justify = "left"
    return table


def written(measured: Mapping[str, Measured], *, full: bool, minutes: float) -> str:
    """Return the page."""
    command = "make bench BENCH=full" if full else "make bench"
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    versions = ", ".join([*(f"{name} {version(name)}" for name in LIBRARIES), f"SQLite {sqlite3.sqlite_version}"])
    today = datetime.now(UTC).date()
    parts = [INTRODUCTION, f"\nThis run: `{command}` on {today}, {minutes:.0f} minutes, {machine}; {versions}.\n"]
    for name, found in measured.items():
        parts.append(f"\n## {found.title}\n\n{_markdown(found)}")
        if found.series:
            parts.append(f"\n![{found.title}](images/{picture_name(name)})\n")
        parts += [f"- {_told(goal)}: **{'met' if goal.met else 'missed'}**\n" for goal in found.goals]
        parts += [f"- {label} grows as {shape}\n" for label, shape in found.grows.items()]
    parts.append(READING)
    return "".join(parts)


def _markdown(found: Measured) -> str:
    head = f"| {' | '.join(found.columns)} |\n|{'---|' * len(found.columns)}\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in found.rows) + "\n"


def _told(goal: Goal) -> str:
    return f"{goal.what}: {goal.value:.3g}, goal {goal.bound}"
