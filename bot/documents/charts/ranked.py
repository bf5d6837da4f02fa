"""Bars side by side, the worst on top: the province by agency, obstacles by category."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.documents.charts.canvas import Canvas
from bot.documents.charts.data import Obstacles, Standing, merged
from bot.documents.charts.frame import GAP, MARGIN, TALLEST, WIDTH, Entry, Frame
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
    rows = [Row(name=agency.name, parts=_parts(agency.tally)) for agency in agencies]
    shown = len(rows) if len(rows) <= MOST_ROWS else MOST_ROWS - 1
    totals = _summed(rows)
    meanings = (words.open_overdue, words.open_within, words.done_late, words.done_on_time)
    frame = Frame(
        title=words.standing,
        place=data.province,
        facts=(words.day(data.day), words.dated.format(count=words.number(sum(totals)))),
        legend=_legend(theme.fills, totals, meanings, words),
    )
    ranking = _Ranking(frame=frame, rows=rows[:shown], others=rows[shown:], fills=theme.fills, words=words)
    return ranking.draw(theme)


def draw_obstacles(data: Obstacles, words: ChartWords, theme: Theme) -> Canvas | None:
    """Draw how many obstacles of each category are open and resolved; None if there are none."""
    known = set(words.categories)
    counts = merged(replace(one, category=one.category if one.category in known else "") for one in data.counts)
    if not counts:
        return None
    rows = [Row(name=words.category(count.category), parts=(count.open, count.resolved)) for count in counts]
    fills = (theme.overdue, theme.on_time)
    frame = Frame(
        title=words.obstacles,
        place=data.province,
        facts=(words.day(data.day),),
        legend=_legend(fills, _summed(rows), (words.open, words.resolved), words),
    )
    return _Ranking(frame=frame, rows=rows, others=(), fills=fills, words=words).draw(theme)


def _parts(tally: Tally) -> tuple[int, ...]:
    """Return a tally's cells in the order of a bar: what is open at the left, the worst at the very edge."""
    return tally.open_overdue, tally.open_within, tally.done_late, tally.done_on_time


def _summed(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(row.parts for row in rows), strict=True)))


def _legend(
    fills: Sequence[Fill], totals: Sequence[int], meanings: Sequence[str], words: ChartWords
) -> tuple[Entry, ...]:
    return tuple(
        Entry(sample=fill, total=words.number(total), label=meaning)
        for fill, total, meaning in zip(fills, totals, meanings, strict=True)
    )


@dataclass(frozen=True, kw_only=True)
class _Ranking:
    """Rows of bars in one scale; the sum of ``others``, far greater than any row, stands below in numbers."""

    frame: Frame
    rows: Sequence[Row]
    others: Sequence[Row]
    fills: Sequence[Fill]
    words: ChartWords

    @property
    def _lines(self) -> int:
        return len(self.rows) + bool(self.others)

    @property
    def _row_height(self) -> float:
        return min(HIGHEST_ROW, (TALLEST - self.frame.height - MARGIN) / self._lines)

    @property
    def _size(self) -> float:
        return min(LARGEST, self._row_height * LETTERS_SHARE)

    def draw(self, theme: Theme) -> Canvas:
        canvas = Canvas(WIDTH, round(self.frame.height + self._lines * self._row_height + MARGIN), theme)
        self.frame.draw(canvas)
        names = [fitted(row.name, self._size, WIDTH * NAMES_SHARE) for row in self.rows]
        left = MARGIN + max(width(name, self._size) for name in names) + GAP
        room = WIDTH - MARGIN - left - max(self._room_beside(row) for row in self.rows)
        scale = room / max(row.total for row in self.rows)
        for number, (name, row) in enumerate(zip(names, self.rows, strict=True)):
            y = self._middle(number)
            canvas.text(left - GAP, y, name, self._size, align="right")
            self._draw_row(canvas, left, y, row, scale)
        if self.others:
            self._draw_others(canvas, self._middle(len(self.rows)))
        return canvas

    def _middle(self, number: int) -> float:
        return self.frame.height + (number + 0.5) * self._row_height

    def _number(self, value: int) -> tuple[str, float]:
        """Return a number as it is written, and how wide it is."""
        written = self.words.number(value)
        return written, width(written, self._size, bold=True)

    def _room_beside(self, row: Row) -> float:
        """Return how much room the numbers right of a bar can need."""
        return self._number(row.parts[0])[1] + self._number(row.total)[1] + GAP

    def _draw_row(self, canvas: Canvas, x: float, y: float, row: Row, scale: float) -> None:
        """Draw a bar, numbers in its parts and its total beside it; the worst part's too, if that is too narrow."""
        thick = self._row_height * BAR_SHARE
        beside = [(row.total, canvas.theme.faint_ink)]
        for part, fill in zip(row.parts, self.fills, strict=True):
            if not part:
                continue
            wide = max(THINNEST, part * scale)
            canvas.bar(x, y - thick / 2, wide, thick, fill)
            written, room = self._number(part)
            if room + GAP / 2 <= wide:
                canvas.text(
                    x + wide / 2, y, written, self._size, bold=True, align="center",
                    colour=canvas.theme.number, halo=fill.colour if fill.hatch else None,
                )  # fmt: skip
            elif fill is self.fills[0]:
                beside.insert(0, (part, fill.colour))
            x += wide
        for value, colour in beside:
            written, room = self._number(value)
            canvas.text(x + GAP / 2, y, written, self._size, bold=True, colour=colour)
            x += room + GAP / 2

    def _draw_others(self, canvas: Canvas, y: float) -> None:
        name = self.words.others.format(count=self.words.number(len(self.others)))
        canvas.text(MARGIN, y, name, self._size, colour=canvas.theme.faint_ink)
        x, side = MARGIN + width(name, self._size) + GAP, self._size
        for part, fill in zip(_summed(self.others), self.fills, strict=True):
            written, room = self._number(part)
            canvas.bar(x, y - side / 2, side, side, fill)
            canvas.text(x + side + GAP / 3, y, written, self._size, bold=True)
            x += side + room + GAP * 1.5
