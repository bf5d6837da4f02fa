"""The growth of the costs as pictures, on double logarithmic paper: what is flat is flat."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.plan import Measured

COLOURS = ("#0072b2", "#d55e00", "#009e73")  # told apart by every eye
MARKS = ("o", "s", "^")


def picture_name(case: str) -> str:
    """Return the file name of a case's picture."""
    return f"performance-{case}.png"


def draw(measured: Mapping[str, Measured], folder: Path) -> None:
    """Draw every case that has a series into ``folder``."""
    for name, found in measured.items():
        if found.series:
            _picture(found).savefig(folder / picture_name(name), metadata={"Software": None})


def _picture(found: Measured) -> Figure:
    figure = Figure(figsize=(6.4, 3.6), dpi=100, layout="constrained")
    axes = figure.add_subplot()
    for (label, points), colour, mark in zip(found.series.items(), COLOURS, MARKS, strict=False):
        axes.plot(list(points), list(points.values()), color=colour, marker=mark, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(found.title, fontsize=10)
    axes.set_xlabel("how many")
    axes.set_ylabel("seconds")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    return figure
