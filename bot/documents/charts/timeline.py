"""Curves over days: completion against the deadlines, reports as they come in."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import ceil

from matplotlib.ticker import MaxNLocator

from bot.documents.charts.canvas import STROKE_WIDTH, STROKES, Canvas
from bot.documents.charts.data import Completion, Reports
from bot.documents.charts.frame import GAP, LINE, MARGIN, WIDTH, Entry, Frame, Stroke
from bot.documents.charts.letters import width
from bot.documents.charts.theme import Fill, Theme
from bot.documents.charts.words import ChartWords

FIELD = 420  # pixels, the height of the field with the curves
SIZE = 22  # pixels, of letters around it
HEADROOM = 1.08  # the greatest value stays below the field's top
NUMBERS = 5  # at the left, about
WEEK = 7  # days
YEAR = 366  # days
MOST_DEADLINES = 3  # marked by their day
GREAT = 0.1  # of all deadlines: worth a mark
MOST_DOTS = 30  # on a curve
BAR_WIDTH = 0.8  # of a day


def draw_completion(data: Completion, words: ChartWords, theme: Theme) -> Canvas | None:
    """Draw what was done and what was due, summed up by week; None if nothing has a deadline until the end."""
    weeks = data.weeks
    if not weeks or not weeks[-1].due:
        return None
    done_stroke, due_stroke = Stroke(colour=theme.on_time.colour), Stroke(colour=theme.ink, width=3, style="--")
    behind = Fill(colour=theme.overdue.colour + "66", hatch=theme.overdue.hatch)
    done, due = words.number(data.done_by_now), words.number(data.due_by_now)
    frame = Frame(
        title=words.completion,
        place=data.province,
        facts=(words.day(data.day),),
        legend=(
            Entry(sample=done_stroke, total=done, label=words.done),
            Entry(sample=due_stroke, total=due, label=words.due),
            Entry(sample=behind, label=words.behind),
        ),
    )
    field = _Field(frame, words, theme, weeks[0].day, weeks[-1].day, max(weeks[-1].due, data.done_by_now))
    past = [(week.day, week.due, week.done) for week in weeks if week.done is not None]
    days = _ordinals([day for day, _, _ in past])
    field.axes.fill_between(
        days,
        [done for _, _, done in past],
        [due for _, due, _ in past],
        where=[due > done for _, due, done in past],
        interpolate=True,
        facecolor=behind.colour,
        linewidth=0,
        hatch=behind.hatch,
        hatchcolor=STROKES,
        hatch_linewidth=STROKE_WIDTH,
    )
    field.curve(_ordinals([week.day for week in weeks]), [week.due for week in weeks], due_stroke)
    field.curve(days, [done for _, _, done in past], done_stroke, dots=len(past) <= MOST_DOTS)
    for day, many in _great_deadlines(data):
        label = f"{words.short_day(day)}: {words.number(many)}"
        field.mark(day, label, Stroke(colour=theme.faint_ink, width=2, style=":"))
    if data.start <= data.day < data.end:
        field.mark(data.day, words.today, Stroke(colour=theme.ink, width=2), always=True)
    return field.canvas


def _great_deadlines(data: Completion) -> list[tuple[date, int]]:
    """Return the days on which the most is due, with how much, if it is much."""
    by_day = Counter(day for day in data.due if data.start <= day <= data.end)
    return [(day, many) for day, many in by_day.most_common(MOST_DEADLINES) if many >= GREAT * len(data.due)]


def draw_reports(data: Reports, words: ChartWords, theme: Theme) -> Canvas | None:
    """Draw the reports received by day, those after the due day in another colour; None if none is owed."""
    if data.owed <= 0:
        return None
    received = Counter(data.by_now)
    in_all, owed = Stroke(colour=theme.on_time.colour), Stroke(colour=theme.ink, width=3, style="--")
    late = sum(many for day, many in received.items() if day > data.due)
    frame = Frame(
        title=words.reports.format(period=data.period),
        place=data.province,
        facts=(words.day(data.day),),
        legend=(
            Entry(sample=in_all, total=words.number(len(data.by_now)), label=words.received),
            Entry(sample=owed, total=words.number(data.owed), label=words.owed),
            Entry(sample=theme.within, total=words.number(len(data.by_now) - late), label=words.in_time),
            Entry(sample=theme.late, total=words.number(late), label=words.late),
        ),
    )
    first, last = min([data.opened, data.due, *received]), max(data.due, data.day)
    field = _Field(frame, words, theme, first, last, max(data.owed, len(data.by_now)))
    for fill, days in (
        (theme.within, [day for day in received if day <= data.due]),
        (theme.late, [day for day in received if day > data.due]),
    ):
        field.bars(_ordinals(days), [received[day] for day in days], fill)
    days = sorted({first, *received, min(data.day, last)})
    field.steps(_ordinals(days), data.received_by(days), in_all)
    field.curve([field.first, field.last], [data.owed, data.owed], owed)
    field.mark(
        data.due, words.due_day.format(day=words.short_day(data.due)), Stroke(colour=theme.overdue.colour, width=3)
    )
    if first <= data.day < data.due:
        field.mark(data.day, words.today, Stroke(colour=theme.faint_ink, width=2, style=":"), always=True)
    return field.canvas


def _ordinals(days: Sequence[date]) -> list[int]:
    return [day.toordinal() for day in days]


class _Field:
    """The field of a picture over days, with numbers at the left and days below; ``most`` is the greatest number."""

    def __init__(self, frame: Frame, words: ChartWords, theme: Theme, first: date, last: date, most: int) -> None:
        self._words, self._theme = words, theme
        self.first, self.last = first.toordinal() - 0.5, last.toordinal() + 0.5
        self._top, self._height = frame.height + LINE, max(most, 1) * HEADROOM
        self.canvas = Canvas(WIDTH, round(self._top + FIELD + LINE + MARGIN), theme)
        frame.draw(self.canvas)
        ticks = (round(tick) for tick in MaxNLocator(NUMBERS, integer=True).tick_values(0, max(most, 1)))
        numbers = [tick for tick in ticks if 0 <= tick <= self._height]
        self._left = MARGIN + max(width(words.number(number), SIZE) for number in numbers) + GAP
        self._right = WIDTH - MARGIN
        self._draw_numbers(numbers)
        self._draw_days()
        self.axes = self.canvas.axes(self._left, self._top, self._right - self._left, FIELD)
        self.axes.set_xlim(self.first, self.last)
        self.axes.set_ylim(0, self._height)
        self._labelled: list[tuple[float, float]] = []

    def curve(self, days: Sequence[float], values: Sequence[int], stroke: Stroke, *, dots: bool = False) -> None:
        """Draw a line from day to day (ordinals)."""
        self.axes.plot(
            days, values, color=stroke.colour, linewidth=stroke.width, linestyle=stroke.style,
            marker="o" if dots else "", markersize=9,
        )  # fmt: skip

    def steps(self, days: Sequence[int], values: Sequence[int], stroke: Stroke) -> None:
        """Draw a line that climbs on each of ``days`` (ordinals)."""
        self.axes.plot(
            [*days, days[-1] + 0.5], [*values, values[-1]], drawstyle="steps-post",
            color=stroke.colour, linewidth=stroke.width,
        )  # fmt: skip

    def bars(self, days: Sequence[int], values: Sequence[int], fill: Fill) -> None:
        """Draw an upright bar on each of ``days`` (ordinals)."""
        self.axes.bar(
            days, values, width=BAR_WIDTH, facecolor=fill.colour, edgecolor=self._theme.paper, linewidth=1,
            hatch=fill.hatch, hatchcolor=STROKES, hatch_linewidth=STROKE_WIDTH,
        )  # fmt: skip

    def mark(self, day: date, label: str, stroke: Stroke, *, always: bool = False) -> None:
        """Draw an upright line through a day with a label above it.

        Where another label stands, leave this one out, and its line too unless it must ``always`` be there.
        """
        x, half = self._x(day), width(label, SIZE, bold=True) / 2
        middle = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
        free = all(middle + half + GAP / 2 < left or right + GAP / 2 < middle - half for left, right in self._labelled)
        if free:
            self._labelled.append((middle - half, middle + half))
            self.canvas.text(middle, self._top - LINE / 2, label, SIZE, align="center", bold=True, colour=stroke.colour)
        if free or always:
            ys = (self._top, self._top + FIELD)
            self.canvas.line((x, x), ys, colour=stroke.colour, width=stroke.width, style=stroke.style, below=True)

    def _x(self, day: date) -> float:
        """Return where the middle of a day is, in pixels."""
        share = (day.toordinal() - self.first) / (self.last - self.first)
        return self._left + share * (self._right - self._left)

    def _draw_numbers(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            y = self._top + (1 - number / self._height) * FIELD
            self.canvas.line((self._left, self._right), (y, y), colour=self._theme.grid, width=2, below=True)
            written = self._words.number(number)
            self.canvas.text(self._left - GAP / 2, y, written, SIZE, align="right", colour=self._theme.faint_ink)

    def _draw_days(self) -> None:
        """Write every day below, or one in so many weeks, as there is room; months where years pass."""
        first, span = round(self.first + 0.5), round(self.last - self.first)
        written = self._words.short_day if span <= YEAR else self._words.month
        widest = max(width(written(date(2000, month, 28)), SIZE) for month in range(1, 13))
        most = (self._right - self._left) // (widest + GAP)
        step = 1 if span <= most else WEEK * ceil(span / WEEK / most)
        for ordinal in range(first, first + span, step):
            day = date.fromordinal(ordinal)
            x = min(self._x(day), WIDTH - widest / 2 - GAP / 2)
            y = self._top + FIELD + LINE * 0.6
            self.canvas.text(x, y, written(day), SIZE, align="center", colour=self._theme.faint_ink)
