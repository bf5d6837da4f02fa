"""The colours of the pictures, for eyes of every kind."""

from itertools import combinations

import pytest

from bot.documents.charts.theme import DARK, LIGHT, Theme

Colour = tuple[float, float, float]
THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
# how dichromats see linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1.0)
EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST_APART = {"all cones": 40, "no red": 30, "no green": 30, "no blue": 15}  # in CIELAB; 2.3 can just be seen


def linear(colour: str) -> Colour:
    """Return red, green and blue as amounts of light, from #RRGGBB."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return red, green, blue


def luminance(light: Colour) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def lab(light: Colour) -> Colour:
    """Return a colour's place in CIELAB (white point D65)."""
    red, green, blue = (min(1, max(0, one)) for one in light)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, luminance((red, green, blue)), z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour: str, eye: str) -> Colour:
    light = linear(colour)
    red, green, blue = (sum(part * one for part, one in zip(row, light, strict=True)) for row in EYES[eye])
    return lab((red, green, blue))


def apart(one: Colour, other: Colour) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2: from 1 to 21."""
    darker, lighter = sorted(luminance(linear(colour)) + 0.05 for colour in (one, other))
    return lighter / darker


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_the_four_cells_and_the_paper_can_be_told_apart(theme: Theme, eye: str) -> None:
    colours = [theme.paper, *(fill.colour for fill in theme.fills)]
    too_near = {
        (one, other): distance
        for one, other in combinations(colours, 2)
        if (distance := apart(seen(one, eye), seen(other, eye))) < LEAST_APART[eye]
    }
    assert too_near == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_late_is_told_by_strokes_too_each_in_its_own_direction(theme: Theme) -> None:
    assert [fill.hatch[:1] for fill in theme.fills] == ["\\", "", "/", ""]


@pytest.mark.parametrize("theme", THEMES)
def test_letters_and_numbers_can_be_read(theme: Theme) -> None:
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.faint_ink, theme.paper) >= 4.5
    assert min(contrast(theme.number, fill.colour) for fill in theme.fills) >= 4.5
    assert contrast(theme.overdue.colour, theme.paper) >= 3, "large and bold: the overdue beside a narrow bar"
