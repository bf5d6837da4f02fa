"""Pictures for the weekly digest and on request, as PNG: plain values in, bytes out.

What draws them (matplotlib) is loaded when the first is drawn; that takes about a second, a picture a part of one. Draw
in a thread, not in the event loop: every picture has a figure of its own, so several can be drawn at once.
"""

from typing import TYPE_CHECKING

from bot.documents.charts.data import Completion, Obstacles, Reports, Standing
from bot.documents.charts.theme import THEMES, Variant
from bot.documents.charts.words import ChartWords

if TYPE_CHECKING:
    from bot.documents.charts.canvas import Canvas


def standing(data: Standing, words: ChartWords, variant: Variant = Variant.LIGHT) -> bytes | None:
    """Picture the province: a bar an agency in the four cells, the worst on top; None if nothing has a deadline."""
    from bot.documents.charts.ranked import draw_standing

    return _png(draw_standing(data, words, THEMES[variant]))


def completion_over_time(data: Completion, words: ChartWords, variant: Variant = Variant.LIGHT) -> bytes | None:
    """Picture how many assignments were done, week by week, against their deadlines; None if there are no deadlines."""
    from bot.documents.charts.timeline import draw_completion

    return _png(draw_completion(data, words, THEMES[variant]))


def obstacles_by_category(data: Obstacles, words: ChartWords, variant: Variant = Variant.LIGHT) -> bytes | None:
    """Picture how many obstacles of each category are open and resolved; None if there are none."""
    from bot.documents.charts.ranked import draw_obstacles

    return _png(draw_obstacles(data, words, THEMES[variant]))


def reports_by_day(data: Reports, words: ChartWords, variant: Variant = Variant.LIGHT) -> bytes | None:
    """Picture the reports as they came in, day by day, against those owed; None if none is owed."""
    from bot.documents.charts.timeline import draw_reports

    return _png(draw_reports(data, words, THEMES[variant]))


def _png(canvas: "Canvas | None") -> bytes | None:
    return None if canvas is None else canvas.png()
