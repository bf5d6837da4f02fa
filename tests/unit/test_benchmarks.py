"""What the benchmarks say of what they measured."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks import pictures
from benchmarks.measure import exponent, growth, percentile
from benchmarks.page import written
from benchmarks.plan import Goal, Measured
from benchmarks.results import Result, keep, kept

TICK = Measured(
    title="Tick: some due among many",
    columns=("what", "waiting", "seconds"),
    rows=[("Nhắc Việc", "10,000", "0.50"), ("Nhắc Việc", "100,000", "0.70")],
    goals=[Goal(what="most against fewest", value=1.4, most=1.3), Goal(what="a second", value=950.0, least=900)],
    grows={"tick": "1 (slope 0.15)"},
    notes=["The machine was busy."],
    series={"Nhắc Việc": {10_000.0: 0.5, 100_000.0: 0.7}},
)
RESULT = Result(measured=TICK, day=date(2026, 11, 29), seconds=90.0, full=False)


@pytest.mark.parametrize(
    ("costs", "shape", "slope"),
    [
        ({10: 5.0, 100: 5.1, 1000: 4.9}, "1", 0.0),
        ({10: 1.0, 100: 10.0, 1000: 101.0}, "n", 1.0),
        ({10: 33.2, 100: 664.0, 1000: 9966.0}, "n log n", 1.24),
        ({10: 1.0, 100: 100.0, 1000: 10_000.0}, "n²", 2.0),
    ],
)
def test_growth_is_the_shape_that_fits_best(costs: dict[int, float], shape: str, slope: float) -> None:
    assert growth(costs) == shape
    assert exponent(costs) == pytest.approx(slope, abs=0.01)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(one) for one in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([7.0], 0.99)) == (50.0, 99.0, 7.0)


def test_what_was_measured_is_kept_and_read_again(tmp_path: Path) -> None:
    assert kept(tmp_path) == {}
    keep("tick", RESULT, tmp_path)
    assert kept(tmp_path) == {"tick": RESULT}


def test_the_page_says_what_was_met_and_what_was_missed() -> None:
    begin, _, rest = written({"tick": RESULT}).partition("\n## Tick")
    assert "Measured on 29/11/2026 in 2 minutes, on " in begin
    assert (
        rest.partition("\n## How to read it")[0]
        == """: some due among many

`python -m benchmarks --only tick`

| what | waiting | seconds |
|---|---|---|
| Nhắc Việc | 10,000 | 0.50 |
| Nhắc Việc | 100,000 | 0.70 |

![Tick: some due among many](images/performance-tick.png)

- most against fewest: 1.4, goal ≤ 1.3: **missed**
- a second: 950, goal ≥ 900: **met**
- tick grows as 1 (slope 0.15)
- The machine was busy.
"""
    )


def test_each_series_has_a_picture(tmp_path: Path) -> None:
    pictures.draw({"tick": TICK}, tmp_path)
    assert (tmp_path / "performance-tick.png").read_bytes().startswith(b"\x89PNG")
