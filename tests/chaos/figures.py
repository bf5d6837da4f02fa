"""What a campaign counted: printed, and kept as JSON lines for the page that ``make chaos`` writes.

>>> tell(Figures(campaign="Crash, SQLite", load="9,000 messages", faults="200 kills", lost=0, doubled=3, at_most=41))
"""

import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

LONG = bool(os.environ.get("NHACVIEC_CAMPAIGN"))
"""Whether the long form of each campaign is played."""
FOLDER = "NHACVIEC_FIGURES"
"""The environment variable that names the folder where figures are kept; without it they are only printed."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One row of the table: what was held, and what came of it.

    ``load`` and ``faults`` say in a few words what was done and what went wrong meanwhile; ``at_most`` is how many
    messages may be doubled by what is promised, None where none may; ``note`` is whatever else was measured.
    """

    campaign: str
    load: str
    faults: str
    lost: int
    doubled: int
    at_most: int | None = None
    note: str = ""

    def __str__(self) -> str:
        limit = "" if self.at_most is None else f" (at most {self.at_most:,})"
        told = f"{self.campaign}: {self.load}; {self.faults}; lost {self.lost:,}, doubled {self.doubled:,}{limit}"
        return f"{told}; {self.note}" if self.note else told


def tell(figures: Figures) -> None:
    """Print what was counted, and keep it if there is a folder for it: the last time counts."""
    sys.stdout.write(f"\n{figures}\n")
    if folder := os.environ.get(FOLDER):
        name = re.sub(r"[^a-z0-9]+", "-", figures.campaign.lower()).strip("-")
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.jsonl").write_text(json.dumps(asdict(figures)) + "\n", encoding="utf-8")


def kept(folder: Path) -> list[Figures]:
    """Return all that campaigns have kept in a folder, by their names."""
    lines = [line for file in folder.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted((Figures(**json.loads(line)) for line in lines), key=lambda figures: figures.campaign)
