"""How the commands show rows: JSON and CSV for scripts, a table for people; and files for nobody else."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.errors import SetupError

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
OWNER_ONLY = 0o600
WIDE = 1000  # columns, where no terminal sets the width


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a JSON list, a row a line."""
    return "".join(json_pieces(rows))


def json_pieces(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a JSON list row by row, for more rows than memory should hold."""
    from json import JSONEncoder

    encoder = JSONEncoder(ensure_ascii=False, default=str)
    before = "["
    for row in rows:
        yield before
        yield encoder.encode(row)
        before = ",\n "
    yield "[]\n" if before == "[" else "]\n"


def as_csv(rows: Iterable[Mapping[str, Any]], names: Sequence[str], *, header: bool = True) -> str:
    """Return CSV, with a header of ``names``; a spreadsheet takes no cell for a formula."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    table = csv.DictWriter(out, fieldnames=names, lineterminator="\n")
    if header:
        table.writeheader()
    table.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """Put a quote before a text that Excel and LibreOffice would run as a formula: they show the text and no quote."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def show_table(columns: Iterable[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table and how many rows it has."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    console.print(table)
    console.print(counted(len(rows), "row", "rows"), style="dim")


@contextmanager
def private(path: Path, content: bytes) -> Iterator[None]:
    """Write a file that nobody else on this machine can read; it is there, whole, when the block ends well.

    Raises SetupError where it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:
            out.write(content)
        yield
        unfinished.replace(path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def counted(number: int, one: str, many: str) -> str:
    """Return ``1 row``, ``2 rows``."""
    return f"{number} {one if number == 1 else many}"
