"""Run a case in a process of its own, so that its memory is its own and nothing of the last one is left."""

import argparse
import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

Figures = dict[str, Any]
Case = Callable[..., Coroutine[Any, Any, Figures]]
LAST_LINE = "figures: "
LONGEST = 900  # seconds


def run(module: str, **arguments: object) -> Figures:
    """Run ``benchmarks.<module>`` with arguments and return its figures. Raises CalledProcessError if it failed."""
    result = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", f"benchmarks.{module}", json.dumps(arguments)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    line = next(line for line in reversed(result.stdout.splitlines()) if line.startswith(LAST_LINE))
    figures: Figures = json.loads(line.removeprefix(LAST_LINE))
    return figures


def main(case: Case) -> None:
    """Be such a process: read the arguments, run the case, print its figures."""
    quiet()
    parser = argparse.ArgumentParser()
    parser.add_argument("arguments", type=json.loads, nargs="?", default={})
    figures = asyncio.run(case(**parser.parse_args().arguments))
    print(f"{LAST_LINE}{json.dumps(figures)}", flush=True)


def quiet() -> None:
    """Log warnings only."""
    logging.basicConfig(level=logging.WARNING)
    for chatty in ("telegram", "telegram.ext"):  # the baselines lose messages, and tell so at length
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
