"""QR codes of links: as a picture for a chat, as rectangles for paper, as letters for a terminal."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TextIO

import segno

SCALE = 10  # pixels a module


def picture(link: str) -> bytes:
    """Return the QR code of a link as a PNG file."""
    out = BytesIO()
    segno.make(link, micro=False).save(out, kind="png", scale=SCALE)
    return out.getvalue()


def show(link: str, out: TextIO) -> None:
    """Write the QR code of a link to a terminal."""
    segno.make(link, micro=False).terminal(out=out, compact=True)


def drawn(link: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many modules wide a QR code is, and its dark ones: row, column where a run begins, its length."""
    matrix = segno.make(link, micro=False).matrix
    return len(matrix), [(number, *run) for number, row in enumerate(matrix) for run in _runs(row)]


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
