"""What it costs, beside what people would use instead: ``make bench``, or ``make bench BENCH=full`` for longer.

Each case is a process of its own; ratios are of one run on one machine. ``--only CASE`` runs one anew. What was
measured is kept in build/bench, and docs/performance.md is written from it, with its pictures.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks import page, pictures, results
from benchmarks.plan import CASES, FULL, LONG_FORM_ONLY, QUICK
from benchmarks.province import FILLED

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the cases one after the other and print their tables; exit with 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CASES, help="run one case")
    parser.add_argument("--full", action="store_true", default=os.environ.get("BENCH") == "full")
    arguments = parser.parse_args()
    console, begin = Console(), time.monotonic()
    usual = [case for case in CASES if arguments.full or case not in LONG_FORM_ONLY]
    cases = [arguments.only] if arguments.only else usual
    try:
        failed = [case for case in cases if not _run(case, console, full=arguments.full)]
    finally:
        shutil.rmtree(FILLED, ignore_errors=True)
    _write(console)
    console.print(f"{len(cases)} cases in {(time.monotonic() - begin) / 60:.1f} minutes.")
    if failed:
        console.print(f"Failed: {', '.join(failed)}.")
        sys.exit(1)


def _run(case: str, console: Console, *, full: bool) -> bool:
    """Run a case, keep and print what was measured; tell whether it succeeded."""
    begin = time.monotonic()
    try:
        with console.status(f"{case}…"):
            measured = CASES[case](FULL if full else QUICK)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        console.print(f"{case}: {error}")
        return False
    seconds = time.monotonic() - begin
    today = datetime.now(UTC).date()
    results.keep(case, results.Result(measured=measured, day=today, seconds=seconds, full=full))
    console.print(page.table_of(measured))
    console.print(f"{seconds:.0f} s\n")
    return True


def _write(console: Console) -> None:
    """Write the page and its pictures from all that was measured."""
    kept = results.kept()
    pictures.draw({case: result.measured for case, result in kept.items()}, ROOT / "docs" / "images")
    (ROOT / "docs" / "performance.md").write_text(page.written(kept), encoding="utf-8")
    console.print("Written: docs/performance.md")


if __name__ == "__main__":
    main()
