"""Paper to draw on, measured in pixels from its top left corner.

Everything goes through a figure of its own, never through pyplot: two threads can draw at once.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from bot.documents.charts.letters import PIXELS_AN_INCH, font
from bot.documents.charts.theme import Fill, Theme

STROKES = "#00000055"
STROKE_WIDTH = 2.0  # pixels
HALF_LETTER = 0.36  # of the size: from the middle of a capital to the line it stands on
HALO = 6.0  # pixels of clear colour around a number on strokes

Align = Literal["left", "center", "right"]
Style = Literal["-", "--", ":"]


class Canvas:
    """A sheet of ``width`` × ``height`` pixels."""

    def __init__(self, width: int, height: int, theme: Theme) -> None:
        self.width, self.height, self.theme = width, height, theme
        self.figure = Figure(
            figsize=(width / PIXELS_AN_INCH, height / PIXELS_AN_INCH), dpi=PIXELS_AN_INCH, facecolor=theme.paper
        )
        self._from_top = Affine2D().scale(1, -1).translate(0, height)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: str | None = None,
        bold: bool = False,
        align: Align = "left",
        halo: str | None = None,
    ) -> None:
        """Write a line of drawable letters at ``x``, the middle of its capitals at ``y``; ``halo`` goes around them."""
        written = Text(
            x, y + size * HALF_LETTER, text, color=colour or self.theme.ink, fontproperties=font(size, bold=bold),
            verticalalignment="baseline", horizontalalignment=align, parse_math=False, usetex=False,
        )  # fmt: skip
        written.set_transform(self._from_top)
        if halo:
            written.set_path_effects([withStroke(linewidth=HALO, foreground=halo)])
        self.figure.add_artist(written)

    def bar(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        """Draw a filled rectangle; ``x`` and ``y`` are its top left corner."""
        self.figure.add_artist(
            Rectangle(
                (x, y), width, height, facecolor=fill.colour, edgecolor=self.theme.paper, linewidth=1,
                hatch=fill.hatch or None, hatchcolor=STROKES, hatch_linewidth=STROKE_WIDTH,
                transform=self._from_top,
            )
        )  # fmt: skip

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str,
        width: float,
        style: Style = "-",
        below: bool = False,
    ) -> None:
        """Draw a line; ``below``: under the curves."""
        line = Line2D(xs, ys, color=colour, linewidth=width, linestyle=style, transform=self._from_top)
        line.set_zorder(-1 if below else 2)
        self.figure.add_artist(line)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add a field for curves, without ticks of its own."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place, facecolor="none")
        axes.set_axis_off()
        return axes

    def png(self) -> bytes:
        """Return the picture; the same drawing always gives the same bytes."""
        out = BytesIO()
        self.figure.savefig(out, format="png", dpi="figure", metadata={"Software": None})
        return out.getvalue()
