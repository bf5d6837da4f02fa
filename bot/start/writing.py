"""Compose the files of a new province, and put them into a folder that has none."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.config import FOLDER, public_holidays
from bot.domain.working_days import WorkCalendar
from bot.errors import SetupError
from bot.start.agencies import EVERYWHERE, EXAMPLES, ICT, OFTEN, RARELY, Body, inspectorate, leaders, office
from bot.start.provinces import Place

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CONFIG = Path("config.yaml")
DIRECTIVE = Path(FOLDER, "ct-mau.yaml")
_PLAIN = re.compile(r"[^\W\d_][\w &.()/-]*")


class Words:
    """What is said in one language, and the templates of the files."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._phrases = yaml.safe_load((HERE / language / "phrases.yaml").read_text(encoding="utf-8"))
        self._templates = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=False,  # noqa: S701 - YAML and plain text; `agency` quotes what needs it
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._templates.filters["agency"] = _agency
        self._templates.globals["phrase"] = self.say

    def say(self, key: str, **facts: object) -> str:
        return self._templates.from_string(self._phrases[key]).render(facts)

    def compose(self, place: Place, communes: Sequence[Body], today: date) -> dict[Path, str]:
        """Return the files of a province, by their names; the sample's dates lie ahead of ``today`` (local)."""
        facts = {
            "place": place,
            "today": today,
            "ict": ICT,
            "leaders": leaders(place),
            "office": office(place),
            "departments": (*EVERYWHERE, inspectorate(place)),
            "often": OFTEN,
            "rarely": RARELY,
            "communes": communes,
            "examples": EXAMPLES,
            **_sample_days(today),
        }
        return {
            CONFIG: self._template(f"{self._language}/config.yaml.j2", facts),
            DIRECTIVE: self._template("directive.yaml.j2", facts),
        }

    def _template(self, name: str, facts: Mapping[str, Any]) -> str:
        return self._templates.get_template(name).render(facts)


def taken_ids(place: Place) -> frozenset[str]:
    """Return the ids that no commune may have."""
    return frozenset(
        body.id for body in (leaders(place), office(place), inspectorate(place), *EVERYWHERE, *OFTEN, *RARELY)
    )


def write(folder: Path, files: Mapping[Path, str]) -> None:
    """Write the files below ``folder``. Raises SetupError, having written none, if a province is there already."""
    check_free(folder)
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise SetupError(f"{folder} cannot be written: {error.strerror}.") from None


def check_free(folder: Path) -> None:
    """Raise SetupError if a province is in ``folder`` already."""
    there = [folder / CONFIG, *(folder / FOLDER).glob("*.yaml")]
    for path in there:
        if path.exists():
            raise SetupError(f"{path} is there already and stays as it is: name another folder.")


def _sample_days(today: date) -> dict[str, date]:
    calendar = WorkCalendar(zone=ZONE, is_public_holiday=public_holidays("VN"))
    start = calendar.on_or_after(today)
    return {
        "start": start,
        "after_three_weeks": calendar.add(start, 15),
        "after_six_weeks": calendar.on_or_after(start + timedelta(days=42)),
        "after_two_months": calendar.on_or_after(start + timedelta(days=60)),
        "after_half_a_year": calendar.on_or_after(start + timedelta(days=180)),
    }


def _agency(body: Body, kind: str) -> str:
    """Return an agency as config.yaml lists it."""
    return f"{{id: {body.id}, name: {_quoted(body.name)}, short: {_quoted(body.short)}, kind: {kind}}}"


def _quoted(text: str) -> str:
    """Return text as YAML: as it is where that is safe, else in quotes (JSON's are YAML's)."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
