"""Bars side by side, the worst on top: the province by agency, obstacles by category."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.documents.charts.canvas import Canvas
from bot.documents.charts.data import Obstacles, Standing, merged
from bot.documents.charts.frame import GAP, MARGIN, SAMPLE, TALLEST, WIDTH, Entry, Frame
from bot.documents.charts.letters import fitted, width
from bot.documents.charts.theme import Fill, Theme
from bot.documents.charts.words import ChartWords
from bot.documents.report_data import Tally

MOST_ROWS = 35
HIGHEST_ROW = 60  # pixels
LARGEST = 26  # pixels, of the letters in a row
LETTERS_SHARE = 0.66  # of a row's height
BAR_SHARE = 0.84
NAMES_SHARE = 0.34  # of the picture's width, at most
THINNEST = 3  # pixels: what is there can be seen


@dataclass(frozen=True, kw_only=True)
class Row:
    """A name, and the parts of its bar from left to right."""

    name: str
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.parts)


def draw_standing(data: Standing, words: ChartWords, theme: Theme) -> Canvas | None:
    """Draw where every agency stands; None if nothing has a deadline. Agencies without room are summed up."""
    agencies = data.worst_first
    if not agencies:
        return None
    shown = agencies if len(agencies) <= MOST_ROWS else agencies[: MOST_ROWS - 1]
    others = [_parts(agency.tally) for agency in agencies[len(shown) :]]
    totals = _summed([_parts(agency.tally) for agency in agencies])
    meanings = (words.open_overdue, words.open_within, words.done_late, words.done_on_time)
    chart = _Ranking(
        frame=Frame(
            title=words.standing,
            facts=(data.province, words.day(data.day), words.dated.format(count=words.number(sum(totals)))),
            legend=[
                Entry(sample=fill, total=words.number(total), label=meaning)
                for fill, total, meaning in zip(theme.fills, totals, meanings, strict=True)
            ],
        ),
        rows=[Row(name=agency.name, parts=_parts(agency.tally)) for agency in shown],
        others=Row(name=words.others.format(count=words.number(len(others))), parts=_summed(others))
        if others
        else None,
        fills=theme.fills,
        words=words,
    )
    return chart.draw(theme)


def draw_obstacles(data: Obstacles, words: ChartWords, theme: Theme) -> Canvas | None:
    """Draw how many obstacles of each category are open and resolved; None if there are none."""
    known = set(words.categories)
    counts = merged(replace(one, category=one.category if one.category in known else "") for one in data.counts)
    if not counts:
        return None
    fills = (theme.overdue, theme.on_time)
    totals, meanings = (data.open, data.resolved), (words.open, words.resolved)
    chart = _Ranking(
        frame=Frame(
            title=words.obstacles,
            facts=(data.province, words.day(data.day)),
            legend=[
                Entry(sample=fill, total=words.number(total), label=meaning)
                for fill, total, meaning in zip(fills, totals, meanings, strict=True)
            ],
        ),
        rows=[Row(name=words.category(count.category), parts=(count.open, count.resolved)) for count in counts],
        others=None,
        fills=fills,
        words=words,
    )
    return chart.draw(theme)


def _parts(tally: Tally) -> tuple[int, ...]:
    """Return a tally's cells in the order of a bar: what is open at the left, the worst at the very edge."""
    return tally.open_overdue, tally.open_within, tally.done_late, tally.done_on_time


def _summed(rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


@dataclass(frozen=True, kw_only=True)
class _Ranking:
    """Rows of bars in one scale; ``others``, far greater than they, stand below as numbers."""

    frame: Frame
    rows: Sequence[Row]
    others: Row | None
    fills: Sequence[Fill]
    words: ChartWords

    @property
    def _lines(self) -> int:
        return len(self.rows) + (self.others is not None)

    @property
    def _row_height(self) -> float:
        return min(HIGHEST_ROW, (TALLEST - self.frame.height - MARGIN) / self._lines)

    @property
    def _size(self) -> float:
        return min(LARGEST, self._row_height * LETTERS_SHARE)

    def draw(self, theme: Theme) -> Canvas:
        height = min(TALLEST, round(self.frame.height + self._lines * self._row_height + MARGIN))
        canvas = Canvas(WIDTH, height, theme)
        self.frame.draw(canvas)
        names = [fitted(row.name, self._size, WIDTH * NAMES_SHARE) for row in self.rows]
        left = MARGIN + max(width(name, self._size) for name in names) + GAP
        room = WIDTH - MARGIN - left - GAP / 2 - max(self._total_width(row) for row in self.rows)
        scale = room / max(row.total for row in self.rows)
        for number, (name, row) in enumerate(zip(names, self.rows, strict=True)):
            y = self._middle(number)
            canvas.text(left - GAP, y, name, self._size, align="right")
            end = self._draw_bar(canvas, left, y, row, scale)
            canvas.text(end + GAP / 2, y, self.words.number(row.total), self._size, colour=theme.faint_ink)
        if self.others:
            self._draw_others(canvas, self.others)
        return canvas

    def _middle(self, number: int) -> float:
        return self.frame.height + (number + 0.5) * self._row_height

    def _total_width(self, row: Row) -> float:
        return width(self.words.number(row.total), self._size)

    def _draw_bar(self, canvas: Canvas, x: float, y: float, row: Row, scale: float) -> float:
        """Draw a bar from ``x`` on and return where it ends."""
        thick = self._row_height * BAR_SHARE
        for part, fill in zip(row.parts, self.fills, strict=True):
            if not part:
                continue
            wide = max(THINNEST, part * scale)
            canvas.bar(x, y - thick / 2, wide, thick, fill)
            written = self.words.number(part)
            if width(written, self._size, bold=True) + GAP / 2 <= wide:
                canvas.text(
                    x + wide / 2, y, written, self._size, bold=True, align="center",
                    colour=canvas.theme.number, halo=fill.colour if fill.hatch else None,
                )  # fmt: skip
            x += wide
        return x

    def _draw_others(self, canvas: Canvas, others: Row) -> None:
        y = self._middle(len(self.rows))
        canvas.text(MARGIN, y, others.name, self._size, colour=canvas.theme.faint_ink)
        x = MARGIN + width(others.name, self._size) + GAP
        side = self._size
        for part, fill in zip(others.parts, self.fills, strict=True):
            canvas.bar(x, y - side / 2, side, side, fill)
            written = self.words.number(part)
            canvas.text(x + SAMPLE + GAP / 4, y, written, self._size)
            x += SAMPLE + GAP + width(written, self._size)
