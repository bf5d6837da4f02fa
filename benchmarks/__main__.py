"""What it costs, beside what people would use instead: ``make bench``, or ``make bench BENCH=full`` for longer.

Each case is a process of its own; ratios are of one run on one machine. ``--only CASE`` runs one and writes nothing.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks import page, pictures
from benchmarks.plan import CASES, FULL, QUICK, Measured, Size

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the cases one after the other, print their tables, and write docs/performance.md with its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CASES, help="run one case and write no page")
    parser.add_argument("--full", action="store_true", default=os.environ.get("BENCH") == "full")
    arguments = parser.parse_args()
    size, console = (FULL if arguments.full else QUICK), Console()
    begin = time.monotonic()
    names = [arguments.only] if arguments.only else list(CASES)
    measured = {name: _run(name, CASES[name], size, console) for name in names}
    minutes = (time.monotonic() - begin) / 60
    console.print(f"{len(measured)} cases in {minutes:.1f} minutes.")
    if not arguments.only:
        pictures.draw(measured, ROOT / "docs" / "images")
        (ROOT / "docs" / "performance.md").write_text(
            page.written(measured, full=arguments.full, minutes=minutes), encoding="utf-8"
        )
        console.print("Written: docs/performance.md")


def _run(name: str, case: Callable[[Size], Measured], size: Size, console: Console) -> Measured:
    with console.status(f"{name}…"):
        found = case(size)
    console.print(page.table_of(found))
    return found


if __name__ == "__main__":
    main()
