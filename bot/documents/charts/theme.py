"""The colours of the pictures: light and dark paper, and fills that colour-blind people can tell apart.

The fills are of Okabe and Ito's palette (Color Universal Design, 2008), chosen so that black numbers can be read on
each; what is late is hatched too, so that nothing hangs on colour alone.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class Fill:
    """What a bar is filled with: a colour, and strokes over it (empty: none), as matplotlib's hatches are written."""

    colour: str
    hatch: str = ""


class Variant(StrEnum):
    """On which paper a picture is drawn."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Colours: the paper's, of letters on it and of the less important ones, of helping lines, of numbers on fills."""

    paper: str
    ink: str
    faint_ink: str
    grid: str
    number: str = "#101010"

    on_time: Fill = Fill(colour="#009E73")
    late: Fill = Fill(colour="#F0E442", hatch="//")
    within: Fill = Fill(colour="#56B4E9")
    overdue: Fill = Fill(colour="#D55E00", hatch="\\\\")

    @property
    def fills(self) -> tuple[Fill, ...]:
        return (self.overdue, self.within, self.late, self.on_time)


LIGHT = Theme(paper="#FFFFFF", ink="#1B1F24", faint_ink="#57606A", grid="#DFE3E8")
DARK = Theme(paper="#17212B", ink="#F2F5F8", faint_ink="#A8B4C0", grid="#2E3B48")

THEMES = {Variant.LIGHT: LIGHT, Variant.DARK: DARK}
