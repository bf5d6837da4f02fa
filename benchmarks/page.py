"""The figures as tables: on the terminal, and as docs/performance.md."""

import os
import platform
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version

from rich.table import Table

from benchmarks.pictures import picture_name
from benchmarks.plan import Goal, Measured
from benchmarks.results import Result

INTRODUCTION = """# What it costs

`make bench` measures all of it and writes this page; above each table stands the command for that one alone. Figures
are of one machine, and worth as much as the ratio to what stands beside them: real code in `benchmarks/baselines/`, run
in the same minutes. The server is a process of its own (`benchmarks/messenger.py`) that keeps Telegram's limits to the
letter.
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


def written(kept: Mapping[str, Result]) -> str:
    """Return the page."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    versions = ", ".join([*(f"{name} {version(name)}" for name in LIBRARIES), f"SQLite {sqlite3.sqlite_version}"])
    minutes = sum(result.seconds for result in kept.values()) / 60
    days = sorted({result.day for result in kept.values()})
    when = " to ".join(f"{day:%d/%m/%Y}" for day in dict.fromkeys((days[0], days[-1])))
    parts = [INTRODUCTION, f"\nMeasured on {when} in {minutes:.0f} minutes, on {machine}; {versions}.\n"]
    for name, result in kept.items():
        found, form = result.measured, " --full" if result.full else ""
        parts.append(f"\n## {found.title}\n\n`python -m benchmarks --only {name}{form}`\n\n{_markdown(found)}")
        if found.series:
            parts.append(f"![{found.title}](images/{picture_name(name)})\n\n")
        parts += [f"- {_told(goal)}: **{'met' if goal.met else 'missed'}**\n" for goal in found.goals]
        parts += [f"- {label} grows as {shape}\n" for label, shape in found.grows.items()]
        parts += [f"- {note}\n" for note in found.notes]
    parts.append(READING)
    return "".join(parts)


def _markdown(found: Measured) -> str:
    head = f"| {' | '.join(found.columns)} |\n|{'---|' * len(found.columns)}\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in found.rows) + "\n"


def _told(goal: Goal) -> str:
    return f"{goal.what}: {goal.value:.3g}, goal {goal.bound}"
