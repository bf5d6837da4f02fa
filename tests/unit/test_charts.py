"""The pictures: what they say, that nothing in them overlaps, and that they look as they did when looked at."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import NamedTuple

import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image, ImageChops, ImageStat

from bot.documents.charts import completion_over_time, obstacles_by_category, reports_by_day, standing
from bot.documents.charts.canvas import Canvas
from bot.documents.charts.data import Obstacles, Standing
from bot.documents.charts.ranked import draw_obstacles, draw_standing
from bot.documents.charts.theme import DARK, LIGHT, THEMES, Theme, Variant
from bot.documents.charts.timeline import draw_completion, draw_reports
from bot.documents.charts.words import ENGLISH, VIETNAMESE, ChartWords, chart_words
from tests.unit.chart_samples import COMPLETION, OBSTACLES, REPORTS, THREE, agency, communes, province

REFERENCES = Path(__file__).parent / "pictures"
SMALLER = 8  # times, a reference than its picture
Draw = Callable[[ChartWords, Theme], Canvas | None]
PICTURES: dict[str, Draw] = {
    "standing": lambda words, theme: draw_standing(THREE, words, theme),
    "standing-35": lambda words, theme: draw_standing(communes(35), words, theme),
    "standing-170": lambda words, theme: draw_standing(communes(170), words, theme),
    "completion": lambda words, theme: draw_completion(COMPLETION, words, theme),
    "completion-years": lambda words, theme: draw_completion(
        replace(COMPLETION, start=date(2007, 12, 13), end=date(2010, 12, 31)), words, theme
    ),
    "obstacles": lambda words, theme: draw_obstacles(OBSTACLES, words, theme),
    "reports": lambda words, theme: draw_reports(REPORTS, words, theme),
    "reports-before": lambda words, theme: draw_reports(replace(REPORTS, day=date(2009, 6, 11)), words, theme),
}


def drawn(canvas: Canvas | None) -> Canvas:
    assert canvas is not None
    return canvas


def written(canvas: Canvas) -> list[Text]:
    return [artist for artist in canvas.figure.artists if isinstance(artist, Text)]


def texts(canvas: Canvas | None) -> list[str]:
    """Return what stands in a picture, in the order in which it was written."""
    return [text.get_text() for text in written(drawn(canvas))]


def opened(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(BytesIO(png)).convert("RGB")


def test_it_says_where_the_agencies_stand_the_worst_on_top() -> None:
    assert texts(draw_standing(THREE, VIETNAMESE, LIGHT)) == [
        "Tình hình thực hiện nhiệm vụ",
        "Tỉnh mẫu · thứ Hai 30/03/2009 · 32 nhiệm vụ có thời hạn",
        "5", "Chưa hoàn thành, quá hạn", "7", "Chưa hoàn thành, trong hạn",
        "2", "Hoàn thành quá hạn", "18", "Hoàn thành đúng hạn",
        "Sở Tài chính", "4", "2", "2", "8",
        "UBND H. Thạnh Xuân", "1", "3", "12", "16",
        "Sở Y tế", "2", "6", "8",
    ]  # fmt: skip


def test_it_says_so_in_english() -> None:
    assert texts(draw_standing(THREE, ENGLISH, DARK))[:10] == [
        "How the duties stand",
        "Tỉnh mẫu · Mon 30 Mar 2009 · duties with a deadline: 32",
        "5", "Open, overdue", "7", "Open, within the deadline",
        "2", "Done late", "18", "Done on time",
    ]  # fmt: skip


def test_thirty_five_agencies_have_room_of_more_the_rest_is_summed_up() -> None:
    assert len([text for text in texts(draw_standing(communes(35), VIETNAMESE, LIGHT)) if "UBND" in text]) == 35
    said = texts(draw_standing(communes(170), VIETNAMESE, LIGHT))
    assert len([text for text in said if "UBND" in text]) == 34
    rest = communes(170).worst_first[34:]
    assert said[-5:] == [
        "… 136 cơ quan khác",
        VIETNAMESE.number(sum(one.tally.open_overdue for one in rest)),
        VIETNAMESE.number(sum(one.tally.open_within for one in rest)),
        VIETNAMESE.number(sum(one.tally.done_late for one in rest)),
        VIETNAMESE.number(sum(one.tally.done_on_time for one in rest)),
    ]


def test_the_overdue_of_a_bar_too_narrow_for_numbers_stand_beside_it() -> None:
    data = province(agency("lớn", overdue=3, on_time=1250), agency("nhỏ", overdue=2, within=3))
    assert texts(draw_standing(data, VIETNAMESE, LIGHT))[10:] == ["lớn", "1.250", "3", "1.253", "nhỏ", "2", "5"]


def test_a_long_province_gives_way_to_the_day_and_the_total() -> None:
    said = texts(draw_standing(replace(THREE, province="Ủy ban nhân dân " * 12), VIETNAMESE, LIGHT))[1]
    assert said == "Ủy ban nhân dân Ủy ban… · thứ Hai 30/03/2009 · 32 nhiệm vụ có thời hạn"


def test_it_says_what_was_done_of_what_was_due_and_marks_the_great_deadlines() -> None:
    assert texts(draw_completion(COMPLETION, VIETNAMESE, LIGHT)) == [
        "Tiến độ hoàn thành theo tuần", "Tỉnh mẫu · thứ Hai 20/04/2009",
        "65", "Đã hoàn thành", "65", "Đến hạn", "Còn thiếu so với hạn",
        "0", "20", "40", "60", "80", "100",
        "5/1", "26/1", "16/2", "9/3", "30/3", "20/4", "11/5", "1/6", "22/6",
        "31/3: 60", "15/6: 30",
    ]  # fmt: skip


def test_it_says_of_what_kind_the_obstacles_are_unknown_kinds_are_others() -> None:
    assert texts(draw_obstacles(OBSTACLES, VIETNAMESE, LIGHT)) == [
        "Khó khăn, vướng mắc theo loại", "Tỉnh mẫu · thứ Hai 20/04/2009",
        "10", "Đang xử lý", "15", "Đã giải quyết",
        "Kinh phí", "7", "4", "11", "Nhân lực", "2", "9", "11", "Khác", "1", "2", "3",
    ]  # fmt: skip


def test_it_says_which_reports_came_and_when_they_are_due() -> None:
    period = replace(REPORTS, period="first half of 2009", day=date(2009, 6, 11))
    assert texts(draw_reports(period, ENGLISH, LIGHT)) == [
        "Reports: first half of 2009", "Tỉnh mẫu · Thu 11 Jun 2009",
        "7", "Received", "29", "Owed", "7", "On time, by day", "0", "Late, by day",
        "0", "6", "12", "18", "24", "30", "2 Jun", "9 Jun", "16 Jun",
        "due 16 Jun", "today",
    ]  # fmt: skip


def test_without_anything_to_show_there_is_no_picture() -> None:
    nothing_dated = province(agency("Sở Ngoại vụ"))
    assert standing(nothing_dated, VIETNAMESE) is None
    assert standing(Standing(province="", day=THREE.day, agencies=()), VIETNAMESE) is None
    assert completion_over_time(replace(COMPLETION, due=()), VIETNAMESE) is None
    assert completion_over_time(replace(COMPLETION, end=date(2009, 1, 1)), VIETNAMESE) is None
    assert obstacles_by_category(Obstacles(province="", day=OBSTACLES.day, counts=()), VIETNAMESE) is None
    assert reports_by_day(replace(REPORTS, owed=0), VIETNAMESE) is None


def test_a_first_or_only_day_is_a_picture_too() -> None:
    early = date(2008, 12, 1)
    assert texts(draw_completion(replace(COMPLETION, day=early), VIETNAMESE, LIGHT))[2:6] == [
        "0", "Đã hoàn thành", "0", "Đến hạn",
    ]  # fmt: skip
    one_day = replace(COMPLETION, day=date(2009, 3, 31), start=date(2009, 3, 31), end=date(2009, 3, 31))
    assert texts(draw_completion(one_day, VIETNAMESE, LIGHT))[-2:] == ["31/3", "31/3: 60"]
    assert "0" in texts(draw_reports(replace(REPORTS, day=early), VIETNAMESE, LIGHT))
    assert reports_by_day(replace(REPORTS, opened=REPORTS.due, day=REPORTS.due, received=(), owed=1), ENGLISH)
    assert obstacles_by_category(replace(OBSTACLES, counts=OBSTACLES.counts[2:3]), ENGLISH)


class Painted(NamedTuple):
    """A picture as it came out: its bytes, its size, and where each of its texts stands."""

    png: bytes
    width: int
    height: int
    boxes: tuple[tuple[str, Bbox], ...]


@cache
def painted(name: str, language: str, variant: Variant) -> Painted:
    """Paint one of the pictures: once, whatever is asked of it."""
    canvas = drawn(PICTURES[name](chart_words(language), THEMES[variant]))
    png = canvas.png()
    # a line's box has room for marks above capitals; what is compared are letters, two pixels off
    boxes = tuple((text.get_text(), text.get_window_extent().padded(0, -2).frozen()) for text in written(canvas))
    return Painted(png, canvas.width, canvas.height, boxes)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_overlaps_another_or_the_edge(name: str, language: str) -> None:
    _, width, height, boxes = painted(name, language, Variant.LIGHT)
    assert [(one, other) for (one, box), (other, beside) in combinations(boxes, 2) if box.overlaps(beside)] == []
    assert [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_messenger_shows_it_in_full_size(name: str) -> None:
    picture = opened(painted(name, "vi", Variant.LIGHT).png)
    assert picture.width == 960
    assert 350 <= picture.height <= 1280


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("name", ["standing", "standing-35", "completion", "obstacles", "reports"])
def test_it_looks_as_it_did_when_it_was_looked_at(name: str, variant: Variant) -> None:
    picture = opened(painted(name, "vi", variant).png)
    small = picture.resize((picture.width // SMALLER, picture.height // SMALLER), Image.Resampling.BOX)
    path = REFERENCES / f"{name}-{variant}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        picture.save(path.with_suffix(".full.png"))
        small.save(path, optimize=True)
        pytest.fail(f"{path} is new: look at it and its .full.png, remove the latter, and run again")
    with Image.open(path) as reference:
        assert reference.size == small.size
        difference = ImageStat.Stat(ImageChops.difference(small, reference.convert("RGB")))
    assert max(difference.mean) < 1
    assert max(high for _, high in difference.extrema) < 48


@pytest.mark.parametrize("theme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
def test_a_bar_is_as_long_as_what_it_counts(theme: Theme) -> None:
    data = province(agency("a", overdue=3, within=6, late=3, on_time=12), agency("b", on_time=4))
    picture = opened(drawn(draw_standing(data, VIETNAMESE, theme)).png())
    upper = [picture.getpixel((x, 231)) for x in range(picture.width)]
    lower = [picture.getpixel((x, 291)) for x in range(picture.width)]
    green, blue = (tuple(bytes.fromhex(fill.colour[1:])) for fill in (theme.on_time, theme.within))
    unit = lower.count(green) / 4
    assert upper.count(green) == pytest.approx(12 * unit, rel=0.03)
    assert upper.count(blue) == pytest.approx(6 * unit, rel=0.03)


def test_the_same_input_gives_the_same_bytes_from_several_threads_too() -> None:
    tasks = [
        lambda: standing(THREE, VIETNAMESE),
        lambda: completion_over_time(COMPLETION, VIETNAMESE, Variant.DARK),
        lambda: obstacles_by_category(OBSTACLES, ENGLISH),
        lambda: reports_by_day(REPORTS, ENGLISH, Variant.DARK),
    ]
    one_by_one = [task() for task in tasks]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda task: task(), tasks * 2))
    assert at_once == one_by_one * 2


def test_it_carries_neither_time_nor_maker() -> None:
    png = standing(THREE, VIETNAMESE)
    assert png is not None
    with Image.open(BytesIO(png)) as picture:
        assert {key for key in picture.info if key != "dpi"} == set()


def test_a_great_province_costs_hardly_more_than_a_small_one() -> None:
    def seconds(data: Standing) -> float:
        began = process_time()
        assert standing(data, VIETNAMESE) is not None
        return process_time() - began

    small, great = communes(35), communes(170)
    assert min(seconds(great) for _ in range(2)) < 2.5 * min(seconds(small) for _ in range(2))


def test_what_draws_is_loaded_with_the_first_picture_and_pyplot_never() -> None:
    program = (
        "import sys\n"
        "from bot.documents.charts import standing\n"
        "from tests.unit.chart_samples import THREE\n"
        "from bot.documents.charts.words import VIETNAMESE\n"
        "print('matplotlib' in sys.modules, 'numpy' in sys.modules)\n"
        "standing(THREE, VIETNAMESE)\n"
        "print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.split() == ["False", "False", "True", "False"]


def test_both_languages_have_words_for_the_same_kinds_of_obstacles() -> None:
    assert chart_words("vi") is VIETNAMESE
    assert chart_words("en") is ENGLISH
    assert VIETNAMESE.categories.keys() == ENGLISH.categories.keys()
