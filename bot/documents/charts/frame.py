"""What stands above every picture: its title, what it is about, and what its colours mean, with the totals."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.charts.canvas import Canvas, Style
from bot.documents.charts.letters import fitted, width
from bot.documents.charts.theme import Fill

WIDTH = 960  # pixels; with TALLEST, what a messenger shows without making it smaller
TALLEST = 1280
MARGIN = 32
TITLE = 36  # pixels, as all sizes of letters
FACTS = 24
LEGEND = 22
TITLE_LINE = 50
LINE = 36
GAP = 20
SAMPLE = 24  # pixels, a side of the square that shows a colour
COLUMNS = 2


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """How a curve is drawn."""

    colour: str
    width: float = 4.0
    style: Style = "-"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the legend: a sample, the total that belongs to it (empty: none), and what it means."""

    sample: Fill | Stroke
    label: str
    total: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The head of a picture: ``place`` and ``facts`` share a line, on which a long place gives way."""

    title: str
    place: str
    facts: Sequence[str]
    legend: Sequence[Entry]

    @property
    def height(self) -> int:
        """Return where the picture itself begins, in pixels from the top."""
        lines = -(-len(self.legend) // COLUMNS)
        return MARGIN + TITLE_LINE + LINE + GAP // 2 + lines * LINE + GAP

    def draw(self, canvas: Canvas) -> None:
        room = canvas.width - 2 * MARGIN
        y = MARGIN + TITLE / 2
        canvas.text(MARGIN, y, fitted(self.title, TITLE, room, bold=True), TITLE, bold=True)
        y += TITLE_LINE
        facts = "".join(f" · {fact}" for fact in self.facts)
        place = fitted(self.place, FACTS, room - width(facts, FACTS))
        canvas.text(MARGIN, y, place + facts, FACTS, colour=canvas.theme.faint_ink)
        y += LINE + GAP // 2
        for number, entry in enumerate(self.legend):
            line, column = divmod(number, COLUMNS)
            self._draw_entry(canvas, MARGIN + column * room / COLUMNS, y + line * LINE, room / COLUMNS, entry)

    def _draw_entry(self, canvas: Canvas, x: float, y: float, room: float, entry: Entry) -> None:
        if isinstance(entry.sample, Fill):
            canvas.bar(x, y - SAMPLE / 2, SAMPLE, SAMPLE, entry.sample)
        else:
            stroke = entry.sample
            canvas.line((x, x + SAMPLE * 1.5), (y, y), colour=stroke.colour, width=stroke.width, style=stroke.style)
        left = x + SAMPLE * 1.5 + GAP / 2
        if entry.total:
            canvas.text(left, y, entry.total, LEGEND, bold=True)
            left += width(entry.total, LEGEND, bold=True) + GAP / 2
        canvas.text(left, y, fitted(entry.label, LEGEND, x + room - left), LEGEND)
